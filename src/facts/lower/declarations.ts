import type { TS, ts } from '../extract.ts';
import type { Declarator, DeclareStmt, Stmt } from '../ir.ts';
import { boundNames } from '../walk.ts';
import { lowerClass } from './classes.ts';
import { lowerFunction, startOfDeclaration } from './functions.ts';
import { onStmt, type Lowerers } from './lowerers.ts';
import type { Lowering } from './lowering.ts';
import { bindingTarget } from './patterns.ts';
import { typeName } from './types.ts';

/** Variables, functions and classes, with the `export` before them. */
export function declarationLowerers(ts: TS): Lowerers {
  const K = ts.SyntaxKind;
  return {
    stmt: [
      onStmt(K.VariableStatement, variables),
      onStmt(K.FunctionDeclaration, functionDeclaration),
      onStmt(K.ClassDeclaration, classDeclaration),
    ],
  };
}

function variables(node: ts.VariableStatement, lo: Lowering, out: Stmt[]): void {
  if (lo.has(node, lo.ts.SyntaxKind.DeclareKeyword)) return;
  const { kind, d } = declaration(node.declarationList, lo);
  out.push({ k: 'declare', kind, d, s: lo.start(node), e: node.end });
  addExport(node, () => d.flatMap((declarator) => boundNames(declarator.t)), lo, out);
}

/** A list of variables, with a list's own span. */
export function declaration(list: ts.VariableDeclarationList, lo: Lowering): DeclareStmt {
  const d = list.declarations.map((node): Declarator => {
    const type = typeName(node.type, lo);
    const t = bindingTarget(node.name, lo);
    const v = node.initializer && lo.expr(node.initializer);
    const s = lo.start(node);
    const e = node.end;
    if (type) return v ? { t, v, type, s, e } : { t, type, s, e };
    return v ? { t, v, s, e } : { t, s, e };
  });
  return { k: 'declare', kind: declarationKind(list, lo), d, s: lo.start(list), e: list.end };
}

/** `using` and `await using` bind as `const` does. */
export function declarationKind(list: ts.VariableDeclarationList, lo: Lowering): DeclareStmt['kind'] {
  const { NodeFlags } = lo.ts;
  const is = (flag: ts.NodeFlags): boolean => (list.flags & flag) !== 0;
  // The compiler marks `await using` as both.
  if (is(NodeFlags.Const) && is(NodeFlags.Using) && lo.functionDepth === 0) lo.esm = true;
  if (is(NodeFlags.Let)) return 'let';
  return is(NodeFlags.BlockScoped) ? 'const' : 'var';
}

/** A signature without a body is none. */
function functionDeclaration(node: ts.FunctionDeclaration, lo: Lowering, out: Stmt[]): void {
  const f = lo.has(node, lo.ts.SyntaxKind.DeclareKeyword) ? undefined : lowerFunction(node, lo);
  if (f === undefined) return;
  const s = lo.start(node);
  const { end: e, name } = node;
  if (name) out.push({ k: 'function', n: name.text, f, s, e });
  if (isDefault(node, lo)) out.push({ k: 'exportdefault', x: name ? lo.expr(name) : { k: 'fn', f, s: startOfDeclaration(node, lo), e }, s, e });
  else if (name) addExport(node, () => [name.text], lo, out);
}

function classDeclaration(node: ts.ClassDeclaration, lo: Lowering, out: Stmt[]): void {
  if (lo.has(node, lo.ts.SyntaxKind.DeclareKeyword)) return;
  const c = lowerClass(node, lo);
  const s = lo.start(node);
  const { end: e, name } = node;
  if (name) out.push({ k: 'classdecl', n: name.text, c, s, e });
  if (isDefault(node, lo)) out.push({ k: 'exportdefault', x: name ? lo.expr(name) : { k: 'class', c, s: startOfDeclaration(node, lo), e }, s, e });
  else if (name) addExport(node, () => [name.text], lo, out);
}

function isDefault(node: ts.Node, lo: Lowering): boolean {
  const K = lo.ts.SyntaxKind;
  return lo.has(node, K.ExportKeyword) && lo.has(node, K.DefaultKeyword);
}

/** Adds the `export` of a declaration that carries the word: to the file's, or to those of the namespace around it. */
export function addExport(node: ts.Node, exported: () => readonly string[], lo: Lowering, out: Stmt[]): void {
  if (!lo.has(node, lo.ts.SyntaxKind.ExportKeyword)) return;
  const names = exported();
  if (lo.namespaceExports) lo.namespaceExports.push(...names);
  else out.push({ k: 'export', names: names.map((n) => ({ l: n, n })), s: lo.start(node), e: node.end });
}

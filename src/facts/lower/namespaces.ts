import type { TS, ts } from '../extract.ts';
import type { Expr, Stmt } from '../ir.ts';
import { addExport } from './declarations.ts';
import { addFunction, blockSpan } from './functions.ts';
import { onStmt, type Lowerers } from './lowerers.ts';
import type { Lowering } from './lowering.ts';

/** A namespace is what TypeScript makes of it: `const N = (() => { …; return { exported } })()`. */
export function namespaceLowerers(ts: TS): Lowerers {
  return { stmt: [onStmt(ts.SyntaxKind.ModuleDeclaration, namespaceDeclaration)] };
}

/** `declare module 'm'`, `declare global` and a namespace of types alone hold nothing that runs. */
function namespaceDeclaration(node: ts.ModuleDeclaration, lo: Lowering, out: Stmt[]): void {
  const { ts } = lo;
  if (lo.has(node, ts.SyntaxKind.DeclareKeyword) || !ts.isIdentifier(node.name)) return;
  const s = lo.start(node);
  const e = node.end;
  const t = { k: 'id', n: node.name.text, s: lo.start(node.name), e: node.name.end } as const;
  const v = namespaceValue(node, lo);
  if (!v) return;
  out.push({ k: 'declare', kind: 'const', d: [{ t, v, s: t.s, e }], s, e });
  addExport(node, () => [t.n], lo, out);
}

/** `namespace A.B {}` is a namespace `B` that `A` exports. */
function namespaceValue(node: ts.ModuleDeclaration, lo: Lowering): Expr | undefined {
  const { body } = node;
  const { ts } = lo;
  if (!body || ts.isIdentifier(body)) return undefined;
  const span = { s: lo.start(body), e: body.end };
  const around = lo.namespaceExports;
  const exported: string[] = [];
  lo.namespaceExports = exported;
  const bounds = ts.isModuleBlock(body) ? blockSpan(body, lo) : { bs: span.s, be: span.e };
  const f = addFunction(lo, { arrow: true, ...bounds, ...span }, () => {
    const b = lo.stmts(ts.isModuleBlock(body) ? body.statements : [body]);
    return { p: [], b: b.length > 0 ? [...b, exportsOf(ts.isModuleBlock(body) ? exported : [body.name.text], span)] : [] };
  });
  lo.namespaceExports = around;
  if (lo.functions[f]?.b.length !== 0) return { k: 'call', f: { k: 'fn', f, ...span }, a: [], ...span };
  lo.functions.pop();
  return undefined;
}

function exportsOf(names: readonly string[], span: { readonly s: number; readonly e: number }): Stmt {
  const p = names.map((n) => ({ k: 'prop', n, v: { k: 'id', n, ...span }, short: true, ks: span.s, ke: span.s, ...span }) as const);
  return { k: 'return', x: { k: 'object', p, ...span }, implied: true, ...span };
}

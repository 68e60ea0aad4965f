import type { TS, ts } from '../extract.ts';
import type { Expr, ImportStmt, Stmt } from '../ir.ts';
import { addExport } from './declarations.ts';
import { onStmt, type Lowerers } from './lowerers.ts';
import type { Lowering } from './lowering.ts';

/** Imports and exports. What is marked as a type is dropped. */
export function moduleLowerers(ts: TS): Lowerers {
  const K = ts.SyntaxKind;
  return {
    stmt: [
      onStmt(K.ImportDeclaration, importDeclaration),
      onStmt(K.ImportEqualsDeclaration, importEquals),
      onStmt(K.ExportDeclaration, exportDeclaration),
      onStmt(K.ExportAssignment, exportAssignment),
    ],
  };
}

/** Whether a text has an `import` or `export` declaration. `import x = require()` and `export =` are CommonJS. */
export function isModule(ts: TS, source: ts.SourceFile): boolean {
  return source.statements.some((node) => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return true;
    if (ts.isExportAssignment(node)) return !node.isExportEquals;
    return ts.canHaveModifiers(node) && (node.modifiers?.some((modifier) => modifier.kind === ts.SyntaxKind.ExportKeyword) ?? false);
  });
}

function importDeclaration(node: ts.ImportDeclaration, lo: Lowering, out: Stmt[]): void {
  const specifier = node.moduleSpecifier;
  const clause = node.importClause;
  if (!lo.ts.isStringLiteral(specifier) || clause?.phaseModifier === lo.ts.SyntaxKind.TypeKeyword) return;
  const names = clause ? importedNames(clause, lo) : [];
  if (clause && names.length === 0 && drops(clause.namedBindings, lo)) return;
  lo.imports.add(specifier.text);
  out.push({ k: 'import', from: specifier.text, fs: lo.start(specifier), fe: specifier.end, names, s: lo.start(node), e: node.end });
}

type ImportedName = ImportStmt['names'][number];

function importedNames(clause: ts.ImportClause, lo: Lowering): ImportedName[] {
  const names: ImportedName[] = [];
  const { name, namedBindings } = clause;
  if (name) names.push({ n: 'default', l: name.text, s: lo.start(name), e: name.end });
  if (!namedBindings) return names;
  const s = lo.start(namedBindings);
  if (lo.ts.isNamespaceImport(namedBindings)) return [...names, { n: '*', l: namedBindings.name.text, s, e: namedBindings.end }];
  const values = namedBindings.elements.filter((element) => !element.isTypeOnly);
  return [...names, ...values.map((element) => ({ n: (element.propertyName ?? element.name).text, l: element.name.text, s: lo.start(element), e: element.end }))];
}

/** Whether compilers drop a declaration that is left with no names: TypeScript's do, and all do where each name was a type. */
function drops(names: ts.NamedImportBindings | ts.NamedExportBindings | undefined, lo: Lowering): boolean {
  const elements = names && 'elements' in names ? names.elements : [];
  return lo.typescript || elements.length > 0;
}

/** `import x = require('m')` is `const x = require('m')`; `import x = a.b` is `const x = a.b`. */
function importEquals(node: ts.ImportEqualsDeclaration, lo: Lowering, out: Stmt[]): void {
  if (node.isTypeOnly) return;
  const s = lo.start(node);
  const t = { k: 'id', n: node.name.text, s: lo.start(node.name), e: node.name.end } as const;
  const v = importedValue(node.moduleReference, lo);
  out.push({ k: 'declare', kind: 'const', d: [{ t, v, s: t.s, e: v.e }], s, e: node.end });
  addExport(node, () => [t.n], lo, out);
}

function importedValue(node: ts.ModuleReference, lo: Lowering): Expr {
  if (!lo.ts.isExternalModuleReference(node)) return entity(node, lo);
  const s = lo.start(node);
  const inner = lo.bare(node.expression);
  if (lo.ts.isStringLiteralLike(inner)) lo.imports.add(inner.text);
  return { k: 'call', f: { k: 'id', n: 'require', s, e: s + 'require'.length }, a: [lo.expr(inner)], s, e: node.end };
}

/** `a.b.c` as an expression. */
function entity(node: ts.EntityName, lo: Lowering): Expr {
  if (lo.ts.isIdentifier(node)) return lo.expr(node);
  const s = lo.start(node);
  const o = lo.deeper<Expr>(() => entity(node.left, lo), lo.opaque(node.left, 'too deep'));
  return { k: 'member', o, n: node.right.text, s, e: node.end };
}

function exportDeclaration(node: ts.ExportDeclaration, lo: Lowering, out: Stmt[]): void {
  const { exportClause: clause, moduleSpecifier: specifier } = node;
  if (node.isTypeOnly) return;
  const from = specifier && lo.ts.isStringLiteral(specifier) ? specifier.text : undefined;
  const s = lo.start(node);
  const e = node.end;
  if (!clause) {
    if (from === undefined) return;
    lo.imports.add(from);
    out.push({ k: 'exportall', from, s, e });
    return;
  }
  const names = exportedNames(clause, lo);
  if (names.length === 0 && from !== undefined && drops(clause, lo)) return;
  if (from !== undefined) lo.imports.add(from);
  out.push({ k: 'export', names, ...(from !== undefined && { from }), s, e });
}

function exportedNames(clause: ts.NamedExportBindings, lo: Lowering): { l: string; n: string }[] {
  if (lo.ts.isNamespaceExport(clause)) return [{ l: '*', n: clause.name.text }];
  return clause.elements
    .filter((element) => !element.isTypeOnly)
    .map((element) => ({ l: (element.propertyName ?? element.name).text, n: element.name.text }));
}

/** `export default x`, and `export = x`, which is `module.exports = x`. */
function exportAssignment(node: ts.ExportAssignment, lo: Lowering, out: Stmt[]): void {
  const s = lo.start(node);
  const e = node.end;
  const v = lo.expr(node.expression);
  if (!node.isExportEquals) {
    out.push({ k: 'exportdefault', x: v, s, e });
    return;
  }
  const keyword = { s, e: s + 'export'.length };
  const to = { k: 'member', o: { k: 'id', n: 'module', ...keyword }, n: 'exports', ...keyword } as const;
  out.push({ k: 'expr', x: { k: 'assign', op: '=', to, v, s, e: v.e }, s, e });
}

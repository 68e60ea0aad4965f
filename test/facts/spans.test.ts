import { describe, expect, it } from 'vitest';
import { extractFacts } from '../../src/facts/extract.ts';
import type { Expr, FileFacts, FunctionFacts, ImportStmt, ObjectExpr, Stmt } from '../../src/facts/ir.ts';
import { walk } from '../../src/facts/walk.ts';
import { spanned } from './shapes.ts';

type Kind<K extends Expr['k']> = Extract<Expr, { k: K }>;

/** All expressions of one kind, in order, functions included. */
function all<K extends Expr['k']>(facts: FileFacts, kind: K): Kind<K>[] {
  const found: Kind<K>[] = [];
  const isKind = (expr: Expr): expr is Kind<K> => expr.k === kind;
  walk(facts.b, { expr: (expr) => { if (isKind(expr)) found.push(expr); } }, facts);
  return found;
}

const written = (text: string) => (node: { readonly s: number; readonly e: number }): string => text.slice(node.s, node.e);

const TEXTS = {
  'line feeds': "// é 😀\napp.use(\n  session({ secret: 'x', \"cookie\": { secure: true /* c */ }, }) as any,\n  ...more,\n);\n",
  'a hashbang': "#!/usr/bin/env node\napp.use(session({ secret: 'x', \"cookie\": { secure: true /* c */ }, }) as any, ...more);",
};
const VARIANTS = Object.entries(TEXTS).flatMap(([title, text]) => [[title, text] as const, [`${title} as CRLF`, text.replaceAll('\n', '\r\n')] as const]);

describe.each(VARIANTS)('spans in a text with %s', (_, text) => {
  const facts = extractFacts('a.ts', text);
  const [object] = all(facts, 'object');

  it('cover objects, properties and keys as written', () => {
    expect(all(facts, 'object').map(written(text))).toEqual(["{ secret: 'x', \"cookie\": { secure: true /* c */ }, }", '{ secure: true /* c */ }']);
    expect(object?.p.map(written(text))).toEqual(["secret: 'x'", '"cookie": { secure: true /* c */ }']);
    expect(keys(object, text)).toEqual(['secret', '"cookie"']);
  });

  it('cover calls and arguments, a cast left out', () => {
    const [outer, inner] = all(facts, 'call');
    expect(inner && written(text)(inner)).toBe("session({ secret: 'x', \"cookie\": { secure: true /* c */ }, })");
    expect(outer?.a.map((argument) => written(text)(argument))).toEqual([inner && written(text)(inner), '...more']);
    expect(outer && written(text)(outer)).toMatch(/^app\.use\([^]*\)$/);
    expect(facts.b.map(written(text))).toEqual([`${outer ? written(text)(outer) : ''};`]);
  });
});

function keys(object: ObjectExpr | undefined, text: string): (string | undefined)[] | undefined {
  return object?.p.map((property) => (property.k === 'prop' ? text.slice(property.ks, property.ke) : undefined));
}

describe('spans', () => {
  it.each([
    ['x = { a, b: 1, [c]: 2, async d() {}, ...e }', ['a', 'b', '[c]', 'd', undefined], ['a', 'b: 1', '[c]: 2', 'async d() {}', '...e']],
  ])('of the properties in %s', (text, names, properties) => {
    const [object] = all(extractFacts('a.ts', text), 'object');
    expect(keys(object, text)).toEqual(names);
    expect(object?.p.map(written(text))).toEqual(properties);
  });

  it('end a member with its name', () => {
    const text = '(req as any)?.session\n  .user;';
    expect(all(extractFacts('a.ts', text), 'member').map((node) => [written(text)(node), text.slice(node.e - node.n.length, node.e)])).toEqual([
      ['(req as any)?.session\n  .user', 'user'],
      ['(req as any)?.session', 'session'],
    ]);
  });

  it('of a cast cover what is inside', () => {
    const text = 'f((a as B)!, ( /* c */ b ), <T>c)';
    expect(all(extractFacts('a.ts', text), 'id').map(written(text))).toEqual(['f', 'a', 'b', 'c']);
  });

  it.each<[string, string, (facts: FileFacts) => { s: number; e: number } | undefined]>([
    ['export const a = 1;', 'export const a = 1;', (facts) => facts.b[1]],
    ['/** doc */ export default async function f() {}', 'async function f() {}', (facts) => facts.functions[0]],
    ['export default /* c */ function () {}', 'function () {}', (facts) => exportedDefault(facts.b[0])],
    ['/** doc */ @A() export class B {}', 'class B {}', (facts) => facts.classes[0]],
    ['@A() class B {}', '@A() class B {}', (facts) => facts.classes[0]],
    ['export default class {}', 'class {}', (facts) => exportedDefault(facts.b[0])],
    ["import a = require('x');", "require('x')", (facts) => all(facts, 'call')[0]],
    ["export = a;", 'export = a;', (facts) => facts.b[0]],
    ['const a: B = 1, b = 2', 'a: B = 1', (facts) => (facts.b[0]?.k === 'declare' ? facts.b[0].d[0] : undefined)],
    ['function f(@A() private a: B = 1) {}', '@A() private a: B = 1', (facts) => facts.functions[0]?.p[0]],
    ['class A { @B() static c = 1; }', '@B() static c = 1;', (facts) => facts.classes[0]?.m[0]],
    ['if (a) b(); else if (c) d();', 'if (c) d();', (facts) => (facts.b[0]?.k === 'if' ? facts.b[0].n?.[0] : undefined)],
    ['enum E { A = 1, B }', 'B', (facts) => all(facts, 'object')[0]?.p[1]],
  ])('of the parts of %s', (text, expected, pick) => {
    const node = pick(extractFacts('a.ts', text));
    expect(node && written(text)(node)).toBe(expected);
  });

  it.each([
    ['function f(a) { return a; }', ' return a; '],
    ['const f = (a) => ( a.b )', '( a.b )'],
    ['const f = a => { a() }', ' a() '],
    ['class A { m() {} }', ''],
    ['class A { static { a() } }', ' a() '],
    ['function f() { a(', ' a('],
  ])('of the body in %s', (text, expected) => {
    const body = ({ bs, be }: FunctionFacts): string => text.slice(bs, be);
    expect(extractFacts('a.ts', text).functions.map(body)).toEqual([expected]);
  });

  it('of an import cover its names and its specifier', () => {
    const text = "import a, * as b from 'x'; import { c, d as e } from \"y\"";
    const imports = extractFacts('a.ts', text).b.filter((stmt): stmt is ImportStmt => stmt.k === 'import');
    expect(imports.map((stmt) => text.slice(stmt.fs, stmt.fe))).toEqual(["'x'", '"y"']);
    expect(imports.flatMap((stmt) => stmt.names.map(written(text)))).toEqual(['a', '* as b', 'c', 'd as e']);
  });

  it('count a byte order mark that was left in as one', () => {
    const text = '\uFEFFa()';
    expect(all(extractFacts('a.ts', text), 'call').map(written(text))).toEqual(['a()']);
  });

  it.each(['a(', 'class { x', '{[(', 'const { a: = 1', 'x = `a${', '<a>{', 'function (', 'export default', '@', 'import {'])('stay inside the broken text %s', (text) => {
    for (const { s, e } of spanned(extractFacts('a.tsx', text))) {
      expect(s).toBeGreaterThanOrEqual(0);
      expect(e).toBeGreaterThanOrEqual(s);
      expect(e).toBeLessThanOrEqual(text.length);
    }
  });
});

function exportedDefault(stmt: Stmt | undefined): Expr | undefined {
  return stmt?.k === 'exportdefault' ? stmt.x : undefined;
}

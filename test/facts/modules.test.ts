import { describe, expect, it } from 'vitest';
import { extractFacts } from '../../src/facts/extract.ts';
import { call, expr, functions, id, member, num, statements, str } from './shapes.ts';

const a = id('a');
const importOf = (from: string, ...names: [string, string][]) => ({ k: 'import', from, names: names.map(([n, l]) => ({ n, l })) });
const exportOf = (...names: [string, string][]) => ({ k: 'export', names: names.map(([l, n]) => ({ l, n })) });
const constant = (n: string, v: unknown) => ({ k: 'declare', kind: 'const', d: [{ t: id(n), v }] });

describe('imports', () => {
  it.each([
    ["import 'x'", [importOf('x')]],
    ["import a from 'x'", [importOf('x', ['default', 'a'])]],
    ["import * as a from 'x'", [importOf('x', ['*', 'a'])]],
    ["import a, { b, c as d, default as e, 'f-g' as h } from 'x'", [importOf('x', ['default', 'a'], ['b', 'b'], ['c', 'd'], ['default', 'e'], ['f-g', 'h'])]],
    ["import a from 'x' with { type: 'json' }", [importOf('x', ['default', 'a'])]],
    ["import type A from 'x'", []],
    ["import type { A } from 'x'", []],
    ["import { type A, type B } from 'x'", []],
    ["import { type A, b } from 'x'", [importOf('x', ['b', 'b'])]],
    ["import a, { type B } from 'x'", [importOf('x', ['default', 'a'])]],
    ["import {} from 'x'", []],
    ["import a = require('x')", [constant('a', call(id('require'), str('x')))]],
    ["import type a = require('x')", []],
    ['import a = b.c.d', [constant('a', member(member(id('b'), 'c'), 'd'))]],
    ["export import a = require('x')", [constant('a', call(id('require'), str('x'))), exportOf(['a', 'a'])]],
  ])('%s', (text, expected) => {
    expect(statements(text)).toEqual(expected);
  });

  it('keeps an import of nothing in JavaScript: it runs the module', () => {
    expect(statements("import {} from 'x'", 'a.js')).toEqual([importOf('x')]);
  });
});

describe('exports', () => {
  it.each([
    ['export const a = 1, { b, c: [d], ...e } = f', [
      { k: 'declare', kind: 'const', d: [
        { t: a, v: num(1) },
        { t: { k: 'objpat', p: [{ n: 'b', t: id('b') }, { n: 'c', t: { k: 'arrpat', x: [id('d')] } }], rest: id('e') }, v: id('f') },
      ] },
      exportOf(['a', 'a'], ['b', 'b'], ['d', 'd'], ['e', 'e']),
    ]],
    ['export function f() {}', [{ k: 'function', n: 'f', f: 0 }, exportOf(['f', 'f'])]],
    ['export class A {}', [{ k: 'classdecl', n: 'A', c: 0 }, exportOf(['A', 'A'])]],
    ['export default function f() {}', [{ k: 'function', n: 'f', f: 0 }, { k: 'exportdefault', x: id('f') }]],
    ['export default async function () {}', [{ k: 'exportdefault', x: { k: 'fn', f: 0 } }]],
    ['export default class A {}', [{ k: 'classdecl', n: 'A', c: 0 }, { k: 'exportdefault', x: id('A') }]],
    ['export default class {}', [{ k: 'exportdefault', x: { k: 'class', c: 0 } }]],
    ['export default a as B', [{ k: 'exportdefault', x: a }]],
    ['export { a, b as c, d as default }', [exportOf(['a', 'a'], ['b', 'c'], ['d', 'default'])]],
    ["export { a as 'x-y' }", [exportOf(['a', 'x-y'])]],
    ["export { default, a as b } from 'x'", [{ ...exportOf(['default', 'default'], ['a', 'b']), from: 'x' }]],
    ["export * as a from 'x'", [{ ...exportOf(['*', 'a']), from: 'x' }]],
    ["export * from 'x'", [{ k: 'exportall', from: 'x' }]],
    ["export type { A } from 'x'", []],
    ["export type * from 'x'", []],
    ["export { type A } from 'x'", []],
    ["export { type A, b } from 'x'", [{ ...exportOf(['b', 'b']), from: 'x' }]],
    ['export = a', [expr({ k: 'assign', op: '=', to: member(id('module'), 'exports'), v: a })]],
  ])('%s', (text, expected) => {
    expect(statements(text)).toEqual(expected);
  });
});

describe('the module format', () => {
  it.each([
    ["import a from 'x'", 'esm'],
    ["import type A from 'x'", 'esm'],
    ['export {}', 'esm'],
    ['export default a', 'esm'],
    ['export const a = 1', 'esm'],
    ['export interface A {}', 'esm'],
    ["export * from 'x'", 'esm'],
    ['await a', 'esm'],
    ['const b = await a.connect()', 'esm'],
    ['await (a)', 'esm'],
    ['for await (const b of a) {}', 'esm'],
    ['await using b = a', 'esm'],
    ['if (b) { await a }', 'esm'],
    ['a()', 'cjs'],
    ["const a = require('x'); module.exports = a", 'cjs'],
    ["import a = require('x')", 'cjs'],
    ["import a = require('x'); export = a", 'cjs'],
    ["import('x')", 'cjs'],
    ['async () => { await a; for await (const b of c) {} }', 'cjs'],
    ['class A { async m() { await a } }', 'cjs'],
    ["declare module 'x' { export const a: string }", 'cjs'],
    ['namespace N { export const a = 1 }', 'cjs'],
  ])('%s is %s', (text, format) => {
    expect(extractFacts('a.ts', text).format).toBe(format);
  });

  it('takes a top-level `await (…)` for what it is', () => {
    expect(statements('await (a)', 'a.js')).toEqual([expr({ k: 'await', x: a })]);
  });
});

describe('specifiers', () => {
  it('lists what is imported, in order and once', () => {
    const text = `
      import a from 'a'; import 'b'; import type T from 't'; import { type U } from 'u';
      export * from 'c'; export { d } from 'd'; export type { V } from 'v'; import e = require('e');
      const f = require('f'); require(\`g\`); require(name); require('./' + name);
      app.use(require('h')()); function later() { return import('i') } import(name); require('a'); require(('j' as string));
      require.resolve('k'); other('l');`;
    expect(extractFacts('a.ts', text).imports).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j']);
  });
});

describe('enums', () => {
  const prop = (n: string, v: unknown) => ({ k: 'prop', n, v });
  const shift = { k: 'binary', op: '<<', l: num(1), r: num(2) };
  it.each([
    ['enum E { A, B, C }', [prop('A', num(0)), prop('B', num(1)), prop('C', num(2))]],
    ["enum E { A = 'a', 'B-C' = 'b' }", [prop('A', str('a')), prop('B-C', str('b'))]],
    ['const enum E { A = 5, B, C = 1, D }', [prop('A', num(5)), prop('B', num(6)), prop('C', num(1)), prop('D', num(2))]],
    ['enum E { A = 1 << 2, B, C }', [prop('A', shift), prop('B', { k: 'binary', op: '+', l: shift, r: num(1) }), prop('C', { k: 'binary', op: '+', l: shift, r: num(2) })]],
  ])('%s', (text, p) => {
    expect(statements(text)).toEqual([constant('E', { k: 'object', p })]);
  });

  it('are exported', () => {
    expect(statements('export enum E {}')).toEqual([constant('E', { k: 'object', p: [] }), exportOf(['E', 'E'])]);
  });
});

describe('namespaces', () => {
  it('are the object they make', () => {
    const text = 'export namespace N { const a = 1; export const b = a; export function f() {} }';
    expect(statements(text)).toEqual([constant('N', call({ k: 'fn', f: 0 })), exportOf(['N', 'N'])]);
    const short = (n: string) => ({ k: 'prop', n, v: id(n), short: true });
    expect(functions(text)).toEqual([
      {
        arrow: true,
        p: [],
        b: [
          constant('a', num(1)), constant('b', a), { k: 'function', n: 'f', f: 1 },
          { k: 'return', x: { k: 'object', p: [short('b'), short('f')] }, implied: true },
        ],
      },
      { n: 'f', p: [], b: [] },
    ]);
  });

  it('hold the namespaces that dots name', () => {
    expect(functions('namespace A.B { export const a = 1 }')).toMatchObject([
      { b: [constant('B', call({ k: 'fn', f: 1 })), { x: { p: [{ n: 'B' }] } }] },
      { b: [constant('a', num(1)), { x: { p: [{ n: 'a' }] } }] },
    ]);
  });
});

describe('types and declarations', () => {
  it.each([
    'interface A {}', 'type A = B', 'declare const a: B', 'declare function f(): void', 'declare class A { m() }', 'declare enum E { A }', 'function f(): void',
    'declare namespace N { const a: 1 }', "declare module 'express-session' { interface SessionData { user: string } }", 'declare global { var a: string }',
    'namespace N { export type A = B }', 'export interface A {}', 'export default interface A {}', 'export declare const a: B', 'export as namespace N',
  ])('%s is dropped', (text) => {
    const facts = extractFacts('a.ts', text);
    expect(facts.b).toEqual([]);
    expect(facts.functions).toEqual([]);
    expect(facts.classes).toEqual([]);
  });

  it('drops overloads and keeps the function', () => {
    expect(statements('function f(a: string): void; function f(a: number): void; function f(a: any) {}')).toEqual([{ k: 'function', n: 'f', f: 0 }]);
  });

  it.each(['a.d.ts', 'a.d.mts', 'a.d.cts'])('%s holds nothing that runs', (file) => {
    expect(extractFacts(file, "import x from 'x'; export const a: string; export class A { m(): void }")).toMatchObject({ b: [], classes: [], imports: [] });
  });
});

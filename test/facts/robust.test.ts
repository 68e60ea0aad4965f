import { describe, expect, it } from 'vitest';
import { extractFacts } from '../../src/facts/extract.ts';
import type { FileFacts } from '../../src/facts/ir.ts';
import { MAX_DEPTH } from '../../src/facts/lower/lowering.ts';
import { call, id, member, opaque, shape, spanned, statements } from './shapes.ts';

/** How many objects stand inside one another, counted without recursion. */
function depth(facts: FileFacts): number {
  let deepest = 0;
  const open: [unknown, number][] = [[facts, 0]];
  for (let next = open.pop(); next; next = open.pop()) {
    const [value, level] = next;
    deepest = Math.max(deepest, level);
    if (typeof value === 'object' && value !== null) for (const inner of Object.values(value)) open.push([inner, level + 1]);
  }
  return deepest;
}

/** Each level of nesting is at most a few objects of the facts: a property, its value, the list around it. */
const DEEPEST = MAX_DEPTH * 4 + 20;

const DEEP: [title: string, text: string][] = [
  ['10,000 parentheses', `${'('.repeat(10_000)}a${')'.repeat(10_000)}`],
  ['5,000 nested arrays', `${'['.repeat(5_000)}${']'.repeat(5_000)}`],
  ['1,000 nested arrays', `${'['.repeat(1_000)}${']'.repeat(1_000)}`],
  ['1,000 nested objects', `x = ${'{a:'.repeat(1_000)}1${'}'.repeat(1_000)}`],
  ['3,000 chained calls', `x${'.a()'.repeat(3_000)}`],
  ['3,000 terms', `x${' + 1'.repeat(3_000)}`],
  ['3,000 alternatives', `x${' || y'.repeat(3_000)}`],
  ['3,000 parts of a sequence', `x${', y'.repeat(3_000)}`],
  ['2,000 else-ifs', `if (a) b()${' else if (a) b()'.repeat(2_000)}`],
  ['20,000 else-ifs', `if (a) b()${' else if (a) b()'.repeat(20_000)}`],
  ['1,000 nested blocks', `${'{'.repeat(1_000)}${'}'.repeat(1_000)}`],
  ['1,000 nested functions', `${'() => {'.repeat(1_000)}${'}'.repeat(1_000)}`],
  ['600 nested callbacks', `${'a(() => '.repeat(600)}b${')'.repeat(600)}`],
  ['1,000 nested patterns', `const ${'['.repeat(1_000)}a${']'.repeat(1_000)} = b`],
  ['1,000 nested targets', `${'['.repeat(1_000)}a${']'.repeat(1_000)} = b`],
  ['1,000 assignments', `${'a = '.repeat(1_000)}b`],
  ['1,000 nested classes', `${'(class extends '.repeat(1_000)}A${'{})'.repeat(1_000)}`],
  ['1,000 conditions', `${'a ? b : '.repeat(1_000)}c`],
  ['1,000 negations', `${'!'.repeat(1_000)}a`],
  ['1,000 casts', `a${' as B'.repeat(1_000)}`],
  ['1,000 nested types', `let a: ${'('.repeat(1_000)}B${')'.repeat(1_000)}`],
  ['1,000 dots in an import', `import a = b${'.c'.repeat(1_000)}`],
  ['1,000 dots in a namespace', `namespace a${'.b'.repeat(1_000)} { export const c = 1 }`],
  ['1,000 nested elements', `x = ${'<a>'.repeat(1_000)}${'</a>'.repeat(1_000)}`],
  ['5,000 members of an enum', `enum E { A = f(), ${Array.from({ length: 5_000 }, (_, n) => `B${n}`).join()} }`],
];

describe.each(['a.ts', 'a.tsx', 'a.js'])('deep nesting in %s', (file) => {
  it.each(DEEP)('%s', (_, text) => {
    const facts = extractFacts(file, text);
    expect(depth(facts)).toBeLessThan(DEEPEST);
    expect(JSON.parse(JSON.stringify(facts))).toStrictEqual(facts);
  });
});

describe('what is too deep', () => {
  it('is told where nothing can be read', () => {
    expect(extractFacts('a.js', '('.repeat(10_000))).toMatchObject({ b: [], problem: { message: 'The code is nested too deeply to be read.' } });
  });

  it('leaves nothing behind', () => {
    const before = extractFacts('a.js', "const a = require('b')");
    extractFacts('a.js', '['.repeat(20_000));
    expect(extractFacts('a.js', "const a = require('b')")).toStrictEqual(before);
  });

  it('is opaque, and the rest is kept', () => {
    const [chain, after] = statements(`x${'.a()'.repeat(300)}; done()`) as [unknown, unknown];
    expect(after).toEqual({ k: 'expr', x: call(id('done')) });
    expect(JSON.stringify(chain)).toContain(JSON.stringify(opaque('too deep')));
  });

  it('is not reached by a chain of a hundred links', () => {
    let expected: unknown = id('x');
    for (let link = 0; link < 100; link++) expected = call(member(expected, 'a'));
    expect(statements(`x${'.a()'.repeat(100)}`)).toEqual([{ k: 'expr', x: expected }]);
  });

  it('is a statement past the bound', () => {
    expect(JSON.stringify(statements(`${'{'.repeat(MAX_DEPTH + 1)}a()${'}'.repeat(MAX_DEPTH + 1)}`))).toContain(JSON.stringify([{ k: 'expr', x: opaque('too deep') }]));
  });
});

const BROKEN = [
  '', ' ', '\n', ';', '{', '}', '(', ')', '[', ']', '<', '>', '`', '${', '/', '/*', '//', '#', '#!', '@', '\\', '"', "'", '=', '=>', '...', '?.', '\u2028', '\0',
  'import', 'import {', 'import {a', "import {a} from", 'import * as', 'import a, ', "import('", 'import.', 'import.meta.', 'import x =', 'import x = require(', 'import x = require(a)',
  'export', 'export {', 'export default', 'export *', 'export * as', 'export const', 'export =', 'export {a} from', 'export @', 'export default @a',
  'const', 'const {', 'const [', 'const {a:', 'const {...', 'let = 1', 'var a b', 'using', 'await', 'await using', 'yield', 'new', 'new.', 'new.target.', 'super', 'super.', 'delete', 'typeof',
  'function', 'function (', 'function f', 'function f(', 'function f(a', 'function f() {', 'async', 'async function', 'async (', '() =>', 'a =>', '(a, b', '(a: B): C =>', 'function* ',
  'class', 'class {', 'class A extends', 'class A { @', 'class A { x =', 'class A { get', 'class A { static {', 'class A { [', 'class A { #', 'class A { constructor(private', 'class A { async *',
  'if', 'if (', 'if (a', 'if (a) else', 'else', 'for', 'for (', 'for (;', 'for (const', 'for (const a', 'for (const of', 'for (a()', 'for (a() of b) {}', 'for await', 'while', 'do', 'do {} while', 'switch', 'switch (a) {', 'switch (a) { case', 'switch (a) { case 1', 'switch (a) { b }',
  'try', 'try {', 'try {} catch', 'try {} catch (', 'try {} catch ({', 'throw', 'return', 'break', 'continue', 'a:', 'with', 'with (', 'debugger',
  'a.', 'a?.', 'a[', 'a(', 'a(...', 'a`', 'a`${', 'a ? b', 'a ? b :', 'a +', '!', '++', 'a = ', 'a() = b', '1 = 2', '[a()] = b', '({a()}) = b', '({a: 1} = b)', '({a}) = b', '({...a()} = b)', 'a() ++', '++1', '[...a, b] = c', 'a ??',
  '{a:', '({a', '({a:', '({[', '({get', '({set a(', '({async', '({...', '({a = 1})', '({"a"})', '({1})', '[,', '[...',
  '<a', '<a>', '<a b={', '<a b={}/>', '<a {...', '<a {...}/>', '<>', '</a>', '<a:b c:d={e}/>', '<a.b/>', '<a>{/* c */}</a>',
  'enum', 'enum E {', 'enum E { A =', 'enum E { [a] = 1, [`b`] }', 'namespace', 'namespace N', 'namespace N {', 'namespace A.', "module 'a' {}", 'declare', 'declare module', 'abstract', 'interface', 'interface A', 'type', 'type A =', 'type A = {', 'accessor',
  '/[/', '/a', '/(/', '"a\n', "'a\nb'", '`a\n', '0x', '0b', '1_', '1__0', '1e', '01', '09', '0xn', '1.5n', '\\u', '\\u{', '"\\u{110000}"', '"\\ud800"', '😀', '\ud800', '<<<<<<< HEAD\na()\n=======\nb()\n>>>>>>> x',
  '\u0000\u0001\u0002\u00ff\ufffd', '\x7fELF\x02\x01\x01', 'PK\x03\x04', '<?php echo 1;', '<!DOCTYPE html><p>', '{"a": 1, "b": [true]}', 'a: 1\nb:\n  - c\n', '// @flow\nfunction f(a: ?string): %checks {}',
];

describe.each(['a.ts', 'a.tsx', 'a.js', 'a.vue', 'a.svelte', 'a.astro', 'a.d.ts'])('broken text in %s', (file) => {
  it('is read as far as it goes', () => {
    for (const text of BROKEN) {
      for (const variant of [text, `before();\n${text}`, `${text}\nafter();`, `function f() { ${text} }`, `x = { a: ${text} }`, `<script>${text}</script>`, `---\n${text}\n---`]) {
        const facts = extractFacts(file, variant);
        expect(JSON.parse(JSON.stringify(facts)), variant).toStrictEqual(facts);
        expect(facts.problem?.message ?? '', variant).not.toMatch(/can't be read/);
      }
    }
  });
});

const SAMPLE = `#!/usr/bin/env node
import express, { type Request } from 'express'; import cfg = require('./cfg');
enum Mode { A, B = 'b' } namespace N { export const x = 1 }
@Module({ a: [B] }) export class App<T> extends Base<T> implements I {
  #p = /x[/]/g; static { init() } @Inject() private readonly s?: Store.Redis | null;
  constructor(private app: Application, public n = 0x1f) { super(); }
  get q() { return this.#p } async *m(...xs: string[]): AsyncGenerator { for await (const { a, b: [c = 1, ...d] } of xs) yield* d }
}
const { a: { b }, ['c']: d = \`x\${1}y\`, ...rest } = await load(<any>x!, y as const satisfies Z);
label: switch (mode) { case 'a': break label; default: do { i++ } while (!a?.[b]?.(c)) }
try { (0, x.default)(...args) } catch ({ message }) { throw message } finally { [a, b.c] = [1_000, -2n] }
export default async (req: Request) => ({ ...req, [k]: v, get g() { return 1 }, if: a ? b : c, tag: t\`\${z}\` });
export { type T, d as default2 } from './d'; export * as ns from "./e"; export = cfg;
`;

describe('text that ends anywhere', () => {
  it.each(['a.ts', 'a.js'])('is read as far as it goes: %s', (file) => {
    for (let end = 0; end <= SAMPLE.length; end++) {
      const text = SAMPLE.slice(0, end);
      const facts = extractFacts(file, text);
      expect(facts.problem?.message ?? '', text).not.toMatch(/can't be read/);
      for (const { s, e } of spanned(facts)) expect(s <= e && e <= end, `${s} to ${e} in ${text}`).toBe(true);
    }
  });
});

describe('a syntax error', () => {
  it('is told at its place, and what stands around it is kept', () => {
    const text = "const a = require('a');\nconst b = (;\nc();";
    const at = text.indexOf('(;') + 1;
    const facts = extractFacts('a.js', text);
    expect(facts.problem).toEqual({ message: 'Expression expected.', s: at, e: at + 1 });
    expect(facts.imports).toEqual(['a']);
    expect(shape(facts.b.at(-1))).toEqual({ k: 'expr', x: call(id('c')) });
  });

  it('is the first of several', () => {
    expect(extractFacts('a.js', 'a = (; b = (; )').problem).toMatchObject({ s: 5 });
  });

  it.each(['a.js', 'a.ts'])('is not seen in sound text: %s', (file) => {
    expect(extractFacts(file, "import a from 'a'; export default { a, async *b() {} }; a?.b ?? c")).not.toHaveProperty('problem');
  });
});

describe('Flow', () => {
  it('yields what can be read', () => {
    const text = `// @flow
      import type { A } from './a';
      import express, { type B } from 'express';
      type Props = { a: string };
      const app: Application = express();
      export type C = string;
      function f(req: Request, n?: number): Promise<void> { return g((req: any)) }
      app.use(session({ secret: 'x' }));
      module.exports = app;`;
    const facts = extractFacts('a.js', text);
    expect(facts.imports).toEqual(['express']);
    expect(shape(facts.functions)).toMatchObject([{ n: 'f', p: [{ t: id('req'), type: 'Request' }, { t: id('n') }], b: [{ k: 'return', x: call(id('g'), id('req')) }] }]);
    expect(shape(facts.b.slice(-2))).toMatchObject([{ x: call(member(id('app'), 'use'), { k: 'call' }) }, { x: { k: 'assign', v: id('app') } }]);
  });
});

describe('facts', () => {
  const text = "import a from 'a';\nexport const app = a({ b: 1 });\nclass C { m() { return [app, , ...x] } }\n";

  it('depend on the text and the ending alone', () => {
    const first = extractFacts('/one/a.ts', text);
    extractFacts('/one/b.js', 'other()');
    expect(extractFacts('/two/b.ts', text)).toStrictEqual(first);
    expect(extractFacts('b.ts', text)).toStrictEqual(first);
  });

  it('are plain JSON', () => {
    const facts = extractFacts('a.ts', text);
    expect(JSON.parse(JSON.stringify(facts))).toStrictEqual(facts);
  });
});

import { describe, expect, it } from 'vitest';
import { call, expr, functions, id, num, opaque, statements, str } from './shapes.ts';

const a = id('a');
const b = id('b');
const c = id('c');
const run = (n: string) => expr(call(id(n)));

describe('declarations', () => {
  const declare = (kind: string, ...d: unknown[]) => ({ k: 'declare', kind, d });
  it.each([
    ['const a = 1', declare('const', { t: a, v: num(1) })],
    ['let a, b = a', declare('let', { t: a }, { t: b, v: a })],
    ['var a', declare('var', { t: a })],
    ['using a = b', declare('const', { t: a, v: b })],
    ['await using a = b', declare('const', { t: a, v: b })],
    ['const [a, , b = 1, ...c] = d', declare('const', { t: { k: 'arrpat', x: [a, null, { k: 'default', t: b, d: num(1) }], rest: c }, v: id('d') })],
    ["const { a, 'x-y': b = 1, [k]: { c }, ...d } = e", declare('const', {
      t: {
        k: 'objpat',
        p: [{ n: 'a', t: a }, { n: 'x-y', t: { k: 'default', t: b, d: num(1) } }, { c: id('k'), t: { k: 'objpat', p: [{ n: 'c', t: c }] } }],
        rest: id('d'),
      },
      v: id('e'),
    })],
  ])('%s', (text, expected) => {
    expect(statements(text)).toEqual([expected]);
  });
});

describe('control flow', () => {
  it.each([
    ['if (a) b()', { k: 'if', t: a, y: [run('b')] }],
    ['if (a) { b() } else { c() }', { k: 'if', t: a, y: [run('b')], n: [run('c')] }],
    ['if (a) {} else if (b) c()', { k: 'if', t: a, y: [], n: [{ k: 'if', t: b, y: [run('c')] }] }],
    ['{ a(); { b() } }', { k: 'block', b: [run('a'), { k: 'block', b: [run('b')] }] }],
    ['for (let i = 0; i < 1; i++) a()', {
      k: 'for',
      init: { k: 'declare', kind: 'let', d: [{ t: id('i'), v: num(0) }] },
      t: { k: 'binary', op: '<', l: id('i'), r: num(1) },
      u: { k: 'update', op: '++', x: id('i') },
      b: [run('a')],
    }],
    ['for (a = 1;;) {}', { k: 'for', init: expr({ k: 'assign', op: '=', to: a, v: num(1) }), b: [] }],
    ['for (const a of b) c()', { k: 'forof', kind: 'const', t: a, x: b, b: [run('c')] }],
    ['for (const [a, b] of c) {}', { k: 'forof', kind: 'const', t: { k: 'arrpat', x: [a, b] }, x: c, b: [] }],
    ['for await (const a of b) {}', { k: 'forof', kind: 'const', t: a, x: b, b: [] }],
    ['for (a.b in c) {}', { k: 'forof', in: true, t: { k: 'member', o: a, n: 'b' }, x: c, b: [] }],
    ['for ({ a } of b) {}', { k: 'forof', t: { k: 'objpat', p: [{ n: 'a', t: a }] }, x: b, b: [] }],
    ['while (a) b()', { k: 'while', t: a, b: [run('b')] }],
    ['do { b() } while (a)', { k: 'while', t: a, b: [run('b')], post: true }],
    ["switch (a) { case 'x': b(); break; default: c() }", { k: 'switch', x: a, c: [{ t: str('x'), b: [run('b'), { k: 'break' }] }, { b: [run('c')] }] }],
    ['try { a() } catch (e) { b() } finally { c() }', { k: 'try', b: [run('a')], p: id('e'), h: [run('b')], f: [run('c')] }],
    ['try { a() } catch { b() }', { k: 'try', b: [run('a')], h: [run('b')] }],
    ['try { a() } finally {}', { k: 'try', b: [run('a')], f: [] }],
    ['throw a', { k: 'throw', x: a }],
    ['x: for (;;) { break x; continue x }', { k: 'label', n: 'x', b: { k: 'for', b: [{ k: 'break', label: 'x' }, { k: 'continue', label: 'x' }] } }],
    ['x: { a() }', { k: 'label', n: 'x', b: { k: 'block', b: [run('a')] } }],
    ['x: ;', { k: 'label', n: 'x', b: { k: 'block', b: [] } }],
    ['with (a) b()', { k: 'block', b: [expr(opaque('with', a)), run('b')] }],
  ])('%s', (text, expected) => {
    expect(statements(text, 'a.js')).toEqual([expected]);
  });

  it('leaves out what does nothing', () => {
    expect(statements(';;debugger;')).toEqual([]);
  });

  it('reads return', () => {
    expect(functions('function f() { return; return a }')).toMatchObject([{ b: [{ k: 'return' }, { k: 'return', x: a }] }]);
  });
});

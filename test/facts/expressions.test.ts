import { describe, expect, it } from 'vitest';
import { call, expression, functions, id, member, num, opaque, prop, statements, str } from './shapes.ts';

const a = id('a');
const b = id('b');
const c = id('c');
const fn = (f: number) => ({ k: 'fn', f });

describe('literals', () => {
  it.each([
    ["'a'", str('a')],
    ['"a"', str('a', '"')],
    ['`a`', str('a', '`')],
    ["'\\u0041\\n'", str('A\n')],
    ['1', num(1)],
    ['1_000.5', num(1000.5)],
    ['0xFF', num(255)],
    ['0b11', num(3)],
    ['0o17', num(15)],
    ['6e4', num(60000)],
    ['1e999', id('Infinity')],
    ['-1', { k: 'unary', op: '-', x: num(1) }],
    ['10n', { k: 'bigint', v: '10' }],
    ['0x1_0n', { k: 'bigint', v: '0x10' }],
    ['true', { k: 'lit', v: true }],
    ['false', { k: 'lit', v: false }],
    ['null', { k: 'lit', v: null }],
    ['undefined', id('undefined')],
    ['/a\\/b[/]/gi', { k: 'regex', source: 'a\\/b[/]', flags: 'gi' }],
    ['`a${b}c${a}`', { k: 'template', text: ['a', 'c', ''], x: [b, a] }],
  ])('%s', (text, expected) => {
    expect(expression(`(${text})`)).toEqual(expected);
  });
});

describe('what stands for something else is gone', () => {
  it.each([
    ['((a))', a],
    ['a as B', a],
    ['<B>a', a],
    ['a satisfies B', a],
    ['a!', a],
    ['(a as any as B)!', a],
    ['a as const', a],
    ['a<B>', a],
    ['(a as any).b', member(a, 'b')],
    ['a<B>(b!)', call(a, b)],
    ['(0, a.default)(b)', call(member(a, 'default'), b)],
    ['(0, a)', a],
  ])('%s', (text, expected) => {
    expect(expression(`(${text})`)).toEqual(expected);
  });
});

describe('members, calls and their optional forms', () => {
  it.each([
    ['a.b', member(a, 'b')],
    ['a?.b', { ...member(a, 'b'), opt: true }],
    ["a['b']", { k: 'index', o: a, i: str('b') }],
    ['a?.[b]', { k: 'index', o: a, i: b, opt: true }],
    ['a?.(b)', { ...call(a, b), opt: true }],
    ['a?.b.c()', call(member({ ...member(a, 'b'), opt: true }, 'c'))],
    ['a(b, ...c)', call(a, b, { k: 'spread', x: c })],
    ['new a', { k: 'new', f: a, a: [] }],
    ['new a.b(c)', { k: 'new', f: member(a, 'b'), a: [c] }],
    ['this.a', member({ k: 'this' }, 'a')],
    ['this.#a', member({ k: 'this' }, '#a')],
    ['#a in b', { k: 'binary', op: 'in', l: id('#a'), r: b }],
    ['import.meta.url', member({ k: 'meta' }, 'url')],
    ["import('a')", { k: 'import', x: str('a') }],
    ['import(a)', { k: 'import', x: a }],
    ['new.target', opaque('new.target')],
    ['a`x${b}y${c}`', opaque('tagged template', a, b, c)],
    ['a`x`', opaque('tagged template', a)],
  ])('%s', (text, expected) => {
    expect(expression(`(${text})`)).toEqual(expected);
  });

  it.each([
    "__importDefault(require('x'))", "_interopRequireDefault(require('x'))", "__importStar(require('x'))", "_interopRequireWildcard(require('x'))",
  ])('keeps the helper in %s', (text) => {
    expect(expression(text, 'a.js')).toEqual(call(id(text.slice(0, text.indexOf('('))), call(id('require'), str('x'))));
  });

  it('keeps a helper that is a member', () => {
    expect(expression("tslib_1.__importDefault(require('x'))")).toEqual(call(member(id('tslib_1'), '__importDefault'), call(id('require'), str('x'))));
  });

  it('reads super', () => {
    expect(functions('class A extends B { m() { super.m(super.x) } }')).toMatchObject([
      { b: [{ x: call(member({ k: 'super' }, 'm'), member({ k: 'super' }, 'x')) }] },
    ]);
  });
});

describe('operators', () => {
  it.each([
    ['!a', { k: 'unary', op: '!', x: a }],
    ['+a', { k: 'unary', op: '+', x: a }],
    ['~a', { k: 'unary', op: '~', x: a }],
    ['typeof a', { k: 'unary', op: 'typeof', x: a }],
    ['void a', { k: 'unary', op: 'void', x: a }],
    ['delete a.b', { k: 'unary', op: 'delete', x: member(a, 'b') }],
    ['a === b', { k: 'binary', op: '===', l: a, r: b }],
    ['a instanceof b', { k: 'binary', op: 'instanceof', l: a, r: b }],
    ['a + b + c', { k: 'binary', op: '+', l: { k: 'binary', op: '+', l: a, r: b }, r: c }],
    ['a && b', { k: 'logical', op: '&&', l: a, r: b }],
    ['a || b', { k: 'logical', op: '||', l: a, r: b }],
    ['a ?? b', { k: 'logical', op: '??', l: a, r: b }],
    ['a ? b : c', { k: 'cond', t: a, y: b, n: c }],
    ['a, b, c', { k: 'seq', x: [a, b, c] }],
    ['0, a, b', { k: 'seq', x: [num(0), a, b] }],
    ['a++', { k: 'update', op: '++', x: a }],
    ['--a.b', { k: 'update', op: '--', x: member(a, 'b') }],
  ])('%s', (text, expected) => {
    expect(expression(`(${text})`)).toEqual(expected);
  });

  it('reads await and yield', () => {
    expect(functions('async function* f() { await a; yield; yield b; yield* c }')).toMatchObject([
      { b: [{ x: { k: 'await', x: a } }, { x: { k: 'yield' } }, { x: { k: 'yield', x: b } }, { x: { k: 'yield', x: c } }] },
    ]);
  });
});

describe('assignments', () => {
  const assign = (to: unknown, v: unknown, op = '=') => ({ k: 'assign', op, to, v });
  it.each([
    ['a = b', assign(a, b)],
    ['(a as any).b = c', assign(member(a, 'b'), c)],
    ['a[b] += c', assign({ k: 'index', o: a, i: b }, c, '+=')],
    ['a ??= b', assign(a, b, '??=')],
    ['a ||= b', assign(a, b, '||=')],
    ['a = b = c', assign(a, assign(b, c))],
    ['[a, , b.c = 1, ...c] = d', assign({ k: 'arrpat', x: [a, null, { k: 'default', t: member(b, 'c'), d: num(1) }], rest: c }, id('d'))],
    ['{ a, b: b.c = 1, c = 2, ...d } = e', assign({
      k: 'objpat',
      p: [{ n: 'a', t: a }, { n: 'b', t: { k: 'default', t: member(b, 'c'), d: num(1) } }, { n: 'c', t: { k: 'default', t: c, d: num(2) } }],
      rest: id('d'),
    }, id('e'))],
    ["{ 'a': { [b]: c } } = d", assign({ k: 'objpat', p: [{ n: 'a', t: { k: 'objpat', p: [{ c: b, t: c }] } }] }, id('d'))],
    ['[{ a }] = b', assign({ k: 'arrpat', x: [{ k: 'objpat', p: [{ n: 'a', t: a }] }] }, b)],
  ])('%s', (text, expected) => {
    expect(expression(`(${text})`)).toEqual(expected);
  });

  it('keeps both sides of what can not be assigned to', () => {
    expect(expression('a() = b')).toEqual(opaque('parse error', call(a), b));
  });
});

describe('objects and arrays', () => {
  it.each([
    ['{ a }', [{ ...prop('a', a), short: true }]],
    ['{ a: b }', [prop('a', b)]],
    ["{ 'a-b': c }", [prop('a-b', c)]],
    ['{ 1: a }', [prop('1', a)]],
    ["{ ['a']: b }", [prop('a', b)]],
    ['{ [`a`]: b }', [prop('a', b)]],
    ["{ [('a' as const)]: b }", [prop('a', b)]],
    ['{ [a]: b }', [{ k: 'prop', c: a, v: b }]],
    ['{ ...a, b: c }', [{ k: 'spread', x: a }, prop('b', c)]],
    ['{ a() {} }', [prop('a', fn(0))]],
    ['{ async *a() {} }', [prop('a', fn(0))]],
    ['{ [a]() {} }', [{ k: 'prop', c: a, v: fn(0) }]],
    ['{ get a() { return 1 } }', [{ k: 'get', n: 'a', f: 0 }]],
    ["{ get ['a']() { return 1 } }", [{ k: 'get', n: 'a', f: 0 }]],
    ['{ get [a]() { return 1 } }', [{ k: 'prop', c: a, v: opaque('getter', fn(0)) }]],
    ['{ set a(v) {}, b }', [{ ...prop('b', b), short: true }]],
  ])('%s', (text, p) => {
    expect(expression(`(${text})`)).toEqual({ k: 'object', p });
  });

  it('keeps holes and spreads of an array', () => {
    expect(expression('[a, , ...b]')).toEqual({ k: 'array', x: [a, { k: 'hole' }, { k: 'spread', x: b }] });
  });
});

describe('JSX', () => {
  it('keeps the expressions of attributes and children in order', () => {
    const text = '(<form a={b} {...p} method="post">{c}text<B d={() => 1}/>{}{...e}<>{a}</></form>)';
    const expected = opaque('jsx', b, id('p'), c, opaque('jsx', fn(0)), id('e'), opaque('jsx', a));
    expect(expression(text, 'a.jsx')).toEqual(expected);
    expect(expression(text, 'a.tsx')).toEqual(expected);
    expect(expression(text, 'a.js')).toEqual(expected);
  });

  it('lowers the functions inside', () => {
    expect(functions('<a onClick={() => fetch(b)} />', 'a.tsx')).toMatchObject([{ arrow: true, b: [{ k: 'return', x: call(id('fetch'), b) }] }]);
  });
});

describe('what is missing', () => {
  it('is opaque', () => {
    expect(statements('a = ;')).toEqual([{ k: 'expr', x: { k: 'assign', op: '=', to: a, v: opaque('parse error') } }]);
    expect(statements('a.')).toEqual([{ k: 'expr', x: opaque('parse error', a) }]);
    expect(expression('({ .a })')).toEqual({ k: 'object', p: [{ k: 'prop', c: opaque('parse error'), v: member(opaque('parse error'), 'a') }] });
  });
});

import { describe, expect, it } from 'vitest';
import { call, classes, expr, functions, id, member, num, statements } from './shapes.ts';

const a = id('a');
const b = id('b');

describe('functions', () => {
  it.each([
    ['function f() {}', { n: 'f', p: [], b: [] }],
    ['async function f() {}', { n: 'f', async: true, p: [], b: [] }],
    ['async function* f() {}', { n: 'f', async: true, gen: true, p: [], b: [] }],
    ['(function () {})', { p: [], b: [] }],
    ['(function f() {})', { n: 'f', p: [], b: [] }],
    ['() => {}', { arrow: true, p: [], b: [] }],
    ['async a => a', { arrow: true, async: true, p: [{ t: a }], b: [{ k: 'return', x: a, implied: true }] }],
    ['() => ({})', { arrow: true, p: [], b: [{ k: 'return', x: { k: 'object', p: [] }, implied: true }] }],
    ['({ a() {} })', { p: [], b: [] }],
    ['({ async *a() {} })', { async: true, gen: true, p: [], b: [] }],
  ])('%s', (text, expected) => {
    expect(functions(text)).toEqual([expected]);
  });

  it.each([
    ['a', { t: a }],
    ['a = 1', { t: { k: 'default', t: a, d: num(1) } }],
    ['...a', { t: a, rest: true }],
    ['{ a } = {}', { t: { k: 'default', t: { k: 'objpat', p: [{ n: 'a', t: a }] }, d: { k: 'object', p: [] } } }],
    ['[a, b]', { t: { k: 'arrpat', x: [a, b] } }],
    ['a: App', { t: a, type: 'App' }],
    ['a?: express.Application', { t: a, type: 'Application' }],
  ])('takes the parameter %s', (text, expected) => {
    expect(functions(`function f(${text}) {}`)).toEqual([{ n: 'f', p: [expected], b: [] }]);
  });

  it('counts no parameter for a `this` annotation', () => {
    expect(functions('function f(this: Server, a) {}')).toEqual([{ n: 'f', p: [{ t: a }], b: [] }]);
  });

  it('numbers functions in the order of the text, the outer one first', () => {
    expect(functions('function f() { g(() => 1) } function h() {}')).toMatchObject([{ n: 'f', b: [expr(call(id('g'), { k: 'fn', f: 1 }))] }, { arrow: true }, { n: 'h' }]);
  });

  it('points at the function from its declaration', () => {
    expect(statements('a(); function f() {}')).toEqual([expr(call(a)), { k: 'function', n: 'f', f: 0 }]);
  });
});

describe('classes', () => {
  it('keeps what runs', () => {
    const text = `class A extends B(a) {
      x; y = a; static z = b; #p = 1; 'q-r' = 2; ['lit'] = 3; [a] = 4; accessor w = 5;
      constructor() { super() }
      m() {} static async n() {} get g() { return a } set g(v) {} #h() {} [b]() {}
      static { a() }
    }`;
    expect(statements(text)).toEqual([{ k: 'classdecl', n: 'A', c: 0 }]);
    expect(classes(text)).toEqual([{
      n: 'A',
      x: call(id('B'), a),
      m: [
        { k: 'field', n: 'x' },
        { k: 'field', n: 'y', v: a },
        { k: 'field', n: 'z', static: true, v: b },
        { k: 'field', n: '#p', v: num(1) },
        { k: 'field', n: 'q-r', v: num(2) },
        { k: 'field', n: 'lit', v: num(3) },
        { k: 'field', v: num(4) },
        { k: 'field', n: 'w', v: num(5) },
        { k: 'ctor', f: 0 },
        { k: 'method', n: 'm', f: 1 },
        { k: 'method', n: 'n', static: true, f: 2 },
        { k: 'get', n: 'g', f: 3 },
        { k: 'method', n: '#h', f: 4 },
        { k: 'method', f: 5 },
        { k: 'static', static: true, f: 6 },
      ],
    }]);
    expect(functions(text)).toMatchObject([
      { b: [expr(call({ k: 'super' }))] }, { b: [] }, { async: true }, { b: [{ k: 'return', x: a }] }, {}, {}, { p: [], b: [expr(call(a))] },
    ]);
  });

  it('keeps class expressions', () => {
    expect(statements('x = class extends a {}')).toEqual([expr({ k: 'assign', op: '=', to: id('x'), v: { k: 'class', c: 0 } })]);
    expect(classes('x = class extends a {}; y = class B {}')).toEqual([{ x: a, m: [] }, { n: 'B', m: [] }]);
  });

  it('keeps types, parameter properties and decorators', () => {
    const text = `@Controller('x') class A<T> extends B<T> implements C {
      @Inject() private readonly app: express.Application;
      @Get() m(@Req() req: Request & Extra, plain: string) {}
      constructor(private store: Store, public readonly port = 1, @Dec() cfg?: Config) { super() }
    }`;
    const dec = (n: string, ...args: unknown[]) => [call(id(n), ...args)];
    const expected = [{
      n: 'A',
      x: id('B'),
      dec: dec('Controller', { k: 'lit', v: 'x', raw: "'" }),
      m: [{ k: 'field', n: 'app', dec: dec('Inject'), type: 'Application' }, { k: 'method', n: 'm', dec: dec('Get'), f: 0 }, { k: 'ctor', f: 1 }],
    }];
    expect(classes(text)).toEqual(expected);
    expect(classes(text, 'a.js')).toEqual(expected);
    expect(functions(text)).toEqual([
      { p: [{ t: id('req'), type: 'Request', dec: dec('Req') }, { t: id('plain') }], b: [] },
      {
        p: [
          { t: id('store'), type: 'Store', field: 'store' },
          { t: { k: 'default', t: id('port'), d: num(1) }, field: 'port' },
          { t: id('cfg'), type: 'Config', dec: dec('Dec') },
        ],
        b: [expr(call({ k: 'super' }))],
      },
    ]);
  });

  it('drops what is only declared', () => {
    const text = 'abstract class A { declare a: B; abstract c: D; abstract e(): void; f(): void; f(x): void; f(x?) {} [key: string]: any; constructor(); constructor(x?) {} }';
    expect(classes(text)).toEqual([{ n: 'A', m: [{ k: 'method', n: 'f', f: 0 }, { k: 'ctor', f: 1 }] }]);
  });
});

describe('type annotations', () => {
  it.each([
    ['Application', 'Application'],
    ['express.Application', 'Application'],
    ["import('express').Application", 'Application'],
    ['Application | undefined', 'Application'],
    ['null | (a.b.Application)', 'Application'],
    ['Request & { user: User }', 'Request'],
    ['{ user: User } & Request', 'Request'],
    ['Promise<Application>', 'Promise'],
  ])('%s is named', (annotation, type) => {
    expect(statements(`let x: ${annotation} = a`)).toEqual([{ k: 'declare', kind: 'let', d: [{ t: id('x'), v: a, type }] }]);
  });

  it.each(['string', 'A | B', 'A[]', '{ a: B }', 'typeof a', '() => A', "'x'"])('%s has no simple name', (annotation) => {
    expect(statements(`let x: ${annotation} = a`)).toEqual([{ k: 'declare', kind: 'let', d: [{ t: id('x'), v: a }] }]);
  });

  it('leaves a cast in a parameter default alone', () => {
    expect(functions('(a = b.c as any) => 1')).toMatchObject([{ p: [{ t: { k: 'default', t: a, d: member(b, 'c') } }] }]);
  });
});

import { describe, expect, it, vi } from 'vitest';
import { ran, type Ran, type Sources } from './programs.ts';

vi.setConfig({ testTimeout: 60_000 });

const HEAD = "const express = require('express'); const session = require('express-session'); const app = express();\n";
const times = (count: number, line: (index: number) => string): string => Array.from({ length: count }, (_, index) => line(index)).join('\n');

/** Runs a program, and fails where it takes as long as nobody would wait. Time of the processor: other work on the machine does not count. */
function quickly(sources: Sources | string, environment?: string): Ran {
  ran(sources, environment); // Facts are read once, and are not what is timed.
  const before = process.cpuUsage();
  const found = ran(sources, environment);
  const { user, system } = process.cpuUsage(before);
  expect((user + system) / 1000).toBeLessThan(10_000);
  return found;
}

describe('bounds', () => {
  it.each<[string, string, RegExp]>([
    ['a function that calls itself', 'function f(n) { return f(n + 1) } app.use(f(0))', /calls itself/],
    ['an arrow that calls itself twice', 'const f = (n) => f(n - 1) + f(n - 2); app.use(f(x))', /calls itself/],
    ['two functions that call one another', 'function a(n) { return b(n) } function b(n) { return a(n) } app.use(a(1))', /calls itself|nested too deep/],
    ['many functions that call one another', `${times(40, (i) => `function f${i}(n) { if (n) f${(i * 7 + 1) % 40}(n); if (m) return f${(i * 3 + 2) % 40}(n); return f${(i + 1) % 40}(n) }`)} app.use(f0(x))`, /calls itself|nested too deep|too large/],
    ['a method that calls itself', 'class A { go(n) { return this.go(n) + this.go(n + 1) } } app.use(new A().go(1))', /calls itself/],
    ['a class that makes itself', 'class A { constructor() { this.next = new A() } } app.use(new A().next.next.next.next.next)', /calls itself|nested too deep/],
    ['a getter that reads itself', 'const o = { get a() { return this.a } }; app.use(o.a)', /calls itself/],
    ['a class that extends itself', 'class A extends A { } app.use(new A().x)', /before it has a value|not declared|not followed/],
    ['a promise that waits for itself', 'const p = (async () => { await q(); return p })(); async function q() { return p } app.use(await p)', /waits for itself|before it has a value|not declared/],
    ['a text that grows', `let t = 'xxxxxxxx'; ${times(40, () => 't = t + t;')} app.use(t)`, /text that is too long/],
    ['an object that is given itself', 'const o = { a: 1, b: 2 }; Object.assign(o, o, x); app.use(o)', /./],
    ['empty loops inside loops', `${'for (;;) '.repeat(100)}; app.use(x)`, /more than 1000 turns|too large/],
    ['a chain of calls', `${times(200, (i) => `function f${i}() { return f${i + 1}() }`)} function f200() { return (req, res) => {} } app.use(f0())`, /nested too deep/],
    ['partly known texts that grow', `let t = x.y; ${times(40, () => 't = `a${t}b${t}c`;')} app.use(t)`, /./],
    ['a list that grows', `let l = [1, 2]; ${times(40, () => 'l = [...l, ...l];')} app.use(...l, x)`, /./],
    ['lists that are flattened into one', `let l = [1, 2]; ${times(40, () => 'l = [l, l].flatMap((one) => one).concat(l);')} app.use(l)`, /too large/],
    ['a list that holds itself', 'const l = [x]; l.push(l, ...l); app.use(l)', /holds itself/],
    ['a list of lists of lists', `let l = [x]; ${times(40, () => 'l = [l, l];')} app.use(l)`, /too large/],
    ['a list that is deep', `let l = [x]; ${times(200, () => 'l = [l];')} app.use(l)`, /nested too deep/],
    ['a copy of what is held many times', `let o = {}; ${times(30, () => 'o = { a: o, b: o, c: [o, o] };')} app.use(structuredClone(o).x, session(JSON.parse(JSON.stringify(o))))`, /./],
    ['a product of products', `let n = 2; ${times(40, () => 'n = n * n;')} app.use(session({ cookie: { maxAge: n } }), x)`, /./],
    ['a callback that sets itself up again', 'async function turn() { await turn(); setTimeout(turn, 0); return turn().then(turn).catch(turn).finally(turn) } turn(); app.use(await turn(), x)', /./],
    ['calls of calls', 'let f = x; for (let i = 0; i < 100; i++) for (let j = 0; j < 100; j++) f = f.call; app.use(f())', /./],
    ['a class above a class above a class', 'let C = class {}; for (let i = 0; i < 100; i++) for (let j = 0; j < 100; j++) C = class extends C {}; app.use(new C().x)', /nested too deep/],
    ['a chain of classes', `class C0 {} ${times(100, (i) => `class C${i + 1} extends C${i} {}`)} app.use(new C100().x, C100.y)`, /nested too deep/],
    ['deep expressions in deep calls', `${times(60, (i) => `function f${i}() { return ${'a && ('.repeat(100)}f${i + 1}()${')'.repeat(100)} }`)} app.use(f0())`, /nested too deep/],
    ['deep blocks in deep calls', `${times(60, (i) => `function f${i}() { ${'if (a) {'.repeat(100)}f${i + 1}()${'}'.repeat(100)} }`)} f0(); app.use(x)`, /nested too deep/],
    ['deep choices in deep calls', `${times(60, (i) => `function f${i}() { return ${'a?.b(c ? d : '.repeat(100)}f${i + 1}()${')'.repeat(100)} }`)} app.use(f0())`, /./],
    ['more registrations than anybody has', 'for (let i = 0; i < 1000; i++) for (let j = 0; j < 1000; j++) app.use(x)', /too large/],
    ['callbacks in callbacks', `${times(100, () => 'x((e) => {')} app.use(function a() {}) ${'})'.repeat(100)}`, /^$/],
    ['a very deep expression', `app.use(${'!'.repeat(3000)}x)`, /./],
    ['a very long chain of members', `app.use(x${'.a'.repeat(3000)})`, /./],
  ])('%s', (_name, text, reason) => {
    const found = quickly({ 'app.js': HEAD + text });
    expect([...found.unfollowed, ...(found.unfollowed.length === 0 ? [''] : [])].join('\n')).toMatch(reason);
  });

  it.each<[string, string, string]>([
    ['while (true)', 'while (true) { }', 'a loop of more than 200 turns'],
    ['for (;;)', 'for (;;) { x() }', 'a loop of more than 1000 turns'],
    ['a loop that counts far', 'for (let i = 0; i < 1e9; i++) { x(i) }', 'a loop of more than 1000 turns'],
    ['loops in loops', 'for (let i = 0; i < 1e9; i++) for (let j = 0; j < 1e9; j++) for (let k = 0; k < 1e9; k++) x(i, j, k)', 'it is too large to follow to its end'],
  ])('%s ends, and says so', (_name, text, reason) => {
    const found = quickly({ 'app.js': `${HEAD}${text}` });
    expect(found.unfollowed).toContain(reason);
  });

  it('goes on after a loop that was cut off', () => {
    expect(quickly({ 'app.js': `${HEAD}for (let i = 0; i < 1e9; i++) {} app.use(function after() {})` }).stack).toEqual(['after']);
  });

  it('follows long lists to their end', () => {
    const found = quickly({ 'app.js': `${HEAD}const all = [${times(900, (i) => `'/p${i}',`)}]; all.forEach((path) => app.get(path, function h() {})); for (const path of all) app.post(path, function h() {})` });
    expect(found.stack).toHaveLength(1800);
    expect(found.unfollowed).toEqual([]);
  });

  it('says where it stopped in a list that is longer', () => {
    const found = quickly({ 'app.js': `${HEAD}const all = [${times(10_000, (i) => `'/p${i}',`)}]; all.forEach((path) => app.get(path, function h() {})); app.use(function after() {})` });
    expect(found.stack.at(-1)).toBe('after');
    expect(found.unfollowed).toContain('a list of more than 1000 items');
  });

  it('copies long lists and objects', () => {
    const found = quickly({ 'app.js': `${HEAD}const list = [${times(10_000, (i) => `{ id: ${i} },`)}]; const o = {${times(5000, (i) => `k${i}: ${i},`)} secure: true }; const p = { ...o, ...o }; const q = [...list, ...list].map((x) => ({ ...x })); app.use(session({ cookie: { secure: Object.assign({}, p).secure } }))` });
    expect(found.option('cookie.secure')).toBe('true');
  });

  it('follows values through objects that hold themselves', () => {
    const found = quickly({ 'app.js': `${HEAD}const o = { cookie: { secure: true } }; o.self = o; o.cookie.parent = o; app.use(session({ ...o, cookie: o.self.self.cookie, extra: JSON.parse(JSON.stringify(o)), more: structuredClone(o) }))` });
    expect(found.option('cookie.secure')).toBe('true');
  });

  it('sees through cyclic imports', () => {
    const found = quickly({
      'a.js': "const b = require('./b'); const app = require('express')(); exports.app = app; b.go(app)",
      'b.js': "const c = require('./c'); exports.go = (app) => { c.go(app) }",
      'c.js': "const a = require('./a'); const b = require('./b'); exports.go = (app) => { app.use(function c() {}); if (a.app !== app) app.use(function never() {}) }",
    });
    expect(found.stack).toEqual(['c']);
  });

  it('ends where modules hand a name round that none of them has', () => {
    const found = quickly({
      'app.mjs': "import { x } from './a.mjs'; import { y } from './b.mjs'; import express from 'express'; const app = express(); app.use(x); app.use(y)",
      'a.mjs': "export * from './b.mjs'; import { x } from './a.mjs'; export { x }",
      'b.mjs': "export * from './a.mjs'; export * from './c.mjs'",
      'c.mjs': "export * from './b.mjs'; export function y() {}",
    });
    expect(found.stack.at(-1)).toBe('y');
    expect(found.unfollowed).toEqual(['it is nested too deep to follow']);
  });

  it('sees through modules that hold the namespaces of one another', () => {
    const names = Array.from({ length: 40 }, (_, index) => `m${index}`);
    const modules = Object.fromEntries(names.map((name) => [`${name}.mjs`, `${names.map((other) => `import * as ${other} from './${other}.mjs'; export { ${other} };`).join('\n')} export function at${name}() {}`]));
    const found = quickly({ 'app.mjs': "import * as m0 from './m0.mjs'; import express from 'express'; const app = express(); app.use(m0.m7.m3.m9.m3.atm3); unknown(m0, app); app.use(unknown(m0.m1), m0.nothing)", ...modules });
    expect(found.stack[0]).toBe('atm3');
  });

  it('sees through modules that import all of one another later, and call it', () => {
    const names = Array.from({ length: 60 }, (_, index) => `m${index}`);
    const modules = Object.fromEntries(names.map((name) => [`${name}.mjs`, names.map((other) => `import('./${other}.mjs').then((made) => made.go${other}?.(made)); export const go${other} = () => import('./${other}.mjs');`).join('\n')]));
    const found = quickly({ 'app.mjs': "import './m0.mjs'; import express from 'express'; const app = express(); app.use(function after() {})", ...modules });
    expect(found.stack).toEqual(['after']);
  });

  it('ends where what is given to unknown code sets up ever more', () => {
    const names = Array.from({ length: 60 }, (_, index) => `m${index}`);
    const modules = Object.fromEntries(names.map((name) => [`${name}.js`, names.map((other) => `exports.${other} = (app) => { app.use(require('./${other}')); require('./${other}').${other}(app) };`).join('\n')]));
    const found = quickly({ 'app.js': `${HEAD}require('./m0').m1(unknown); require('./m1').m2(x.app); app.use(function after() {})`, ...modules });
    expect(found.stack.at(-1)).toBe('after');
  });

  it('sees through modules that export all of one another', () => {
    const found = quickly({ 'app.mjs': "import { x, y, nothing } from './a.mjs'; import express from 'express'; const app = express(); app.use(x); app.use(y); app.use(nothing)", 'a.mjs': "export * from './b.mjs'; export function x() {}", 'b.mjs': "export * from './a.mjs'; export function y() {}" });
    expect(found.stack.slice(0, 2)).toEqual(['x', 'y']);
    expect(found.unfollowed).toEqual(['`nothing` is not exported there']);
  });
});

describe('what grows with conditions', () => {
  it('thirty conditions in a row that each write', () => {
    const found = quickly({ 'app.js': `${HEAD}const o = { cookie: {} }; ${times(30, (i) => `if (config.c${i}) { o.cookie.secure = ${i % 2 === 0}; o.name = 'n${i}'; o['k${i}'] = ${i} }`)} app.use(session(o)); app.use(function last() {})` });
    expect(found.stack.at(-1)).toBe('last');
    expect(found.option('k7')).toBe('7 if config.c7 | undefined if not config.c7');
  });

  it('thirty conditions in a row that each may leave', () => {
    const found = quickly({ 'app.js': `${HEAD}function f() { ${times(30, (i) => `if (config.c${i}) return ${i}; app.use(function m${i}() {})`)} return 99 } app.use(session({ rolling: f() })); app.use(function last() {})` });
    expect(found.stack).toHaveLength(32);
    expect(found.stack.at(-1)).toBe('last');
  });

  it('conditions that cross', () => {
    const found = quickly({ 'app.js': `${HEAD}let x = 0; ${times(30, (i) => `if (config.c${i} !== config.c${(i * 7) % 30}) x = x + ${i}; else if (config.d${i} || x > ${i}) x = x * 2`)} app.use(session({ rolling: x })); if (x) app.use(function last() {})` });
    expect(found.stack[0]).toBe('session');
  });

  it('pairs in disjunctions, first all the left sides, then all the right', () => {
    const found = quickly({ 'app.js': `${HEAD}let on = false; ${times(16, (i) => `const l${i} = a.c${i}, r${i} = z.c${i};`)} if (${times(16, (i) => `(l${i} && r${i})${i < 15 ? ' ||' : ''}`)}) on = true; if (on) app.use(function inside() {}); app.use(function after() {})` });
    expect(found.stack.at(-1)).toBe('after');
  });

  it('callbacks in branches', () => {
    const found = quickly({ 'app.js': `${HEAD}${times(25, (i) => `if (c${i}) { a${i}.on('x', () => { if (d${i}) app.get('/${i}', function h() {}) }) } else { b${i}().then(() => app.post('/${i}', function h() {})) }`)} app.use(function after() {})` });
    expect(found.stack).toHaveLength(51);
  });

  it('branches around calls of functions that branch', () => {
    const found = quickly({ 'app.js': `${HEAD}${times(12, (i) => `function f${i}(x) { if (x.a${i}) { ${i < 11 ? `f${i + 1}(x)` : 'app.use(function deep() {})'} } else { ${i < 11 ? `f${i + 1}(x)` : ''} } }`)} f0(config); app.use(function after() {})` });
    expect(found.stack.at(-1)).toBe('after');
  });

  it('choices of choices', () => {
    const found = quickly({ 'app.js': `${HEAD}${times(20, (i) => `const v${i} = c${i} ? ${i === 0 ? "'a'" : `v${i - 1}`} : { n: ${i}, of: ${i === 0 ? "'b'" : `v${i - 1}`} };`)} app.use(session({ name: v19.of.of.of, rolling: v19 === v18 })); app.use(function after() {})` });
    expect(found.stack.at(-1)).toBe('after');
  });

  it('switches in loops', () => {
    const found = quickly({ 'app.js': `${HEAD}for (let i = 0; i < 100; i++) { switch (config.mode) { ${times(20, (i) => `case 'm${i}': if (config.x${i}) break; app.set('k${i}', i); ${i % 3 === 0 ? 'break;' : ''}`)} default: continue } } app.use(function after() {})` });
    expect(found.stack).toEqual(['after']);
  });

  it('an object whose making takes too long', () => {
    const fields = Array.from({ length: 400 }, (_, index) => `this.field${String(index)} = given;`).join(' ');
    const found = ran({
      'app.js': "const app = require('express')(); const { Form } = require('./form'); app.get('/a', (req, res) => { const form = new Form(req.query.a); if (form.ok) return res.send('x'); req.session.user = 1 })",
      'form.js': `class Form { ok; constructor(given) { ${fields} this.ok = given } } exports.Form = Form`,
    });
    expect(found.acts().map((act) => act.split(' ').slice(0, 2).join(' '))).toEqual(['answer send', 'write-session user']);
  });

  it('a handler with many conditions', () => {
    const found = quickly({ 'app.js': `${HEAD}app.post('/', (req, res) => { ${times(40, (i) => `if (req.body.f${i}) { req.session.k${i} = 1; if (!req.body.g${i}) return res.send('${i}') }`)} res.end() })` });
    expect(found.acts()).toHaveLength(81);
  });
});

describe('size', () => {
  it('a long file', () => {
    const found = quickly({ 'app.js': `${HEAD}${times(800, (i) => `app.get('/r${i}', function h(req, res) { const { a, b } = req.body; if (!a) return res.status(400).send('x'); req.session.n${i} = b; res.json({ ok: true, items: [1, 2, 3].map((x) => x * ${i}) }) })`)}` });
    expect(found.stack).toHaveLength(800);
  });

  it('many registrations of one handler', () => {
    const found = quickly({ 'app.js': `${HEAD}const auth = (req, res, next) => { if (req.session.user) next(); else res.sendStatus(401) };\n${times(3000, (i) => `app.get('/r${i}', auth, (req, res) => res.send('x'))`)}` });
    expect(found.world.handlers).toHaveLength(3001);
  });

  it('an app with a session that is made over and over', () => {
    const found = quickly({ 'app.js': "const express = require('express'); const session = require('express-session'); function main() { const app = express(); app.use(session({ secret: 'x' })); app.get('/', function h() {}); app.listen(1) } for (let i = 0; i < 1e6; i++) main()" });
    expect([found.world.apps.length, found.world.sessions.length]).toEqual([5, 5]);
    expect(found.unfollowed).toContain('it is too large to follow to its end');
  });

  it('a session among many other middlewares that one loop registers', () => {
    const found = quickly({ 'app.js': `${HEAD}for (const one of [express.json(), express.text(), express.raw(), express.urlencoded(), express.static('a'), express.static('b'), session({ secret: 'x' })]) app.use(one)` });
    expect(found.world.sessions.map(({ registrations }) => registrations.length)).toEqual([1]);
  });

  it('a session and CORS that are registered over and over', () => {
    const found = quickly({ 'app.js': `${HEAD}const cors = require('cors'); for (let i = 0; i < 1e6; i++) { app.use(cors({ credentials: true })); app.use(session({ secret: 'x' })); app.get('/a' + i, function h() {}) }` });
    expect([found.world.cors.length, found.world.sessions.length, found.stack.length]).toEqual([5, 5, 1010]);
  });

  it('many handlers of one text are one where they mean the same', () => {
    const found = quickly({ 'app.js': `${HEAD}for (let i = 0; i < 1000; i++) { ${times(4, (i) => `app.get('/r${i}' + i, (req, res) => { req.session.n = ${i}; res.redirect('/') });`)} }` });
    expect(found.stack).toHaveLength(4000);
    expect(found.world.handlers).toHaveLength(4);
  });

  it('handlers of one text are each their own where a name in it means something else', () => {
    const found = quickly({ 'app.js': `${HEAD}for (const key of ['a', 'b', 'c']) app.get('/' + key, (req, res) => { req.session[key] = 1; res.end() })` });
    expect(found.world.handlers).toHaveLength(3);
    expect(found.acts().filter((act) => act.startsWith('write-session'))).toHaveLength(3);
  });

  it('a helper that many handlers call', () => {
    const found = quickly({ 'app.js': `${HEAD}function track(req) { ${times(60, (i) => `if (req.query.q${i}) req.session.q${i} = req.query.q${i};`)} }\n${times(300, (i) => `app.get('/r${i}', (req, res) => { track(req); res.send('x') })`)}` });
    expect(found.world.handlers).toHaveLength(300);
  });
});

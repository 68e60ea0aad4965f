import { describe, expect, it } from 'vitest';
import { ran, type Sources } from './programs.ts';

const HEAD = "const express = require('express'); const session = require('express-session'); const app = express();\n";

/** What can't be followed, what users are told of it, and where. */
const CASES: readonly (readonly [name: string, sources: Sources | string, reasons: readonly string[], places: readonly string[]])[] = [
  ['a middleware of a module that is not there', `${HEAD}app.use(require('./nowhere'))`, ['there is no file for `./nowhere`'], ["require('./nowhere')"]],
  ['a middleware that is not exported', { 'app.js': `${HEAD}app.use(require('./a').missing)`, 'a.js': 'exports.there = 1' }, ['no value is seen there'], ["require('./a').missing"]],
  ['an import that is not exported', { 'app.mjs': "import express from 'express'; import { missing } from './a.mjs'; express().use(missing)", 'a.mjs': 'export const there = 1' }, ['`missing` is not exported there'], ['missing']],
  ['a middleware that is not declared', `${HEAD}app.use(limiter)`, ['`limiter` is not declared'], ['limiter']],
  ['a middleware of a package that may hold a session', `${HEAD}app.use(require('@company/auth').session())`, ['the package `@company/auth` is not followed'], ["require('@company/auth').session()"]],
  ['a list that is not known', `${HEAD}app.use(load())`, ['`load` is not declared'], ['load()']],
  ['a part of a list that is not known', `${HEAD}app.use([function a() {}, ...load()])`, ['`load` is not declared'], ['[function a() {}, ...load()]']],
  ['an app that goes to a module that is not there', `${HEAD}require('./nowhere')(app)`, ['`app` is given to code that is not followed: there is no file for `./nowhere`'], ['app']],
  ['an app that goes to a package', `${HEAD}require('@company/server')(app)`, ['`app` is given to code that is not followed: the package `@company/server` is not followed'], ['app']],
  ['an app in an object', `${HEAD}require('@company/server').start({ app })`, ['`app` is given to code that is not followed: the package `@company/server` is not followed'], ['{ app }']],
  ['a session that goes to an app of a package', `${HEAD}require('@company/server').app.use(session({ secret: 'x' }))`, ['the session is given to code that is not followed: the package `@company/server` is not followed'], ["session({ secret: 'x' })"]],
  ['a module whose name is computed', `${HEAD}require('./routes/' + name)(app)`, ['`app` is given to code that is not followed: a module whose name is computed'], ['app']],
  ['a method whose name is computed', `${HEAD}app[name](session({ secret: 'x' }))`, ['a method of an app whose name is computed'], ["app[name](session({ secret: 'x' }))"]],
  ['a class that extends a package\'s', `${HEAD}class Server extends require('@company/server').Base { start() { this.app.use(session({ secret: 'x' })) } } new Server().start()`, ['the session is given to code that is not followed: it extends a class that is not followed'], ["session({ secret: 'x' })"]],
  ['a loop without an end', `${HEAD}while (true) { tick() }`, ['a loop of more than 200 turns'], ['while (true) { tick() }']],
  ['a middleware made by a function that calls itself', `${HEAD}const make = (n) => make(n + 1); app.use(make(0))`, ['the function calls itself'], ['make(0)']],
];

describe('what is not followed is told', () => {
  it.each(CASES)('%s', (_name, sources, reasons, places) => {
    const found = ran(sources);
    expect([found.unfollowed, found.unfollowedAt]).toEqual([reasons, places]);
  });

  it('an app that a function makes which nothing calls has what is registered on it there', () => {
    const found = ran({ 'app.js': "exports.start = (options) => { const app = require('express')(); app.use(require('express-session')({ secret: options.secret })); app.get('/', function page() {}); return app }" }, 'production', { sweeps: true });
    expect(found.stack).toEqual(['session', "get '/': page"]);
  });

  it('what a function sets that nothing calls is not known where another runs that nothing calls', () => {
    const found = ran({ 'setup.js': "let secret, rolling = true; exports.load = async () => { secret = await vault() }; exports.add = (app) => { if (!secret) throw new Error('load first'); app.use(require('express-session')({ secret, rolling })) }" }, 'production', { sweeps: true });
    expect(found.option('secret')).toContain('`secret` is set by a function that nothing seen calls');
    expect(found.option('rolling')).toBe('true');
  });

  it('a long list of plain data is no reason to follow what works on it', () => {
    const entries = Array.from({ length: 1200 }, (_, index) => `"k${String(index)}": "text"`).join(',');
    const found = ran({
      'app.js': `${HEAD}const { fake } = require('./langs'); const words = fake(JSON.parse(require('fs').readFileSync(require('path').join(__dirname, 'words.json')))); app.use(function last() {})`,
      'langs.js': "exports.fake = (words) => { const made = {}; for (const key in words) made[key] = words[key].split('').map((c) => { let r = ''; for (let i = 0; i < 50; i++) r += c; return r }).join(''); return made }",
      'words.json': `{${entries}}`,
    });
    expect([found.stack, found.unfollowed]).toEqual([['last'], []]);
  });

  it('what a module exports is there, however many things it asked for first', () => {
    const asks = Array.from({ length: 40 }, (_, index) => `if (config.a${String(index)} ? config.b${String((index * 7) % 40)} : config.c${String(index)}) throw new Error('${String(index)}');`).join(' ');
    const found = ran({ 'app.js': `${HEAD}app.use(require('./a').first); require('./b'); app.use(require('./a').first)`, 'a.js': `${asks} exports.first = function first() {}`, 'b.js': asks.replaceAll('config', 'other') });
    expect([found.stack, found.unfollowed]).toEqual([['first', 'first'], []]);
  });

  it.each([
    ['a list of middlewares or another', 'app.get("/", config.open ? [function a() {}] : [function b() {}, function c() {}], function d() {})', ["get '/': a if config.open", "get '/': b if not config.open", "get '/': c if not config.open", "get '/': d"]],
    ['lists and functions in one list', 'for (const one of [["/a", function a() {}], function b() {}]) { if (one instanceof Array) app.use(...one); else app.use(one) }', ["'/a': a", 'b']],
    ['a route with a computed method', "const m = pick(); app[m]('/x', function x() {})", ["all '/x': x"]],
    ['packages that only make middlewares', "app.use(require('helmet')()); app.use(require('morgan')('dev'))", ['helmet', 'morgan']],
    ['packages that are given an app and leave it alone', "require('express-ws')(app); require('swagger-ui-express'); new (require('socket.io').Server)(require('http').createServer(app))", []],
    ['a logger that is given the app', 'console.log(app)', []],
  ])('what is followed is not: %s', (_name, text, stack) => {
    const found = ran({ 'app.js': HEAD + text });
    expect(found.unfollowed).toEqual([]);
    expect(found.stack).toEqual(stack);
  });

  it('counts the registrations that were met', () => {
    const found = ran({ 'app.js': `${HEAD}app.use(limiter); app.use(express.json()); app.get('/', (req, res) => res.send('x'))` });
    expect(found.world.coverage.registrations).toBe(3);
    expect(found.world.coverage.unknown).toHaveLength(1);
  });

  it('marks an app that left what is followed', () => {
    const escapes = (text: string): boolean => ran({ 'app.js': HEAD + text }).world.apps[0]?.escapes === true;
    expect([escapes("require('./nowhere')(app)"), escapes('app.listen(1)'), escapes("require('socket.io')(require('http').createServer(app))")]).toEqual([true, false, false]);
  });

  it('keeps reasons free of positions and of words that only its authors know', () => {
    for (const [, sources] of CASES) for (const reason of ran(sources).unfollowed) expect(reason).not.toMatch(/\/app\/|@\d|undefined|symbol|#\d|entity|slot/);
  });
});

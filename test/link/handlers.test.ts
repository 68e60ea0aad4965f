import { describe, expect, it } from 'vitest';
import { ran, type Sources } from './programs.ts';

const HEAD = "const express = require('express'); const app = express();\n";
const route = (handler: string, before = ''): Sources => ({ 'app.ts': `${HEAD}${before}\napp.post('/login', ${handler})` });

/** Each handler writes `req.session.user` and answers with `send`. */
const WRITERS: readonly (readonly [string, Sources])[] = [
  ['inline', route("(req, res) => { req.session.user = 1; res.send('x') }")],
  ['a function', route("function (req, res) { req.session.user = 1; res.send('x') }")],
  ['other names', route("(request, response) => { request.session.user = 1; response.send('x') }")],
  ['by name', route('login', "function login(req, res) { req.session.user = 1; res.send('x') }")],
  ['async', route("async (req, res) => { req.session.user = 1; res.send('x') }")],
  ['destructured request', route("({ session }, res) => { session.user = 1; res.send('x') }")],
  ['const { session } = req', route("(req, res) => { const { session } = req; session.user = 1; res.send('x') }")],
  ['const session = req.session', route("(req, res) => { const s = req.session; s.user = 1; res.send('x') }")],
  ["req['session']", route("(req, res) => { req['session']['user'] = 1; res.send('x') }")],
  ['a cast', route("(req: Request, res: Response) => { (req as any).session.user = 1; (<any>res).send('x') }")],
  ['a cast of the session', route("(req, res) => { (req.session as Session & { user: number }).user = 1; res.send('x') }")],
  ['a non-null assertion', route("(req, res) => { req.session!.user = 1; res!.send('x') }")],
  ['Object.assign', route("(req, res) => { Object.assign(req.session, { user: 1 }); res.send('x') }")],
  ['a helper', route("(req, res) => { logIn(req, 1); res.send('x') }", 'function logIn(req, user) { req.session.user = user }')],
  ['a helper of the session', route("(req, res) => { logIn(req.session, 1); res.send('x') }", 'const logIn = (session, user) => { session.user = user }')],
  ['a helper of a helper', route("(req, res) => { a(req, res) }", "const b = (req) => { req.session.user = 1 }; const a = (req, res) => { b(req); done(res) }; const done = (res) => res.send('x')")],
  ['a helper that is awaited', route("async (req, res) => { await logIn(req); res.send('x') }", 'const logIn = async (req) => { req.session.user = 1 }')],
  ['a class of helpers', route("(req, res) => { new Login(req).go(); res.send('x') }", 'class Login { constructor(private req) {} go() { this.req.session.user = 1 } }')],
  ['a static helper', route("(req, res) => { Login.go(req); res.send('x') }", 'class Login { static go(req) { req.session.user = 1 } }')],
  ['another file', { 'app.js': `${HEAD}app.post('/login', require('./login').login)`, 'login.js': "exports.login = (req, res) => { req.session.user = 1; res.send('x') }" }],
  ['another file, ESM', { 'app.ts': "import express from 'express'; import { login } from './login'; const app = express(); app.post('/login', login)", 'login.ts': "import type { RequestHandler } from 'express'; export const login: RequestHandler = async (req, res) => { req.session.user = 1; res.send('x') }" }],
  ['a helper in another file', { 'app.js': `${HEAD}const { logIn } = require('./auth'); app.post('/login', (req, res) => { logIn(req); res.send('x') })`, 'auth.js': 'exports.logIn = (req) => { req.session.user = 1 }' }],
  ['a controller class with a method', { 'app.ts': `${HEAD}import { Login } from './login'; const login = new Login(); app.post('/login', login.post)`, 'login.ts': "export class Login { post(req, res) { req.session.user = 1; res.send('x') } }" }],
  ['a bound method', route('login.post.bind(login)', "class Login { user = 1; post(req, res) { req.session.user = this.user; res.send('x') } } const login = new Login()")],
  ['a method in an arrow', route('(req, res) => login.post(req, res)', "class Login { user = 1; post(req, res) { this.set(req); res.send('x') } private set(req) { req.session.user = this.user } } const login = new Login()")],
  ['an arrow field', route('new Login().post', "class Login { user = 1; post = async (req, res) => { this.set(req); res.send('x') }; set(req) { req.session.user = this.user } }")],
  ['a bound field', route('new Login().post', "class Login { constructor() { this.post = this.post.bind(this) } post(req, res) { this.set(req); res.send('x') } set(req) { req.session.user = 1 } }")],
  ['a static method', route('Login.post', "class Login { static post(req, res) { req.session.user = 1; res.send('x') } }")],
  ['an object of handlers', route('handlers.login', "const handlers = { login(req, res) { req.session.user = 1; res.send('x') } }")],
  ['made by a function', route('make(1)', "const make = (user) => (req, res) => { req.session.user = user; res.send('x') }")],
  ['wrapped by one\'s own wrapper', route("wrap(async (req, res) => { req.session.user = 1; res.send('x') })", 'const wrap = (fn) => (req, res, next) => Promise.resolve(fn(req, res, next)).catch(next)')],
  ['wrapped by one\'s own async wrapper', route("wrap(async (req, res) => { req.session.user = 1; res.send('x') })", 'const wrap = (fn) => async (req, res, next) => { try { await fn(req, res, next) } catch (error) { next(error) } }')],
  ['wrapped in another file', { 'app.js': `${HEAD}const wrap = require('./wrap'); app.post('/login', wrap(async (req, res) => { req.session.user = 1; res.send('x') }))`, 'wrap.js': 'module.exports = function (fn) { return function (...args) { const result = fn(...args); const next = args[args.length - 1]; return Promise.resolve(result).catch(next) } }' }],
  ['wrapped with apply', route("wrap(async (req, res) => { req.session.user = 1; res.send('x') })", 'function wrap(fn) { return function () { return fn.apply(this, arguments) } }')],
  ['express-async-handler', route("require('express-async-handler')(async (req, res) => { req.session.user = 1; res.send('x') })")],
  ['express-async-handler by name', route('login', "const asyncHandler = require('express-async-handler'); const login = asyncHandler(async (req, res) => { req.session.user = 1; res.send('x') })")],
  ['a list of handlers', route("[check, (req, res) => { req.session.user = 1; res.send('x') }]", 'const check = (req, res, next) => next()')],
  ['try and catch', route("async (req, res, next) => { try { req.session.user = 1; res.send('x') } catch (error) { next(error) } }")],
  ['chained answers', route("(req, res) => { req.session.user = 1; return res.status(200).type('text').send('x') }")],
];

describe('what a handler does', () => {
  it.each(WRITERS)('%s', (_name, sources) => {
    const acts = ran(sources).acts();
    expect(acts.filter((act) => /^(write-session|answer)/.test(act)).map((act) => act.replace(/ \(later\)|( if .*)/g, ''))).toEqual(['write-session user', 'answer send']);
  });

  it.each<[string, string, readonly string[]]>([
    ['reads', '(req, res) => { res.json(req.session.user) }', ['read-session user', 'answer json']],
    ['reads of a key that is not known', '(req, res) => { res.json(req.session[req.params.key]) }', ['read-session', 'answer json']],
    ['writes of a key that is not known', '(req, res) => { req.session[req.body.key] = 1; res.end() }', ['write-session', 'answer end']],
    ['deep writes', '(req, res) => { req.session.cart.items = []; res.end() }', ['read-session cart', 'write-session cart', 'answer end']],
    ['a push into what the session holds', '(req, res) => { req.session.cart.push(1); res.end() }', ['read-session cart', 'write-session cart', 'answer end']],
    ['counting', '(req, res) => { req.session.views++; res.end() }', ['read-session views', 'write-session views', 'answer end']],
    ['adding', '(req, res) => { req.session.views = (req.session.views || 0) + 1; res.end() }', ['read-session views', 'write-session views', 'answer end']],
    ['deletes', '(req, res) => { delete req.session.user; res.end() }', ['write-session user', 'answer end']],
    ['replaces', '(req, res) => { req.session = null; res.end() }', ['replace-session session', 'answer end']],
    ['saves', '(req, res) => { req.session.user = 1; req.session.save(() => res.redirect("/")) }', ['write-session user', 'save-session save', 'answer redirect (later)']],
    ['saves with a promise', '(req, res) => { new Promise((done) => req.session.save(done)).then(() => res.redirect("/")) }', ['save-session save', 'answer redirect (later)']],
    ['destroys', '(req, res) => { req.session.destroy((error) => { res.clearCookie("sid"); res.end() }) }', ['destroy-session destroy', 'clear-cookie clearCookie (later)', 'answer end (later)']],
    ['regenerates', '(req, res, next) => { req.session.regenerate(function (error) { if (error) return next(error); req.session.user = 1; res.end() }) }', ['regenerate-session regenerate', 'fail (later) if error', 'write-session user (later) if not error', 'answer end (later) if not error']],
    ['logs in', '(req, res, next) => { req.login(user, (error) => { if (error) return next(error); res.redirect("/") }) }', ['log-in login', 'fail (later) if error', 'answer redirect (later) if not error']],
    ['logs out', '(req, res) => { req.logout(() => res.redirect("/")) }', ['log-out logout', 'answer redirect (later)']],
    ['flashes', '(req, res) => { req.flash("info", "x"); res.redirect("back") }', ['flash flash', 'answer redirect']],
    ['user and isAuthenticated', '(req, res, next) => { if (req.isAuthenticated() && req.user.admin) next(); else res.sendStatus(401) }', ['check-login isAuthenticated', 'read-user user if login', 'next if admin', 'answer sendStatus if not']],
    ['a guard of the session', '(req, res, next) => { if (!req.session) return next(); req.session.user = 1; next() }', ['next if not req.session', 'write-session user (guarded) if req.session', 'next (guarded) if req.session']],
    ['an optional chain', '(req, res) => { res.json(req.session?.user) }', ['read-session user (guarded)', 'answer json']],
    ['a guard with &&', '(req, res) => { res.json(req.session && req.session.user) }', ['read-session user (guarded)', 'answer json']],
    ['a throw', '(req, res) => { if (!req.session.user) throw new Error("x"); res.end() }', ['read-session user', 'answer end']],
    ['headers', '(req, res, next) => { res.header("Access-Control-Allow-Origin", req.headers.origin); res.setHeader("X", "y"); res.set({ A: "b" }); next() }', ['read-origin origin', 'set-header Access-Control-Allow-Origin', 'set-header X', 'set-header A', 'next']],
    ['cookies', '(req, res) => { res.cookie("a", "b", { secure: true }); res.clearCookie("c"); res.end() }', ['set-cookie cookie', 'clear-cookie clearCookie', 'answer end']],
    ['a timer', '(req, res) => { setTimeout(() => { req.session.user = 1 }, 10); res.end() }', ['write-session user (later)', 'answer end']],
    ['a callback of unknown code', '(req, res) => { db.find((error, user) => { req.session.user = user; res.end() }) }', ['write-session user (later)', 'answer end (later)']],
    ['then', '(req, res) => { db.find().then((user) => { req.session.user = user; res.end() }) }', ['write-session user (later)', 'answer end (later)']],
    ['then of one\'s own async function', '(req, res) => { (async () => 1)().then((user) => { req.session.user = user; res.end() }) }', ['write-session user (later)', 'answer end (later)']],
    ['after an await', 'async (req, res) => { const user = await db.find(); req.session.user = user; res.end() }', ['write-session user (later)', 'answer end (later)']],
    ['passport.authenticate with a callback', '(req, res, next) => { require("passport").authenticate("local", (error, user) => { req.logIn(user, () => res.redirect("/")) })(req, res, next) }', ['log-in logIn (later)', 'answer redirect (later)', 'run-middleware middleware']],
    ['middlewares run by hand', '(req, res, next) => { require("express-session")({ secret: "x" })(req, res, next) }', ['make-session express-session', 'run-middleware session']],
    ['loops', '(req, res) => { for (const key of Object.keys(req.body)) req.session[key] = req.body[key]; res.end() }', ['write-session', 'answer end']],
    ['res.format', '(req, res) => { res.format({ json: () => res.json(1), html: () => res.render("x") }) }', ['answer json', 'answer render']],
  ])('%s', (_name, handler, expected) => {
    const conditions: Readonly<Record<string, string>> = { 'error': 'error' };
    const acts = ran({ 'app.js': `${HEAD}app.post('/login', ${handler})` }).acts();
    const short = acts.map((act) => act.replace(/ if .*/, ''));
    expect(short).toEqual(expected.map((act) => act.replace(/ if .*/, '')));
    for (const [index, act] of expected.entries()) {
      const condition = / if (.*)/.exec(act)?.[1];
      if (condition !== undefined) expect(acts[index]).toContain(' if ');
      if (conditions[condition ?? ''] === undefined && condition === undefined && !/throw|chain|&&|user and/.test(_name)) expect(acts[index]).not.toContain(' if ');
    }
  });

  it('tells an error handler by its four parameters', () => {
    const found = ran({ 'app.js': `${HEAD}app.use((error, req, res, next) => { res.send(req.session.user) }); app.use((req, res) => {})` });
    expect(found.world.handlers.map(({ kind }) => kind)).toEqual(['error', 'handler']);
    expect(found.acts()).toEqual(['read-session user', 'answer send']);
  });

  it('summarises a handler that is registered twice once', () => {
    const found = ran({ 'app.js': `${HEAD}const f = (req, res) => { req.session.x = 1 }; app.get('/a', f); app.get('/b', f)` });
    expect(found.world.handlers).toHaveLength(1);
  });

  it('says what of a handler it could not follow', () => {
    const found = ran({ 'app.js': `${HEAD}app.get('/a', (req, res) => { require('./nowhere').go(req, res) })` });
    expect(found.hidden.length).toBeGreaterThan(0);
    for (const reason of found.hidden) expect(reason).toMatch(/^the request is given to code that is not followed: there is no file for `\.\/nowhere`/);
  });

  it('does not take a package\'s logger for something that hides what the request does', () => {
    expect(ran({ 'app.js': `${HEAD}app.get('/a', (req, res) => { console.log(req); logger.info(req.url); res.end() })` }).hidden).toEqual([]);
  });

  it('gives each of two writes of one key a place of its own', () => {
    const found = ran({ 'app.js': `${HEAD}app.get('/a', (req, res) => { req.session.a = 1; req.session.a = 2 })` });
    const [handler] = found.world.handlers;
    expect(handler?.acts.map(({ at }) => found.text(at))).toEqual(['req.session.a = 1', 'req.session.a = 2']);
    expect(handler?.acts.map((act) => act.arguments.map((one) => found.show(one)))).toEqual([['1'], ['2']]);
  });

  it('sees a session made at each request', () => {
    const found = ran({ 'app.js': `${HEAD}const session = require('express-session'); app.use((req, res, next) => { session({ secret: 'x' })(req, res, next) })` });
    expect(found.session.insideHandler).toBe(found.world.handlers[0]?.id);
    expect(found.session.hoist).toBeDefined();
  });

  it('sees a middleware that is made once and run by hand', () => {
    const found = ran({ 'app.js': `${HEAD}const session = require('express-session')({ secret: 'x' }); app.use((req, res, next) => req.path === '/health' ? next() : session(req, res, next))` });
    expect(found.session.insideHandler).toBeUndefined();
    expect(found.acts().map((act) => act.replace(/ if .*/, ''))).toEqual(['next', 'run-middleware session']);
  });
});

describe('what requests change', () => {
  const SESSION = "const session = require('express-session');\n";
  it.each([
    ['let', "let kept; app.use((req, res, next) => { if (!kept) kept = session({ secret: 'x' }); kept(req, res, next) })"],
    ['??=', "let kept; app.use((req, res, next) => { kept ??= session({ secret: 'x' }); kept(req, res, next) })"],
    ['an object', "const kept = {}; app.use((req, res, next) => { if (!kept[req.hostname]) kept[req.hostname] = session({ secret: 'x' }); kept[req.hostname](req, res, next) })"],
    ['a property', "const kept = { one: undefined }; app.use((req, res, next) => { if (!kept.one) kept.one = session({ secret: 'x' }); kept.one(req, res, next) })"],
    ['a map', "const kept = new Map(); app.use((req, res, next) => { if (!kept.has(req.hostname)) kept.set(req.hostname, session({ secret: 'x' })); kept.get(req.hostname)(req, res, next) })"],
    ['in a helper', "let kept; const get = () => { if (kept) return kept; kept = session({ secret: 'x' }); return kept }; app.use((req, res, next) => get()(req, res, next))"],
    ['by another handler', "let kept = null; app.use((req, res, next) => { if (kept === null) session({ secret: 'x' }); next() }); app.get('/', (req, res) => { kept = 1; res.end() })"],
    ['a list', "const kept = []; app.use((req, res, next) => { if (kept.length === 0) kept.push(session({ secret: 'x' })); kept[0](req, res, next) })"],
  ])('is not taken for what the start left: %s', (_name, text) => {
    const found = ran({ 'app.js': HEAD + SESSION + text });
    expect(found.world.sessions).toHaveLength(1);
    expect(found.session.when).not.toBe(true);
  });

  it.each([
    ['a constant', "const on = true; app.use((req, res, next) => { if (on) session({ secret: 'x' })(req, res, next) })"],
    ['a variable of the handler', "app.use((req, res, next) => { let kept; if (!kept) kept = session({ secret: 'x' }); kept(req, res, next) })"],
    ['what the handler wrote itself', "let on; app.use((req, res, next) => { on = true; if (on) session({ secret: 'x' })(req, res, next) })"],
  ])('is as it is: %s', (_name, text) => {
    expect(ran({ 'app.js': HEAD + SESSION + text }).session.when).toBe(true);
  });

  it('keeps a module loaded that a handler is the first to load', () => {
    const found = ran({ 'app.js': `${HEAD}app.get('/a', (req, res) => { require('./late').go(req) }); app.get('/b', (req, res) => { require('./late').go(req) })`, 'late.js': 'exports.go = (req) => { req.session.x = 1 }' });
    expect(found.acts()).toEqual(['write-session x', 'write-session x']);
  });
});

describe('code that has nothing to do with requests', () => {
  const LOGGER = 'const lines = []; exports.log = (level, text) => { for (const one of lines) if (one.level === level && one.on) lines.push({ level, text }) }; exports.find = async (id) => { while (busy) await wait(id); return { id } };';
  it('is not followed where it is given nothing of the request', () => {
    const found = ran({ 'app.js': `${HEAD}const log = require('./log'); app.get('/a', async (req, res) => { log.log('info', { path: req.path, user: req.session.user }); const one = await log.find(req.params.id); req.session.last = one.id; res.json(one) })`, 'log.js': LOGGER });
    expect(found.acts().map((act) => act.replace(/ if .*/, ''))).toEqual(['read-session user', 'write-session last (later)', 'answer json (later)']);
    expect(found.hidden).toEqual([]);
  });

  it.each([
    ['given the request', 'login(req)'], ['given the session', 'login({ session: req.session })'], ['given a function', 'run(() => { req.session.user = 1 })'],
  ])('is followed where it is %s', (_name, call) => {
    const found = ran({ 'app.js': `${HEAD}const { login, run } = require('./login'); app.get('/a', (req, res) => { ${call} })`, 'login.js': 'exports.login = ({ session }) => { session.user = 1 }; exports.run = (f) => f()' });
    expect(found.acts()).toEqual(['write-session user']);
  });

  it('gives its values', () => {
    const found = ran({ 'app.js': `${HEAD}const { options } = require('./options'); app.get('/a', (req, res) => { res.cookie('a', 'b', options(true)) })`, 'options.js': 'exports.options = (secure) => ({ secure, httpOnly: true })' });
    const [handler] = found.world.handlers;
    expect(handler?.acts[0]?.arguments.map((one) => found.show(one))[2]).toBe('{ secure: true, httpOnly: true }');
  });

  it('does not use up what the program may take', () => {
    const found = ran({
      'app.js': `${HEAD}require('./work').work(); const { config } = require('./config'); app.set('trust proxy', config.hops); app.use(function last() {})`,
      'work.js': 'exports.work = () => { for (let i = 0; i < 1e6; i++) for (let j = 0; j < 1e6; j++) step(i, j) }', 'config.js': 'exports.config = build(); function build() { const config = {}; for (const [key, value] of [["hops", 2]]) config[key] = value; return config }',
    });
    expect(found.settings).toEqual(["'trust proxy' = 2"]);
    expect(found.stack).toEqual(['last']);
    expect(found.unfollowed).toEqual([]);
  });

  it('gives its callbacks something of their own at each call', () => {
    const found = ran({
      'app.js': `${HEAD}const { ask } = require('./ask'); app.get('/a', (req, res) => { ask('a', (error) => { if (error) return res.send('x'); ask('b', (failed) => { if (failed) { req.session.user = 1; } }) }) })`,
      'ask.js': "exports.ask = (name, callback) => { require('zlib').gzip(name, (error) => { if (error) return callback(error); callback(null) }) }",
    });
    expect(found.acts().map((act) => act.split(' ').slice(0, 2).join(' '))).toEqual(['answer send', 'write-session user']);
  });

  it('is told from a package that may have to do with the session', () => {
    const hidden = (name: string): readonly string[] => ran({ 'app.js': `${HEAD}app.get('/a', (req, res) => { const found = require('${name}')(req); res.json(found) })` }).hidden;
    expect(hidden('express-validator')).toEqual([]);
    expect(hidden('express-openid-connect')).toEqual(['the request is given to code that is not followed: the package `express-openid-connect` is not followed']);
  });
});

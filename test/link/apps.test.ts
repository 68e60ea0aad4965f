import { describe, expect, it } from 'vitest';
import { ran, type Sources } from './programs.ts';

const CJS = "const express = require('express'); const session = require('express-session');\n";
const ESM = "import express from 'express'; import session from 'express-session';\n";
const ROUTE = "get('/me', function me(req, res) { res.send('x') })";
const REGISTER = `app.use(session({ secret: 'x' })); app.${ROUTE};`;
const EXPECTED = ['session', "get '/me': me"];

/** In each, a session is registered on an app, then a route, which then listens. */
const APPS: readonly (readonly [string, Sources | string])[] = [
  ['a constant', `${ESM}const app = express(); ${REGISTER} app.listen(3000)`],
  ['a parameter', `${ESM}const app = express(); function setUp(app) { ${REGISTER} } setUp(app); app.listen(3000)`],
  ['a typed parameter', `${ESM}const server = express(); const setUp = (app: express.Application): void => { ${REGISTER} }; setUp(server); server.listen(3000)`],
  ['a parameter in another file', { 'app.ts': `${ESM}import { setUp } from './setup'; const app = express(); setUp(app); app.listen(1)`, 'setup.ts': `import session from 'express-session'; export function setUp(app) { ${REGISTER} }` }],
  ['a property of a parameter', `${ESM}const setUp = ({ app }) => { ${REGISTER} }; const app = express(); setUp({ app }); app.listen(1)`],
  ['this.app', `${ESM}class Server { constructor() { this.app = express(); this.middlewares(); this.routes() } middlewares() { this.app.use(session({ secret: 'x' })) } routes() { this.app.${ROUTE} } listen() { this.app.listen(1) } } new Server().listen()`],
  ['a typed field', `${ESM}class Server { public app: express.Application; constructor(port: number) { this.app = express(); this.setUp() } private setUp(): void { this.app.use(session({ secret: 'x' })); this.app.${ROUTE} } public listen = () => { this.app.listen(1) } } const server = new Server(1); server.listen()`],
  ['a field with a value', `${ESM}class Server { app = express(); async start() { await this.setUp(); this.app.listen(1) } async setUp() { this.app.use(session({ secret: 'x' })); this.app.${ROUTE} } } new Server().start()`],
  ['a private field', `${ESM}class Server { #app = express(); start() { this.#app.use(session({ secret: 'x' })); this.#app.${ROUTE}; this.#app.listen(1) } } new Server().start()`],
  ['a class in another file', { 'server.ts': "import App from './app'; const app = new App(); app.listen()", 'app.ts': `${ESM}export default class App { public express = express(); constructor() { const app = this.express; ${REGISTER} } listen() { this.express.listen(1) } }` }],
  ['export const', { 'server.ts': "import { app } from './app'; app.listen(1)", 'app.ts': `${ESM}export const app = express(); ${REGISTER}` }],
  ['export default', { 'server.ts': "import app from './app'; import http from 'http'; http.createServer(app).listen(1)", 'app.ts': `${ESM}const app = express(); ${REGISTER} export default app` }],
  ['module.exports', { 'bin/www': '', 'bin/www.js': "#!/usr/bin/env node\nvar app = require('../app'); var http = require('http'); app.set('port', 3000); var server = http.createServer(app); server.listen(3000); server.on('error', () => {})", 'app.js': `${CJS}var app = express(); ${REGISTER} module.exports = app` }],
  ['module.exports from the start', { 'server.js': "require('./app').listen(1)", 'app.js': `${CJS}const app = module.exports = express(); ${REGISTER}` }],
  ['a factory', { 'server.ts': "import { createApp } from './app'; const app = createApp(); app.listen(1)", 'app.ts': `${ESM}export function createApp() { const app = express(); ${REGISTER} return app }` }],
  ['an async factory', { 'server.ts': "import { createApp } from './app'; (async () => { const app = await createApp(); app.listen(1) })()", 'app.ts': `${ESM}export async function createApp() { const app = express(); ${REGISTER} return app }` }],
  ['a factory with its dependencies', `${ESM}const createApp = ({ make }) => { const app = make(); ${REGISTER} return app }; createApp({ make: express }).listen(1)`],
  ['chained use', `${ESM}const app = express().use(session({ secret: 'x' })).${ROUTE}; app.listen(1)`],
  ['chained on a constant', `${ESM}const app = express(); app.use(session({ secret: 'x' })).${ROUTE}.listen(1)`],
  ['app.route', `${ESM}const app = express(); app.use(session({ secret: 'x' })); app.route('/me').get(function me() {}); app.listen(1)`],
  ['an array of middlewares', `${ESM}const app = express(); app.use([session({ secret: 'x' })]); app.${ROUTE}; app.listen(1)`],
  ['an array in a constant', `${ESM}const app = express(); const all = []; all.push(session({ secret: 'x' })); app.use(all); app.${ROUTE}; app.listen(1)`],
  ['a spread', `${ESM}const app = express(); const all = [session({ secret: 'x' })]; app.use(...all); app.${ROUTE}; app.listen(1)`],
  ['apply', `${CJS}const app = express(); app.use.apply(app, [session({ secret: 'x' })]); app.${ROUTE}; app.listen(1)`],
  ['forEach', `${ESM}const app = express(); [session({ secret: 'x' })].forEach((one) => app.use(one)); app.${ROUTE}; app.listen(1)`],
  ['a loop', `${ESM}const app = express(); for (const one of [session({ secret: 'x' })]) { app.use(one) } app.${ROUTE}; app.listen(1)`],
  ['a counting loop', `${CJS}const app = express(); const all = [session({ secret: 'x' })]; for (let i = 0; i < all.length; i++) app.use(all[i]); app.${ROUTE}; app.listen(1)`],
  ['a table of routes', `${ESM}const app = express(); app.use(session({ secret: 'x' })); const routes = [{ method: 'get', path: '/me', handler: function me() {} }]; for (const { method, path, handler } of routes) app[method](path, handler); app.listen(1)`],
  ['a helper that takes the app', `${ESM}const app = express(); const apply = (app, ...all) => all.forEach((one) => app.use(one)); apply(app, session({ secret: 'x' })); app.${ROUTE}; app.listen(1)`],
  ['a pipeline of helpers', `${ESM}const withSession = (app) => { app.use(session({ secret: 'x' })); return app }; const withRoutes = (app) => app.${ROUTE}; withRoutes(withSession(express())).listen(1)`],
  ['a helper with the name of a method', `${ESM}const app = express(); const { use } = { use: (one) => app.use(one) }; use(session({ secret: 'x' })); app.${ROUTE}; app.listen(1)`],
  ['an async bootstrap', `${ESM}async function main() { const app = express(); await connect(); ${REGISTER} app.listen(1) } main().catch(console.error)`],
  ['an async bootstrap with try', `${ESM}const start = async () => { try { await connect(); const app = express(); ${REGISTER} app.listen(1) } catch (error) { console.error(error); process.exit(1) } }; start()`],
  ['top-level await', `${ESM}await connect(); const app = express(); ${REGISTER} app.listen(1)`],
  ['an immediately called async arrow', `${CJS}(async () => { const app = express(); ${REGISTER} app.listen(1) })()`],
  ['a bootstrap of several awaits', `${ESM}const app = express(); async function session_() { app.use(session({ secret: 'x' })) } async function routes() { app.${ROUTE} } async function main() { await session_(); await routes(); app.listen(1) } main()`],
];

describe('the app', () => {
  it.each(APPS)('%s', (_name, sources) => {
    const found = ran(sources, 'production', typeof sources !== 'string' && 'bin/www' in sources ? { entry: 'bin/www.js' } : {});
    expect(found.stack.map((line) => line.replace(' (later)', ''))).toEqual(EXPECTED);
    expect(found.servers).toEqual(['http']);
    expect(found.unfollowed).toEqual([]);
  });
});

describe('the order of what waits', () => {
  it.each([
    ['then', `connect().then(() => { app.use(session({ secret: 'x' })); app.listen(1) }); app.${ROUTE}`, ["get '/me': me", 'session (later)']],
    ['listening in then', `${REGISTER} connect().then(() => app.listen(1))`, EXPECTED],
    ['then of then', "connect().then(() => { app.use(function a() {}) }).then(() => { app.use(function b() {}) }); app.use(function c() {})", ['c', 'a (later)', 'b (later)']],
    ['new Promise', "new Promise((resolve) => { app.use(function a() {}); resolve() }).then(() => app.use(function b() {})); app.use(function c() {})", ['a', 'c', 'b (later)']],
    ['await of new Promise', "await new Promise((resolve) => db.once('open', () => { app.use(function a() {}); resolve() })); app.use(function b() {})", ['a (later)', 'b (later)']],
    ['await of a promise of a function', "const ready = async () => { app.use(function a() {}); await x(); app.use(function b() {}) }; await ready(); app.use(function c() {})", ['a', 'b (later)', 'c (later)']],
    ['a function that is not awaited runs to its first await', "const ready = async () => { app.use(function a() {}); await x(); app.use(function b() {}) }; ready(); app.use(function c() {})", ['a', 'c', 'b (later)']],
    ['Promise.all', "await Promise.all([one(), two()]); async function one() { app.use(function a() {}) } async function two() { app.use(function b() {}) } app.use(function c() {})", ['a', 'b', 'c (later)']],
    ['Promise.all of functions', "const tasks = [async () => app.use(function a() {}), async () => app.use(function b() {})]; await Promise.all(tasks.map((t) => t())); app.use(function c() {})", ['a', 'b', 'c (later)']],
    ['Promise.resolve', "Promise.resolve().then(() => app.use(function a() {})); app.use(function b() {})", ['b', 'a (later)']],
    ['a callback of an unknown call', "mongoose.connect(url, () => { app.use(function a() {}) }); app.use(function b() {})", ['b', 'a (later)']],
    ['an event', "mongoose.connection.once('open', () => { app.use(function a() {}) }); app.use(function b() {})", ['b', 'a (later)']],
    ['a timer', "setTimeout(() => app.use(function a() {}), 10); setImmediate(() => app.use(function c() {})); process.nextTick(() => app.use(function d() {})); app.use(function b() {})", ['b', 'a (later)', 'c (later)', 'd (later)']],
    ['a callback of one\'s own function', "function withDb(done) { connect((error, db) => { done(db) }) } withDb((db) => { app.use(function a() {}) }); app.use(function b() {})", ['b', 'a (later)']],
    ['listen\'s callback', "app.listen(1, () => { app.use(function a() {}) }); app.use(function b() {})", ['b', 'a (later)']],
    ['util.promisify', "const { promisify } = require('util'); const ready = promisify((done) => { app.use(function a() {}); done() }); await ready(); app.use(function b() {})", ['a', 'b (later)']],
    ['async series', "require('async').series([(done) => { app.use(function a() {}); done() }, (done) => { app.use(function b() {}); done() }], () => { app.use(function c() {}) }); app.use(function d() {})", ['d', 'a (later)', 'b (later)', 'c (later)']],
    ['then with a function by name', "function setUp() { app.use(function a() {}) } connect().then(setUp).catch(fail); app.use(function b() {})", ['b', 'a (later)']],
    ['finally', "connect().finally(() => app.use(function a() {})); app.use(function b() {})", ['b', 'a (later)']],
    ['a generator in co', "require('co')(function* () { app.use(function a() {}); yield connect(); app.use(function b() {}) }); app.use(function c() {})", ['c', 'a (later)', 'b (later)']],
  ])('%s', (_name, text, expected) => {
    expect(ran({ 'app.ts': `import express from 'express'; import session from 'express-session'; const app = express(); ${text}` }).stack).toEqual(expected);
  });
});

describe('routers', () => {
  const HEAD = "const express = require('express'); const app = express();\n";
  it.each<[string, Sources, readonly string[]]>([
    ['mounted', { 'app.js': `${HEAD}app.use('/api', require('./api')); app.use(function last() {})`, 'api.js': `const router = require('express').Router(); router.${ROUTE}; module.exports = router` }, ["'/api': router", "> get '/me': me", 'last']],
    ['in routers', { 'app.js': `${HEAD}const a = express.Router(), b = express.Router(); b.${ROUTE}; a.use('/b', b); app.use('/a', a)` }, ["'/a': router", "> '/b': router", ">> get '/me': me".replace('>>', '> >')]],
    ['an app mounted in an app', { 'app.js': `${HEAD}const admin = express(); admin.${ROUTE}; app.use('/admin', admin); app.listen(1)` }, ["'/admin': express", "> get '/me': me"]],
    ['registered on after it was mounted', { 'app.js': `${HEAD}const router = express.Router(); app.use(router); router.${ROUTE}` }, ['router', "> get '/me': me"]],
    ['with middlewares before it', { 'app.js': `${HEAD}const router = express.Router(); router.${ROUTE}; app.use('/x', function a() {}, [function b() {}], router)` }, ["'/x': a", "'/x': b", "'/x': router", "> get '/me': me"]],
    ['several paths', { 'app.js': `${HEAD}app.use(['/a', '/b'], function a() {}); app.get(['/c', /d/], function b() {})` }, ["'/a', '/b': a", "get '/c', /d/: b"]],
    ['route of a router with all and several handlers', { 'app.js': `${HEAD}const router = express.Router(); router.route('/x').all(function a() {}).post(function b() {}, function c() {}); app.use(router)` }, ['router', "> all '/x': a", "> post '/x': b", "> post '/x': c"]],
    ['router.param', { 'app.js': `${HEAD}app.param('id', function id() {}); app.get('/:id', function a() {})` }, ["param 'id': id", "get '/:id': a"]],
    ['a function that makes one', { 'app.js': `${HEAD}app.use('/api', require('./api')({ db: 1 }))`, 'api.js': `module.exports = ({ db }) => { const router = require('express').Router(); router.${ROUTE}; return router }` }, ["'/api': router", "> get '/me': me"]],
    ['a class that makes one', { 'app.ts': "import express from 'express'; import { Api } from './api'; const app = express(); app.use(new Api('/v1').router)", 'api.ts': `import { Router } from 'express'; export class Api { router = Router(); constructor(private path: string) { this.initialise() } private initialise() { this.router.get(this.path + '/me', this.me) } me = async (req, res) => { res.send('x') } }` }, ['router', "> get '/v1/me': me"]],
    ['controllers in a list', { 'app.ts': `import express from 'express'; import { A } from './a'; import { B } from './b'; class App { app = express(); constructor(controllers) { controllers.forEach((controller) => { this.app.use('/', controller.router) }) } } new App([new A(), new B()]).app.listen(1)`, 'a.ts': `import { Router } from 'express'; export class A { public path = '/a'; public router = Router(); constructor() { this.router.get(this.path, this.all) } all(req, res) {} }`, 'b.ts': `import { Router } from 'express'; export class B { public router = Router(); constructor() { this.router.get('/b', this.one) } one(req, res) {} }` }, ["'/': router", "> get '/a': all", "'/': router", "> get '/b': one"]],
    ['a list of routers', { 'app.js': `${HEAD}const routes = [{ path: '/a', route: a() }, { path: '/b', route: a() }]; function a() { const r = express.Router(); r.${ROUTE}; return r } routes.forEach((route) => { app.use(route.path, route.route) })` }, ["'/a': router", "> get '/me': me", "'/b': router", "> get '/me': me"]],
    ['Object.values of an object', { 'app.js': `${HEAD}const routes = { a: express.Router(), b: express.Router() }; routes.a.${ROUTE}; Object.values(routes).forEach((one) => app.use(one))` }, ['router', "> get '/me': me", 'router']],
    ['Object.entries of an object', { 'app.js': `${HEAD}for (const [path, router] of Object.entries({ '/a': express.Router(), '/b': express.Router() })) app.use(path, router)` }, ["'/a': router", "'/b': router"]],
    ['Object.keys of an object', { 'app.js': `${HEAD}const all = { a: function a() {}, b: function b() {} }; Object.keys(all).forEach((key) => app.use('/' + key, all[key]))` }, ["'/a': a", "'/b': b"]],
    ['for in', { 'app.js': `${HEAD}const all = { a: function a() {}, b: function b() {} }; for (const key in all) { if (!all.hasOwnProperty(key)) continue; app.use(\`/\${key}\`, all[key]) }` }, ["'/a': a", "'/b': b"]],
    ['a namespace import', { 'app.ts': "import express from 'express'; import * as routes from './routes'; const app = express(); for (const route of Object.values(routes)) app.use(route)", 'routes.ts': "export function a() {} export function b() {}" }, ['a', 'b']],
    ['a Map', { 'app.js': `${HEAD}const all = new Map([['/a', function a() {}]]); all.set('/b', function b() {}); for (const [path, one] of all) app.use(path, one); all.forEach((one, path) => app.get(path, one))` }, ["'/a': a", "'/b': b", "get '/a': a", "get '/b': b"]],
    ['a Set', { 'app.js': `${HEAD}const all = new Set([function a() {}]); all.add(function b() {}); for (const one of all) app.use(one)` }, ['a', 'b']],
  ])('%s', (_name, sources, expected) => {
    expect(ran(sources).stack).toEqual(expected);
  });

  const ROUTES: Sources = { 'routes/a.js': "module.exports = (app) => { app.get('/a', function a() {}) }", 'routes/b.js': "module.exports = (app) => { app.get('/b', function b() {}) }" };
  it.each<[string, string]>([
    ['forEach(require)', "fs.readdirSync('./routes')"],
    ['__dirname', "fs.readdirSync(__dirname + '/routes').forEach((file) => { require('./routes/' + file)(app) })"],
    ['path.join', "fs.readdirSync(path.join(__dirname, 'routes')).forEach((file) => { require(path.join(__dirname, 'routes', file))(app) })"],
    ['path.resolve and a template', "for (const file of fs.readdirSync(path.resolve(__dirname, './routes'))) require(`./routes/${file}`)(app)"],
    ['a filter', "fs.readdirSync(`${__dirname}/routes`).filter((file) => file.endsWith('.js') && file !== 'index.js').map((file) => require('./routes/' + file)).forEach((one) => one(app))"],
    ['a filter by extension', "fs.readdirSync(path.join(__dirname, 'routes')).filter((f) => path.extname(f) === '.js').forEach((file) => { const name = path.basename(file, '.js'); require('./routes/' + name)(app) })"],
    ['with file types', "fs.readdirSync(path.join(__dirname, 'routes'), { withFileTypes: true }).forEach((entry) => { if (entry.isFile()) require(path.join(__dirname, 'routes', entry.name))(app) })"],
    ['a regular expression', "fs.readdirSync(path.join(__dirname, 'routes')).filter((f) => /\\.js$/.test(f)).forEach((file) => require('./routes/' + file)(app))"],
    ['statSync', "fs.readdirSync(path.join(__dirname, 'routes')).forEach((file) => { const full = path.join(__dirname, 'routes', file); if (fs.statSync(full).isDirectory()) return; require(full)(app) })"],
    ['a list of names', "['a', 'b'].forEach((name) => require('./routes/' + name)(app))"],
    ['a list of names in a loop', "for (const name of ['a', 'b']) { require(`./routes/${name}.js`)(app) }"],
    ['require-dir style object', "const all = {}; fs.readdirSync(path.join(__dirname, 'routes')).forEach((f) => { all[f.replace('.js', '')] = require('./routes/' + f) }); Object.values(all).forEach((one) => one(app))"],
  ].filter(([name]) => name !== 'forEach(require)') as [string, string][])('loaded by name: %s', (_name, text) => {
    expect(ran({ 'app.js': `${HEAD}const fs = require('fs'); const path = require('path'); ${text}`, ...ROUTES }).stack).toEqual(["get '/a': a", "get '/b': b"]);
  });

  it('says what it could not load', () => {
    const found = ran({ 'app.js': `${HEAD}const name = process.argv[2]; require('./routes/' + name)(app); app.use(function last() {})` });
    expect(found.stack).toEqual(['last']);
    expect(found.unfollowed).toEqual(['`app` is given to code that is not followed: a module whose name is computed']);
  });

  it('keeps what is under a condition under it', () => {
    const found = ran({ 'app.js': `${HEAD}if (config.admin) { app.use('/admin', function admin() {}) } config.log && app.use(function log() {}); app.use(config.x ? function x() {} : function y() {})` });
    expect(found.stack).toEqual([
      "'/admin': admin if config.admin", 'log if config.log', 'x if config.x', 'y if not config.x',
    ]);
  });

  it('leaves out what a condition leaves out of a list', () => {
    const found = ran({ 'app.js': `${HEAD}app.use([1 && function a() {}, false && function b() {}, process.env.NODE_ENV === 'production' && function c() {}, config.d && function d() {}].filter(Boolean))` });
    expect(found.stack).toEqual(['a', 'c', 'd if config.d']);
  });
});

describe('callbacks', () => {
  const HEAD = "const app = require('express')(); const session = require('express-session');\n";
  it('run for each time they are set up', () => {
    const found = ran({ 'app.js': `${HEAD}for (const path of ['/a', '/b', '/c', '/d', '/e']) db.once('open', () => { app.get(path, function h() {}) })` });
    expect(found.stack).toEqual(['/a', '/b', '/c', '/d', '/e'].map((path) => `get '${path}': h (later)`));
  });

  it.each([
    ['a timer', 'function poll() { setTimeout(poll, 1000); app.set("polls", 1) } poll()'],
    ['a promise', 'const poll = () => load().then(poll).then(() => app.set("polls", 1)); poll()'],
    ['two of one another', 'function a() { setTimeout(b, 1); app.set("polls", 1) } function b() { setImmediate(a); setTimeout(b, 1) } a()'],
  ])('that set themselves up again run a few times: %s', (_name, text) => {
    const found = ran({ 'app.js': `${HEAD}${text}; app.use(function last() {})` });
    expect(found.stack).toEqual(['last']);
    expect(found.settings.length).toBeLessThan(40);
    expect(found.unfollowed).toEqual([]);
  });

  it('that are handlers in a package\'s wrapper run at requests alone', () => {
    const found = ran({ 'app.js': `${HEAD}app.use(require('express-async-handler')(async (req, res, next) => { session({ secret: 'x' })(req, res, next) }))` });
    expect(found.session.insideHandler).toBe(found.world.handlers[0]?.id);
  });
});

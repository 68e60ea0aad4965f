import { describe, expect, test } from 'vitest';
import { reportedIn } from './app.ts';

const RULES: ReadonlySet<string> = new Set(['save-before-redirect', 'no-session-write-after-response', 'no-session-write-before-regenerate', 'valid-session-calls', 'handle-session-errors']);

/** How an app is set up, where the usual way will not do. */
interface Terms {
  readonly store?: string;
  readonly before?: string;
  readonly versions?: Readonly<Record<string, string>>;
}

/** The rules of a session's life that report an app whose handlers are these. */
function spoken(routes: string, { store = "MongoStore.create({ mongoUrl: process.env.MONGO_URL })", before = '', versions = {} }: Terms = {}): readonly string[] {
  const text = `
const express = require('express');
const session = require('express-session');
const MongoStore = require('connect-mongo');
const flash = require('connect-flash');
const passport = require('passport');
const app = express();
app.use(session({ ${store === '' ? '' : `store: ${store}, `}secret: process.env.SESSION_SECRET, resave: false, saveUninitialized: false }));
${before}
${routes}
app.listen(3000);
`;
  const dependencies = { express: '^5.1.0', 'express-session': '^1.18.0', 'connect-mongo': '^5.1.0', 'connect-flash': '^0.1.1', passport: '^0.7.0', ...versions };
  return reportedIn({ 'app.js': text, 'package.json': JSON.stringify({ main: 'app.js', dependencies }) }).filter((rule) => RULES.has(rule));
}

const SHOWS = "app.get('/home', (req, res) => res.json(req.session.user));\n";
const login = (body: string, parameters = 'req, res, next'): string => `app.post('/login', async (${parameters}) => { ${body} });\n${SHOWS}`;

describe('a redirect beside the store', () => {
  const rule = ['save-before-redirect'];
  test.each<[string, readonly string[], string, Terms?]>([
    ['a write', rule, login("req.session.user = 1; res.redirect('/home')")],
    ['a write into what is held', rule, login("req.session.user.name = 'x'; res.redirect('/home')")],
    ['a deletion', rule, login("delete req.session.user; return res.redirect('/home')")],
    ['a `Location` by hand', rule, login("req.session.user = 1; res.writeHead(302, { Location: '/home' }); res.end()")],
    ['a target with a query', rule, login("req.session.user = 1; res.redirect('/home?welcome=1')")],
    ['one target of two', rule, login("req.session.user = 1; res.redirect(req.query.next || '/home')")],
    ['a page with a parameter', rule, `${login("req.session.user = 1; res.redirect('/users/' + id)")}app.get('/users/:id', (req, res) => res.json(req.session.user));`],
    ['a middleware that reads', rule, "app.use((req, res, next) => { res.locals.user = req.session.user; next(); });\napp.post('/login', (req, res) => { req.session.user = 1; res.redirect('/'); });\napp.get('/', (req, res) => res.render('home'));"],
    ['a page that shows the whole session', rule, "app.post('/login', (req, res) => { req.session.user = 1; res.redirect('/'); });\napp.get('/', (req, res) => res.render('home', { session: req.session }));"],
    ['a page of an optional parameter', rule, `${login("req.session.user = 1; res.redirect('/list')")}app.get('/list{/:page}', (req, res) => res.json(req.session.user));`],
    ['after `regenerate`', rule, login("req.session.regenerate((error) => { if (error) return next(error); req.session.user = 1; res.redirect('/home'); })")],
    ['`save` beside it', rule, login("req.session.user = 1; req.session.save((error) => { if (error) console.error(error); }); res.redirect('/home')")],
    ['a `save` before the write', rule, login("req.session.save((error) => { if (error) return next(error); req.session.user = 1; res.redirect('/home'); })")],
    ['on the way that went well', rule, login("try { req.session.user = await find(); res.redirect('/home') } catch (error) { next(error) }")],
    ['a message', rule, "app.post('/x', (req, res) => { req.flash('info', 'x'); res.redirect('/y'); });\napp.get('/y', (req, res) => res.json(req.flash('info')));", { before: 'app.use(flash());' }],
    ['a message of passport', rule, "app.post('/login', passport.authenticate('local', { failureRedirect: '/y', failureFlash: true }), (req, res) => res.json(1));\napp.get('/y', (req, res) => res.json(req.flash('error')));", { before: 'app.use(flash()); app.use(passport.session());' }],
    ['`successRedirect` before passport 0.6', rule, "app.post('/login', passport.authenticate('local', { successRedirect: '/y' }));\napp.get('/y', (req, res) => res.json(req.user));", { before: 'app.use(passport.initialize()); app.use(passport.session());', versions: { passport: '^0.4.1' } }],
    ['a redirect after `passport.authenticate` before 0.6', rule, "app.post('/login', passport.authenticate('local'), (req, res) => res.redirect('/y'));\napp.get('/y', (req, res) => res.json(req.user));", { before: 'app.use(passport.initialize()); app.use(passport.session());', versions: { passport: '^0.4.1' } }],
    ['a logout before passport 0.6', rule, "app.post('/logout', (req, res) => { req.logout(); res.redirect('/y'); });\napp.get('/y', (req, res) => res.render('home'));", { before: 'app.use(passport.initialize()); app.use(passport.session());', versions: { passport: '^0.4.1' } }],

    ['`successRedirect` of passport 0.7', [], "app.post('/login', passport.authenticate('local', { successRedirect: '/y' }));\napp.get('/y', (req, res) => res.json(req.user));", { before: 'app.use(passport.session());' }],
    ['a target of another site', [], login("req.session.user = 1; res.redirect('https://app.example.com/home')")],
    ['a target that is not known', [], login("req.session.user = 1; res.redirect(req.query.next)")],
    ['a target that is no route', [], login("req.session.user = 1; res.redirect('/elsewhere')")],
    ['a route for any path', [], "app.post('/login', (req, res) => { req.session.user = 1; res.redirect('/elsewhere'); });\napp.get('/:page', (req, res) => res.json(req.session.user));"],
    ['another key', [], login("req.session.theme = 1; res.redirect('/home')")],
    ['a page that writes the key first', [], "app.post('/x', (req, res) => { req.session.n = 1; res.redirect('/y'); });\napp.get('/y', (req, res) => { req.session.n = 2; res.json(req.session.n); });"],
    ['another way through the handler', [], login("if (!req.query.name) return res.redirect('/home'); req.session.user = 1; res.json(1)")],
    ['where something failed', [], login("try { req.session.user = await find(); res.json(1) } catch (error) { res.redirect('/home') }")],
    ['the life of the cookie', [], "app.post('/x', (req, res) => { req.session.cookie.maxAge = 1000; res.redirect('/y'); });\napp.get('/y', (req, res) => res.json(req.session.cookie));"],
    ['dropped again', [], login("req.session.user = 1; req.session.destroy((error) => { if (error) return next(error); res.redirect('/home'); })")],
    ['a request that goes to code that is not seen', [], login("req.session.user = 1; await require('./nowhere')(req); res.redirect('/home')")],
    ['no store', [], login("req.session.user = 1; res.redirect('/home')"), { store: '' }],
    ['a store that is not known', [], login("req.session.user = 1; res.redirect('/home')"), { store: 'makeStore()' }],
  ])('%s', (_about, expected, routes, terms) => {
    expect(spoken(routes, terms)).toEqual(expected);
  });
});

describe('a write beside the answer', () => {
  const rule = ['no-session-write-after-response'];
  test.each<[string, readonly string[], string, Terms?]>([
    ['in the next line', rule, 'app.get("/", (req, res) => { res.send("x"); req.session.n = 1; });'],
    ['of a part', rule, 'app.get("/", (req, res) => { res.end(); req.session.list.push(1); });'],
    ['of a message', rule, 'app.get("/", (req, res) => { res.redirect("/x"); req.flash("info", "x"); });', { before: 'app.use(flash());' }],
    ['in a timer', rule, 'app.get("/", (req, res) => { setTimeout(() => { req.session.n = 1; }, 10); res.end(); });'],
    ['after a page of Express 4 and ejs', rule, 'app.set("view engine", "ejs"); app.get("/", (req, res) => { res.render("x"); req.session.n = 1; });', { versions: { express: '^4.21.0' } }],
    ['once the first of two answers is given', rule, 'app.get("/", (req, res) => { if (req.query.a) res.send("a"); else res.send("b"); req.session.n = 1; });'],
    ['in the `catch` of an answer without return', rule, 'app.get("/", async (req, res) => { try { await find(); } catch { res.sendStatus(500); } req.session.n = 1; if (!res.headersSent) res.end(); });'],

    ['after a page of Express 5', [], 'app.set("view engine", "ejs"); app.get("/", (req, res) => { res.render("x"); req.session.n = 1; });'],
    ['after a page of an engine that is not known', [], 'app.get("/", (req, res) => { res.render("x"); req.session.n = 1; });', { versions: { express: '^4.21.0' } }],
    ['after a file', [], 'app.get("/", (req, res) => { res.sendFile("/x"); req.session.n = 1; });'],
    ['with a return between', [], 'app.get("/", (req, res) => { if (req.query.a) return res.send("a"); req.session.n = 1; res.end(); });'],
    ['with a return in the `catch`', [], 'app.get("/", async (req, res) => { let found; try { found = await find(); } catch { return res.sendStatus(500); } req.session.n = found; res.end(); });'],
    ['on the other side', [], 'app.get("/", (req, res) => { if (req.query.a) res.send("a"); else { req.session.n = 1; res.end(); } });'],
    ['where a helper has answered and says so', [], 'const checked = (req, res) => { if (!req.query.a) { res.sendStatus(400); return false; } return true; }; app.get("/", (req, res) => { if (!checked(req, res)) return; req.session.n = 1; res.end(); });'],
    ['that only a failure leads to', [], 'app.get("/", async (req, res) => { try { res.json(await find()); } catch (error) { req.session.error = error.message; res.redirect("/x"); } });'],
    ['in a callback that may run at once', [], 'app.get("/", (req, res) => { find((found) => { req.session.n = found; }); res.end(); });'],
    ['saved by hand', [], 'app.get("/", (req, res) => { res.end(); req.session.n = 1; req.session.save((error) => { if (error) console.error(error); }); });'],
    ['of the life of the cookie', [], 'app.get("/", (req, res) => { res.end(); req.session.cookie.maxAge = 1; });'],
  ])('%s', (_about, expected, routes, terms) => {
    expect(spoken(routes, terms)).toEqual(expected);
  });
});

describe('a session that is made anew or gone', () => {
  const early = ['no-session-write-before-regenerate'];
  test.each<[string, readonly string[], string]>([
    ['written before `regenerate`', early, login("req.session.user = 1; req.session.regenerate((error) => { if (error) return next(error); res.json(1); })")],
    ['written before `reload`', early, login("req.session.user = 1; req.session.reload((error) => { if (error) return next(error); res.json(1); })")],
    ['read after `destroy`', early, "app.post('/x', (req, res, next) => { req.session.destroy((error) => { if (error) return next(error); res.json(req.session.user); }); });"],
    ['used in the line after `destroy`', ['handle-session-errors', ...early], "app.post('/x', (req, res) => { req.session.destroy(); req.session.user = null; res.json(1); });"],
    ['saved before `reload`', [], login("req.session.user = 1; req.session.save((error) => { if (error) return next(error); req.session.reload((failed) => (failed ? next(failed) : res.json(1))); })")],
    ['written again', [], login("req.session.user = 1; const { user } = req.session; req.session.regenerate((error) => { if (error) return next(error); req.session.user = user; res.json(1); })")],
    ['written under a key that is not known', [], login("req.session.user = 1; const kept = { ...req.session }; req.session.regenerate((error) => { if (error) return next(error); for (const key of Object.keys(kept)) req.session[key] = kept[key]; res.json(1); })")],
    ['deleted before', [], login("delete req.session.user; req.session.regenerate((error) => { if (error) return next(error); res.json(1); })")],
    ['looked for after `destroy`', [], "app.post('/x', (req, res, next) => { req.session.destroy((error) => { if (error) return next(error); if (req.session) req.session.user = null; res.json(req.session?.user); }); });"],
    ['destroyed on another way', [], "app.post('/x', (req, res, next) => { if (req.query.all) req.session.destroy((error) => { if (error) next(error); }); else { req.session.user = null; res.json(1); } });"],
  ])('%s', (_about, expected, routes) => {
    expect(spoken(routes)).toEqual(expected);
  });
});

describe('calls of the session', () => {
  const wrong = ['valid-session-calls'];
  test.each<[string, readonly string[], string, Terms?]>([
    ['`reload` without a callback', wrong, "app.get('/', (req, res) => { req.session.reload(); res.json(1); });"],
    ['`destroy` that is awaited', wrong, "app.get('/', async (req, res) => { await req.session.destroy(); res.json(1); });"],
    ['a helper that is awaited', wrong, "const save = (req) => req.session.save(); app.get('/', async (req, res) => { await save(req); res.json(1); });"],
    ['`catch` of `save`', wrong, "app.get('/', (req, res) => { req.session.save().catch(console.error); res.json(1); });"],
    ['the old session put back', wrong, "app.post('/x', (req, res, next) => { const old = req.session; req.session.regenerate((error) => { if (error) return next(error); req.session = old; res.json(1); }); });"],
    ['the session called', wrong, "app.get('/', (req, res) => { req.session(); res.json(1); });"],
    ['the middleware without `next`', wrong, "const sessions = session({ secret: process.env.SESSION_SECRET, resave: false, saveUninitialized: false }); app.get('/', (req, res) => { sessions(req, res); res.json(1); });"],
    ['a callback that is `undefined` on a way', [], "const save = (req, done) => req.session.save(done); app.get('/', (req, res, next) => { save(req, next); });"],
    ['`regenerate` with `next`', [], "app.use((req, res, next) => { if (req.query.fresh) return req.session.regenerate(next); next(); });"],
    ['the old session read', [], "app.post('/x', (req, res, next) => { const old = req.session; req.session.regenerate((error) => { if (error) return next(error); req.session.user = old.user; res.json(1); }); });"],
    ['no look at the error of `regenerate`', ['handle-session-errors'], "app.post('/x', (req, res) => { req.session.regenerate(() => res.json(1)); });"],
    ['no look at the error of a login', ['handle-session-errors'], "app.post('/x', (req, res) => { req.login(req.body.user, () => res.json(1)); });", { before: 'app.use(passport.session());' }],
    ['no look where the answer is a failure', [], "app.post('/x', (req, res) => { req.session.destroy(() => res.sendStatus(401)); });"],
    ['no look in an error handler', [], "app.use((error, req, res, next) => { req.session.destroy(() => res.json({ error: error.message })); });"],
    ['no look without a store', [], "app.post('/x', (req, res) => { req.session.destroy(() => res.json(1)); });", { store: '' }],
  ])('%s', (_about, expected, routes, terms) => {
    expect(spoken(routes, terms)).toEqual(expected);
  });
});

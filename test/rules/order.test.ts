import { describe, expect, test } from 'vitest';
import { APP, LISTEN, ME, reportedIn, type Sources } from './app.ts';

describe('order', () => {
  test.each(cases())('%s', (_, rules, sources) => {
    expect(reportedIn(sources)).toEqual(rules);
  });
});

/** What an app is about, the rules that report it, and its files; a string is what `app.js` does between its first lines and its last. */
function cases(): [about: string, rules: readonly string[], sources: Sources][] {
  return [
    ['a session in a list of middlewares', [], `
app.use([express.json(), session()]);
${ME}`],
    ['a session behind another middleware of one `use`', [], `
app.use(express.json(), session());
${ME}`],
    ['a session of one route', [], `
app.get('/me', session(), (req, res) => res.json(req.session.user));
`],
    ['a session behind the handler of one route', ['session-before-routes'], `
app.get('/me', (req, res, next) => {
  req.session.user = 1;
  next();
}, session(), (req, res) => res.json(1));
`],
    ['a router with a session of its own', [], `
const r = express.Router();
r.use(session());
r.get('/me', (req, res) => res.json(req.session.user));
app.use('/api', r);
`],
    ['two routers, the session on one of them', ['session-before-routes'], `
const a = express.Router();
a.use(session());
a.get('/x', (req, res) => res.json(req.session.user));
const b = express.Router();
b.get('/me', (req, res) => res.json(req.session.user));
app.use('/a', a);
app.use('/b', b);
`],
    ['two routers on one path, the session on the first', [], `
const a = express.Router();
a.use(session());
const b = express.Router();
b.get('/me', (req, res) => res.json(req.session.user));
app.use('/api', a);
app.use('/api', b);
`],
    ['a session on either side of a condition', [], `
if (process.env.SECURE) app.use(session());
else app.use(cookieSession({ keys: [process.env.B] }));
${ME}`],
    ['a session under a condition', [], `
if (process.env.AUTH) app.use(session());
${ME}`],
    ['a helper that asks whether there is a session', [], `
const user = (req) => req.session && req.session.user;
app.get('/a', (req, res) => res.json(user(req)));
app.use(session());
${ME}`],
    ['a helper that reads it', ['session-before-routes'], `
const user = (req) => req.session.user;
app.get('/a', (req, res) => res.json(user(req)));
app.use(session());
${ME}`],
    ['an early return without a session', [], `
app.get('/a', (req, res) => {
  if (!req.session) return res.json(null);
  res.json(req.session.user);
});
app.use(session());
`],
    ['a read inside `try`', ['session-before-routes'], `
app.get('/a', (req, res) => {
  let u = null;
  try {
    u = req.session.user;
  } catch {
  }
  res.json(u);
});
app.use(session());
`],
    ['a default in place of the session', [], `
app.get('/a', (req, res) => {
  const { session = {} } = req;
  res.json(session.user);
});
app.use(session());
`],
    ['an empty object in place of the session', [], `
app.get('/a', (req, res) => {
  res.json((req.session || {}).user);
});
app.use(session());
`],
    ['an error handler above the session', [], `
app.use((err, req, res, next) => {
  req.session.error = err.message;
  res.redirect('/');
});
app.use(session());
${ME}`],
    ['`app.route`', ['session-before-routes'], `
app.route('/a').get((req, res) => res.json(req.session.user)).post((req, res) => {
  req.session.user = 1;
  res.json(1);
});
app.use(session());
`],
    ['chained registrations in order', [], `
app.use(express.json()).use(session()).get('/me', (req, res) => res.json(req.session.user));
`],
    ['chained registrations out of order', ['session-before-routes'], `
app.get('/me', (req, res) => res.json(req.session.user)).use(session());
`],
    ['routers made in a loop', [], `
app.use(session());
for (const p of ['/a', '/b']) {
  const r = express.Router();
  r.get('/', (req, res) => res.json(req.session.user));
  app.use(p, r);
}
`],
    ['an async start out of order', ['session-before-routes'], `
async function main() {
  await Promise.resolve();
  app.get('/me', (req, res) => res.json(req.session.user));
  app.use(session());
  ${LISTEN}}
main();
`],
    ['an async start in order, through functions', [], `
function a() {
  app.use(session());
}
function b() {
  app.get('/me', (req, res) => res.json(req.session.user));
}
async function main() {
  await Promise.resolve();
  a();
  b();
  ${LISTEN}}
main();
`],
    ['two callbacks that wait for different things', [], `
connect().then(() => app.use(session()));
connect().then(() => {
  app.get('/me', (req, res) => res.json(req.session.user));
  ${LISTEN}});
async function connect() {
}
`],
    ['a session that waits, a route that does not', ['session-before-routes'], `
const { connect } = require('mongoose');
connect('x').then(() => {
  app.use(session());
});
${ME}`],
    ['a middleware that can not be seen', [], `
app.use(require('./does-not-exist')());
${ME}app.use(session());
`],
    ['a middleware of a package that carries no session', ['session-before-routes'], `
app.use(require('helmet')());
${ME}app.use(session());
`],
    ['a user from a token', [], `
const jwt = require('express-jwt');
app.use(jwt({ secret: 'x' }));
app.get('/a', (req, res) => res.json(req.user));
app.use(session());
`],
    ['an app behind vhost', [], `
const vhost = require('vhost');
const sub = express();
sub.get('/me', (req, res) => res.json(req.session.user));
app.use(session());
app.use(vhost('a.example.com', sub));
`],
    ['an app mounted behind the session', [], `
const sub = express();
sub.get('/me', (req, res) => res.json(req.session.user));
app.use(session());
app.use('/sub', sub);
`],
    ['an app mounted above the session', ['session-before-routes'], `
const sub = express();
sub.get('/me', (req, res) => res.json(req.session.user));
app.use('/sub', sub);
app.use(session());
`],
    ['a session late on a mounted app', ['session-before-routes'], `
const sub = express();
app.use('/sub', sub);
sub.get('/me', (req, res) => res.json(req.session.user));
sub.use(session());
`],
    ['a router mounted early that gets its session first', [], `
const r = express.Router();
app.use('/sub', r);
r.use(session());
r.get('/me', (req, res) => res.json(req.session.user));
`],
    ['a session on a regular expression', [], `
app.use(/^\\/api/, session());
app.get('/api/me', (req, res) => res.json(req.session.user));
`],
    ['a session on a parameter', [], `
app.use('/:tenant', session());
app.get('/acme/me', (req, res) => res.json(req.session.user));
`],
    ['a session on several paths', [], `
app.use(['/api', '/auth'], session());
app.get('/auth/me', (req, res) => res.json(req.session.user));
`],
    ['a session on several paths, none of which is the route\'s', ['session-before-routes'], `
app.use(['/api', '/auth'], session());
app.get('/me', (req, res) => res.json(req.session.user));
`],
    ['methods of a class', [], `
class A {
  me(req, res) {
    res.json(req.session.user);
  }
}
const a = new A();
app.use(session());
app.get('/me', a.me.bind(a));
`],
    ['a handler in a wrapper', ['session-before-routes'], `
const wrap = (f) => (req, res, next) => Promise.resolve(f(req, res, next)).catch(next);
app.get('/me', wrap(async (req, res) => {
  res.json(req.session.user);
}));
app.use(session());
`],
    ['a session of a socket server', [], `
const io = new (require('socket.io')).Server(3001);
const s = session();
io.engine.use(s);
app.get('/', (req, res) => res.json(1));
`],
    ['a session of a socket server in a wrapper', [], `
const io = new (require('socket.io')).Server(3001);
const s = session();
const wrap = (m) => (socket, next) => m(socket.request, {}, next);
io.use(wrap(s));
app.get('/', (req, res) => res.json(1));
`],
    ['a route that flashes above the session', ['session-before-routes'], `
app.use(require('connect-flash')());
app.get('/a', (req, res) => {
  req.flash('info', 'x');
  res.redirect('/');
});
app.use(session());
${ME}`],
    ['csurf in a router behind the session', [], `
const csurf = require('csurf');
app.use(session());
const r = express.Router();
r.use(csurf());
r.post('/x', (req, res) => res.json(req.csrfToken()));
app.use('/f', r);
`],
    ['csurf behind the session of its path', [], `
const csurf = require('csurf');
app.use('/a', session(), csurf());
app.use('/b', session());
`],
    ['csurf before the session in one `use`', ['session-before-dependents'], `
const csurf = require('csurf');
app.use(csurf(), session());
${ME}`],
    ['express-openid-connect, which has a session of its own', [], `
const { auth } = require('express-openid-connect');
app.use(auth());
app.use(session());
${ME}`],
    ['grant before the session', ['session-before-dependents'], `
const grant = require('grant').express();
app.use(grant({}));
app.use(session());
${ME}`],
    ['passport and a route before the session: one finding', ['session-before-routes'], `
const passport = require('passport');
app.use(passport.session());
app.get('/a', (req, res) => res.json(req.session.x));
app.use(session());
`],
    ['a login that keeps nothing in the session', [], `
const passport = require('passport');
app.post('/login', passport.authenticate('local', { session: false }), (req, res) => res.json(req.user));
app.use(session());
${ME}`],
    ['a login before the session', ['session-before-routes'], `
const passport = require('passport');
passport.serializeUser((user, done) => done(null, user));
passport.deserializeUser((user, done) => done(null, user));
app.post('/login', passport.authenticate('local'), (req, res) => res.json(1));
app.use(session());
app.use(passport.session());
${ME}`],
    ['passport 0.4, whose `initialize` reads the session', ['session-before-dependents'], { 'package.json': `{"dependencies":{"passport":"0.4.1","express":"^4.17.0"}}`, 'app.js': `${APP}
const passport = require('passport');
app.use(passport.initialize());
app.use(session());
app.use(passport.session());
${ME}${LISTEN}` }],
    ['a package that makes a router', [], { 'package.json': `{"main":"index.js"}`, 'index.js': `
const express = require('express');
const cookieSession = require('cookie-session');
module.exports = function make(opts) {
  const r = express.Router();
  r.get('/me', (req, res) => res.json(req.session.user));
  return r;
};
` }],
    ['a package that exports an app without a session', [], { 'package.json': `{"name":"x","main":"index.js"}`, 'index.js': `
const express = require('express');
const app = express();
app.get('/me', (req, res) => res.json(req.session.user));
module.exports = app;
` }],
  ];
}

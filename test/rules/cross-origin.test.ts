import { describe, expect, test } from 'vitest';
import { APP, LISTEN, ME, reportedIn, type Sources } from './app.ts';

describe('calls from other origins', () => {
  test.each(cases())('%s', (_, rules, sources) => {
    expect(reportedIn(sources)).toEqual(rules);
  });
});

/** What an app is about, the rules that report it, and its files; a string is what `app.js` does between its first lines and its last. */
function cases(): [about: string, rules: readonly string[], sources: Sources][] {
  return [
    ['`cors` of one route, then of all', [], `
const c = cors({ origin: 'https://app.example.com', credentials: true });
app.use(session());
app.options('/me', c);
app.get('/me', c, (req, res) => res.json(req.session.user));
app.use(c);
app.post('/x', (req, res) => {
  req.session.u = 1;
  res.json(1);
});
`],
    ['static files above `cors`', [], `
app.use(express.static('public'));
app.use(cors({ origin: 'https://app.example.com', credentials: true }));
app.use(session());
${ME}`],
    ['a page above `cors`', [], `
app.use(session());
app.get('/login', (req, res) => {
  req.session.n = 1;
  res.render('login');
});
app.use(cors({ origin: 'https://app.example.com', credentials: true }));
${ME}`],
    ['an answer to scripts above `cors`', ['cors-before-routes'], `
app.use(session());
${ME}app.use(cors({ origin: 'https://app.example.com', credentials: true }));
app.post('/x', (req, res) => {
  req.session.u = 1;
  res.json(1);
});
`],
    ['`cors` twice', [], `
app.use(cors({ origin: 'https://app.example.com', credentials: true }));
app.use(session());
${ME}app.use(cors({ origin: 'https://app.example.com', credentials: true }));
`],
    ['`cors` of one router', [], `
app.use(session());
app.get('/me', (req, res) => res.render('me', { user: req.session.user }));
const r = express.Router();
r.use(cors({ origin: 'https://app.example.com', credentials: true }));
r.get('/x', (req, res) => res.json(req.session.user));
app.use('/api', r);
`],
    ['headers by hand above the routes', [], `
app.use((req, res, next) => {
  res.header('Access-Control-Allow-Origin', 'https://app.example.com');
  res.header('Access-Control-Allow-Credentials', 'true');
  next();
});
app.use(session());
${ME}`],
    ['headers by hand for listed origins, below the routes', ['cors-before-routes'], `
app.use(session());
${ME}const allowed = ['https://app.example.com', 'https://admin.example.com'];
app.use((req, res, next) => {
  const origin = req.headers.origin;
  if (origin && allowed.includes(origin)) {
    res.setHeader('Access-Control-Allow-Origin', origin);
    res.setHeader('Access-Control-Allow-Credentials', 'true');
  }
  next();
});
`],
    ['headers by hand for some paths, below the routes', [], `
app.use(session());
${ME}app.use((req, res, next) => {
  if (req.path.startsWith('/public')) res.setHeader('Access-Control-Allow-Origin', 'https://app.example.com');
  next();
});
`],
    ['a passport check above `cors`', ['cors-before-routes'], `
const passport = require('passport');
app.use(session());
app.use(passport.session());
app.use((req, res, next) => {
  if (req.isAuthenticated()) return next();
  res.status(401).end();
});
app.use(cors({ origin: 'https://app.example.com', credentials: true }));
app.get('/a', (req, res) => res.json(1));
`],
    ['a rate limit above `cors`', [], `
app.use(require('express-rate-limit')());
app.use(cors({ origin: 'https://app.example.com', credentials: true }));
app.use(session());
${ME}`],
    ['a check that turns some users away above `cors`', [], `
app.use(session());
app.use((req, res, next) => {
  if (req.session.banned) return res.status(403).end();
  next();
});
app.use(cors({ origin: 'https://app.example.com', credentials: true }));
app.get('/a', (req, res) => res.json(1));
`],
    ['`origin: false`', [], `
app.use(cors({ origin: false }));
`],
    ['a function of options', [], `
app.use(cors((req, cb) => cb(null, { origin: 'https://app.example.com', credentials: true })));
app.use(session());
${ME}`],
    ['an origin function over a list', [], `
const list = (process.env.ORIGINS || '').split(',');
app.use(cors({ origin: (o, cb) => {
  if (!o || list.includes(o)) cb(null, true);
  else cb(new Error('no'));
}, credentials: true }));
app.use(session());
${ME}`],
    ['an origin function without credentials', ['require-cors-credentials'], `
const list = ['https://app.example.com'];
app.use(cors({ origin: (o, cb) => {
  cb(null, list.includes(o));
} }));
app.use(session());
${ME}`],
    ['an async origin function', ['valid-cors-origin'], `
app.use(cors({ origin: async (o) => o === 'https://app.example.com', credentials: true }));
app.use(session());
${ME}`],
    ['an origin function that hands its callback on', [], `
const check = require('./does-not-exist');
app.use(cors({ origin: (o, cb) => check(o, cb), credentials: true }));
app.use(session());
${ME}`],
    ['an origin function by name', [], `
const ok = (o, cb) => cb(null, o === 'https://app.example.com');
app.use(cors({ origin: ok, credentials: true }));
app.use(session());
${ME}`],
    ['credentials that can not be seen', [], `
app.use(cors({ origin: 'https://app.example.com', credentials: require('./x').c }));
app.use(session());
${ME}`],
    ['options spread from what can not be seen', [], `
app.use(cors({ ...require('./x'), origin: 'https://app.example.com' }));
app.use(session());
${ME}`],
    ['`cors` for developing, without credentials', ['require-cors-credentials'], `
if (process.env.NODE_ENV !== 'production') app.use(cors({ origin: 'http://localhost:5173' }));
app.use(session());
${ME}`],
    ['a bare `*` under Express 4', [], { 'package.json': `{"dependencies":{"express":"^4.18.0"}}`, 'app.js': `${APP}
app.options('*', cors({ origin: 'https://app.example.com', credentials: true }));
app.use(cors({ origin: 'https://app.example.com', credentials: true }));
app.use(session());
${ME}${LISTEN}` }],
    ['a bare `*` under Express 5', ['valid-cors-origin'], { 'package.json': `{"dependencies":{"express":"^5.1.0"}}`, 'app.js': `${APP}
app.options('*', cors({ origin: 'https://app.example.com', credentials: true }));
app.use(cors({ origin: 'https://app.example.com', credentials: true }));
app.use(session());
${ME}${LISTEN}` }],
    ['methods in lower case', ['valid-cors-origin'], `
app.use(cors({ origin: 'https://app.example.com', credentials: true, methods: ['get', 'put'] }));
app.use(session());
app.put('/me', (req, res) => {
  req.session.u = 1;
  res.json(1);
});
`],
    ['methods in a string', [], `
app.use(cors({ origin: 'https://app.example.com', credentials: true, methods: 'GET,HEAD,PUT' }));
app.use(session());
app.put('/me', (req, res) => {
  req.session.u = 1;
  res.json(1);
});
`],
    ['a quoted value of an env file', ['valid-cors-origin'], { 'package.json': `{"scripts":{"start":"node app.js"}}`, '.env': `CLIENT="https://app.example.com/"
`, 'app.js': `${APP}
require('dotenv').config();
app.use(cors({ origin: process.env.CLIENT, credentials: true }));
app.use(session());
${ME}${LISTEN}` }],
    ['a value of a template', [], { 'package.json': `{"scripts":{"start":"node app.js"}}`, '.env.example': `CLIENT=your-frontend.com
`, 'app.js': `${APP}
require('dotenv').config();
app.use(cors({ origin: process.env.CLIENT, credentials: true }));
app.use(session());
${ME}${LISTEN}` }],
    ['a list of an env file that is split', [], { 'package.json': `{"scripts":{"start":"node app.js"}}`, '.env': `CLIENT=https://a.example.com,https://b.example.com
`, 'app.js': `${APP}
require('dotenv').config();
const o = (process.env.CLIENT || '').split(',').map((x) => x.trim());
app.use(cors({ origin: o, credentials: true }));
app.use(session());
${ME}${LISTEN}` }],
    ['a slash that is cut off', [], { 'package.json': `{"scripts":{"start":"node app.js"}}`, '.env': `CLIENT=https://a.example.com/
`, 'app.js': `${APP}
require('dotenv').config();
app.use(cors({ origin: process.env.CLIENT.replace(/\\/$/, ''), credentials: true }));
app.use(session());
${ME}${LISTEN}` }],
    ['a variable inside an origin function', [], { 'package.json': `{"scripts":{"start":"node app.js"}}`, '.env': `CLIENT=https://a.example.com/
`, 'app.js': `${APP}
require('dotenv').config();
app.use(cors({ origin: (o, cb) => cb(null, process.env.CLIENT.includes(o)), credentials: true }));
app.use(session());
${ME}${LISTEN}` }],
    ['NestJS with `@Session()`', [], { 'package.json': `{"scripts":{"start":"node main.js"}}`, 'main.ts': `import { NestFactory } from '@nestjs/core'; import { Module, Controller, Get, Session } from '@nestjs/common'; import cookieSession from 'cookie-session';
@Controller() class C { @Get('me') me(@Session() session) { return session.user; } }
@Module({ controllers: [C] }) class AppModule { }
async function main() { const app = await NestFactory.create(AppModule); app.use(cookieSession({ keys: [process.env.SESSION_SECRET] })); app.enableCors({ origin: 'https://app.example.com', credentials: true }); await app.listen(3000); }
main();
` }],
    ['NestJS with a `cors` option without credentials', ['require-cors-credentials'], { 'package.json': `{"scripts":{"start":"node main.js"}}`, 'main.ts': `import { NestFactory } from '@nestjs/core'; import { Module, Controller, Get, Session } from '@nestjs/common'; import cookieSession from 'cookie-session';
@Controller() class C { @Get('me') me(@Session() session) { return session.user; } }
@Module({ controllers: [C] }) class AppModule { }
async function main() { const app = await NestFactory.create(AppModule, { cors: { origin: 'https://app.example.com' } }); app.use(cookieSession({ keys: [process.env.SESSION_SECRET] })); await app.listen(3000); }
main();
` }],
    ['socket.io with `*` and credentials', ['no-wildcard-origin-with-credentials'], `
const { Server } = require('socket.io');
const io = new Server(3001, { cors: { origin: '*', credentials: true } });
app.use(session());
${ME}`],
    ['socket.io with a slash', ['valid-cors-origin'], `
const { Server } = require('socket.io');
const io = new Server(3001, { cors: { origin: 'https://a.example.com/' } });
app.use(session());
${ME}`],
    ['`*` by hand on another branch', [], `
app.use((req, res, next) => {
  if (req.headers.origin === 'https://a.example.com') {
    res.set('Access-Control-Allow-Origin', req.headers.origin);
    res.set('Access-Control-Allow-Credentials', 'true');
  } else {
    res.set('Access-Control-Allow-Origin', '*');
  }
  next();
});
app.use(session());
${ME}`],
    ['`*` by hand through writeHead', ['no-wildcard-origin-with-credentials'], `
app.get('/sse', (req, res) => {
  res.writeHead(200, { 'Access-Control-Allow-Origin': '*', 'Access-Control-Allow-Credentials': 'true' });
  res.end();
});
`],
    ['an origin in place of the options, from a constant', ['valid-cors-origin'], `
const ORIGIN = 'https://app.example.com';
app.use(cors(ORIGIN));
app.use(session());
${ME}`],
    ['a list in place of the options', ['valid-cors-origin'], `
app.use(cors(['https://app.example.com']));
app.use(session());
${ME}`],
    ['a misspelt shorthand', ['valid-cors-origin'], `
const origins = ['https://app.example.com'];
app.use(cors({ origins, credentials: true }));
app.use(session());
${ME}`],
    ['one options object for preflight and route', [], `
const o = { origin: 'https://app.example.com', credentials: true };
app.options('/{*p}', cors(o));
app.get('/me', cors(o), session(), (req, res) => res.json(req.session.user));
`],
  ];
}

import { describe, expect, test } from 'vitest';
import { LISTEN, ME, reportedIn, type Sources } from './app.ts';

describe('sessions and stores that are made anew', () => {
  test.each(cases())('%s', (_, rules, sources) => {
    expect(reportedIn(sources)).toEqual(rules);
  });
});

/** What an app is about, the rules that report it, and its files; a string is what `app.js` does between its first lines and its last. */
function cases(): [about: string, rules: readonly string[], sources: Sources][] {
  return [
    ['a store for tests alone', ['no-memory-store'], { 'app.js': `
const express = require('express');
const session = require('express-session');
const app = express();
app.set('trust proxy', 1);
let store;
if (process.env.NODE_ENV === 'test') store = new session.MemoryStore();
app.use(session({ store, secret: process.env.S, resave: false, saveUninitialized: false, cookie: { secure: process.env.NODE_ENV === 'production' } }));
${ME}${LISTEN}` }],
    ['a store that is set in production', [], { 'app.js': `
const express = require('express');
const session = require('express-session');
const { S } = require('./x');
const app = express();
app.set('trust proxy', 1);
const o = { secret: process.env.S, resave: false, saveUninitialized: false, cookie: { secure: process.env.NODE_ENV === 'production' } };
if (process.env.NODE_ENV === 'production') o.store = new S();
app.use(session(o));
${ME}${LISTEN}` }],
    ['a function that makes the session at start', [], `
const make = () => session();
app.use(make());
${ME}`],
    ['a session for each tenant, made at start', [], { 'app.js': `
const express = require('express');
const session = require('express-session');
const { S } = require('./x');
const app = express();
app.set('trust proxy', 1);
const tenant = (n) => {
  const s = session({ name: n, store: new S(), secret: process.env.S, resave: false, saveUninitialized: false, cookie: { secure: process.env.NODE_ENV === 'production' } });
  return (req, res, next) => s(req, res, next);
};
app.use('/a', tenant('a'));
app.get('/a/me', (req, res) => res.json(req.session.user));
${LISTEN}` }],
    ['a session made once through lodash', [], { 'app.js': `
const express = require('express');
const session = require('express-session');
const once = require('lodash/once');
const { S } = require('./x');
const app = express();
app.set('trust proxy', 1);
const get = once(() => session({ store: new S(), secret: process.env.S, resave: false, saveUninitialized: false, cookie: { secure: process.env.NODE_ENV === 'production' } }));
app.use((req, res, next) => get()(req, res, next));
app.get('/me', (req, res) => res.json(req.session.user));
${LISTEN}` }],
    ['a helper that makes one for each request', ['no-session-per-request'], { 'app.js': `
const express = require('express');
const session = require('express-session');
const { S } = require('./x');
const app = express();
app.set('trust proxy', 1);
const get = () => session({ store: new S(), secret: process.env.S, resave: false, saveUninitialized: false, cookie: { secure: process.env.NODE_ENV === 'production' } });
app.use((req, res, next) => get()(req, res, next));
app.get('/me', (req, res) => res.json(req.session.user));
${LISTEN}` }],
    ['a session that a Nest module applies', ['no-memory-store'], { 'package.json': `{"scripts":{"start":"node main.js"},"dependencies":{"@nestjs/core":"^10"}}`, 'main.ts': `import { NestFactory } from '@nestjs/core'; import { Module, Controller, Get, Req } from '@nestjs/common'; import session from 'express-session';
@Controller() class C { @Get('me') me(@Req() req) { return req.session.user; } }
@Module({ controllers: [C] }) class AppModule { configure(consumer) { consumer.apply(session({ secret: process.env.S, resave: false, saveUninitialized: false, cookie: { secure: 'auto' } })).forRoutes('*'); } }
async function main() { const app = await NestFactory.create(AppModule); app.set('trust proxy', 1); await app.listen(3000); }
main();
` }],
  ];
}

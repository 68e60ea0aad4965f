import { describe, expect, test } from 'vitest';
import { reportedIn } from './app.ts';

/** The rules that report an app with these packages, the first lines of which lead to `store`. */
function reported(packages: Readonly<Record<string, string>>, code: string, more: Readonly<Record<string, string>> = {}, cookie = 'maxAge: 86400000'): readonly string[] {
  const manifest = { main: 'app.js', dependencies: { express: '^5.1.0', 'express-session': '^1.18.0', ...packages } };
  return reportedIn({
    'package.json': JSON.stringify(manifest),
    'app.js': `${code.includes('import ') ? "import express from 'express'; import session from 'express-session';" : "const express = require('express'); const session = require('express-session');"}
${code}
const app = express();
app.set('trust proxy', 1);
app.use(session({ store, secret: process.env.S, resave: false, saveUninitialized: false, cookie: { secure: process.env.NODE_ENV === 'production', ${cookie} } }));
app.listen(3000);
`, ...more,
  });
}

const IOREDIS = "const Redis = require('ioredis'); const client = new Redis(); client.on('error', console.error);";
const REDIS = "const { createClient } = require('redis'); const client = createClient(); client.on('error', console.error); client.connect();";

describe('how stores are made', () => {
  test.each<[about: string, rules: readonly string[], packages: Record<string, string>, code: string]>([
    ['connect-redis 6, its factory', [], { 'connect-redis': '^6.1.0', ioredis: '^5.0.0' }, `${IOREDIS} const S = require('connect-redis')(session); const store = new S({ client });`],
    ['connect-redis 6, its factory by a name', [], { 'connect-redis': '^6.1.0', ioredis: '^5.0.0' }, `${IOREDIS} const connect = require('connect-redis'); const S = connect(session); const store = new S({ client });`],
    ['connect-redis 6 without its factory', ['valid-store'], { 'connect-redis': '^6.1.0', ioredis: '^5.0.0' }, `${IOREDIS} const S = require('connect-redis'); const store = new S({ client });`],
    ['connect-redis 6 as if it had a default', ['valid-store'], { 'connect-redis': '^6.1.0', ioredis: '^5.0.0' }, `${IOREDIS} const S = require('connect-redis').default(session); const store = new S({ client });`],
    ['connect-redis 7, its default', [], { 'connect-redis': '^7.1.0', ioredis: '^5.0.0' }, `${IOREDIS} const { default: S } = require('connect-redis'); const store = new S({ client });`],
    ['connect-redis 7, its name', ['valid-store'], { 'connect-redis': '^7.1.0', ioredis: '^5.0.0' }, `${IOREDIS} const { RedisStore } = require('connect-redis'); const store = new RedisStore({ client });`],
    ['connect-redis 7, imported late', [], { 'connect-redis': '^7.1.0', ioredis: '^5.0.0' }, "import Redis from 'ioredis'; const client = new Redis(); client.on('error', console.error); const { default: S } = await import('connect-redis'); const store = new S({ client });"],
    ['connect-redis 8, its default', ['valid-store'], { 'connect-redis': '~8.0.0', ioredis: '^5.0.0' }, `${IOREDIS} const S = require('connect-redis').default; const store = new S({ client });`],
    ['connect-redis 8 with ioredis', [], { 'connect-redis': '~8.0.0', ioredis: '^5.0.0' }, `${IOREDIS} const { RedisStore } = require('connect-redis'); const store = new RedisStore({ client });`],
    ['connect-redis 8 of some minor version with ioredis', [], { 'connect-redis': '^8.0.0', ioredis: '^5.0.0' }, `${IOREDIS} const { RedisStore } = require('connect-redis'); const store = new RedisStore({ client });`],
    ['connect-redis of no known version', [], { ioredis: '^5.0.0' }, `${IOREDIS} const S = require('connect-redis')(session); const store = new S({ client });`],
    ['connect-redis of two majors', [], { 'connect-redis': '>=6', ioredis: '^5.0.0' }, `${IOREDIS} const S = require('connect-redis')(session); const store = new S({ client });`],
    ['connect-redis 9 with redis 4', ['valid-store'], { 'connect-redis': '^9.0.0', redis: '^4.6.0' }, `${REDIS} const { RedisStore } = require('connect-redis'); const store = new RedisStore({ client });`],
    ['connect-redis 7 with redis 3', ['valid-store'], { 'connect-redis': '^7.1.0', redis: '^3.1.0' }, "const client = require('redis').createClient(); client.on('error', console.error); const S = require('connect-redis').default; const store = new S({ client });"],
    ['connect-redis 3, which makes its client', [], { 'connect-redis': '^3.4.0' }, "const S = require('connect-redis')(session); const store = new S({ host: 'redis' });"],
    ['connect-redis 5, which is given options alone', ['valid-store'], { 'connect-redis': '^5.0.0' }, "const S = require('connect-redis')(session); const store = new S({ url: process.env.REDIS_URL });"],
    ['connect-redis 5, whose options are not all seen', [], { 'connect-redis': '^5.0.0' }, "const S = require('connect-redis')(session); const store = new S(require('./x').options);"],
    ['a class of its own on top', [], { 'connect-redis': '^7.1.0', ioredis: '^5.0.0' }, `${IOREDIS} const S = require('connect-redis').default; class Own extends S {} const store = new Own({ client });`],
    ['a class and no store', ['valid-store'], { 'connect-redis': '^7.1.0' }, "const store = require('connect-redis').default;"],
    ['`MemoryStore` and no store', ['valid-store'], {}, 'const store = session.MemoryStore;'],
    ['options and no store', ['valid-store'], {}, "const store = { url: 'redis://localhost' };"],
    ['an object with the methods of a store', [], {}, 'const store = { on() {}, get() {}, set() {}, destroy() {} };'],
    ['connect-mongo 5, `create`', [], { 'connect-mongo': '^5.0.0' }, "const M = require('connect-mongo'); const store = M.create({ mongoUrl: process.env.M });"],
    ['connect-mongo 5, `new`', [], { 'connect-mongo': '^5.0.0' }, "const M = require('connect-mongo'); const store = new M({ mongoUrl: process.env.M });"],
    ['connect-mongo 5 without `new`', ['valid-store'], { 'connect-mongo': '^5.0.0' }, "const M = require('connect-mongo'); const store = M({ mongoUrl: process.env.M });"],
    ['connect-mongo 5, its factory of older versions', ['valid-store'], { 'connect-mongo': '^5.0.0' }, "const M = require('connect-mongo')(session); const store = new M({ mongooseConnection: require('mongoose').connection });"],
    ['connect-mongo 5 with the option of older versions', ['valid-store'], { 'connect-mongo': '^5.0.0' }, "const M = require('connect-mongo'); const store = M.create({ mongooseConnection: require('mongoose').connection });"],
    ['connect-mongo 3, `create`', ['valid-store'], { 'connect-mongo': '^3.2.0' }, "const M = require('connect-mongo'); const store = M.create({ mongoUrl: process.env.M });"],
    ['connect-mongo 3, `create` of the factory\'s class', ['valid-store'], { 'connect-mongo': '^3.2.0' }, "const M = require('connect-mongo')(session); const store = M.create({ mongoUrl: process.env.M });"],
    ['connect-mongo 6 by `require`', ['valid-store'], { 'connect-mongo': '^6.0.0' }, "const M = require('connect-mongo'); const store = M.create({ mongoUrl: process.env.M });"],
    ['connect-mongo 6, its name', [], { 'connect-mongo': '^6.0.0' }, "const { MongoStore } = require('connect-mongo'); const store = MongoStore.create({ mongoUrl: process.env.M });"],
    ['connect-mongo 6 by `import`', [], { 'connect-mongo': '^6.0.0' }, "import M from 'connect-mongo'; const store = M.create({ mongoUrl: process.env.M });"],
    ['connect-session-sequelize, given both', [], { 'connect-session-sequelize': '^7.0.0' }, "const S = require('connect-session-sequelize')(session.Store); const store = new S({ db: require('./db') }); store.sync();"],
    ['connect-session-sequelize without `db`', ['valid-store'], { 'connect-session-sequelize': '^7.0.0' }, "const S = require('connect-session-sequelize')(session.Store); const store = new S({ sequelize: require('./db') }); store.sync();"],
    ['connect-mongodb-session without `new`', [], { 'connect-mongodb-session': '^5.0.0' }, "const S = require('connect-mongodb-session')(session); const store = S({ uri: process.env.M }); store.on('error', console.error);"],
    ['express-mysql-session, a factory with a pool', [], { 'express-mysql-session': '^3.0.0' }, "const S = require('express-mysql-session')(session); const store = new S({}, require('./db'));"],
    ['connect-session-knex 5, as before', ['valid-store'], { 'connect-session-knex': '^5.0.0' }, "const S = require('connect-session-knex')(session); const store = new S({ knex: require('./db') });"],
    ['a store of a package that is not known', [], { 'connect-nedb': '^1.0.0' }, "const S = require('connect-nedb'); const store = S({ file: 'x' });"],
  ])('%s', (_, rules, packages, code) => {
    expect(reported(packages, code)).toEqual(rules);
  });
});

describe('the clients of stores', () => {
  const NINE = { 'connect-redis': '^9.0.0', redis: '^5.8.0' };
  const STORE = "const { RedisStore } = require('connect-redis'); const store = new RedisStore({ client });";
  test.each<[about: string, rules: readonly string[], packages: Record<string, string>, code: string]>([
    ['neither connected nor listened to', ['store-client-connected', 'store-error-handler'], NINE, `const { createClient } = require('redis'); const client = createClient(); ${STORE}`],
    ['connected under a condition', [], NINE, `const { createClient } = require('redis'); const client = createClient().on('error', console.error); if (!client.isOpen) client.connect(); ${STORE}`],
    ['connected in a handler', [], NINE, `const { createClient } = require('redis'); const client = createClient().on('error', console.error); express().use((req, res, next) => client.connect().then(() => next())); ${STORE}`],
    ['connected in `then`', [], NINE, `const { createClient } = require('redis'); const client = createClient(); client.on('error', console.error); Promise.resolve().then(() => client.connect()); ${STORE}`],
    ['connected by an event', [], NINE, `const { createClient } = require('redis'); const client = createClient(); client.on('error', console.error); process.once('boot', () => client.connect()); ${STORE}`],
    ['given to code that is not followed', [], NINE, `const { createClient } = require('redis'); const client = createClient(); require('./not-there').setUp(client); ${STORE}`],
    ['a list of clients', [], NINE, `const { createClient } = require('redis'); const [client, other] = [createClient(), createClient()]; for (const one of [client, other]) { one.on('error', console.error); one.connect(); } ${STORE}`],
    ['a copy of a client that is never connected', ['store-client-connected'], NINE, `${REDIS.replace('const client', 'const first').replaceAll('client.', 'first.')} const client = first.duplicate(); client.on('error', console.error); ${STORE}`],
    ['events by name', [], NINE, `const { createClient } = require('redis'); const client = createClient(); for (const event of Object.keys(require('./events'))) client.on(event, console.error); client.connect(); ${STORE}`],
    ['an address at the top level, and `url`', [], NINE, `const { createClient } = require('redis'); const client = createClient({ url: process.env.R, host: 'redis' }); client.on('error', console.error); client.connect(); ${STORE}`],
    ['the default address at the top level', [], NINE, `const { createClient } = require('redis'); const client = createClient({ host: 'localhost', port: 6379 }); client.on('error', console.error); client.connect(); ${STORE}`],
    ['another address at the top level', ['store-client-connected'], NINE, `const { createClient } = require('redis'); const client = createClient({ host: 'redis' }); client.on('error', console.error); client.connect(); ${STORE}`],
    ['a cluster of ioredis', ['store-error-handler'], { 'connect-redis': '^7.1.0', ioredis: '^5.0.0' }, "const { Cluster } = require('ioredis'); const client = new Cluster([]); const S = require('connect-redis').default; const store = new S({ client });"],
    ['legacy mode that depends on something', [], { 'connect-redis': '^6.1.0', redis: '^4.6.0' }, "const { createClient } = require('redis'); const client = createClient({ legacyMode: require('./x').legacy }); client.on('error', console.error); client.connect(); const S = require('connect-redis')(session); const store = new S({ client });"],
    ['a pool that is given, with a listener', [], { 'connect-pg-simple': '^10.0.0', pg: '^8.0.0' }, "const { Pool } = require('pg'); const pool = new Pool(); pool.on('error', console.error); const S = require('connect-pg-simple')(session); const store = new S({ pool, createTableIfMissing: true });"],
    ['a pool that is given, without one', ['store-error-handler'], { 'connect-pg-simple': '^10.0.0', pg: '^8.0.0' }, "const { Pool } = require('pg'); const pool = new Pool(); const S = require('connect-pg-simple')(session); const store = new S({ pool, createTableIfMissing: true });"],
    ['connect-mongodb-session with a callback', [], { 'connect-mongodb-session': '^5.0.0' }, "const S = require('connect-mongodb-session')(session); const store = new S({ uri: process.env.M }, (error) => { if (error) console.error(error); });"],
  ])('%s', (_, rules, packages, code) => {
    expect(reported(packages, code)).toEqual(rules);
  });
});

describe('how long stores keep sessions', () => {
  const MEMORY = "const M = require('memorystore')(session); const store = new M({ checkPeriod: 60000, ttl: ";
  test.each<[about: string, rules: readonly string[], code: string, cookie: string]>([
    ['the store\'s own is shorter', ['store-ttl-matches'], `${MEMORY}60 * 60 * 1000 });`, 'maxAge: 86400000'],
    ['the store\'s own is longer', [], `${MEMORY}7 * 86400000 });`, 'maxAge: 86400000'],
    ['the store\'s own is a function', [], `${MEMORY}() => 1000 });`, 'maxAge: 86400000'],
    ['the cookie\'s can not be seen', [], `${MEMORY}60 * 60 * 1000 });`, "maxAge: require('./x').age"],
    ['seconds, for a cookie that ends with the browser session', ['store-ttl-matches'], `${MEMORY}86400 });`, 'path: \'/\''],
    ['ten minutes, for a cookie that ends with the browser session', [], `${MEMORY}600000 });`, 'path: \'/\''],
  ])('%s', (_, rules, code, cookie) => {
    expect(reported({ memorystore: '^1.6.7' }, code, {}, cookie).filter((rule) => rule.startsWith('store-'))).toEqual(rules);
  });
});

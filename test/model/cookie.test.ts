import { describe, expect, it } from 'vitest';
import { connectionOf } from '../../src/model/connection.ts';
import { cookieNames, sameSiteReadings, secureReadings } from '../../src/model/cookie.ts';
import { onlySession, worldOf } from './worlds.ts';

/** A program with one session of `options`, in production. */
function withSession(options: string, { library = 'session', before = '', after = 'app.listen(3000);', environment = 'production' } = {}): ReturnType<typeof worldOf> {
  return worldOf(`const app = express();\n${before}\napp.use(${library}(${options}));\n${after}`, environment);
}

const states = (readings: readonly { readonly state: string }[]): readonly string[] => readings.map(({ state }) => state).toSorted();

describe('whether the cookie is `Secure`', () => {
  it.each([
    ['{}', 'off'], ['{ cookie: {} }', 'off'], ['{ cookie: { secure: undefined } }', 'off'], ['{ cookie: { secure: false } }', 'off'], ['{ cookie: null }', 'off'],
    ['{ cookie: { secure: true } }', 'on'], ['{ cookie: { secure: 1 } }', 'on'], ['{ cookie: { secure: \'true\' } }', 'on'],
    ['{ cookie: { secure: \'auto\' } }', 'auto'], ['{ cookie: () => ({ secure: \'auto\' }) }', 'faulty'], ['{ cookie: () => ({ secure: true }) }', 'on'],
    ['{ cookie: { secure: \'false\' } }', 'faulty'], ['{ cookie: { secure: process.env.SECURE } }', 'faulty'],
    ['{ cookie: { secure: process.env.NODE_ENV === \'production\' } }', 'on'],
    ['{ cookie: { ...JSON.parse(process.env.COOKIE) } }', 'unknown'], ['{ secure: true }', 'off'],
  ])('express-session with %s: %s', (options, state) => {
    expect(states(secureReadings(onlySession(withSession(options))))).toEqual([state]);
  });

  it.each([
    ['{ keys: [\'a\'] }', 'connection'], ['{ keys: [\'a\'], secure: true }', 'on'], ['{ keys: [\'a\'], secure: false }', 'off'],
    ['{ keys: [\'a\'], secure: \'auto\' }', 'faulty'], ['{ keys: [\'a\'], cookie: { secure: true } }', 'connection'], ['{ keys: [\'a\'], secureProxy: true }', 'unknown'],
  ])('cookie-session with %s: %s', (options, state) => {
    expect(states(secureReadings(onlySession(withSession(options, { library: 'cookieSession' }))))).toEqual([state]);
  });

  it('is told for each path', () => {
    expect(states(secureReadings(onlySession(withSession('{ cookie: { secure: process.env.TLS ? true : \'auto\' } }'))))).toEqual(['auto', 'on']);
  });

  it('sees what is written to the cookie after the call', () => {
    const world = withSession('options', { before: 'const options = { cookie: {} };', after: 'options.cookie.secure = true;\napp.listen(3000);' });
    expect(states(secureReadings(onlySession(world)))).toEqual(['on']);
  });
});

it.each([
  ['{}', 'unset'], ['{ cookie: { sameSite: false } }', 'unset'], ['{ cookie: { sameSite: true } }', 'strict'], ['{ cookie: { sameSite: \'None\' } }', 'none'],
  ['{ cookie: { sameSite: \'auto\' } }', 'auto'], ['{ cookie: () => ({ sameSite: \'auto\' }) }', 'faulty'], ['{ cookie: { sameSite: \'secure\' } }', 'faulty'],
  ['{ cookie: { sameSite: process.env.SAME_SITE } }', 'unknown'],
])('`SameSite` of %s: %s', (options, state) => {
  expect(states(sameSiteReadings(onlySession(withSession(options))))).toEqual([state]);
});

it.each([
  ['session', '{}', 'connect.sid'], ['session', '{ name: \'shop\' }', 'shop'], ['session', '{ key: \'shop\' }', 'shop'], ['session', '{ name: \'\' }', 'connect.sid'],
  ['session', '{ name: process.env.NAME }', undefined], ['cookieSession', '{ keys: [\'a\'] }', 'session'], ['cookieSession', '{ keys: [\'a\'], key: \'shop\' }', 'session'],
])('%s with %s names its cookie %s', (library, options, name) => {
  expect(cookieNames(onlySession(withSession(options, { library }))).map(one => one.name)).toEqual([name]);
});

describe('how requests look to Express that come through HTTPS', () => {
  it.each([
    ['a server of its own', 'insecure', '', 'app.listen(3000);'],
    ['a server of its own by way of http', 'insecure', '', '(await import(\'node:http\')).createServer(app).listen(3000);'],
    ['a trusted proxy', 'secure', 'app.set(\'trust proxy\', 1);', 'app.listen(3000);'],
    ['TLS in Node', 'secure', '', '(await import(\'node:https\')).createServer({}, app).listen(3000);'],
    ['one of the two', 'unknown', '', 'const { createServer } = await import(\'node:https\');\nif (process.env.TLS) createServer({}, app).listen(3000); else app.listen(3000);'],
    ['nothing that listens', 'unknown', '', 'export default app;'],
    ['a proxy that is trusted under a condition', 'unknown', 'if (process.env.PROXY) app.set(\'trust proxy\', 1);', 'app.listen(3000);'],
  ])('through %s: %s', (_, connection, before, after) => {
    const world = withSession('{}', { before, after });
    expect(connectionOf(world, onlySession(world))).toBe(connection);
  });
});

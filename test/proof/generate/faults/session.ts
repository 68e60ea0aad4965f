import { environments } from '../addresses.ts';
import { cookieOf, type Draft } from '../draft.ts';
import { Options, type Code } from '../options.ts';
import { removeLife, setExpires, setSameSite, wantsToStay } from './attributes.ts';
import { fault, variants, type Fault } from './fault.ts';

const full = { library: 'express-session' } as const;
const plainCookie = { ...full, cookieAs: 'object' } as const;
const flat = { library: 'cookie-session' } as const;
const rules = ['valid-session-options'] as const;

function wantsNo(draft: Draft, part: string): void {
  for (const environment of environments) {
    draft.intent[environment].carries.delete(part);
    draft.intent[environment].lacks.add(part);
  }
}

const readOtherwise: readonly Fault[] = [
  ...variants({ cause: 'maxAge is no number', rules, needs: full }, { text: "'86400000'", words: "'1 day'" }, (draft, code) => { cookieOf(draft).set('maxAge', code); }),
  fault('maxAge is a raw environment variable', rules, full, (draft) => {
    cookieOf(draft).set('maxAge', 'process.env.SESSION_MAX_AGE');
    for (const environment of environments) draft.env[environment]['SESSION_MAX_AGE'] = '86400000';
  }),
  ...variants({ cause: 'maxAge is not finite', rules, needs: { ...full, versions: 'installed' } }, { NaN: "Number('1d')", Infinity: 'Infinity' }, (draft, code) => { cookieOf(draft).set('maxAge', code); }),
  fault('auto in a cookie function', rules, { ...full, cookieAs: 'function', secure: 'production', sameSite: 'lax', hosting: 'proxy' }, (draft) => { cookieOf(draft).set('secure', "'auto'"); }),
  fault('sameSite auto in a cookie function', rules, { ...full, cookieAs: 'function', secure: 'production' }, (draft) => { cookieOf(draft).set('sameSite', "'auto'"); }),
  fault('async cookie function', rules, { ...full, cookieAs: 'function', sameSite: 'lax' }, (draft) => { draft.wrapCookie = (options) => `async () => (${options})`; }),
  fault('async genid', rules, full, ({ session }) => { session.set('genid', 'async () => randomUUID()'); }),
  fault('expires is a text', rules, plainCookie, (draft) => {
    setExpires(draft, "'Thu, 01 Jan 2099 00:00:00 GMT'");
  }),
  ...variants({ cause: 'path without a slash', rules, needs: { ...full, name: 'sid' } }, { word: "'app'", dot: "'./'" }, (draft, code) => { cookieOf(draft).set('path', code); }),
  ...variants({ cause: 'secure is a text', rules, needs: { hosting: 'proxy', secure: 'off', sameSite: 'lax', client: 'same-site' } }, { 'false': "'false'" }, (draft, code) => { cookieOf(draft).set('secure', code); }),
  fault('secure is a raw environment variable', rules, { hosting: 'proxy', secure: 'production' }, (draft) => {
    cookieOf(draft).set('secure', 'process.env.COOKIE_SECURE');
    draft.env.production['COOKIE_SECURE'] = 'true';
    draft.env.development['COOKIE_SECURE'] = 'false';
  }),
  fault('httpOnly is a text', rules, {}, (draft) => {
    cookieOf(draft).set('httpOnly', "'false'");
    wantsNo(draft, 'httponly');
  }),
  fault('saveUninitialized is a text', rules, { ...full, saving: 'off' }, ({ session }) => { session.set('saveUninitialized', "'false'"); }),
  ...variants({ cause: 'sameSite is no known word', rules, needs: { sameSite: 'lax' } }, { 'same-site': "'same-site'", 'true': "'true'", 'secure': "'secure'" }, setSameSite),
  ...variants({ cause: 'unset is no known word', rules, needs: full }, { text: "'delete'", boolean: 'true' }, ({ session }, code) => { session.set('unset', code); }),
  fault('genid is no function', rules, full, ({ session }) => { session.set('genid', 'randomUUID()'); }),
  fault('no secret in the list', rules, full, ({ session }) => { session.set('secret', '[]'); }),
  ...variants({ cause: 'cookie is no object', rules, needs: { ...full, cookieAs: 'object', options: 'inline' } }, { boolean: 'true', text: "'sid'" }, ({ session }, code) => { session.set('cookie', code); }),
  fault('priority is no known word', rules, { ...full, versions: 'installed' }, (draft) => { cookieOf(draft).set('priority', "'highest'"); }),
];

/** What express-session 1.17 does not know yet. */
const before = { ...plainCookie, versions: 'older' } as const;

const tooNew: readonly Fault[] = [
  fault('a cookie function that is not known yet', rules, { ...before, path: '/' }, (draft) => { draft.wrapCookie = (options) => `() => (${options})`; }),
  fault('sameSite auto that is not known yet', rules, { ...before, sameSite: 'lax' }, (draft) => { setSameSite(draft, "'auto'"); }),
  fault('partitioned that is not known yet', rules, { ...before, secure: 'production', hosting: 'proxy' }, (draft) => {
    cookieOf(draft).set('partitioned', 'true');
    draft.intent.production.carries.add('partitioned');
  }),
  fault('priority that is not known yet', rules, before, (draft) => {
    cookieOf(draft).set('priority', "'high'");
    for (const environment of environments) draft.intent[environment].carries.add('priority=high');
  }),
];

const misspelt: readonly Fault[] = [
  ...variants({ cause: 'saveUninitialized is misspelt', rules, needs: { ...full, saving: 'off' } }, { british: 'saveUninitialised', short: 'saveUnitialized' }, ({ session }, name) => {
    session.delete('saveUninitialized');
    session.set(name, 'false');
  }),
  fault('sameSite is misspelt', rules, { sameSite: 'lax' }, (draft) => { rename(cookieOf(draft), 'sameSite', 'samesite'); }),
  fault('maxAge is misspelt', rules, { ...full, maxAge: 'number' }, (draft) => { rename(cookieOf(draft), 'maxAge', 'maxage'); }),
  fault('httpOnly is misspelt', rules, {}, (draft) => {
    const cookie = cookieOf(draft);
    cookie.delete('httpOnly');
    cookie.set('httponly', 'false');
    wantsNo(draft, 'httponly');
  }),
];

const ofCookieSession: readonly Fault[] = [
  fault('cookie-session without keys', rules, flat, ({ session }) => {
    session.delete('keys');
    session.set('name', "'sid'");
  }),
  fault('keys is a text', rules, flat, ({ session }) => { session.set('keys', 'process.env.SESSION_SECRET'); }),
  fault('an undefined key', rules, flat, ({ session }) => { session.set('keys', '[undefined]'); }),
  fault('cookie-session knows no key', rules, { ...flat, name: 'sid' }, ({ session }) => { rename(session, 'name', 'key'); }),
  fault('cookie-session knows no auto', rules, { ...flat, hosting: 'proxy', sameSite: 'lax', client: 'same-site', secure: 'production', trust: 'one' }, ({ session }) => { session.set('secure', "'auto'"); }),
];

const misplaced = ['no-misplaced-session-options'] as const;

const beside: readonly Fault[] = [
  fault('maxAge beside cookie', misplaced, { ...plainCookie, maxAge: 'number' }, (draft) => { move(draft, 'maxAge'); }),
  fault('secure beside cookie', misplaced, { ...plainCookie, secure: 'production', hosting: 'proxy', sameSite: 'lax', client: 'same-site', name: 'sid' }, (draft) => { move(draft, 'secure'); }),
  fault('sameSite beside cookie', misplaced, { ...plainCookie, sameSite: 'lax', client: 'same-site' }, (draft) => { move(draft, 'sameSite'); }),
  fault('domain beside cookie', misplaced, { ...plainCookie, domain: 'production', hosting: 'proxy' }, (draft) => { move(draft, 'domain'); }),
  fault('httpOnly beside cookie', misplaced, plainCookie, (draft) => {
    cookieOf(draft).delete('httpOnly');
    draft.session.set('httpOnly', 'false');
    wantsNo(draft, 'httponly');
  }),
  fault('expires beside cookie', misplaced, plainCookie, (draft) => {
    removeLife(cookieOf(draft));
    draft.session.set('expires', 'new Date(Date.now() + 86400000)');
    wantsToStay(draft);
  }),
  fault('path beside cookie', misplaced, { ...plainCookie, path: 'unset', name: 'sid', routes: 'prefixed', sessionPath: 'everywhere' }, (draft) => {
    draft.session.set('path', "'/api'");
    for (const environment of environments) draft.intent[environment].carries.add('path=/api');
  }, ({ logout }) => logout === 'clear'),
  fault('name inside cookie', misplaced, { ...plainCookie, name: 'sid' }, (draft) => { moveIn(draft, 'name'); }),
  fault('secret inside cookie', misplaced, plainCookie, (draft) => { moveIn(draft, 'secret'); }),
  fault('saveUninitialized inside cookie', misplaced, { ...plainCookie, saving: 'off' }, (draft) => { moveIn(draft, 'saveUninitialized'); }),
  fault('cookie-session with a nested cookie', misplaced, { ...flat, maxAge: 'number', sameSite: 'lax', name: 'sid', client: 'same-site' }, (draft) => {
    const nested = new Options();
    for (const name of ['maxAge', 'sameSite']) {
      const value = draft.session.get(name);
      draft.session.delete(name);
      if (value !== undefined) nested.set(name, value);
    }
    draft.session.set('cookie', nested);
  }),
];

/** Faults of the session's options: what the libraries refuse, read otherwise than it looks, or do not read. */
export const sessionFaults: readonly Fault[] = [...readOtherwise, ...tooNew, ...misspelt, ...ofCookieSession, ...beside];

function rename(options: Options, from: string, to: string): void {
  const value = options.get(from);
  options.delete(from);
  if (value !== undefined) options.set(to, value);
}

function move(draft: Draft, name: string): void {
  const cookie = cookieOf(draft);
  const value = cookie.get(name);
  cookie.delete(name);
  if (cookie.names.length === 0) draft.session.delete('cookie');
  if (value !== undefined) draft.session.set(name, value);
}

function moveIn(draft: Draft, name: string): void {
  const value: Code | Options | undefined = draft.session.get(name);
  draft.session.delete(name);
  if (value !== undefined) cookieOf(draft).set(name, value);
}

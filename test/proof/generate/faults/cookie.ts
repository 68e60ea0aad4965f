import { environments, quoted } from '../addresses.ts';
import { cookieOf, perEnvironment, type Draft } from '../draft.ts';
import type { Plan } from '../plan.ts';
import { removeLife, setExpires, setSameSite, wantsToStay } from './attributes.ts';
import { fault, variants, type Fault } from './fault.ts';

const behindProxy = { hosting: 'proxy', secure: 'production', trust: 'one' } as const;
const full = { library: 'express-session', cookieAs: 'object' } as const;

/** Nothing in the code says who the clients are. */
export function hidesOrigin({ corsOrigin, extra, serverOrigin }: Plan): boolean {
  // A server of pages may have that name itself.
  return corsOrigin === 'environment' || (extra === 'static' && serverOrigin === 'untold');
}

const drops = ['samesite-none-requires-secure'] as const;

/** Faults that make a browser drop the cookie or keep it back. */
const kept: readonly Fault[] = [
  fault('none without secure', drops, { hosting: 'proxy', secure: 'off', sameSite: 'lax', client: 'same-site', cookieAs: 'object' }, (draft) => { setSameSite(draft, "'none'"); }),
  fault('none without secure in development', drops, { secure: 'production', hosting: 'proxy', trust: 'one' }, (draft) => { setSameSite(draft, "'none'"); }),
  fault('another cookie with none and without secure', drops, { extra: 'cookie', hosting: 'proxy' }, (draft) => { draft.otherCookie = "{ sameSite: 'none' }"; }),
  fault('partitioned without secure', drops, { versions: 'installed', secure: 'off', sameSite: 'lax', client: 'same-site', hosting: 'proxy' }, (draft) => { cookieOf(draft).set('partitioned', 'true'); }),
  ...variants({ cause: 'a page of another site is kept out', rules: ['no-samesite-blocked-client'], needs: { client: 'cross-site', sameSite: 'none-production', secure: 'production', hosting: 'proxy' }, unless: hidesOrigin },
    { lax: "'lax'", strict: "'strict'", unset: undefined }, (draft, code: string | undefined) => { setSameSite(draft, code); }),
  fault('a page of 127.0.0.1 calls localhost', ['no-samesite-blocked-client'], { client: 'same-site', clientCode: 'fetch', corsBy: 'package', corsOrigin: 'string', hosting: 'proxy' }, (draft) => {
    const { production, development } = draft.scenes;
    const page = 'http://127.0.0.1:5173';
    draft.scenes.development = { ...development, pages: [page] };
    draft.corsOptions.set('origin', perEnvironment(quoted(production.pages[0] ?? ''), quoted(page)));
  }),
  fault('one of two pages is kept out', ['no-samesite-blocked-client'], { client: 'both', sameSite: 'none-production', secure: 'production', hosting: 'proxy' }, (draft) => { setSameSite(draft, "'lax'"); }, hidesOrigin),
];

/** Faults of how long it lives. */
const lives: readonly Fault[] = [
  ...variants({ cause: 'expires is a Date of the start', rules: ['no-static-cookie-expires'], needs: { cookieAs: 'object' } },
    { day: 'new Date(Date.now() + 86400000)', sum: 'new Date(Date.now() + 1000 * 60 * 60 * 24)' }, (draft, code) => {
      setExpires(draft, code);
      wantsToStay(draft);
    }),
  ...variants({ cause: 'expires is a fixed Date', rules: ['no-static-cookie-expires'], needs: { cookieAs: 'object' } },
    { past: "new Date('2020-01-01')", next: 'new Date(2027, 0, 1)' }, (draft, code) => {
      setExpires(draft, code);
      wantsToStay(draft);
    }),
  ...variants({ cause: 'a life of nothing', rules: ['cookie-max-age-milliseconds'], needs: full }, { zero: '0', negative: '-1' }, (draft, code) => { cookieOf(draft).set('maxAge', code); }),
  fault('a life past all dates', ['cookie-max-age-milliseconds'], { cookieAs: 'object' }, (draft) => {
    removeLife(cookieOf(draft));
    cookieOf(draft).set('maxAge', '1000 * 60 * 60 * 24 * 365 * 1000000');
    wantsToStay(draft);
  }),
  ...variants({ cause: 'a life in seconds', rules: ['cookie-max-age-milliseconds'], needs: { maxAge: 'number', cookieAs: 'object' } },
    { hour: '3600', day: '86400', product: '60 * 60 * 24', month: '60 * 60 * 24 * 30' }, (draft, code) => { cookieOf(draft).set('maxAge', code); }),
];

const names = ['valid-cookie-name'] as const;

/** A fault of the cookie's name; which one a fix makes of it is open. */
function ofName(base: Fault): Fault {
  return { ...base, unless: clearsCookie, put: (draft) => {
    base.put(draft);
    for (const environment of environments) draft.intent[environment].name = '';
  } };
}

/** Name and domain stand in the logout too. */
function clearsCookie({ logout }: Plan): boolean {
  return logout === 'clear';
}

/** Gives the cookie a domain; what a fix makes of it is open. */
function setDomain(draft: Draft, domain: string): void {
  cookieOf(draft).set('domain', perEnvironment(`'${domain}'`, 'undefined'));
  draft.intent.production.carries.delete('domain=.example.com');
}

/** Faults of its name, and of where it goes. */
const places: readonly Fault[] = [
  ...variants({ cause: 'no such cookie domain', rules: ['valid-cookie-domain'], needs: { ...behindProxy, domain: 'production', name: 'sid' }, unless: clearsCookie },
    { 'scheme': 'https://example.com', 'port': 'api.example.com:443', 'path': 'example.com/shop', 'wildcard': '*.example.com', 'public suffix': 'vercel.app', 'localhost': 'localhost' }, setDomain),
  fault('an address as cookie domain', ['valid-cookie-domain'], { ...behindProxy, domain: 'production', name: 'sid', serverOrigin: 'told' }, (draft) => { setDomain(draft, '203.0.113.7'); }, clearsCookie),
  fault('a cookie domain of another site', ['valid-cookie-domain'], { ...behindProxy, domain: 'production', name: 'sid', serverOrigin: 'told' }, (draft) => { setDomain(draft, '.example.org'); }, clearsCookie),
  ...[
    ...variants({ cause: 'no such cookie name', rules: names, needs: { name: 'sid', library: 'express-session', versions: 'installed' } }, { space: 'my session', equals: 'a=b', semicolon: 'a;b' }, (draft, name) => { draft.session.set('name', `'${name}'`); }),
    ...variants({ cause: 'no such name for cookie-session', rules: names, needs: { name: 'sid', library: 'cookie-session' } }, { equals: 'a=b', semicolon: 'a;b' }, (draft, name) => { draft.session.set('name', `'${name}'`); }),
    fault('__Host- with a domain', names, { ...behindProxy, domain: 'production', name: 'sid' }, (draft) => { draft.session.set('name', perEnvironment("'__Host-sid'", "'sid'")); }),
    fault('__Host- with a path', names, { ...behindProxy, domain: 'unset', name: 'sid', routes: 'prefixed', sessionPath: 'everywhere' }, (draft) => {
      draft.session.set('name', perEnvironment("'__Host-sid'", "'sid'"));
      cookieOf(draft).set('path', "'/api'");
    }),
    fault('__Secure- without secure', names, { ...behindProxy, secure: 'off', sameSite: 'lax', client: 'same-site', name: 'sid' }, (draft) => { draft.session.set('name', "'__Secure-sid'"); }),
  ].map(ofName),
  ...variants({ cause: 'a cookie path that covers no route', rules: ['cookie-path-covers-routes'], needs: { library: 'express-session', login: 'session', name: 'sid' } }, { account: "'/account'", longer: "'/login/'" }, (draft, code) => { cookieOf(draft).set('path', code); }),
  fault('scripts may read the cookie', ['cookie-http-only'], {}, (draft) => {
    cookieOf(draft).set('httpOnly', 'false');
    // While developing nobody is harmed.
    draft.intent.development.carries.delete('httponly');
  }),
  fault('secure everywhere, and no TLS in development', ['no-always-secure-cookie'], behindProxy, (draft) => { cookieOf(draft).set('secure', 'true'); }),
];

/** Faults of the cookie: what browsers make of its name, its attributes and its life. */
export const cookieFaults: readonly Fault[] = [...kept, ...lives, ...places];

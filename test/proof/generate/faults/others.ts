import { cookieOf, perEnvironment } from '../draft.ts';
import { fault, variants, type Fault } from './fault.ts';

const behindProxy = { hosting: 'proxy', secure: 'production', trust: 'one' } as const;
const byPackage = { client: 'same-site', corsBy: 'package', corsOrigin: 'string', corsPlace: 'app' } as const;

/** Faults of the session of which rules speak that may not be there yet, or none. */
export const otherSessionFaults: readonly Fault[] = [
  fault('secure everywhere, and no TLS in development', ['no-always-secure-cookie'], behindProxy, (draft) => { cookieOf(draft).set('secure', 'true'); }),
  ...variants({ cause: 'no such cookie domain', rules: ['valid-cookie-domain'], needs: { ...behindProxy, domain: 'production', name: 'sid' } },
    { 'scheme': 'https://example.com', 'port': 'api.example.com:443', 'public suffix': 'vercel.app', 'another site': '.example.org', 'localhost': 'localhost' },
    (draft, domain) => { cookieOf(draft).set('domain', perEnvironment(`'${domain}'`, 'undefined')); }),
  ...variants({ cause: 'no such cookie name', rules: ['valid-cookie-name'], needs: { name: 'sid', library: 'express-session' } }, { space: 'my session', equals: 'a=b' }, (draft, name) => { draft.session.set('name', `'${name}'`); }),
  fault('__Host- with a domain', ['valid-cookie-name'], { ...behindProxy, domain: 'production', name: 'sid' }, (draft) => { draft.session.set('name', perEnvironment("'__Host-sid'", "'sid'")); }),
  fault('__Secure- without secure', ['valid-cookie-name'], { ...behindProxy, secure: 'off', sameSite: 'lax', client: 'same-site', name: 'sid' }, (draft) => { draft.session.set('name', "'__Secure-sid'"); }),
  fault('a cookie path that covers no route', ['cookie-path-covers-routes'], { library: 'express-session', login: 'session' }, (draft) => { cookieOf(draft).set('path', "'/account'"); }),
  ...variants({ cause: 'a life of nothing', rules: ['cookie-max-age-milliseconds'], needs: { cookieAs: 'object', library: 'express-session' } }, { zero: '0', negative: '-1' }, (draft, code) => { cookieOf(draft).set('maxAge', code); }),
  fault('no secret in the environment', ['secret-available'], { library: 'express-session', secret: 'environment' }, (draft) => {
    draft.session.set('secret', 'process.env.COOKIE_SECRET');
  }),
  fault('a store class, no store', ['valid-store'], { library: 'express-session', store: 'own' }, ({ session }) => { session.set('store', 'OwnStore'); }),
  fault('passport on cookie-session', ['passport-needs-full-session'], { login: 'session', library: 'cookie-session', routes: 'app', structure: 'flat' }, (draft) => {
    draft.dependents.push({ use: "(req, res, next) => passport.authenticate('session')(req, res, () => req.login({ id: 'ann' }, next))" });
  }),
  fault('two kinds of session', ['no-duplicate-session'], { library: 'express-session', structure: 'flat', login: 'session' }, (draft) => {
    draft.dependents.push({ use: "cookieSession({ name: 'second', keys: [process.env.SESSION_SECRET] })" });
  }),
];

/** Faults of CORS of which rules speak that may not be there yet, or none. */
export const otherCorsFaults: readonly Fault[] = [
  ...variants({ cause: 'every origin is let in', rules: ['no-reflected-origin-with-credentials'], needs: byPackage }, { 'true': 'true', 'function': '(origin, callback) => callback(null, true)', 'pattern': '/^https?:\\/\\//' }, ({ corsOptions }, code) => { corsOptions.set('origin', code); }),
  fault('CORS by hand without credentials', [], { client: 'same-site', corsBy: 'by-hand' }, ({ byHand }) => { byHand.headers = byHand.headers.filter(([name]) => name !== 'Access-Control-Allow-Credentials'); }),
  fault('CORS by hand without Content-Type', [], { client: 'same-site', corsBy: 'by-hand' }, ({ byHand }) => { byHand.headers = byHand.headers.filter(([name]) => name !== 'Access-Control-Allow-Headers'); }),
  // Nothing on the server shows that its clients send JSON.
  fault('allowedHeaders without Content-Type', [], byPackage, ({ corsOptions }) => { corsOptions.set('allowedHeaders', "['Authorization']"); }),
];

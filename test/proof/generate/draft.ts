import { environments, quoted, sceneOf, type Environment, type Scene } from './addresses.ts';
import { clearingOf } from './clearing.ts';
import { Options, type Code } from './options.ts';
import { writeCors } from './cors.ts';
import type { Plan } from './plan.ts';
import { variablesOf } from './variables.ts';
import { APP, TEST_WITH_APP, type Known, type Statement } from './source-file.ts';

/** What stands on the app, in the order in which it is registered. */
export type StepName = 'trust' | 'extra' | 'cors' | 'body' | 'passport-early' | 'first' | 'session' | 'passport' | 'dependents' | 'guard' | 'visitor' | 'routes' | 'late-trust' | 'late-extra' | 'late';

/** What the author means the session cookie to be; the run looks whether it is so. */
export interface Intent {
  /** The cookie outlives the browser. */
  persists: boolean;
  /** Nobody gets a cookie before the login. */
  quiet: boolean;
  /** Parts of the `Set-Cookie` line that must be there, in lower case. */
  readonly carries: Set<string>;
  /** Parts that must not be there. */
  readonly lacks: Set<string>;
  /** The session cookie's name; empty where a fault leaves it open. */
  name: string;
}

/** An app before it is code: what faults change. */
export interface Draft {
  readonly plan: Plan;
  readonly scenes: Record<Environment, Scene>;
  /** Options of the session; for express-session `cookie` is nested. */
  readonly session: Options;
  /** Wraps the middleware's code where it is registered; `app.use(middleware)` unless said. */
  register?: (middleware: string) => readonly Statement[];
  /** Wraps the code of the cookie's options (a function). */
  wrapCookie?: (options: string) => string;
  trust: Statement[];
  /** The options of the `cors` package. */
  readonly corsOptions: Options;
  /** Code of the whole argument of `cors`, where it is not the options. */
  corsArgument?: string;
  /** CORS by hand: the headers and their code, and whether preflights are answered too. */
  readonly byHand: { headers: (readonly [string, string])[]; answersPreflight: boolean };
  /** Statements instead of the planned ones for CORS. */
  corsStatements?: readonly Statement[];
  readonly order: StepName[];
  /** Statements of steps that only faults have: what comes before the session, what rests on it, what may refuse a request. */
  readonly first: Statement[];
  readonly dependents: Statement[];
  readonly guard: Statement[];
  readonly passport: Statement[];
  /** What tells passport how a user is kept in the session and found again. */
  readonly keeping: string[];
  readonly intent: Readonly<Record<Environment, Intent>>;
  /** Environment variables of the run. */
  readonly env: Readonly<Record<Environment, Record<string, string>>>;
  /** Whether the env file is read before all else, or once the modules are there. */
  loading: 'first' | 'late';
  /** What the pages' calls say of credentials, and where, besides what the run does. */
  readonly saying: { credentials: string; place: 'options' | 'body' };
  /** Names that the code may use besides those every app knows. */
  readonly known: Known[];
  /** Files that are no code, by path. */
  readonly otherFiles: Record<string, string>;
  /** How pages ask for the login. */
  readonly asking: { loginMethod: 'POST' | 'PUT' | 'PATCH' };
  /** Options of the cookie that is not the session's. */
  otherCookie: string;
  /** Bodies of handlers that a fault writes itself, with `req`, `res` and `next` at hand. */
  readonly bodies: { login?: string; me?: string; logout?: string };
  /** Code with which all handlers begin. */
  opening: string;
  /** The options with which the session cookie is cleared at the logout. */
  clearing: Options;
  /** Settings made on the sub-app that has the routes. */
  readonly onSubApp: string[];
}

/** The app of a plan without its faults: all of it works. */
export function draftOf(plan: Plan): Draft {
  const scenes = { production: sceneOf(plan, 'production'), development: sceneOf(plan, 'development') };
  const draft: Draft = {
    plan,
    scenes,
    session: new Options(),
    trust: trustOf(plan),
    byHand: { headers: [], answersPreflight: true },
    corsOptions: new Options(),
    order: orderOf(plan),
    first: [],
    dependents: [],
    guard: [],
    bodies: {},
    opening: '',
    clearing: new Options(),
    passport: { 'usual': [{ use: 'passport.initialize()' }, { use: 'passport.session()' }], 'initialize-first': [{ use: 'passport.session()' }], 'authenticate': [{ use: "passport.authenticate('session')" }] }[plan.passport],
    keeping: ['passport.serializeUser((user, done) => done(null, user));', 'passport.deserializeUser((user, done) => done(null, user));'],
    intent: { production: newIntent(), development: newIntent() },
    env: { production: variablesOf(plan, 'production'), development: variablesOf(plan, 'development') },
    loading: 'first',
    saying: { credentials: plan.clientCode === 'fetch' ? "credentials: 'include'" : 'withCredentials: true', place: 'options' },
    known: [],
    otherFiles: {},
    asking: { loginMethod: 'POST' },
    otherCookie: "{ sameSite: 'lax', maxAge: 86400000 }",
    onSubApp: [],
  };
  if (plan.sessionPath === 'prefix') draft.register = (middleware) => [`${APP}.use('/api', ${middleware});`];
  writeSession(draft);
  draft.clearing = clearingOf(draft);
  writeCors(draft);
  return draft;
}

function newIntent(): Intent {
  return { persists: false, quiet: true, carries: new Set(), lacks: new Set(), name: '' };
}

function orderOf(plan: Plan): StepName[] {
  return [
    ...(plan.trust === 'late' ? [] : ['trust'] as const), 'extra', ...(plan.client === 'same-origin' ? [] : ['cors'] as const), 'body', ...(plan.login === 'passport' && plan.passport === 'initialize-first' ? ['passport-early'] as const : []), 'session',
    ...(plan.login === 'passport' ? ['passport'] as const : []), 'dependents', 'guard', 'visitor', 'routes', 'late-extra', ...(plan.trust === 'late' ? ['late-trust'] as const : []), 'late',
  ];
}

function trustOf({ trust }: Plan): Statement[] {
  const set = (code: string): Statement[] => [`${APP}.set('trust proxy', ${code});`];
  switch (trust) {
    case 'one': case 'late': return set('1');
    case 'none': case 'session-proxy': return [];
    case 'enable': return [`${APP}.enable('trust proxy');`];
    case 'true': return set('true');
    case 'two': return set('2');
    case 'loopback': return set("'loopback'");
    case 'list': return set("['loopback', '10.0.0.0/8']");
    case 'function': return set('() => true');
    case 'production': return [`if (${TEST_WITH_APP}) {\n  ${APP}.set('trust proxy', 1);\n}`];
    case 'environment': return set('Number(process.env.TRUSTED_PROXIES)');
  }
}

/** The options the cookie's attributes stand in. */
export function cookieOf({ plan, session }: Draft): Options {
  if (plan.library === 'cookie-session') return session;
  const cookie = session.nested('cookie') ?? new Options();
  session.set('cookie', cookie);
  return cookie;
}

/** How long the cookie lives. */
function writeLife({ maxAge }: Plan, cookie: Options): void {
  const day = '86400000';
  switch (maxAge) {
    case 'unset': break;
    case 'number': cookie.set('maxAge', day); break;
    case 'product': cookie.set('maxAge', '1000 * 60 * 60 * 24 * 7'); break;
    case 'null': cookie.set('maxAge', 'null'); break;
    case 'lower-case': cookie.set('maxage', day); break;
    // A number works as maxAge does, by accident.
    case 'expires-number': cookie.set('expires', day); break;
    case 'environment': cookie.set('maxAge', 'Number(process.env.SESSION_LIFE)'); break;
    case 'fresh-expires': cookie.set('expires', `new Date(Date.now() + ${day})`); break;
    case 'after-expires':
      cookie.set('expires', `new Date(Date.now() + ${day})`);
      cookie.set('maxAge', day);
      break;
  }
}

/** Fills in the session's options and what they are meant to do. */
function writeSession(draft: Draft): void {
  const { plan, session, intent } = draft;
  const flat = plan.library === 'cookie-session';
  const cookie = flat ? session : new Options();
  writeSecret(draft);
  writeName(draft);
  if (!flat) {
    if (plan.saving !== 'omitted') for (const name of ['resave', 'saveUninitialized']) session.set(name, plan.saving === 'on' ? 'true' : 'false');
    if (plan.rolling !== 'unset') session.set('rolling', plan.rolling);
    if (plan.store === 'own') session.set('store', 'new OwnStore()');
    if (plan.genid === 'uuid') session.set('genid', '() => randomUUID()');
    if (plan.end !== 'unset') session.set('unset', quoted(plan.end));
    if (plan.trust === 'session-proxy') session.set('proxy', { production: 'true', development: 'undefined' });
    if (plan.cookieAs === 'function') draft.wrapCookie = (options) => `() => (${options})`;
  }
  for (const environment of environments) intent[environment].quiet = flat || plan.saving === 'off';
  writeCookie(draft, cookie);
  if (!flat && cookie.names.length > 0) session.set('cookie', cookie);
}

function writeSecret({ plan, session }: Draft): void {
  const flat = plan.library === 'cookie-session';
  const one = (code: string): string => (flat ? `[${code}]` : code);
  const codes: Record<Plan['secret'], Code> = {
    'environment': one('process.env.SESSION_SECRET'),
    'list': '[process.env.SESSION_SECRET, process.env.OLD_SECRET]',
    'literal-at-home': perEnvironment(one('process.env.SESSION_SECRET'), one("'for this machine alone'")),
  };
  session.set(flat ? 'keys' : 'secret', codes[plan.secret]);
}

function writeName({ plan, session, intent }: Draft): void {
  const key = plan.name === 'key' ? 'key' : 'name';
  const usual = plan.library === 'cookie-session' ? 'session' : 'connect.sid';
  const development = plan.hosting === 'node-tls-always' ? '__Host-sid' : 'sid';
  const names: Record<Plan['name'], readonly [string, string]> = { 'unset': [usual, usual], 'sid': ['sid', 'sid'], 'key': ['sid', 'sid'], 'host-prefixed': ['__Host-sid', development] };
  const [inProduction, inDevelopment] = names[plan.name];
  intent.production.name = inProduction;
  intent.development.name = inDevelopment;
  if (plan.name !== 'unset') session.set(key, perEnvironment(quoted(inProduction), quoted(inDevelopment)));
}

function writeCookie(draft: Draft, cookie: Options): void {
  const { plan, intent } = draft;
  const inDevelopment = plan.hosting === 'node-tls-always';
  const secure: Record<Plan['secure'], Code | undefined> = { production: perEnvironment('true', String(inDevelopment)), always: 'true', auto: "'auto'", off: 'false', unset: undefined, environment: "process.env.COOKIE_SECURE === 'true'" };
  setUnlessUndefined(cookie, 'secure', secure[plan.secure]);
  const sameSite: Record<Plan['sameSite'], Code | undefined> = {
    'unset': undefined, 'lax': "'lax'", 'Lax': "'Lax'", 'strict': "'strict'", 'true': 'true', 'false': 'false', 'auto': "'auto'",
    'none-production': perEnvironment("'none'", "'lax'"), 'None-production': perEnvironment("'None'", "'Lax'"),
  };
  setUnlessUndefined(cookie, 'sameSite', sameSite[plan.sameSite]);
  writeLife(plan, cookie);
  for (const environment of environments) draft.intent[environment].persists = plan.maxAge !== 'unset' && plan.maxAge !== 'null';
  if (plan.httpOnly !== 'unset') cookie.set('httpOnly', 'true');
  for (const environment of environments) draft.intent[environment].carries.add('httponly');
  if (plan.path !== 'unset') cookie.set('path', "'/'");
  if (plan.domain !== 'unset') {
    cookie.set('domain', plan.domain === 'environment' ? 'process.env.COOKIE_DOMAIN' : perEnvironment("'.example.com'", 'undefined'));
    draft.intent.production.carries.add('domain=.example.com');
  }
  for (const environment of environments) {
    const { carries } = intent[environment];
    if (valueIn(cookie.get('secure'), environment) === 'true') carries.add('secure');
    const sameSiteHere = valueIn(cookie.get('sameSite'), environment)?.replaceAll("'", '').toLowerCase();
    if (sameSiteHere === 'lax' || sameSiteHere === 'strict' || sameSiteHere === 'none') carries.add(`samesite=${sameSiteHere}`);
  }
  if (plan.partitioned === 'true') cookie.set('partitioned', perEnvironment('true', String(inDevelopment)));
}

function valueIn(value: Code | Options | undefined, environment: Environment): string | undefined {
  if (value === undefined || value instanceof Options) return undefined;
  return typeof value === 'string' ? value : value[environment];
}

function setUnlessUndefined(options: Options, name: string, code: Code | undefined): void {
  if (code !== undefined) options.set(name, code);
}

/** Code that differs between the environments only where it must. */
export function perEnvironment(production: string, development: string): Code {
  return production === development ? production : { production, development };
}

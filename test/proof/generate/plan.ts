import type { Random } from './random.ts';

/**
 * What an app may be, one dimension a line; the first value of each is the simplest, and what a shrunk app goes
 * back to. All values are right ones in the right surroundings (`settle` sees to those); what is wrong is a fault.
 */
export const dimensions = {
  modules: ['esm', 'cjs', 'ts-esm', 'ts-cjs'],
  structure: ['flat', 'functions', 'modules', 'class', 'factory', 'bootstrap', 'split', 'nest', 'then', 'inherit', 'at-once', 'list-of-functions'],
  appName: ['app', 'server', 'api'],
  /** How the session library is imported. */
  importing: ['default', 'renamed', 'inline-require', 'import-equals', 'dynamic'],
  /** How files hand things to one another. */
  exporting: ['named', 'default', 'barrel'],
  /** Where the session's options are written. */
  options: ['inline', 'constant', 'pieces', 'module', 'function', 'static', 'spread', 'assign', 'mutated', 'mutated-after', 'typed', 'table', 'conditional-spread', 'frozen', 'parameter', 'builder', 'instance'],
  /** How the code asks for the environment. */
  test: ['node-env', 'constant', 'config', 'app-env', 'not-development', 'destructured', 'with-default', 'function', 'config-table', 'config-switch', 'negated', 'one-of', 'loose', 'bracket'],
  routes: ['app', 'router', 'router-module', 'chain', 'prefixed', 'handlers', 'sub-app', 'loop', 'controller', 'nested', 'directory'],
  /** How a handler is written. */
  handler: ['arrow', 'function', 'async', 'destructured', 'helper', 'regenerate', 'save', 'early-return', 'replace', 'redirect', 'try', 'promised', 'callback', 'copy', 'object', 'wrapped', 'cast', 'guarded'],
  /** How the user logs out, if there is a way to. */
  logout: ['none', 'end', 'clear', 'forget', 'anew'],
  /** A middleware of the app behind the session that has a look at it. */
  visitor: ['nothing', 'locals', 'views', 'renew', 'touch', 'old-cookie'],
  registering: ['separate', 'chained', 'list', 'together'],
  /** Where the session middleware is made. */
  making: ['in-place', 'constant', 'module', 'function', 'wrapped'],
  library: ['express-session', 'cookie-session'],
  /** Who ends TLS in production: a proxy, Node (in production or everywhere), nobody. */
  hosting: ['proxy', 'node-tls', 'node-tls-always', 'plain'],
  /** Where the page stands that uses the server. */
  client: ['same-origin', 'same-site', 'cross-site', 'both'],
  login: ['session', 'passport'],
  passport: ['usual', 'initialize-first', 'authenticate'],
  /** How the program begins to listen, where Node speaks plain HTTP. */
  listening: ['port', 'ready', 'http-server', 'constant', 'kept'],
  /** Below which path the session is. */
  sessionPath: ['everywhere', 'prefix'],
  secure: ['production', 'auto', 'always', 'off', 'unset', 'environment'],
  sameSite: ['unset', 'lax', 'Lax', 'strict', 'true', 'false', 'none-production', 'None-production', 'auto'],
  maxAge: ['unset', 'number', 'product', 'null', 'lower-case', 'expires-number', 'after-expires', 'fresh-expires', 'environment'],
  httpOnly: ['unset', 'true'],
  path: ['unset', '/'],
  domain: ['unset', 'production', 'environment'],
  name: ['unset', 'sid', 'host-prefixed', 'key'],
  saving: ['off', 'on', 'omitted'],
  rolling: ['unset', 'true', 'false'],
  secret: ['environment', 'list', 'literal-at-home'],
  store: ['unset', 'own'],
  genid: ['unset', 'uuid'],
  end: ['unset', 'destroy', 'keep'],
  partitioned: ['unset', 'true'],
  cookieAs: ['object', 'function'],
  trust: ['one', 'none', 'enable', 'true', 'two', 'loopback', 'list', 'function', 'production', 'session-proxy', 'late', 'environment'],
  corsBy: ['package', 'by-hand', 'delegate'],
  corsOrigin: ['string', 'list', 'pattern', 'function', 'environment'],
  corsOptions: ['plain', 'inline', 'module', 'methods'],
  corsPlace: ['app', 'options-too', 'routes'],
  /** What else stands on the app. */
  extra: ['nothing', 'health', 'static', 'error-handler', 'logger', 'cookie', 'cookie-parser', 'forms'],
  /** Where the variables that both environments share come from. */
  variables: ['platform', 'dotenv'],
  /** How the pages ask, where their code is in the repository. */
  clientCode: ['none', 'fetch', 'axios', 'axios-instance'],
  /** The installed versions, or Express 4 and express-session 1.17. */
  versions: ['installed', 'older'],
  /** Whether the linter is told where the server is reached. */
  serverOrigin: ['untold', 'told'],
} as const;

/** A dimension of the space of apps. */
export type Dimension = keyof typeof dimensions;

/** One choice in each dimension, and the faults that are put in. */
export type Plan = { readonly [D in Dimension]: (typeof dimensions)[D][number] } & { readonly faults: readonly string[] };

/** Part of a plan. */
export type PartialPlan = { readonly [D in Dimension]?: Plan[D] };

/** The names of all dimensions. */
export const dimensionNames = Object.keys(dimensions) as Dimension[];

/** How often the simplest value is taken instead of any: styles vary more than options. */
const calm: { readonly [D in Dimension]?: number } = {
  structure: 0.1, library: 0.6, hosting: 0.5, client: 0.2, login: 0.7, secure: 0.4, sameSite: 0.2, maxAge: 0.4, httpOnly: 0.6, path: 0.7, domain: 0.7,
  name: 0.5, saving: 0.5, rolling: 0.7, secret: 0.7, store: 0.7, genid: 0.8, end: 0.8, partitioned: 0.85, cookieAs: 0.9, trust: 0.2, corsBy: 0.5, extra: 0.3, passport: 0.3, sessionPath: 0.3, listening: 0.4,
  corsPlace: 0.5, corsOptions: 0.4, logout: 0.4, visitor: 0.5, variables: 0.6, clientCode: 0.5, versions: 0.6,
};

/** A plan without faults, in surroundings where it works. */
export function randomPlan(random: Random): Plan {
  return settle(planOf((name, values) => (random.chance(calm[name] ?? 0) ? values[0] : random.pick(values))));
}

function planOf(choose: (name: Dimension, values: readonly [string, ...string[]]) => string): Plan {
  const choices = dimensionNames.map((name) => [name, choose(name, dimensions[name])]);
  // Each name of `dimensions` is there with one of its values.
  return { ...Object.fromEntries(choices), faults: [] } as Plan;
}

/** Whether a page of another site than the server's uses the session in production. */
export function hasCrossSiteClient({ client }: Plan): boolean {
  return client === 'cross-site' || client === 'both';
}

/** Whether the browser's connection in production is TLS. */
export function hasTls({ hosting }: Plan): boolean {
  return hosting !== 'plain';
}

/** The nearest plan that works: a choice that its surroundings forbid goes back to one they allow. */
export function settle(plan: Plan): Plan {
  let settled = plan;
  for (const rule of surroundings) settled = { ...settled, ...rule(settled) };
  return settled;
}

/** Ways of a handler that call methods of express-session. */
const withMethods: readonly Plan['handler'][] = ['regenerate', 'save', 'redirect', 'promised', 'copy'];

/** Each says what must change in a plan. The order counts: later ones rest on what earlier ones settled. */
const surroundings: readonly ((plan: Plan) => PartialPlan)[] = [
  // NestJS is TypeScript with decorators and brings structure and routes of its own.
  (plan) => (plan.structure === 'nest' ? {
    modules: plan.modules === 'ts-cjs' ? 'ts-cjs' : 'ts-esm', routes: 'app', handler: 'arrow', login: 'session', registering: 'separate', extra: 'nothing', exporting: plan.exporting === 'barrel' ? 'named' : plan.exporting, test: plan.test === 'app-env' ? 'constant' : plan.test,
    corsPlace: 'app', hosting: plan.hosting === 'plain' ? 'plain' : 'proxy', logout: 'none', versions: 'installed',
  } : {}),
  // A table has no row for the third environment that such a test names.
  (plan) => (plan.test === 'one-of' && plan.options === 'table' ? { options: 'constant' } : {}),
  // What express-session 1.17 does not know.
  (plan) => (plan.versions === 'older' ? { cookieAs: 'object', partitioned: 'unset', sameSite: plan.sameSite === 'auto' ? 'lax' : plan.sameSite } : {}),
  (plan) => (plan.importing === 'inline-require' && plan.modules !== 'cjs' ? { importing: 'default' } : {}),
  (plan) => (plan.importing === 'import-equals' && plan.modules !== 'ts-cjs' ? { importing: 'default' } : {}),
  // `await` at the top of a module, or in the function that sets everything up.
  (plan) => (plan.importing === 'dynamic' && !(plan.modules.endsWith('esm') && ['flat', 'split', 'bootstrap'].includes(plan.structure)) ? { importing: 'default' } : {}),
  (plan) => (plan.importing === 'dynamic' && !['in-place', 'constant'].includes(plan.making) ? { making: 'constant' } : {}),
  (plan) => (plan.routes === 'directory' && !(plan.modules === 'cjs' && plan.login === 'session') ? { routes: 'router-module' } : {}),
  (plan) => (plan.routes === 'directory' && plan.handler === 'helper' ? { handler: 'arrow' } : {}),
  // What cookie-session has no method for; and only there may the session be replaced by an object of one's own.
  (plan) => (plan.login === 'passport' || (plan.library === 'cookie-session' ? withMethods.includes(plan.handler) : plan.handler === 'replace') ? { handler: 'arrow' } : {}),
  (plan) => (plan.library === 'cookie-session' && (['clear', 'anew'].includes(plan.logout) || plan.visitor === 'touch' || plan.visitor === 'renew') ? { logout: ['clear', 'anew'].includes(plan.logout) ? 'end' : plan.logout, visitor: ['touch', 'renew'].includes(plan.visitor) ? 'views' : plan.visitor } : {}),
  (plan) => (plan.options === 'typed' && !plan.modules.startsWith('ts') ? { options: 'constant' } : {}),
  (plan) => (plan.library === 'cookie-session' ? {
    login: 'session', saving: 'off', rolling: 'unset', store: 'unset', genid: 'unset', end: 'unset', cookieAs: 'object',
    secure: plan.secure === 'auto' ? 'unset' : plan.secure,
    sameSite: plan.sameSite === 'auto' ? 'lax' : plan.sameSite,
    name: plan.name === 'key' ? 'sid' : plan.name,
    trust: plan.trust === 'session-proxy' ? 'one' : plan.trust,
    // The options are read at the call, so that nothing can be changed after it; the library writes into them itself.
    options: plan.options === 'mutated-after' ? 'mutated' : plan.options === 'frozen' ? 'constant' : plan.options,
  } : {}),
  // An old spelling that cookie-session still reads.
  (plan) => (plan.maxAge === 'lower-case' && plan.library !== 'cookie-session' ? { maxAge: 'number' } : {}),
  (plan) => (plan.maxAge === 'expires-number' && plan.library === 'cookie-session' ? { maxAge: 'number' } : {}),
  // Saved by hand, that is taken for a day in 1970.
  (plan) => (plan.maxAge === 'expires-number' && ['save', 'redirect', 'promised'].includes(plan.handler) ? { handler: 'arrow' } : {}),
  (plan) => (plan.maxAge === 'fresh-expires' && plan.cookieAs !== 'function' ? { maxAge: 'number' } : {}),
  // What the other routes set would be dropped from a page of another site.
  (plan) => (plan.extra === 'cookie' && hasCrossSiteClient(plan) ? { extra: 'nothing' } : {}),
  (plan) => (plan.sessionPath === 'prefix' && (!['prefixed', 'nested'].includes(plan.routes) || plan.login === 'passport') ? { sessionPath: 'everywhere' } : {}),
  // It runs for the whole app.
  (plan) => (plan.sessionPath === 'prefix' ? { visitor: 'nothing' } : {}),
  // Nobody but a page on the server itself can be where there is no TLS: a page of another origin would be refused its cookies or be mixed content.
  (plan) => (hasTls(plan) ? {} : { client: plan.client === 'same-site' ? 'same-site' : 'same-origin', secure: plan.secure === 'auto' ? 'auto' : 'off', domain: 'unset', name: plan.name === 'host-prefixed' ? 'sid' : plan.name, partitioned: 'unset' }),
  (plan) => (plan.secure === 'always' && plan.hosting !== 'node-tls-always' ? { secure: 'production' } : {}),
  (plan) => (plan.secure === 'unset' && plan.library === 'express-session' ? { secure: 'off' } : {}),
  // A page of another site needs `none`, and `none` needs `secure`.
  (plan) => (hasCrossSiteClient(plan) && !['none-production', 'None-production', 'auto'].includes(plan.sameSite) ? { sameSite: 'none-production' } : {}),
  (plan) => (plan.sameSite === 'auto' && plan.cookieAs === 'function' ? { sameSite: 'none-production' } : {}),
  (plan) => (plan.sameSite === 'auto' ? { secure: 'auto' } : {}),
  (plan) => (!hasTls(plan) && plan.sameSite.endsWith('one-production') ? { sameSite: 'lax' } : {}),
  (plan) => (needsSecure(plan) && (plan.secure === 'off' || (plan.secure === 'auto' && plan.cookieAs === 'function')) ? { secure: 'production' } : {}),
  (plan) => (plan.secure === 'auto' && plan.cookieAs === 'function' ? { secure: 'production' } : {}),
  (plan) => (!hasTls(plan) && (plan.secure === 'production' || plan.secure === 'environment') ? { secure: 'off' } : {}),
  (plan) => (plan.name === 'host-prefixed' ? { domain: 'unset' } : {}),
  // A function that makes the cookie is asked at each request; there is no object to change.
  (plan) => (plan.cookieAs === 'function' && ['mutated', 'mutated-after', 'conditional-spread', 'table', 'builder'].includes(plan.options) ? { options: 'constant' } : {}),
  (plan) => (plan.options === 'mutated-after' && (plan.making === 'in-place' || plan.making === 'wrapped') ? { making: 'constant' } : {}),
  // What a middleware made elsewhere rests on is written there.
  (plan) => ((plan.making === 'module' || plan.making === 'function') && plan.options === 'mutated-after' ? { making: 'constant' } : {}),
  (plan) => (plan.trust === 'session-proxy' && plan.hosting !== 'proxy' ? { trust: 'none' } : {}),
  (plan) => (plan.trust === 'none' && needsTrust(plan) ? { trust: 'one' } : {}),
  (plan) => (plan.client === 'same-origin' ? { corsBy: 'package', corsOrigin: 'string', corsOptions: 'plain', corsPlace: 'app', clientCode: 'none' } : {}),
  (plan) => (plan.corsBy === 'package' ? {} : { corsOptions: 'plain', corsPlace: 'app' }),
  (plan) => (plan.corsPlace === 'routes' && !['app', 'handlers'].includes(plan.routes) ? { corsPlace: 'app' } : {}),
  (plan) => (plan.corsPlace === 'routes' && plan.login === 'passport' ? { corsPlace: 'app' } : {}),
  (plan) => (plan.client === 'both' && (plan.corsOrigin === 'string' || plan.corsOrigin === 'environment') ? { corsOrigin: 'list' } : {}),
];

/** Whether the cookie must be `Secure` to be kept in production. */
function needsSecure(plan: Plan): boolean {
  return plan.sameSite.endsWith('one-production') || plan.name === 'host-prefixed' || plan.partitioned === 'true';
}

/** Whether Express must believe the proxy for the cookie to be set as planned. */
export function needsTrust(plan: Plan): boolean {
  if (plan.hosting !== 'proxy') return false;
  if (['production', 'always', 'environment'].includes(plan.secure)) return true;
  // `auto` and cookie-session's default make the cookie Secure where Express sees TLS.
  return (plan.secure === 'auto' || plan.secure === 'unset') && (needsSecure(plan) || plan.sameSite === 'auto');
}

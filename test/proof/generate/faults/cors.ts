import { environments, quoted } from '../addresses.ts';
import { allowedOrigins, everyPath, listCode } from '../cors.ts';
import { perEnvironment, type Draft } from '../draft.ts';
import { printCode, type Code } from '../options.ts';
import { APP, TEST, TEST_WITH_APP } from '../source-file.ts';
import type { Plan } from '../plan.ts';
import { fault, isNest, variants, type Fault } from './fault.ts';

/** Whether the cookie stays out of calls from other sites' pages, so that nothing is to be had by them. */
function isKeptAtHome({ sameSite, partitioned }: Plan): boolean {
  return partitioned === 'true' || ['lax', 'Lax', 'strict', 'true', 'auto'].includes(sameSite);
}

/** A page of one site with the server, so that the cookie's attributes have no part in it. */
const byPackage = { client: 'same-site', corsBy: 'package', corsOrigin: 'string', corsPlace: 'app' } as const;
const byHand = { client: 'same-site', corsBy: 'by-hand' } as const;
const never = ['valid-cors-origin'] as const;

/** The origin of each environment's page, changed. */
function origins({ scenes }: Draft, change: (origin: string) => string): Code {
  const [production = '', development = ''] = environments.map((environment) => change(scenes[environment].pages[0] ?? ''));
  return perEnvironment(production, development);
}

const neverMatches: readonly Fault[] = [
  ...variants({ cause: 'an origin that can never match', rules: never, needs: byPackage }, {
    'trailing slash': (origin: string) => quoted(`${origin}/`),
    'path': (origin: string) => quoted(`${origin}/home`),
    'no scheme': (origin: string) => quoted(new URL(origin).host),
    'upper case': (origin: string) => quoted(origin.replace(/\/\/\w/, (start) => start.toUpperCase())),
    'several': (origin: string) => quoted(`${origin}, https://www.example.com`),
    'text of a pattern': (origin: string) => quoted(`/${origin.replace(/^https?:\/\//, '')}$/`),
  }, (draft, change) => { draft.corsOptions.set('origin', origins(draft, change)); }),
  fault('the default port is written out', never, { ...byPackage, hosting: 'proxy' }, (draft) => {
    draft.corsOptions.set('origin', perEnvironment(quoted(`${draft.scenes.production.pages[0] ?? ''}:443`), quoted(draft.scenes.development.pages[0] ?? '')));
  }),
  fault('a glob', never, { ...byPackage, hosting: 'proxy' }, (draft) => { draft.corsOptions.set('origin', "['https://*.example.com', 'http://localhost:5173']"); }),
  fault('a star in a list', never, byPackage, (draft) => { draft.corsOptions.set('origin', "['*']"); }),
  ...variants({ cause: 'an origin in a list that can never match', rules: never, needs: { ...byPackage, corsOrigin: 'list' } }, {
    'trailing slash': (origin: string) => `${origin}/`,
    'spaces': (origin: string) => ` ${origin}`,
    'path': (origin: string) => `${origin}/home`,
    'no scheme': (origin: string) => new URL(origin).host,
  }, (draft, change) => { draft.corsOptions.set('origin', listCode(allowedOrigins(draft).map(change))); }),
  ...variants({ cause: 'a falsy origin', rules: never, needs: byPackage }, { 'false': 'false', 'empty': "''", 'undefined': 'undefined', 'null': 'null' }, (draft, code) => { draft.corsOptions.set('origin', code); }),
  fault('an environment variable with several origins', never, byPackage, (draft) => {
    draft.corsOptions.set('origin', 'process.env.CLIENT_ORIGINS');
    for (const environment of environments) draft.env[environment]['CLIENT_ORIGINS'] = `${draft.scenes[environment].pages[0] ?? ''},https://www.example.com`;
    draft.otherFiles['.env'] = `CLIENT_ORIGINS=${draft.scenes.production.pages[0] ?? ''},https://www.example.com\n`;
  }),
  ...variants({ cause: 'an origin function that does not call back', rules: never, needs: byPackage }, {
    sync: '(origin) => allowedOrigins.includes(origin)',
    async: 'async (origin) => allowedOrigins.includes(origin)',
  }, (draft, code) => { draft.corsOptions.set('origin', code); }),
  ...variants({ cause: 'a pattern that keeps its place', rules: never, needs: byPackage }, { g: 'g', y: 'y' }, (draft, flag) => {
    draft.corsOptions.set('origin', origins(draft, (origin) => `/^${origin.replaceAll(/[./]/g, '\\$&')}$/${flag}`));
  }),
  fault('a URL object as origin', never, byPackage, (draft) => { draft.corsOptions.set('origin', origins(draft, (origin) => `new URL(${quoted(origin)})`)); }),
];

const misused: readonly Fault[] = [
  ...variants({ cause: 'origins as the whole argument of cors', rules: never, needs: byPackage }, {
    text: (draft: Draft) => printCode(origins(draft, quoted), TEST_WITH_APP),
    list: (draft: Draft) => listCode(allowedOrigins(draft)),
  }, (draft, code) => { draft.corsArgument = code(draft); }),
  ...variants({ cause: 'origin is misspelt', rules: [...never, 'no-wildcard-origin-with-credentials'], needs: byPackage }, { plural: 'origins', allow: 'allowOrigin' }, ({ corsOptions }, name) => {
    const origin = corsOptions.get('origin');
    corsOptions.delete('origin');
    if (origin !== undefined) corsOptions.set(name, origin);
  }),
  ...variants({ cause: 'credentials is truthy, not true', rules: never, needs: byPackage }, { text: "'true'", number: '1' }, ({ corsOptions }, code) => { corsOptions.set('credentials', code); }),
  fault('a star as path', never, { ...byPackage, structure: 'flat', versions: 'installed' }, (draft) => {
    const call = `cors({ origin: ${listCode(allowedOrigins(draft))}, credentials: true })`;
    draft.corsStatements = [`${APP}.options('*', ${call});`, { use: call }];
  }),
  ...variants({ cause: 'methods without one that a route has', rules: never, needs: { ...byPackage, routes: 'app', structure: 'flat' } }, { PUT: 'PUT', PATCH: 'PATCH' } as const, ({ corsOptions, asking }, method) => {
    asking.loginMethod = method;
    corsOptions.set('methods', "['GET', 'POST']");
  }),
];

const credentials: readonly Fault[] = [
  ...variants({ cause: 'cors without credentials', rules: ['require-cors-credentials'], needs: { client: 'same-site', corsBy: 'package' } }, { missing: undefined, off: 'false' }, ({ corsOptions }, code: string | undefined) => {
    if (code === undefined) corsOptions.delete('credentials');
    else corsOptions.set('credentials', code);
  }),
  fault('a delegate without credentials', ['require-cors-credentials'], { client: 'same-site', corsBy: 'delegate' }, ({ corsOptions }) => { corsOptions.delete('credentials'); }),
  ...variants({ cause: 'any origin with credentials', rules: ['no-wildcard-origin-with-credentials'], needs: { client: 'same-site', corsBy: 'package' } }, { star: "'*'", left: undefined }, ({ corsOptions }, code: string | undefined) => {
    if (code === undefined) corsOptions.delete('origin');
    else corsOptions.set('origin', code);
  }),
  fault('any origin with credentials by hand', ['no-wildcard-origin-with-credentials'], byHand, ({ byHand: { headers } }) => { headers[0] = ['Access-Control-Allow-Origin', "'*'"]; }),
];

const order: readonly Fault[] = [
  fault('cors after the routes', ['cors-before-routes'], { client: 'same-site', corsBy: 'package', corsPlace: 'app' }, ({ order: steps }) => {
    steps.splice(steps.indexOf('cors'), 1);
    steps.splice(steps.indexOf('routes') + 1, 0, 'cors');
  }, isNest),
  fault('CORS by hand after the routes', ['cors-before-routes'], byHand, ({ order: steps }) => {
    steps.splice(steps.indexOf('cors'), 1);
    steps.splice(steps.indexOf('routes') + 1, 0, 'cors');
  }, isNest),
  fault('CORS once Nest listens', ['cors-before-routes'], { client: 'same-site', corsBy: 'package', structure: 'nest' }, ({ order: steps }) => {
    steps.splice(steps.indexOf('cors'), 1);
    steps.splice(steps.indexOf('late') + 1, 0, 'cors');
  }),
  fault('cors behind a guard', ['cors-before-routes'], { client: 'same-site', corsBy: 'package', corsPlace: 'app', login: 'session', routes: 'app' }, (draft) => {
    draft.guard.push({ use: "(req, res, next) => {\n  if (req.session.user || (req.method === 'POST' && req.path === '/login')) {\n    next();\n    return;\n  }\n  res.sendStatus(401);\n}" });
    draft.order.splice(draft.order.indexOf('cors'), 1);
    draft.order.splice(draft.order.indexOf('guard') + 1, 0, 'cors');
  }),
  fault('CORS by hand on answers only', ['cors-before-routes'], byHand, (draft) => {
    const lines = draft.byHand.headers.map(([name, code]) => `    res.setHeader('${name}', ${code.replace('origin', 'req.headers.origin')});`).join('\n');
    draft.corsStatements = [{ use: `(req, res, next) => {\n  if (req.method !== 'OPTIONS' && allowedOrigins.includes(req.headers.origin)) {\n${lines}\n  }\n  next();\n}` }];
  }),
  fault('preflights with other options', ['cors-before-routes', 'valid-cors-origin'], { ...byPackage, structure: 'flat' }, (draft) => {
    draft.corsStatements = [`${APP}.options('${everyPath(draft.plan)}', cors());`, { use: `cors({ origin: ${listCode(allowedOrigins(draft))}, credentials: true })` }];
  }),
];

const anybody = ['no-reflected-origin-with-credentials'] as const;

const open: readonly Fault[] = [
  ...variants({ cause: 'every origin is let in', rules: anybody, needs: byPackage }, {
    'true': 'true',
    'function': '(origin, callback) => callback(null, true)',
    'named back': '(origin, callback) => callback(null, origin)',
    'pattern': '/^https?:\\/\\//',
  }, ({ corsOptions }, code) => { corsOptions.set('origin', code); }),
  ...variants({ cause: 'an origin that only looks like one\'s own is let in', rules: anybody, needs: { ...byPackage, hosting: 'proxy' }, unless: isKeptAtHome }, {
    'pattern without end': '/^https:\\/\\/app\\.example\\.com/',
    'pattern without start': '/example\\.com$/',
    'pattern with a bare dot': '/^https:\\/\\/app.example.com$/',
  }, ({ corsOptions }, code) => { corsOptions.set('origin', `[${code}, 'http://localhost:5173']`); }),
  ...variants({ cause: 'an origin is compared in part', rules: anybody, needs: { ...byPackage, hosting: 'proxy' }, unless: isKeptAtHome }, {
    end: "origin.endsWith('example.com')", start: "origin.startsWith('https://app.example.com')", middle: "origin.includes('example.com')",
  }, ({ corsOptions }, test) => { corsOptions.set('origin', `(origin, callback) => {\n  callback(null, !origin || origin === 'http://localhost:5173' || ${test});\n}`); }),
  fault('every origin is named back by hand', anybody, byHand, (draft) => {
    const lines = draft.byHand.headers.map(([name, code]) => `  res.setHeader('${name}', ${code.replace('origin', 'req.headers.origin')});`).join('\n');
    draft.corsStatements = [{ use: `(req, res, next) => {\n${lines}\n  if (req.method === 'OPTIONS') {\n    res.sendStatus(204);\n    return;\n  }\n  next();\n}` }];
  }),
];

const byHandOnly: readonly Fault[] = [
  fault('CORS by hand without credentials', [], { client: 'same-site', corsBy: 'by-hand' }, ({ byHand }) => { byHand.headers = byHand.headers.filter(([name]) => name !== 'Access-Control-Allow-Credentials'); }),
  fault('CORS by hand without Content-Type', [], { client: 'same-site', corsBy: 'by-hand' }, ({ byHand }) => { byHand.headers = byHand.headers.filter(([name]) => name !== 'Access-Control-Allow-Headers'); }),
  // Nothing on the server shows that its clients send JSON.
  fault('allowedHeaders without Content-Type', [], { ...byPackage, clientCode: 'none' }, ({ corsOptions }) => { corsOptions.set('allowedHeaders', "['Authorization']"); }),
  fault('allowedHeaders without what a page sends', never, { ...byPackage, clientCode: 'fetch', serverOrigin: 'told' }, ({ corsOptions }) => { corsOptions.set('allowedHeaders', "['Authorization']"); }),
  ...variants({ cause: 'CORS by hand in the handlers alone', rules: ['cors-before-routes'], needs: byHand, unless: isNest }, { PUT: 'PUT', PATCH: 'PATCH' } as const, (draft, method) => {
    const lines = draft.byHand.headers.filter(([name]) => name !== 'Vary').map(([name, code]) => `res.setHeader('${name}', ${name.endsWith('Origin') ? quotedOrigin(draft) : code});\n`).join('');
    draft.asking.loginMethod = method;
    draft.opening = lines;
    draft.corsStatements = [];
  }),
];

function quotedOrigin(draft: Draft): string {
  return printCode(origins(draft, quoted), TEST);
}

/** Faults of CORS. */
export const corsFaults: readonly Fault[] = [...neverMatches, ...misused, ...credentials, ...order, ...open, ...byHandOnly];

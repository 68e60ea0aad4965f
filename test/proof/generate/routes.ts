import { corsCall } from './cors.ts';
import type { Draft } from './draft.ts';
import { knowHelpers, loginHandler, logoutHandler, meHandler } from './handlers.ts';
import type { Writing } from './program.ts';
import { APP, indent, type SourceFile, type Statement } from './source-file.ts';

/** Where the routes are reached. */
export interface Paths {
  readonly login: string;
  readonly me: string;
  /** Absent where nobody can log out. */
  readonly logout?: string;
}

/** The paths a client of this app calls. */
export function pathsOf({ routes, logout }: Draft['plan']): Paths {
  const prefix = { prefixed: '/api', nested: '/api/v1' }[routes as string] ?? '';
  return { login: `${prefix}/login`, me: `${prefix}/me`, ...(logout === 'none' ? {} : { logout: `${prefix}/logout` }) };
}

/** A route: its method and path, and what answers it. */
interface Endpoint {
  readonly name: 'login' | 'me' | 'logout';
  readonly method: string;
  readonly handler: string;
}

function endpointsOf(draft: Draft, writing: Writing): Endpoint[] {
  const logout = logoutHandler(draft, writing);
  return [
    { name: 'login', method: draft.asking.loginMethod.toLowerCase(), handler: loginHandler(draft, writing) },
    { name: 'me', method: 'get', handler: meHandler(draft, writing) },
    ...(logout === undefined ? [] : [{ name: 'logout', method: 'post', handler: logout } as const]),
  ];
}

/** The routes, as the plan has them. */
export function routeStatements(draft: Draft, file: SourceFile, writing: Writing): Statement[] {
  const { plan } = draft;
  knowHelpers(draft, writing);
  const endpoints = endpointsOf(draft, writing);
  const on = (target: string): string[] => endpoints.map(({ name, method, handler }) => `${target}.${method}('/${name}', ${handler});`);
  switch (plan.routes) {
    case 'app': return appRoutes(draft, file, writing, endpoints);
    case 'router': return ['const router = express.Router();', ...on('router'), { use: 'router' }];
    case 'prefixed': return ['const router = express.Router();', ...on('router'), `${APP}.use('/api', router);`];
    case 'sub-app': return ['const account = express();', ...draft.onSubApp, ...on('account'), { use: 'account' }];
    case 'chain': return endpoints.map(({ name, method, handler }) => `${APP}.route('/${name}').${method}(${handler});`);
    case 'router-module': {
      const other = writing.fileOf('account-routes');
      writing.know(other.addExported('accountRoutes', ['const accountRoutes = express.Router();', ...on('accountRoutes')].join('\n\n'), 'only'));
      return [{ use: 'accountRoutes' }];
    }
    case 'handlers': {
      const other = writing.fileOf('handlers');
      for (const { name, handler } of endpoints) writing.know(other.addExported(name, `const ${name} = ${handler};`));
      return appRoutes(draft, file, writing, endpoints.map((endpoint) => ({ ...endpoint, handler: endpoint.name })));
    }
    case 'nested': return [
      'const inner = express.Router();', ...on('inner'), 'const outer = express.Router();', "outer.use('/v1', inner);", `${APP}.use('/api', outer);`,
    ];
    case 'controller': {
      const other = writing.fileOf('account-controller');
      const router = writing.typed(': any');
      const registering = endpoints.map(({ name, method }) => `this.router.${method}('/${name}', this.${name});`);
      const members = [`router${router} = express.Router();`, `constructor() {\n${indent(registering.join('\n'))}\n}`, ...endpoints.map(({ name, handler }) => `${name} = ${handler};`)];
      writing.know(other.addExported('AccountController', `class AccountController {\n${indent(members.join('\n\n'))}\n}`, 'only'));
      return [{ use: 'new AccountController().router' }];
    }
    case 'directory': {
      const other = writing.fileOf('routes/account');
      other.add('const router = express.Router();', ...on('router'), 'module.exports = router;');
      return [`for (const name of fs.readdirSync(path.join(__dirname, 'routes'))) {\n  ${APP}.use(require(path.join(__dirname, 'routes', name)));\n}`];
    }
    case 'loop': return [
      ...endpoints.flatMap(({ name, method, handler }) => [`const ${name}Router = express.Router();`, `${name}Router.${method}('/${name}', ${handler});`]),
      `for (const router of [${endpoints.map(({ name }) => `${name}Router`).join(', ')}]) {\n  ${APP}.use(router);\n}`,
    ];
  }
}

function appRoutes(draft: Draft, file: SourceFile, writing: Writing, endpoints: readonly Endpoint[]): Statement[] {
  if (draft.plan.corsPlace !== 'routes' || draft.corsStatements) return endpoints.map(({ name, method, handler }) => `${APP}.${method}('/${name}', ${handler});`);
  const { before, call } = corsCall(draft, file, writing);
  return [...before, `const allow = ${call};`, ...endpoints.flatMap(({ name, method, handler }) => [
    ...(method === 'get' ? [] : [`${APP}.options('/${name}', allow);`]), `${APP}.${method}('/${name}', allow, ${handler});`,
  ])];
}

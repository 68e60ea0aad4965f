import { corsCall } from './cors.ts';
import type { Draft } from './draft.ts';
import { knowHelpers, loginHandler, meHandler } from './handlers.ts';
import type { Writing } from './program.ts';
import { APP, indent, type SourceFile, type Statement } from './source-file.ts';

/** Where the routes are reached. */
export interface Paths {
  readonly login: string;
  readonly me: string;
}

/** The paths a client of this app calls. */
export function pathsOf({ routes }: Draft['plan']): Paths {
  const prefix = { prefixed: '/api', nested: '/api/v1' }[routes as string] ?? '';
  return { login: `${prefix}/login`, me: `${prefix}/me` };
}

/** The routes, as the plan has them. */
export function routeStatements(draft: Draft, file: SourceFile, writing: Writing): Statement[] {
  const { plan } = draft;
  const method = draft.asking.loginMethod.toLowerCase();
  knowHelpers(draft, writing);
  const login = loginHandler(draft, writing);
  const me = meHandler(draft, writing);
  const on = (target: string): string[] => [`${target}.${method}('/login', ${login});`, `${target}.get('/me', ${me});`];
  switch (plan.routes) {
    case 'app': return appRoutes(draft, file, writing, login, me);
    case 'router': return ['const router = express.Router();', ...on('router'), { use: 'router' }];
    case 'prefixed': return ['const router = express.Router();', ...on('router'), `${APP}.use('/api', router);`];
    case 'sub-app': return ['const account = express();', ...draft.onSubApp, ...on('account'), { use: 'account' }];
    case 'chain': return [`${APP}.route('/login').${method}(${login});`, `${APP}.route('/me').get(${me});`];
    case 'router-module': {
      const other = writing.fileOf('account-routes');
      writing.know(other.addExported('accountRoutes', ['const accountRoutes = express.Router();', ...on('accountRoutes')].join('\n\n'), 'only'));
      return [{ use: 'accountRoutes' }];
    }
    case 'handlers': {
      const other = writing.fileOf('handlers');
      writing.know(other.addExported('login', `const login = ${login};`));
      writing.know(other.addExported('me', `const me = ${me};`));
      return appRoutes(draft, file, writing, 'login', 'me');
    }
    case 'nested': return [
      'const inner = express.Router();', ...on('inner'), 'const outer = express.Router();', "outer.use('/v1', inner);", `${APP}.use('/api', outer);`,
    ];
    case 'controller': {
      const other = writing.fileOf('account-controller');
      const router = writing.typed(': any');
      const members = [`router${router} = express.Router();`, `constructor() {\n  this.router.${method}('/login', this.login);\n  this.router.get('/me', this.me);\n}`, `login = ${login};`, `me = ${me};`];
      writing.know(other.addExported('AccountController', `class AccountController {\n${indent(members.join('\n\n'))}\n}`, 'only'));
      return [{ use: 'new AccountController().router' }];
    }
    case 'directory': {
      const other = writing.fileOf('routes/account');
      other.add('const router = express.Router();', ...on('router'), 'module.exports = router;');
      return [`for (const name of fs.readdirSync(path.join(__dirname, 'routes'))) {\n  ${APP}.use(require(path.join(__dirname, 'routes', name)));\n}`];
    }
    case 'loop': return [
      'const loginRouter = express.Router();', `loginRouter.${method}('/login', ${login});`,
      'const profileRouter = express.Router();', `profileRouter.get('/me', ${me});`,
      `for (const router of [loginRouter, profileRouter]) {\n  ${APP}.use(router);\n}`,
    ];
  }
}

function appRoutes(draft: Draft, file: SourceFile, writing: Writing, login: string, me: string): Statement[] {
  const method = draft.asking.loginMethod.toLowerCase();
  if (draft.plan.corsPlace !== 'routes' || draft.corsStatements) return [`${APP}.${method}('/login', ${login});`, `${APP}.get('/me', ${me});`];
  const { before, call } = corsCall(draft, file, writing);
  return [...before, `const allow = ${call};`, `${APP}.options('/login', allow);`, `${APP}.${method}('/login', allow, ${login});`, `${APP}.get('/me', allow, ${me});`];
}

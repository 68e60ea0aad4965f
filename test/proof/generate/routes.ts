import { corsCall } from './cors.ts';
import type { Draft } from './draft.ts';
import type { Writing } from './program.ts';
import { APP, indent, type SourceFile, type Statement } from './source-file.ts';

/** Where the routes are reached. */
export interface Paths {
  readonly login: string;
  readonly me: string;
}

/** The paths a client of this app calls. */
export function pathsOf({ routes }: Draft['plan']): Paths {
  const prefix = routes === 'prefixed' ? '/api' : '';
  return { login: `${prefix}/login`, me: `${prefix}/me` };
}

/** The routes, as the plan has them. */
export function routeStatements(draft: Draft, file: SourceFile, writing: Writing): Statement[] {
  const { plan } = draft;
  const method = draft.asking.loginMethod.toLowerCase();
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
      writing.know(other.addExported('accountRoutes', ['const accountRoutes = express.Router();', ...on('accountRoutes')].join('\n\n')));
      return [{ use: 'accountRoutes' }];
    }
    case 'handlers': {
      const other = writing.fileOf('handlers');
      writing.know(other.addExported('login', `const login = ${login};`));
      writing.know(other.addExported('me', `const me = ${me};`));
      return appRoutes(draft, file, writing, 'login', 'me');
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

function loginHandler({ plan }: Draft, writing: Writing): string {
  const body = plan.login === 'passport'
    ? "req.login({ id: 'ann' }, (error) => {\n  if (error) {\n    next(error);\n    return;\n  }\n  res.json({ ok: true });\n});"
    : "req.session.user = 'ann';\nres.json({ ok: true });";
  const next = plan.login === 'passport' ? `, next${writing.typed(': NextFunction')}` : '';
  return `(req${writing.typed(': Request')}, res${writing.typed(': Response')}${next}) => {\n${indent(body)}\n}`;
}

function meHandler({ plan }: Draft, writing: Writing): string {
  const user = plan.login === 'passport' ? 'req.user?.id' : 'req.session.user';
  return `(req${writing.typed(': Request')}, res${writing.typed(': Response')}) => {\n  res.json({ user: ${user} ?? null });\n}`;
}

import { environments } from '../addresses.ts';
import type { Draft, StepName } from '../draft.ts';
import { APP, TEST_WITH_APP } from '../source-file.ts';
import { fault, isNest, variants, type Fault } from './fault.ts';

function moveAfter({ order }: Draft, step: StepName, after: StepName): void {
  order.splice(order.indexOf(step), 1);
  order.splice(order.indexOf(after) + 1, 0, step);
}

/** What stands in the way keeps something of its own in each visitor's session. */
function writesForEverybody({ intent }: Draft): void {
  for (const environment of environments) intent[environment].quiet = false;
}

const unreached = ['session-before-routes'] as const;
const dependents = ['session-before-dependents'] as const;
/** Without Nest's own routes, which always come last. */
const express = { structure: 'flat' } as const;

/** Faults of the order of registration and of where the session is registered. */
export const orderFaults: readonly Fault[] = [
  ...(['flat', 'functions', 'modules', 'class', 'factory', 'bootstrap', 'split'] as const).map((structure): Fault => ({
    ...fault('session after the routes', unreached, { structure, login: 'session' }, (draft) => { moveAfter(draft, 'session', 'routes'); }),
    name: `session after the routes: ${structure}`,
  })),
  fault('session after Nest listens', unreached, { structure: 'nest', library: 'express-session' }, (draft) => { moveAfter(draft, 'session', 'late'); }),
  ...variants({ cause: 'session on another path', rules: unreached, needs: { login: 'session', ...express } }, { account: '/account', admin: '/admin' }, (draft, path) => { draft.register = (middleware) => [`${APP}.use('${path}', ${middleware});`]; }),
  fault('session made and never registered', unreached, { login: 'session', making: 'constant' }, (draft) => { draft.register = () => []; }),
  fault('session in production only', unreached, { login: 'session', sessionPath: 'everywhere' }, (draft) => { draft.register = (middleware) => [`if (${TEST_WITH_APP}) {\n  ${APP}.use(${middleware});\n}`]; }, isNest),
  fault('session once something is ready', unreached, { login: 'session', ...express }, (draft) => { draft.register = (middleware) => [`Promise.resolve().then(() => {\n  ${APP}.use(${middleware});\n});`]; }),
  fault('session on another app', unreached, { login: 'session', making: 'constant', ...express }, (draft) => {
    draft.register = (middleware) => ['const sessionApp = express();', `sessionApp.use(${middleware});`];
  }),
  fault('session on a router of another path', unreached, { login: 'session', making: 'constant', ...express }, (draft) => {
    draft.register = (middleware) => ['const sessionRouter = express.Router();', `sessionRouter.use(${middleware});`, `${APP}.use('/admin', sessionRouter);`];
  }),
  fault('passport.session before the session', dependents, { login: 'passport', library: 'express-session' }, (draft) => { moveAfter(draft, 'session', 'passport'); }),
  fault("passport.authenticate('session') before the session", dependents, { login: 'passport', library: 'express-session' }, (draft) => {
    draft.passport.splice(0, draft.passport.length, { use: "passport.authenticate('session')" });
    moveAfter(draft, 'session', 'passport');
  }),
  fault('flash called before the session', dependents, { library: 'express-session', login: 'session', ...express }, (draft) => {
    draft.dependents.push({ use: 'flash()' }, { use: "(req, res, next) => {\n  res.locals.notices = req.flash('notice');\n  next();\n}" });
    moveAfter(draft, 'session', 'dependents');
    writesForEverybody(draft);
  }),
  fault('csurf before the session', dependents, { library: 'express-session', login: 'session', ...express }, (draft) => {
    draft.dependents.push({ use: "csurf({ ignoreMethods: ['GET', 'HEAD', 'OPTIONS', 'POST'] })" });
    moveAfter(draft, 'session', 'dependents');
    writesForEverybody(draft);
  }),
  ...variants({ cause: 'a session for each request', rules: ['no-session-per-request'], needs: { library: 'express-session', login: 'session', options: 'inline' } }, { 'inline': 'in-place', 'by function': 'function' } as const, (draft) => {
    draft.register = (middleware) => [{ use: `(req, res, next) => {\n${middleware.split('\n').map((line) => `  ${line}`).join('\n')}(req, res, next);\n}` }];
  }).map((each, at) => ({ ...each, needs: { ...each.needs, making: at === 0 ? 'in-place' as const : 'function' as const } })),
];

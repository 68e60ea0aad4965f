import { compatible, implies } from '../link/guard.ts';
import { memoised } from '../source/kept.ts';
import type { Place } from '../source/place.ts';
import { entryOf } from '../source/table.ts';
import { turnsOf } from './acts.ts';
import { isCertainly, truthOf } from './certain.ts';
import { optionOf } from './cookie.ts';
import { stepsOf } from './doing.ts';
import type { Earlier, Lane, Step } from './lane.ts';
import { certainlyBefore, keptForSteps, passesOn, seen, whatRanBefore } from './lane.ts';
import type { Act, ActKind, Handler, Middleware, SessionSetup } from './types.ts';
import type { Options, Value } from './value.ts';
import { isBefore } from './version.ts';

/** A step that can't do its work where no session has run before it. */
export interface Need {
  readonly step: Step;
  /** What it uses, as code: `req.session`, `req.flash()`, `passport.session()`. */
  readonly uses: string;
  /** Where it uses it. */
  readonly at: Place;
  /** `handler` where the code of the app does it, `package` where a package's middleware does. */
  readonly by: 'handler' | 'package';
  /** Whether a session is all it takes: `req.flash()` takes the flash middleware too. */
  readonly alone: boolean;
}

type Known = Extract<Middleware, { readonly kind: 'known' }>;

/** How a message names what an act uses; acts that are not listed need no session. */
const USED_BY_ACT: Partial<Record<ActKind, string>> = {
  'read-session': 'req.session', 'write-session': 'req.session', 'save-session': 'req.session', 'regenerate-session': 'req.session',
  'destroy-session': 'req.session', 'reload-session': 'req.session', 'touch-session': 'req.session',
  'log-in': 'req.login()', 'check-login': 'req.isAuthenticated()', 'read-user': 'req.user', flash: 'req.flash()', 'csrf-token': 'req.csrfToken()',
};

/** What an act rests on besides the session: it counts only where such a middleware of a package is on the lane. */
const RESTS_ON: Partial<Record<ActKind, (middleware: Known) => boolean>> = {
  'check-login': restoresLogin,
  'read-user': restoresLogin,
  'csrf-token': (middleware) => /csrf|csurf|lusca/.test(middleware.module) && packageNeed(middleware) !== undefined,
};

/**
 * Middlewares of packages that fail or do nothing without `req.session`, and whether this call of one does.
 *
 * passport 0.7.0 strategies/session.js and middleware/authenticate.js; csurf 1.11 index.js; lusca 1.7 lib/token.js;
 * csrf-sync 4 src/index.ts; grant 5 lib/handler/express-4.js; keycloak-connect keycloak.js and stores/session-store.js.
 * express-openid-connect is not among them: it keeps a session cookie of its own (lib/appSession.js).
 */
const NEEDED_BY_PACKAGE: Readonly<Record<string, (middleware: Known) => boolean>> = {
  'passport.session': () => true,
  'passport.authenticate': (middleware) => logsInWithSession(middleware),
  'passport.initialize': (middleware) => isBefore(middleware.version, '0.5.0') === true,
  csurf: (middleware) => keepsTokenInSession(middleware.options, middleware.arguments, ['cookie']),
  'lusca.csrf': () => true,
  lusca: (middleware) => { const csrf = middleware.options && optionOf(middleware.options, 'csrf'); return csrf !== undefined && isCertainly(csrf.value, (value) => truthOf(value) === true); },
  'csrf-sync': (middleware) => keepsTokenInSession(middleware.options, middleware.arguments, ['getTokenFromState', 'storeTokenInState']),
  grant: () => true,
  'keycloak-connect': (middleware) => { const store = middleware.options && optionOf(middleware.options, 'store'); return store !== undefined && isCertainly(store.value, (value) => truthOf(value) === true); },
};

/** Packages besides express-session and cookie-session whose middleware may put a session on the request. */
const BRINGS_SESSION: ReadonlySet<string> = new Set(['express-openid-connect', 'supertokens-node']);

/** What a package's middleware needs the session for, as code; `undefined` where it needs none. */
export function packageNeed(middleware: Known): string | undefined {
  const rule = entryOf(NEEDED_BY_PACKAGE, middleware.name) ?? entryOf(NEEDED_BY_PACKAGE, middleware.module);
  if (!rule?.(middleware)) return undefined;
  if (middleware.name !== 'passport.authenticate') return `${middleware.name}()`;
  const strategy = middleware.arguments[0];
  return strategy?.kind === 'known' ? `passport.authenticate('${String(strategy.value)}')` : 'passport.authenticate()';
}

/** The steps of a lane that need a session, in order, each once. A read through `?.` or under a test of `req.session` is no need. */
export const needsOf = keptForSteps((lane: Lane): readonly Need[] => needsThat(lane, (step, act) => !act.guarded && isUse(lane, step, act)));

/** The steps of a lane that need a session or, where one has run, do their work with it: a read through `?.` is such a use. */
export const usesOf = keptForSteps((lane: Lane): readonly Need[] => needsThat(lane, (step, act) => isUse(lane, step, act)));

type Counts = (step: Step, act: Act) => boolean;

function needsThat(lane: Lane, counts: Counts): readonly Need[] {
  return lane.steps.flatMap((step) => needOf(lane, step, counts) ?? []);
}

/** Whether a step is a session, or may be one as far as can be seen: a wrapper that is not followed, a hand-made `req.session`. */
function mayBringSession(step: Step): boolean {
  const { middleware } = step;
  if (middleware.kind === 'session' || middleware.kind === 'unknown') return true;
  if (middleware.kind === 'known') return BRINGS_SESSION.has(middleware.module);
  const { handler } = step;
  if (!handler || handler.kind === 'error') return false;
  return handler.unknown.length > 0 || handler.acts.some((act) => (act.does === 'make-session' || act.does === 'run-middleware' || act.does === 'replace-session') && act.when !== false);
}

/** The steps of a lane that are a session or may be one, found once: of a thousand routes few are. */
const sessionSteps = keptForSteps((lane: Lane): readonly Step[] => lane.steps.filter((step) => mayBringSession(step)));

/** What ran before a step that is a session or may be one. Empty: the step certainly runs without. */
export function sessionsBefore(lane: Lane, step: Step): readonly Earlier[] {
  return whatRanBefore(lane, step, sessionSteps(lane));
}

/** The one session that certainly runs before a step; before a middleware, on the requests to the session's path at least. */
export function sessionBefore(lane: Lane, step: Step): SessionSetup | undefined {
  return memoised(sessionOf(lane), step, () => findSessionBefore(lane, step));
}

const sessionOf = keptForSteps(() => new Map<Step, SessionSetup | undefined>());

function findSessionBefore(lane: Lane, step: Step): SessionSetup | undefined {
  const before = sessionSteps(lane).filter((one) => one.middleware.kind === 'session' && one.index < step.index && seen(one, step) !== 'none');
  const [only] = before;
  if (only?.middleware.kind !== 'session' || before.some(({ middleware }) => sessionIn(middleware) !== sessionIn(only.middleware)) || (step.method !== 'use' && seen(only, step) !== 'all') || !certainlyBefore(only, step) || !implies(step.when, only.when)) return undefined;
  const { session } = only.middleware;
  return lane.world.sessions.find(({ id }) => id === session);
}

function sessionIn(middleware: Middleware): number | undefined {
  return middleware.kind === 'session' ? middleware.session : undefined;
}

/**
 * Whether an act uses the session though it does not fail without one: another, or nothing, is put in its place, which is
 * how one is written and ended with cookie-session, or passport takes the user out of it.
 */
export function changesSession({ does, when }: Act): boolean {
  return when !== false && (does === 'replace-session' || does === 'log-out');
}

/** Whether a step uses the session in any way, a guarded one included. */
export function usesSession(lane: Lane, step: Step): boolean {
  const { middleware } = step;
  if (middleware.kind === 'known') return packageNeed(middleware) !== undefined;
  return step.handler?.acts.some((act) => act.when !== false && (changesSession(act) || (USED_BY_ACT[act.does] !== undefined && restsOnLane(lane, act)))) ?? false;
}

function needOf(lane: Lane, step: Step, counts: Counts): Need | undefined {
  const { middleware } = step;
  if (middleware.kind === 'known') {
    const uses = packageNeed(middleware);
    // Before 0.5 `passport.initialize()` only fetches the login that `passport.session()` then restores.
    if (uses === undefined || (middleware.name === 'passport.initialize' && !restoresAnyLogin(lane))) return undefined;
    return { step, uses, at: middleware.at, by: 'package', alone: true };
  }
  const { handler } = step;
  // An error handler that stands above the session sees only what goes wrong above it.
  if (!handler || handler.kind === 'error') return undefined;
  const acts = handler.acts.filter((act) => counts(step, act) && !(isMuchLater(handler, act) && passesOn(step) !== 'never'));
  const act = acts.find((one) => USED_BY_ACT[one.does] === 'req.session') ?? acts[0];
  const uses = act && USED_BY_ACT[act.does];
  return act && uses !== undefined ? { step, uses, at: act.at, by: 'handler', alone: uses === 'req.session' } : undefined;
}

/** Whether an act waits for an event or a clock: where the request goes on, all of it has run by then, as with `res.on('finish', …)`. */
function isMuchLater(handler: Handler, act: Act): boolean {
  return turnsOf(handler, act).some(({ by }) => by === 'event' || by === 'timer');
}

function isUse(lane: Lane, step: Step, act: Act): boolean {
  if (USED_BY_ACT[act.does] === undefined || !compatible(act.when, step.when) || !restsOnLane(lane, act)) return false;
  // A bare `req.session`, handed to something that may test it.
  if (act.does === 'read-session' && act.name === undefined) return false;
  if (act.does === 'log-in') return !act.arguments.some(hasSessionOff);
  return act.does !== 'read-user' || !setsUserBefore(lane, step);
}

function restsOnLane(lane: Lane, act: Act): boolean {
  const rest = RESTS_ON[act.does];
  return !rest || stepsOf(lane, 'known').some(({ middleware }) => middleware.kind === 'known' && rest(middleware));
}

/** Whether `req.user` may come from elsewhere: a token check, a middleware of the app. */
function setsUserBefore(lane: Lane, step: Step): boolean {
  return whatRanBefore(lane, step, userSteps(lane)).length > 0;
}

const userSteps = keptForSteps((lane: Lane): readonly Step[] => lane.steps.filter((step) => maySetUser(step)));

function maySetUser(step: Step): boolean {
  const { middleware } = step;
  if (middleware.kind === 'known') return !restoresLogin(middleware) && /passport\.authenticate|jwt|bearer|auth/.test(`${middleware.name} ${middleware.module}`) && middleware.name !== 'passport.initialize';
  return step.handler?.acts.some((act) => act.does === 'write-user' && act.when !== false) ?? middleware.kind === 'unknown';
}

/** `passport.session()` and its long form put the logged-in user on the request. */
function restoresLogin(middleware: Known): boolean {
  if (middleware.name === 'passport.session') return true;
  const [strategy] = middleware.arguments;
  return middleware.name === 'passport.authenticate' && strategy?.kind === 'known' && strategy.value === 'session';
}

function restoresAnyLogin(lane: Lane): boolean {
  return stepsOf(lane, 'known').some(({ middleware }) => middleware.kind === 'known' && restoresLogin(middleware));
}

/** A login keeps its user in the session unless `session: false` says otherwise; a callback of one's own does not log in. */
function logsInWithSession(middleware: Known): boolean {
  const [strategy, ...rest] = middleware.arguments;
  if (!strategy || strategy.kind !== 'known') return false;
  return rest.every((value) => value.kind === 'object' && value.options.complete && !hasSessionOff(value) && !optionOf(value.options, 'assignProperty'));
}

function hasSessionOff(value: Value): boolean {
  if (value.kind !== 'object') return value.kind === 'unknown' || value.kind === 'one-of';
  const session = optionOf(value.options, 'session');
  return session !== undefined && !isCertainly(session.value, (one) => truthOf(one) === true);
}

function keepsTokenInSession(options: Options | undefined, given: readonly Value[], others: readonly string[]): boolean {
  if (!options) return given.length === 0;
  return options.complete && others.every((name) => { const other = optionOf(options, name); return !other || isCertainly(other.value, (value) => truthOf(value) === false); });
}

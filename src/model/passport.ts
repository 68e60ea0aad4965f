import { keptFor } from '../source/kept.ts';
import type { Place } from '../source/place.ts';
import { certainText, isCertainly } from './certain.ts';
import { optionOf } from './cookie.ts';
import { inOrder, stepsOf, stepsThat } from './doing.ts';
import { keptForSteps, nameOf, type Lane, type Step } from './lane.ts';
import type { Act, Middleware, Version, World } from './types.ts';
import type { Value } from './value.ts';
import { isBefore } from './version.ts';

/**
 * The version of passport whose functions requests have: `undefined` where none of its middlewares is in use, so that
 * `req.logout` and its kin are somebody else's.
 */
export const passportInUse = keptFor((world: World): Version | undefined => {
  const [passport] = world.passports;
  return passport && world.middlewares.some((one) => one.kind === 'known' && one.module === 'passport') ? passport.version : undefined;
});

/** Whether a login and a logout regenerate the session and save it: from 0.6 on (passport 0.6.0 lib/sessionmanager.js). */
export function regeneratesAtLogin(version: Version): boolean | undefined {
  const older = isBefore(version, '0.6.0');
  return older === undefined ? undefined : !older;
}

type Known = Extract<Middleware, { readonly kind: 'known' }>;

/** Something that logs a user in so that the session keeps it. */
export interface Login {
  readonly at: Place;
  /** As code: `passport.authenticate('local')`, `req.login()`. */
  readonly uses: string;
  readonly step: Step;
  /** The act, where a handler of the app does it. */
  readonly act?: Act;
  /** The call of `passport.authenticate` that does it. */
  readonly authenticate?: Known;
}

/** What certainly logs users in on a lane, in its order. */
export const loginsOf = keptForSteps((lane: Lane): readonly Login[] => {
  const leads = waysOut(lane);
  const keepsLogin = (one: Known): boolean => !leads.has(one.id) && isLogin(one);
  return inOrder(stepsOf(lane, 'known'), stepsThat(lane, 'log-in', 'run-middleware')).flatMap((step): Login[] => {
    const { middleware } = step;
    if (middleware.kind === 'known') return keepsLogin(middleware) ? [{ at: middleware.at, uses: authenticateName(middleware), step, authenticate: middleware }] : [];
    return step.handler?.acts.flatMap((act): Login[] => {
      if (act.when === false) return [];
      if (act.does === 'log-in') return keepsUser(optionsOfLogin(act)) ? [{ at: act.at, uses: 'req.login()', step, act }] : [];
      const run = act.does === 'run-middleware' ? lane.world.middlewares.find(({ id }) => id === act.middleware) : undefined;
      return run?.kind === 'known' && keepsLogin(run) ? [{ at: run.at, uses: authenticateName(run), step, act, authenticate: run }] : [];
    }) ?? [];
  });
});
/** Whether requests of a lane get their user back from the session: `passport.session()` or its long form. */
export function restoresUsers(lane: Lane): Step | undefined {
  return stepsOf(lane, 'known').find(({ middleware }) => middleware.kind === 'known' && (middleware.name === 'passport.session' || (isAuthenticate(middleware) && strategiesOf(middleware)?.includes('session'))));
}

function isAuthenticate({ name, module }: Known): boolean {
  return module === 'passport' && name === 'passport.authenticate';
}

/** The names of the strategies that a call of `passport.authenticate` tries; `undefined` where one is not known. */
export function strategiesOf({ arguments: [first] }: Known): readonly string[] | undefined {
  const names = first?.kind === 'list' && first.complete ? first.items : first ? [first] : [];
  const texts = names.flatMap((one) => certainText(one) ?? []);
  return texts.length === names.length && texts.length > 0 ? texts : undefined;
}

/** A call with a callback of one's own logs nobody in; nor does `session: false`, nor a property that keeps the user. */
function isLogin(middleware: Known): boolean {
  const [, options, callback] = middleware.arguments;
  return isAuthenticate(middleware) && !callback && !(strategiesOf(middleware)?.includes('session') ?? true) && keepsUser(options);
}

/** The options in `req.login(user, [options], callback)`. */
export function optionsOfLogin({ arguments: [, second, third] }: Act): Value | undefined {
  return third || second?.kind === 'object' ? second : undefined;
}

/** Whether a login with these options certainly puts the user into the session. */
function keepsUser(options: Value | undefined): boolean {
  if (!options || (options.kind === 'known' && options.value === undefined)) return true;
  if (options.kind !== 'object' || !options.options.complete || optionOf(options.options, 'assignProperty')) return false;
  const session = optionOf(options.options, 'session');
  return !session || isCertainly(session.value, (one) => one.kind === 'known' && (one.value === undefined || one.value === true));
}

function authenticateName(middleware: Known): string {
  const [name] = strategiesOf(middleware) ?? [];
  return name === undefined ? 'passport.authenticate()' : `passport.authenticate('${name}')`;
}

/** A call of `passport.authenticate` that requests come past: a middleware of a route, or run by hand in a handler. */
export interface AuthenticateCall {
  readonly step: Step;
  readonly middleware: Known;
  readonly uses: string;
  readonly strategies: readonly string[];
}

/** The calls of `passport.authenticate` on a lane whose strategies are known, in order. */
export function authenticatesOf(lane: Lane): readonly AuthenticateCall[] {
  return inOrder(stepsOf(lane, 'known'), stepsThat(lane, 'run-middleware')).flatMap((step): AuthenticateCall[] => {
    const ids = step.middleware.kind === 'known' ? [step.middleware.id] : step.handler?.acts.flatMap(({ does, when, middleware }) => (does === 'run-middleware' && when !== false && middleware !== undefined ? [middleware] : [])) ?? [];
    return ids.flatMap((id) => {
      const middleware = step.middleware.id === id ? step.middleware : lane.world.middlewares.find((one) => one.id === id);
      const strategies = middleware?.kind === 'known' && isAuthenticate(middleware) ? strategiesOf(middleware) : undefined;
      return middleware?.kind === 'known' && strategies ? [{ step, middleware, uses: authenticateName(middleware), strategies }] : [];
    });
  });
}

/** How the route is called that a provider sends users back to. */
const WAY_BACK = /callback|return|redirect|\bacs\b|assert|consume/i;

/**
 * The calls of `passport.authenticate` that only send users to a provider, by their middleware: another call of the same
 * strategy takes them back, with a callback of its own or on a route that is called so.
 */
const waysOut = keptForSteps((lane: Lane): ReadonlySet<number> => {
  const all = authenticatesOf(lane);
  const isBack = ({ step }: AuthenticateCall): boolean => WAY_BACK.test(nameOf(step));
  return new Set(all.flatMap((one) => {
    const others = all.filter((other) => other.middleware !== one.middleware && other.strategies.join() === one.strategies.join());
    const [, options, callback] = one.middleware.arguments;
    const takenBack = (!options && others.some(({ middleware }) => middleware.arguments.some(({ kind }) => kind === 'function'))) || (!isBack(one) && others.some(isBack));
    return takenBack && !callback ? [one.middleware.id] : [];
  }));
});

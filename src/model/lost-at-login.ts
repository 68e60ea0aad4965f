import { and, not, symbolsOf, when as symbolGuard, type Guard } from '../link/guard.ts';
import type { Place } from '../source/place.ts';
import { hasWaitedFor, isBefore, isInCallbackOf, onOnePath } from './acts.ts';
import { isCertainly, possibilities, truthOf } from './certain.ts';
import { optionOf } from './cookie.ts';
import { stepsBeside } from './doing.ts';
import { type Lane, type Step } from './lane.ts';
import { loginsOf, optionsOfLogin, strategiesOf, type Login } from './passport.ts';
import { mayGiveRequest } from './strategies.ts';
import type { Act, Handler } from './types.ts';
import type { Value } from './value.ts';

/** Something that is put into the session before a login and looked for after it. */
export interface LostAtLogin {
  readonly login: Login;
  readonly key: string;
  readonly written: Place;
  /** Where it is looked for; the option that makes passport do so. */
  readonly read: Place;
}

/** What the logins of a lane lose where each gives the browser a new session: one for each login and key. */
export function lostAtLogins(lane: Lane): readonly LostAtLogin[] {
  const logins = loginsOf(lane);
  if (logins.length === 0) return [];
  const written = writtenBefore(lane, logins);
  return logins.filter((login) => !keepsData(login)).flatMap((login) => {
    const keys = new Map<string, Place>();
    for (const read of readsAfter(lane, login)) if (!keys.has(read.key)) keys.set(read.key, read.at);
    return [...keys].flatMap(([key, read]) => {
      const place = written.get(key);
      return place ? [{ login, key, written: place, read }] : [];
    });
  });
}

/** The options of a login, with the place where they can be edited. */
export function loginOptions({ act, authenticate }: Login): Value | undefined {
  return authenticate ? authenticate.arguments[1] : act && optionsOfLogin(act);
}

/** `keepSessionInfo` (passport 0.7.0 lib/sessionmanager.js). */
function keepsData(login: Login): boolean {
  const options = loginOptions(login);
  const keep = options?.kind === 'object' ? optionOf(options.options, 'keepSessionInfo') : undefined;
  return keep !== undefined && !isCertainly(keep.value, (value) => truthOf(value) === false);
}

interface Read { readonly key: string; readonly at: Place }

function readsAfter(lane: Lane, login: Login): readonly Read[] {
  const { step, act, authenticate } = login;
  if (authenticate) {
    // A strategy that is given the request may use what is there before the login.
    const passport = lane.world.passports.find(({ id }) => id === authenticate.passport);
    if (passport && strategiesOf(authenticate)?.some((name) => mayGiveRequest(passport, name))) return [];
    const options = loginOptions(login);
    const returns = options?.kind === 'object' ? optionOf(options.options, 'successReturnToOrRedirect') : undefined;
    // passport 0.7.0 lib/middleware/authenticate.js reads `req.session.returnTo` there.
    if (returns) return isReadBefore(returns.value) ? [] : [{ key: 'returnTo', at: returns.at }];
    return act ? [] : followers(lane, step).flatMap(({ acts }) => readsIn(acts, (read) => acts.some((one) => isRestored(one, read.name) && one.id < read.id)));
  }
  const handler = act && step.handler;
  if (!handler) return [];
  return readsIn(handler.acts, (read) => !comesAfter(handler, read, act)
    || handler.acts.some((one) => isRestored(one, read.name) && comesAfter(handler, one, act) && isBefore(handler, one, read) && onOnePath(one, read)));
}

/** Whether the place to go to was itself read from the session before the login: `successReturnToOrRedirect: req.session.returnTo || '/'`. */
function isReadBefore(value: Value): boolean {
  return possibilities(value).some(({ value: one }) => one.kind === 'unknown' && one.symbol === 'req.session.returnTo');
}

function readsIn(acts: readonly Act[], isLeftOut: (read: Act & { readonly name: string }) => boolean): readonly Read[] {
  return acts.flatMap((act) => {
    const { does, name, at, when } = act;
    return does === 'read-session' && name !== undefined && when !== false && !isLeftOut({ ...act, name }) ? [{ key: name, at }] : [];
  });
}

/** Whether an act puts something back under a key, or under keys that are not known. */
function isRestored({ does, name, way, when }: Act, key: string): boolean {
  return when !== false && ((does === 'write-session' && way !== 'delete' && (name === undefined || name === key)) || does === 'replace-session');
}

function comesAfter(handler: Handler, act: Act, login: Act): boolean {
  return isInCallbackOf(handler, act, login) || hasWaitedFor(handler, act, login);
}

/** The handlers that stand behind a middleware in its own registration. */
function followers(lane: Lane, step: Step): readonly Handler[] {
  return stepsBeside(lane, step).flatMap((other) => {
    const handler = other.index > step.index ? other.handler : undefined;
    return handler && handler.kind === 'handler' ? [handler] : [];
  });
}

/** What is put into the session where nobody may be logged in yet, by its key. */
function writtenBefore(lane: Lane, logins: readonly Login[]): ReadonlyMap<string, Place> {
  const found = new Map<string, Place>();
  for (const step of lane.steps) {
    const { middleware } = step;
    if (middleware.kind === 'known' && middleware.module === 'connect-ensure-login') found.set('returnTo', middleware.at);
    const { handler } = step;
    if (!handler || logins.some((login) => login.authenticate && !login.act && login.step.registration.id === step.registration.id && login.step.index < step.index)) continue;
    for (const act of handler.acts) {
      const { does, name, way, arguments: [value] } = act;
      if (does !== 'write-session' || name === undefined || way === 'delete' || !mayBeStranger(act.when)) continue;
      if (value && isCertainly(value, (one) => one.kind === 'known' && (one.value === undefined || one.value === null))) continue;
      if (logins.some((login) => login.step === step && login.act && comesAfter(handler, act, login.act))) continue;
      if (!found.has(name)) found.set(name, act.at);
    }
  }
  return found;
}

/** Whether a condition can hold for somebody who is not logged in. */
function mayBeStranger(guard: Guard): boolean {
  const asks = symbolsOf(guard).filter((symbol) => /^req\.(isAuthenticated\(\)|user)$/.test(symbol));
  return asks.reduce<Guard>((sum, symbol) => and(sum, not(symbolGuard(symbol))), guard) !== false;
}

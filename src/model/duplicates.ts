import { compatible, implies } from '../link/guard.ts';
import { keptFor } from '../source/kept.ts';
import { isCertainly } from './certain.ts';
import { cookieAttribute, cookieNames, optionOf } from './cookie.ts';
import { stepsOf } from './doing.ts';
import { certainlyBefore, lanesOf, seen, type Lane, type Step } from './lane.ts';
import { COOKIE_ATTRIBUTES } from './session-options.ts';
import { storeAt } from './stores.ts';
import type { SessionSetup, Store, World } from './types.ts';

/** A session on a lane. */
interface OnLane {
  readonly step: Step;
  readonly session: SessionSetup;
}

/** Two sessions that the same requests pass. */
export interface Pair {
  readonly first: OnLane;
  readonly second: OnLane;
  /**
   * What becomes of the second. `skipped`: there is a `req.session` already, and express-session lets the request by (1.19.0 index.js:186).
   * `replaced`: it is cookie-session, which puts its own in place of express-session's, and that can't be saved.
   */
  readonly effect: 'skipped' | 'replaced';
}

/** The sessions of a lane that requests meet after another one, each with the first that is in its way. */
export function doubledSessions(lane: Lane): readonly Pair[] {
  const all = sessionsOn(lane);
  return all.flatMap((second, at) => all.slice(0, at).flatMap((first) => pairOf(first, second)).slice(0, 1));
}

/**
 * The sessions of a world whose options have an effect: all but those that each of their requests meets when there is a
 * `req.session` already. What such a one is given is the business of `no-duplicate-session` alone.
 */
export const sessionsInUse = keptFor((world: World): readonly SessionSetup[] => {
  const lanes = lanesOf(world);
  const skipped = new Set(lanes.flatMap(doubledSessions).filter(({ effect }) => effect === 'skipped').map(({ second }) => second.step));
  if (skipped.size === 0) return world.sessions;
  const steps = lanes.flatMap(sessionsOn);
  return world.sessions.filter((session) => {
    const own = steps.filter((one) => one.session === session);
    return session.escapes || own.length === 0 || own.some(({ step }) => !skipped.has(step));
  });
});

function pairOf(first: OnLane, second: OnLane): readonly Pair[] {
  if (sameCall(first.session, second.session) || !certainlyBefore(first.step, second.step) || !implies(second.step.when, first.step.when) || !isForEveryPath(first.session)) return [];
  const sees = seen(first.step, second.step);
  if (second.session.library === 'express-session') return sees === 'all' ? [{ first, second, effect: 'skipped' }] : [];
  return first.session.library === 'express-session' && (sees === 'all' || sees === 'some') ? [{ first, second, effect: 'replaced' }] : [];
}

/** Two calls of one function's code: each session is meant for where it is registered. */
function sameCall(left: SessionSetup, right: SessionSetup): boolean {
  return left.id === right.id || (left.at.file === right.at.file && left.at.start === right.at.start);
}

/** Whether a session is there for every request that meets it: express-session leaves out those outside the path of its cookie (index.js:201). */
function isForEveryPath(session: SessionSetup): boolean {
  return session.library === 'cookie-session'
    || cookieAttribute(session, 'path').every(({ value }) => value.kind === 'known' && (!value.value || value.value === '/'));
}

function sessionsOn(lane: Lane): readonly OnLane[] {
  return stepsOf(lane, 'session').flatMap((step): OnLane[] => {
    const { middleware } = step;
    const session = middleware.kind === 'session' ? lane.world.sessions.find(({ id }) => id === middleware.session) : undefined;
    return session && session.insideHandler === undefined ? [{ step, session }] : [];
  });
}

/** Two sessions that are given one store, and what the later one makes of the earlier one's cookies. */
export interface SharedStore {
  readonly earlier: SessionSetup;
  readonly later: SessionSetup;
  /** A cookie attribute that both certainly have, with different values. */
  readonly attribute: string;
  readonly value: string;
}

/**
 * Sessions that share a store and differ in their cookies: each call of `session` puts its own function in
 * `store.generate`, which makes the cookies of all of them (express-session 1.19.0 index.js:158).
 */
export function sharedStores(world: World): readonly SharedStore[] {
  const all = world.sessions.filter((session) => session.library === 'express-session' && session.insideHandler === undefined && (session.registrations.length > 0 || session.escapes));
  return all.flatMap((later, at) => all.slice(0, at).flatMap((earlier): SharedStore[] => {
    const store = storeOf(world, later);
    if (store === undefined || store !== storeOf(world, earlier) || !compatible(earlier.when, later.when)) return [];
    const [differs] = [...COOKIE_ATTRIBUTES].flatMap((attribute) => {
      const [one, other] = [certainAttribute(earlier, attribute), certainAttribute(later, attribute)];
      return one !== undefined && other !== undefined && one !== other ? [{ attribute, value: other }] : [];
    });
    return differs ? [{ earlier, later, ...differs }] : [];
  }));
}

function storeOf(world: World, session: SessionSetup): Store | undefined {
  const option = optionOf(session.options, 'store');
  return option && storeAt(world, option.value);
}

/** What express-session makes of attributes that are left out (session/cookie.js). */
const DEFAULTS: Readonly<Record<string, string>> = { path: '\'/\'', httpOnly: 'true', secure: 'false', partitioned: 'false' };

/** An attribute of the cookie as code, where it is certain. */
function certainAttribute(session: SessionSetup, name: string): string | undefined {
  const [reading, ...others] = cookieAttribute(session, name);
  if (!reading || others.length > 0 || reading.value.kind !== 'known') return undefined;
  const { value } = reading.value;
  if (value === undefined || value === null) return DEFAULTS[name] ?? 'none';
  return typeof value === 'string' ? `'${value}'` : String(value);
}

/** Two apps that one process serves at ports of their own, with sessions that take one another's cookie. */
export interface SharedHost {
  readonly earlier: { readonly lane: Lane; readonly session: SessionSetup };
  readonly later: { readonly lane: Lane; readonly session: SessionSetup };
  readonly name: string;
}

/** Apps of one process whose session cookies have one name, path and host, and are kept apart: ports do not separate cookies (RFC 6265, 8.5). */
export function sharedHosts(world: World): readonly SharedHost[] {
  const served = lanesOf(world).filter(({ root }) => world.servers.some((server) => server.app === root.id && server.listens && server.when === true));
  const all = served.flatMap((lane) => sessionsOn(lane).filter(({ step }) => step.when === true).map(({ session }) => ({ lane, session })));
  return all.flatMap((later, at) => all.slice(0, at).flatMap((earlier): SharedHost[] => {
    if (earlier.lane === later.lane || sameCall(earlier.session, later.session) || !areApart(world, earlier.session, later.session)) return [];
    const name = nameOf(earlier.session);
    return name !== undefined && name === nameOf(later.session) ? [{ earlier, later, name }] : [];
  }));
}

/**
 * Sessions of one app for different paths whose cookies have one name and go to the same requests, each kept apart:
 * what one of them sets takes the place of the other's.
 */
export function sessionsOfOneName(lane: Lane): readonly { readonly earlier: SessionSetup; readonly later: SessionSetup; readonly name: string }[] {
  const all = sessionsOn(lane).filter(({ step }) => step.when === true);
  return all.flatMap((later, at) => all.slice(0, at).flatMap((earlier) => {
    const name = nameOf(earlier.session);
    const disjoint = seen(earlier.step, later.step) === 'none' && seen(later.step, earlier.step) === 'none';
    const clash = disjoint && name !== undefined && name === nameOf(later.session) && !sameCall(earlier.session, later.session) && areApart(lane.world, earlier.session, later.session);
    return clash ? [{ earlier: earlier.session, later: later.session, name }] : [];
  }));
}

function nameOf(session: SessionSetup): string | undefined {
  const [only, ...others] = cookieNames(session);
  return others.length === 0 ? only?.name : undefined;
}

/** Whether neither session can be found by the other: their cookies go to the same requests, and each is kept in a place of its own in the process. */
function areApart(world: World, left: SessionSetup, right: SessionSetup): boolean {
  if (['path', 'domain'].some((name) => certainAttribute(left, name) === undefined || certainAttribute(left, name) !== certainAttribute(right, name))) return false;
  return areKeptApart(world, left, right);
}

/** Whether each of two sessions is certainly kept in a place of its own in the process: what one holds is not in the other. */
export function areKeptApart(world: World, left: SessionSetup, right: SessionSetup): boolean {
  const [one, other] = [left, right].map((session) => memoryOf(world, session));
  return one !== undefined && other !== undefined && one !== other;
}

/** Packages whose stores keep sessions in the process that made them. */
const IN_PROCESS: ReadonlySet<string> = new Set(['express-session', 'memorystore']);

/** What keeps a session in this process alone: the store, or the session itself where it is given none. */
function memoryOf(world: World, session: SessionSetup): Store | SessionSetup | undefined {
  if (session.library !== 'express-session') return undefined;
  const option = optionOf(session.options, 'store');
  const isEmpty = option ? isCertainly(option.value, (value) => value.kind === 'known' && !value.value) : session.options.complete;
  const store = storeOf(world, session);
  return isEmpty ? session : store && IN_PROCESS.has(store.module) ? store : undefined;
}

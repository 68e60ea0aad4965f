import { symbolsOf } from '../link/guard.ts';
import type { Place } from '../source/place.ts';
import { onOnePath } from './acts.ts';
import { possibilities } from './certain.ts';
import { optionOf } from './cookie.ts';
import { actsThat, stepsThat } from './doing.ts';
import { whatRanBefore, type Lane, type Step } from './lane.ts';
import { sessionBefore } from './needs.ts';
import { storeAt, storeOption } from './stores.ts';
import type { Act, Handler, SessionSetup, World } from './types.ts';
import type { Value } from './value.ts';

/** What JSON makes of a value: nothing, an empty object, an error. */
export type Loss = 'dropped' | 'emptied' | 'refused';

/** Something is put into the session that JSON can't keep. */
export interface Lost {
  readonly at: Place;
  /** `cart.items` for `req.session.cart = { items: new Set() }`. */
  readonly key: string;
  /** In plain words: `a Set`. */
  readonly what: string;
  readonly loss: Loss;
  readonly session: SessionSetup;
}

/** A method is called of what the session holds, which has been through JSON. */
export interface Methodless {
  readonly at: Place;
  readonly key: string;
  /** As code: `req.session.cart.total()`. */
  readonly call: string;
  /** Where something with methods is put there. */
  readonly written: Place;
}

/** What is put into sessions on a lane that JSON loses, each place once. */
export function lostIn(lane: Lane): readonly Lost[] {
  return unique(stepsThat(lane, 'write-session', 'replace-session').flatMap((step): Lost[] => {
    const { handler } = step;
    const session = handler && sessionBefore(lane, step);
    if (!handler || !session) return [];
    return handler.acts.filter((act) => isPut(act, session)).flatMap((act) => {
      const lost = act.arguments.flatMap((value) => losses(value, act, act.name ?? ''));
      return lost.length > 0 && isLast(handler, act) ? lost : [];
    })
      // What a middleware puts there for each request needs not be kept: methods for passport on cookie-session.
      .filter(({ loss }) => loss === 'refused' || (step.method !== 'use' && keepsJson(lane.world, session)))
      .map((found) => ({ ...found, session }));
  }));
}

/** Whether an act puts something into the session. */
function isPut(act: Act, session: SessionSetup): boolean {
  if (act.when === false) return false;
  if (act.does === 'replace-session') return session.library === 'cookie-session';
  return act.does === 'write-session' && act.way !== 'delete' && act.stale === undefined;
}

/** Whether a write stands at the end of the request: nothing else is written there on the same path. */
function isLast(handler: Handler, act: Act): boolean {
  return act.does !== 'write-session' || !handler.acts.some((other) => other.id > act.id && other.does === 'write-session' && other.name === act.name && other.way !== 'part' && onOnePath(other, act));
}

/** Classes whose objects JSON writes as `{}`. */
const EMPTIED: ReadonlySet<string> = new Set(['Map', 'Set', 'WeakMap', 'WeakSet']);

function losses(value: Value, act: Act, key: string): Omit<Lost, 'session'>[] {
  const all = possibilities(value, act.when);
  const found = all.map(({ value: one }): Omit<Lost, 'session'>[] => {
    const at = one.via[0] ?? one.at;
    switch (one.kind) {
      case 'pattern': return [{ at, key, what: 'a RegExp', loss: 'emptied' }];
      // `req.session.items.sort(compare)` is given a function that does not stay.
      case 'function': return act.way === 'part' ? [] : [{ at, key, what: 'a function', loss: 'dropped' }];
      case 'instance': return EMPTIED.has(one.of) ? [{ at, key, what: `a ${one.of}`, loss: 'emptied' }] : [];
      case 'unknown': return one.is === 'bigint' ? [{ at, key, what: 'a BigInt', loss: 'refused' }] : one.is === 'symbol' ? [{ at, key, what: 'a symbol', loss: 'dropped' }] : [];
      case 'object': return one.options.literal === undefined || optionOf(one.options, 'toJSON') ? [] : one.options.properties.flatMap((option) => losses(option.value, act, key === '' ? option.name : `${key}.${option.name}`));
      default: return [];
    }
  });
  // Only what is put there on every path.
  return found.every((one) => one.length > 0) ? found.flat() : [];
}

/** Options of stores that say how a session is written: another way than JSON may keep what JSON loses. */
const WRITE_OTHERWISE = ['serializer', 'serialize', 'unserialize', 'stringify', 'encoder', 'decoder'];

/** Whether sessions are certainly kept as JSON: by cookie-session, and by stores that are known and not told otherwise. */
function keepsJson(world: World, session: SessionSetup): boolean {
  if (session.library === 'cookie-session') return true;
  const option = optionOf(session.options, 'store');
  if (!option) return session.options.complete;
  return possibilities(option.value, session.when).every(({ value }) => {
    if (value.kind === 'known') return !value.value;
    const store = storeAt(world, value);
    return store !== undefined && !WRITE_OTHERWISE.some((name) => storeOption(store, name));
  });
}

/** Methods that something which has been through JSON can have. */
const OF_JSON: ReadonlySet<string> = new Set([Object, String, Number, Boolean, Array].flatMap((one) => Object.getOwnPropertyNames(one.prototype)));

/** Methods that are called of what sessions on a lane hold, and that it can't have after JSON. */
export function methodlessIn(lane: Lane): readonly Methodless[] {
  return unique(stepsThat(lane, 'call-held').flatMap((step): Methodless[] => {
    const { handler } = step;
    const session = handler && sessionBefore(lane, step);
    if (!handler || !session || !keepsJson(lane.world, session)) return [];
    return handler.acts.flatMap((act): Methodless[] => {
      const { name: key, method } = act;
      if (act.does !== 'call-held' || key === undefined || method === undefined || key === 'cookie' || act.guarded || isAsked(act, method)) return [];
      const called = method.slice(method.lastIndexOf('.') + 1);
      if (OF_JSON.has(called) || mayBePutBefore(lane, step, handler, act, key)) return [];
      const written = actsThat(lane.world, 'write-session').find(({ act: other }) => other.name === key && other.way === 'whole' && other.arguments.some((value) => hasMethods(value, other)));
      return written ? [{ at: act.at, key, call: `${method}()`, written: written.act.at }] : [];
    });
  }));
}

/** Whether a condition asks for the method: `typeof req.session.user.save === 'function'`. */
function isAsked(act: Act, method: string): boolean {
  return symbolsOf(act.when).some((symbol) => symbol.includes(method));
}

/** Whether the same request may have put something there that still is what it was: here, or in a middleware before. */
function mayBePutBefore(lane: Lane, step: Step, handler: Handler, act: Act, key: string): boolean {
  if (handler.unknown.length > 0 || handler.acts.some((other) => other.id < act.id && mayWrite(other, key))) return true;
  return whatRanBefore(lane, step).some(({ step: { middleware }, step: earlier }) => {
    if (middleware.kind === 'unknown') return true;
    const before = earlier.handler;
    return before !== undefined && (before.unknown.length > 0 || before.acts.some((other) => mayWrite(other, key)));
  });
}

function mayWrite({ does, name }: Act, key: string): boolean {
  return does === 'replace-session' || (does === 'write-session' && (name === undefined || name === key));
}

/** Whether a value certainly has methods that JSON drops: an object of a class, a Date, what a package gave. */
function hasMethods(value: Value, act: Act): boolean {
  return possibilities(value, act.when).every(({ value: one }) => (one.kind === 'object' ? one.options.literal === undefined : one.kind === 'instance' && (one.of === 'Date' || EMPTIED.has(one.of) || one.of.endsWith('()'))));
}

function unique<T extends { readonly at: Place }>(found: readonly T[]): readonly T[] {
  return [...new Map(found.map((one) => [`${one.at.file}:${one.at.start}`, one])).values()];
}

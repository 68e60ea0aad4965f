import type { Place } from '../source/place.ts';
import { noteTurn, type TurnCause } from './acts.ts';
import { BOUNDS, TOO_DEEP } from './bounds.ts';
import { callValue } from './calls.ts';
import type { PromiseEntity } from './entity.ts';
import type { CallSite } from './frame.ts';
import { when } from './guard.ts';
import type { Run } from './run.ts';
import { CAUGHT_ERROR, each, type Unknown, type Value } from './value.ts';

/** A promise of a value, for which as much has come about as for the present statement. A promise of a promise is that promise. */
export function promiseOf(run: Run, value: Value, at: Place): Value {
  if (value.t === 'object' && value.entity?.kind === 'promise') {
    const { entity } = value;
    const { waits } = run;
    return run.entity({ kind: 'promise', settle: () => settle(run, entity, at).value, waits: both(waits, entity.waits) }, at);
  }
  return run.entity({ kind: 'promise', settle: () => value, waits: run.waits }, at);
}

/** A value with what must have come about for it. */
interface Settled { readonly value: Value; readonly waits: readonly number[] }

/** What a promise settles with, after running what leads to it. What is no promise is its own value. */
export function settled(run: Run, value: Value, at: Place): Settled {
  let waits: readonly number[] = [];
  const result = each(value, (one) => {
    if (one.t !== 'object' || one.entity?.kind !== 'promise') return one;
    const made = settle(run, one.entity, at);
    waits = both(waits, made.waits);
    return made.value;
  }, at);
  return { value: result, waits };
}

function settle(run: Run, promise: PromiseEntity, at: Place): Settled {
  if (run.nesting >= BOUNDS.nesting) return { value: run.unknown(TOO_DEEP, at), waits: promise.waits };
  run.nesting++;
  const inner = settled(run, promise.settle(), at);
  run.nesting--;
  return { value: inner.value, waits: both(promise.waits, inner.waits) };
}

/** `await`: gives the promise's value. What follows comes after all that the promise waits for, and after whatever else runs meanwhile. */
export function awaited(run: Run, value: Value, at: Place): Value {
  const made = settled(run, value, at);
  const waits = both(run.waits, made.waits);
  const turn = run.id();
  noteTurn(run, turn, waits, { by: 'await', at, atOnce: false });
  run.budget.spendOnWaits(waits.length);
  run.waits = [...waits, turn];
  return made.value;
}

/** A promise that `start` resolves, now or later; it waits for what had come about when that happened. */
export function promiseBy(run: Run, at: Place, start: (resolve: (run: Run, value: Value | undefined) => Value) => void): Value {
  let result: Value | undefined;
  const promise: PromiseEntity = { kind: 'promise', waits: run.waits, settle: () => {
    // What waits for an event may settle it: let it run.
    if (!result) run.drain();
    return result ?? run.unknown('a promise whose value is not seen', at);
  } };
  start((inner, value) => {
    if (!result) promise.waits = inner.waits;
    result ??= value ?? inner.undefined(at);
    return inner.undefined(at);
  });
  return run.entity(promise, at);
}

/** Two lists of what is waited for, as one. Both are in rising order, as numbers are given out. */
export function both(left: readonly number[], right: readonly number[]): readonly number[] {
  if (left.length === 0 || left === right) return right;
  if (right.length === 0) return left;
  const merged: number[] = [];
  for (let [one, other] = [0, 0]; one < left.length || other < right.length;) {
    const next = (left[one] ?? Infinity) <= (right[other] ?? Infinity) ? left[one++] : right[other++];
    if (next !== undefined && next !== merged.at(-1)) merged.push(next);
  }
  return merged;
}

/**
 * A promise whose value a callback gives once another has settled. The callback waits in the queue, as it
 * does in Node, unless somebody awaits it first; in a request handler it runs at once, as something that comes later.
 */
function chained(run: Run, source: PromiseEntity, callback: Value | undefined, at: Place, by: TurnCause['by'] = 'then'): Value {
  const { waits } = run;
  let done: Value | undefined;
  let made: Settled | undefined;
  const work = run.asCallback(callback?.t === 'function' ? callback.facts : undefined, () => {
    const given = settle(run, source, at);
    made = given;
    promise.waits = run.afterWaiting(both(waits, given.waits), () => {
      const value = by === 'rejected' ? run.unknown(CAUGHT_ERROR, at) : given.value;
      if (callback) made = settled(run, callValue(run, callback, { at, callee: at, arguments: [{ value, at }], self: undefined, complete: true }), at);
    }, { by, at, atOnce: false });
    promise.waits = both(promise.waits, made.waits);
  });
  const promise: PromiseEntity = { kind: 'promise', waits, settle: () => {
    if (done) return done;
    done = run.unknown(work ? 'a promise that waits for itself' : 'the function calls itself', at);
    work?.();
    done = made?.value ?? done;
    return done;
  } };
  if (run.handler) promise.settle();
  else run.enqueue(undefined, () => { promise.settle(); });
  return run.entity(promise, at);
}

/**
 * What a request handler does where a promise is rejected. A start that fails registers nothing more: there the way
 * that goes well is the one to follow.
 */
function rejected(run: Run, promise: PromiseEntity, callback: Value | undefined, at: Place): void {
  if (run.handler && callback) run.within(when(`an error at ${at.file}:${String(at.start)}`), () => { chained(run, promise, callback, at, 'rejected'); });
}

const CHAINS = /\.(then|catch|finally)$/;

/** In a handler, `then` and its kin of a value that is not known: of a promise, for all that can be seen. `undefined` for any other call. */
export function chainedOnUnknown(run: Run, callee: Unknown, site: CallSite): Value | undefined {
  const name = run.handler && CHAINS.exec(callee.key)?.[1];
  if (name === undefined || !site.arguments.some(({ value }) => value.t === 'function' || value.t === 'native' || value.t === 'object')) return undefined;
  // What it gives and what `await` would give are one.
  const given = site.self?.t === 'unknown' ? site.self : run.unknown('what a promise gives', site.at);
  const member = promiseMember(run, { kind: 'promise', waits: run.waits, settle: () => given }, name, site.at);
  return member && callValue(run, member, site);
}

/** `then`, `catch` and `finally` of a promise. */
export function promiseMember(run: Run, promise: PromiseEntity, name: string, at: Place): Value | undefined {
  switch (name) {
    case 'then': return run.native('then', (inner, site) => {
      rejected(inner, promise, site.arguments[1]?.value, site.at);
      return chained(inner, promise, site.arguments[0]?.value, site.at);
    });
    case 'catch': return run.native('catch', (inner, site) => {
      rejected(inner, promise, site.arguments[0]?.value, site.at);
      return run.entity(promise, site.at);
    });
    case 'finally': return run.native('finally', (inner, site) => {
      chained(inner, promise, site.arguments[0]?.value, site.at);
      return run.entity(promise, site.at);
    });
    default: return run.unknown(`\`${name}\` of a promise`, at);
  }
}

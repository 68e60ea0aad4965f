import type { Place } from '../source/place.ts';
import { callValue } from './calls.ts';
import type { Argument, Run } from './run.ts';
import { each, type Value } from './value.ts';

/** A promise of a value. A promise of a promise is that promise. */
export function promiseOf(run: Run, value: Value, at: Place): Value {
  if (value.t === 'object' && value.entity?.kind === 'promise') return value;
  return run.entity({ kind: 'promise', settle: () => value }, at);
}

/** What `await` gives: the promise's value, after running what it waits for. */
export function settled(run: Run, value: Value, at: Place): Value {
  return each(value, (one) => (one.t === 'object' && one.entity?.kind === 'promise' ? settled(run, one.entity.settle(), at) : one), at);
}

/**
 * A promise whose value a callback gives once another has settled. The callback waits in the queue, as it
 * does in Node, unless somebody awaits it first; in a request handler it runs at once and its acts are `later`.
 */
export function chained(run: Run, first: () => Value, callback: Value | undefined, at: Place): Value {
  const { guard, handler } = run;
  let done: Value | undefined;
  const settle = (): Value => {
    if (done) return done;
    done = run.unknown('a promise that waits for itself', at);
    const value = settled(run, first(), at);
    const given: Argument[] = [{ value, at }];
    done = callback ? callValue(run, callback, { at, callee: at, arguments: given, self: undefined, complete: true }) : value;
    return done;
  };
  if (handler) {
    handler.later++;
    const value = settle();
    handler.later--;
    return promiseOf(run, value, at);
  }
  run.queue.push(() => {
    const before = { guard: run.guard, deferred: run.deferred };
    run.guard = guard;
    run.deferred = true;
    settle();
    run.guard = before.guard;
    run.deferred = before.deferred;
  });
  return run.entity({ kind: 'promise', settle }, at);
}

/** `then`, `catch` and `finally` of a promise. */
export function promiseMember(run: Run, settle: () => Value, name: string, at: Place): Value | undefined {
  switch (name) {
    case 'then': return run.native('then', (inner, site) => chained(inner, settle, site.arguments[0]?.value, site.at));
    // A start that fails registers nothing more; the way that goes well is the one to follow.
    case 'catch': return run.native('catch', (_, site) => run.entity({ kind: 'promise', settle }, site.at));
    case 'finally': return run.native('finally', (inner, site) => {
      chained(inner, settle, site.arguments[0]?.value, site.at);
      return run.entity({ kind: 'promise', settle }, site.at);
    });
    default: return run.unknown(`\`${name}\` of a promise`, at);
  }
}

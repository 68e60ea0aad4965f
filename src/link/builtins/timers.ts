import { laterAll } from '../callbacks.ts';
import { callValue } from '../calls.ts';
import type { PromiseEntity } from '../entity.ts';
import { both, promiseBy, promiseOf, settled } from '../promises.ts';
import type { CallSite } from '../frame.ts';
import type { Run } from '../run.ts';
import { NOWHERE, type ArrayValue, type Value } from '../value.ts';

/** Callbacks that run once the module body is over. */
export function timers(run: Run): Readonly<Record<string, Value>> {
  const wait = (name: string): Value => run.native(name, (inner, site) => {
    laterAll(inner, site.arguments.slice(0, 1), { by: 'timer', at: site.at, atOnce: false });
    return inner.unknown('a timer', site.at);
  });
  return Object.fromEntries(['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask'].map((name) => [name, wait(name)]));
}

/** `Promise` and its statics. */
export function promiseConstructor(run: Run): Value {
  return run.native('Promise', undefined, {
    construct: (inner, site) => executed(inner, site),
    member: (inner, name) => inner.native(`Promise.${name}`, (one, site) => {
      const given = site.arguments[0]?.value ?? one.undefined(site.at);
      if (name === 'resolve') return promiseOf(one, given, site.at);
      if ((name === 'all' || name === 'allSettled') && given.t === 'array') return allOf(one, given, site);
      return promiseOf(one, one.unknown(`\`Promise.${name}\``, site.at), site.at);
    }),
  });
}

/** A promise of the values of several, which waits for all that they wait for. */
function allOf(run: Run, list: ArrayValue, site: CallSite): Value {
  let done: Value | undefined;
  const { guard } = run;
  const promise: PromiseEntity = { kind: 'promise', waits: run.waits, settle: () => {
    if (done) return done;
    const items = list.items.map((item) => {
      const made = settled(run, item.value, site.at);
      promise.waits = both(promise.waits, made.waits);
      return { value: made.value, when: item.when };
    });
    done = { ...list, id: run.id(), at: site.at, born: guard, items };
    return done;
  } };
  return run.entity(promise, site.at);
}

/** `new Promise((resolve, reject) => …)`: the executor runs at once; its value is what it resolves with. */
function executed(run: Run, site: CallSite): Value {
  return promiseBy(run, site.at, (resolve) => {
    const executor = site.arguments[0];
    const resolves = run.native('resolve', (inner, call) => resolve(inner, call.arguments[0]?.value));
    const rejects = run.native('reject', (inner, call) => inner.undefined(call.at));
    if (executor) callValue(run, executor.value, { ...site, self: undefined, arguments: [{ value: resolves, at: NOWHERE }, { value: rejects, at: NOWHERE }] });
  });
}

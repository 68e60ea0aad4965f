import type { TurnCause } from './acts.ts';
import { callFunction, callValue } from './calls.ts';
import type { Argument, CallSite } from './frame.ts';
import { when, type Guard } from './guard.ts';
import type { Run } from './run.ts';
import { alternatives, type FunctionValue, type Unknown, type Value } from './value.ts';

/** Runs a callback when its time comes: in a handler as a turn of its own, which `cause` describes. What it is given that `values` does not say is not known. */
export function later(run: Run, callback: FunctionValue, condition: Guard, cause?: TurnCause, values: readonly Argument[] = []): void {
  const call = (): Value => callFunction(run, callback, siteOf(run, callback, values));
  // A handler is summarised whole: what its callbacks do is part of it.
  if (run.handler) run.afterWaiting(run.waits, () => { run.within(condition, () => { call(); }); }, cause);
  else run.enqueue(callback.facts, () => {
    if (!run.registered.has(callback.id)) run.within(condition, () => { call(); });
  });
}

/** What a callback is given that is not known is another thing for each function that was made of its text: of two calls of one helper the one may fail and the other not. */
function siteOf(run: Run, callback: FunctionValue, values: readonly Argument[]): CallSite {
  const { at, file, facts, id } = callback;
  const given = (span: { readonly s: number; readonly e: number }): Value => run.unknown('an argument of a callback', run.place(span, file), `an argument of a callback@${file}:${String(span.s)}-${String(span.e)}#${String(id)}`);
  return { at, callee: at, self: undefined, complete: true, arguments: facts.p.map((parameter, index) => values[index] ?? { value: given(parameter), at }) };
}

/** Calls the callbacks among some arguments, each when its time comes: functions, and in a handler what a callback may be beside. */
export function laterAll(run: Run, given: readonly Argument[], cause: TurnCause): void {
  for (const { value, at } of given) {
    for (const one of alternatives(value)) {
      if (one.value.t === 'function') {
        const callback = one.value;
        run.within(one.when, () => { later(run, callback, true, cause); });
      } else if (run.handler && isHandedOn(one.value)) {
        const callback = one.value;
        run.afterWaiting(run.waits, () => { run.within(one.when, () => { callValue(run, callback, { at, callee: at, arguments: [], self: undefined, complete: true }); }); }, cause);
      }
    }
  }
}

/** Whether a callback is `next`, or settles a promise. */
function isHandedOn(value: Value): boolean {
  return (value.t === 'object' && value.entity?.kind === 'next') || (value.t === 'native' && SETTLES.has(value.name) && value.entity === undefined);
}

const SETTLES: ReadonlySet<string> = new Set(['resolve', 'callback']);

/**
 * Functions among the arguments of a call that can't be seen. In a program they run once what they wait
 * for is there; in a request handler they are part of what the request does.
 */
export function callbacksOfUnknown(run: Run, callee: Unknown, site: CallSite): void {
  if (!site.arguments.some(({ value }) => value.t !== 'primitive' && value.t !== 'unknown')) return;
  const event = site.arguments[0]?.value;
  const onEvent = ON_EVENT.test(callee.key) && event?.t === 'primitive' ? String(event.v) : undefined;
  // What happens on a signal or an error is no part of the start.
  const condition: Guard = onEvent !== undefined && RARE_EVENTS.has(onEvent) ? when(`on ${onEvent}`) : true;
  const by = ON_EVENT.test(callee.key) ? 'event' : 'callback';
  const callbacks = new Set(site.arguments.flatMap(({ value }) => functionsIn(run, value)));
  if (run.handler && callbacks.size === 0) {
    // A middleware that is not known is given `next` as well, and may answer by itself.
    laterAll(run, site.arguments.filter(({ value }) => value.t === 'native'), { by, at: site.at, atOnce: by === 'callback' });
    return;
  }
  for (const callback of callbacks) {
    if (run.handler && by === 'callback' && isIteration(callee, callback)) callItems(run, callback);
    else later(run, callback, condition, { by, at: site.at, atOnce: by === 'callback' && mayCallAtOnce(callee, callback) });
  }
}

/** A callback that a list calls for each of its items, before the call is over. */
function callItems(run: Run, callback: FunctionValue): void {
  run.within(true, () => { callFunction(run, callback, siteOf(run, callback, [])); });
}

const ON_EVENT = /\.(on|once|addListener|addEventListener)$/;
const RARE_EVENTS: ReadonlySet<string> = new Set(['error', 'SIGINT', 'SIGTERM', 'SIGHUP', 'SIGUSR2', 'uncaughtException', 'unhandledRejection', 'exit', 'close', 'disconnect', 'disconnected', 'end', 'beforeExit', 'clientError']);

/** Methods of lists that call their callback for each item, at once. */
const ITERATES = /\.(forEach|map|filter|some|every|reduce|reduceRight|flatMap|findIndex|sort)$/;
/** First parameters that say that a callback is given an error first: Node's way, in which it is called later. */
const ERROR_FIRST = /^_?(e|er|err|error)\d?$/i;
/** Packages, and names of functions, that call a callback with an error first before they return: they check something. */
const CHECKS = /passport|jsonwebtoken|joi|ajv|valid|async|lodash|underscore|(\.|^)(verify|validate|parse|authenticate|check)$/i;

function isIteration(callee: Unknown, callback: FunctionValue): boolean {
  return callee.from === undefined && ITERATES.test(callee.key) && !hasErrorFirst(callback);
}

function mayCallAtOnce(callee: Unknown, callback: FunctionValue): boolean {
  return !hasErrorFirst(callback) || CHECKS.test(callee.from ? `${callee.from.module}${callee.from.path}` : callee.key);
}

function hasErrorFirst({ facts }: FunctionValue): boolean {
  const first = facts.p[0]?.t;
  return first?.k === 'id' && ERROR_FIRST.test(first.n);
}

/** How deep in objects and lists callbacks are looked for, and in how many parts of one. */
const DEEPEST = 3;
const MOST_PARTS = 50;

/** @param met what was looked into already: lists may hold one another many times */
function functionsIn(run: Run, value: Value, met: Set<Value> = new Set(), depth = 0): readonly FunctionValue[] {
  return alternatives(value).flatMap(({ value: one }): readonly FunctionValue[] => {
    if (one.t === 'function') return [one];
    if (depth >= DEEPEST || met.has(one) || (one.t === 'object' && one.entity)) return [];
    met.add(one);
    const parts = one.t === 'object' ? [...one.slots.values()].map((slot) => slot.value) : one.t === 'array' ? one.items.map((item) => item.value) : [];
    run.budget.spendOnItems(parts.length);
    return parts.slice(0, MOST_PARTS).flatMap((part) => functionsIn(run, part, met, depth + 1));
  });
}

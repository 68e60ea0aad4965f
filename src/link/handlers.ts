import type { Place } from '../source/place.ts';
import type { HandlerLog } from './acts.ts';
import { TOO_LARGE } from './bounds.ts';
import { laterAll } from './callbacks.ts';
import { callFunction, callValue } from './calls.ts';
import type { CallbackEntity } from './entity.ts';
import type { Guard } from './guard.ts';
import type { Argument, CallSite } from './frame.ts';
import type { Run } from './run.ts';
import { alternatives, NOWHERE, type FunctionValue, type NativeValue, type ObjectValue, type Value } from './value.ts';

/** A function that was run on a request. */
export interface Summary {
  readonly function: FunctionValue | NativeValue;
  readonly kind: 'handler' | 'error';
  readonly log: HandlerLog;
}

/** Where parameters of a handler come from. */
type Given = 'request' | 'response' | 'next' | 'error';

const PARAMETERS: readonly Given[] = ['request', 'response', 'next'];

/**
 * Runs a handler on a request that stands for every request, and takes back what it changed.
 * What can't be known of the request is a symbol, so both sides of each branch are seen.
 */
export function summarise(run: Run, handler: FunctionValue | NativeValue, second = false, origin?: string): Summary {
  const given = parametersOf(handler);
  const log = summariseOn(run, handler, (one) => given.map((name) => (name === 'error' ? run.unknown('an error', handler.at, 'error') : one[name])), second, origin);
  return { function: handler, kind: given[0] === 'error' ? 'error' : 'handler', log };
}

/** Runs a function that works with a request, on the values that `valuesOf` gives it of that request, and takes back what it changed. */
export function summariseOn(run: Run, called: FunctionValue | NativeValue, valuesOf: (log: HandlerLog) => readonly Value[], second = false, origin?: string): HandlerLog {
  const { at } = called;
  const log = emptyLog(run, at, second, origin, (kind) => run.entity({ kind }, NOWHERE));
  const outer = run.handler;
  run.trial(() => {
    run.handler = log;
    run.guard = true;
    run.waits = [];
    const values = valuesOf(log).map((value): Argument => ({ value, at }));
    callValue(run, called, { at, callee: at, arguments: values, self: undefined, complete: true });
  });
  run.handler = outer;
  log.until = run.id();
  return log;
}

function emptyLog(run: Run, at: Place, second: boolean, origin: string | undefined, make: (kind: 'request' | 'response' | 'next' | 'request-session') => ObjectValue): HandlerLog {
  return {
    origin, at, acts: [], turns: [], unknown: [], since: run.id(), until: 0, read: new Map(), written: new Set(), second,
    request: make('request'), response: make('response'), next: make('next'), session: make('request-session'),
    epochs: [], status: undefined, location: undefined,
  };
}

/** Summarises a handler anew, now that it is known what handlers change; what the first summary made is gone. */
export function summariseAgain(run: Run, { function: handler, log }: Summary): Summary {
  forgetMade(run, log);
  return summarise(run, handler, true);
}

/** What a handler does with a request that comes from one origin. */
export function summariseFrom(run: Run, { function: handler, log }: Summary, origin: string): Summary {
  const tried = summarise(run, handler, log.second, origin);
  forgetMade(run, tried.log);
  return tried;
}

/** Takes what a summary made out of what the program made. */
export function forgetMade(run: Run, { since, until }: HandlerLog): void {
  const { apps, sessions, cors, stores, storeClients, servers, sockets, middlewares } = run.result;
  for (const list of [apps, sessions, cors, stores, storeClients, servers, sockets, middlewares] as { readonly id: number }[][]) {
    list.splice(0, list.length, ...list.filter(({ id }) => id <= since || id >= until));
  }
}

/** Express tells an error handler by its four parameters (router 2.2.0 lib/layer.js). */
function parametersOf(handler: FunctionValue | NativeValue): readonly Given[] {
  if (handler.t === 'native') return PARAMETERS;
  const count = handler.facts.p.filter(({ rest }) => !rest).length - (handler.bound?.length ?? 0);
  return count >= 4 ? ['error', ...PARAMETERS] : PARAMETERS;
}

/** What a function gives back and how it calls its callbacks, run on arguments that are not known. */
export interface Trial {
  readonly returns: Value;
  readonly calls: readonly { readonly parameter: number; readonly arguments: readonly Argument[]; readonly when: Guard; readonly at: Place }[];
  /** Whether its callback may be called where that is not seen. */
  readonly handsOn: boolean;
  /** The paths that end with an error it throws. */
  readonly throws: Guard;
}

/** Tries a function such as an origin function or a cookie function, on `first` as its first argument where that is given; its changes are taken back. */
export function tryFunction(run: Run, tried: FunctionValue, first?: Value): Trial {
  const calls: { parameter: number; arguments: readonly Argument[]; when: Guard; at: Place }[] = [];
  let returns: Value = run.undefined(tried.at);
  let throws: Guard = false;
  const callback: CallbackEntity = { kind: 'callback', handedOn: false };
  run.trial(() => {
    run.guard = true;
    run.waits = [];
    const outer = run.handler;
    const thrown = run.frame.thrown;
    run.frame.thrown = false;
    run.handler = emptyLog(run, tried.at, false, undefined, () => run.object(NOWHERE));
    const values = tried.facts.p.map((parameter, index): Argument => {
      const at = run.place(parameter, tried.file);
      if (first && index === 0) return { value: first, at };
      const name = parameter.t.k === 'id' ? parameter.t.n : 'argument';
      const value = run.native(name, (inner, site) => {
        calls.push({ parameter: index, arguments: site.arguments, when: inner.guard, at: site.at });
        return inner.undefined(site.at);
      }, { entity: callback, member: (inner, member, place) => inner.unknown('an argument of a callback', place, `${name}#${String(tried.id)}.${member}`) });
      // The last parameter may be a callback; the ones before it are read.
      return { value: index === tried.facts.p.length - 1 && index > 0 ? value : run.unknown('an argument of a callback', at, `${name}#${String(tried.id)}`), at };
    });
    returns = callFunction(run, tried, { at: tried.at, callee: tried.at, arguments: values, self: undefined, complete: true });
    callback.handedOn ||= run.handler.unknown.some(({ reason }) => reason === TOO_LARGE);
    run.handler = outer;
    throws = run.frame.thrown;
    run.frame.thrown = thrown;
  });
  return { returns, calls, handsOn: callback.handedOn, throws };
}

/** Runs the callbacks of an event listener once the module body is over. */
export function callMethodLater(run: Run, site: CallSite): void {
  laterAll(run, site.arguments, { by: 'event', at: site.at, atOnce: false });
}

/** What identifies a handler: the function it is, or wraps. */
export function handlerId(handler: FunctionValue | NativeValue): number {
  const inner = handler.t === 'native' && handler.entity?.kind === 'instance' ? handler.entity.arguments[0]?.value : handler;
  return inner?.t === 'function' ? inner.id : -1;
}

/** The functions that a middleware is or wraps: `asyncHandler(fn)` of a package calls the function it is given. */
export function handlersIn(value: Value): readonly (FunctionValue | NativeValue)[] {
  if (value.t === 'function') return [value];
  return alternatives(value).flatMap(({ value: one }): (FunctionValue | NativeValue)[] => {
    if (one.t === 'function') return [one];
    if (one.t === 'native' && one.entity?.kind === 'instance' && one.entity.of === 'nest handler') return [one];
    if (one.t === 'unknown' && one.given) return one.given.flatMap((given) => (given.t === 'function' && given.facts.p.length >= 2 ? [given] : []));
    return [];
  });
}

import type { FunctionFacts } from '../facts/ir.ts';
import { handlersIn, summarise, summariseAgain, type Summary } from './handlers.ts';
import type { Run } from './run.ts';
import type { FunctionValue, NativeValue } from './value.ts';

/** What is known of a handler rests on this, beside the state that the start left. */
export interface Trace {
  /** The functions that were run for it. */
  readonly called: Set<FunctionFacts>;
  /** Whether it changes what the start made: others may read it. */
  writes: boolean;
  /** Whether more stays than the summary: something it made or loaded, what it told of an app or a store. */
  leaves: boolean;
  /** Whether it came to a function that takes too long: such a one is tried a few times, whichever handlers come to it. */
  cut: boolean;
  /** The number that the run had given out last before it was summarised, each time. */
  readonly since: number[];
}

/** Which handlers are summarised where the others are known from an earlier run whose start was the same. */
export interface Again {
  readonly handlers: ReadonlySet<number>;
  /** How each came about then. */
  readonly traces: ReadonlyMap<number, Pick<Trace, 'since'>>;
}

export interface Summaries {
  /** What each handler does, by the function's id. Twins are there once. */
  readonly summaries: ReadonlyMap<number, Summary>;
  readonly traces: ReadonlyMap<number, Trace>;
  /** All handlers, also those that are known. */
  readonly handlers: readonly number[];
}

/** Summarises what is registered on the apps of a run whose start is over. */
export function summarisedIn(run: Run, idOf: (handler: FunctionValue | NativeValue) => number, again?: Again): Summaries {
  const summaries = new Map<number, Summary>();
  const traces = new Map<number, Trace>();
  const handlers = new Set<number>();
  for (const app of [...run.result.apps]) {
    for (const registration of [...app.registrations]) {
      for (const { value } of registration.middlewares) for (const handler of handlersIn(value)) {
        const id = idOf(handler);
        if (handlers.has(id)) continue;
        handlers.add(id);
        if (again && !again.handlers.has(id)) continue;
        run.continueAfter(again?.traces.get(id)?.since[0] ?? 0);
        const trace: Trace = { called: new Set(), writes: false, leaves: false, cut: false, since: [run.lastId] };
        traces.set(id, trace);
        summaries.set(id, summarised(run, trace, () => summarise(run, handler)));
      }
    }
  }
  for (const [id, summary] of summaries) {
    const trace = traces.get(id);
    if (!trace || !run.changing.hasOneOf(summary.log.read)) continue;
    run.continueAfter(again?.traces.get(id)?.since[1] ?? 0);
    trace.since.push(run.lastId);
    summaries.set(id, summarised(run, trace, () => summariseAgain(run, summary)));
  }
  return { summaries, traces, handlers: [...handlers] };
}

function summarised(run: Run, trace: Trace, make: () => Summary): Summary {
  const summary = tracing(run, trace, make);
  const { log: { written, acts } } = summary;
  trace.writes ||= written.size > 0;
  // What it calls in place of a middleware counts among the middlewares.
  trace.leaves ||= acts.some(({ callee }) => callee !== undefined);
  return summary;
}

/** Works something out for a handler, and notes what that rests on. */
export function tracing<T>(run: Run, trace: Trace, make: () => T): T {
  const outer = run.called;
  const [before, cuts] = [weightOf(run), run.budget.cuts];
  run.called = trace.called;
  const made = make();
  run.called = outer;
  for (const one of trace.called) outer.add(one);
  trace.leaves ||= weightOf(run) !== before;
  trace.cut ||= run.budget.cuts !== cuts;
  return made;
}

/** Rises with all that a run notes of its program and never takes back. */
function weightOf({ result, leftToRun }: Run): number {
  const { apps, sessions, cors, stores, storeClients, servers, sockets, middlewares, passports, environments, imports, files, loads, reads, unfollowed } = result;
  let weight = leftToRun;
  for (const list of [apps, sessions, cors, stores, storeClients, servers, sockets, middlewares, passports, loads, reads, unfollowed]) weight += list.length;
  for (const set of [environments, imports, files]) weight += set.size;
  for (const { settings, registrations, values, escapes } of apps) weight += settings.length + registrations.length + values.size + Number(escapes);
  for (const { uses, escapes } of [...stores, ...storeClients]) weight += uses.length + Number(escapes);
  for (const { strategies, serializers, deserializers, escapes } of passports) weight += strategies.length + serializers.length + deserializers.length + Number(escapes);
  for (const { functions, open } of sockets) weight += functions.length + Number(open);
  for (const { escapes } of sessions) weight += Number(escapes);
  for (const { listens, app, port } of servers) weight += Number(listens) + Number(app !== undefined) + Number(port !== undefined);
  return weight;
}

import type { FileFacts, FunctionFacts } from '../facts/ir.ts';
import { defineGlobals } from './builtins/globals.ts';
import { handlerId } from './handlers.ts';
import { execute, importPackage, moduleOf, type Module } from './modules.ts';
import type { Frame } from './frame.ts';
import type { Resolution } from './resolve.ts';
import { Run } from './run.ts';
import { Scope } from './scope.ts';
import { summariseSockets, type SocketSummary } from './sockets.ts';
import { summarisedIn, type Again, type Summaries } from './summaries.ts';
import { sweepServer } from './sweep.ts';
import { Twins } from './twins.ts';
import { NOWHERE, primitive, type FunctionValue, type NativeValue, type ObjectValue } from './value.ts';

/** What a run needs of the floors below: facts, what a specifier means, data and directories. All plain reads. */
export interface Program {
  factsOf(file: string): FileFacts | undefined;
  resolve(from: string, specifier: string): Resolution;
  /** A parsed JSON file; `undefined` where there is none or it is broken. */
  json(file: string): unknown;
  /** Names in a directory, sorted. */
  list(directory: string): readonly string[];
  /** Whether a module's imports run where they stand, as `require` calls do, and not before all else. */
  keepsOrder(file: string): boolean;
}

/** A finished run: what it found, and the state that further questions are asked of. */
export interface Finished extends Summaries {
  readonly run: Run;
  /** The functions that were run before the handlers were summarised. */
  readonly started: ReadonlySet<FunctionFacts>;
  /** What identifies a handler among the summaries. */
  readonly idOf: (handler: FunctionValue | NativeValue) => number;
  /** What each socket.io server does with sessions. */
  readonly sockets: readonly SocketSummary[];
}

/** How a program is run. */
export interface RunOptions {
  /** Modules that are loaded before the entry: `node -r dotenv/config`. */
  readonly preloads?: readonly string[];
  /** Runs every function that nothing called, each on its own: for code that nothing in the repository starts. */
  readonly sweeps?: boolean;
  /** Handlers that are known from an earlier run are not summarised. */
  readonly again?: Again;
}

/**
 * Runs a program symbolically from its entry in one environment, then summarises its request handlers.
 * Never throws on what the program holds.
 */
export function runProgram(program: Program, entry: string, environment: string, options: RunOptions = {}): Finished {
  const run = new Run(program, environment, rootFrame(entry));
  defineGlobals(run);
  for (const preload of options.preloads ?? []) importPackage(run, entry, preload);
  const module = moduleOf(run, entry);
  if (module) execute(run, module);
  run.result.alive = run.guard;
  run.drain();
  if (module && options.sweeps) sweepServer(run, module);
  inOrder(run);
  run.guard = run.result.alive;
  const twins = new Twins(run);
  const idOf = (handler: FunctionValue | NativeValue): number => (handler.t === 'function' ? twins.of(handler) : handlerId(handler));
  const started = new Set(run.called);
  return { run, started, ...summarisedIn(run, idOf, options.again), idOf, sockets: run.result.sockets.map((server) => summariseSockets(run, server)) };
}

/**
 * Puts registrations in the order they come about. Async functions were run through where they were called: what
 * waits for more comes later than what was called after them.
 */
function inOrder(run: Run): void {
  const all = run.result.apps.flatMap(({ registrations }) => registrations);
  all.sort((left, right) => left.waits.length - right.waits.length || left.order - right.order);
  all.forEach((registration, index) => { registration.order = index + 1; });
  for (const { registrations } of run.result.apps) registrations.sort((left, right) => left.order - right.order);
}

/** A frame for what runs before any module does. */
export function rootFrame(file: string): Frame {
  const facts: FileFacts = { v: 0, format: 'cjs', b: [], functions: [], classes: [], imports: [] };
  const nothing: ObjectValue = { t: 'object', id: 0, at: NOWHERE, slots: new Map(), born: true };
  const module: Module = { file, facts, scope: new Scope(undefined, true), exports: new Map(), stars: [], state: 'done', alive: true, moduleObject: nothing, ownExports: nothing };
  return { file, module, scope: module.scope, self: primitive(undefined, NOWHERE), home: undefined, returns: [], thrown: false, site: undefined, jumps: undefined };
}

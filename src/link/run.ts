import type { FileFacts, FunctionFacts, Stmt } from '../facts/ir.ts';
import type { Place } from '../source/place.ts';
import { Changing } from './changing.ts';
import type { AppEntity, ClientEvent, CorsEntity, Entity, MiddlewareEntity, ServerEntity, SessionEntity, StatementSite, StoreEntity } from './entity.ts';
import type { Guard } from './guard.ts';
import { and, guardWork } from './guard.ts';
import type { HandlerLog } from './handlers.ts';
import type { Module } from './modules.ts';
import type { Resolution } from './resolve.ts';
import type { ClassValue, FunctionValue, NativeValue, ObjectValue, Slot, Unknown, Value } from './value.ts';
import { NOWHERE, primitive, unknown } from './value.ts';

/** What a run needs of the floors below: facts, what a specifier means, versions. All plain reads. */
export interface Program {
  factsOf(file: string): FileFacts | undefined;
  resolve(from: string, specifier: string): Resolution;
  /** A parsed JSON file; `undefined` where there is none or it is broken. */
  json(file: string): unknown;
  /** Names in a directory, sorted. */
  list(directory: string): readonly string[];
  /** Major version installed for a package, seen from a file; `undefined` where unknown. */
  majorOf(from: string, name: string): number | undefined;
}

export interface Argument { readonly value: Value; readonly at: Place }

/** A call as a native function sees it. */
export interface CallSite {
  /** The whole call. */
  readonly at: Place;
  readonly callee: Place;
  readonly arguments: readonly Argument[];
  readonly self: Value | undefined;
  /** False where an unknown list was spread into the arguments. */
  readonly complete: boolean;
}

/** Where `break` and `continue` lead, for the statements inside a loop, a switch or a label. */
export interface Jumps {
  readonly outer: Jumps | undefined;
  readonly label: string | undefined;
  readonly loop: boolean;
  broken: Guard;
  continued: Guard;
}

/** A function (or module body) being executed. */
export interface Frame {
  readonly file: string;
  readonly module: Module;
  readonly self: Value;
  readonly home?: ClassValue;
  returns: { readonly when: Guard; readonly value: Value }[];
  /** The paths that threw, for the nearest `try`. */
  thrown: Guard;
  site: StatementSite | undefined;
  jumps: Jumps | undefined;
}

/** What a run found. Lists are in the order things happened. */
export interface RunResult {
  readonly apps: AppEntity[];
  readonly sessions: SessionEntity[];
  readonly cors: CorsEntity[];
  readonly stores: StoreEntity[];
  readonly servers: ServerEntity[];
  readonly middlewares: MiddlewareEntity[];
  readonly clients: ClientEvent[];
  /** Names that the code compares `NODE_ENV` with. */
  readonly environments: Set<string>;
  /** Packages that some module of the program imports. */
  readonly imports: Set<string>;
  readonly files: Set<string>;
  /** What could not be followed where it mattered. */
  readonly unfollowed: { readonly at: Place; readonly reason: string }[];
  /** The paths on which the program comes to the end of its start. */
  alive: Guard;
}

/** Nodes of guards that take as long to combine as an expression to evaluate. */
const COMBINED_IN_A_STEP = 20;

/**
 * Bounds of one run: past them a value is `Unknown` with that reason. `steps` are those of the start, `trial` those
 * of one request handler, `brief` and `briefStart` those of
 * a call whose value alone is of interest, in a handler and before. `iterations` are of a list, `turns` of a loop that
 * does not count.
 */
export const BOUNDS = { steps: 200_000, trial: 4_000, brief: 300, briefStart: 5_000, depth: 60, sameFunction: 3, iterations: 1000, turns: 200 } as const;

/** The state of one symbolic run of a program in one environment. */
export class Run {
  /** The conditions under which the present statement is reached; `false` where it is not. */
  guard: Guard = true;
  frame: Frame;
  readonly modules = new Map<string, Module>();
  readonly globals = new Map<string, Value>();
  /** Values of properties that were written to objects the analyser can't see, by the object's key. */
  readonly written = new Map<string, Map<string, Slot>>();
  readonly stack: FunctionValue[] = [];
  /** How often each callback was made to wait. */
  readonly waited = new Map<FunctionFacts, number>();
  /** Every function that was run. */
  readonly called = new Set<FunctionFacts>();
  readonly queue: (() => void)[] = [];
  readonly changing = new Changing();
  readonly result: RunResult = {
    apps: [], sessions: [], cors: [], stores: [], servers: [], middlewares: [], clients: [],
    environments: new Set(), imports: new Set(), files: new Set(), unfollowed: [], alive: true,
  };
  /** Set while a request handler is summarised. */
  handler: HandlerLog | undefined;
  /** What must have come about before the present statement runs, beside the module bodies: awaited promises, events, timers. */
  waits: readonly number[] = [];
  /** How many `?.` the present read hangs on. */
  optionalChain = 0;
  steps = 0;
  order = 0;
  #ids = 0;
  /** The number of steps at which the bounds are used up. */
  #limit: number = BOUNDS.steps;
  #guardWork = guardWork();
  #cutOffAt: number | undefined;
  readonly #tooLong = new Map<FunctionFacts, number>();
  #undo: (() => void)[] | undefined;
  readonly program: Program;
  readonly environment: string;
  /** The file that is started. */
  readonly entry: string;

  constructor(program: Program, environment: string, root: Frame) {
    this.program = program;
    this.environment = environment;
    this.frame = root;
    this.entry = root.file;
  }

  id(): number {
    return ++this.#ids;
  }

  place(span: { readonly s: number; readonly e: number }, file = this.frame.file): Place {
    return { file, start: span.s, end: span.e };
  }

  /** Where an edit beside the present statement would go. */
  get site(): StatementSite {
    return this.frame.site ?? { file: this.frame.file, statement: NO_STATEMENT, block: NOWHERE, siblings: [] };
  }

  object(at: Place, more?: Partial<Pick<ObjectValue, 'literal' | 'of' | 'entity' | 'open'>>): ObjectValue {
    return { t: 'object', id: this.id(), at, slots: new Map(), born: this.guard, ...more };
  }

  native(name: string, call?: (run: Run, site: CallSite) => Value, more?: Partial<Pick<NativeValue, 'construct' | 'member' | 'entity' | 'from'>>): NativeValue {
    return { t: 'native', name, at: NOWHERE, slots: undefined, call, construct: more?.construct, member: more?.member, entity: more?.entity, from: more?.from };
  }

  entity<E extends Entity>(entity: E, at: Place): ObjectValue & { readonly entity: E } {
    return { t: 'object', id: this.id(), at, slots: new Map(), born: this.guard, entity };
  }

  unknown(reason: string, at: Place, key?: string, more?: Partial<Pick<Unknown, 'from' | 'given' | 'held' | 'wraps'>>): Unknown {
    return unknown(reason, at, key ?? `${reason}@${at.file}:${at.start}-${at.end}`, more);
  }

  undefined(at: Place): Value {
    return primitive(undefined, at);
  }

  /** Runs `f` under a further condition and restores the present one. Returns the condition at its end. */
  within(condition: Guard, f: () => void): Guard {
    const before = this.guard;
    this.guard = and(before, condition);
    if (this.guard !== false) f();
    const after = this.guard;
    this.guard = before;
    return after;
  }

  /** Something the analyser could not see through, where that may hide a registration or a setting. */
  unfollowed(at: Place, reason: string): void {
    if (this.handler) this.handler.unknown.push({ at, reason });
    else this.result.unfollowed.push({ at, reason });
  }

  /** Records how to take a change back, while a trial runs. */
  remember(undo: () => void): void {
    this.#undo?.push(undo);
  }

  /** Runs `f` and takes back every change it made to values made before. */
  trial(f: () => void): void {
    const outer = this.#undo;
    const limit = this.#limit;
    this.#limit = this.steps + BOUNDS.trial;
    const { guard, waits, steps: started } = this;
    this.#undo = [];
    try {
      f();
    } finally {
      for (const undo of this.#undo.reverse()) undo();
      this.#undo = outer;
      // What a trial takes is its own: many handlers do not use up the program's steps.
      this.#limit = limit + Math.max(0, this.steps - started);
      this.guard = guard;
      this.waits = waits;
    }
  }

  /** Leaves `f` for when the module bodies are over. It runs under the conditions of now, and after one thing more has come about. */
  enqueue(f: () => void): void {
    const { guard, waits } = this;
    this.queue.push(() => {
      const before = this.guard;
      this.guard = guard;
      this.afterWaiting(waits, f);
      this.guard = before;
    });
  }

  /** Runs `f` as something that happens once `waits` and one thing more have come about. Gives what it has waited for at its end. */
  afterWaiting(waits: readonly number[], f: () => void): readonly number[] {
    const before = this.waits;
    this.waits = [...waits, this.id()];
    f();
    const after = this.waits;
    this.waits = before;
    return after;
  }

  /** Runs `f` as if no trial were going on: a module that a handler is the first to load stays loaded. */
  apart(f: () => void): void {
    const before = { undo: this.#undo, handler: this.handler, guard: this.guard, waits: this.waits, chain: this.optionalChain };
    const limit = this.#limit;
    const started = this.steps;
    this.#limit = started + BOUNDS.steps;
    this.#undo = undefined;
    this.handler = undefined;
    this.guard = true;
    this.waits = [];
    this.optionalChain = 0;
    f();
    this.#limit = limit + this.steps - started;
    this.#undo = before.undo;
    this.handler = before.handler;
    this.guard = before.guard;
    this.waits = before.waits;
    this.optionalChain = before.chain;
  }

  /** Runs everything that waits, in order. */
  drain(): void {
    for (let job = this.queue.shift(); job; job = this.queue.shift()) job();
  }

  /** Whether the bounds of the run are used up. Counts one step. */
  exhausted(): boolean {
    const work = guardWork();
    this.steps += 1 + (work - this.#guardWork) / COMBINED_IN_A_STEP;
    this.#guardWork = work;
    return this.steps > this.#limit;
  }

  /** Runs a function for its value alone, within few steps; `undefined` where they are not enough. Never changes what goes on. */
  briefly(facts: FunctionFacts, f: () => Value): Value | undefined {
    // One that took too long a few times will take too long again.
    const failed = this.#tooLong.get(facts) ?? 0;
    if (failed >= BOUNDS.sameFunction) return undefined;
    const { guard, waits, frame } = this;
    const { thrown } = frame;
    const limit = this.#limit;
    const own = Math.min(limit, this.steps + (this.handler ? BOUNDS.brief : BOUNDS.briefStart));
    this.#limit = own;
    this.#cutOffAt = own;
    const value = f();
    const enough = this.steps <= own;
    this.#limit = limit;
    if (enough) return value;
    this.#tooLong.set(facts, failed + 1);
    frame.thrown = thrown;
    this.guard = guard;
    this.waits = waits;
    return undefined;
  }

  /** Says, once for each bound, that it is used up. */
  cutOff(at: Place): void {
    if (this.#cutOffAt === this.#limit) return;
    this.#cutOffAt = this.#limit;
    this.unfollowed(at, TOO_LARGE);
  }
}

/** The reason where a bound of steps was hit. */
export const TOO_LARGE = 'it is too large to follow to its end';

const NO_STATEMENT: Stmt = { k: 'block', b: [], s: 0, e: 0 };

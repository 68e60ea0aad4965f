import type { FunctionFacts, Stmt } from '../facts/ir.ts';
import type { Place } from '../source/place.ts';
import { hideAct, noteTurn, type HandlerLog, type TurnCause } from './acts.ts';
import { BOUNDS, Budget, STEPS_OF_CALL, TOO_LARGE, TOO_LONG } from './bounds.ts';
import { Changing } from './changing.ts';
import type { Entity, StatementSite } from './entity.ts';
import type { CallSite, Frame } from './frame.ts';
import { and, cutOff, type Guard } from './guard.ts';
import type { Module } from './modules.ts';
import type { Program } from './program.ts';
import { Queue } from './queue.ts';
import { emptyResult } from './result.ts';
import type { ArrayValue, FunctionValue, Hints, NativeValue, ObjectValue, Slot, Unknown, Value } from './value.ts';
import { NOWHERE, primitive, unknown } from './value.ts';

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
  /** The calls that led to the functions on the stack. */
  readonly calls: Place[] = [];
  /** How deep what runs now is part of something else. */
  nesting = 0;
  /** Handlers that are registered: they run at requests, not at the start. */
  readonly registered = new Set<number>();
  /** The callbacks out of which the present one was left to run later. */
  #origins: readonly FunctionFacts[] = [];
  /** Every function that was run; while a handler is summarised, those that were run for it. */
  called = new Set<FunctionFacts>();
  /** Takes each function that is made, while somebody wants to know. */
  made: FunctionValue[] | undefined;
  readonly #queue = new Queue();
  readonly changing = new Changing();
  readonly result = emptyResult();
  /** Set while a request handler is summarised. */
  handler: HandlerLog | undefined;
  /** What must have come about before the present statement runs, beside the module bodies: awaited promises, events, timers. */
  waits: readonly number[] = [];
  /** How many `?.` the present read hangs on. */
  optionalChain = 0;
  readonly budget = new Budget();
  order = 0;
  /** How often something ended the run, on some path: an error that is thrown, an exit. */
  endings = 0;
  /** How often a loop or a `switch` was left, or a turn of it. */
  jumps = 0;
  #ids = 0;
  #noted = 0;
  readonly #madeTooOften = new Set<object>();
  #undo: (() => void)[] | undefined;
  readonly program: Program;
  readonly #environment: string;
  /** Whether anything of the run looked at its environment: else it is the same in every other. */
  asksEnvironment = false;
  /** The file that is started. */
  readonly entry: string;

  constructor(program: Program, environment: string, root: Frame) {
    this.program = program;
    this.#environment = environment;
    this.frame = root;
    this.entry = root.file;
  }

  /** `NODE_ENV`. */
  get environment(): string {
    this.asksEnvironment = true;
    return this.#environment;
  }

  id(): number {
    return ++this.#ids;
  }

  /** The number that was given out last. */
  get lastId(): number {
    return this.#ids;
  }

  /** Leaves out the numbers up to one: what they were given to is known from an earlier run. */
  continueAfter(id: number): void {
    this.#ids = Math.max(this.#ids, id);
  }

  /** How much waits to be run. */
  get leftToRun(): number {
    return this.#queue.length;
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

  /** A list that is made now; the items past the bound are left out, and the list says so. */
  list(items: ArrayValue['items'], at: Place, open?: string, born: Guard = this.guard): ArrayValue {
    this.budget.spendOnItems(items.length);
    const isLong = items.length > BOUNDS.items;
    const reason = open ?? (isLong ? TOO_LONG : undefined);
    return { t: 'array', id: this.id(), at, born, items: isLong ? items.slice(0, BOUNDS.items) : items, ...(reason === undefined ? {} : { open: reason }) };
  }

  native(name: string, call?: (run: Run, site: CallSite) => Value, more?: Partial<Pick<NativeValue, 'construct' | 'member' | 'entity' | 'base' | 'from'>>): NativeValue {
    return { t: 'native', name, at: NOWHERE, slots: undefined, call, construct: more?.construct, member: more?.member, entity: more?.entity, from: more?.from, ...(more?.base ? { base: more.base } : {}) };
  }

  entity<E extends Entity>(entity: E, at: Place): ObjectValue & { readonly entity: E } {
    return { t: 'object', id: this.id(), at, slots: new Map(), born: this.guard, entity };
  }

  unknown(reason: string, at: Place, key?: string, hints?: Hints): Unknown {
    return unknown(reason, at, key ?? `${reason}@${at.file}:${at.start}-${at.end}`, hints);
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

  /** The present path ends here. */
  end(): void {
    this.guard = false;
    this.endings++;
  }

  /**
   * What goes on after a stretch that nobody left otherwise: all that entered it, unless something ended it on some path.
   * Told apart, and put together again, the paths may be too many to follow. A start that ends on too many of them is
   * taken to go on.
   */
  goOn(entered: Guard, endings: number, after: () => Guard): void {
    this.guard = this.endings === endings ? entered : after();
    if (this.guard === entered || this.handler) return;
    const cut = cutOff(this.guard);
    if (cut.size === 0) return;
    const known = cutOff(entered);
    if ([...cut].some((symbol) => !known.has(symbol))) this.guard = entered;
  }

  /** Something the analyser could not see through, where that may hide a registration or a setting. */
  unfollowed(at: Place, reason: string): void {
    if (this.handler) hideAct(this, at, reason);
    else this.result.unfollowed.push({ at, reason });
  }

  /** Records how to take a change back, while a trial runs. */
  remember(undo: () => void): void {
    this.#undo?.push(undo);
  }

  /** Runs `f` and takes back every change it made to values made before. */
  trial(f: () => void, steps: number = BOUNDS.trial): void {
    const outer = this.#undo;
    const { guard, waits } = this;
    this.#undo = [];
    try {
      this.budget.separately(steps, f);
    } finally {
      for (const undo of this.#undo.reverse()) undo();
      this.#undo = outer;
      this.guard = guard;
      this.waits = waits;
    }
  }

  /**
   * Leaves `f`, which calls `callback`, for when the module bodies are over. It runs under the conditions of now, and
   * after one thing more has come about. A callback that sets itself up again (a timer, a reconnection) does each time
   * what it did before: it is left to run a few times.
   */
  enqueue(callback: FunctionFacts | undefined, f: () => void): void {
    const { guard, waits } = this;
    const job = this.asCallback(callback, () => {
      const before = this.guard;
      this.guard = guard;
      this.afterWaiting(waits, f);
      this.guard = before;
    });
    if (!job) return;
    this.budget.spend(STEPS_OF_CALL);
    this.#queue.add(job);
  }

  /** What runs `f` as the work of a callback that is set up now; `undefined` where it has set itself up often enough. */
  asCallback(callback: FunctionFacts | undefined, f: () => void): (() => void) | undefined {
    const origins = callback ? [...this.#origins, callback] : this.#origins;
    if (callback && origins.filter((one) => one === callback).length > BOUNDS.sameFunction) return undefined;
    return () => {
      const before = this.#origins;
      this.#origins = origins;
      f();
      this.#origins = before;
    };
  }

  /**
   * Runs `f` as something that happens once `waits` and one thing more have come about, in a handler a turn of its own.
   * Gives what it has waited for at its end.
   */
  afterWaiting(waits: readonly number[], f: () => void, cause?: TurnCause): readonly number[] {
    const before = this.waits;
    const turn = this.id();
    noteTurn(this, turn, waits, cause);
    this.budget.spendOnWaits(waits.length);
    this.waits = [...waits, turn];
    f();
    const after = this.waits;
    this.waits = before;
    return after;
  }

  /** Runs `f` as if no trial were going on: a module that a handler is the first to load stays loaded. */
  apart(f: () => void): void {
    const before = { undo: this.#undo, handler: this.handler, guard: this.guard, waits: this.waits, chain: this.optionalChain };
    this.#undo = undefined;
    this.handler = undefined;
    this.guard = true;
    this.waits = [];
    this.optionalChain = 0;
    this.budget.separately(BOUNDS.steps, f);
    this.#undo = before.undo;
    this.handler = before.handler;
    this.guard = before.guard;
    this.waits = before.waits;
    this.optionalChain = before.chain;
  }

  /** Runs everything that waits, in order. */
  drain(): void {
    for (let job = this.#queue.take(); job; job = this.#queue.take()) job();
  }

  /** Runs a function for its value alone, within few steps; `undefined` where they are not enough. */
  briefly(facts: FunctionFacts, f: () => Value): Value | undefined {
    const { guard, waits, frame } = this;
    const { thrown } = frame;
    let value: Value | undefined;
    const end = this.budget.briefly(this.handler ? BOUNDS.brief : BOUNDS.briefStart, facts, () => { value = f(); });
    if (end !== 'cut off') return value;
    frame.thrown = thrown;
    this.guard = guard;
    this.waits = waits;
    return undefined;
  }

  /** What was made first at a place where as much was made as is told apart: what a loop makes from then on is no other. */
  madeTooOften<E extends { readonly at: Place }>(all: readonly E[], at: Place): E | undefined {
    const made = all.filter((one) => one.at.start === at.start && one.at.file === at.file);
    const [first] = made;
    if (!first || made.length < BOUNDS.copies) return undefined;
    if (!this.#madeTooOften.has(first)) this.unfollowed(at, TOO_LARGE);
    this.#madeTooOften.add(first);
    return first;
  }

  /** Whether one more registration or setting is noted: rules go over them all. Past the bound that is told once. */
  mayNote(at: Place): boolean {
    this.#noted++;
    if (this.#noted === BOUNDS.notes + 1) this.unfollowed(at, TOO_LARGE);
    return this.#noted <= BOUNDS.notes;
  }

  /** Says, once for each bound, that it is used up. */
  cutOff(at: Place): void {
    if (this.budget.isNews()) this.unfollowed(at, TOO_LARGE);
  }
}

const NO_STATEMENT: Stmt = { k: 'block', b: [], s: 0, e: 0 };

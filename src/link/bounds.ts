import type { FunctionFacts } from '../facts/ir.ts';
import { guardWork } from './guard.ts';

/**
 * Bounds of one run: past them a value is `Unknown` with that reason. `steps` are those of the start, `trial` those of
 * one request handler, `sweep` those of a function of a server that nothing calls, `brief` and `briefStart` those of a call whose value alone is of interest, in a handler and
 * before. `depth` is of calls, `nesting` of all that is evaluated as part of something else. `iterations` are of a list
 * that is gone over, `turns` of a loop that does not count, `items` of a list that is made of others. `text` is the
 * length of a text that is put together, `pieces` are those of one that is partly known, `key` is the length of the
 * name of what is not known. `parts` are the objects and lists in one value that is copied, opened or described.
 * `copies` are the apps, sessions and CORS that one call makes or registers over and over, `notes` the registrations and settings of one program, `total` all its steps: those of the start, and of every handler.
 */
export const BOUNDS = {
  steps: 205_000, trial: 4_000, sweep: 20_000, brief: 300, briefStart: 5_000, depth: 60, nesting: 500, sameFunction: 3,
  iterations: 1000, turns: 200, items: 20_000, text: 100_000, pieces: 100, key: 10_000, parts: 5000, notes: 5000, copies: 5, total: 5_000_000,
} as const;

/** The reason where a bound of steps was hit. */
export const TOO_LARGE = 'it is too large to follow to its end';
/** The reason where a list is longer than its bound. */
export const TOO_LONG = `a list of more than ${String(BOUNDS.items)} items`;
/** The reason where a text is longer than its bound. */
export const TOO_LONG_TEXT = 'a text that is too long';
/** The reason where a bound of depth was hit. */
export const TOO_DEEP = 'it is nested too deep to follow';

const CUT_OFF: ReadonlySet<string> = new Set([TOO_LARGE, TOO_LONG, TOO_LONG_TEXT, TOO_DEEP]);

/** Whether a reason is that of a bound. */
export function isCutOff(reason: string): boolean {
  return CUT_OFF.has(reason);
}

/** What a call costs beside its body, as against an expression, or setting one up for later. */
export const STEPS_OF_CALL = 5;
/** Nodes of guards that take as long to combine as an expression to evaluate. */
const COMBINED_IN_A_STEP = 30;
/** Items of lists that take as long to copy as an expression to evaluate; a list of as many as people write costs nothing. */
const COPIED_IN_A_STEP = 20;
const SHORT_LIST = 1000;
/** Characters that take as long to put together as an expression to evaluate. */
const WRITTEN_IN_A_STEP = 1000;
/** How often a function may take too long before it is no longer tried. */
const TRIES = 3;

/** What a run may still take. A step is an expression or a statement, or as much work on guards. */
export class Budget {
  #taken = 0;
  #limit: number = BOUNDS.steps;
  #guardWork = guardWork();
  #toldAt: number | undefined;
  readonly #tooLong = new Map<FunctionFacts, number>();
  /** How often a function was not run to its end. */
  cuts = 0;

  /** Counts steps. */
  spend(steps: number): void {
    this.#taken += steps;
  }

  /** Counts the copying of a list. */
  spendOnItems(count: number): void {
    if (count > SHORT_LIST) this.#taken += count / COPIED_IN_A_STEP;
  }

  /** Counts the copying of what something waits for: each that waits has a list of its own, and keeps it. */
  spendOnWaits(count: number): void {
    this.#taken += count / COPIED_IN_A_STEP;
  }

  /** Counts the parts of a value that is copied. */
  spendOnParts(count: number): void {
    if (count > SHORT_LIST) this.#taken += count;
  }

  /** Counts the writing of a text. */
  spendOnText(length: number): void {
    if (length > WRITTEN_IN_A_STEP) this.#taken += length / WRITTEN_IN_A_STEP;
  }

  /** Counts one step. Whether there are none left. */
  step(): boolean {
    const work = guardWork();
    this.#taken += 1 + (work - this.#guardWork) / COMBINED_IN_A_STEP;
    this.#guardWork = work;
    return this.#taken > this.#limit;
  }

  /** Whether the run has taken all it may: what comes later is cut off. */
  get isUsedUp(): boolean {
    return this.#taken >= BOUNDS.total;
  }

  /** Whether it is still to be told that there are none left: once for each bound. */
  isNews(): boolean {
    const isNews = this.#toldAt !== this.#limit;
    this.#toldAt = this.#limit;
    return isNews;
  }

  /** Runs `f` with steps of its own: many handlers do not use up the program's. */
  separately(steps: number, f: () => void): void {
    const [limit, taken, toldAt] = [this.#limit, this.#taken, this.#toldAt];
    this.#limit = Math.min(taken + steps, BOUNDS.total);
    this.#toldAt = undefined;
    try {
      f();
    } finally {
      this.#limit = Math.min(limit + this.#taken - taken, BOUNDS.total);
      this.#toldAt = toldAt === limit ? this.#limit : undefined;
    }
  }

  /** Runs a function with a few of the present steps. Whether they were enough; one that took too long a few times is not run at all. */
  briefly(steps: number, facts: FunctionFacts, f: () => void): 'done' | 'cut off' | 'not run' {
    const failed = this.#tooLong.get(facts) ?? 0;
    if (failed >= TRIES) {
      this.cuts++;
      return 'not run';
    }
    const limit = this.#limit;
    this.#limit = Math.min(limit, this.#taken + steps);
    this.#toldAt = this.#limit;
    f();
    const isDone = this.#taken <= this.#limit;
    this.#limit = limit;
    if (isDone) return 'done';
    this.#tooLong.set(facts, failed + 1);
    this.cuts++;
    return 'cut off';
  }
}

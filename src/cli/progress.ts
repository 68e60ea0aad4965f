import type { Step } from '../engine/analysis.ts';
import type { Io } from './io.ts';

/** Work shorter than this, in milliseconds, shows nothing. */
const PATIENCE = 1000;
const BETWEEN = 100;

/** The steps in the order they come in, and how each is told. */
const TOLD: Readonly<Record<Step, readonly [one: string, more: string]>> = {
  search: ['file searched', 'files searched'], read: ['read', 'read'], run: ['program run', 'programs run'], try: ['change tried', 'changes tried'],
};

/** A line on the terminal while work takes long: the analysis is one piece of work, so it is told step by step. */
export class Progress {
  readonly #io: Io;
  readonly #now: () => number;
  readonly #started: number;
  readonly #counts = new Map<Step, number>();
  #shownAt: number | undefined;

  constructor(io: Io, now: () => number = () => performance.now()) {
    this.#io = io;
    this.#now = now;
    this.#started = now();
  }

  /** One more step was made. */
  tick(step: Step): void {
    const first = !this.#counts.has(step);
    this.#counts.set(step, (this.#counts.get(step) ?? 0) + 1);
    if (this.#io.stderr.isTTY !== true) return;
    const now = this.#now();
    if (now - this.#started < PATIENCE || (!first && now - (this.#shownAt ?? 0) < BETWEEN)) return;
    this.#shownAt = now;
    this.#io.stderr.write(`\r\u001b[K${this.#line()}`);
  }

  /** Takes the line away. */
  end(): void {
    if (this.#shownAt !== undefined) this.#io.stderr.write('\r\u001b[K');
    this.#shownAt = undefined;
  }

  #line(): string {
    const parts = Object.entries(TOLD).flatMap(([step, [one, more]]) => {
      const count = this.#counts.get(step as Step) ?? 0;
      return count === 0 ? [] : [`${count} ${count === 1 ? one : more}`];
    });
    return `${parts.join(', ')}…`;
  }
}

import type { Io } from './io.ts';

/** Work shorter than this, in milliseconds, shows nothing. */
const PATIENCE = 1000;
const BETWEEN = 100;

/** A line on the terminal while work takes long: the analysis is one piece of work, so it is told file by file. */
export class Progress {
  readonly #io: Io;
  readonly #now: () => number;
  readonly #started: number;
  #files = 0;
  #shownAt: number | undefined;

  constructor(io: Io, now: () => number = () => performance.now()) {
    this.#io = io;
    this.#now = now;
    this.#started = now();
  }

  /** One more file was looked into. */
  tick(): void {
    this.#files += 1;
    if (this.#io.stderr.isTTY !== true) return;
    const now = this.#now();
    if (now - this.#started < PATIENCE || now - (this.#shownAt ?? 0) < BETWEEN) return;
    this.#shownAt = now;
    this.#io.stderr.write(`\r${this.#files} files looked into…`);
  }

  /** Takes the line away. */
  end(): void {
    if (this.#shownAt !== undefined) this.#io.stderr.write('\r\u001b[K');
    this.#shownAt = undefined;
  }
}

import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { MessageChannel, receiveMessageOnPort, SHARE_ENV, Worker, type MessagePort } from 'node:worker_threads';
import type { Looked } from '../../source/scan.ts';
import { plain } from '../loader.ts';
import { CELLS, filesIn, pilesOf, taken, type Found, type Piles } from './pile.ts';

/** What a helper runs: `npm run build` puts it beside the chunk that this ends up in. Run from its source, one thread does all. */
const HELPER = new URL('helper.cjs', import.meta.url);
/** More of them gain nothing that could be measured. */
const MOST = 3;
/** A helper is worth starting where the work would take so many milliseconds more for each that is at it: it is ready after 22. With 100, 3,000 files take 4 % longer by the clock, and 4 % less of the processor's time. */
const WORTH = 60;
/** How long, in milliseconds, nothing may come from a helper that is waited for: it may have ended. */
const PATIENCE = 5000;
/** What a search allocates dies at once. In MB. */
const MEMORY = { maxYoungGenerationSizeMb: 4 };

/** How helpers are started. */
export interface Hiring {
  /** How many there may be. */
  readonly most?: number;
  readonly worth?: number;
  readonly helper?: URL;
  readonly patience?: number;
}

/** What a search came to. */
export interface Searched {
  readonly looked: ReadonlyMap<string, Looked>;
  /** How many threads were at work, this one included. */
  readonly threads: number;
}

/**
 * Looks into files, with other threads where that goes faster. What is in a file is the same whoever looks. All files lie
 * on the table in piles, and whoever has a hand free takes the next: nobody waits as long as there is any, and a helper
 * that is slow to start, or does not start at all, costs nothing but its part. Helpers are started while the search goes
 * on, once it shows that it will take long: that depends on the files, the disk and the machine.
 *
 * The asker waits without returning to its event loop: an analysis is one synchronous piece of work for all who want it.
 *
 * @param look looks into a file in this thread
 * @param tell hears of a file that another thread has looked into
 */
export function search(files: readonly string[], look: (file: string) => Looked, tell: (file: string, looked: Looked) => void, hiring: Hiring = {}): Searched {
  return new Search(pilesOf(files), look, tell, hiring).searched();
}

class Search {
  readonly #table: Piles;
  readonly #look: (file: string) => Looked;
  readonly #tell: (file: string, looked: Looked) => void;
  readonly #hiring: Required<Hiring>;
  /** How many helpers there may be. */
  #most: number;
  readonly #helpers: Helper[] = [];
  /** To be called at the end, where helpers were started: a thread is ready in 22 ms where V8 works plainly, else in 45. */
  #ended: (() => void) | undefined;
  readonly #done = new Set<number>();
  readonly #looked = new Map<string, Looked>();

  constructor(table: Piles, look: (file: string) => Looked, tell: (file: string, looked: Looked) => void, hiring: Hiring) {
    this.#table = table;
    this.#look = look;
    this.#tell = tell;
    this.#hiring = { most: Math.min(MOST, availableParallelism() - 1), worth: WORTH, helper: HELPER, patience: PATIENCE, ...hiring };
    this.#most = existsSync(this.#hiring.helper) ? this.#hiring.most : 0;
  }

  searched(): Searched {
    const started = performance.now();
    for (const [index, pile] of taken(this.#table)) {
      this.#lookInto(index, pile);
      this.#takeOver();
      // The first pile is slow: the code is compiled.
      if (index > 0 && this.#isHelpWorth(performance.now() - started, index + 1)) this.#hire();
    }
    while (this.#done.size < this.#table.piles.length && this.#hasWaited());
    for (const [index, pile] of this.#table.piles.entries()) if (!this.#done.has(index)) this.#lookInto(index, pile);
    for (const { worker } of this.#helpers) void worker.terminate();
    this.#ended?.();
    return { looked: this.#looked, threads: 1 + this.#helpers.length };
  }

  #lookInto(index: number, pile: string): void {
    this.#done.add(index);
    for (const file of filesIn(pile)) this.#looked.set(file, this.#look(file));
  }

  /** Takes over what helpers have told. */
  #takeOver(): void {
    for (const { port } of this.#helpers) for (let next = received(port); next !== undefined; next = received(port)) this.#add(next);
  }

  #add({ pile: index, looked }: Found): void {
    const pile = this.#table.piles[index];
    if (pile === undefined) return;
    if (looked === undefined) {
      this.#lookInto(index, pile);
      return;
    }
    this.#done.add(index);
    for (const [at, file] of filesIn(pile).entries()) {
      const one = looked[at];
      if (one === undefined) continue;
      this.#looked.set(file, one);
      this.#tell(file, one);
    }
  }

  /** Waits until a helper tells something; `false` where none does. */
  #hasWaited(): boolean {
    const before = Atomics.load(this.#table.cells, CELLS.told);
    this.#takeOver();
    return this.#done.size === this.#table.piles.length || Atomics.wait(this.#table.cells, CELLS.told, before, this.#hiring.patience) !== 'timed-out';
  }

  #isHelpWorth(milliseconds: number, piles: number): boolean {
    const left = (milliseconds / piles) * (this.#table.piles.length - piles);
    return this.#helpers.length < this.#most && left > this.#hiring.worth * (1 + this.#helpers.length);
  }

  #hire(): void {
    this.#ended ??= plain();
    const { port1: port, port2: other } = new MessageChannel();
    try {
      // What this process was started with (`-r ts-node/register`) is no business of a helper.
      const worker = new Worker(this.#hiring.helper, { workerData: { ...this.#table, port: other }, transferList: [other], env: SHARE_ENV, execArgv: [], trackUnmanagedFds: false, resourceLimits: MEMORY });
      worker.unref();
      // What it would have done is done here.
      worker.on('error', () => undefined);
      this.#helpers.push({ worker, port });
    } catch {
      // Node may start no thread: `--permission` without `--allow-worker`, or a limit of the system.
      this.#most = 0;
    }
  }
}

/** Another thread, and the way to it. */
interface Helper {
  readonly worker: Worker;
  readonly port: MessagePort;
}

function received(port: MessagePort): Found | undefined {
  // Nothing but what a helper sends comes out of a port that it alone has.
  return (receiveMessageOnPort(port) as { readonly message: Found } | undefined)?.message;
}

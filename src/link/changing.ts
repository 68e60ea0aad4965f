import type { Place } from '../source/place.ts';
import type { HandlerLog } from './acts.ts';
import { not, when } from './guard.ts';
import type { Run } from './run.ts';
import { choose, type Value } from './value.ts';

/**
 * What request handlers change of what the start of the program made: a cache, a counter, `let session`. At a request
 * it is as the start left it or as an earlier request did. Handlers are summarised once to see what they change, and
 * those that read it once more.
 */
export class Changing {
  readonly #names = new Map<object, Set<string>>();

  /** Whether a handler changes something of this. */
  has(owner: object, name?: string): boolean {
    const names = this.#names.get(owner);
    return name === undefined ? names !== undefined : names?.has(name) === true;
  }

  add(owner: object, name: string): void {
    const names = this.#names.get(owner) ?? new Set<string>();
    this.#names.set(owner, names.add(name));
  }

  /** Whether a handler that read these would read something else at a request. */
  hasOneOf(reads: Reads): boolean {
    for (const [owner, parts] of reads) {
      if (this.#names.has(owner) && [...parts].some((part) => this.has(owner, part))) return true;
    }
    return false;
  }
}

/** What was read, by what it was read of: the names of parts, or `undefined` for the whole. */
export type Reads = ReadonlyMap<object, ReadonlySet<string | undefined>>;

/** Notes that a handler writes to a part of something that was there before it ran. `part` is a name, or empty for all of it. */
export function noteWrite(run: Run, owner: object, part: string): void {
  if (!run.handler) return;
  run.changing.add(owner, part);
  run.handler.written.add(owner);
}

/** What a handler reads of something that was there before it ran. What it has written to itself is as it left it. */
export function asRead(run: Run, owner: object, part: string, value: Value, at: Place): Value {
  const { handler } = run;
  if (!handler) return value;
  if (handler.written.has(owner)) return value;
  noteRead(handler, owner, part);
  if (!handler.second || !run.changing.has(owner, part)) return value;
  const key = `${part} of ${at.file}:${String(at.start)} as at the start`;
  const asAtStart = when(key);
  return choose(asAtStart, value, run.unknown('requests change it', at, `changed ${key}`), not(asAtStart));
}

/** Why a list may hold more than it did at the start; `undefined` where requests leave it alone. */
export function openForRequests(run: Run, owner: object): string | undefined {
  const { handler } = run;
  if (!handler) return undefined;
  if (handler.written.has(owner)) return undefined;
  noteRead(handler, owner, undefined);
  return handler.second && run.changing.has(owner) ? 'requests change it' : undefined;
}

function noteRead({ read }: HandlerLog, owner: object, part: string | undefined): void {
  const parts = read.get(owner) ?? new Set<string | undefined>();
  read.set(owner, parts.add(part));
}

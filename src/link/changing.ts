import type { Place } from '../source/place.ts';
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
}

/** Notes that a handler writes to a part of something that was there before it ran. `part` is a name, or empty for all of it. */
export function noteWrite(run: Run, owner: object, part: string): void {
  if (!run.handler) return;
  run.changing.add(owner, part);
  run.handler.written.add(owner);
}

/** What a handler reads of something that was there before it ran. */
export function asRead(run: Run, owner: object, part: string, value: Value, at: Place): Value {
  const { handler } = run;
  if (!handler) return value;
  handler.read.add(owner);
  if (!handler.second || !run.changing.has(owner, part) || handler.written.has(owner)) return value;
  const key = `${part} of ${at.file}:${String(at.start)} as at the start`;
  const asAtStart = when(key);
  return choose(asAtStart, value, run.unknown('requests change it', at, `changed ${key}`), not(asAtStart));
}

/** Why a list may hold more than it did at the start; `undefined` where requests leave it alone. */
export function openForRequests(run: Run, owner: object): string | undefined {
  const { handler } = run;
  if (!handler) return undefined;
  handler.read.add(owner);
  return handler.second && run.changing.has(owner) && !handler.written.has(owner) ? 'requests change it' : undefined;
}

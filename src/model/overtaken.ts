import { possibilities } from './certain.ts';
import { optionOf } from './cookie.ts';
import { processesOf } from './processes.ts';
import { packageOf } from './stores.ts';
import type { SessionSetup, World } from './types.ts';

/** Stores that have written a session by the time `set` returns: they keep it in memory, or write synchronously. */
const SYNCHRONOUS: ReadonlySet<string> = new Set(['express-session', 'memorystore', 'session-memory-store', 'better-sqlite3-session-store', 'connect-loki']);

/** Stores whose commands run in the order they are sent: what is read later in the same process finds what was written. */
const ORDERED: ReadonlySet<string> = new Set(['connect-redis']);

/** The package of the store in which the next request may overtake the writing of a session; `undefined` where that is not certain. */
export function overtakenStore(world: World, session: SessionSetup): string | undefined {
  const option = session.library === 'express-session' ? optionOf(session.options, 'store') : undefined;
  const all = (option ? possibilities(option.value, session.when) : []).map(({ value }) => packageOf(world, value));
  const [first] = all;
  return first !== undefined && all.every((one) => one !== undefined && mayBeOvertaken(world, one)) ? first : undefined;
}

function mayBeOvertaken(world: World, store: string): boolean {
  return !SYNCHRONOUS.has(store) && (!ORDERED.has(store) || processesOf(world) !== undefined);
}

import type { Place } from '../source/place.ts';
import { possibilities } from './certain.ts';
import { optionOf } from './cookie.ts';
import { storeAt, storeInCookie } from './stores.ts';
import type { SessionSetup, World } from './types.ts';

/** How a session comes to a store in the memory of one process: none is given, one that is falsy, `MemoryStore`, or one of a package. */
export type MemoryStore = { readonly at: Place } & ({ readonly is: 'none' | 'memory' | 'package' } | { readonly is: 'empty'; readonly value: string });

/** Packages that keep sessions in the memory of the process. They drop expired ones. */
const IN_MEMORY: ReadonlySet<string> = new Set(['memorystore']);

/**
 * How the session certainly comes to a store in memory: express-session index.js, `store = opts.store || new MemoryStore()`.
 * `undefined` where it may have another, or where it was meant to have one that stands inside `cookie`.
 */
export function memoryStoreOf(world: World, session: SessionSetup): MemoryStore | undefined {
  const option = optionOf(session.options, 'store');
  if (!option) return session.options.complete && !storeInCookie(session) ? { is: 'none', at: session.callee } : undefined;
  const all = possibilities(option.value).map(({ value }): MemoryStore | undefined => {
    if (value.kind === 'known') return value.value ? undefined : { is: 'empty', at: value.at, value: String(value.value) };
    const store = storeAt(world, value);
    if (store?.module === 'express-session') return { is: 'memory', at: store.at };
    return store && IN_MEMORY.has(store.module) ? { is: 'package', at: store.at } : undefined;
  });
  return all.every((one) => one !== undefined) ? all[0] : undefined;
}

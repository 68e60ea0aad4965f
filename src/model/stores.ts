import type { Guard } from '../link/guard.ts';
import { isCertainly, possibilities, truthOf } from './certain.ts';
import { cookieReadings, optionOf } from './cookie.ts';
import { isTestOrExample } from './environments.ts';
import { isForDeveloping, isStarted } from './reach.ts';
import type { SessionSetup, Store, StoreClient, Workspace, World } from './types.ts';
import type { Option, Options, Value } from './value.ts';
import { isBefore } from './version.ts';

/** A store that a session is certainly or possibly given. */
export interface StoreInUse {
  readonly session: SessionSetup;
  readonly store: Store;
  readonly when: Guard;
}

/** Sessions of another entry, one a condition decides on, or one that is made anew at each request are other rules' matter. */
export function isInUse(session: SessionSetup): boolean {
  return session.library === 'express-session' && session.when === true && session.insideHandler === undefined && (session.registrations.length > 0 || session.escapes);
}

/** The stores of the sessions that a program serves requests with, each store once. None for tests, examples and what only developers start. */
export function storesInUse(workspace: Workspace, world: World): readonly StoreInUse[] {
  if (!isStarted(world) || isForDeveloping(workspace, world)) return [];
  const found = new Map<number, StoreInUse>();
  for (const session of world.sessions) {
    if (!isInUse(session) || isTestOrExample(session.at.file, workspace.root)) continue;
    for (const one of storesOf(world, session)) if (!found.has(one.store.id)) found.set(one.store.id, one);
  }
  return [...found.values()];
}

/** What `store` of a session can be, where that is a store of a known package. */
export function storesOf(world: World, session: SessionSetup): readonly StoreInUse[] {
  const option = session.library === 'express-session' ? optionOf(session.options, 'store') : undefined;
  return (option ? possibilities(option.value, session.when) : []).flatMap(({ when, value }) => {
    const store = storeAt(world, value);
    return store ? [{ session, store, when }] : [];
  });
}

/** Whether a session certainly lives in the memory of the process: such a store does not fail. */
export function keptInMemory(world: World, session: SessionSetup): boolean {
  const option = optionOf(session.options, 'store');
  if (!option) return session.options.complete;
  return isCertainly(option.value, (value) => (value.kind === 'known' ? !value.value : IN_MEMORY.has(packageOf(world, value) ?? '')), session.when);
}

const IN_MEMORY: ReadonlySet<string> = new Set(['express-session', 'memorystore', 'session-memory-store']);

/** The package a store comes from: a known one, or what some package's function or class gave. */
export function packageOf(world: World, value: Value): string | undefined {
  if (value.kind !== 'instance') return storeAt(world, value)?.module;
  const name = /^(@[^/]+\/[^/.(]+|[^@/.(]+)[.(/]/.exec(value.of)?.[1];
  return name !== undefined && STORE.test(name) ? name : undefined;
}

const STORE = /session|store|^connect-/i;

/** The store a value is. */
export function storeAt(world: World, value: Value): Store | undefined {
  return value.kind === 'reference' && value.to === 'store' ? world.stores.find(({ id }) => id === value.id) : undefined;
}

/** The options a store was made with: of its arguments the first that is an object. */
export function storeOptions(store: Store): Options | undefined {
  for (const argument of store.arguments) if (argument.kind === 'object') return argument.options;
  return undefined;
}

/** An option of a store, where it is given. */
export function storeOption(store: Store, name: string): Option | undefined {
  const options = storeOptions(store);
  return options && optionOf(options, name);
}

/** The client that a store was certainly given by an option. */
export function clientOf(world: World, store: Store, name: string): StoreClient | undefined {
  const value = storeOption(store, name)?.value;
  const client = value?.kind === 'reference' && value.to === 'store-client' ? world.storeClients.find(({ id }) => id === value.id) : undefined;
  return client && !isGone(client) ? client : undefined;
}

/** Whether what made a client is not there in its version: redis has no `RedisClient` from 4.0 on, and `new` of it ends the program. */
function isGone({ module, made, version }: StoreClient): boolean {
  return module === 'redis' && made === 'RedisClient' && isBefore(version, '4.0.0') === false;
}

/** Whether something listens, or may listen, to an event of a store or a client. */
export function mayListen(made: StoreClient, event: string): boolean {
  return made.escapes || made.uses.some((use) => /^(?:on|once|addListener|prepend(?:Once)?Listener)$/.test(use.method) && (use.event === undefined || use.event === event));
}

/** A store or a client as a message names it. */
export function madeName(made: StoreClient): string {
  return made.name ?? (made.made === 'new' ? `new ${made.module}` : `${made.made}()`);
}

/** `store` among the options of the cookie, where it is not read. */
export function storeInCookie(session: SessionSetup): Option | undefined {
  const [reading, ...others] = cookieReadings(session);
  const option = others.length === 0 && reading?.options ? optionOf(reading.options, 'store') : undefined;
  return option && !isCertainly(option.value, (value) => truthOf(value) === false) ? option : undefined;
}

import type { Store, Version } from './types.ts';
import { isBefore } from './version.ts';
import { entryOf } from '../source/table.ts';

/** How stores of a package are made, for a range of its versions. Read in the sources of the versions named. */
export interface StoreShape {
  /** The first version it holds for, and the first it no longer holds for. */
  readonly from?: string;
  readonly before?: string;
  /** Under what it is exported: `whole` for what `require` gives, `default`, or names. */
  readonly exports: readonly string[];
  /** It is a function that gives the class when called with the session library, or with its `Store`; absent where it is the class. */
  readonly factory?: 'session' | 'Store';
  /** The class has a `create` of its own. */
  readonly create?: true;
  /** The class can be called without `new`. */
  readonly callable?: true;
  /** Options of which one must be given, and what becomes of an app that gives none. */
  readonly needs?: { readonly oneOf: readonly string[]; readonly else: 'start' | 'requests' };
  /** Options of other versions that this one does not read, with what they are called now where they mean the same. */
  readonly unread?: Readonly<Record<string, string | undefined>>;
}

const SHAPES: Readonly<Record<string, readonly StoreShape[]>> = {
  // 3.4.2, 6.1.3, 7.1.1, 8.0.3, 8.1.0, 9.0.0, 10.0.0
  'connect-redis': [
    { before: '4.0.0', exports: ['whole'], factory: 'session' },
    { from: '4.0.0', before: '7.0.0', exports: ['whole'], factory: 'session', needs: { oneOf: ['client'], else: 'start' }, unread: { url: undefined, host: undefined, port: undefined, socket: undefined } },
    { from: '7.0.0', before: '8.0.0', exports: ['default'], needs: { oneOf: ['client'], else: 'start' }, unread: { url: undefined, host: undefined, port: undefined, socket: undefined } },
    { from: '8.0.0', before: '9.0.0', exports: ['RedisStore'], needs: { oneOf: ['client'], else: 'start' }, unread: { url: undefined, host: undefined, port: undefined, socket: undefined } },
    { from: '9.0.0', exports: ['RedisStore'], needs: { oneOf: ['client'], else: 'requests' }, unread: { url: undefined, host: undefined, port: undefined, socket: undefined } },
  ],
  // 3.2.0, 4.6.0, 5.1.0, 6.0.0
  'connect-mongo': [
    { before: '4.0.0', exports: ['whole'], factory: 'session' },
    { from: '4.0.0', before: '6.0.0', exports: ['whole'], create: true, needs: { oneOf: ['mongoUrl', 'clientPromise', 'client'], else: 'start' }, unread: { url: 'mongoUrl', mongooseConnection: undefined, db: undefined } },
    { from: '6.0.0', exports: ['default', 'MongoStore'], create: true, needs: { oneOf: ['mongoUrl', 'clientPromise', 'client'], else: 'start' }, unread: { url: 'mongoUrl', mongooseConnection: undefined, db: undefined } },
  ],
  // 7.1.7, 8.0.6
  'connect-session-sequelize': [{ exports: ['whole'], factory: 'Store', needs: { oneOf: ['db'], else: 'start' }, unread: { sequelize: 'db' } }],
  // 10.0.0
  'connect-pg-simple': [{ exports: ['whole'], factory: 'session' }],
  // 5.0.0
  'connect-mongodb-session': [{ exports: ['whole'], factory: 'session', callable: true }],
  // 3.0.3
  'express-mysql-session': [{ exports: ['whole'], factory: 'session' }],
  // 1.5.0
  'session-file-store': [{ exports: ['whole'], factory: 'session' }],
  // 1.6.7
  memorystore: [{ exports: ['whole'], factory: 'session' }],
  // 0.9.18
  'connect-sqlite3': [{ exports: ['whole'], factory: 'session' }],
  // 3.0.0
  'connect-memcached': [{ exports: ['whole'], factory: 'session' }],
  // 5.0.0
  'connect-session-knex': [{ from: '5.0.0', exports: ['ConnectSessionKnexStore'] }],
  // 1.1.4, 2.0.0
  'connect-typeorm': [{ exports: ['TypeormStore'] }],
  // 3.1.21
  '@quixo3/prisma-session-store': [{ exports: ['PrismaSessionStore'] }],
};

/**
 * How a store of this package has to be made in the version that is installed; `undefined` where that can't be said.
 * Of a range that holds versions of several shapes, what all of them export, without what its options need.
 */
export function shapeOf({ module, version }: Store): StoreShape | undefined {
  const [first, ...others] = entryOf(SHAPES, module)?.filter((shape) => mayHoldFor(shape, version)) ?? [];
  if (!first || others.length === 0) return first && holdsFor(first, version) ? first : undefined;
  const { exports, factory, create, callable } = first;
  if (!others.every((other) => other.exports.join() === exports.join() && other.factory === factory && other.create === create && other.callable === callable)) return undefined;
  return { exports, ...(factory ? { factory } : {}), ...(create ? { create } : {}), ...(callable ? { callable } : {}) };
}

function mayHoldFor({ from, before }: { readonly from?: string; readonly before?: string }, version: Version): boolean {
  return (from === undefined || isBefore(version, from) !== true) && (before === undefined || isBefore(version, before) !== false);
}

function holdsFor({ from, before }: { readonly from?: string; readonly before?: string }, version: Version): boolean {
  return (from === undefined || isBefore(version, from) === false) && (before === undefined || isBefore(version, before) === true);
}

/** How long a store keeps a session. */
export interface StoreLife {
  readonly from?: string;
  readonly before?: string;
  /** The option, and its unit. */
  readonly option: string;
  readonly unit: 'seconds' | 'milliseconds';
  /** Whose lifetime counts where both are given: the store's option or the cookie's expiry. */
  readonly wins: 'store' | 'cookie';
  /** In seconds, where neither is given. */
  readonly default: number;
}

const DAY = 86_400;

const LIVES: Readonly<Record<string, readonly StoreLife[]>> = {
  // 3.4.2 lib/connect-redis.js `getTTL`; 6.1.3 and later `_getTTL`
  'connect-redis': [
    { before: '4.0.0', option: 'ttl', unit: 'seconds', wins: 'store', default: DAY },
    { from: '4.0.0', option: 'ttl', unit: 'seconds', wins: 'cookie', default: DAY },
  ],
  'connect-mongo': [{ from: '4.0.0', option: 'ttl', unit: 'seconds', wins: 'cookie', default: 14 * DAY }],
  'connect-mongodb-session': [{ from: '2.0.0', option: 'expires', unit: 'milliseconds', wins: 'cookie', default: 14 * DAY }],
  'connect-pg-simple': [{ option: 'ttl', unit: 'seconds', wins: 'cookie', default: DAY }],
  'connect-session-sequelize': [{ option: 'expiration', unit: 'milliseconds', wins: 'cookie', default: DAY }],
  'express-mysql-session': [{ option: 'expiration', unit: 'milliseconds', wins: 'cookie', default: DAY }],
  // 1.5.0 lib/session-file-helpers.js `isExpired`
  'session-file-store': [{ option: 'ttl', unit: 'seconds', wins: 'cookie', default: 3600 }],
  // 1.6.7 lib/memorystore.js `getTTL`
  memorystore: [{ option: 'ttl', unit: 'milliseconds', wins: 'store', default: DAY }],
  // 3.1.21 dist/lib/utils/get-ttl.js
  '@quixo3/prisma-session-store': [{ option: 'ttl', unit: 'milliseconds', wins: 'store', default: DAY }],
  // 2.0.0 TypeormStore.js `getTTL`
  'connect-typeorm': [{ option: 'ttl', unit: 'seconds', wins: 'store', default: DAY }],
  // 3.0.0 lib/connect-memcached.js `set`
  'connect-memcached': [{ option: 'ttl', unit: 'seconds', wins: 'store', default: DAY }],
};

/** How long a store of this package keeps a session in the version that is installed; `undefined` where that can't be said. */
export function lifeOf({ module, version }: Store): StoreLife | undefined {
  return entryOf(LIVES, module)?.find((life) => holdsFor(life, version));
}

/** A table that a store needs and does not make unless it is told to. */
export interface StoreTable {
  /** The option that names it, and its name without. */
  readonly option: string;
  readonly default: string;
  /** What makes it: an option, since a version, or a method. */
  readonly made: { readonly by: 'option'; readonly name: string; readonly since: string } | { readonly by: 'method'; readonly name: string };
  /** A pattern of what tells elsewhere that it is made. */
  readonly elsewhere: string;
}

const TABLES: Readonly<Record<string, StoreTable>> = {
  // 10.0.0 index.js `_ensureSessionStoreTable`, and its table.sql
  'connect-pg-simple': { option: 'tableName', default: 'session', made: { by: 'option', name: 'createTableIfMissing', since: '7.0.0' }, elsewhere: 'connect-pg-simple/table\\.sql' },
  // 7.1.7 lib/connect-session-sequelize.js: `sync` of the store, or of the database that it defined its model in
  'connect-session-sequelize': { option: 'tableName', default: 'Sessions', made: { by: 'method', name: 'sync' }, elsewhere: '\\b(?:\\w*sequelize|\\w*db|\\w*database|conn\\w*|models?|orm|\\w*store)\\s*\\.\\s*sync\\(' },
};

/** The table that stores of a package need, where they need one made. */
export function tableOf({ module }: { readonly module: string }): StoreTable | undefined {
  return entryOf(TABLES, module);
}

import type { Expr } from '../../facts/ir.ts';
import type { Place } from '../../source/place.ts';
import type { StoreEntity, StoreMakerEntity } from '../entity.ts';
import type { CallSite } from '../frame.ts';
import type { Run } from '../run.ts';
import { promiseOf } from '../promises.ts';
import { alternatives, isString, type NativeValue, type ObjectValue, type Value } from '../value.ts';
import { callMethodLater } from '../handlers.ts';
import type { KnownModule } from './index.ts';

/** Packages that make stores. What each version of them exports and reads is in `src/model/store-packages.ts`. */
const PACKAGES: readonly string[] = [
  'connect-redis', 'connect-mongo', 'connect-mongodb-session', 'connect-pg-simple', 'connect-session-sequelize', 'connect-session-knex', 'connect-sqlite3',
  'connect-typeorm', 'connect-memcached', 'connect-dynamodb', 'express-mysql-session', 'session-file-store', 'memorystore',
  'better-sqlite3-session-store', '@quixo3/prisma-session-store',
];

export const storeModules: Readonly<Record<string, KnownModule>> = Object.fromEntries(PACKAGES.map((module): [string, KnownModule] => [module, (run) => storeMaker(run, { module, path: '' })]));

/** What a store is made with, by any of the ways a package may want: which one it does want is the rules' matter. */
export function storeMaker(run: Run, reached: { readonly module: string; readonly path: string; readonly factory?: CallSite }): NativeValue {
  const { module, path } = reached;
  const entity: StoreMakerEntity = { kind: 'store-maker', module, path, factory: reached.factory };
  const call = (inner: Run, site: CallSite): Value => {
    if (!entity.factory && isGivenSession(site)) return storeMaker(inner, { module, path, factory: site });
    const method = /(?:^|\.)(create\w*)$/.exec(path)?.[1];
    return makeStore(inner, entity, method ?? 'call', site);
  };
  const construct = (inner: Run, site: CallSite): Value => (!entity.factory && isGivenSession(site) ? storeMaker(inner, { module, path, factory: site }) : makeStore(inner, entity, 'new', site));
  return run.native(path === '' ? module : `${module}.${path}`, call, {
    construct, entity, from: { module, path },
    member: (inner, name) => {
      if (['bind', 'call', 'apply', 'prototype', '__esModule'].includes(name)) return undefined;
      return storeMaker(inner, { ...reached, path: memberPath(path, name) });
    },
  });
}

/** An import of a whole package: of what makes stores it is kept how it is imported, as packages differ in what they export. */
export function importedPackage(run: Run, whole: Value, name: 'default' | '*'): Value {
  if (whole.t !== 'native' || whole.entity?.kind !== 'store-maker' || whole.entity.path !== '') return whole;
  return storeMaker(run, { module: whole.entity.module, path: name === 'default' ? 'import' : '*' });
}

/** `(await import('connect-redis')).default` is what `import RedisStore from 'connect-redis'` gives. */
function memberPath(path: string, name: string): string {
  if (path === '*' && name === 'default') return 'import';
  return path === '' || path === '*' ? name : `${path}.${name}`;
}

/** Whether a call gives a factory the session library, its `Store`, or an object of the two. */
function isGivenSession({ arguments: list }: CallSite): boolean {
  const [first] = list;
  if (!first || list.length > 1) return false;
  return alternatives(first.value).every(({ value }) => {
    if (value.t === 'native' || value.t === 'unknown') return value.from?.module === 'express-session' || (value.t === 'unknown' && !value.from);
    return value.t === 'object' && !value.entity && (value.slots.has('session') || value.slots.has('Store'));
  });
}

function makeStore(run: Run, maker: StoreMakerEntity, made: string, site: CallSite): Value {
  const entity: StoreEntity = {
    kind: 'store', id: run.id(), module: maker.module, maker, made, at: site.at, callee: site.callee, name: nameOf(run, site), site: run.frame.site,
    arguments: site.arguments, when: run.guard, insideHandler: run.handler?.at, uses: [], escapes: false,
  };
  run.result.stores.push(entity);
  return run.entity(entity, site.at);
}

/** The variable or property that what a call gives is put into, methods that are called on it at once left aside: `const client = await createClient().on(…).connect()`. */
export function nameOf(run: Run, { at }: CallSite): string | undefined {
  const statement = run.frame.site?.statement;
  if (statement?.k === 'declare') {
    const declarator = statement.d.find(({ v }) => v && isMadeBy(v, at));
    return declarator?.t.k === 'id' ? declarator.t.n : undefined;
  }
  if (statement?.k !== 'expr' || statement.x.k !== 'assign' || !isMadeBy(statement.x.v, at)) return undefined;
  const { to } = statement.x;
  if (to.k === 'id') return to.n;
  return to.k === 'member' && (to.o.k === 'this' || to.o.k === 'id') ? `${to.o.k === 'this' ? 'this' : to.o.n}.${to.n}` : undefined;
}

function isMadeBy(expression: Expr, call: Place): boolean {
  if (expression.s === call.start && expression.e === call.end) return true;
  if (expression.k === 'await') return isMadeBy(expression.x, call);
  return expression.k === 'call' && expression.f.k === 'member' && isMadeBy(expression.f.o, call);
}

/** Methods that listen to an event. */
export const LISTENS: ReadonlySet<string> = new Set(['on', 'once', 'addListener', 'prependListener', 'prependOnceListener']);
/** Methods that give a promise of nothing: `sync` of connect-session-sequelize, `onReady` of express-mysql-session, `initialize` of connect-dynamodb. */
const SETS_UP: ReadonlySet<string> = new Set(['sync', 'onReady', 'initialize']);

/** Members of a store: that it is set up, or listened to, is kept. */
export function storeMember(run: Run, owner: ObjectValue | NativeValue, store: StoreEntity, name: string, at: Place): Value | undefined {
  if (name !== 'connect' && !LISTENS.has(name) && !SETS_UP.has(name)) return unseen(run, store, name, at);
  return run.native(`store.${name}`, (inner, site) => {
    store.uses.push({ method: name, at: site.at, arguments: site.arguments });
    if (LISTENS.has(name)) return listen(inner, owner, site);
    // `new TypeormStore().connect(repository)` is the store.
    if (name === 'connect') return owner;
    callMethodLater(inner, site);
    return promiseOf(inner, inner.undefined(site.at), site.at);
  });
}

/** `emitter.on('ready', …)`: the callback runs later, the emitter is given back. What happens on an error is no part of the start. */
export function listen(run: Run, owner: ObjectValue | NativeValue, site: CallSite): Value {
  const event = site.arguments[0]?.value;
  if (!(event && isString(event) && /error|close|end|disconnect/i.test(event.v))) callMethodLater(run, site);
  return owner;
}

/** A member that is not followed: of a package's object, and another at each place. */
export function unseen(run: Run, { module, id }: { readonly module: string; readonly id: number }, name: string, at: Place): Value {
  return run.unknown(`\`${name}\` of \`${module}\``, at, `${module}#${String(id)}.${name}`, { from: { module, path: `().${name}` } });
}

import type { Place } from '../../source/place.ts';
import type { StoreClientEntity } from '../entity.ts';
import type { CallSite } from '../frame.ts';
import { callMethodLater } from '../handlers.ts';
import { promiseOf } from '../promises.ts';
import type { Run } from '../run.ts';
import type { NativeValue, ObjectValue, Value } from '../value.ts';
import type { KnownModule } from './index.ts';
import { LISTENS, listen, nameOf, unseen } from './stores.ts';

/** Exports that make a client, by package; `''` where what the package exports is itself called. */
const MAKERS: Readonly<Record<string, readonly string[]>> = {
  // redis 3.1, 4.7 and 5.12; @redis/client is what the later two are made of.
  redis: ['createClient', 'createCluster', 'createSentinel', 'createClientPool', 'RedisClient'],
  '@redis/client': ['createClient', 'createCluster', 'createSentinel', 'createClientPool'],
  // ioredis 4.28 and 5.11.
  ioredis: ['', 'default', 'Redis', 'Cluster', 'createClient'],
  // pg 8.16.
  pg: ['Pool', 'native.Pool'],
};

export const storeClientModules: Readonly<Record<string, KnownModule>> = Object.fromEntries(Object.keys(MAKERS).map((module): [string, KnownModule] => [module, (run) => exported(run, module, '')]));

function exported(run: Run, module: string, path: string): NativeValue {
  const makers = MAKERS[module] ?? [];
  const make = (made: string) => (inner: Run, site: CallSite): Value => makeClient(inner, module, made, site);
  const makes = makers.includes(path) || makers.includes(path.replace(/^default\./, ''));
  const name = path === '' ? 'new' : path;
  return run.native(path === '' ? module : `${module}.${path}`, makes ? make(name) : undefined, {
    ...(makes ? { construct: make(name) } : {}), from: { module, path },
    member: (inner, key) => {
      const deeper = path === '' ? key : `${path}.${key}`;
      const leads = makers.some((one) => one === deeper || one.startsWith(`${deeper}.`) || `default.${one}` === deeper);
      if (key === 'default' || leads) return exported(inner, module, key === 'default' && !makers.includes('default') ? '' : deeper);
      return undefined;
    },
  });
}

function makeClient(run: Run, module: string, made: string, site: CallSite, given = site.arguments, uses: StoreClientEntity['uses'] = []): Value {
  const entity: StoreClientEntity = {
    kind: 'store-client', id: run.id(), module, made, at: site.at, callee: site.callee, name: nameOf(run, site), site: run.frame.site,
    arguments: given, when: run.guard, insideHandler: run.handler?.at, uses, escapes: false,
  };
  run.result.storeClients.push(entity);
  return run.entity(entity, site.at);
}

/** Members of a client: that it is connected, or listened to, is kept. */
export function storeClientMember(run: Run, owner: ObjectValue | NativeValue, client: StoreClientEntity, name: string, at: Place): Value | undefined {
  const method = LISTENS.has(name) ? listen : Object.hasOwn(METHODS, name) && !(client.module === 'pg') ? METHODS[name] : undefined;
  if (!method) return unseen(run, client, name, at);
  return run.native(`client.${name}`, (inner, site) => {
    client.uses.push({ method: name, at: site.at, arguments: site.arguments });
    return method(inner, owner, site, client);
  });
}

type Method = (run: Run, owner: ObjectValue | NativeValue, site: CallSite, client: StoreClientEntity) => Value;

/** Methods of the two Redis clients. `connect()` of pg gives a connection, and is not followed. */
const METHODS: Readonly<Record<string, Method>> = {
  connect: (run, owner, site) => {
    callMethodLater(run, site);
    return promiseOf(run, owner, site.at);
  },
  duplicate: (run, _, site, client) => makeClient(run, client.module, 'duplicate', site, client.arguments),
  // What redis 5 gives in place of `legacyMode` speaks through the same connection.
  legacy: (run, _, site, client) => makeClient(run, client.module, 'legacy', site, client.arguments, client.uses),
};

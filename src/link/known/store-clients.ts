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

function makeClient(run: Run, module: string, made: string, site: CallSite, of?: StoreClientEntity): Value {
  const entity: StoreClientEntity = {
    kind: 'store-client', id: run.id(), module, made, at: site.at, callee: site.callee, name: nameOf(run, site), site: run.frame.site,
    arguments: of?.arguments ?? site.arguments, when: run.guard, insideHandler: run.handler?.at, uses: [], escapes: false,
  };
  run.result.storeClients.push(entity);
  return run.entity(entity, site.at);
}

/** Methods of a client: that they are called is kept. */
export function storeClientMember(run: Run, owner: ObjectValue | NativeValue, client: StoreClientEntity, name: string): Value | undefined {
  return run.native(`client.${name}`, (inner, site) => {
    client.uses.push({ method: name, at: site.at, arguments: site.arguments });
    if (LISTENS.has(name)) return listen(inner, owner, site);
    if (name === 'duplicate') return makeClient(inner, client.module, 'duplicate', site, client);
    // What node-redis 5 gives in place of `legacyMode` speaks to the same connection.
    if (name === 'legacy') return makeLegacy(inner, client, site);
    if (name === 'connect' && client.module !== 'pg') {
      callMethodLater(inner, site);
      return promiseOf(inner, owner, site.at);
    }
    return unseen(inner, `\`${name}\` of a client`, client.module, name, site);
  });
}

function makeLegacy(run: Run, client: StoreClientEntity, site: CallSite): Value {
  const entity: StoreClientEntity = { ...client, made: 'legacy', at: site.at, callee: site.callee, uses: client.uses };
  return run.entity(entity, site.at);
}

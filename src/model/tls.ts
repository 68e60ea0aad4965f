import type { Guard } from '../link/guard.ts';
import { compatible } from '../link/guard.ts';
import { withParents } from './hosts.ts';
import type { App, Server, World } from './types.ts';

/** The servers that listen with an app, or with an app it is mounted in, where `given` may hold. */
export function serversOf(world: World, app: App, given: Guard = true): readonly Server[] {
  const served = new Set(withParents(world, app).map(one => one.id));
  return world.servers.filter(server => server.listens && server.app !== undefined && served.has(server.app) && compatible(server.when, given));
}

/**
 * The server through which Node itself serves an app over plain HTTP on every path where `given` holds;
 * `undefined` where TLS, a platform or something not seen may serve it, or nothing is seen to.
 */
export function plainServer(world: World, app: App, given: Guard = true): Server | undefined {
  const servers = serversOf(world, app, given);
  const unclear = world.servers.some(server => server.app === undefined && server.protocol !== 'http' && compatible(server.when, given));
  return unclear || servers.some(server => server.protocol !== 'http') ? undefined : servers[0];
}

/** Whether Node itself ends TLS for an app on every path where `given` holds. */
export function isServedOverTls(world: World, app: App, given: Guard = true): boolean {
  const servers = serversOf(world, app, given);
  return servers.length > 0 && servers.every(server => server.protocol === 'https' || server.protocol === 'http2');
}

import { belongsTo, domainFault, isOwnMachine } from './cookie-domain.ts';
import { leavesNeedsOut, narrowPath } from './cookie-path.ts';
import { droppedForWantOfSecure } from './dropped.ts';
import { lanesOf } from './lane.ts';
import type { CookieScope } from './response-cookie.ts';
import { serverAddresses } from './server-address.ts';
import { isNotRead } from './session-options.ts';
import type { SessionSetup, Workspace, World } from './types.ts';

/**
 * Whether other rules speak of what the session cookie's scope rests on: an attribute that the library does not read or
 * that browsers refuse, a path that leaves the session's own routes out. Once that is mended, the scope is another.
 */
export function isScopeAtFault(workspace: Workspace, world: World, session: SessionSetup, { path, domain }: CookieScope): boolean {
  return ['path', 'domain', 'partitioned'].some((attribute) => isNotRead(session, attribute))
    || !path.startsWith('/') || leavesRoutesOut(world, session)
    || (domain !== undefined && (domainFault(session, domain) !== undefined || isForeign(workspace, world, domain)))
    || droppedForWantOfSecure(world, session) !== undefined;
}

function leavesRoutesOut(world: World, session: SessionSetup): boolean {
  const narrow = narrowPath(session);
  return narrow !== undefined && lanesOf(world).some((lane) => lane.steps
    .some((step) => step.middleware.kind === 'session' && step.middleware.session === session.id) && leavesNeedsOut(lane, narrow.path));
}

function isForeign(workspace: Workspace, world: World, domain: string): boolean {
  const servers = serverAddresses(workspace, world);
  if (servers.length === 0) return world.environment === 'production' && isOwnMachine(domain);
  return servers.every(({ origin }) => !belongsTo(origin.host, domain));
}

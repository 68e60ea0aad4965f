import { certainText, isCertainly } from './certain.ts';
import { textsOf } from './client-call.ts';
import type { Lane, Step } from './lane.ts';
import { coverage, pathsOf } from './path.ts';
import { namedAddresses } from './server-address.ts';
import { isLoopback, originOf, type Origin } from './site.ts';
import type { ClientCall, Workspace } from './types.ts';
import type { Value } from './value.ts';

/** A call from browser code, and the route of an app that answers it. */
export interface Reached {
  readonly call: ClientCall;
  /** The origin it is sent to. */
  readonly origin: Origin;
  readonly route: Step;
}

/**
 * The calls in the repository, as built for this environment, that reach a route of this lane at another origin than
 * their page's.
 *
 * A page that names the server's whole address is taken to be on another origin: what is on the same one is called by
 * its path. The address must be one the server is known by, or a machine of one's own, and its path and method
 * must be those of a route.
 */
export function callsFromElsewhere(workspace: Workspace, lane: Lane): readonly Reached[] {
  const built = lane.world.environment === 'development' ? 'development' : 'production';
  const servers = namedAddresses(workspace, lane.world).map(({ origin }) => origin.text);
  return workspace.clients.filter(({ environment }) => environment === built).flatMap((call) => {
    const [address, ...others] = textsOf(call.url);
    const origin = address === undefined || others.length > 0 ? undefined : originOf(address);
    if (address === undefined || !origin || !(isLoopback(origin.host) || servers.includes(origin.text))) return [];
    const method = certainText(call.method)?.toLowerCase() ?? (isCertainly(call.method, (value) => value.kind === 'known' && value.value === undefined) ? 'get' : undefined);
    const route = method === undefined ? undefined : routeFor(lane, method, new URL(address).pathname);
    return route ? [{ call, origin, route }] : [];
  });
}

function routeFor(lane: Lane, method: string, path: string): Step | undefined {
  const asked: Value = { kind: 'known', value: path, at: lane.root.at, via: [] };
  const target = pathsOf([asked], true, lane.root.express.major);
  return lane.steps.find((step) => step.method !== 'use' && (step.method === 'all' || step.method === method) && step.paths !== undefined
    && step.paths.every(({ segments }) => segments[0]?.is === 'text') && coverage(step.paths, target) === 'all');
}

import { certainText, isCertainly } from './certain.ts';
import type { Lane, Step } from './lane.ts';
import { coverage, pathsOf } from './path.ts';
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
 * The calls in the repository that certainly reach a route of this lane at another origin than their page's.
 *
 * A page that names the server's whole address is taken to be on another origin: what is on the same one is called by
 * its path. The address must be one the server is known by, or a machine of one's own, and its path and method
 * must be those of a route.
 */
export function callsFromElsewhere(workspace: Workspace, lane: Lane): readonly Reached[] {
  return workspace.clients.flatMap((call) => {
    const address = certainText(call.url);
    const origin = address === undefined ? undefined : originOf(address);
    if (address === undefined || !origin || !isServer(workspace, origin)) return [];
    const method = certainText(call.method)?.toLowerCase() ?? (isCertainly(call.method, (value) => value.kind === 'known' && value.value === undefined) ? 'get' : undefined);
    const route = method === undefined ? undefined : routeFor(lane, method, new URL(address).pathname);
    return route ? [{ call, origin, route }] : [];
  });
}

/** Whether a call takes cookies along across origins: `credentials: 'include'`, `withCredentials: true`. */
export function sendsCredentials(call: ClientCall): boolean {
  return call.credentials !== undefined && isCertainly(call.credentials, (value) => value.kind === 'known' && (value.value === 'include' || value.value === true));
}

/** Names of the headers that a call certainly sets, in lower case, with their texts where those are seen. */
export function headersOf(call: ClientCall): ReadonlyMap<string, string | undefined> {
  const headers = call.options?.properties.find(({ name }) => name === 'headers')?.value;
  if (headers?.kind !== 'object') return new Map();
  return new Map(headers.options.properties.map(({ name, value }) => [name.toLowerCase(), certainText(value)]));
}

/** Whether a call says that its body is JSON, which makes browsers send a preflight. */
export function sendsJson(call: ClientCall): boolean {
  return headersOf(call).get('content-type')?.startsWith('application/json') ?? false;
}

function isServer(workspace: Workspace, origin: Origin): boolean {
  if (isLoopback(origin.host)) return true;
  return workspace.serverOrigins.some((text) => originOf(text)?.text === origin.text);
}

function routeFor(lane: Lane, method: string, path: string): Step | undefined {
  const asked: Value = { kind: 'known', value: path, at: lane.root.at, via: [] };
  const target = pathsOf([asked], true, lane.root.express.major);
  return lane.steps.find((step) => step.method !== 'use' && (step.method === 'all' || step.method === method) && step.paths !== undefined
    && step.paths.every(({ segments }) => segments[0]?.is === 'text') && coverage(step.paths, target) === 'all');
}

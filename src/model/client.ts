import { certainText, isCertainly } from './certain.ts';
import { addressesOf, type Address } from './client-call.ts';
import { lanesOf, type Lane, type Step } from './lane.ts';
import { coverage, pathOfAddress } from './path.ts';
import { portsOf } from './ports.ts';
import { isStarted } from './reach.ts';
import { namedAddresses } from './server-address.ts';
import { isLoopback, type Origin } from './site.ts';
import type { ClientCall, Workspace, World } from './types.ts';

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
 * The address must be one the server is known by, and its path and method must be those of a route. A page is on
 * another origin where something else than the server serves it.
 */
export function callsFromElsewhere(workspace: Workspace, lane: Lane): readonly Reached[] {
  const lanes = cache.get(workspace) ?? new Map<Lane, readonly Reached[]>();
  cache.set(workspace, lanes);
  const known = lanes.get(lane);
  if (known) return known;
  const found = callsBuiltFor(workspace, lane.world).filter((call) => isElsewhere(call, lane)).flatMap((call) => addressesOf(call).flatMap((address): readonly Reached[] => {
    const route = isServedBy(workspace, lane, address) ? routeFor(lane, call, address) : undefined;
    return route ? [{ call, origin: address.origin, route }] : [];
  }));
  lanes.set(lane, found);
  return found;
}

/** By workspace: a lane may be part of several, with other calls in each. */
const cache = new WeakMap<Workspace, Map<Lane, readonly Reached[]>>();

/** The calls of browser code as it is built for the environment of a world. */
export function callsBuiltFor(workspace: Workspace, { environment: own }: World): readonly ClientCall[] {
  const built = own === 'development' ? 'development' : 'production';
  return workspace.clients.filter(({ environment }) => environment === built);
}

/** Frameworks that a server hands its pages to: then it is on their origin. */
const PAGES_OF_SERVER = ['next', 'nuxt', 'vite', 'webpack-dev-middleware', '@nuxt/kit', 'vite-express'];

/**
 * Whether a call's page is not served by the app: it is of another package than the server and not in a directory that
 * the app serves, or its package has a development server of its own.
 */
export function isElsewhere(call: ClientCall, lane: Lane): boolean {
  const { world, steps } = lane;
  const server = world.entry.package?.directory;
  if (call.package === undefined || server === undefined || PAGES_OF_SERVER.some((name) => world.imports.includes(name))) return false;
  if (call.package.devServer !== undefined) return true;
  return call.package.directory !== server && !steps.some(({ middleware }) => {
    const directory = middleware.kind === 'known' && ((middleware.module === 'express' && middleware.name === 'static') || middleware.module === 'serve-static') ? middleware.arguments[0] : undefined;
    if (!directory) return false;
    const text = certainText(directory);
    return text === undefined || call.at.file.startsWith(`${text.replace(/\/$/, '')}/`);
  });
}

/**
 * Whether an address is the app's: an origin that the settings or env files name; a machine of one's own with the
 * port that the app listens on; an origin all of whose calls in the repository, two at least, are routes of the app.
 */
export function isServedBy(workspace: Workspace, lane: Lane, { origin }: Address): boolean {
  if (namedAddresses(workspace, lane.world).some((named) => named.origin.text === origin.text)) return true;
  return isLoopback(origin.host) ? isOnPort(workspace, lane, origin.port) : answersAll(workspace, lane, origin);
}

function isOnPort(workspace: Workspace, lane: Lane, port: string): boolean {
  const own = portsOf(lane.world, lane.root);
  if (own.known.has(port)) return true;
  // The environment may say another port than the code: not where pages call the one of the code.
  if (!own.open || callsBuiltFor(workspace, lane.world).some((call) => addressesOf(call).some(({ origin }) => isLoopback(origin.host) && own.known.has(origin.port)))) return false;
  // A port that no code names is another server's where that says so.
  const others = workspace.worlds.filter((world) => world.environment === lane.world.environment && world.entry.file !== lane.world.entry.file && isStarted(world));
  return !others.flatMap((world) => lanesOf(world)).some((other) => portsOf(other.world, other.root).known.has(port));
}

function answersAll(workspace: Workspace, lane: Lane, origin: Origin): boolean {
  const calls = callsBuiltFor(workspace, lane.world).flatMap((call) => addressesOf(call).filter((address) => address.origin.text === origin.text).map((address) => ({ call, address })));
  const paths = new Set(calls.map(({ address }) => address.path.map((piece) => piece ?? '…').join('')));
  return paths.size > 1 && calls.every(({ call, address }) => routeFor(lane, call, address) !== undefined);
}

function routeFor(lane: Lane, call: ClientCall, { path }: Address): Step | undefined {
  const method = certainText(call.method)?.toLowerCase() ?? (isCertainly(call.method, (value) => value.kind === 'known' && value.value === undefined) ? 'get' : undefined);
  if (method === undefined) return undefined;
  const asked = pathOfAddress(path);
  const target = asked && [asked];
  return lane.steps.find((step) => step.method !== 'use' && (step.method === 'all' || step.method === method) && step.paths !== undefined
    && step.paths.every(({ segments }) => segments[0]?.is === 'text') && coverage(step.paths, target) === 'all');
}

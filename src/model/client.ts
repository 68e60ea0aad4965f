import { groupedBy } from '../source/groups.ts';
import { memoised } from '../source/kept.ts';
import { certainText, isCertainly } from './certain.ts';
import { addressesOf, type Address } from './client-call.ts';
import { stepsOf } from './doing.ts';
import type { Lane, Step } from './lane.ts';
import { coverage, pathOfAddress } from './path.ts';
import { portsOf } from './ports.ts';
import { namedAddresses } from './server-address.ts';
import { isLoopback, type Origin } from './site.ts';
import type { ClientCall, Outline, Workspace, World } from './types.ts';
import { keptInWorkspace } from './view.ts';

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
export const callsFromElsewhere = keptInWorkspace((workspace, lane: Lane): readonly Reached[] => {
  const served = new Map<string, boolean>();
  return callsBuiltFor(workspace, lane.world).filter((call) => isElsewhere(call, lane)).flatMap((call) => addressesOf(call).flatMap((address): readonly Reached[] => {
    const route = memoised(served, address.origin.text, () => isServedBy(workspace, lane, address)) ? routeFor(lane, call, address) : undefined;
    return route ? [{ call, origin: address.origin, route }] : [];
  }));
});

/** The calls of browser code as it is built for the environment of a world. */
export function callsBuiltFor(workspace: Workspace, world: World): readonly ClientCall[] {
  return builtFor(workspace, world).calls;
}

function builtFor(workspace: Workspace, { environment }: World): Built {
  return callsOf(workspace, environment === 'development' ? 'development' : 'production');
}

/** Calls with the addresses that they are sent to. */
interface Built {
  readonly calls: readonly ClientCall[];
  readonly byOrigin: ReadonlyMap<string, readonly { readonly call: ClientCall; readonly address: Address }[]>;
  /** The ports of machines of one's own that are called. */
  readonly ports: ReadonlySet<string>;
}

const callsOf = keptInWorkspace((workspace, built: ClientCall['environment']): Built => {
  const calls = workspace.clients.filter(({ environment }) => environment === built);
  const sent = calls.flatMap((call) => addressesOf(call).map((address) => ({ call, address })));
  return {
    calls, byOrigin: groupedBy(sent, ({ address }) => address.origin.text),
    ports: new Set(sent.flatMap(({ address: { origin } }) => (isLoopback(origin.host) ? [origin.port] : []))),
  };
});

/** Frameworks that a server hands its pages to: then it is on their origin. */
const PAGES_OF_SERVER = ['next', 'nuxt', 'vite', 'webpack-dev-middleware', '@nuxt/kit', 'vite-express'];

/**
 * Whether a call's page is not served by the app: it is of another package than the server and not in a directory that
 * the app serves, or its package has a development server of its own.
 */
export function isElsewhere(call: ClientCall, lane: Lane): boolean {
  const { world } = lane;
  const server = world.entry.package?.directory;
  if (call.package === undefined || server === undefined || PAGES_OF_SERVER.some((name) => world.imports.includes(name))) return false;
  if (call.package.devServer !== undefined) return true;
  return call.package.directory !== server && !stepsOf(lane, 'known').some(({ middleware }) => {
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
  const { ports } = builtFor(workspace, lane.world);
  if (!own.open || [...own.known].some((known) => ports.has(known))) return false;
  // A port that no code names is another server's where that says so.
  const { environment, entry } = lane.world;
  return (listenersOn(workspace, environment).get(port) ?? []).every(({ file }) => file === entry.file);
}

/** The programs that are started and listen on a port, as far as their code names it. */
const listenersOn = keptInWorkspace((workspace, environment: string): ReadonlyMap<string, readonly Pick<Outline, 'file'>[]> => {
  const running = workspace.outlines.filter((one) => one.environment === environment && (one.started || one.listens));
  return groupedBy(running.flatMap(({ file, ports }) => ports.map((port) => ({ file, port }))), ({ port }) => port);
});

function answersAll(workspace: Workspace, lane: Lane, origin: Origin): boolean {
  const calls = builtFor(workspace, lane.world).byOrigin.get(origin.text) ?? [];
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

import { certainText, isCertainly } from './certain.ts';
import { domainFault } from './cookie-domain.ts';
import { cookieAttribute, onEveryPath } from './cookie.ts';
import { corsReadings, credentialsReadings, handHeaders } from './cors.ts';
import { stepsOf, stepsThat } from './doing.ts';
import { keptForSteps, lanesOf, type Lane } from './lane.ts';
import { servesFiles } from './late-assets.ts';
import { allowedOrigins, corsBeside, originsByHand, type AllowedOrigin } from './origins.ts';
import { coverage } from './path.ts';
import { serverAddresses, type ServerAddress } from './server-address.ts';
import { hostingSuffix, isLoopback, isPrivateHost, isRegisteredName, isSameSite, siteOf } from './site.ts';
import type { SessionSetup, Workspace, World } from './types.ts';
import { keptInWorkspace } from './view.ts';

/** An origin that credentialed CORS lets in and that is another site than the server, and what shows it. */
export type CrossSite = { readonly origin: AllowedOrigin } & (
  | { readonly because: 'server'; readonly server: ServerAddress }
  | { readonly because: 'domain'; readonly domain: string }
  | { readonly because: 'hosting'; readonly suffix: string }
  | { readonly because: 'third party'; readonly owner: string }
  | { readonly because: 'two sites'; readonly other: AllowedOrigin }
);

/** Sites of tools that run in a browser on their owner's pages: never one site with somebody's own server. */
const TOOL_SITES = ['apollographql.com', 'swagger.io', 'hoppscotch.io', 'postman.co', 'postman.com', 'stackblitz.com', 'codesandbox.io', 'jsfiddle.net', 'codepen.io'];

/**
 * A client of another site whose credentialed calls CORS certainly lets in beside a session.
 *
 * In development only the developer's own machine counts (`localhost` and `127.0.0.1` are two sites); elsewhere only
 * addresses that the public can reach.
 */
export function crossSiteClient(workspace: Workspace, world: World, session: SessionSetup): CrossSite | undefined {
  return crossSiteClients(workspace, world).get(session);
}

const crossSiteClients = keptInWorkspace((workspace, world: World): ReadonlyMap<SessionSetup, CrossSite | undefined> =>
  new Map(world.sessions.map(session => [session, findCrossSite(workspace, world, session)])));

function findCrossSite(workspace: Workspace, world: World, session: SessionSetup): CrossSite | undefined {
  const development = world.environment === 'development';
  const servers = serverAddresses(workspace, world);
  const ownPages = lanesBeside(world, session).some(servesPages);
  for (const lists of credentialedOrigins(world, session)) {
    const found = lists.map(list => crossSiteIn(list.filter(({ origin }) => (development ? isLoopback(origin.host) : !isPrivateHost(origin.host))), servers, session, development, ownPages));
    const [first] = found;
    if (first && found.every(one => one !== undefined)) return first;
  }
  return undefined;
}

/** What credentialed CORS lets in beside a session: for each middleware, one list for each path. */
function credentialedOrigins(world: World, session: SessionSetup): readonly (readonly (readonly AllowedOrigin[])[])[] {
  const byCors = corsBeside(world, session)
    .filter(cors => onEveryPath(credentialsReadings(cors)) === 'on')
    .map(cors => corsReadings(cors, 'origin', '*').map(({ value }) => allowedOrigins(value)));
  return [...byCors, ...byHand(world, session)].flatMap(lists => {
    const known = lists.flatMap(list => list ?? []);
    return lists.every(list => list !== undefined) ? [known] : [];
  });
}

/** The same headers set by hand, on the way of requests that pass the session. */
function byHand(world: World, session: SessionSetup): ReturnType<typeof allowedOrigins>[][] {
  return lanesBeside(world, session).flatMap(lane => stepsThat(lane, 'set-header').flatMap(step => {
    const headers = handHeaders(step);
    const allowed = headers.filter(({ name }) => name === 'access-control-allow-origin');
    const credentials = headers.find(({ name }) => name === 'access-control-allow-credentials')?.value;
    if (!credentials || !isCertainly(credentials, value => value.kind === 'known' && String(value.value) === 'true')) return [];
    return allowed.map(({ act }) => [originsByHand(act)]);
  }));
}

/** The lanes that a session is on. */
function lanesBeside(world: World, session: SessionSetup): readonly Lane[] {
  return lanesOf(world).filter(lane => stepsOf(lane, 'session').some(({ middleware }) => middleware.kind === 'session' && middleware.session === session.id));
}

/** Whether an app has pages of its own: an origin that it lets in may then be one of its own names. */
const servesPages = keptForSteps((lane: Lane): boolean =>
  stepsOf(lane, 'known').some(({ middleware, paths }) => servesFiles(middleware) && coverage(paths, [{ segments: [], rest: 'none' }]) === 'all')
  || stepsThat(lane, 'answer').some(({ handler }) => handler?.acts.some(({ does, name }) => does === 'answer' && name !== undefined && OWN_PAGES.has(name))));

const OWN_PAGES: ReadonlySet<string> = new Set(['render', 'sendFile', 'sendfile']);

function crossSiteIn(origins: readonly AllowedOrigin[], servers: readonly ServerAddress[], session: SessionSetup, development: boolean, ownPages: boolean): CrossSite | undefined {
  const [server] = servers;
  if (server) {
    const beside = origins.filter(({ origin }) => servers.some(other => isSameSite(origin.host, other.origin.host)));
    // The same page under the server's own name is let in too: a developer opens it there.
    const isSeldom = ({ origin }: AllowedOrigin): boolean => development && beside.some(one => one.origin.port === origin.port);
    const origin = origins.find(one => !beside.includes(one) && !isSeldom(one) && servers.every(other => !isSameSite(one.origin.host, other.origin.host)));
    return origin && { origin, because: 'server', server };
  }
  if (development) return undefined;
  const domain = cookieDomain(session);
  if (domain !== undefined) {
    const origin = origins.find(one => !isSameSite(one.origin.host, domain));
    return origin && { origin, because: 'domain', domain };
  }
  for (const origin of origins) {
    const suffix = ownPages ? undefined : hostingSuffix(origin.origin.host);
    if (suffix !== undefined) return { origin, because: 'hosting', suffix };
    const owner = TOOL_SITES.find(site => origin.origin.host.endsWith(site));
    if (owner !== undefined && siteOf(origin.origin.host) === owner) return { origin, because: 'third party', owner };
  }
  if (ownPages || origins.length < 2) return undefined;
  const names = origins.filter(({ origin }) => isRegisteredName(origin.host));
  const [first] = names;
  const other = first && names.find(one => !isSameSite(one.origin.host, first.origin.host));
  return first && other && { origin: other, because: 'two sites', other: first };
}

/** The cookie's `domain` where it certainly is a name that the public can reach. */
function cookieDomain(session: SessionSetup): string | undefined {
  const readings = cookieAttribute(session, 'domain');
  const [first] = readings;
  const text = first && certainText(first.value);
  return text !== undefined && text !== '' && !domainFault(session, text) && !isPrivateHost(text.replace(/^\./, '')) && readings.every(({ value }) => certainText(value) === text) ? text.replace(/^\./, '') : undefined;
}

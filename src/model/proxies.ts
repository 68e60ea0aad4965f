import type { Place } from '../source/place.ts';
import type { CookieDamage, Proxy } from '../source/proxies.ts';
import { portsOf } from './ports.ts';
import { isLoopback } from './site.ts';
import type { App, Workspace, World } from './types.ts';
import { keptInWorkspace } from './view.ts';

/** A way from browsers to an app, through one proxy of the repository or two. */
export interface ProxiedWay {
  /** The proxy next to the app. */
  readonly last: Proxy;
  /** Where TLS ends; absent where no proxy of the repository ends it. */
  readonly tls?: Place;
  /** What the app gets as `X-Forwarded-Proto` for a request over HTTPS. */
  readonly proto: 'https' | 'http' | 'nothing' | 'unknown';
  /** The line that makes it so. */
  readonly at: Place;
  readonly damages: readonly CookieDamage[];
}

/** The ways to an app, as the proxies whose configuration is in the repository show them. */
export function waysTo(workspace: Workspace, world: World, app: App): readonly ProxiedWay[] {
  const { proxies } = workspace;
  return proxies.filter((proxy) => leadsTo(workspace, world, app, proxy) && !proxies.some((other) => isBefore(proxy, other))).flatMap((last): readonly ProxiedWay[] => {
    if (last.tls) return [{ last, tls: last.tls, proto: protoAt(last, 'nothing'), at: last.at, damages: last.damages }];
    const before = proxies.filter((proxy) => isBefore(proxy, last));
    return before.length === 0 ? [{ last, proto: 'unknown', at: last.at, damages: last.damages }] : before.map((first) => ({
      last, ...(first.tls ? { tls: first.tls } : {}), at: last.proto === 'connection' ? last.at : first.at, damages: [...first.damages, ...last.damages],
      // The inner one is spoken to in plain HTTP.
      proto: last.proto === 'connection' ? 'http' : protoAt(last, first.tls ? protoAt(first, 'nothing') : 'unknown'),
    }));
  });
}

/** Whether a proxy hands requests to another on the same machine. */
function isBefore(first: Proxy, last: Proxy): boolean {
  return first !== last && first.upstreams.some(({ host, port }) => isLoopback(host) && last.ports.includes(port));
}

function protoAt({ proto, tls }: Proxy, came: ProxiedWay['proto']): ProxiedWay['proto'] {
  if (proto === 'passed') return came;
  return proto === 'connection' ? (tls ? 'https' : 'http') : proto;
}

/** Whether a proxy hands requests to an app: to its port on the same machine, or to the compose service it is built as. */
function leadsTo(workspace: Workspace, world: World, app: App, { upstreams, builtFrom }: Proxy): boolean {
  const { known, open } = portsOf(world, app);
  const servers = listeningIn(workspace, world.environment);
  return upstreams.some(({ host, port }) => {
    const isNumber = /^\d+$/.test(port);
    if (isNumber && !known.has(port) && !open) return false;
    if (world.entry.package !== undefined && builtFrom.includes(world.entry.package.directory)) return true;
    // A machine's name in a private network, or a container's.
    const isNear = isLoopback(host) || !host.includes('.') || host === 'host.docker.internal';
    return isNear && builtFrom.length === 0 && (servers.size === 1 || known.has(port));
  });
}

/** The entries of the programs that listen. */
const listeningIn = keptInWorkspace((workspace, environment: string): ReadonlySet<string> =>
  new Set(workspace.outlines.filter((one) => one.listens && one.environment === environment).map(({ file }) => file)));

import { hostsOf } from './hosts.ts';
import { isServedOverTls, plainServer } from './tls.ts';
import { trustReadings } from './trust.ts';
import type { SessionSetup, World } from './types.ts';

/** How a session's requests look to Express where users reach it over HTTPS. */
export type Connection = 'secure' | 'insecure' | 'unknown';

/**
 * Whether `req.secure` holds on every path for requests that reach the session through HTTPS: Node itself ends TLS or a
 * proxy is trusted (`secure`), or Node serves plain HTTP and trusts none (`insecure`).
 */
export function connectionOf(world: World, session: SessionSetup): Connection {
  const { apps, complete } = hostsOf(world, session);
  if (!complete || apps.length === 0) return 'unknown';
  const found = apps.map((app): Connection => {
    const trust = trustReadings(world, app, session.when);
    if (isServedOverTls(world, app, session.when) || trust.every(reading => reading.trust === 'trusting')) return 'secure';
    const untrusting = trust.every(reading => reading.trust === 'absent' || reading.trust === 'off');
    return untrusting && plainServer(world, app, session.when) ? 'insecure' : 'unknown';
  });
  const [first] = found;
  return first && found.every(one => one === first) ? first : 'unknown';
}

import { isCertainly } from './certain.ts';
import { optionOf } from './cookie.ts';
import { hostsOf } from './hosts.ts';
import { isServedOverTls, plainServer } from './tls.ts';
import { trustReadings } from './trust.ts';
import type { SessionSetup, World } from './types.ts';

/** How a session's requests look to Express where users reach it over HTTPS. */
export type Connection = 'secure' | 'insecure' | 'unknown';

/**
 * What express-session's own `proxy` makes of it: `true` believes `X-Forwarded-Proto` from anybody, and any other value
 * that can't be seen may be `true`; `undefined` where Express' setting decides (express-session 1.19.0 index.js:638-661).
 */
function proxyOf(session: SessionSetup): Connection | undefined {
  const proxy = session.library === 'express-session' ? optionOf(session.options, 'proxy') : undefined;
  if (!proxy) return session.options.complete ? undefined : 'unknown';
  if (isCertainly(proxy.value, value => value.kind === 'known' && value.value === true, session.when)) return 'secure';
  return isCertainly(proxy.value, value => value.kind === 'known' && value.value !== true, session.when) ? undefined : 'unknown';
}

/**
 * Whether `req.secure` holds on every path for requests that reach the session through HTTPS: Node itself ends TLS or a
 * proxy is trusted (`secure`), or Node serves plain HTTP and trusts none (`insecure`).
 */
export function connectionOf(world: World, session: SessionSetup): Connection {
  const { apps, complete } = hostsOf(world, session);
  if (!complete || apps.length === 0) return 'unknown';
  const proxy = proxyOf(session);
  if (proxy !== undefined) return proxy;
  const found = apps.map((app): Connection => {
    const trust = trustReadings(world, app, session.when);
    if (isServedOverTls(world, app, session.when) || trust.every(reading => reading.trust === 'trusting')) return 'secure';
    const untrusting = trust.every(reading => reading.trust === 'absent' || reading.trust === 'off');
    return untrusting && plainServer(world, app, session.when) ? 'insecure' : 'unknown';
  });
  const [first] = found;
  return first && found.every(one => one === first) ? first : 'unknown';
}

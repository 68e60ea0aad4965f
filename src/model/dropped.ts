import { connectionOf } from './connection.ts';
import { cookieAttribute, onEveryPath, sameSiteReadings, secureReadings, type SecureState } from './cookie.ts';
import { isNotRead, knowsPartitioned } from './session-options.ts';
import type { SessionSetup, World } from './types.ts';
import type { Option } from './value.ts';
import { isBefore } from './version.ts';

/** Why browsers drop the cookie: what asks for `Secure`, and what `secure` is instead. */
export interface WantOfSecure {
  readonly asks: Option;
  readonly secure: 'left out' | 'off' | 'auto' | 'connection' | 'same site auto';
}

/** Whether browsers certainly drop the session cookie for want of `Secure`, and why. */
export function droppedForWantOfSecure(world: World, session: SessionSetup): WantOfSecure | undefined {
  const secure = isNotRead(session, 'secure') ? undefined : onEveryPath(secureReadings(session));
  const sameSite = sameSiteReadings(session);
  const state = onEveryPath(sameSite);
  if (state === 'auto') {
    const option = sameSite[0]?.option;
    return option && secure === 'off' && isBefore(session.version, '1.19.0') === false && connectionOf(world, session) === 'secure' ? { asks: option, secure: 'same site auto' } : undefined;
  }
  const asks = state === 'none' ? sameSite[0]?.option : partitioned(session);
  const how = secure && asks && offIn(world, session, secure);
  return how && { asks, secure: how };
}

/** In which way the cookie goes out without `Secure`; `undefined` where it has it or may have it. */
function offIn(world: World, session: SessionSetup, state: SecureState): WantOfSecure['secure'] | undefined {
  if (state === 'off') return secureReadings(session).some(reading => reading.option) ? 'off' : 'left out';
  if (state !== 'auto' && state !== 'connection') return undefined;
  return connectionOf(world, session) === 'insecure' ? state : undefined;
}

/** `partitioned`, where this version knows it. */
function partitioned(session: SessionSetup): Option | undefined {
  if (!knowsPartitioned(session)) return undefined;
  const readings = cookieAttribute(session, 'partitioned');
  return readings.length > 0 && readings.every(({ value }) => value.kind === 'known' && value.value === true) ? readings[0]?.option : undefined;
}

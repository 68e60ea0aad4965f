import type { Guard } from '../link/guard.ts';
import type { Place } from '../source/place.ts';
import { possibilities, truthOf, type Single } from './certain.ts';
import type { SessionSetup } from './types.ts';
import type { Option, Options } from './value.ts';

/** One way the session cookie's options may be written, under its conditions. */
export interface CookieReading {
  readonly when: Guard;
  /** `defaults`: no cookie options; `unknown`: they can't be seen, or the library can't read what is given. */
  readonly kind: 'options' | 'defaults' | 'unknown';
  readonly options?: Options;
  /** Returned by a cookie function (express-session 1.19 and later): anew at each request. */
  readonly perRequest: boolean;
}

/** Where a missing cookie attribute belongs: the cookie's options where they are written at the call, else the call. */
export function placeOfCookie(session: SessionSetup): Place {
  const cookie = session.library === 'express-session' ? optionOf(session.options, 'cookie') : undefined;
  return cookie && cookie.value.kind === 'object' ? cookie.at : session.at;
}

/** What one cookie attribute is given as, under its conditions. */
export interface AttributeReading {
  readonly when: Guard;
  readonly value: Single;
  /** Where it is written; absent where it is left out or can't be seen. */
  readonly option?: Option;
  readonly perRequest: boolean;
}

/** The option of that name. */
export function optionOf(options: Options, name: string): Option | undefined {
  return options.properties.find(option => option.name === name);
}

/**
 * Where the cookie's options are: express-session reads them from `cookie` (an object, or a function of the
 * request), cookie-session from its own flat options (express-session index.js `session`; cookie-session index.js).
 */
export function cookieReadings(session: SessionSetup): readonly CookieReading[] {
  if (session.library === 'cookie-session') return [{ when: session.when, kind: 'options', options: session.options, perRequest: false }];
  const cookie = optionOf(session.options, 'cookie');
  if (!cookie) return [{ when: session.when, kind: session.options.complete ? 'defaults' : 'unknown', perRequest: false }];
  return possibilities(cookie.value, session.when).flatMap(({ when, value }) => readingsOf(value, when));
}

function readingsOf(value: Single, when: Guard): readonly CookieReading[] {
  if (value.kind === 'object') return [{ when, kind: 'options', options: value.options, perRequest: false }];
  if (value.kind === 'function' && !value.async && value.returns) {
    return possibilities(value.returns, when).map(one => (one.value.kind === 'object'
      ? { when: one.when, kind: 'options', options: one.value.options, perRequest: true }
      : { when: one.when, kind: 'unknown', perRequest: true }));
  }
  return [{ when, kind: truthOf(value) === false ? 'defaults' : 'unknown', perRequest: false }];
}

/**
 * What an attribute of the session cookie (`secure`, `sameSite`, `maxAge`, …) is given as on every path.
 * Left out, it reads as `undefined` with the place of the options; what can't be seen reads as unknown.
 */
export function cookieAttribute(session: SessionSetup, name: string): readonly AttributeReading[] {
  return cookieReadings(session).flatMap(reading => attributeOf(reading, name, session));
}

function attributeOf(reading: CookieReading, name: string, session: SessionSetup): readonly AttributeReading[] {
  const { when, options, perRequest } = reading;
  const at = options?.at ?? session.at;
  const option = options && optionOf(options, name);
  if (option) return possibilities(option.value, when).map(one => ({ when: one.when, value: one.value, option, perRequest }));
  if (reading.kind === 'defaults' || (options?.complete ?? false)) return [{ when, value: { kind: 'known', value: undefined, at, via: [] }, perRequest }];
  return [{ when, value: { kind: 'unknown', reason: 'the cookie options are not all seen', at, via: [] }, perRequest }];
}

/** Whether the cookie carries `Secure`. `auto` and `connection` follow the request; `faulty` is no value the library reads as it looks. */
export type SecureState = 'on' | 'off' | 'auto' | 'connection' | 'faulty' | 'unknown';

/** Strings that say no and are taken for yes. */
const NO_AS_TEXT: ReadonlySet<string> = new Set(['false', '0', 'no', 'off']);

/** Whether a string is meant as "no", which JavaScript takes for true. */
export function readsAsNo(text: string): boolean {
  return NO_AS_TEXT.has(text.trim().toLowerCase());
}

/** What `secure` does on each path: express-session index.js and session/cookie.js; cookies index.js `set`. */
export function secureReadings(session: SessionSetup): readonly (AttributeReading & { readonly state: SecureState })[] {
  return cookieAttribute(session, 'secure').map(reading => ({ ...reading, state: secureState(reading, session) }));
}

function secureState({ value, perRequest }: AttributeReading, session: SessionSetup): SecureState {
  const flat = session.library === 'cookie-session';
  // cookies reads `secureProxy` in place of `secure`, without a look at the connection.
  if (flat && optionOf(session.options, 'secureProxy')) return 'unknown';
  if (value.kind === 'environment') return 'faulty';
  if (value.kind !== 'known') return truthOf(value) === true ? 'on' : 'unknown';
  if (value.value === 'auto') return flat || perRequest ? 'faulty' : 'auto';
  if (typeof value.value === 'string' && readsAsNo(value.value)) return 'faulty';
  if (flat && value.value === undefined) return 'connection';
  return value.value ? 'on' : 'off';
}

/** `unset`: no `SameSite` is sent and browsers treat the cookie as Lax. */
export type SameSiteState = 'none' | 'lax' | 'strict' | 'auto' | 'unset' | 'faulty' | 'unknown';

/** What `sameSite` does on each path: cookie index.js `serialize`, cookies index.js `Cookie`. */
export function sameSiteReadings(session: SessionSetup): readonly (AttributeReading & { readonly state: SameSiteState })[] {
  return cookieAttribute(session, 'sameSite').map(reading => ({ ...reading, state: sameSiteState(reading, session) }));
}

function sameSiteState({ value, perRequest }: AttributeReading, session: SessionSetup): SameSiteState {
  if (value.kind !== 'known') return truthOf(value) === true ? 'faulty' : 'unknown';
  if (!value.value) return 'unset';
  if (value.value === true) return 'strict';
  const text = typeof value.value === 'string' ? value.value.toLowerCase() : '';
  if (text === 'none' || text === 'lax' || text === 'strict') return text;
  return value.value === 'auto' && session.library === 'express-session' && !perRequest ? 'auto' : 'faulty';
}

/** The state that all readings share; `undefined` where they differ or there are none. */
export function onEveryPath<State>(readings: readonly { readonly state: State }[]): State | undefined {
  const [first] = readings;
  return first && readings.every(one => one.state === first.state) ? first.state : undefined;
}

/** The names a session cookie can have, with the conditions: `name`, and its alias `key` in express-session and in cookie-session before 2.0 (1.4 index.js:44). */
export function cookieNames(session: SessionSetup): readonly { readonly when: Guard; readonly name: string | undefined; readonly option?: Option }[] {
  const fallback = session.library === 'express-session' ? 'connect.sid' : cookieSessionName(session.version.major);
  const option = optionOf(session.options, 'name') ?? (session.library === 'express-session' || (session.version.major ?? 2) < 2 ? optionOf(session.options, 'key') : undefined);
  if (!option) return [{ when: session.when, name: session.options.complete ? fallback : undefined }];
  return possibilities(option.value, session.when).map(({ when, value }) => {
    if (value.kind !== 'known') return { when, name: undefined, option };
    return { when, name: value.value ? String(value.value) : fallback, option };
  });
}

/** cookie-session named its cookie `express:sess` before 2.0 (HISTORY.md, 2.0.0-alpha.1). */
function cookieSessionName(major: number | undefined): string | undefined {
  if (major === undefined) return undefined;
  return major < 2 ? 'express:sess' : 'session';
}

import { certainText, quoted } from './certain.ts';
import { connectionOf } from './connection.ts';
import { cookieAttribute, cookieNames, onEveryPath, secureReadings } from './cookie.ts';
import { droppedForWantOfSecure } from './dropped.ts';
import { certainCookieName } from './response-cookie.ts';
import { isNotRead } from './session-options.ts';
import type { SessionSetup, World } from './types.ts';
import type { Option } from './value.ts';
import { isBefore } from './version.ts';

/** The option that gives the session cookie its name, and the name on every path; `undefined` where the name is the default or not certain. */
export function namedCookie(session: SessionSetup): { readonly option: Option; readonly name: string } | undefined {
  const name = certainCookieName(session);
  const option = cookieNames(session)[0]?.option;
  return name !== undefined && option ? { option, name } : undefined;
}

/** What a cookie name may not hold: all but a `token` of RFC 6265 (cookie 0.7 `cookieNameRegExp`). */
const NO_TOKEN = /[^!#$%&'*+\-.^_`|~\dA-Za-z]/u;
/** What cookies 0.9 refuses beside `=` and `;` (`fieldContentRegExp`). */
const NO_FIELD = /[^\t\x20-\x7e\x80-\xff]/u;

/**
 * The character on account of which a name does not work, and how: `unwritten`: the library refuses to write the
 * cookie. `cut`: it is written, and browsers take what stands before the character for the name.
 *
 * express-session checks names since 1.18.1 (cookie 0.7), cookie-session since 2.1 (cookies 0.9). What they write
 * unchecked works, but for `=` and `;`.
 */
export function badCharacter(session: SessionSetup, name: string): { readonly character: string; readonly is: 'unwritten' | 'cut' } | undefined {
  const flat = session.library === 'cookie-session';
  const cutting = /[=;]/.exec(name)?.[0];
  const foreign = (flat ? NO_FIELD : NO_TOKEN).exec(name)?.[0];
  const checks = isBefore(session.version, flat ? '2.1.0' : '1.18.1');
  if (checks === false) {
    const character = flat ? cutting ?? foreign : foreign;
    return character === undefined ? undefined : { character, is: 'unwritten' };
  }
  return checks === true && cutting !== undefined ? { character: cutting, is: 'cut' } : undefined;
}

/** A name made of what a name may hold. */
export function soundName(name: string): string {
  const kept = name.replace(new RegExp(NO_TOKEN, 'gu'), '-').replace(/-{2,}/g, '-').replace(/^-|-$/g, '');
  return kept === '' ? 'sid' : kept;
}

/** Why browsers drop a cookie whose name begins with `__Host-` or `__Secure-`. */
export type PrefixFault = { readonly prefix: '__Host-' | '__Secure-'; readonly option: Option; readonly name: string } & (
  | { readonly wants: 'secure'; readonly secure: 'off' | 'auto' | 'connection' }
  | { readonly wants: 'no domain' | 'root path'; readonly given: Option; readonly value: string }
);

/**
 * Whether browsers certainly drop the session cookie for the prefix of its name (RFC 6265bis 5.7, steps 20 and 21):
 * both prefixes need `Secure`, `__Host-` also `Path=/` and no `Domain`. In any case of letters.
 */
export function prefixFault(world: World, session: SessionSetup): PrefixFault | undefined {
  const named = namedCookie(session);
  const prefix = (['__Host-', '__Secure-'] as const).find((one) => named?.name.toLowerCase().startsWith(one.toLowerCase()));
  if (!named || !prefix) return undefined;
  const common = { prefix, ...named };
  const secure = isNotRead(session, 'secure') || droppedForWantOfSecure(world, session) ? undefined : onEveryPath(secureReadings(session));
  if (secure === 'off') return { ...common, wants: 'secure', secure };
  if ((secure === 'auto' || secure === 'connection') && connectionOf(world, session) === 'insecure') return { ...common, wants: 'secure', secure };
  if (prefix === '__Secure-') return undefined;
  const domain = attributeText(session, 'domain', (text) => text !== '');
  if (domain) return { ...common, wants: 'no domain', ...domain };
  const path = attributeText(session, 'path', (text) => text !== '/');
  return path && { ...common, wants: 'root path', ...path };
}

/** An attribute that on every path is a text which fails a test. */
function attributeText(session: SessionSetup, name: string, fails: (text: string) => boolean): { readonly given: Option; readonly value: string } | undefined {
  const readings = cookieAttribute(session, name);
  const [first] = readings;
  const failing = readings.every(({ value }) => { const text = certainText(value); return text !== undefined && fails(text); });
  return first?.option && failing ? { given: first.option, value: quoted(first.value) } : undefined;
}

import { connectionOf } from '../../model/connection.ts';
import { cookieAttribute, cookieNames, onEveryPath, sameSiteReadings, secureReadings, type AttributeReading } from '../../model/cookie.ts';
import type { SessionSetup, World } from '../../model/index.ts';

const UNITS: readonly (readonly [milliseconds: number, name: string])[] = [[86_400_000, 'day'], [3_600_000, 'hour'], [60_000, 'minute'], [1000, 'second'], [1, 'millisecond']];

const SAME_SITE = { none: 'SameSite=None', lax: 'SameSite=Lax', strict: 'SameSite=Strict', auto: 'SameSite=None over HTTPS, else Lax', unset: undefined, faulty: 'SameSite=<no such value>', unknown: 'SameSite=?' } as const;
const SECURE = { on: 'Secure', off: undefined, auto: 'Secure over HTTPS', connection: 'Secure over HTTPS', faulty: 'Secure', unknown: 'Secure?' } as const;

/** The `Set-Cookie` line a session sends, as far as the options tell: `connect.sid=…; Path=/; HttpOnly`. What can't be seen has a question mark. */
export function setCookieLine(session: SessionSetup): string {
  const names = cookieNames(session).map(({ name }) => name ?? '?');
  const parts = [
    `${[...new Set(names)].join(' or ')}=…`,
    text('Path', cookieAttribute(session, 'path'), '/'),
    text('Domain', cookieAttribute(session, 'domain'), undefined),
    expiry(session),
    flag('HttpOnly', cookieAttribute(session, 'httpOnly'), true),
    either(secureReadings(session).map(({ state }) => SECURE[state])),
    either(sameSiteReadings(session).map(({ state }) => SAME_SITE[state])),
    flag('Partitioned', cookieAttribute(session, 'partitioned'), false),
    text('Priority', cookieAttribute(session, 'priority'), undefined),
  ];
  return parts.filter(part => part !== undefined).join('; ');
}

/** Why the line is not sent at all, where that is certain. */
export function neverSent(world: World, session: SessionSetup): string | undefined {
  const secure = onEveryPath(secureReadings(session)) === 'on';
  return secure && connectionOf(world, session) === 'insecure' ? 'never sent: Node serves plain HTTP and trusts no proxy' : undefined;
}

/** What is written on some paths and not on others. */
function either(texts: readonly (string | undefined)[]): string | undefined {
  const different = [...new Set(texts)];
  const written = different.filter(one => one !== undefined);
  if (written.length === 0) return undefined;
  return different.length === written.length ? written.join(' or ') : `${written.join(' or ')} or not`;
}

function text(name: string, readings: readonly AttributeReading[], fallback: string | undefined): string | undefined {
  return either(readings.map(({ value }) => {
    if (value.kind !== 'known') return `${name}=?`;
    const written = value.value === undefined || value.value === null || value.value === '' ? fallback : String(value.value);
    return written === undefined ? undefined : `${name}=${written}`;
  }));
}

function flag(name: string, readings: readonly AttributeReading[], fallback: boolean): string | undefined {
  return either(readings.map(({ value }) => {
    if (value.kind !== 'known') return `${name}?`;
    return (value.value ?? fallback) ? name : undefined;
  }));
}

function expiry(session: SessionSetup): string | undefined {
  return either(cookieAttribute(session, 'maxAge').map(({ value, option }) => {
    if (option === undefined && value.kind === 'known') return undefined;
    if (value.kind !== 'known' || typeof value.value !== 'number') return value.kind === 'known' && (value.value ?? undefined) === undefined ? undefined : 'Expires=?';
    return `Expires=<${duration(value.value)} from each answer>`;
  }));
}

/** Milliseconds in the largest unit that gives a round number: `7 days`, `90 minutes`. */
function duration(milliseconds: number): string {
  const [size, name] = UNITS.find(([unit]) => milliseconds !== 0 && milliseconds % unit === 0) ?? [1, 'millisecond'];
  const count = milliseconds / size;
  return `${count} ${name}${count === 1 ? '' : 's'}`;
}

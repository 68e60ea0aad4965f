import { keptFor, memoised } from '../source/kept.ts';
import { cookieReadings } from './cookie.ts';
import type { SessionSetup } from './types.ts';
import { isBefore } from './version.ts';

/** What the two session libraries read from the options they are given. */

/** express-session 1.19 index.js `session`. */
export const EXPRESS_SESSION_OPTIONS: ReadonlySet<string> = new Set(['cookie', 'genid', 'name', 'key', 'proxy', 'resave', 'rolling', 'saveUninitialized', 'secret', 'store', 'unset']);

/** What express-session reads inside `cookie`: express-session 1.19 session/cookie.js `data`. */
export const COOKIE_ATTRIBUTES: ReadonlySet<string> = new Set(['domain', 'expires', 'httpOnly', 'maxAge', 'partitioned', 'path', 'priority', 'sameSite', 'secure']);

/** cookie-session 2.1 index.js and cookies 0.9 index.js; `maxage` is an old name of `maxAge` that still works. */
export const COOKIE_SESSION_OPTIONS: ReadonlySet<string> = new Set([
  ...COOKIE_ATTRIBUTES, 'name', 'keys', 'secret', 'signed', 'overwrite', 'secureProxy', 'maxage',
]);

/** The name among `known` that is spelled like `written` but for capitals, dashes and underscores. */
export function sameButForCase(written: string, known: ReadonlySet<string>): string | undefined {
  const plain = plainName(written);
  return [...known].find(name => plainName(name) === plain);
}

/**
 * The name among `known` that `written` is a misspelling of: other capitals, dashes or underscores, or up to three
 * letters wrong in a long name, one in a short one. `undefined` where `written` is known itself or like none.
 */
export function meantName(written: string, known: ReadonlySet<string>): string | undefined {
  return known.has(written) ? undefined : memoised(meant(known), written, () => nearestName(written, known));
}

const meant = keptFor<ReadonlySet<string>, Map<string, string | undefined>>(() => new Map());

function nearestName(written: string, known: ReadonlySet<string>): string | undefined {
  const exact = sameButForCase(written, known);
  if (exact !== undefined) return exact;
  const plain = plainName(written);
  return [...known].find(name => name.length >= 5 && isNear(plain, plainName(name), name.length >= 10 ? 3 : 1));
}

/**
 * Whether a cookie attribute is there but stands or is spelled so that the library does not read it: what it lacks by
 * that is the business of the rules of misplaced and misspelt options.
 */
export function isNotRead(session: SessionSetup, attribute: string): boolean {
  return memoised(unread(session), attribute, () => isMissed(session, attribute));
}

const unread = keptFor<SessionSetup, Map<string, boolean>>(() => new Map());

/** One name by itself, as what is known. */
const alone = new Map<string, ReadonlySet<string>>();

function isMissed(session: SessionSetup, attribute: string): boolean {
  const means = (name: string, one: string): boolean => meantName(name, memoised(alone, one, () => new Set([one]))) === one;
  const misses = (name: string): boolean => means(name, attribute);
  const { properties } = session.options;
  if (session.library === 'cookie-session') return properties.some(({ name }) => name === 'cookie' || misses(name));
  if (properties.some(({ name }) => name === attribute || misses(name) || means(name, 'cookie'))) return true;
  return cookieReadings(session).some(reading => reading.options?.properties.some(({ name }) => misses(name)) ?? false);
}

/** The versions from which the libraries write `Partitioned`: express-session with cookie 0.6, cookie-session with cookies 0.9. */
const PARTITIONED_SINCE = { 'express-session': '1.18.0', 'cookie-session': '2.1.0' } as const;

/** The version of a session's library from which it writes `Partitioned`. */
export function partitionedSince({ library }: SessionSetup): string {
  return PARTITIONED_SINCE[library];
}

/** Whether a session's cookie goes out with `Partitioned` where that is asked for; `undefined` where the version is not known. */
export function knowsPartitioned(session: SessionSetup): boolean | undefined {
  const isOlder = isBefore(session.version, partitionedSince(session));
  return isOlder === undefined ? undefined : !isOlder;
}

function plainName(name: string): string {
  return name.toLowerCase().replace(/[-_\s]/g, '');
}

/** Whether one name becomes the other with so many changes. A name may be as long as a file: most are told apart by their length. */
function isNear(left: string, right: string, changes: number): boolean {
  return Math.abs(left.length - right.length) <= changes && distance(left, right) <= changes;
}

/** How many letters have to be added, left out, changed or swapped with the next (restricted edit distance). */
function distance(left: string, right: string): number {
  const rows: number[][] = [Array.from({ length: right.length + 1 }, (_, index) => index)];
  for (let i = 1; i <= left.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= right.length; j += 1) {
      const cost = left[i - 1] === right[j - 1] ? 0 : 1;
      const swapped = i > 1 && j > 1 && left[i - 1] === right[j - 2] && left[i - 2] === right[j - 1] ? at(rows, i - 2, j - 2) + 1 : Infinity;
      row.push(Math.min(at(rows, i - 1, j) + 1, (row[j - 1] ?? Infinity) + 1, at(rows, i - 1, j - 1) + cost, swapped));
    }
    rows.push(row);
  }
  return at(rows, left.length, right.length);
}

function at(rows: readonly (readonly number[])[], i: number, j: number): number {
  return rows[i]?.[j] ?? Infinity;
}

import type { KnownValue } from './value.ts';

/** The last moment that a Date can hold, in milliseconds (ECMA-262, Time Values). */
export const LAST_MOMENT = 8.64e15;

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/**
 * Whether a number that is taken for milliseconds is meant as seconds: a product of 60s and 24s without a 1000, or a
 * round number of minutes, hours or days in seconds that is no round number of milliseconds.
 *
 * `86400` and `60 * 60 * 24 * 14` are; `900000` (a quarter of an hour) and `30 * 1000` are not.
 */
export function isMeantAsSeconds({ value, factors }: KnownValue): boolean {
  if (typeof value !== 'number' || !Number.isInteger(value) || value <= 0) return false;
  if (factors) return !hasMilliseconds(factors) && isTime(factors);
  if (value < MINUTE * 1000) return value % HOUR === 0 || (value % MINUTE === 0 && value % 1000 !== 0);
  return (value % DAY === 0 && value % (MINUTE * 1000) !== 0) || (value % HOUR === 0 && value % 1000 !== 0);
}

/** Whether a number is written as a product in which milliseconds show: `30 * 1000`. */
export function isMeantAsMilliseconds({ factors }: KnownValue): boolean {
  return factors !== undefined && hasMilliseconds(factors);
}

function hasMilliseconds(factors: readonly number[]): boolean {
  return factors.some((factor) => factor !== 0 && factor % 1000 === 0);
}

/** `60 * 60`, `3600 * 24`: factors that turn minutes, hours or days into seconds. */
function isTime(factors: readonly number[]): boolean {
  const units = factors.filter((factor) => factor === MINUTE || factor === 24 || factor === HOUR || factor === DAY);
  return units.length > 1 || units.some((unit) => unit >= HOUR);
}

const UNITS = [['day', DAY], ['hour', HOUR], ['minute', MINUTE], ['second', 1]] as const;

/** A length of time as a message says it: `14 days`, `86 seconds`. Two of a unit at least, unless it is a whole one. */
export function durationText(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  const [name, unit] = UNITS.find(([, length]) => seconds === length || seconds >= 2 * length) ?? UNITS[3];
  const count = Number((seconds / unit).toFixed(seconds < 10 ? 1 : 0));
  return seconds < 0.1 ? `${String(milliseconds)} milliseconds` : `${String(count)} ${name}${count === 1 ? '' : 's'}`;
}

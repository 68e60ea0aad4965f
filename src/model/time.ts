import type { Place } from '../source/place.ts';
import { possibilities } from './certain.ts';
import type { InstanceValue, Option } from './value.ts';

/**
 * The milliseconds that lie between now and a Date made of now: for `new Date(Date.now() + n)`, `n`.
 *
 * A `Date.now() + n` reads as an instance of `Date.now` with `n` as its argument.
 *
 * @param option the option whose value the Date is: `n` is given as a stretch of the text where it stands in the
 *   option itself, else as a number where it is known
 * @returns `undefined` for any other Date
 */
export function millisecondsFromNow(date: InstanceValue, option: Option): { readonly part: Place } | { readonly code: string } | undefined {
  const [only, ...others] = date.arguments;
  if (!only || others.length > 0) return undefined;
  const all = possibilities(only);
  const now = all.length === 1 ? all[0]?.value : undefined;
  if (now?.kind !== 'instance' || now.of !== 'Date.now') return undefined;
  const [added] = now.arguments;
  const part = added?.via[0];
  if (!added || !part) return undefined;
  if (part.file === option.at.file && part.start >= option.at.start && part.end <= option.at.end) return { part };
  return added.kind === 'known' && typeof added.value === 'number' ? { code: String(added.value) } : undefined;
}

/** The moment of a Date that is made of what is known, in milliseconds since 1970; parts of it count as UTC. */
export function momentOf({ arguments: given }: InstanceValue): number | undefined {
  const parts = given.map((argument) => (argument.kind === 'known' ? argument.value : undefined));
  const [first, ...others] = parts;
  if (others.length === 0) return typeof first === 'string' || typeof first === 'number' ? new Date(first).getTime() : undefined;
  const numbers = others.filter((part) => typeof part === 'number');
  return typeof first === 'number' && numbers.length === others.length ? Date.UTC(first, ...numbers) : undefined;
}

import type { Guard } from '../link/guard.ts';
import { and } from '../link/guard.ts';
import type { OneOfValue, Value } from './value.ts';

/** Any value but a one-of. */
export type Single = Exclude<Value, OneOfValue>;

/** One value that an expression can have, and the unknown conditions under which it has it. */
export interface Possibility {
  readonly when: Guard;
  readonly value: Single;
}

/** Every single value that `value` can be where `given` holds. Alternatives that `given` rules out are left out. */
export function possibilities(value: Value, given: Guard = true): readonly Possibility[] {
  if (given === false) return [];
  if (value.kind !== 'one-of') return [{ when: given, value }];
  return value.choices.flatMap(choice => possibilities(choice.value, and(given, choice.when)));
}

/**
 * Whether `test` holds for everything that `value` can be where `given` holds.
 *
 * Only what is true on all paths is certain: one alternative that fails the test, or that can't be seen, is enough for false.
 */
export function isCertainly(value: Value, test: (value: Single) => boolean, given: Guard = true): boolean {
  const all = possibilities(value, given);
  return all.length > 0 && all.every(one => test(one.value));
}

/** Whether a condition stands for a failure: what is caught, a promise that is rejected. */
export function isFailure(symbol: string): boolean {
  return symbol.startsWith('an error at ');
}

/** The text that `value` certainly is; `undefined` where it may be anything else. */
export function certainText(value: Value, given: Guard = true): string | undefined {
  const [first] = possibilities(value, given);
  if (first?.value.kind !== 'known' || typeof first.value.value !== 'string') return undefined;
  const text = first.value.value;
  return isCertainly(value, one => one.kind === 'known' && one.value === text, given) ? text : undefined;
}

/** Instances that are objects for certain; what a package's function gave may be anything. */
const OBJECTS: ReadonlySet<string> = new Set(['Date', 'URL', 'URLSearchParams', 'Map', 'Set', 'Promise']);

/** Whether JavaScript takes a value for true; `undefined` where that can't be seen. */
export function truthOf(value: Single): boolean | undefined {
  switch (value.kind) {
    case 'known': return Boolean(value.value);
    case 'instance': return OBJECTS.has(value.of) || value.of.startsWith('class') ? true : undefined;
    case 'unknown':
    case 'environment': return undefined;
    default: return true;
  }
}

/** A value as a message quotes it: `'auto'`, `true`, `process.env.TRUST_PROXY`. Not for secrets. */
export function quoted(value: Single): string {
  switch (value.kind) {
    case 'known': return typeof value.value === 'string' ? `'${clipped(value.value)}'` : String(value.value);
    case 'environment': return `process.env.${value.variable}`;
    case 'pattern': return `/${value.source}/${value.flags}`;
    case 'instance': return value.of.startsWith('class') || value.of.endsWith(')') ? value.of : `new ${value.of}(…)`;
    case 'object': return '{…}';
    case 'list': return `[${value.items.map(item => (item.kind === 'one-of' ? '…' : quoted(item))).join(', ')}]`;
    case 'function': return value.name ?? '() => …';
    default: return '…';
  }
}

/** Names as a message lists them: `` `secure`, `path` and `expires` ``. */
export function inList(names: readonly string[]): string {
  const all = names.map(name => `\`${name}\``);
  return [all.slice(0, -1).join(', '), ...all.slice(-1)].filter(part => part !== '').join(' and ');
}

function clipped(text: string): string {
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}

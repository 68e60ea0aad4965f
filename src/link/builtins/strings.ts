import type { Place } from '../../source/place.ts';
import { BOUNDS, TOO_LONG_TEXT } from '../bounds.ts';
import type { Run } from '../run.ts';
import { primitive, type Primitive, type Value } from '../value.ts';
import { expressionOf, isCostly } from './patterns.ts';

/** Methods of strings that take strings, numbers or nothing, and give back a string, a number, a boolean or a list of strings. */
const METHODS: ReadonlySet<string> = new Set([
  'trim', 'trimStart', 'trimEnd', 'toLowerCase', 'toUpperCase', 'includes', 'startsWith', 'endsWith', 'indexOf', 'split', 'concat',
  'slice', 'substring', 'replace', 'replaceAll', 'padStart', 'padEnd', 'repeat', 'charAt', 'toString', 'valueOf', 'at', 'match', 'search', 'lastIndexOf', 'normalize',
]);

/** A member of a known string. */
export function stringMember(run: Run, text: Primitive, name: string, at: Place): Value {
  if (typeof text.v !== 'string') return run.unknown('not a string', at);
  if (name === 'length') return primitive(text.v.length, at);
  if (/^\d+$/.test(name)) return primitive(text.v[Number(name)], at);
  const inherited = text.nodeEnv ?? text.perEnvironment ? { perEnvironment: true as const } : {};
  const key = `${JSON.stringify(text.v)}.${name}`;
  return run.native(name, (inner, site) => {
    const { v: own } = text;
    const given = site.arguments.map(({ value }) => (value.t === 'primitive' ? value.v : value.t === 'pattern' && !isCostly(value.source, String(own).length) ? expressionOf(value) ?? NOT_PLAIN : NOT_PLAIN));
    if (!METHODS.has(name) || given.includes(NOT_PLAIN) || !site.complete) return inner.unknown('computed from a string', site.at, `${key}@${String(site.at.start)}`);
    const length = longest(String(own), name, given);
    inner.budget.spendOnText(length);
    if (length > BOUNDS.text) return inner.unknown(TOO_LONG_TEXT, site.at);
    const result = apply(String(own), name, given);
    if (Array.isArray(result)) {
      return inner.list(result.map((piece) => ({ value: { ...primitive(String(piece), text.at), ...inherited }, when: true })), site.at);
    }
    return result === NOT_PLAIN ? inner.unknown('computed from a string', site.at) : { ...primitive(result, site.at), ...inherited };
  });
}

const NOT_PLAIN = Symbol('not plain');

/** How long a method's result may become. */
function longest(text: string, name: string, [first, second, ...more]: readonly unknown[]): number {
  switch (name) {
    case 'repeat': return text.length * Math.max(0, Number(first));
    case 'padStart': case 'padEnd': return Math.max(text.length, Number(first));
    case 'concat': return [text, first, second, ...more].reduce<number>((sum, part) => sum + String(part).length, 0);
    // Each place of `$&` and its kin stands for as much as the whole text.
    case 'replace': case 'replaceAll': {
      const written = String(second);
      return text.length + occurrences(text, first) * (written.length + (written.includes('$') ? text.length * written.length : 0));
    }
    default: return text.length;
  }
}

/** How often a replacement takes place, at the most. */
function occurrences(text: string, searched: unknown): number {
  if (searched instanceof RegExp) return searched.flags.includes('g') ? text.length + 1 : 1;
  return text.split(String(searched)).length;
}

/** Runs a method of the language itself; what it throws on (a negative `repeat`) is not known. */
function apply(text: string, name: string, given: readonly unknown[]): Primitive['v'] | unknown[] | typeof NOT_PLAIN {
  try {
    const method = (String.prototype as unknown as Record<string, (...values: readonly unknown[]) => unknown>)[name];
    const result = method?.apply(text, [...given]);
    return typeof result === 'string' || typeof result === 'number' || typeof result === 'boolean' || result === undefined || Array.isArray(result) ? result as Primitive['v'] | unknown[] : NOT_PLAIN;
  } catch {
    return NOT_PLAIN;
  }
}

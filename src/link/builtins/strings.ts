import type { Place } from '../../source/place.ts';
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
    const result = apply(text.v as string, name, given);
    if (Array.isArray(result)) {
      return { t: 'array', id: inner.id(), at: site.at, born: inner.guard, items: result.map((piece) => ({ value: { ...primitive(String(piece), text.at), ...inherited }, when: true })) };
    }
    return result === NOT_PLAIN ? inner.unknown('computed from a string', site.at) : { ...primitive(result, site.at), ...inherited };
  });
}

const NOT_PLAIN = Symbol('not plain');

/** Runs a method of the language itself; what it throws on (a negative `repeat`) is not known. */
function apply(text: string, name: string, given: readonly unknown[]): Primitive['v'] | unknown[] | typeof NOT_PLAIN {
  if (name === 'repeat' && Number(given[0]) * text.length > 10_000) return NOT_PLAIN;
  try {
    const method = (String.prototype as unknown as Record<string, (...values: readonly unknown[]) => unknown>)[name];
    const result = method?.apply(text, [...given]);
    return typeof result === 'string' || typeof result === 'number' || typeof result === 'boolean' || result === undefined || Array.isArray(result) ? result as Primitive['v'] | unknown[] : NOT_PLAIN;
  } catch {
    return NOT_PLAIN;
  }
}

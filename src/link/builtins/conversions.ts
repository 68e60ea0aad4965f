import { truth, unary, booleanValue } from '../operators.ts';
import { callValue } from '../calls.ts';
import { freshOf } from '../fresh.ts';
import type { CallSite } from '../frame.ts';
import type { Run } from '../run.ts';
import { each, primitive, type ArrayValue, type Primitive, type Value } from '../value.ts';
import { arrayMember } from './arrays.ts';
import { listIn } from './collections.ts';
import { copyOf } from './json.ts';

type Convert = (value: Primitive['v'], more: readonly Value[]) => Primitive['v'];

const NUMBERS: Readonly<Record<string, Convert>> = {
  Number: (value) => Number(value),
  parseInt: (value, [radix]) => Number.parseInt(String(value), radix?.t === 'primitive' ? Number(radix.v) : undefined),
  parseFloat: (value) => Number.parseFloat(String(value)),
};

/** Functions that turn one plain value into another. */
export function conversions(run: Run): Readonly<Record<string, Value>> {
  const number = (name: string, convert: Convert): Value => run.native(name, (inner, site) => first(inner, site, (value) => each(value, (one) =>
    one.t === 'primitive' ? { ...primitive(convert(one.v, site.arguments.slice(1).map((given) => given.value)), site.at), ...(one.perEnvironment ? { perEnvironment: true as const } : {}) } : unary(inner, '+', one, site.at), site.at)), {
    member: (inner, member, at) => {
      const own = Object.hasOwn(NUMBERS, member) ? NUMBERS[member] : undefined;
      if (own) return number(member, own);
      const constant: unknown = name === 'Number' ? (Number as unknown as Record<string, unknown>)[member] : undefined;
      return typeof constant === 'number' ? primitive(constant, at) : inner.native(`${name}.${member}`, (one, site) => one.unknown('computed', site.at));
    },
  });
  return {
    Number: number('Number', (value) => Number(value)),
    parseInt: number('parseInt', NUMBERS['parseInt'] ?? Number),
    parseFloat: number('parseFloat', NUMBERS['parseFloat'] ?? Number),
    Boolean: run.native('Boolean', (inner, site) => first(inner, site, (value) => booleanValue(inner, truth(inner, value), site.at, value.t === 'primitive' && value.perEnvironment === true))),
    String: run.native('String', (inner, site) => first(inner, site, (value) => each(value, (one) => {
      if (one.t === 'primitive') return primitive(String(one.v), site.at);
      return one.t === 'environment' ? { ...one, asText: true as const } : inner.unknown('computed', site.at, undefined, one.t === 'unknown' && one.fresh ? { fresh: one.fresh } : {});
    }, site.at)), { construct: (inner, site) => inner.entity({ kind: 'instance', of: 'String', arguments: site.arguments }, site.at) }),
    Array: run.native('Array', (inner, site) => inner.list([], site.at, 'made by `Array`'), {
      member: (inner, member) => inner.native(`Array.${member}`, (one, site) => arrayStatic(one, member, site)),
    }),
    RegExp: run.native('RegExp', (inner, site) => regularExpression(inner, site)),
    Math: run.native('Math', undefined, { member: (inner, member) => inner.native(`Math.${member}`, (one, site) => mathematics(one, member, site)) }),
    Symbol: run.native('Symbol', (inner, site) => inner.unknown('a symbol', site.at, undefined, { is: 'symbol' })),
    BigInt: run.native('BigInt', (inner, site) => inner.unknown('a bigint', site.at, undefined, { is: 'bigint' })),
    structuredClone: run.native('structuredClone', (inner, site) => copyOf(inner, site.arguments[0]?.value ?? inner.undefined(site.at), site.at)),
  };
}

function first(run: Run, site: CallSite, f: (value: Value) => Value): Value {
  return f(site.arguments[0]?.value ?? run.undefined(site.at));
}

function arrayStatic(run: Run, name: string, site: CallSite): Value {
  const [given] = site.arguments;
  if (name === 'isArray' && given) {
    return each(given.value, (one) => (one.t === 'unknown' ? run.unknown(one.reason, site.at, `Array.isArray(${one.key})`) : primitive(one.t === 'array', site.at)), site.at);
  }
  if (name === 'of') return run.list(site.arguments.map(({ value }) => ({ value, when: true })), site.at);
  if (name === 'from' && given) {
    const list = listIn(given.value);
    if (list) return mapped(run, run.list(list.items, site.at, list.open), site);
  }
  return run.unknown(`\`Array.${name}\``, site.at);
}

/** `Array.from(list, f)` */
function mapped(run: Run, list: ArrayValue, site: CallSite): Value {
  const [, callback] = site.arguments;
  const map = callback && arrayMember(run, list, 'map', site.at);
  return map ? callValue(run, map, { ...site, self: list, arguments: [callback] }) : list;
}

function regularExpression(run: Run, site: CallSite): Value {
  const [source, flags] = site.arguments.map(({ value }) => value);
  if (source?.t === 'pattern') return source;
  if (source?.t !== 'primitive' || typeof source.v !== 'string' || (flags && flags.t !== 'primitive')) return run.entity({ kind: 'instance', of: 'RegExp', arguments: site.arguments }, site.at);
  return { t: 'pattern', source: source.v, flags: flags?.v === undefined ? '' : String(flags.v), at: site.at };
}

function mathematics(run: Run, name: string, site: CallSite): Value {
  const numbers = site.arguments.map(({ value }) => (value.t === 'primitive' ? Number(value.v) : undefined));
  const method: unknown = (Math as unknown as Record<string, unknown>)[name];
  if (name === 'random' || typeof method !== 'function' || numbers.includes(undefined)) {
    const fresh = name === 'random' ? { by: 'Math.random', at: site.at } : site.arguments.map(({ value }) => freshOf(value)).find((one) => one !== undefined);
    return run.unknown(`\`Math.${name}\``, site.at, undefined, fresh ? { fresh } : {});
  }
  return primitive(Number((method as (...given: readonly unknown[]) => unknown)(...numbers)), site.at);
}

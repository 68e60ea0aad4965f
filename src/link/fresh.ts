import { entryOf } from '../source/table.ts';
import type { Place } from '../source/place.ts';
import type { CallSite } from './frame.ts';
import { alternatives, each, type Unknown, type Value } from './value.ts';

/** What makes a value that is another one at each start of the program, and where it does. */
export interface Fresh {
  /** As its package calls it: `randomBytes`, `Math.random`, `uuid.v4`. */
  readonly by: string;
  readonly at: Place;
}

/** Calls that give another value each time, by package and the way to them. */
const MAKERS: Readonly<Record<string, RegExp>> = {
  crypto: /^\.(?:webcrypto\.)?(?:randomBytes|randomUUID|randomInt|pseudoRandomBytes|generateKeySync)$/,
  uuid: /^\.v[1467]$/, 'uuid/v1': /^$/, 'uuid/v4': /^$/, 'node-uuid': /^\.v[14]$/, uuidv4: /^(?:\.uuid)?$/, 'short-uuid': /^\.(?:generate|uuid)$/,
  nanoid: /^\.(?:nanoid|customAlphabet\(\))$/, 'nanoid/non-secure': /^\.(?:nanoid|customAlphabet\(\))$/,
  cuid: /^$/, '@paralleldrive/cuid2': /^\.createId$/, ulid: /^\.ulid$/, shortid: /^\.generate$/,
  'uid-safe': /^\.sync$/, uid2: /^$/, randombytes: /^$/, 'random-bytes': /^\.sync$/, 'crypto-random-string': /^$/, randomstring: /^\.generate$/,
  'rand-token': /^\.(?:generate|uid)$/, hat: /^$/, bcrypt: /^\.genSaltSync$/, bcryptjs: /^\.genSaltSync$/,
};
/** The same of what is there without an import. */
const GLOBAL_MAKERS = /^global(?:\.globalThis)?\.crypto\.randomUUID$/;
/** Calls that make of what they are given nothing that it does not decide on. */
const PURE = /^(?:crypto|buffer|crypto-js|md5|sha1|sha256|js-sha\d+|hash\.js|object-hash|hash-sum)(?:\/|$)/;
const GLOBAL_PURE = /^global\.(?:Buffer\.(?:from|concat)|btoa|encodeURIComponent)$/;

/** What makes a value anew at each start, where that is certain of all that it can be. */
export function freshOf(value: Value | undefined): Fresh | undefined {
  if (!value) return undefined;
  const found = alternatives(value).map(({ value: one }) => (one.t === 'unknown' ? one.fresh : undefined));
  return found.every((one) => one !== undefined) ? found[0] : undefined;
}

/** What a function gives that makes it anew: it is the call that a developer would change, not the helper. */
export function freshHere(value: Value, at: Place): Value {
  return freshOf(value) ? each(value, (one) => (one.t === 'unknown' ? { ...one, at } : one), at) : value;
}

/** What makes the result of a call that is not followed: the call itself, what it is a method of, or what it is given. */
export function freshCall(callee: Unknown, site: CallSite): Fresh | undefined {
  if (callee.fresh) return callee.fresh;
  const { from, key } = callee;
  const by = (name: string): Fresh => ({ by: name, at: site.at });
  if (from && entryOf(MAKERS, from.module.replace(/^node:/, ''))?.test(from.path)) {
    const name = from.path.replace(/\(\)/g, '').split('.').pop() || from.module;
    // Few import a version of uuid under the name it has there.
    return by(/^v\d$/.test(name) ? `uuid.${name}` : name);
  }
  if (!from && GLOBAL_MAKERS.test(key)) return by('randomUUID');
  if (!(from ? PURE.test(from.module.replace(/^node:/, '')) : GLOBAL_PURE.test(key))) return undefined;
  return site.arguments.map(({ value }) => freshOf(value)).find((one) => one !== undefined);
}

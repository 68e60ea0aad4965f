import { and, compatible, cutOff, implies, not, or, symbolsOf, when as symbolGuard, type Guard } from '../link/guard.ts';
import { CAUGHT_ERROR, FOUND_IN_LIST } from '../link/index.ts';
import type { Place } from '../source/place.ts';
import { isCertainly, isFailure, possibilities, type Single } from './certain.ts';
import type { UserFunction } from './types.ts';
import type { FunctionValue, Value } from './value.ts';

/** What is wrong with a function that finds a user of a session again, where that user is gone. */
export type DeserializerFault =
  /** On some path it never calls back: the request waits. */
  | { readonly because: 'silent'; readonly at: Place }
  /** It fails where nobody is found: each request of that browser does. */
  | { readonly because: 'error'; readonly at: Place; readonly call: Call }
  /** It gives `undefined`, which passport takes for "not my user" (passport 0.7 lib/authenticator.js `deserializeUser`). */
  | { readonly because: 'undefined'; readonly at: Place; readonly call: Call; readonly user: Value | undefined };

type Call = NonNullable<FunctionValue['callsBack']>[number];

/** What is wrong with a function of `passport.deserializeUser`; nothing where it is right or not all of it is seen. */
export function deserializerFaults({ function: given, at }: UserFunction): readonly DeserializerFault[] {
  if (given.kind !== 'function' || !given.callsBack) return [];
  const { callsBack, arity, throws = false } = given;
  // `(request, id, done)` is called so for its three parameters.
  if (arity < 2) return [{ because: 'silent', at }];
  const calls = callsBack.filter(({ parameter }) => parameter === arity - 1);
  const faults = calls.flatMap((call) => faultOf(call, calls));
  const ends = calls.reduce<Guard>((sum, { when }) => or(sum, when), throws);
  return given.handsOn || implies(true, ends) || cutOff(ends).size > 0 ? faults : [...faults, { because: 'silent', at }];
}

/** Whether users are looked for in a list of the program, which ends with it. */
export function isOfOwnList(user: Value): boolean {
  return isCertainly(user, (value) => value.kind === 'unknown' && value.reason === FOUND_IN_LIST);
}

function faultOf(call: Call, all: readonly Call[]): readonly DeserializerFault[] {
  const [error, user] = call.arguments;
  if (cutOff(call.when).size > 0) return [];
  if (error && isCertainly(error, isError, call.when)) return meansNobody(call, all) ? [{ because: 'error', at: call.at, call }] : [];
  if (error && !isCertainly(error, isNothing, call.when)) return [];
  return !user || possibilities(user, call.when).some(({ value, when }) => mayBeUndefined(value, when)) ? [{ because: 'undefined', at: call.at, call, user }] : [];
}

/** Classes of errors, by their names. */
function isError(value: Single): boolean {
  if (value.kind === 'unknown') return value.reason === CAUGHT_ERROR;
  if (value.kind === 'known') return typeof value.value === 'string' && value.value !== '' && value.value !== 'pass';
  return value.kind === 'instance' && /(^|\.)(class )?\w*(Error|Exception)(\(\))?$/.test(value.of);
}

function isNothing(value: Single): boolean {
  return value.kind === 'known' && !value.value;
}

/** What looks for one row and gives `undefined` where there is none: knex 3 `first`, better-sqlite3 `get`. */
const GIVES_UNDEFINED = /^(knex\b.*\.first\(\)|better-sqlite3\b.*\.get\(\))$/;
/** A list of all rows in a list: `const [rows] = await pool.query(…)`. */
const ROWS = /\.(query|execute|raw)\([^)]*\)(@[^:]*:\d+)?\.0$/;

function mayBeUndefined(value: Single, when: Guard): boolean {
  if (value.kind === 'known') return value.value === undefined;
  if (value.kind !== 'unknown' && value.kind !== 'instance') return false;
  const { symbol } = value;
  const maybe = value.orUndefined === true || (value.kind === 'instance' && GIVES_UNDEFINED.test(value.of));
  return maybe && symbol !== undefined && !ROWS.test(symbol) && !implies(when, symbolGuard(symbol));
}

/** What a function throws where it finds nothing: Prisma `findUniqueOrThrow`, Sequelize's and TypeORM's `OrFail`. */
const OR_ERROR = /OrThrow|OrFail|orFail\(/;

/**
 * Whether a call with an error is the one for a user who is not found: elsewhere the function gives what it found, and
 * this call is for where that is nothing.
 */
function meansNobody(call: Call, all: readonly Call[]): boolean {
  return all.some((other) => {
    const [, user] = other.arguments;
    if (other === call || !user) return false;
    return possibilities(user, other.when).some(({ value, when }) => {
      const made = madeOf(value);
      if (made.some((one) => OR_ERROR.test(one))) return true;
      return symbolsOf(when).filter((symbol) => isFound(symbol, made)).some((symbol) => implies(when, symbolGuard(symbol)) && isFor(call, not(symbolGuard(symbol))));
    });
  });
}

/** Whether a call is for where `missing` holds, and for nothing but that: an error that a search itself gives is another matter. */
function isFor(call: Call, missing: Guard): boolean {
  const [error] = call.arguments;
  const passedOn = error ? possibilities(error, call.when).flatMap(({ value }) => (value.kind === 'unknown' && value.reason !== CAUGHT_ERROR ? value.symbol ?? [] : [])) : [];
  const own = passedOn.reduce<Guard>((left, symbol) => and(left, not(symbolGuard(symbol))), call.when);
  return withoutFailure(own) && implies(own, missing);
}

/** The symbols of what is given as the user: of what was found, or of what an object was made of. */
function madeOf(value: Single): readonly string[] {
  if (value.kind === 'unknown' || value.kind === 'instance') return value.symbol === undefined ? [] : [value.symbol];
  return value.kind === 'object' ? value.options.properties.flatMap((property) => possibilities(property.value).flatMap((one) => (one.value.kind === 'object' ? [] : madeOf(one.value)))) : [];
}

/** Whether a condition asks whether the user was found: for what is given, what that was taken from, or whether a list holds any. What the user is like is another question. */
function isFound(symbol: string, made: readonly string[]): boolean {
  return made.some((one) => one === symbol || one.startsWith(`${symbol}.`) || (symbol.endsWith('.length') && one.startsWith(symbol.slice(0, -'length'.length))));
}

/** Whether a condition can hold although nothing went wrong on the way. */
function withoutFailure(guard: Guard): boolean {
  return compatible(guard, symbolsOf(guard).filter(isFailure).reduce<Guard>((sum, symbol) => and(sum, not(symbolGuard(symbol))), true));
}

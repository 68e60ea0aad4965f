import { alternatives, given, matches, or, summariseFrom, symbolsOf, tryFunction, type Argument, type FunctionValue, type Guard, type Summary, type Value as Linked } from '../../link/index.ts';
import { findStranger, textsIn } from '../strangers.ts';
import type { CorsSetup, Stranger } from '../types.ts';
import type { Building } from './values.ts';

/**
 * The strangers that origin functions of `cors` let in, found by calling each with origins made to pass careless tests
 * (the function is run symbolically, as everything is).
 */
export function strangersLetIn(building: Building, argument: Argument | undefined): Pick<CorsSetup, 'strangers'> {
  const origins = (argument ? alternatives(argument.value) : []).flatMap(({ value }) => (value.t === 'object' ? value.slots.get('origin')?.value ?? [] : []));
  const strangers = origins.flatMap(alternatives).flatMap(({ value }) => {
    const stranger = value.t === 'function' && value.facts.p.length > 1 ? strangerToFunction(building, value) : undefined;
    return stranger ? [{ at: value.at, stranger }] : [];
  });
  return strangers.length > 0 ? { strangers } : {};
}

function strangerToFunction(building: Building, tested: FunctionValue): Stranger | undefined {
  const first = tryFunction(building.run, tested).calls;
  const texts = first.flatMap(({ when, arguments: list }) => [...textsOfGuard(when), ...list.flatMap(({ value }) => textsOfValue(value))]);
  return findStranger(texts, (origin) => letsIn(building, tested, origin));
}

/** Whether an origin function calls back on every path, without an error and with a value that lets the origin in. */
function letsIn({ run, alive }: Building, tested: FunctionValue, origin: string): boolean {
  const { calls } = tryFunction(run, tested, { t: 'primitive', v: origin, at: tested.at });
  const yes = calls.filter(({ parameter, arguments: [error, answer] }) => parameter === 1 && isNo(error?.value) && answer !== undefined && allows(answer.value, origin));
  return given(yes.reduce<Guard>((sum, { when }) => or(sum, when), false), alive) === true && yes.length === calls.length;
}

function isNo(error: Linked | undefined): boolean {
  return error === undefined || alternatives(error).every(({ value }) => value.t === 'primitive' && !value.v);
}

/** cors 2.8.6 lib/index.js `isOriginAllowed`, on what an origin function calls back with. */
function allows(answer: Linked, origin: string): boolean {
  return alternatives(answer).every(({ value }): boolean => {
    switch (value.t) {
      case 'primitive': return typeof value.v === 'string' ? value.v === origin : Boolean(value.v);
      case 'pattern': return matches(value, origin) === true;
      case 'array': return value.open === undefined && value.items.some(({ value: item, when }) => when === true && allows(item, origin));
      default: return false;
    }
  });
}

/** The stranger to whom a handler certainly sends both headers: its own origin by name, and leave for credentials. */
export function strangerToHandler({ run, alive }: Building, summary: Summary): Stranger | undefined {
  const sets = (acts: Summary['log']['acts'], header: string): Summary['log']['acts'] => acts.filter(({ does, name }) => does === 'set-header' && name?.toLowerCase() === header);
  const { acts } = summary.log;
  const origins = sets(acts, ALLOW_ORIGIN);
  if (origins.length === 0 || sets(acts, ALLOW_CREDENTIALS).length === 0 || !acts.some(({ does, name }) => does === 'read-origin' && name === 'origin')) return undefined;
  const texts = origins.flatMap(({ when, arguments: list }) => [...textsOfGuard(when), ...list.flatMap(({ value }) => textsOfValue(value))]);
  return findStranger(texts, (origin) => {
    const tried = summariseFrom(run, summary, origin).log.acts;
    const named = sets(tried, ALLOW_ORIGIN).at(-1);
    const credentials = sets(tried, ALLOW_CREDENTIALS).at(-1);
    return [named, credentials].every((act) => act !== undefined && given(act.when, alive) === true)
      && isText(named?.arguments.at(-1), origin) && isText(credentials?.arguments.at(-1), 'true');
  });
}

const ALLOW_ORIGIN = 'access-control-allow-origin';
const ALLOW_CREDENTIALS = 'access-control-allow-credentials';

function isText(argument: Argument | undefined, text: string): boolean {
  return argument !== undefined && alternatives(argument.value).every(({ value }) => value.t === 'primitive' && String(value.v) === text);
}

/** The texts that a value rests on: those of the conditions of a choice, and of a comparison that is handed on. */
function textsOfValue(value: Linked): readonly string[] {
  if (value.t === 'choice') return value.of.flatMap((one) => [...textsOfGuard(one.when), ...textsOfValue(one.value)]);
  return value.t === 'unknown' ? textsOfSymbol(value.key) : [];
}

/** The texts and patterns in the symbols of a condition: `origin#7.endsWith(".example.com")`, `/example\.com/.test(origin#7)`. */
function textsOfGuard(guard: Guard): readonly string[] {
  return symbolsOf(guard).flatMap(textsOfSymbol);
}

function textsOfSymbol(symbol: string): readonly string[] {
  const patterns = [...symbol.matchAll(/\/((?:[^/\\\n]|\\.)+)\/[a-z]*\.(?:test|exec)\(/g)].flatMap(([, source]) => textsIn(source ?? ''));
  const quoted = [...symbol.matchAll(/"((?:[^"\\]|\\.)*)"/g)].flatMap(([text]) => [String(JSON.parse(text))]);
  return [...patterns, ...quoted];
}

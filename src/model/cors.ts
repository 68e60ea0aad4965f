import type { Guard } from '../link/guard.ts';
import { and, or, symbolsOf } from '../link/guard.ts';
import { keptFor } from '../source/kept.ts';
import { possibilities, truthOf, type Single } from './certain.ts';
import { optionOf, type AttributeReading } from './cookie.ts';
import type { Lane, Step } from './lane.ts';
import type { Act, CorsSetup, Handler } from './types.ts';
import type { FunctionValue, Options, Value } from './value.ts';
import { stepsThat } from './doing.ts';
import { entryOf } from '../source/table.ts';

/** A cors option as it is read on one path. */
export type CorsReading = Omit<AttributeReading, 'perRequest'>;

/** `any`: `*`. `reflect`: every origin is named back. `some`: the ones that the value tells. `off`: no page is let in. */
export type OriginState = 'any' | 'reflect' | 'some' | 'off' | 'unknown';

/**
 * Names that are taken for options of `cors`, in lower case without separators, and what is meant. Only the two that
 * decide whether a session gets through: left out, the others fall back to what lets every request pass.
 */
const MISSPELT: Readonly<Record<string, string>> = {
  origins: 'origin', orgin: 'origin', origine: 'origin', origns: 'origin', allworigin: 'origin', alloworigin: 'origin', alloworigins: 'origin', allowedorigin: 'origin', allowedorigins: 'origin',
  accesscontrolalloworigin: 'origin', whitelist: 'origin', originwhitelist: 'origin',
  credential: 'credentials', creadentials: 'credentials', crendentials: 'credentials', credintials: 'credentials', credentails: 'credentials', withcredentials: 'credentials', allowcredentials: 'credentials', accesscontrolallowcredentials: 'credentials',
};

/** The options that `cors` reads (cors 2.8.6 lib/index.js); `headers` is its other name of `allowedHeaders`. */
const NAMES: ReadonlySet<string> = new Set(['origin', 'credentials', 'methods', 'allowedHeaders', 'headers', 'exposedHeaders', 'maxAge', 'preflightContinue', 'optionsSuccessStatus']);

/** The option that a name which `cors` does not read is meant to be; `undefined` where it is none of those that decide about sessions. */
export function meantOption(name: string): string | undefined {
  if (NAMES.has(name)) return undefined;
  const folded = name.toLowerCase().replace(/[-_\s]/g, '');
  const known = [...NAMES].find((one) => one.toLowerCase() === folded);
  return entryOf(MISSPELT, folded) ?? (known === 'origin' || known === 'credentials' ? known : undefined);
}

/** Whether an option is there under a name that `cors` does not read. */
export function isMisspelt(options: Options, name: string): boolean {
  return options.properties.some((property) => meantOption(property.name) === name) && !optionOf(options, name);
}

/**
 * The options that a setup may have, under their conditions. What is neither an object nor seen has none; nothing,
 * or a value without properties (`cors: true` of NestJS), is an object without any.
 */
export function corsOptions(setup: CorsSetup): readonly { readonly when: Guard; readonly options: Options }[] {
  const { argument, options, when, callee } = setup;
  if (options) return [{ when, options }];
  const none: Options = { at: callee, properties: [], complete: true };
  if (!argument) return [{ when, options: none }];
  return possibilities(argument, when).flatMap(({ when: holds, value }) => {
    if (value.kind === 'object') return [{ when: holds, options: value.options }];
    if (value.kind === 'function') return delegated(value, holds);
    return value.kind === 'known' && typeof value.value !== 'string' ? [{ when: holds, options: none }] : [];
  });
}

/** The options that a delegate (`cors((req, callback) => …)`) calls back with, where it does on every path with ones that are seen. */
function delegated({ callsBack = [] }: FunctionValue, holds: Guard): readonly { readonly when: Guard; readonly options: Options }[] {
  const found = callsBack.flatMap(({ parameter, arguments: [, given], when }) =>
    (parameter === 1 && given?.kind === 'object' ? [{ when: and(holds, when), options: given.options }] : []));
  const everywhere = callsBack.length === found.length && callsBack.reduce<Guard>((sum, { when }) => or(sum, when), false) === true;
  return everywhere ? found : [];
}

/** What an option is on every path; left out, its default with the place of the options; what can't be seen, unknown. */
export function corsReadings(setup: CorsSetup, name: string, fallback: '*' | undefined): readonly CorsReading[] {
  const found = corsOptions(setup);
  if (found.length === 0) return [{ when: setup.when, value: { kind: 'unknown', reason: 'the options are not seen', at: setup.at, via: [] } }];
  return found.flatMap(({ when, options }): readonly CorsReading[] => {
    const option = optionOf(options, name);
    if (option) return possibilities(option.value, when).map((one) => ({ when: and(when, one.when), value: one.value, option }));
    return [{ when, value: options.complete
      ? { kind: 'known', value: fallback, at: options.at, via: [] }
      : { kind: 'unknown', reason: 'the options are not all seen', at: options.at, via: [] } }];
  });
}

/** What `origin` is on each path (cors 2.8.6 `configureOrigin`, `middlewareWrapper`). */
export function originReadings(setup: CorsSetup): readonly (CorsReading & { readonly state: OriginState })[] {
  return corsReadings(setup, 'origin', '*').map((reading) => ({ ...reading, state: originState(reading.value) }));
}

/** Whether `Access-Control-Allow-Credentials` is sent on each path: for `true` alone. */
export function credentialsReadings(setup: CorsSetup): readonly (CorsReading & { readonly state: 'on' | 'off' | 'faulty' | 'unknown' })[] {
  return corsReadings(setup, 'credentials', undefined).map((reading) => ({ ...reading, state: credentialsState(reading.value) }));
}

/** Which origins one value of `origin` lets in. */
function originState(value: Single): OriginState {
  switch (value.kind) {
    case 'known':
      if (value.value === '*') return 'any';
      // Falsy: the middleware does nothing. `null` is the origin of what has none.
      if (!value.value || value.value === 'null') return 'off';
      return typeof value.value === 'string' ? 'some' : 'reflect';
    case 'pattern': return 'some';
    case 'list': return value.complete && value.items.length === 0 ? 'off' : 'some';
    case 'environment': return value.files.length > 0 && value.files.every(({ text }) => text !== '' && text !== '*') ? 'some' : 'unknown';
    case 'function': return calledBackOrigins(value).length > 0 ? 'some' : 'unknown';
    case 'instance': return value.of === 'URL' ? 'reflect' : 'unknown';
    default: return 'unknown';
  }
}

/** What an origin function hands to its callback as the origin, one a call. */
export function calledBackOrigins(value: Single): readonly Value[] {
  if (value.kind !== 'function') return [];
  return (value.callsBack ?? []).flatMap((call) => (call.parameter === 1 && call.arguments[1] ? [call.arguments[1]] : []));
}

function credentialsState(value: Single): 'on' | 'off' | 'faulty' | 'unknown' {
  if (value.kind === 'known' && value.value === true) return 'on';
  if (value.kind === 'environment') return 'faulty';
  const truth = truthOf(value);
  return truth === undefined ? 'unknown' : truth ? 'faulty' : 'off';
}

/** A header that a handler sets by hand: its name in lower case and its value, where that is seen. */
export interface HandHeader {
  readonly name: string;
  readonly value: Value | undefined;
  readonly act: Act;
}

/** The CORS headers that a handler sets by hand, in the order of the code. */
export const handHeadersOf = keptFor((handler: Handler): readonly HandHeader[] =>
  handler.acts.flatMap((act) => (isHandHeader(act) && act.when !== false ? [{ name: act.name.toLowerCase(), value: act.arguments.at(-1), act }] : [])));

function isHandHeader(act: Act): act is Act & { readonly name: string } {
  return act.does === 'set-header' && act.name?.toLowerCase().startsWith('access-control-') === true;
}

/** Whether a condition asks for nothing but the page's origin: `allowed.includes(req.headers.origin)`. */
export function asksForOriginOnly(guard: Guard): boolean {
  return guard !== false && symbolsOf(guard).every((symbol) => /^(?:"[^"]*" === )?req\.headers\.origin(?: === "[^"]*")?$/.test(symbol));
}

/** The CORS headers that a step sets by hand. */
export function handHeaders(step: Step): readonly HandHeader[] {
  const { handler } = step;
  return handler ? handHeadersOf(handler) : [];
}

/** Whether some step of a lane sends `Access-Control-Allow-Credentials` itself. */
export function sendsCredentialsByHand(lane: Lane): boolean {
  return stepsThat(lane, 'set-header').some((step) => handHeaders(step).some(({ name }) => name === 'access-control-allow-credentials'));
}

/** Whether a step sends `Access-Control-Allow-Origin` to every request that meets it, or may, as far as can be seen. */
export function mayBringCors(step: Step): boolean {
  const { middleware } = step;
  if (middleware.kind === 'cors' || middleware.kind === 'unknown') return true;
  const { handler } = step;
  if (!handler) return false;
  return (step.method === 'use' && handler.unknown.length > 0) || handler.acts.some((act) => act.when !== false && (act.does === 'run-middleware' || isHandHeader(act)));
}

/** The cors setup of a step that is one. */
export function corsOf(lane: Lane, step: Step): CorsSetup | undefined {
  const { middleware } = step;
  return middleware.kind === 'cors' ? lane.world.cors.find(({ id }) => id === middleware.cors) : undefined;
}

import type { Guard } from '../link/guard.ts';
import { and, implies, not, symbolsOf, when } from '../link/guard.ts';
import type { Place } from '../source/place.ts';
import { isCertainly, possibilities, truthOf, type Single } from './certain.ts';
import { appById, hostsOf, registrationById, shareRequests } from './hosts.ts';
import { faultOf } from './origin.ts';
import { APP_SUFFIXES, originOf, type Origin } from './site.ts';
import type { Act, CorsSetup, SessionSetup, World } from './types.ts';
import type { FunctionValue, PatternValue, Value } from './value.ts';

/** An origin that CORS lets in, and where it is written. */
export interface AllowedOrigin {
  readonly origin: Origin;
  /** As written. */
  readonly text: string;
  readonly at: Place;
}

/**
 * The origins that a `cors` origin option names, one list for each path where `given` holds.
 * `undefined` where some path lets in what can't be seen. What is no origin is left out; so are items of a list
 * that are not certain, since the others are let in all the same.
 */
export function allowedOrigins(value: Value, given: Guard = true): readonly (readonly AllowedOrigin[])[] | undefined {
  const lists: AllowedOrigin[][] = [];
  for (const { when: here, value: single } of possibilities(value, given)) {
    const list = originsOf(single, here);
    if (!list) return undefined;
    lists.push(list);
  }
  return lists;
}

function originsOf(value: Single, given: Guard): AllowedOrigin[] | undefined {
  switch (value.kind) {
    case 'known': return typeof value.value === 'string' ? named(value.value, value.at) : [];
    case 'environment': return value.files.length > 0 ? value.files.flatMap(file => named(file.text, file.at)) : undefined;
    case 'list': return value.items.flatMap(item => {
      const certain = possibilities(item, given);
      const [only] = certain;
      return certain.length === 1 && only ? originsOf(only.value, only.when) ?? [] : [];
    });
    case 'pattern': {
      const text = onlyText(value);
      return text === undefined ? tenantsIn(value) : named(text, value.at);
    }
    case 'function': return calledBack(value);
    default: return undefined;
  }
}

/** The one text that a pattern matches: anchored at both ends, with nothing in it that could match another. */
function onlyText({ source }: PatternValue): string | undefined {
  const inner = /^\^(.*)\$$/.exec(source)?.[1];
  const text = inner?.replace(/\\([./:-])/g, (_, escaped: string) => (escaped === '.' ? '\0' : escaped));
  return text === undefined || /[.*+?()[\]{}|\\^$]/.test(text) ? undefined : text.replaceAll('\0', '.');
}

/** A pattern that names a hosting service lets in what its tenants put there. */
function tenantsIn({ source, at }: PatternValue): AllowedOrigin[] | undefined {
  const found = APP_SUFFIXES.filter(suffix => source.includes(suffix.replaceAll('.', '\\.')) || source.includes(suffix));
  return found.length === 0 ? undefined : found.flatMap(suffix => named(`https://any.${suffix}`, at).map(one => ({ ...one, text: `https://*.${suffix}` })));
}

/**
 * The origins that an origin function certainly lets in: those it compares its argument with, each tried as the
 * argument. A comparison shows as a symbol of a guard (`origin#7 === "https://example.com"`).
 */
function calledBack(value: FunctionValue): AllowedOrigin[] | undefined {
  const calls = (value.callsBack ?? []).filter(({ parameter }) => parameter === 1);
  const guards = calls.flatMap(({ when, arguments: [, origin] }) => [when, ...(origin?.kind === 'one-of' ? origin.choices.map(choice => choice.when) : [])]);
  const compared = new Map(guards.flatMap(symbolsOf).flatMap(symbol => {
    const text = /^[\w$]+#\d+ === ("https?:.*")$|^("https?:.*") === [\w$]+#\d+$/.exec(symbol);
    return text ? [[symbol, String(JSON.parse(text[1] ?? text[2] ?? '""'))] as const] : [];
  }));
  const allowed = [...compared].filter(([own, text]) => {
    const asked = [...compared.keys()].reduce<Guard>((sum, symbol) => and(sum, symbol === own ? when(symbol) : not(when(symbol))), true);
    const reached = calls.flatMap(call => possibilities(call.arguments[1] ?? UNDEFINED, and(call.when, asked)).map(one => ({ error: call.arguments[0], origin: one.value })));
    return reached.length > 0 && reached.every(({ error, origin }) => isNoError(error) && letsIn(origin, text));
  });
  return allowed.length === 0 ? undefined : allowed.flatMap(([, text]) => named(text, value.at));
}

/**
 * The origins that a header set by hand certainly lets in: the text it is, else those that the request's own is compared
 * with before it is named back (`req.headers.origin === "https://example.com"`), one list for each path.
 */
export function originsByHand({ arguments: given, when: holds }: Act): ReturnType<typeof allowedOrigins> {
  const value = given.at(-1);
  if (!value) return undefined;
  const compared = new Map(symbolsOf(holds).flatMap(symbol => {
    const text = /^req\.headers\.origin === ("https?:.*")$|^("https?:.*") === req\.headers\.origin$/.exec(symbol);
    return text ? [[symbol, String(JSON.parse(text[1] ?? text[2] ?? '""'))] as const] : [];
  }));
  if (value.kind !== 'unknown' || compared.size === 0) return allowedOrigins(value);
  const allowed = [...compared].filter(([own]) => implies(askedAlone(own, compared), holds));
  return allowed.length === 0 ? undefined : [allowed.flatMap(([, text]) => named(text, value.at))];
}

/** That a request names this origin, and none of the others that a condition asks for. */
function askedAlone(own: string, compared: ReadonlyMap<string, string>): Guard {
  return [...compared.keys()].reduce<Guard>((sum, symbol) => and(sum, symbol === own ? when(symbol) : not(when(symbol))), when('req.headers.origin'));
}

const UNDEFINED: Value = { kind: 'known', value: undefined, at: { file: '', start: 0, end: 0 }, via: [] };

function isNoError(error: Value | undefined): boolean {
  return error === undefined || isCertainly(error, one => truthOf(one) === false);
}

/** `true`, the origin itself, or the argument given back. */
function letsIn(origin: Single, text: string): boolean {
  return origin.kind === 'known' ? origin.value === true || origin.value === text : origin.kind === 'unknown';
}

function named(text: string, at: Place): AllowedOrigin[] {
  // It matches no browser's origin, so it lets nobody in.
  if (faultOf(text)) return [];
  const origin = originOf(text);
  return origin ? [{ origin, text, at }] : [];
}

/** The cors middlewares on the requests that a session sees. */
export function corsBeside(world: World, session: SessionSetup): readonly CorsSetup[] {
  const { apps } = hostsOf(world, session);
  return world.cors.filter(cors => cors.by !== 'socket.io' && cors.registrations.some(id => {
    const registration = registrationById(world, id);
    const app = registration && appById(world, registration.app);
    return app !== undefined && apps.some(host => shareRequests(world, host, app));
  }));
}

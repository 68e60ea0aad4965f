import { and, given, symbolsOf, type Guard } from '../link/guard.ts';
import type { Place } from '../source/place.ts';
import { possibilities, type Single } from './certain.ts';
import { optionOf } from './cookie.ts';
import type { Middleware, SessionSetup } from './types.ts';
import type { Option, Value } from './value.ts';

/** One thing that session cookies can be signed with, or checked by. */
export interface Secret {
  readonly value: Single;
  /** The conditions under which it is one of the secrets, beyond those under which it is used at all. */
  readonly when: Guard;
  /** Where the program hands it over: the option's value, the element of a list. */
  readonly at: Place;
  /** Its position in a list; 0 where none is given. */
  readonly index: number;
  readonly isListed: boolean;
}

/** The option that a session's secret stands in: express-session reads `secret`; cookie-session `keys`, and `secret` where no `keys` are given. */
export function secretOption(session: SessionSetup): Option | undefined {
  if (session.library === 'express-session') return optionOf(session.options, 'secret');
  return optionOf(session.options, 'keys') ?? optionOf(session.options, 'secret');
}

/** The secrets of a session: a text or a list of them (express-session 1.19 index.js `session`, cookie-session 2.1 index.js). */
export function secretsOf(session: SessionSetup): readonly Secret[] {
  const option = secretOption(session);
  const found = option ? secretsIn(option.value, session.when, option.value.via[0] ?? option.at) : [];
  // cookie-session does not read `keys` that are no list.
  return option?.name === 'keys' ? found.filter(({ isListed }) => isListed) : found;
}

/**
 * The secrets that `cookieParser` is given, a text or a list of them (cookie-parser 1.4 index.js). It checks cookies
 * with them; express-session takes the cookie it has checked too, and takes `req.secret` where it has no secret of its own.
 */
export function parserSecretsOf(middleware: Middleware): readonly Secret[] {
  if (middleware.kind !== 'known' || middleware.module !== 'cookie-parser') return [];
  const [argument] = middleware.arguments;
  return argument ? secretsIn(argument, middleware.when ?? true, argument.via[0] ?? middleware.at) : [];
}

function secretsIn(value: Value, used: Guard, at: Place): readonly Secret[] {
  return possibilities(value, used).flatMap((one): readonly Secret[] => {
    if (one.value.kind !== 'list') return [{ value: one.value, when: given(one.when, used), at, index: 0, isListed: false }];
    return one.value.items.flatMap((item, index) => possibilities(item, one.when).map((element): Secret => ({
      value: element.value, when: given(element.when, used), at: item.via[0] ?? item.at, index, isListed: true,
    })));
  });
}

/** A text of the code that a secret is or can fall back to. */
export interface WrittenSecret extends Secret {
  /** What it stands in for where that is not set; absent where it is a secret on every path. */
  readonly insteadOf?: Single;
}

/**
 * The texts of the code among secrets: those that are one on every path, and those that are one where something else
 * (a variable of the environment, a setting) is missing. What any other condition decides on is left out.
 */
export function writtenAmong(secrets: readonly Secret[]): readonly WrittenSecret[] {
  const all = secrets.every(isWritten);
  return secrets.filter(isWritten).flatMap((secret): readonly WrittenSecret[] => {
    if (all || secret.when === true) return [secret];
    const insteadOf = stoodInFor(secret, secrets);
    return insteadOf ? [{ ...secret, insteadOf }] : [];
  });
}

function isWritten({ value }: Secret): boolean {
  return value.kind === 'known' && (typeof value.value === 'number' || (typeof value.value === 'string' && value.value !== ''));
}

/** What is not there where a text is used, if nothing decides on the text but whether other alternatives are there. */
function stoodInFor(secret: Secret, secrets: readonly Secret[]): Single | undefined {
  const others = secrets.filter((other) => and(other.when, secret.when) === false);
  const present = new Map(others.flatMap(({ value }) => {
    const symbol = presenceOf(value);
    return symbol === undefined ? [] : [[symbol, value] as const];
  }));
  const asked = symbolsOf(secret.when);
  return asked.every((symbol) => present.has(symbol)) ? present.get(asked[0] ?? '') : undefined;
}

/** The name of the condition that a value is there. */
function presenceOf(value: Single): string | undefined {
  if (value.kind === 'environment') return `process.env.${value.variable}`;
  // What was checked before is not missing where it is used.
  if (value.kind === 'unknown' && value.checked) return undefined;
  return value.kind === 'unknown' || value.kind === 'instance' ? value.symbol : undefined;
}

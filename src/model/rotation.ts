import type { Place } from '../source/place.ts';
import { secretOption, secretsOf, type Secret } from './secrets.ts';
import type { SessionSetup } from './types.ts';

/** A secret that is read from a variable of the environment. */
export interface VariableSecret {
  readonly variable: string;
  readonly at: Place;
}

/** The only secret of a session, a variable. */
export interface LonelySecret extends VariableSecret {
  /** What a list can be written in place of; absent where other code may read the value too. */
  readonly written?: Place;
}

/** The only secret of a session, where it is certainly the only one: a text (variables are), or a list of one. */
export function lonelySecret(session: SessionSetup): LonelySecret | undefined {
  const option = secretOption(session);
  const [secret, ...others] = secretsOf(session);
  if (!option || !secret || others.length > 0 || secret.value.kind !== 'environment') return undefined;
  const { value } = option;
  if (value.kind === 'list' && !value.complete) return undefined;
  const isInPlace = isInside(value.at, option.at) && isInside(secret.value.at, option.at);
  return { variable: secret.value.variable, at: secret.value.at, ...(isInPlace ? { written: value.at } : {}) };
}

/** Two elements of the list of secrets that are certainly the same. */
export function secretGivenTwice(session: SessionSetup): { readonly first: Secret['value']; readonly second: Secret['value']; readonly variable?: string } | undefined {
  const known = new Map<string, Secret['value']>();
  for (const { value, when, index } of listed(session)) {
    const key = value.kind === 'environment' ? `process.env.${value.variable}` : value.kind === 'known' ? JSON.stringify(value.value) : undefined;
    if (key === undefined || when !== true) continue;
    const first = known.get(key);
    if (first && index > 0) return { first, second: value, ...(value.kind === 'environment' ? { variable: value.variable } : {}) };
    known.set(key, value);
  }
  return undefined;
}

/** A variable that is to go, and one that is to come, by their names. */
const OLD = /(?:^|_)(?:OLD|PREV|PREVIOUS|FORMER|LAST|RETIRED|EXPIRED)(?:_|$)/i;
const NEW = /(?:^|_)(?:NEW|NEXT|CURRENT|CURR)(?:_|$)/i;

/** The variable that signs, where the names of the list say that another one is the newer. */
export function oldSecretFirst(session: SessionSetup): VariableSecret | undefined {
  const variables = listed(session).flatMap(({ value, index, when }) => (value.kind === 'environment' && when === true ? [{ variable: value.variable, at: value.at, index }] : []));
  const [first, ...others] = variables;
  if (first?.index !== 0 || others.length === 0 || NEW.test(first.variable)) return undefined;
  return OLD.test(first.variable) || others.some(({ variable }) => NEW.test(variable)) ? first : undefined;
}

/** The elements of a list of secrets; nothing where no list is given. */
function listed(session: SessionSetup): readonly Secret[] {
  return secretOption(session)?.value.kind === 'list' ? secretsOf(session) : [];
}

function isInside(inner: Place, outer: Place): boolean {
  return inner.file === outer.file && inner.start >= outer.start && inner.end <= outer.end;
}

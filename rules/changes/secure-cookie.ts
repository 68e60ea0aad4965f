import { cookieReadings, optionOf } from '../../src/model/cookie.ts';
import type { Option, SessionSetup } from '../../src/model/index.ts';
import type { Edit } from '../../src/rule.ts';
import type { Place } from '../../src/source/place.ts';

/** On in production alone: a cookie that is `Secure` over plain HTTP is never set while developing. */
export const IN_PRODUCTION = 'process.env.NODE_ENV === \'production\'';

/** Rules that may speak of an attribute or option once it is where the library reads it. */
export const JUDGES_OF_OPTIONS: readonly string[] = [
  'cookie-http-only', 'cookie-max-age-milliseconds', 'cookie-path-covers-routes', 'no-always-secure-cookie', 'no-samesite-blocked-client', 'no-samesite-strict', 'no-static-cookie-expires',
  'require-secure-cookie', 'require-trust-proxy', 'samesite-allows-callback', 'samesite-none-requires-secure', 'valid-cookie-domain', 'valid-session-options',
];
/** Rules that may speak of a cookie once it is `Secure`. */
export const JUDGES_OF_SECURE: readonly string[] = ['require-trust-proxy', 'no-always-secure-cookie'];

/**
 * Gives attributes of the session cookie other values: in place of the present ones, else added to the cookie's
 * options, else with a `cookie` of their own.
 *
 * @returns nothing where one of them has no literal that it can be written to
 */
export function setCookieAttributes(session: SessionSetup, attributes: Readonly<Record<string, string>>): readonly Edit[] {
  const [reading, ...others] = cookieReadings(session);
  if (!reading || others.length > 0 || reading.kind === 'unknown') return [];
  const { options } = reading;
  if (!options) {
    const { literal } = session.options;
    const code = Object.entries(attributes).map(([name, value]) => `${name}: ${value}`).join(', ');
    return literal && !optionOf(session.options, 'cookie') ? [{ edit: 'add-property', to: literal, name: 'cookie', code: `{ ${code} }` }] : [];
  }
  const edits = Object.entries(attributes).map(([name, code]): readonly Edit[] => {
    const option = optionOf(options, name);
    if (option) return setValue(option, code);
    return options.literal ? [{ edit: 'add-property', to: options.literal, name, code }] : [];
  });
  return edits.every(edit => edit.length > 0) ? edits.flat() : [];
}

/** Takes an attribute of the session cookie out of the object it is written in; nothing where it stands elsewhere. */
export function removeCookieAttribute(session: SessionSetup, option: Option): readonly Edit[] {
  const [reading, ...others] = cookieReadings(session).filter(({ options }) => options?.properties.includes(option));
  const literal = reading?.options?.literal;
  return literal && option.own && others.length === 0 ? [{ edit: 'remove-property', from: literal, property: option.at }] : [];
}

/** Replaces what is written as an option's value: its literal, or the expression that gives it. */
export function setValue(option: Option, code: string): readonly Edit[] {
  const written = option.value.via[0] ?? option.value.at;
  return isInside(written, option.at) ? [{ edit: 'replace', at: written, code }] : [];
}

function isInside(inner: Place, outer: Place): boolean {
  return inner.file === outer.file && inner.start >= outer.start && inner.end <= outer.end;
}

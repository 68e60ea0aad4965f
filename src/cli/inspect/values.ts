import { symbolsOf, type Guard } from '../../link/guard.ts';
import { possibilities, quoted } from '../../model/certain.ts';
import type { Options, Value, Version } from '../../model/index.ts';
import { isSecretName } from '../../model/secret-texts.ts';

/** Options whose values are never shown, not even in part, beside those with a secret's name: addresses hold passwords. */
const SECRET: ReadonlySet<string> = new Set(['url', 'mongoUrl', 'connectionString', 'client']);

/** A value in short, every alternative of it; what can't be seen says why. */
export function valueText(value: Value): string {
  const texts = possibilities(value).map(({ value: one, when }) => {
    const text = one.kind === 'unknown' ? `unknown (${one.reason})` : quoted(one);
    return when === true ? text : `${text} ${whenText(when)}`;
  });
  return texts.length === 0 ? 'nothing' : texts.join(' or ');
}

/** The condition something is under: `if config.https`; empty where there is none. */
export function whenText(when: Guard): string {
  if (when === true) return '';
  if (when === false) return 'never';
  if (when.then === true && when.else === false) return `if ${when.symbol}`;
  if (when.then === false && when.else === true) return `unless ${when.symbol}`;
  return `depending on ${symbolsOf(when).join(', ')}`;
}

/** The options of a call by name. Secrets say only that they are there. */
export function optionTexts({ properties, complete }: Options): Record<string, string> {
  const texts = properties.map(({ name, value }): [string, string] => [name, SECRET.has(name) || isSecretName(name) ? hidden(value) : optionText(value)]);
  return Object.fromEntries(complete ? texts : [...texts, ['…', 'unknown (not all options are seen)']]);
}

/** A package and its version: `express 5.1.0`, `express ^4.17.0`. */
export function versionText(name: string, { version, range, major }: Version): string {
  const known = version ?? range ?? (major === undefined ? undefined : `${major}`);
  return known === undefined ? name : `${name} ${known}`;
}

function optionText(value: Value): string {
  if (value.kind !== 'object') return valueText(value);
  const inner = Object.entries(optionTexts(value.options)).map(([name, text]) => `${name}: ${text}`);
  return inner.length === 0 ? '{}' : `{ ${inner.join(', ')} }`;
}

/** A setting of an app, hidden where its name is a secret's. */
export function settingText(name: string, value: Value): string {
  return isSecretName(name) ? hidden(value) : valueText(value);
}

/** A secret: where it comes from, never what it is. */
function hidden(value: Value): string {
  const kinds = possibilities(value).map(({ value: one }) => {
    switch (one.kind) {
      case 'environment': return `process.env.${one.variable}`;
      case 'unknown': return `unknown (${one.reason})`;
      case 'known': return one.value === undefined || one.value === null || one.value === '' ? quoted(one) : 'written in the code';
      case 'list': return `${one.items.length} of them`;
      default: return one.kind;
    }
  });
  return [...new Set(kinds)].join(' or ');
}

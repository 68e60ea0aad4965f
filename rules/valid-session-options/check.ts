import { symbolsOf, type Guard } from '../../src/link/guard.ts';
import { possibilities, quoted, type Single } from '../../src/model/certain.ts';
import { readsAsNo } from '../../src/model/cookie.ts';
import type { Option, Options, SessionSetup } from '../../src/model/index.ts';
import type { MessageId } from './messages.ts';
import { entryOf } from '../../src/source/table.ts';

/** What a value of an option is checked beside. */
export interface Beside {
  readonly session: SessionSetup;
  /** The options it stands in: the session's, or the cookie's. */
  readonly options: Options;
  readonly option: Option;
  /** In what a cookie function returns. */
  readonly perRequest: boolean;
}

/** What is wrong with one value. */
export interface Fault {
  readonly message: MessageId;
  /** The one thing it can be meant as, in code: a fix. */
  readonly meant?: string;
  /** The option does nothing here and can go: a fix. */
  readonly remove?: true;
  /** Code to put around it: a suggestion. */
  readonly wrap?: { readonly title: string; readonly before: string; readonly after: string };
  /** A completion of the message beside option and value. */
  readonly instead?: string;
}

/** What one option may be: the fault of a single value, if it is one. */
export type Check = (value: Single, beside: Beside) => Fault | undefined;

/** Checks by the name of the option. */
export type Checks = Readonly<Record<string, readonly Check[]>>;

/** A fault that was found, and the value that shows it. */
export interface Found {
  readonly fault: Fault;
  readonly value: Single;
  readonly option: Option;
  readonly shown: string;
}

/**
 * The faults of options, each certain: every value that the option can have is at fault. An environment variable handed
 * on as it is counts also beside a fallback, and as one: wherever it is set, it is text. One that is handed on only where
 * something else is so (it could not be read as JSON, a check of the whole environment failed) does not.
 */
export function faultsOf(checks: Checks, session: SessionSetup, options: Options, perRequest = false): readonly Found[] {
  return options.properties.flatMap(option => (entryOf(checks, option.name) ?? []).flatMap(check => {
    const all = possibilities(option.value, session.when).map(({ value, when }) => ({ value, when, fault: check(value, { session, options, option, perRequest }) }));
    const beside = all.flatMap(({ value }) => (value.kind === 'unknown' || value.kind === 'instance' ? value.symbol ?? [] : []));
    const found = all.find(one => one.value.kind === 'environment' && one.fault && isWhereverSet(one.value.variable, one.when, [...beside, ...symbolsOf(session.when)])) ?? (all.every(one => one.fault) ? all[0] : undefined);
    return found?.fault ? [{ fault: found.fault, value: found.value, option, shown: quoted(found.value) }] : [];
  }).slice(0, 1));
}

/** Whether a condition asks for nothing but the variable itself, beside what is asked for in any case: what it stands in for, what the session asks for. */
function isWhereverSet(variable: string, when: Guard, granted: readonly string[]): boolean {
  return symbolsOf(when).every(symbol => granted.includes(symbol) || symbol.includes(`process.env.${variable}`));
}

/** For options that are switches: text that says no, and variables. */
export const isSwitch: Check = value => {
  if (value.kind === 'environment') return { message: 'switchEnvironment', wrap: { title: 'compare it with `\'true\'`', before: '', after: ' === \'true\'' } };
  return value.kind === 'known' && typeof value.value === 'string' && readsAsNo(value.value) ? { message: 'textAsNo', meant: 'false' } : undefined;
};

/** The `sameSite` value that a text can only be meant as, in code. */
export function meantSameSite(text: string): string | undefined {
  const plain = text.toLowerCase().replace(/[^a-z]/g, '');
  if (plain === 'none' || plain === 'lax' || plain === 'strict') return `'${plain}'`;
  if (plain === 'norestriction') return '\'none\'';
  return plain === 'true' || plain === 'false' ? plain : undefined;
}

/** Text and other values that no `SameSite` can be written with: cookie index.js `serialize`, cookies index.js `Cookie`. */
export function isSameSiteFault(value: Single): boolean {
  if (value.kind === 'environment') return value.files.length > 0 && value.files.every(({ text }) => !/^(?:strict|lax|none|auto)?$/i.test(text));
  if (value.kind !== 'known') return value.kind === 'object' || value.kind === 'list';
  return Boolean(value.value) && value.value !== true && !(typeof value.value === 'string' && /^(?:strict|lax|none|auto)$/i.test(value.value));
}

import { keptFor } from '../source/kept.ts';
import { certainText, isCertainly, possibilities, type Single } from './certain.ts';
import { originOf, type Origin } from './site.ts';
import type { ClientCall } from './types.ts';
import type { Value } from './value.ts';

/** The texts that a value can be, those that env files give a variable included; what can't be seen gives none. */
export function textsOf(value: Value): readonly string[] {
  return possibilities(value).flatMap(({ value: one }) => {
    if (one.kind === 'environment') return one.files.map(({ text }) => text);
    return one.kind === 'known' && typeof one.value === 'string' ? [one.value] : [];
  });
}

/** An address that a call is sent to: its origin, and the text behind it in pieces, `null` for what is not known. */
export interface Address {
  readonly origin: Origin;
  readonly path: readonly (string | null)[];
}

/** The addresses with an origin that a call may be sent to. What is below the page's own origin (`/api/login`) is none. */
export const addressesOf = keptFor((call: ClientCall): readonly Address[] => possibilities(call.url).flatMap(({ value }) => piecesOf(value)).flatMap(([first, ...rest]): readonly Address[] => {
  const [, base, path = ''] = /^(https?:\/\/[^/?#]+)(.*)$/s.exec(first ?? '') ?? [];
  const origin = base === undefined ? undefined : originOf(base);
  // A host that what is not known goes on with may be another.
  if (!origin || (path === '' && rest[0] === null) || endsUnclear(path, rest)) return [];
  return [{ origin, path: [path === '' ? '/' : path, ...rest] }];
}));

/** Whether what is not known goes on with a word of the path: it may be a query (`/search${query}`). */
function endsUnclear(path: string, rest: readonly (string | null)[]): boolean {
  return [path, ...rest].some((piece, index, all) => piece === null && !/[/?#&=]$|[?#].*$/.test(all.slice(0, index).join('')));
}

/** Whether a call may be sent to an address that can't be seen: one from the environment, or put together. */
export function mayGoElsewhere(call: ClientCall): boolean {
  return possibilities(call.url).some(({ value }) => value.kind !== 'known' && piecesOf(value).length === 0);
}

/** The texts a value can be, in pieces. */
function piecesOf(value: Single): readonly (readonly (string | null)[])[] {
  switch (value.kind) {
    case 'known': return typeof value.value === 'string' ? [[value.value]] : [];
    case 'environment': return value.files.map(({ text }) => [text]);
    case 'unknown': return value.text ? [joined(value.text)] : [];
    case 'instance': {
      const [path, base] = value.of === 'URL' ? value.arguments : [];
      const [left, right] = [path, base].map((one) => (one ? textsOf(one) : []));
      return (left ?? []).flatMap((one) => (base ? right ?? [] : [undefined]).flatMap((other) => (URL.canParse(one, other) ? [[new URL(one, other).href]] : [])));
    }
    default: return [];
  }
}

/** Pieces with known texts beside one another as one. */
function joined(text: readonly (string | null)[]): readonly (string | null)[] {
  return text.reduce<(string | null)[]>((all, piece) => {
    const last = all.at(-1);
    return typeof piece === 'string' && typeof last === 'string' ? [...all.slice(0, -1), last + piece] : [...all, piece];
  }, []);
}

/** Whether a call takes cookies along across origins: `credentials: 'include'`, `withCredentials: true`. */
export function sendsCredentials(call: ClientCall): boolean {
  return call.credentials !== undefined && isCertainly(call.credentials, (value) => value.kind === 'known' && (value.value === 'include' || value.value === true));
}

/** Names of the headers that a call certainly sets, in lower case, with their texts where those are seen. */
export function headersOf(call: ClientCall): ReadonlyMap<string, string | undefined> {
  const headers = call.options?.properties.find(({ name }) => name === 'headers')?.value;
  if (headers?.kind !== 'object') return new Map();
  return new Map(headers.options.properties.map(({ name, value }) => [name.toLowerCase(), certainText(value)]));
}

/** Whether a call says that its body is JSON, which makes browsers send a preflight. */
export function sendsJson(call: ClientCall): boolean {
  return headersOf(call).get('content-type')?.startsWith('application/json') ?? false;
}

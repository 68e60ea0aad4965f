import { extractFacts } from '../../src/facts/extract.ts';
import type { FileFacts } from '../../src/facts/ir.ts';

const SPANS = new Set(['s', 'e', 'ks', 'ke', 'bs', 'be', 'fs', 'fe']);

/** A value without its spans, to compare shapes alone. */
export function shape(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shape);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).filter(([key]) => !SPANS.has(key)).map(([key, inner]) => [key, shape(inner)]));
}

/** The shapes of a text's statements. */
export function statements(text: string, file = 'a.ts'): unknown {
  return shape(extractFacts(file, text).b);
}

/** The shape of the expression that is a text's only statement. */
export function expression(text: string, file = 'a.ts'): unknown {
  const { b } = extractFacts(file, text);
  const [only] = b;
  if (b.length !== 1 || only?.k !== 'expr') throw new Error(`no single expression: ${text}`);
  return shape(only.x);
}

/** The shapes of a text's functions, in order. */
export function functions(text: string, file = 'a.ts'): unknown {
  return shape(extractFacts(file, text).functions);
}

/** The shapes of a text's classes, in order. */
export function classes(text: string, file = 'a.ts'): unknown {
  return shape(extractFacts(file, text).classes);
}

/** Every span in the facts. */
export function spanned(facts: FileFacts): { readonly s: number; readonly e: number }[] {
  const found: { s: number; e: number }[] = [];
  const look = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    if ('s' in value && 'e' in value && typeof value.s === 'number' && typeof value.e === 'number') found.push({ s: value.s, e: value.e });
    Object.values(value).forEach(look);
  };
  look(facts);
  return found;
}

export const id = (n: string) => ({ k: 'id', n });
export const num = (v: number) => ({ k: 'lit', v });
export const str = (v: string, raw = "'") => ({ k: 'lit', v, raw });
export const call = (f: unknown, ...a: unknown[]) => ({ k: 'call', f, a });
export const member = (o: unknown, n: string) => ({ k: 'member', o, n });
export const expr = (x: unknown) => ({ k: 'expr', x });
export const opaque = (what: string, ...x: unknown[]) => ({ k: 'opaque', what, x });
export const prop = (n: string, v: unknown) => ({ k: 'prop', n, v });

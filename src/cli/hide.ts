import type { ESLint } from 'eslint';
import type { Span } from '../source/place.ts';

/** What is shown in place of a secret; it says nothing of its length. */
const HIDDEN = '•••';
/** A text that is given to what goes by a secret's name: `password: '…'`, `const API_KEY = "…"`, `cookieParser('…')`. */
const GIVEN_TO_A_NAME = /(?:[\w$-]*(?:secret|passw(?:or)?d|passphrase|token|api_?key|private_?key)[\w$-]*|\bpass|\bkeys)\s*["']?\s*(?::|=(?!=)|\|\||\?\?)\s*\[?\s*(["'`])(?<text>(?:\\.|(?!\1)[^\\\n])+)\1/dgi;
/** The password of an address: `redis://:hush@host`. */
const IN_ADDRESS = /:\/\/[^\s:@/"'`]*:(?<text>[^\s@/"'`]+)@/dg;

/** A text with its secrets hidden, and where a span of it is then. */
export interface Shown {
  readonly text: string;
  readonly span: Span;
}

/**
 * Hides secrets in a text of code: those that are known wherever they stand between quotes, and what its name or its
 * place shows to be one.
 */
export function withoutSecrets(text: string, span: Span, secrets: ReadonlySet<string>): Shown {
  const hidden = joined([...quoted(text, secrets), ...named(text, GIVEN_TO_A_NAME), ...named(text, IN_ADDRESS)]);
  const moved = (offset: number, isEnd: boolean): number => {
    let shift = 0;
    for (const { start, end } of hidden) {
      if (end <= offset) shift += HIDDEN.length - (end - start);
      else if (start < offset) return start + shift + (isEnd ? HIDDEN.length : 0);
    }
    return offset + shift;
  };
  return { text: replaced(text, hidden), span: { start: moved(span.start, false), end: moved(span.end, true) } };
}

/** Whether a text of code holds a secret. */
export function holdsSecret(text: string, secrets: ReadonlySet<string>): boolean {
  return withoutSecrets(text, { start: 0, end: 0 }, secrets).text !== text;
}

/**
 * ESLint's results as its formatters may print them: with the secrets of the code hidden, and without the changes that
 * would write one out. Half a secret in a change would be written into the code.
 */
export function presentable(results: readonly ESLint.LintResult[], secrets: ReadonlySet<string>): readonly ESLint.LintResult[] {
  return results.map(({ source, output, messages, ...result }) => ({
    ...result,
    ...(source === undefined ? {} : { source: withoutSecrets(source, { start: 0, end: 0 }, secrets).text }),
    ...(output === undefined || holdsSecret(output, secrets) ? {} : { output }),
    messages: messages.map(({ fix, suggestions, ...message }) => ({
      ...message,
      ...(fix === undefined || holdsSecret(fix.text, secrets) ? {} : { fix }),
      ...(suggestions === undefined ? {} : { suggestions: suggestions.filter(one => !holdsSecret(one.fix.text, secrets)) }),
    })),
  }));
}

/** Plain data with the secrets that are known hidden in every text of it, where they stand between quotes or in an address. */
export function dataWithoutSecrets<T>(data: T, secrets: ReadonlySet<string>): T {
  const shown = (_: string, value: unknown): unknown => (typeof value === 'string' ? replaced(value, joined([...quoted(value, secrets), ...named(value, IN_ADDRESS)])) : value);
  return JSON.parse(JSON.stringify(data, shown)) as T;
}

function quoted(text: string, secrets: ReadonlySet<string>): Span[] {
  return [...secrets].flatMap(secret => forms(secret).flatMap(form => {
    const found: Span[] = [];
    for (let at = text.indexOf(form); at >= 0; at = text.indexOf(form, at + 1)) {
      const before = text[at - 1] ?? '';
      if (/["'`]/.test(before) && text[at + form.length] === before) found.push({ start: at, end: at + form.length });
    }
    return found;
  }));
}

/** A secret as code and JSON write it. */
function forms(secret: string): readonly string[] {
  const inJson = JSON.stringify(secret).slice(1, -1);
  return [...new Set([secret, inJson, secret.replace(/[\\']/g, '\\$&')])];
}

function named(text: string, pattern: RegExp): Span[] {
  return [...text.matchAll(pattern)].flatMap(({ indices }) => {
    const at = indices?.groups?.['text'];
    return at === undefined ? [] : [{ start: at[0], end: at[1] }];
  });
}

/** Spans in order, those that overlap as one. */
function joined(spans: readonly Span[]): readonly Span[] {
  const found: { start: number; end: number }[] = [];
  for (const { start, end } of spans.toSorted((a, b) => a.start - b.start)) {
    const last = found.at(-1);
    if (last !== undefined && start < last.end) last.end = Math.max(last.end, end);
    else found.push({ start, end });
  }
  return found;
}

function replaced(text: string, spans: readonly Span[]): string {
  return spans.toReversed().reduce((now, { start, end }) => now.slice(0, start) + HIDDEN + now.slice(end), text);
}

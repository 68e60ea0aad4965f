import { tokensOf } from '../tokens.ts';
import type { Style } from './layout.ts';

/** Characters that continue the line before them where that has no semicolon. */
const CONTINUES = /^[([`/+\-*.,]/;

/** Whether a text would be read as going on from a line before it that ends without a semicolon. */
export function continuesLine(text: string): boolean {
  return CONTINUES.test(text);
}

/**
 * Code as a rule writes it (single quotes, semicolons, two spaces, `\n`), as the file would have it.
 *
 * @param indent the indentation of the line it comes to stand on, for the lines after its first
 */
export function adapted(code: string, style: Style, indent: string): string {
  let result = '';
  let at = 0;
  const tokens = tokensOf(code, false);
  for (const [index, token] of tokens.entries()) {
    result += code.slice(at, token.start);
    at = token.end;
    const text = code.slice(token.start, token.end);
    const next = tokens[index + 1];
    if (token.kind === 'string') result += requoted(text, style.quote);
    else if (text === ';' && !style.semicolons && endsStatement(code, token.end, next?.start)) continue;
    else result += text;
  }
  const [first = '', ...rest] = (result + code.slice(at)).split('\n');
  return [first, ...rest.map(line => (line === '' ? '' : indent + unindented(line, style.indent)))].join(style.newline);
}

/** A string literal with another quote character, unless that would need escapes. */
export function requoted(literal: string, quote: Style['quote']): string {
  const inner = literal.slice(1, -1);
  if (literal.startsWith(quote) || inner.includes(quote) || inner.includes('\\')) return literal;
  return quote + inner + quote;
}

/** Moves the lines of a text, all but the first, from one indentation to another. */
export function reindented(text: string, from: string, to: string): string {
  if (from === to) return text;
  return text.split('\n').map((line, index) => (index > 0 && line.startsWith(from) && line.trim() !== '' ? to + line.slice(from.length) : line)).join('\n');
}

function endsStatement(code: string, end: number, next: number | undefined): boolean {
  if (next === undefined) return true;
  return code.slice(end, next).includes('\n') && !continuesLine(code.slice(next));
}

function unindented(line: string, indent: string): string {
  const spaces = /^(?: {2})*/.exec(line)?.[0].length ?? 0;
  return indent.repeat(spaces / 2) + line.slice(spaces);
}

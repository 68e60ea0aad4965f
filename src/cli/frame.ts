import type { Colors } from './colors.ts';
import type { Span } from '../source/place.ts';
import { lineMapOf } from '../source/text.ts';
import type { Io } from './io.ts';

/** Lines longer than this are cut: a frame is to be looked at, not read. */
const WIDEST = 160;

/**
 * The lines of a text around a span, the span underlined.
 *
 * @param around how many lines before and behind the span's first one are shown
 */
export function codeFrame(text: string, span: Span, around: number, colors: Colors): string {
  const map = lineMapOf(text);
  const { line, column } = map.position(span.start);
  const last = map.position(span.end);
  const from = Math.max(1, line - around);
  const to = Math.min(map.count, line + around);
  const width = String(to).length;
  const rows: string[] = [];
  for (let number = from; number <= to; number += 1) {
    const at = map.line(number);
    const content = at === undefined ? '' : text.slice(at.start, at.end);
    const gutter = `${String(number).padStart(width)} |`;
    if (number !== line) {
      rows.push(colors.dim(`  ${gutter} ${content.slice(0, WIDEST)}`.trimEnd()));
      continue;
    }
    const end = last.line === line ? last.column : content.length + 1;
    const marks = '^'.repeat(Math.max(1, Math.min(end, WIDEST) - column));
    // Tabs stay tabs, so that the marks stand below what they mark.
    const indent = content.slice(0, column - 1).replace(/[^\t]/g, ' ');
    rows.push(`${colors.red('>')} ${colors.dim(gutter)} ${content.slice(0, WIDEST)}`);
    if (column <= WIDEST) rows.push(`  ${' '.repeat(width)} ${colors.dim('|')} ${indent}${colors.red(marks)}`);
  }
  return rows.join('\n');
}

/** Lines are broken before this column, however wide the terminal is, and not before that one, however narrow it says it is. */
const [NARROWEST_TEXT, WIDEST_TEXT] = [40, 100];

/** How wide a text may be. A terminal that does not know its width says 0. */
export function textWidth({ stdout: { columns = 0 } }: Io): number {
  return columns === 0 ? WIDEST_TEXT : Math.max(NARROWEST_TEXT, Math.min(columns, WIDEST_TEXT));
}

/** Breaks a paragraph into lines of at most `width` characters, each with `indent` before it. */
export function wrapped(text: string, width: number, indent: string): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + word.length + 1 > width - indent.length) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line].map(one => indent + one).join('\n');
}

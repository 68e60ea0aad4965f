import type { Span } from '../../source/place.ts';
import { addArgument } from './expressions.ts';
import { isComment, type Layout } from './layout.ts';
import type { TextEdit } from './text-edit.ts';

/**
 * What follows a statement, which is a call, goes into a callback of that call.
 *
 * @param call the call, all that the statement holds
 * @param block what encloses both: everything in it after the statement is moved
 * @param head the callback's beginning with its brace, as code: `(error) => {`
 * @param first its first statement, as code
 * @returns `undefined` where nothing follows, or a text of several lines would be indented
 */
export function continueInCallback(layout: Layout, call: Span, statement: Span, block: Span, head: string, first: string): TextEdit[] | undefined {
  const rest = layout.within({ start: statement.end, end: block.end });
  const last = rest.at(-1);
  const close = layout.before(call.end);
  if (!last || !close || layout.textOf(close) !== ')' || rest.every(isComment) || rest.some((token) => token.kind !== 'block-comment' && !layout.sameLine(token.start, token.end))) return undefined;
  const { newline, indent, semicolons } = layout.style;
  const end = layout.trailingCommentEnd(last.end);
  const ending = layout.text.slice(call.end, statement.end);
  const opening = addArgument(layout, call, head);
  const start = semicolons ? first : first.replace(/;$/, '');
  const tail = { start: close.start, end: statement.end, text: '' };
  const line = layout.trailingCommentEnd(statement.end);
  if (layout.sameLine(statement.start, last.end)) {
    return [...opening, { ...tail, text: ` ${first}` }, { start: last.end, end: last.end, text: ` })${ending}` }];
  }
  const from = layout.indentAt(statement.start);
  const lines = linesIn(layout, statement.end, end).map((at): TextEdit => ({ start: at, end: at, text: indent }));
  return [...opening, tail, { start: line, end: line, text: `${newline}${from}${indent}${start}` }, ...lines, { start: end, end, text: `${newline}${from}})${ending}` }];
}

/** Where lines begin between two offsets, but for empty ones. */
function linesIn(layout: Layout, start: number, end: number): number[] {
  const found: number[] = [];
  for (let at = layout.nextLine(start); at < end; at = layout.nextLine(at)) if (layout.text.slice(at, layout.lineEnd(at)).trim() !== '') found.push(at);
  return found;
}

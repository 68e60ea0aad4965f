import type { Span } from '../../source/place.ts';
import { adapted, continuesLine, reindented } from './code.ts';
import { isComment, type Layout } from './layout.ts';
import type { TextEdit } from './text-edit.ts';

/** A statement on its way to another one. */
interface Moved {
  readonly text: string;
  /** It stood between blank lines, and takes one along. */
  readonly apart?: boolean;
  /** Where it stood. */
  readonly leaving?: Span;
}

/** A new statement before or behind another one. */
export function insertStatement(layout: Layout, where: 'before' | 'after', statement: Span, code: string): TextEdit[] {
  const text = adapted(code, layout.style, layout.indentAt(statement.start));
  return [where === 'before' ? putBefore(layout, statement, { text }) : putAfter(layout, statement, { text })];
}

/** A statement goes to another place, with the comments above it and behind it. */
export function moveStatement(layout: Layout, statement: Span, where: 'before' | 'after', target: Span): TextEdit[] {
  const whole = withComments(layout, statement);
  const from = layout.indentAt(whole.start);
  const to = layout.indentAt(target.start);
  const text = layout.text.slice(whole.start, whole.end);
  const own = layout.startsLine(whole.start) && layout.endsLine(whole.end);
  const moved: Moved = { text: own ? reindented(text, from, to) : text.trim(), apart: own && standsApart(layout, whole), leaving: whole };
  return [where === 'before' ? putBefore(layout, target, moved) : putAfter(layout, target, moved), ...removeSpan(layout, whole)];
}

/** A statement goes; comments about it stay. `undefined` where comments stand inside it. */
export function removeStatement(layout: Layout, statement: Span): TextEdit[] | undefined {
  return layout.within(statement).some(isComment) ? undefined : removeSpan(layout, statement);
}

/** A statement with the comments that belong to it, where it has lines of its own. */
function withComments(layout: Layout, statement: Span): Span {
  const end = layout.trailingCommentEnd(statement.end);
  if (!layout.startsLine(statement.start) || !layout.endsLine(end)) return statement;
  return { start: layout.leadingCommentStart(statement.start), end };
}

/** Whether blank lines stand above and below, so that one of them goes with what stands between. */
function standsApart(layout: Layout, span: Span): boolean {
  const end = layout.nextLine(span.end);
  const blankBelow = end < layout.text.length && layout.text.slice(end, layout.nextLine(end)).trim() === '';
  return layout.blankAbove(layout.lineStart(span.start)) && (blankBelow || layout.after(end) === undefined);
}

function putBefore(layout: Layout, target: Span, moved: Moved): TextEdit {
  const { newline, semicolons } = layout.style;
  const at = layout.leadingCommentStart(target.start);
  const text = guarded(layout, moved, at);
  const next = continuesLine(layout.text.slice(target.start)) && !semicolons && !/[;}]$/.test(text) ? ';' : '';
  if (!layout.startsLine(target.start)) return { start: target.start, end: target.start, text: `${terminated(text)} ` };
  const start = layout.lineStart(at);
  return { start, end: start, text: `${layout.indentAt(target.start)}${text}${next}${newline}${moved.apart === true ? newline : ''}` };
}

function putAfter(layout: Layout, target: Span, moved: Moved): TextEdit {
  const { newline, semicolons } = layout.style;
  const end = layout.trailingCommentEnd(target.end);
  const text = guarded(layout, moved, target.end);
  if (!layout.endsLine(end) || !layout.startsLine(target.start)) {
    const open = /[;}]/.test(layout.text.charAt(target.end - 1)) ? '' : ';';
    return { start: target.end, end: target.end, text: `${open} ${terminated(text)}` };
  }
  const following = layout.codeAfter(end);
  const next = following !== undefined && continuesLine(layout.text.slice(following.start)) && !semicolons && !/[;}]$/.test(text) ? ';' : '';
  return { start: end, end, text: `${newline}${moved.apart === true ? newline : ''}${layout.indentAt(target.start)}${text}${next}` };
}

/** A statement that would be read as going on from what stands before it gets a semicolon in front. */
function guarded(layout: Layout, { text, leaving }: Moved, at: number): string {
  let before = layout.codeBefore(at);
  if (leaving !== undefined && before !== undefined && before.end === leaving.end) before = layout.codeBefore(leaving.start);
  const closed = before === undefined || /[;{}]$/.test(layout.textOf(before));
  return continuesLine(text) && !closed ? `;${text}` : text;
}

function terminated(text: string): string {
  return /[;}]$/.test(text) ? text : `${text};`;
}

/** Takes a stretch out: whole lines where it has them, and one of two blank lines that would meet. */
function removeSpan(layout: Layout, span: Span): TextEdit[] {
  const before = layout.codeBefore(span.start);
  const after = layout.codeAfter(span.end);
  const edits: TextEdit[] = [];
  if (before !== undefined && after !== undefined && !/[;{}]$/.test(layout.textOf(before)) && continuesLine(layout.text.slice(after.start))) {
    edits.push({ start: after.start, end: after.start, text: ';' });
  }
  if (!layout.startsLine(span.start) || !layout.endsLine(span.end)) {
    const start = layout.startsLine(span.start) ? span.start : (layout.before(span.start)?.end ?? span.start);
    const end = layout.startsLine(span.start) ? (layout.after(span.end)?.start ?? span.end) : span.end;
    return [...edits, { start, end, text: '' }];
  }
  let start = layout.lineStart(span.start);
  const end = layout.nextLine(span.end);
  if (standsApart(layout, span)) start = layout.lineStart(start - 1);
  else if (end === layout.text.length && start > 0 && !layout.text.endsWith('\n')) start -= layout.style.newline.length;
  return [...edits, { start, end, text: '' }];
}

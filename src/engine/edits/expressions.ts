import type { Span } from '../../source/place.ts';
import { adapted, requoted } from './code.ts';
import { isComment, type Layout } from './layout.ts';
import { insertStatement } from './statements.ts';
import type { TextEdit } from './text-edit.ts';

/** Another text where something stands; `undefined` where a comment would be lost. */
export function replace(layout: Layout, at: Span, code: string): TextEdit[] | undefined {
  if (layout.within(at).some(isComment)) return undefined;
  const old = layout.textOf(at);
  const quote = old.startsWith('"') || old.startsWith("'") ? (old.startsWith('"') ? '"' : "'") : layout.style.quote;
  const text = /^(['"]).*\1$/.test(code) ? requoted(code, quote) : adapted(code, { ...layout.style, quote }, layout.indentAt(at.start));
  return [{ ...at, text: isShorthand(layout, at) ? `${old}: ${text}` : text }];
}

/** A last argument for the call that stands at a place. */
export function addArgument(layout: Layout, call: Span, code: string): TextEdit[] {
  const text = adapted(code, layout.style, layout.indentAt(call.start));
  const close = layout.before(call.end);
  if (close === undefined || layout.textOf(close) !== ')') return [{ start: call.end, end: call.end, text: `(${text})` }];
  const last = layout.codeBefore(close.start);
  if (last === undefined || layout.textOf(last) === '(') return [{ start: close.start, end: close.start, text }];
  const trailing = layout.textOf(last) === ',';
  if (layout.sameLine(last.end, close.start)) {
    const at = trailing ? last.end : (layout.before(close.start)?.end ?? last.end);
    return [{ start: at, end: at, text: trailing ? ` ${text},` : `, ${text}` }];
  }
  const at = layout.trailingCommentEnd(last.end);
  const line = `${layout.style.newline}${layout.indentAt(last.start)}${text}${trailing ? ',' : ''}`;
  return [...(trailing ? [] : [{ start: last.end, end: last.end, text: ',' }]), { start: at, end: at, text: line }];
}

/** Texts around what stands at a place. */
export function wrap(layout: Layout, at: Span, before: string, after: string): TextEdit[] {
  const indent = layout.indentAt(at.start);
  return [
    { start: at.start, end: at.start, text: adapted(before, layout.style, indent) },
    { start: at.end, end: at.end, text: adapted(after, layout.style, indent) },
  ];
}

/** A constant for an expression, declared before a statement and used in its place. */
export function hoist(layout: Layout, expression: Span, name: string, before: Span): TextEdit[] {
  const taken = new Set(layout.within({ start: 0, end: layout.text.length }).filter(token => token.kind === 'word').map(token => layout.textOf(token)));
  let free = name;
  for (let number = 2; taken.has(free); number += 1) free = `${name}${number}`;
  const from = layout.indentAt(expression.start);
  const to = layout.indentAt(before.start);
  const value = layout.textOf(expression).split('\n').map((line, index) => (index > 0 && line.startsWith(from) ? line.slice(from.length) : line)).join('\n');
  const [declaration] = insertStatement(layout, 'before', before, `const ${free} = ${PLACEHOLDER};`);
  if (declaration === undefined) return [];
  const text = declaration.text.replace(PLACEHOLDER, () => value.split('\n').map((line, index) => (index > 0 && line.trim() !== '' ? to + line : line)).join('\n'));
  return [{ ...declaration, text }, { ...expression, text: free }];
}

/** Stands for the expression until its statement is laid out: the expression itself keeps its quotes. */
const PLACEHOLDER = '$0';

/** Whether a name stands alone in an object literal, for both key and value. */
function isShorthand(layout: Layout, at: Span): boolean {
  const tokens = layout.within(at);
  if (tokens.length !== 1 || tokens[0]?.kind !== 'word') return false;
  const before = layout.codeBefore(at.start);
  const after = layout.codeAfter(at.end);
  if (before === undefined || after === undefined || !/^[{,]$/.test(layout.textOf(before)) || !/^[},]$/.test(layout.textOf(after))) return false;
  let depth = 0;
  for (let token = layout.codeBefore(at.start); token !== undefined; token = layout.codeBefore(token.start)) {
    const text = layout.textOf(token);
    if (/^[)\]}]$/.test(text)) depth += 1;
    else if (/^[([{]$/.test(text)) {
      if (depth === 0) return text === '{';
      depth -= 1;
    }
  }
  return false;
}

import type { Span } from '../../source/place.ts';

/** Replaces a stretch of one text; offsets count UTF-16 units of the text without its byte order mark. */
export interface TextEdit extends Span {
  readonly text: string;
}

/**
 * Puts edits in order and makes one of those that touch.
 *
 * Insertions at one place keep the order they are given in; deletions that overlap are united.
 * @returns the edits, sorted, none touching another; `undefined` where two of them want different texts for one stretch
 */
export function arrange(edits: readonly TextEdit[]): readonly TextEdit[] | undefined {
  const sorted = edits.filter(edit => edit.end > edit.start || edit.text !== '').sort((a, b) => a.start - b.start || a.end - b.end);
  const arranged: TextEdit[] = [];
  for (const edit of sorted) {
    const before = arranged.at(-1);
    if (before === undefined || edit.start > before.end) {
      arranged.push({ start: edit.start, end: edit.end, text: edit.text });
      continue;
    }
    const overlap = edit.start < before.end;
    if (overlap && (edit.text !== '' || before.text !== '')) return undefined;
    arranged[arranged.length - 1] = { start: before.start, end: Math.max(before.end, edit.end), text: before.text + edit.text };
  }
  return arranged;
}

/** Applies arranged edits to a text. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  let result = '';
  let at = 0;
  for (const edit of edits) {
    result += text.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  return result + text.slice(at);
}

/** Where an offset comes to lie when arranged edits are applied; one inside a replaced stretch comes to its start. */
export function movedOffset(offset: number, edits: readonly TextEdit[]): number {
  let shift = 0;
  for (const edit of edits) {
    if (edit.end <= offset && (edit.end > edit.start || edit.start < offset)) shift += edit.text.length - (edit.end - edit.start);
    else if (edit.start < offset) return edit.start + shift;
    else break;
  }
  return offset + shift;
}

/** The one edit that makes `now` of `before`: what they share at their beginnings and ends is left out. */
export function editBetween(before: string, now: string): TextEdit {
  const shorter = Math.min(before.length, now.length);
  let start = 0;
  while (start < shorter && before[start] === now[start]) start += 1;
  let same = 0;
  while (same < shorter - start && before[before.length - 1 - same] === now[now.length - 1 - same]) same += 1;
  return { start, end: before.length - same, text: now.slice(start, now.length - same) };
}

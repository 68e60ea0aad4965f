import type { FileFacts } from '../facts/ir.ts';
import type { Offers } from './analysis.ts';
import type { Verdict } from './cache/verdicts.ts';
import { editBetween, movedOffset, type TextEdit } from './edits/text-edit.ts';

/** One text of a file and what was read from it. */
interface Reading {
  readonly text: string;
  readonly facts: FileFacts;
}

/** Where an offset lies in the other text; throws `Lost` where that can't be told. */
type Move = (offset: number, side: 'start' | 'end') => number;

class Lost extends Error {}

/** The names under which facts keep the start and the end of a stretch (`facts/ir.ts`). */
const SIDES: Readonly<Record<string, 'start' | 'end'>> = { s: 'start', fs: 'start', ks: 'start', bs: 'start', e: 'end', fe: 'end', ke: 'end', be: 'end' };

/**
 * Takes what was said of one text of a file over to another that differs in comments, types and layout only. The facts
 * of both are the same then but for their places, so all of it holds, at the places where it stands now.
 *
 * @param verdictOf what an analysis of the text before came to, asked only where the facts are the same
 * @param file the file that the texts are of
 * @returns `undefined` where the facts differ in more, or a place can't be followed
 */
export function moved(verdictOf: () => Verdict | undefined, file: string, before: Reading, now: Reading): Verdict | undefined {
  try {
    const edit = editBetween(before.text, now.text);
    const move = moveBetween(before.facts, now.facts, edit);
    const verdict = verdictOf();
    return verdict && {
      ...verdict,
      diagnostics: verdict.diagnostics.map(diagnostic => withPlaces(diagnostic, file, move)),
      offers: verdict.offers.map((offers, index) => (verdict.diagnostics[index]?.at.file === file ? movedOffers(offers, edit) : offers)),
    };
  } catch (error) {
    if (error instanceof Lost) return undefined;
    throw error;
  }
}

/** Follows each place from one text's facts to the other's; a place that no fact has, by the text around it. */
function moveBetween(before: FileFacts, now: FileFacts, edit: TextEdit): Move {
  const known = { start: new Map<number, number>(), end: new Map<number, number>() };
  pair(before, now, (side, from, to) => {
    if ((known[side].get(from) ?? to) !== to) throw new Lost();
    known[side].set(from, to);
  });
  return (offset, side) => {
    const to = known[side].get(offset) ?? known[side === 'start' ? 'end' : 'start'].get(offset);
    if (to !== undefined) return to;
    if (offset >= edit.start && offset <= edit.end) throw new Lost();
    return movedOffset(offset, [edit]);
  };
}

/** Goes through two readings side by side; throws `Lost` where they differ in more than places. */
function pair(left: unknown, right: unknown, place: (side: 'start' | 'end', from: number, to: number) => void): void {
  if (typeof left !== 'object' || left === null || typeof right !== 'object' || right === null) {
    if (left !== right) throw new Lost();
    return;
  }
  const lefts = Object.entries(left);
  const rights = Object.entries(right);
  if (lefts.length !== rights.length || Array.isArray(left) !== Array.isArray(right)) throw new Lost();
  // What is read in one order stands in one order.
  for (const [index, [name, value]] of lefts.entries()) {
    const [other, its] = rights[index] ?? [];
    if (other !== name) throw new Lost();
    const side = SIDES[name];
    if (side !== undefined && typeof value === 'number' && typeof its === 'number') place(side, value, its);
    else pair(value, its, place);
  }
}

/** The same plain data, with the places of one file moved. */
function withPlaces<T>(value: T, file: string, move: Move): T {
  const go = (one: unknown): unknown => {
    if (typeof one !== 'object' || one === null) return one;
    if (Array.isArray(one)) return one.map(go);
    const copy = Object.fromEntries(Object.entries(one).map(([name, inner]) => [name, go(inner)]));
    if (copy['file'] !== file || typeof copy['start'] !== 'number' || typeof copy['end'] !== 'number') return copy;
    return { ...copy, start: move(copy['start'], 'start'), end: move(copy['end'], 'end') };
  };
  // A copy in which numbers stand for numbers.
  return go(value) as T;
}

/** Edits are made of the text around them: near the stretch that changed they are worked out again. */
function movedOffers(offers: Offers | null, made: TextEdit): Offers | null {
  if (offers === null) return null;
  const changes = [...(offers.fix === undefined ? [] : [offers.fix]), ...offers.suggestions];
  if (changes.some(({ edits }) => edits.some(edit => edit.start <= made.end && edit.end >= made.start))) return null;
  const shifted = <C extends (typeof changes)[number]>(change: C): C => ({ ...change, edits: change.edits.map(edit => ({ ...edit, start: movedOffset(edit.start, [made]), end: movedOffset(edit.end, [made]) })) });
  return { ...offers, ...(offers.fix === undefined ? {} : { fix: shifted(offers.fix) }), suggestions: offers.suggestions.map(shifted) };
}

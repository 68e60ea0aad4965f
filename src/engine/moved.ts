import type { Offers } from './analysis.ts';
import type { Verdict } from './cache/verdicts.ts';
import { movedOffset, type TextEdit } from './edits/text-edit.ts';
import type { Move } from './pairing.ts';

/** A place can't be followed. */
class Lost extends Error {}

/**
 * Takes what was said of one text of a file over to another that differs in comments, types and layout only, or in
 * functions that had no part in it: all of it holds, at the places where it stands now.
 *
 * @param file the file that the texts are of
 * @param made what makes the one text of the other
 * @param isCode whether what is run differs: a change may lead to it, and is proved anew
 * @returns `undefined` where a place can't be followed
 */
export function moved(verdict: Verdict, file: string, move: Move, made: TextEdit, isCode: boolean): Verdict | undefined {
  const { diagnostics, offers } = verdict;
  try {
    return {
      ...verdict,
      diagnostics: diagnostics.map(diagnostic => withPlaces(diagnostic, file, move)),
      offers: offers.map((one, index) => (diagnostics[index]?.at.file !== file ? one : isCode ? null : movedOffers(one, made))),
    };
  } catch (error) {
    if (error instanceof Lost) return undefined;
    throw error;
  }
}

/** The same plain data, with the places of one file moved; throws `Lost` where one can't be followed. */
function withPlaces<T>(value: T, file: string, move: Move): T {
  const go = (one: unknown): unknown => {
    if (typeof one !== 'object' || one === null) return one;
    if (Array.isArray(one)) return one.map(go);
    const copy = Object.fromEntries(Object.entries(one).map(([name, inner]) => [name, go(inner)]));
    if (copy['file'] !== file || typeof copy['start'] !== 'number' || typeof copy['end'] !== 'number') return copy;
    const [start, end] = [move(copy['start'], 'start'), move(copy['end'], 'end')];
    if (start === undefined || end === undefined) throw new Lost();
    return { ...copy, start, end };
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

import type { FunctionFacts } from '../facts/ir.ts';
import type { Offers } from './analysis.ts';
import type { Verdict } from './cache/verdicts.ts';
import { editBetween, movedOffset, type TextEdit } from './edits/text-edit.ts';
import { Lost, paired, type Move, type Reading } from './pairing.ts';

/** What an analysis came to with one text of a file. */
export interface Told extends Reading {
  /** All of it, in plain data. */
  readonly verdict: () => Verdict | undefined;
  /** Whether it rests on what stands in some functions of the file, or on what the file is asked as a whole. */
  readonly restsOn: (changed: ReadonlySet<FunctionFacts>) => boolean;
}

/**
 * Takes what was said of one text of a file over to another that differs in comments, types and layout only, or in
 * functions that had no part in it. The facts of both are the same then but for their places, so all of it holds, at
 * the places where it stands now.
 *
 * @param file the file that the texts are of
 * @returns `undefined` where the facts differ in more, or a place can't be followed
 */
export function moved(told: Told, file: string, now: Reading): Verdict | undefined {
  const edit = editBetween(told.text, now.text);
  const pairing = paired(told.facts, now.facts, edit);
  if (pairing === undefined) return undefined;
  const { move, changed } = pairing;
  if (changed.size > 0 && told.restsOn(changed)) return undefined;
  const verdict = told.verdict();
  try {
    return verdict && {
      ...verdict,
      diagnostics: verdict.diagnostics.map(diagnostic => withPlaces(diagnostic, file, move)),
      // A change may lead to what had no part in anything: it is proved anew.
      offers: verdict.offers.map((offers, index) => (verdict.diagnostics[index]?.at.file !== file ? offers : changed.size > 0 ? null : movedOffers(offers, edit))),
    };
  } catch (error) {
    if (error instanceof Lost) return undefined;
    throw error;
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

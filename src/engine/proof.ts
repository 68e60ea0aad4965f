import type { Change, Level } from '../rule.ts';
import type { Analysis } from './analysis.ts';
import type { Diagnostic } from './diagnostic.ts';
import { concreteEdits, fileOf } from './edits/concrete.ts';
import { isCode } from './edits/layout.ts';
import { applyEdits, movedOffset, type TextEdit } from './edits/text-edit.ts';

/** A change made concrete, that has been seen to help. */
export interface ProvedChange {
  /** An imperative in lower case: "set `trust proxy` to 1". */
  readonly title: string;
  /** Edits of the file the diagnostic stands in: in order, not touching one another. */
  readonly edits: readonly TextEdit[];
}

const RANK: Readonly<Record<Level, number>> = { strict: 0, warn: 1, error: 2 };

/**
 * Makes a change and looks again.
 *
 * It is proved where the diagnostic is gone, the text parses as well as before, and no rule has anything new to
 * say that weighs as much, besides those the change names in `mayReveal`. What is gone offers no change any more,
 * so a proved change made twice changes nothing.
 *
 * @returns `undefined` where the change edits another file, can't be written, or is not proved
 */
export function prove(analysis: Analysis, diagnostic: Diagnostic, change: Change): ProvedChange | undefined {
  const { file } = diagnostic.at;
  if (fileOf(change) !== file) return undefined;
  const source = analysis.files.read(file);
  if ('reason' in source) return undefined;
  const edits = concreteEdits(source, change);
  if (edits === undefined || edits.length === 0) return undefined;
  const after = analysis.withText(file, applyEdits(source.text, edits));
  if (after.failure !== undefined || hasNewProblem(analysis, after, file)) return undefined;
  const revealed = new Set(change.mayReveal);
  const woken = newIn(after, analysis, diagnostic, edits)
    .filter(found => found.crashed === true || (RANK[found.level] >= RANK[diagnostic.level] && !revealed.has(found.rule)));
  return woken.length === 0 ? { title: change.title, edits } : undefined;
}

function hasNewProblem(before: Analysis, after: Analysis, file: string): boolean {
  if (!isCode(file)) return false;
  const problemIn = (analysis: Analysis): boolean => {
    const source = analysis.files.read(file);
    return 'reason' in source || analysis.facts.problemOf(source) !== undefined;
  };
  return problemIn(after) && !problemIn(before);
}

/**
 * The diagnostics after an edit that were not there before it; the one it was made for counts as new where it is
 * still there. The same finding is known by its rule and the place its own has moved to, else by its message.
 */
function newIn(after: Analysis, before: Analysis, cured: Diagnostic, edits: readonly TextEdit[]): Diagnostic[] {
  const { file } = cured.at;
  const moved = (at: number, of: string): number => (of === file ? movedOffset(at, edits) : at);
  const place = ({ rule, at }: Diagnostic, start: number): string => `${rule} ${start} ${at.file}`;
  const words = ({ rule, at, message }: Diagnostic): string => `${rule} ${at.file} ${message}`;

  // Programs that have no part in the file are not judged again: what is said of them is the same.
  const [earlier, later] = [new Set(before.diagnostics), new Set(after.diagnostics)];
  let left = after.diagnostics.filter(found => found === cured || !earlier.has(found));
  const take = (matches: (found: Diagnostic) => boolean): boolean => {
    const index = left.findIndex(matches);
    if (index >= 0) left = left.toSpliced(index, 1);
    return index >= 0;
  };
  const others = before.diagnostics.filter(known => known !== cured && !later.has(known));
  const gone = others.filter(known => !take(found => place(found, found.at.start) === place(known, moved(known.at.start, known.at.file))));
  for (const known of gone) take(found => words(found) === words(known));
  return left;
}

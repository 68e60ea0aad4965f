import type { Change, Edit } from '../../src/rule.ts';
import type { Place } from '../../src/source/place.ts';
import { changeOf } from './edits.ts';

interface Traced {
  readonly at: Place;
  readonly via: readonly Place[];
}

/** Whether a value is written right where it is used, so that nothing else can read it. */
function isWrittenInPlace({ at, via }: Traced): boolean {
  return via.every(({ file, start, end }) => file === at.file && start <= at.start && at.end <= end);
}

/**
 * A fix where the value is written in place; a suggestion where other code may read it too.
 *
 * @param mayReveal rules that may rightly speak once it is made
 */
export function changeValue(value: Traced, title: string, edit: Edit, mayReveal: readonly string[] = []): { readonly fix?: Change; readonly suggest?: readonly Change[] } {
  const change = changeOf(value.at, title, [edit]);
  if (!change) return {};
  const made = { ...change, mayReveal };
  return isWrittenInPlace(value) ? { fix: made } : { suggest: [made] };
}

import type { Change, Edit } from '../../src/rule.ts';
import type { Place } from '../../src/source/place.ts';

/** The file that an edit changes. */
export function fileOf(edit: Edit): string {
  switch (edit.edit) {
    case 'add-property': return edit.to.at.file;
    case 'remove-property':
    case 'move-property': return edit.from.at.file;
    case 'replace':
    case 'wrap': return edit.at.file;
    case 'add-argument': return edit.call.file;
    case 'hoist': return edit.expression.file;
    default: return edit.statement.file;
  }
}

/**
 * A change of all the edits, for a report at `at`.
 *
 * @returns `undefined` where there is no edit, or one is in another file: a fix edits only the file it is reported in
 */
export function changeOf(at: Place, title: string, edits: readonly Edit[]): Change | undefined {
  const [first, ...rest] = edits;
  return first && edits.every(edit => fileOf(edit) === at.file) ? { title, edits: [first, ...rest] } : undefined;
}

/** `changeOf` as the `fix` of a report. */
export function fixOf(at: Place, title: string, edits: readonly Edit[]): { readonly fix?: Change } {
  const change = changeOf(at, title, edits);
  return change ? { fix: change } : {};
}

/** `changeOf` as the only suggestion of a report. */
export function suggestionOf(at: Place, title: string, edits: readonly Edit[]): { readonly suggest?: readonly Change[] } {
  const change = changeOf(at, title, edits);
  return change ? { suggest: [change] } : {};
}

import type { Change, Edit } from '../../src/rule.ts';
import type { Place } from '../../src/source/place.ts';

/** The file that an edit changes. */
export function fileOf(edit: Edit): string {
  switch (edit.edit) {
    case 'add-property': return edit.to.at.file;
    case 'remove-property':
    case 'unwrap-property':
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
 * @param mayReveal rules that may rightly speak once it is made
 * @returns `undefined` where there is no edit, or one is in another file: a fix edits only the file it is reported in
 */
export function changeOf(at: Place, title: string, edits: readonly Edit[], mayReveal: readonly string[] = []): Change | undefined {
  const [first, ...rest] = edits;
  if (!first || !edits.every(edit => fileOf(edit) === at.file)) return undefined;
  return { title, edits: [first, ...rest], ...(mayReveal.length > 0 ? { mayReveal } : {}) };
}

/** `changeOf` as the `fix` of a report. */
export function fixOf(at: Place, title: string, edits: readonly Edit[], mayReveal: readonly string[] = []): { readonly fix?: Change } {
  const change = changeOf(at, title, edits, mayReveal);
  return change ? { fix: change } : {};
}

/** `changeOf` as the only suggestion of a report. */
export function suggestionOf(at: Place, title: string, edits: readonly Edit[], mayReveal: readonly string[] = []): { readonly suggest?: readonly Change[] } {
  const change = changeOf(at, title, edits, mayReveal);
  return change ? { suggest: [change] } : {};
}

import type { Diagnostic } from '../engine/diagnostic.ts';
import type { Evidence } from '../rule.ts';
import type { Files } from '../source/files.ts';
import { below } from '../source/paths.ts';
import type { Place } from '../source/place.ts';
import { lineMapOf } from '../source/text.ts';

/**
 * A diagnostic in one text, its evidence in brackets behind it: ESLint knows no related places.
 *
 * @param files where lines are counted
 * @param directory what the names of files are relative to
 * @param advice titles of changes that are not offered, only told
 */
export function messageOf(diagnostic: Diagnostic, files: Files, directory: string, advice: readonly string[]): string {
  const { message } = diagnostic;
  const places = elsewhere(diagnostic).map(({ role, at: place }) => `${role.replace(/ here$/, '')} at ${placeText(place, files, directory)}`);
  const remedy = advice.map(title => ` To fix it, ${title}.`).join('');
  return `${message}${remedy}${places.length === 0 ? '' : ` (${places.join('; ')})`}`;
}

/** The evidence that stands at another place than the finding. */
export function elsewhere({ at, evidence }: Diagnostic): readonly Evidence[] {
  return evidence.filter(({ at: place }) => place.file !== at.file || place.start !== at.start);
}

/** A place as `src/app.ts:12`. */
export function placeText(place: Place, files: Files, directory: string): string {
  const source = files.read(place.file);
  const name = nameFrom(place.file, directory);
  return 'reason' in source ? name : `${name}:${lineMapOf(source.text).position(place.start).line}`;
}

/** A file's name as seen from a directory; a file that is not inside keeps its whole path. */
export function nameFrom(file: string, directory: string): string {
  return below(file, directory) ?? file;
}

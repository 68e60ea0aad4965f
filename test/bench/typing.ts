import { percentile } from './measure.ts';

/** After how many edits the memory is looked at. */
export const LOOKS: readonly number[] = [100, 500, 1000, 2000];

/** The file of an app in which an edit is made: any two that follow each other are far apart. */
export function fileOf(files: readonly string[], edit: number): string {
  return files[(edit * 37) % files.length] ?? '';
}

/** What somebody types: a statement in the middle, or a word in a comment. */
export function edited(text: string, edit: number): string {
  const at = text.indexOf('\n}', Math.floor(text.length / 2));
  return edit % 2 === 0 || at < 0 ? `${text}// edit ${edit}\n` : `${text.slice(0, at)}\n  console.log('edit', ${edit});${text.slice(at)}`;
}

/** How long edits took, by the kind of file. */
export class Times {
  readonly #kinds = new Map<string, number[]>();

  note(file: string, milliseconds: number): void {
    for (const kind of ['all', file.includes('/lib/') ? 'a module without sessions' : 'a file of the server']) this.#kinds.set(kind, [...(this.#kinds.get(kind) ?? []), milliseconds]);
  }

  /** A line for each kind. */
  toString(): string {
    return [...this.#kinds].map(([kind, times]) => `${kind}: ${times.length} edits, median ${percentile(times, 50).toFixed(1)} ms, 95th percentile ${percentile(times, 95).toFixed(1)} ms\n`).join('');
  }
}

import type { Looked } from '../../source/scan.ts';

/** What lies on the table: piles of files to look into. Whoever has a hand free takes the next. */
export interface Piles {
  /** The paths of a pile are one text, which is handed over much faster than a list. */
  readonly piles: readonly string[];
  /** Shared memory: see `CELLS`. */
  readonly cells: Int32Array;
}

/** The number of the next pile, and how many piles helpers have told of. */
export const CELLS = { next: 0, told: 1 } as const;

/** What a helper has found in a pile; nothing where it could not look. */
export interface Found {
  readonly pile: number;
  readonly looked?: readonly Looked[];
}

/** What stands between two paths. */
const BETWEEN = '\0';

/** How many files make a pile: so few that all have done at about the same time, so many that taking one costs nothing. */
const SIZE = 64;

/** Files in piles, in their order. */
export function pilesOf(files: readonly string[]): Piles {
  const piles = Array.from({ length: Math.ceil(files.length / SIZE) }, (_, pile) => files.slice(pile * SIZE, (pile + 1) * SIZE).join(BETWEEN));
  return { piles, cells: new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT)) };
}

/** The files of a pile. */
export function filesIn(pile: string): readonly string[] {
  return pile.split(BETWEEN);
}

/** Takes piles as long as there are any. */
export function* taken({ piles, cells }: Piles): Generator<readonly [index: number, pile: string]> {
  for (;;) {
    const index = Atomics.add(cells, CELLS.next, 1);
    const pile = piles[index];
    if (pile === undefined) return;
    yield [index, pile];
  }
}

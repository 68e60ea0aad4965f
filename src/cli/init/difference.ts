import type { Colors } from '../colors.ts';

const AROUND = 2;

/** What one text has become, for people: the lines that differ, and some around them. */
export function difference(before: string, after: string, colors: Colors): string {
  const old = linesOf(before);
  const now = linesOf(after);
  const common = commonLines(old, now);
  const rows: { readonly mark: ' ' | '+' | '-'; readonly text: string }[] = [];
  let [o, n] = [0, 0];
  for (const [i, j] of [...common, [old.length, now.length] as const]) {
    for (; o < i; o += 1) rows.push({ mark: '-', text: old[o] ?? '' });
    for (; n < j; n += 1) rows.push({ mark: '+', text: now[n] ?? '' });
    if (i < old.length) rows.push({ mark: ' ', text: old[i] ?? '' });
    [o, n] = [i + 1, j + 1];
  }
  const isNear = (index: number): boolean => rows.slice(Math.max(0, index - AROUND), index + AROUND + 1).some(({ mark }) => mark !== ' ');
  return rows.flatMap(({ mark, text }, index) => {
    if (!isNear(index)) return isNear(index - 1) && index > 0 ? [colors.dim('  …')] : [];
    const line = `${mark} ${text}`;
    return [mark === '+' ? colors.green(line) : mark === '-' ? colors.red(line) : line];
  }).join('\n');
}

function linesOf(text: string): readonly string[] {
  const lines = text.split(/\r?\n/);
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}

/** Pairs of equal lines, in order: as many as there can be. */
function commonLines(old: readonly string[], now: readonly string[]): readonly (readonly [number, number])[] {
  const lengths = Array.from({ length: old.length + 1 }, () => new Array<number>(now.length + 1).fill(0));
  const at = (i: number, j: number): number => lengths[i]?.[j] ?? 0;
  for (let i = old.length - 1; i >= 0; i -= 1) {
    for (let j = now.length - 1; j >= 0; j -= 1) {
      const row = lengths[i];
      if (row !== undefined) row[j] = old[i] === now[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const pairs: [number, number][] = [];
  for (let [i, j] = [0, 0]; i < old.length && j < now.length;) {
    if (old[i] === now[j]) pairs.push([i++, j++]);
    else if (at(i + 1, j) >= at(i, j + 1)) i += 1;
    else j += 1;
  }
  return pairs;
}

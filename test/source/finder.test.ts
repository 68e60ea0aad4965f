import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import wabt from 'wabt';
import { finderOf, SixteenAtOnce } from '../../src/source/finder.ts';
import { TEXTS as WORDS } from '../../src/source/words.ts';

const SOURCE = 'src/source/finder.wat';
const CODE = (await wabt()).parseWat(SOURCE, readFileSync(SOURCE), { simd: true }).toBinary({}).buffer as Uint8Array<ArrayBuffer>;
const TEXTS = ["'cors'", '"cors"', 'express-session', '.session', 'axios', 'fetch(', '"ky"', 'apiClient', 'apiRequest'];
/** Beginnings and parts of texts, and what else code is made of. */
const PIECES = [...TEXTS.flatMap((text) => [text.slice(0, 4), text.slice(0, -1), text.slice(1)]), 'api', 'cors', '\n', ' ', 'x', '\0', 'ü', "'"];

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** Numbers below `limit`, always the same ones. */
function random(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return (state >> 8) % limit;
  };
}

describe.each([['sixteen places at once', new SixteenAtOnce(CODE, TEXTS)], ['by a regular expression', finderOf(TEXTS)]])('%s', (_, finder) => {
  it.each(TEXTS)('finds %s wherever it stands', (text) => {
    for (let before = 0; before < 40; before += 1) {
      expect(finder.isIn(bytesOf(`${' '.repeat(before)}${text}`))).toBe(true);
      expect(finder.isIn(bytesOf(`${'e'.repeat(before)}${text}${'e'.repeat(40 - before)}`))).toBe(true);
    }
  });

  it.each(TEXTS)('does not find %s where its last character is missing, whatever was searched before', (text) => {
    for (let before = 0; before < 40; before += 1) {
      const whole = `${' '.repeat(before)}${text}`;
      expect(finder.isIn(bytesOf(whole))).toBe(true);
      expect(finder.isIn(bytesOf(whole.slice(0, -1)))).toBe(false);
    }
  });

  it('finds what lies across two slices of a long text', () => {
    for (let before = 122_850; before < 122_900; before += 1) expect(finder.isIn(bytesOf(`${' '.repeat(before)}express-session${' '.repeat(200_000)}`))).toBe(true);
    expect(finder.isIn(bytesOf(`${' '.repeat(1_000_000)}axios`))).toBe(true);
    expect(finder.isIn(bytesOf(' '.repeat(1_000_000)))).toBe(false);
  });

  it('finds nothing in nothing', () => {
    expect(finder.isIn(new Uint8Array())).toBe(false);
  });

  it('finds in what looks alike what `includes` finds', () => {
    const below = random(7);
    for (let round = 0; round < 5000; round += 1) {
      const text = Array.from({ length: 1 + below(40) }, () => PIECES[below(PIECES.length)]).join('');
      expect([text, finder.isIn(bytesOf(text))]).toEqual([text, TEXTS.some((one) => text.includes(one))]);
    }
  });
});

it('takes no text that is too short to be told by its first bytes', () => {
  expect(() => new SixteenAtOnce(CODE, ['ky'])).toThrow(RangeError);
  expect(() => new SixteenAtOnce(CODE, Array.from({ length: 1000 }, (_, index) => `word ${index}`))).toThrow(RangeError);
});

it('has room for all words that are searched for', () => {
  const finder = new SixteenAtOnce(CODE, WORDS);
  expect(WORDS.filter((word) => !finder.isIn(bytesOf(`x ${word} y`)))).toEqual([]);
});

import { createColors } from 'picocolors';
import { describe, expect, it } from 'vitest';
import { codeFrame, wrapped } from '../../src/cli/frame.ts';

const plain = createColors(false);

function frame(text: string, snippet: string, around = 1): string {
  const start = text.indexOf(snippet);
  return codeFrame(text, { start, end: start + snippet.length }, around, plain);
}

describe('a code frame', () => {
  it('underlines a span within its line', () => {
    expect(frame('one\ntwo three\nfour', 'three')).toBe('  1 | one\n> 2 | two three\n    |     ^^^^^\n  3 | four');
  });

  it('underlines the first line of a longer span', () => {
    expect(frame('f({\n  a,\n});', '({\n  a,\n})', 0)).toBe('> 1 | f({\n    |  ^^');
  });

  it('keeps tabs, so that the marks stand below what they mark', () => {
    expect(frame('\tif (a) b();', 'b', 0)).toBe('> 1 | \tif (a) b();\n    | \t       ^');
  });

  it('lines up numbers of different length', () => {
    expect(frame(`${'\n'.repeat(8)}nine\nten`, 'nine')).toBe('   8 |\n>  9 | nine\n     | ^^^^\n  10 | ten');
  });

  it('cuts lines that nobody wrote by hand', () => {
    expect(Math.max(...frame(`${'x'.repeat(50)}here${'y'.repeat(5000)}`, 'here').split('\n').map(line => line.length))).toBeLessThan(180);
    expect(frame(`${'x'.repeat(5000)}here`, 'here', 0).split('\n')).toHaveLength(1);
  });

  it('marks an empty span', () => {
    expect(codeFrame('abc', { start: 1, end: 1 }, 0, plain)).toBe('> 1 | abc\n    |  ^');
  });
});

describe('wrapping', () => {
  it('breaks between words, and nowhere else', () => {
    expect(wrapped('one two three fourteenletter', 11, '  ')).toBe('  one two\n  three\n  fourteenletter');
  });
});

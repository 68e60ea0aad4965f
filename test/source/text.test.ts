import { describe, expect, it } from 'vitest';
import { decode, hashOf, lineMapOf, sourceTextOf } from '../../src/source/text.ts';

const utf16le = (text: string): Buffer => Buffer.from(text, 'utf16le');
const utf16be = (text: string): Buffer => utf16le(text).swap16();

describe('decode', () => {
  it('reads UTF-8 with and without a byte order mark', () => {
    expect(decode(Buffer.from("const å = '😀';\r\n"))).toEqual({ text: "const å = '😀';\r\n", bom: false });
    expect(decode(Buffer.from("\uFEFFconst a = 1;"))).toEqual({ text: 'const a = 1;', bom: true });
  });

  it('reads UTF-16 of either byte order by its mark', () => {
    expect(decode(utf16le("\uFEFFlet å;"))).toEqual({ text: 'let å;', bom: true });
    expect(decode(utf16be("\uFEFFlet å;"))).toEqual({ text: 'let å;', bom: true });
  });

  it('drops half a unit at the end of UTF-16', () => {
    expect(decode(Buffer.concat([utf16be('\uFEFFab'), Buffer.from([0])]))?.text).toBe('ab');
  });

  it('replaces bytes that are no UTF-8 as Node does', () => {
    const latin1 = Buffer.from("// caf\xe9\nx", 'latin1');
    expect(decode(latin1)?.text).toBe(latin1.toString('utf8'));
    expect(decode(latin1)?.text).toBe('// caf\uFFFD\nx');
  });

  it('takes a NUL near the start for binary content, and one far in for text', () => {
    expect(decode(Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0]))).toBeUndefined();
    expect(decode(Buffer.from(`${' '.repeat(9000)}\0`))?.text).toHaveLength(9001);
  });

  it('reads an empty file, and a view into a larger buffer', () => {
    expect(decode(new Uint8Array(0))).toEqual({ text: '', bom: false });
    expect(decode(new Uint8Array(Buffer.from('xxhello')).subarray(2))?.text).toBe('hello');
  });
});

describe('hashes', () => {
  it('are SHA-1 of the text without its byte order mark', () => {
    expect(hashOf('abc')).toBe('a9993e364706816aba3e25717850c26c9cd0d89d');
    expect(sourceTextOf('/a.js', '\uFEFFabc')).toEqual({ file: '/a.js', text: 'abc', hash: hashOf('abc'), bom: true });
  });
});

describe('lineMapOf', () => {
  it('counts lines and columns from 1 over every kind of line break', () => {
    const map = lineMapOf('a\nbc\r\nd\re\u2028f');
    expect(map.count).toBe(5);
    expect(map.position(0)).toEqual({ line: 1, column: 1 });
    expect(map.position(3)).toEqual({ line: 2, column: 2 });
    expect(map.position(6)).toEqual({ line: 3, column: 1 });
    expect(map.position(8)).toEqual({ line: 4, column: 1 });
    expect(map.position(10)).toEqual({ line: 5, column: 1 });
  });

  it('puts an offset inside CRLF at the end of its line', () => {
    expect(lineMapOf('ab\r\nc').position(3)).toEqual({ line: 1, column: 4 });
  });

  it('counts columns in UTF-16 units', () => {
    expect(lineMapOf('😀x').position(2)).toEqual({ line: 1, column: 3 });
  });

  it('holds an offset outside the text to its nearest end', () => {
    expect(lineMapOf('ab').position(99)).toEqual({ line: 1, column: 3 });
    expect(lineMapOf('ab').position(-1)).toEqual({ line: 1, column: 1 });
    expect(lineMapOf('').position(0)).toEqual({ line: 1, column: 1 });
  });

  it('gives the span of a line without its break', () => {
    const map = lineMapOf('ab\r\ncd\n');
    expect(map.line(1)).toEqual({ start: 0, end: 2 });
    expect(map.line(2)).toEqual({ start: 4, end: 6 });
    expect(map.line(3)).toEqual({ start: 7, end: 7 });
    expect(map.line(4)).toBeUndefined();
  });

  it('is made once for a text at hand', () => {
    expect(lineMapOf('one\ntwo')).toBe(lineMapOf(['one', 'two'].join('\n')));
  });
});

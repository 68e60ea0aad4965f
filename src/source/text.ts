import { createHash } from 'node:crypto';
import type { SourceText } from './files.ts';
import type { Span } from './place.ts';

/** Git's rule for "binary": a NUL among the first bytes. */
const BINARY_PROBE = 8000;

/** A decoded text. */
export interface Decoded {
  /** Without the byte order mark. */
  readonly text: string;
  readonly bom: boolean;
}

/**
 * Bytes as text: UTF-8, or UTF-16 where a byte order mark says so. Bytes that are no UTF-8 become U+FFFD,
 * as they do in Node and so in ESLint: offsets then agree with theirs.
 * Gives `undefined` for binary content.
 */
export function decode(bytes: Uint8Array): Decoded | undefined {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (buffer[0] === 0xff && buffer[1] === 0xfe) return { text: buffer.toString('utf16le', 2), bom: true };
  if (buffer[0] === 0xfe && buffer[1] === 0xff) return { text: bigEndian(buffer.subarray(2)), bom: true };
  if (buffer.subarray(0, BINARY_PROBE).includes(0)) return undefined;
  const bom = buffer[0] === 0xef && buffer[1] === 0xbb && buffer[2] === 0xbf;
  return { text: buffer.toString('utf8', bom ? 3 : 0), bom };
}

/** Bytes, each as one character. */
export function asLatin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

function bigEndian(buffer: Buffer): string {
  const whole = Buffer.from(buffer.subarray(0, buffer.length - (buffer.length % 2)));
  return whole.swap16().toString('utf16le');
}

/** SHA-1 of a text in hex: names its facts in the cache. */
export function hashOf(text: string): string {
  return createHash('sha1').update(text).digest('hex');
}

/** A text that did not come from bytes (an editor's, a test's); a byte order mark in it is stripped. */
export function sourceTextOf(file: string, text: string): SourceText {
  const bom = text.startsWith('\uFEFF');
  const stripped = bom ? text.slice(1) : text;
  return { file, text: stripped, hash: hashOf(stripped), bom };
}

/** Line and column, both counted from 1; a column counts UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Where the lines of one text are. */
export interface LineMap {
  /** The number of lines; a text that ends with a line break has an empty last line. */
  readonly count: number;
  /** The position of an offset; one outside the text counts as its nearest end. */
  position(offset: number): Position;
  /** The span of a line, from 1, without its line break; `undefined` where there is no such line. */
  line(number: number): Span | undefined;
}

/** The line breaks of ECMAScript, which ESLint counts by too. */
const LINE_BREAK = /\r\n|[\n\r\u2028\u2029]/g;
const KEPT_MAPS = 64;
const maps = new Map<string, LineMap>();

/** The line map of a text. The latest maps are kept, so asking again for a text at hand costs nothing. */
export function lineMapOf(text: string): LineMap {
  const known = maps.get(text);
  if (known !== undefined) return known;
  const map = makeLineMap(text);
  const oldest = maps.keys().next();
  if (maps.size >= KEPT_MAPS && oldest.done !== true) maps.delete(oldest.value);
  maps.set(text, map);
  return map;
}

function makeLineMap(text: string): LineMap {
  const starts = [0];
  const ends: number[] = [];
  for (const found of text.matchAll(LINE_BREAK)) {
    ends.push(found.index);
    starts.push(found.index + found[0].length);
  }
  ends.push(text.length);

  return {
    count: starts.length,
    position(offset) {
      const at = Math.min(Math.max(offset, 0), text.length);
      let low = 0;
      let high = starts.length - 1;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if ((starts[middle] ?? 0) <= at) low = middle;
        else high = middle - 1;
      }
      return { line: low + 1, column: at - (starts[low] ?? 0) + 1 };
    },
    line(number) {
      const start = starts[number - 1];
      const end = ends[number - 1];
      return start === undefined || end === undefined ? undefined : { start, end };
    },
  };
}

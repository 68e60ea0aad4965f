import { readFileSync } from 'node:fs';
import { literal } from './literal.ts';
import { asLatin1 } from './text.ts';

/** Tells whether one of some texts stands in bytes. */
export interface Finder {
  isIn(bytes: Uint8Array): boolean;
}

/**
 * A finder of ASCII texts. `npm run build` puts its code beside the chunk that this ends up in. Run from its source, and where
 * WebAssembly can't run that code, V8's regular expressions search: the same is found, more slowly.
 */
export function finderOf(texts: readonly string[]): Finder {
  try {
    return new SixteenAtOnce(readFileSync(new URL('finder.wasm', import.meta.url)), texts);
  } catch {
    // Plain alternatives only: V8 merges those by their common beginnings.
    const any = new RegExp(texts.map(literal).join('|'));
    return { isIn: bytes => any.test(asLatin1(bytes)) };
  }
}

/** Where in the memory of `finder.wat` something stands; see there. */
const HEADS = 128;
const TEXTS = 1152;
/** Where the bytes stand that are searched, behind room for the texts. */
const BYTES = 8192;
/** In units of WebAssembly, of 64 kB. More is searched in slices: what is small stays in the processor's own memory. */
const PAGES = 2;
const ROOM = PAGES * 65_536 - BYTES;
/** How many bytes behind those that are searched are looked at. */
const BEHIND = 19;
/** By so many bytes of their beginning texts are told apart; none may be shorter. */
const BEGINNING = 4;
/** A text must have its length in one byte. */
const LONGEST = 255;
/** A bit of a byte each. */
const GROUPS = 8;

/** What is used of the global of Node; its types come with those of browsers alone. */
declare const WebAssembly: {
  readonly Memory: new (size: { readonly initial: number; readonly maximum: number }) => { readonly buffer: ArrayBuffer };
  readonly Module: new (code: Uint8Array<ArrayBuffer>) => object;
  readonly Instance: new (module: object, imports: Readonly<Record<string, Readonly<Record<string, unknown>>>>) => { readonly exports: unknown };
};

interface Exports {
  /** 1 where one of the texts stands in the memory from `at` to `end`. */
  readonly isIn: (at: number, end: number) => number;
}

/**
 * Searches at about the speed at which memory is read, six times as fast as a regular expression. It is the "Teddy" of Hyperscan
 * and of ripgrep (the crate aho-corasick 1.1, `src/packed/teddy/README.md`): the first bytes of sixteen places are looked up at a time.
 */
export class SixteenAtOnce implements Finder {
  readonly #memory: Uint8Array;
  readonly #isIn: Exports['isIn'];
  /** How many bytes of the next slice stand in the last one as well, so that a text across both is found. */
  readonly #overlap: number;

  /**
   * @param code `finder.wat`, compiled
   * @param texts ASCII, of 4 to 255 characters
   * @throws what `WebAssembly` throws where it can't run the code: it has no such instructions there, or no memory; a `RangeError` for texts it has no room for
   */
  constructor(code: Uint8Array<ArrayBuffer>, texts: readonly string[]) {
    const memory = new WebAssembly.Memory({ initial: PAGES, maximum: PAGES });
    // What `finder.wat` exports.
    const { isIn } = new WebAssembly.Instance(new WebAssembly.Module(code), { finder: { memory } }).exports as Exports;
    this.#memory = new Uint8Array(memory.buffer);
    this.#isIn = isIn;
    this.#overlap = Math.max(...texts.map(text => text.length)) - 1;
    layOut(this.#memory, texts);
  }

  isIn(bytes: Uint8Array): boolean {
    const slice = ROOM - BEHIND;
    for (let from = 0; from < bytes.length; from += slice - this.#overlap) {
      const part = bytes.length <= slice ? bytes : bytes.subarray(from, from + slice);
      this.#memory.set(part, BYTES);
      if (this.#isIn(BYTES, BYTES + part.length) === 1) return true;
      if (from + slice >= bytes.length) return false;
    }
    return false;
  }
}

function layOut(memory: Uint8Array, texts: readonly string[]): void {
  const view = new DataView(memory.buffer);
  for (const [text, group] of grouped(texts)) {
    for (let place = 0; place < BEGINNING; place += 1) {
      const byte = text.charCodeAt(place);
      for (const entry of [32 * place + (byte & 15), 32 * place + 16 + (byte >> 4)]) view.setUint8(entry, view.getUint8(entry) | (1 << group));
    }
  }
  let free = TEXTS;
  for (const text of texts) {
    if (text.length < BEGINNING || text.length > LONGEST || free + 3 + text.length > BYTES) throw new RangeError(`No room for a text of ${text.length} characters: ${text}`);
    for (let place = 0; place < text.length; place += 1) view.setUint8(free + 3 + place, text.charCodeAt(place));
    const head = HEADS + 2 * hashOf(view.getUint32(free + 3, true));
    view.setUint16(free, view.getUint16(head, true), true);
    view.setUint8(free + 2, text.length);
    view.setUint16(head, free, true);
    free += 3 + text.length;
  }
}

function hashOf(bytes: number): number {
  return Math.imul(bytes, 0x9e3779b1) >>> 23;
}

/** Texts and their groups. Texts of one group begin alike, as far as that goes: so few other bytes look like the beginning of one. */
function grouped(texts: readonly string[]): readonly (readonly [text: string, group: number])[] {
  const beginning = (text: string): string => text.slice(0, BEGINNING).replace(/["'`]/g, '"');
  const beginnings = [...new Set(texts.map(beginning))].sort();
  return texts.map(text => [text, Math.floor((beginnings.indexOf(beginning(text)) * GROUPS) / beginnings.length)]);
}

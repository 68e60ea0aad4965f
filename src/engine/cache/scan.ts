import type { ScanMemory } from '../../source/scan.ts';
import { WORDS } from '../../source/words.ts';
import { hashOf } from '../../source/text.ts';
import { PRODUCT } from '../product.ts';
import { Pack } from './pack.ts';
import { isSettled } from './settled.ts';

type Entry = ScanMemory extends Map<string, infer E> ? E : never;

/** What scans found, kept on disk: a file whose stamp is unchanged need not be read to know that it holds no word. */
export class ScanStore {
  readonly memory: ScanMemory;
  readonly #pack: Pack | undefined;

  /** @param directory where the cache file lies; `undefined` for none */
  constructor(directory: string | undefined) {
    this.#pack = directory === undefined ? undefined : new Pack(`${directory}/scan`, `${PRODUCT.name} ${PRODUCT.version} scan ${hashOf(JSON.stringify(WORDS))}`);
    this.memory = new StoredMemory(this.#pack);
  }

  /** Writes what was found since to disk. */
  flush(): void {
    this.#pack?.flush();
  }
}

/** A scan's memory that falls back on the disk, and passes on what is put into it. */
class StoredMemory extends Map<string, Entry> {
  readonly #pack: Pack | undefined;

  constructor(pack: Pack | undefined) {
    super();
    this.#pack = pack;
  }

  override get(file: string): Entry | undefined {
    const known = super.get(file);
    if (known !== undefined || this.#pack === undefined) return known;
    const entry = parsed(this.#pack.get(file));
    if (entry !== undefined) super.set(file, entry);
    return entry;
  }

  override set(file: string, entry: Entry): this {
    if (isSettled(entry.stamp) && !/[\t\n]/.test(file)) this.#pack?.set(file, JSON.stringify(entry));
    return super.set(file, entry);
  }
}

function parsed(line: string | undefined): Entry | undefined {
  if (line === undefined) return undefined;
  try {
    const entry: unknown = JSON.parse(line);
    return typeof entry === 'object' && entry !== null && 'stamp' in entry && 'verdict' in entry ? (entry as Entry) : undefined;
  } catch {
    return undefined;
  }
}

import { readFileSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { writeWhole } from '../write.ts';

interface Entry {
  readonly line: string;
  /** Whether somebody asked for it this time. */
  isUsed: boolean;
}

/** How many characters of entries that nobody asked for this time are kept: a branch left may be entered again. */
const UNUSED_LIMIT = 16 * 1024 * 1024;

/**
 * A cache file of `key → one line of text`, read whole at the first question and written whole by a rename.
 *
 * The first line names the version and a checksum of the rest: what is foreign, cut off or damaged counts as
 * empty. Failing to read or to write is never an error: the cache is only slower then.
 */
export class Pack {
  readonly #file: string;
  readonly #version: string;
  /** By key; `undefined` until the first question. */
  #entries: Map<string, Entry> | undefined;
  #changed = false;

  /**
   * @param file the absolute path of the cache file
   * @param version what wrote the entries; another version's are not used
   */
  constructor(file: string, version: string) {
    this.#file = file;
    this.#version = version;
  }

  /** The line kept for a key. */
  get(key: string): string | undefined {
    const entry = this.#known().get(key);
    if (entry === undefined) return undefined;
    entry.isUsed = true;
    return entry.line;
  }

  /** Keeps a line for a key; neither may hold a line break, nor the key a tab. */
  set(key: string, line: string): void {
    if (this.get(key) === line) return;
    this.#known().set(key, { line, isUsed: true });
    this.#changed = true;
  }

  /** Writes the file if anything was added since it was read. */
  flush(): void {
    if (!this.#changed) return;
    this.#changed = false;
    const entries = [...this.#known()];
    let room = UNUSED_LIMIT;
    const lines = [...entries.filter(([, { isUsed }]) => isUsed), ...entries.filter(([, { isUsed }]) => !isUsed)].flatMap(([key, { line, isUsed }]) => {
      if (!isUsed) room -= key.length + line.length;
      return room < 0 ? [] : [`${key}\t${line}\n`];
    });
    const body = Buffer.from(lines.join(''));
    try {
      writeWhole(this.#file, Buffer.concat([Buffer.from(`${this.#header(body)}\n`), body]));
    } catch {
      // A read-only directory or a full disk means that there is no cache, no more.
    }
  }

  #known(): Map<string, Entry> {
    return this.#entries ??= this.#read();
  }

  #read(): Map<string, Entry> {
    const entries = new Map<string, Entry>();
    let bytes: Buffer;
    try {
      bytes = readFileSync(this.#file);
    } catch {
      return entries;
    }
    const start = bytes.indexOf('\n') + 1;
    if (bytes.toString('utf8', 0, Math.max(start - 1, 0)) !== this.#header(bytes.subarray(start))) return entries;
    const body = bytes.toString('utf8', start);
    for (let at = 0; at < body.length;) {
      const end = body.indexOf('\n', at);
      const tab = body.indexOf('\t', at);
      entries.set(body.slice(at, tab), { line: body.slice(tab + 1, end), isUsed: false });
      at = end + 1;
    }
    return entries;
  }

  #header(body: Buffer): string {
    return `${this.#version} ${crc32(body)}`;
  }
}

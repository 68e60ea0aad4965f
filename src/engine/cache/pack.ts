import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { writeWhole } from '../write.ts';

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
  /** Entries of the file, by key, until they are asked for. */
  #stored: Map<string, string> | undefined;
  readonly #used = new Map<string, string>();
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
    const used = this.#used.get(key);
    if (used !== undefined) return used;
    this.#stored ??= this.#read();
    const stored = this.#stored.get(key);
    if (stored !== undefined) {
      this.#stored.delete(key);
      this.#used.set(key, stored);
    }
    return stored;
  }

  /** Keeps a line for a key; neither may hold a line break, nor the key a tab. */
  set(key: string, line: string): void {
    if (this.get(key) === line) return;
    this.#used.set(key, line);
    this.#changed = true;
  }

  /** Writes the file if anything was added since it was read. */
  flush(): void {
    if (!this.#changed) return;
    this.#changed = false;
    const lines = [...this.#used].map(([key, line]) => `${key}\t${line}\n`);
    let room = UNUSED_LIMIT;
    for (const [key, line] of this.#stored ?? []) {
      room -= key.length + line.length;
      if (room < 0) break;
      lines.push(`${key}\t${line}\n`);
    }
    const body = lines.join('');
    try {
      writeWhole(this.#file, `${this.#header(body)}\n${body}`);
    } catch {
      // A read-only directory or a full disk means that there is no cache, no more.
    }
  }

  #read(): Map<string, string> {
    const entries = new Map<string, string>();
    let text: string;
    try {
      text = readFileSync(this.#file, 'utf8');
    } catch {
      return entries;
    }
    const start = text.indexOf('\n') + 1;
    const body = text.slice(start);
    if (text.slice(0, Math.max(start - 1, 0)) !== this.#header(body)) return entries;
    for (let at = 0; at < body.length;) {
      const end = body.indexOf('\n', at);
      const tab = body.indexOf('\t', at);
      entries.set(body.slice(at, tab), body.slice(tab + 1, end));
      at = end + 1;
    }
    return entries;
  }

  #header(body: string): string {
    return `${this.#version} ${createHash('sha1').update(body).digest('hex')}`;
  }
}

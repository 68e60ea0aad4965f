import { closeSync, fstatSync, openSync, readdirSync, readSync, statSync, type Dirent, type Stats } from 'node:fs';
import type { DirectoryItem, Files, SourceText, Unreadable } from './files.ts';
import { isUnreadable } from './files.ts';
import { overlaid } from './overlay.ts';
import { nameOf, toPosix } from './paths.ts';
import { decode, hashOf } from './text.ts';

/** Source text beyond this was not written by hand. */
const SIZE_LIMIT = 2 * 1024 * 1024;
/** Lock files of large repositories run to several megabytes, and are read only where node_modules is missing. */
const LOCK_FILE_LIMIT = 32 * 1024 * 1024;
const LOCK_FILES: ReadonlySet<string> = new Set(['package-lock.json', 'npm-shrinkwrap.json', 'yarn.lock', 'pnpm-lock.yaml', 'bun.lock']);
/** How often a file that changes while it is read is read again. */
const ATTEMPTS = 3;

/** Texts that outlive one `Files`: a later one takes them over where the file's stamp is unchanged. */
export type DiskMemory = Map<string, { readonly stamp: string; readonly source: SourceText }>;

/** How `diskFiles` reads. */
export interface DiskOptions {
  /** Texts by absolute path that win over the disk: an editor's or ESLint's. */
  readonly overlay?: ReadonlyMap<string, string>;
  /** Shared by the `Files` of one long-lived process, so that an unchanged file is not read again. */
  readonly memory?: DiskMemory;
}

/** The disk, read synchronously, under an optional overlay. Takes any path; throws nothing. */
export function diskFiles(options: DiskOptions = {}): Files {
  const disk = new Disk(options.memory ?? new Map());
  return options.overlay === undefined ? disk : overlaid(disk, options.overlay);
}

interface Seen {
  readonly stamp: string;
  readonly size: number;
}

class Disk implements Files {
  readonly #memory: DiskMemory;
  readonly #texts = new Map<string, SourceText | Unreadable>();
  readonly #kinds = new Map<string, 'file' | 'directory' | undefined>();
  readonly #lists = new Map<string, readonly string[]>();
  /** One buffer for all reads: walking a tree then allocates nothing for the files that don't matter. */
  #buffer: Buffer | undefined;
  /** What the buffer holds, so that `read` after `peek` does not read again. */
  #held: { readonly file: string; readonly stamp: string; readonly bytes: Buffer } | undefined;

  constructor(memory: DiskMemory) {
    this.#memory = memory;
  }

  read(path: string): SourceText | Unreadable {
    const file = toPosix(path);
    const known = this.#texts.get(file);
    if (known !== undefined) return known;
    const result = this.#text(file);
    this.#texts.set(file, result);
    return result;
  }

  #text(file: string): SourceText | Unreadable {
    const seen = look(file);
    if (isUnreadableSeen(seen)) return seen;
    const remembered = this.#memory.get(file);
    if (remembered?.stamp === seen.stamp) return remembered.source;
    const bytes = this.#bytes(file, seen);
    if (isUnreadable(bytes)) return bytes;
    const decoded = decode(bytes);
    if (decoded === undefined) return unreadable(file, 'binary', 'It holds binary data.');
    const source: SourceText = { file, text: decoded.text, hash: hashOf(decoded.text), bom: decoded.bom };
    this.#memory.set(file, { stamp: this.#held?.stamp ?? seen.stamp, source });
    return source;
  }

  peek(path: string): Uint8Array | Unreadable {
    const file = toPosix(path);
    const seen = look(file);
    return isUnreadableSeen(seen) ? seen : this.#bytes(file, seen);
  }

  /** Reads until the file's stamp is the same before and after, or the attempts are used up. */
  #bytes(file: string, first: Seen): Buffer | Unreadable {
    if (this.#held?.file === file && this.#held.stamp === first.stamp) return this.#held.bytes;
    this.#held = undefined;
    const limit = limitOf(file);
    let before = first;
    for (let attempt = 1; ; attempt += 1) {
      if (before.size > limit) return tooLarge(file, before.size);
      let after: Seen;
      let bytes: Buffer;
      try {
        const handle = openSync(file, 'r');
        try {
          bytes = fill(handle, this.#room(before.size));
          after = seenOf(fstatSync(handle));
        } finally {
          closeSync(handle);
        }
      } catch (error) {
        return failed(file, error);
      }
      if (after.stamp === before.stamp || attempt === ATTEMPTS) {
        this.#held = { file, stamp: after.stamp, bytes };
        return bytes;
      }
      before = after;
    }
  }

  #room(size: number): Buffer {
    if (size > SIZE_LIMIT) return Buffer.allocUnsafe(size);
    this.#buffer ??= Buffer.allocUnsafeSlow(SIZE_LIMIT);
    return this.#buffer;
  }

  stamp(path: string): string | undefined {
    const seen = look(toPosix(path));
    return isUnreadableSeen(seen) ? undefined : seen.stamp;
  }

  kind(path: string): 'file' | 'directory' | undefined {
    const place = toPosix(path);
    if (this.#kinds.has(place)) return this.#kinds.get(place);
    const stats = statOf(place);
    const kind = !isStats(stats) ? undefined : stats.isDirectory() ? 'directory' : stats.isFile() ? 'file' : undefined;
    this.#kinds.set(place, kind);
    return kind;
  }

  list(path: string): readonly string[] {
    const directory = toPosix(path);
    let names = this.#lists.get(directory);
    if (names === undefined) {
      names = attempt(() => readdirSync(directory).sort(), []);
      this.#lists.set(directory, names);
    }
    return names;
  }

  items(path: string): readonly DirectoryItem[] {
    return attempt(() => readdirSync(toPosix(path), { withFileTypes: true }).map(entry => ({ name: entry.name, kind: kindOf(entry) })), []);
  }
}

/** What stands at a path, for reading: its stamp and size, or why it can't be read. */
function look(file: string): Seen | Unreadable {
  const stats = statOf(file);
  if (stats === undefined) return unreadable(file, 'missing', 'There is no such file.');
  if (!isStats(stats)) return stats;
  if (stats.isDirectory()) return unreadable(file, 'directory', 'It is a directory.');
  // Opening a pipe would wait for its writer.
  if (!stats.isFile()) return unreadable(file, 'unreadable', 'It is no regular file.');
  return stats.size > limitOf(file) ? tooLarge(file, stats.size) : seenOf(stats);
}

function statOf(path: string): Stats | Unreadable | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    return failed(path, error);
  }
}

function isStats(result: Stats | Unreadable | undefined): result is Stats {
  return result !== undefined && !('reason' in result);
}

function isUnreadableSeen(seen: Seen | Unreadable): seen is Unreadable {
  return 'reason' in seen;
}

function seenOf(stats: Stats): Seen {
  return { stamp: `${stats.ino}:${stats.size}:${stats.mtimeMs}:${stats.ctimeMs}`, size: stats.size };
}

/** Reads into `room` to the end of the file or of the room. */
function fill(handle: number, room: Buffer): Buffer {
  let length = 0;
  while (length < room.length) {
    const count = readSync(handle, room, length, room.length - length, length);
    if (count === 0) break;
    length += count;
  }
  return room.subarray(0, length);
}

function kindOf(entry: Dirent): DirectoryItem['kind'] {
  if (entry.isFile()) return 'file';
  if (entry.isDirectory()) return 'directory';
  return entry.isSymbolicLink() ? 'link' : 'other';
}

function limitOf(file: string): number {
  return LOCK_FILES.has(nameOf(file)) ? LOCK_FILE_LIMIT : SIZE_LIMIT;
}

function tooLarge(file: string, size: number): Unreadable {
  return unreadable(file, 'too large', `It has ${(size / 1024 / 1024).toFixed(1)} MB; files over ${limitOf(file) / 1024 / 1024} MB are not read.`);
}

function failed(file: string, error: unknown): Unreadable {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
  if (code === 'ENOENT' || code === 'ENOTDIR') return unreadable(file, 'missing', 'There is no such file.');
  if (code === 'EISDIR') return unreadable(file, 'directory', 'It is a directory.');
  if (code === 'ELOOP') return unreadable(file, 'unreadable', 'Its symbolic links lead in a circle.');
  if (code === 'EACCES' || code === 'EPERM') return unreadable(file, 'unreadable', 'Reading it is not permitted.');
  return unreadable(file, 'unreadable', `It could not be read (${code}).`);
}

function unreadable(file: string, reason: Unreadable['reason'], detail: string): Unreadable {
  return { file, reason, detail };
}

function attempt<T>(work: () => T, otherwise: T): T {
  try {
    return work();
  } catch {
    return otherwise;
  }
}

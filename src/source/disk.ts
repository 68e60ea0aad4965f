import { closeSync, constants, fstatSync, openSync, readdirSync, readSync, statSync, type Dirent, type Stats } from 'node:fs';
import type { DirectoryItem, Files, SourceText, Unreadable } from './files.ts';
import { overlaid } from './overlay.ts';
import { toPosix } from './paths.ts';
import { SIZE_LIMIT, tooLarge } from './size.ts';
import { decode, hashOf } from './text.ts';

/** How often a file that changes while it is read is read again. */
const ATTEMPTS = 3;
/** A pipe opened so does not wait for its writer. Windows has no such flag and no such pipes. */
const READ_NOW = process.platform === 'win32' ? constants.O_RDONLY : constants.O_RDONLY | constants.O_NONBLOCK;

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
  const disk = new Disk(options.memory ?? new Map<string, never>());
  return options.overlay === undefined ? disk : overlaid(disk, options.overlay);
}

/** A file's bytes and the stamp they were read under. */
interface Held {
  readonly file: string;
  readonly stamp: string;
  readonly bytes: Buffer;
}

class Disk implements Files {
  readonly #memory: DiskMemory;
  readonly #texts = new Map<string, SourceText | Unreadable>();
  readonly #kinds = new Map<string, 'file' | 'directory' | undefined>();
  readonly #lists = new Map<string, readonly string[]>();
  /** One buffer for all reads: walking a tree then allocates nothing for the files that don't matter. */
  #buffer: Buffer | undefined;
  /** What the buffer holds, so that `read` after `peek` does not read again. */
  #held: Held | undefined;

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
    const remembered = this.#memory.get(file);
    if (remembered !== undefined && remembered.stamp === this.stamp(file)) return remembered.source;
    const held = this.#load(file);
    if ('reason' in held) return held;
    const decoded = decode(held.bytes);
    if (decoded === undefined) return unreadable(file, 'binary', 'It holds binary data.');
    const source: SourceText = { file, text: decoded.text, hash: hashOf(decoded.text), bom: decoded.bom };
    this.#memory.set(file, { stamp: held.stamp, source });
    return source;
  }

  peek(path: string): Uint8Array | Unreadable {
    const held = this.#load(toPosix(path));
    return 'reason' in held ? held : held.bytes;
  }

  #load(file: string): Held | Unreadable {
    if (this.#held?.file === file) return this.#held;
    this.#held = undefined;
    let loaded: Held | Unreadable | undefined;
    for (let attempt = 1; attempt <= ATTEMPTS && loaded === undefined; attempt += 1) loaded = this.#once(file);
    loaded ??= unreadable(file, 'unreadable', 'It changed while it was read.');
    if (!('reason' in loaded)) this.#held = loaded;
    return loaded;
  }

  /** Reads a file in one go; `undefined` where it had another length than announced. */
  #once(file: string): Held | Unreadable | undefined {
    try {
      const handle = openSync(file, READ_NOW);
      try {
        const stats = fstatSync(handle);
        const obstacle = obstacleOf(file, stats);
        if (obstacle !== undefined) return obstacle;
        // One byte more than announced: a file that grew is noticed.
        const room = this.#room(stats.size + 1);
        const length = readSync(handle, room, 0, stats.size + 1, 0);
        return length === stats.size ? { file, stamp: stampOf(stats), bytes: room.subarray(0, length) } : undefined;
      } finally {
        closeSync(handle);
      }
    } catch (error) {
      return failed(file, error);
    }
  }

  #room(size: number): Buffer {
    if (size > SIZE_LIMIT + 1) return Buffer.allocUnsafe(size);
    this.#buffer ??= Buffer.allocUnsafeSlow(SIZE_LIMIT + 1);
    return this.#buffer;
  }

  stamp(path: string): string | undefined {
    const file = toPosix(path);
    if (this.#held?.file === file) return this.#held.stamp;
    const stats = statOf(file);
    return stats?.isFile() === true ? stampOf(stats) : undefined;
  }

  kind(path: string): 'file' | 'directory' | undefined {
    const place = toPosix(path);
    if (this.#kinds.has(place)) return this.#kinds.get(place);
    const stats = statOf(place);
    const kind = stats?.isDirectory() === true ? 'directory' : stats?.isFile() === true ? 'file' : undefined;
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

/** Why what stands at a path can't be read, if it can't. */
function obstacleOf(file: string, stats: Stats): Unreadable | undefined {
  if (stats.isDirectory()) return unreadable(file, 'directory', 'It is a directory.');
  if (!stats.isFile()) return unreadable(file, 'unreadable', 'It is no regular file.');
  return tooLarge(file, stats.size);
}

function statOf(path: string): Stats | undefined {
  return attempt(() => statSync(path, { throwIfNoEntry: false }), undefined);
}

function stampOf(stats: Stats): string {
  return `${stats.ino}:${stats.size}:${stats.mtimeMs}:${stats.ctimeMs}`;
}

function kindOf(entry: Dirent): DirectoryItem['kind'] {
  if (entry.isFile()) return 'file';
  if (entry.isDirectory()) return 'directory';
  return entry.isSymbolicLink() ? 'link' : 'other';
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

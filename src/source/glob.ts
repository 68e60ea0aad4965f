import fastGlob from 'fast-glob';
import type { DirectoryItem, Files } from './files.ts';

/** What a search takes in. */
export interface GlobOptions {
  /** Patterns of what to leave out; a directory that one covers is not entered. */
  readonly ignore?: readonly string[];
  /** Asked for everything in a directory before the patterns are; what it drops is neither matched nor entered. */
  readonly keep?: (directory: string, items: readonly DirectoryItem[]) => readonly DirectoryItem[];
}

/**
 * Files below a directory that match fast-glob patterns: paths relative to it, sorted.
 * Walks `files`, so memory files and overlays count. Links to directories are not followed, so no circle is walked.
 */
export function globFiles(files: Files, directory: string, patterns: readonly string[], options: GlobOptions = {}): string[] {
  const read = (path: string): Entry[] => {
    const items = files.items(path);
    return (options.keep?.(path, items) ?? items).map(({ name, kind }) => new Entry(name, kind === 'link' && files.kind(`${path}/${name}`) === 'file' ? 'file' : kind));
  };
  const stat = (path: string): Entry => {
    const kind = files.kind(path);
    if (kind === undefined) throw Object.assign(new Error('There is no such file.'), { code: 'ENOENT' });
    return new Entry(path, kind);
  };
  // fast-glob asks no more of its file system than this.
  const adapter = { readdirSync: read, lstatSync: stat, statSync: stat } as unknown as NonNullable<fastGlob.Options['fs']>;
  try {
    return fastGlob.sync([...patterns], {
      cwd: directory,
      fs: adapter,
      ignore: [...(options.ignore ?? [])],
      followSymbolicLinks: false,
      suppressErrors: true,
      // What one pattern matches is met once.
      unique: patterns.length > 1,
    }).sort();
  } catch {
    // A pattern from a manifest may be none.
    return [];
  }
}

/** The part of `Dirent` and `Stats` that fast-glob asks. */
class Entry {
  readonly name: string;
  readonly #kind: DirectoryItem['kind'];

  constructor(name: string, kind: DirectoryItem['kind']) {
    this.name = name;
    this.#kind = kind;
  }

  isFile(): boolean {
    return this.#kind === 'file';
  }

  isDirectory(): boolean {
    return this.#kind === 'directory';
  }

  /** Links are told by what they lead to, and not followed. */
  isSymbolicLink(): boolean {
    return false;
  }

  // What a pattern without a star names is asked for all of these; what is neither file nor directory matches nothing.
  isBlockDevice(): boolean {
    return false;
  }

  isCharacterDevice(): boolean {
    return false;
  }

  isFIFO(): boolean {
    return false;
  }

  isSocket(): boolean {
    return false;
  }
}

import fastGlob from 'fast-glob';
import type { Dirent } from 'node:fs';
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
  const read = (path: string): (KindChecks & { readonly name: string })[] => {
    const items = files.items(path);
    return (options.keep?.(path, items) ?? items).map(item => direntOf(item, () => files.kind(`${path}/${item.name}`)));
  };
  const stat = (path: string): KindChecks => statsOf(files.kind(path));
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

function direntOf(item: DirectoryItem, target: () => 'file' | 'directory' | undefined): KindChecks & { readonly name: string } {
  const isFile = item.kind === 'file' || (item.kind === 'link' && target() === 'file');
  return { name: item.name, ...kindChecks(isFile ? 'file' : item.kind === 'directory' ? 'directory' : undefined) };
}

function statsOf(kind: 'file' | 'directory' | undefined): KindChecks {
  if (kind === undefined) throw Object.assign(new Error('There is no such file.'), { code: 'ENOENT' });
  return kindChecks(kind);
}

type KindChecks = Pick<Dirent, 'isFile' | 'isDirectory' | 'isSymbolicLink' | 'isBlockDevice' | 'isCharacterDevice' | 'isFIFO' | 'isSocket'>;

/** The part of `Dirent` and `Stats` that fast-glob asks. */
function kindChecks(kind: 'file' | 'directory' | undefined): KindChecks {
  const no = (): boolean => false;
  return {
    isFile: () => kind === 'file', isDirectory: () => kind === 'directory', isSymbolicLink: no,
    isBlockDevice: no, isCharacterDevice: no, isFIFO: no, isSocket: no,
  };
}

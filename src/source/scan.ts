import type { DirectoryItem, Files, Unreadable } from './files.ts';
import { GitIgnore } from './gitignore.ts';
import { globFiles } from './glob.ts';
import { isInside, pathIn, toPosix } from './paths.ts';
import { asLatin1, decode } from './text.ts';
import { holdWord, sidesOf, type Side } from './words.ts';

const SOURCES = '**/*.{js,mjs,cjs,jsx,ts,mts,cts,tsx,vue,svelte}';
const NOT_WRITTEN_BY_HAND = /\.(?:min\.[mc]?js|d\.[mc]?ts|(?:bundle|chunk)\.js)$/;
/** Installed, built or generated; never entered. Names with a leading dot are left out as well. */
const IGNORED_DIRECTORIES: ReadonlySet<string> = new Set([
  'node_modules', 'bower_components', 'jspm_packages', 'vendor', 'dist', 'build', 'out', 'coverage', 'storybook-static',
]);
/** Above this many bytes, a text with lines as long as this is a bundle. */
const BUNDLE_SIZE = 20_000;
const BUNDLE_LINE = 500;

/** A file that holds one of the words that matter. */
export interface ScannedFile {
  readonly file: string;
  readonly sides: readonly Side[];
}

/** A file that was not looked into, or a directory, and why. */
export interface Skipped {
  readonly file: string;
  readonly reason: Unreadable['reason'] | 'minified';
  /** One plain sentence for the user. */
  readonly detail: string;
  /** It is a directory: what is below it is not known. */
  readonly directory?: true;
}

/** The outcome of a scan, in the order of the paths. */
export interface Scan {
  readonly files: readonly ScannedFile[];
  readonly skipped: readonly Skipped[];
  /** How many files were looked into. */
  readonly looked: number;
}

/** `null` for a file without any word. */
type Verdict = { readonly sides: readonly Side[] } | { readonly skipped: Skipped } | null;

/** What came of looking into a file, and its stamp then: none where it is gone. */
export interface Looked {
  readonly stamp: string | undefined;
  readonly verdict: Verdict;
}

/** What an earlier scan found, by file: a later one looks again only into files whose stamp has changed. Plain JSON inside. */
export type ScanMemory = Map<string, { readonly stamp: string; readonly verdict: Verdict }>;

/** What a scan leaves out, and what it knows already. */
export interface ScanOptions {
  /** Glob patterns relative to each root. */
  readonly ignore?: readonly string[];
  readonly memory?: ScanMemory;
  /** Looks into those of some files that it can look into faster than one after the other, as `lookInto` does. */
  readonly together?: (paths: readonly string[]) => ReadonlyMap<string, Looked>;
}

/**
 * Finds the files below `roots` (directories or single files, absolute) that hold one of the words.
 * Each file's bytes are read once; those of a relevant file are decoded while they are at hand, so
 * `files.read` answers at once afterwards. Throws nothing.
 */
export function scan(files: Files, roots: readonly string[], options: ScanOptions = {}): Scan {
  const found: ScannedFile[] = [];
  const skipped: Skipped[] = [];
  const paths = sourcesUnder(files, roots, options.ignore ?? [], directory => skipped.push(directory));
  const looked = options.together?.(paths.filter(file => options.memory?.get(file) === undefined));
  for (const file of paths) {
    const verdict = judged(files, file, options.memory, looked?.get(file));
    if (verdict === null) continue;
    if ('skipped' in verdict) skipped.push(verdict.skipped);
    else found.push({ file, sides: verdict.sides });
  }
  return { files: found, skipped, looked: paths.length };
}

function sourcesUnder(files: Files, roots: readonly string[], ignore: readonly string[], skip: (directory: Skipped) => void): string[] {
  const absolute = [...new Set(roots.map(toPosix))];
  const outermost = absolute.filter(root => !absolute.some(other => other !== root && isInside(root, other)));
  const paths = outermost.flatMap(root => {
    if (files.kind(root) === 'file') return [root];
    const git = new GitIgnore(files, root);
    const keep = (directory: string, items: readonly DirectoryItem[]): readonly DirectoryItem[] => {
      const closed = items.length === 0 ? closedTo(files, toPosix(directory)) : undefined;
      if (closed) skip(closed);
      return git.keep(toPosix(directory), items.filter(({ kind, name }) => !(kind === 'directory' ? IGNORED_DIRECTORIES.has(name) : NOT_WRITTEN_BY_HAND.test(name))));
    };
    return globFiles(files, root, [SOURCES], { ignore, keep })
      .map(path => pathIn(root, path));
  });
  return paths.sort();
}

/** Why nothing is seen in a directory, where that is not because it is empty. */
function closedTo(files: Files, directory: string): Skipped | undefined {
  const why = files.peek(directory);
  return 'reason' in why && why.reason === 'unreadable' ? { ...why, directory: true } : undefined;
}

function judged(files: Files, file: string, memory: ScanMemory | undefined, looked: Looked | undefined): Verdict {
  const known = memory?.get(file);
  if (known !== undefined && known.stamp === files.stamp(file)) return known.verdict;
  const { verdict, stamp } = looked ?? lookInto(files, file);
  if (stamp !== undefined) memory?.set(file, { stamp, verdict });
  return verdict;
}

/** Searches one file. Throws nothing. */
export function lookInto(files: Files, file: string): Looked {
  const verdict = judge(files, file);
  // Asked for after reading, the stamp of a file that was just read costs nothing.
  return { stamp: files.stamp(file), verdict };
}

function judge(files: Files, file: string): Verdict {
  const bytes = files.peek(file);
  if ('reason' in bytes) return { skipped: bytes };
  const sides = sidesIn(bytes);
  if (sides.length === 0) return null;
  if (isBundle(bytes)) return { skipped: { file, reason: 'minified', detail: 'It is minified or bundled code.' } };
  const source = files.read(file);
  return 'reason' in source ? { skipped: source } : { sides };
}

function sidesIn(bytes: Uint8Array): readonly Side[] {
  const isUtf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  if (isUtf16) return sidesOf(decode(bytes)?.text ?? '');
  // Most files hold no word: nothing is made of their bytes.
  return holdWord(bytes) ? sidesOf(asLatin1(bytes)) : [];
}

function isBundle(bytes: Uint8Array): boolean {
  if (bytes.length < BUNDLE_SIZE) return false;
  let lines = 1;
  for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, at + 1)) lines += 1;
  return bytes.length / lines > BUNDLE_LINE;
}

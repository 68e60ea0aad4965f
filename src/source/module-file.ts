import type { Files } from './files.ts';
import { propertiesOf, readJson, stringOf } from './json.ts';
import { pathIn, resolvePath } from './paths.ts';

const JAVASCRIPT = ['.js', '.json', '.mjs', '.cjs', '.jsx'];
const TYPESCRIPT = ['.ts', '.tsx', '.mts', '.cts'];
const COMPONENTS = ['.vue', '.svelte'];
const TYPESCRIPT_FIRST = [...TYPESCRIPT, ...JAVASCRIPT, ...COMPONENTS];
const JAVASCRIPT_FIRST = [...JAVASCRIPT, ...TYPESCRIPT, ...COMPONENTS];
/** What a file may be called in the source whose compiled name is written. */
const WRITTEN_FOR: Readonly<Record<string, readonly string[]>> = {
  '.js': ['.ts', '.tsx', '.jsx', '.mts'], '.jsx': ['.tsx'], '.mjs': ['.mts', '.ts'], '.cjs': ['.cts', '.ts'],
};

/** Whether a file is TypeScript by its name. */
export function isTypescript(file: string): boolean {
  return /\.[mc]?tsx?$/.test(file);
}

/**
 * The file that a path without certain ending means, as Node, TypeScript and bundlers look for it: itself, its source
 * under a compiled name, with an ending added, or as a directory's main or index file.
 * `fromTypescript` prefers TypeScript where both are there, as its compiler does.
 */
export function moduleFile(files: Files, path: string, fromTypescript: boolean): string | undefined {
  return fileFor(files, path, fromTypescript) ?? directoryMain(files, path, fromTypescript);
}

function fileFor(files: Files, path: string, fromTypescript: boolean): string | undefined {
  const isFile = (candidate: string): boolean => files.kind(candidate) === 'file';
  const ending = /\.[mc]?jsx?$/.exec(path)?.[0] ?? '';
  const sources = (WRITTEN_FOR[ending] ?? []).map(other => path.slice(0, -ending.length) + other);
  const named = (fromTypescript ? [...sources, path] : [path, ...sources]).find(isFile);
  if (named !== undefined) return named;
  const added = (fromTypescript ? TYPESCRIPT_FIRST : JAVASCRIPT_FIRST).find(other => isFile(path + other));
  return added === undefined ? undefined : path + added;
}

function directoryMain(files: Files, path: string, fromTypescript: boolean): string | undefined {
  if (files.kind(path) !== 'directory') return undefined;
  const main = stringOf(propertiesOf(readJson(files, pathIn(path, 'package.json'))?.value)['main']);
  const named = main === undefined ? undefined : resolvePath(path, main);
  const index = pathIn(path, 'index');
  const fromMain = named === undefined || named === path ? undefined : fileFor(files, named, fromTypescript) ?? fileFor(files, pathIn(named, 'index'), fromTypescript);
  return fromMain ?? fileFor(files, index, fromTypescript);
}

/** Whether a path has nothing but type declarations behind it: there is no code to follow then. */
export function hasOnlyDeclarations(files: Files, path: string): boolean {
  const bare = path.replace(/\.[mc]?jsx?$/, '');
  return ['.d.ts', '.d.mts', '.d.cts', '/index.d.ts'].some(ending => files.kind(bare + ending) === 'file');
}

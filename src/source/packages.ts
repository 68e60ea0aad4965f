import type { Files } from './files.ts';
import { isObject, type Problem, propertiesOf, readJson, stringMapOf, stringOf } from './json.ts';
import { keptFor, memoised } from './kept.ts';
import { parentOf, pathIn, toPosix, upwards } from './paths.ts';

/** Where a package.json names a dependency; an earlier kind wins over a later one. */
const DEPENDENCY_KINDS = ['dependencies', 'optionalDependencies', 'devDependencies', 'peerDependencies'] as const;

/** What a package.json says of one dependency. */
export interface Dependency {
  /** As written: a range, a tag, `workspace:*`, `npm:other@^1`, … */
  readonly range: string;
  readonly kind: (typeof DEPENDENCY_KINDS)[number];
}

/** A package.json and where it stands. */
export interface Package {
  readonly directory: string;
  readonly name?: string;
  readonly version?: string;
  /** What Node takes a `.js` file below it for. */
  readonly type: 'module' | 'commonjs';
  readonly dependencies: ReadonlyMap<string, Dependency>;
  readonly scripts: ReadonlyMap<string, string>;
  /** The whole package.json, for the fields few ask for. */
  readonly manifest: Readonly<Record<string, unknown>>;
  readonly problems: readonly Problem[];
}

/** The package a file belongs to: the nearest package.json above it. `undefined` where there is none. */
export function packageOf(files: Files, file: string): Package | undefined {
  const start = parentOf(toPosix(file));
  return start === undefined ? undefined : packageAbove(files, start);
}

/** The nearest package at a directory or above it. */
export function packageAbove(files: Files, directory: string): Package | undefined {
  const known = nearest(files);
  return memoised(known, directory, () => {
    const here = packageAt(files, directory);
    const parent = parentOf(directory);
    return here ?? (parent === undefined ? undefined : packageAbove(files, parent));
  });
}

/** The package whose package.json stands in this very directory. */
export function packageAt(files: Files, directory: string): Package | undefined {
  return memoised(here(files), directory, () => {
    const content = readJson(files, pathIn(directory, 'package.json'));
    if (content === undefined) return undefined;
    const manifest = propertiesOf(content.value);
    const name = stringOf(manifest['name']);
    const version = stringOf(manifest['version']);
    const problem = content.problem ?? (isObject(content.value) ? undefined : { file: pathIn(directory, 'package.json'), detail: 'It holds no object.' });
    return {
      directory,
      ...(name === undefined ? {} : { name }),
      ...(version === undefined ? {} : { version }),
      type: manifest['type'] === 'module' ? 'module' : 'commonjs',
      dependencies: dependenciesOf(manifest),
      scripts: stringMapOf(manifest['scripts']),
      manifest,
      problems: problem === undefined ? [] : [problem],
    };
  });
}

const nearest = keptFor<Files, Map<string, Package | undefined>>(() => new Map());
const here = keptFor<Files, Map<string, Package | undefined>>(() => new Map());

function dependenciesOf(manifest: Readonly<Record<string, unknown>>): ReadonlyMap<string, Dependency> {
  const dependencies = new Map<string, Dependency>();
  for (const kind of DEPENDENCY_KINDS) {
    for (const [name, range] of stringMapOf(manifest[kind])) {
      if (!dependencies.has(name)) dependencies.set(name, { range, kind });
    }
  }
  return dependencies;
}

/** What the nearest package that names a dependency says of it: the package itself, or one above it. */
export function dependencyOf(files: Files, from: Package, name: string): { readonly declaredBy: Package; readonly dependency: Dependency } | undefined {
  for (const directory of upwards(from.directory)) {
    const declaredBy = packageAt(files, directory);
    const dependency = declaredBy?.dependencies.get(name);
    if (declaredBy !== undefined && dependency !== undefined) return { declaredBy, dependency };
  }
  return undefined;
}

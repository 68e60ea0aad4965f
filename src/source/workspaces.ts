import type { Files } from './files.ts';
import { globFiles } from './glob.ts';
import { propertiesOf, readJson, readYaml, stringsOf } from './json.ts';
import { keptFor, memoised } from './kept.ts';
import { type Package, packageAt } from './packages.ts';
import { parentOf, pathIn, resolvePath, upwards } from './paths.ts';

/** Packages of one repository that use each other by name. */
export interface Workspaces {
  /** The directory that declares them. */
  readonly root: string;
  /** By name; packages without one are left out. */
  readonly packages: ReadonlyMap<string, Package>;
  /** Every package directory, the root's included. */
  readonly directories: ReadonlySet<string>;
}

/**
 * The workspaces a directory is part of, declared at it or above it by npm, yarn, pnpm or lerna.
 * `undefined` where none are declared, or where those that are don't include it.
 */
export function workspacesOf(files: Files, directory: string): Workspaces | undefined {
  for (const above of upwards(directory)) {
    const workspaces = declaredIn(files, above);
    if (workspaces === undefined) continue;
    const own = [...upwards(directory)].find(at => packageAt(files, at) !== undefined);
    return own !== undefined && workspaces.directories.has(own) ? workspaces : undefined;
  }
  return undefined;
}

function declaredIn(files: Files, root: string): Workspaces | undefined {
  return memoised(known(files), root, () => {
    const patterns = patternsOf(files, root);
    if (patterns.length === 0) return undefined;
    const manifests = globFiles(files, root, patterns.map(manifestPattern), { ignore: ['**/node_modules/**'] });
    const directories = new Set([root, ...manifests.map(manifest => parentOf(resolvePath(root, manifest)) ?? root)]);
    const packages = new Map<string, Package>();
    for (const directory of directories) {
      const member = packageAt(files, directory);
      if (member?.name !== undefined && !packages.has(member.name)) packages.set(member.name, member);
    }
    return { root, packages, directories };
  });
}

const known = keptFor<Files, Map<string, Workspaces | undefined>>(() => new Map());

function patternsOf(files: Files, root: string): string[] {
  const declared = packageAt(files, root)?.manifest['workspaces'];
  const npm = stringsOf(Array.isArray(declared) ? declared : propertiesOf(declared)['packages']);
  const pnpm = stringsOf(propertiesOf(readYaml(files, pathIn(root, 'pnpm-workspace.yaml'))?.value)['packages']);
  const both = [...npm, ...pnpm];
  if (both.length > 0) return both;
  const lerna = readJson(files, pathIn(root, 'lerna.json'));
  if (lerna === undefined) return [];
  const packages = stringsOf(propertiesOf(lerna.value)['packages']);
  return packages.length > 0 ? packages : ['packages/*'];
}

function manifestPattern(pattern: string): string {
  const excluded = pattern.startsWith('!') ? '!' : '';
  const path = pattern.slice(excluded.length).replace(/^\.?\/+/, '').replace(/\/+$/, '').replace(/^\.$/, '');
  return `${excluded}${path === '' ? '' : `${path}/`}package.json`;
}

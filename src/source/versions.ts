import type { Files } from './files.ts';
import { propertiesOf, readYaml, stringOf } from './json.ts';
import { keptFor, memoised } from './kept.ts';
import { lockIn } from './locks.ts';
import { type Package, dependencyOf, packageAt } from './packages.ts';
import { below, isInside, pathIn, upwards } from './paths.ts';
import { isWithin, majorOf, majorOfRange, versionIn } from './semver.ts';

/** Which version of a dependency is in use, and how that is known. Parts that are absent are unknown. */
export interface InstalledVersion {
  readonly version?: string;
  /** What package.json asks for, with catalogs and aliases worked out. */
  readonly range?: string;
  readonly from?: 'node_modules' | 'lock' | 'range';
  /** Of the version, or of every version in the range where all have the same. */
  readonly major?: number;
}

/**
 * The version of a dependency as one package gets it: what node_modules holds, else what the lock file says,
 * else what the range allows. Throws nothing.
 */
export function installedVersion(files: Files, from: Package, name: string): InstalledVersion {
  return memoised(known(files), `${from.directory}\0${name}`, () => {
    const declared = dependencyOf(files, from, name);
    const range = declared === undefined ? undefined : rangeOf(files, from, name, declared.dependency.range);
    const asked = range === undefined ? {} : { range };

    const installed = inNodeModules(files, from.directory, name, declared?.declaredBy.directory, range);
    if (installed !== undefined) return { version: installed, ...asked, from: 'node_modules', major: majorOf(installed) };
    const locked = inLockFile(files, from.directory, declared?.declaredBy.directory, name, declared?.dependency.range);
    if (locked !== undefined) return { version: locked, ...asked, from: 'lock', major: majorOf(locked) };
    if (range === undefined) return {};
    const major = majorOfRange(range);
    return { range, from: 'range', ...(major === undefined ? {} : { major }) };
  });
}

const known = keptFor<Files, Map<string, InstalledVersion>>(() => new Map());

function inNodeModules(files: Files, directory: string, name: string, declaredBy: string | undefined, range: string | undefined): string | undefined {
  for (const above of upwards(directory)) {
    const version = packageAt(files, pathIn(above, `node_modules/${name}`))?.version;
    if (version === undefined || versionIn(version) === undefined) continue;
    if (countsFrom(above, declaredBy, version, range)) return version;
  }
  return undefined;
}

/**
 * Above the package that asks, only a version within its range counts: another one was installed for someone else,
 * in a directory that merely happens to be above a project not yet installed.
 */
function countsFrom(above: string, declaredBy: string | undefined, version: string, range: string | undefined): boolean {
  const outside = declaredBy !== undefined && !isInside(above, declaredBy);
  return !outside || range === undefined || isWithin(version, range);
}

/** The nearest lock file decides. A dependency that a package above declares is locked for that package. */
function inLockFile(files: Files, directory: string, declaredBy: string | undefined, name: string, range: string | undefined): string | undefined {
  for (const above of upwards(directory)) {
    const lock = lockIn(files, above);
    if (lock === undefined) continue;
    const project = below(declaredBy ?? directory, above) ?? '';
    const version = lock.version(project, name, range);
    return version !== undefined && countsFrom(above, declaredBy, version, range) ? version : undefined;
  }
  return undefined;
}

/** The range behind `npm:other@^1`, `workspace:^1` and pnpm's or yarn's `catalog:`; others as written. */
function rangeOf(files: Files, from: Package, name: string, written: string): string {
  const alias = /^npm:.+@([^@]+)$/.exec(written)?.[1];
  if (alias !== undefined) return alias;
  const catalog = /^catalog:(.*)$/.exec(written)?.[1]?.trim();
  if (catalog !== undefined) return inCatalog(files, from.directory, catalog, name) ?? written;
  return written.replace(/^(?:workspace|npm):/, '');
}

/** pnpm-workspace.yaml and .yarnrc.yml hold catalogs in the same form. */
function inCatalog(files: Files, directory: string, catalog: string, name: string): string | undefined {
  for (const above of upwards(directory)) {
    for (const file of ['pnpm-workspace.yaml', '.yarnrc.yml']) {
      const settings = propertiesOf(readYaml(files, pathIn(above, file))?.value);
      const entries = catalog === '' || catalog === 'default' ? settings['catalog'] ?? propertiesOf(settings['catalogs'])['default'] : propertiesOf(settings['catalogs'])[catalog];
      const range = stringOf(propertiesOf(entries)[name]);
      if (range !== undefined) return range;
    }
  }
  return undefined;
}

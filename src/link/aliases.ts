import type { Files } from '../source/files.ts';
import { propertiesOf, readJson, stringMapOf } from '../source/json.ts';
import { keptFor, memoised } from '../source/kept.ts';
import type { Package } from '../source/packages.ts';
import { pathIn, resolvePath } from '../source/paths.ts';

/** A name that stands for a path, also at the start of a longer specifier. */
export interface Alias {
  readonly name: string;
  /** Absolute. */
  readonly target: string;
}

/**
 * Aliases that a package gives names at run time: `_moduleAliases` (module-alias), and `alias` of Babel's
 * module-resolver where its configuration is JSON. Longest name first.
 */
export function aliasesOf(files: Files, owner: Package): readonly Alias[] {
  return memoised(kept(files), owner, () => {
    const configs = [owner.manifest['babel'], ...['.babelrc', '.babelrc.json', 'babel.config.json'].map(name => readJson(files, pathIn(owner.directory, name))?.value)];
    const all = [...stringMapOf(owner.manifest['_moduleAliases']), ...configs.flatMap(babelAliases)];
    return all.map(([name, path]) => ({ name, target: resolvePath(owner.directory, path) })).sort((a, b) => b.name.length - a.name.length);
  });
}

const kept = keptFor<Files, Map<Package, readonly Alias[]>>(() => new Map());

function babelAliases(config: unknown): [string, string][] {
  const { plugins, env } = propertiesOf(config);
  const own = (Array.isArray(plugins) ? plugins : []).flatMap((plugin: unknown): [string, string][] => {
    if (!Array.isArray(plugin) || !/(?:^|-)module-resolver$/.test(String(plugin[0]))) return [];
    return [...stringMapOf(propertiesOf(plugin[1])['alias'])];
  });
  return [...own, ...Object.values(propertiesOf(env)).flatMap(babelAliases)];
}

import type { Files, SourceText } from './files.ts';
import { isObject, propertiesOf, readJson, stringOf } from './json.ts';
import { keptFor, memoised } from './kept.ts';
import { pathIn } from './paths.ts';
import { semver, versionIn } from './semver.ts';

/** What one lock file says. */
export interface Lock {
  /**
   * The version of a package as one project gets it.
   * `project` is the project's directory relative to the lock file, `''` for the same; `range` is what the project asks for.
   */
  version(project: string, name: string, range: string | undefined): string | undefined;
}

type Reader = (files: Files, source: SourceText) => Lock;

/** In the order they are looked for. */
const READERS: readonly (readonly [name: string, read: Reader])[] = [
  ['package-lock.json', npmLock],
  ['npm-shrinkwrap.json', npmLock],
  ['pnpm-lock.yaml', (_files, source) => pnpmLock(source)],
  ['yarn.lock', (_files, source) => yarnLock(source)],
  ['bun.lock', bunLock],
];

/** The lock file in a directory; `undefined` where there is none. One of garbage answers nothing. Throws nothing. */
export function lockIn(files: Files, directory: string): Lock | undefined {
  return memoised(locks(files), directory, () => findLock(files, directory));
}

const locks = keptFor<Files, Map<string, Lock | undefined>>(() => new Map());

function findLock(files: Files, directory: string): Lock | undefined {
  for (const [name, read] of READERS) {
    const file = pathIn(directory, name);
    if (files.kind(file) !== 'file') continue;
    const source = files.read(file);
    if (!('reason' in source)) return lockOf(source)(files, read);
  }
  return undefined;
}

const lockOf = keptFor((source: SourceText) => {
  let lock: Lock | undefined;
  return (files: Files, read: Reader): Lock => (lock ??= read(files, source));
});

/** package-lock.json: version 1 has a tree of `dependencies`; 2 and 3 have `packages` by path. */
function npmLock(files: Files, source: SourceText): Lock {
  const lock = propertiesOf(readJson(files, source.file)?.value);
  const packages = propertiesOf(lock['packages']);
  const tree = propertiesOf(lock['dependencies']);
  return {
    version(project, name) {
      const parts = project === '' ? [] : project.split('/');
      for (let length = parts.length; length >= 0; length -= 1) {
        const entry = packages[[...parts.slice(0, length), 'node_modules', name].join('/')];
        if (!isObject(entry)) continue;
        const target = entry['link'] === true ? packages[stringOf(entry['resolved']) ?? ''] : entry;
        return lockedVersion(propertiesOf(target)['version']);
      }
      return lockedVersion(propertiesOf(tree[name])['version']);
    },
  };
}

/** bun.lock: `packages` maps a name, or `project/name` where a project has its own, to `[name@version, …]`. */
function bunLock(files: Files, source: SourceText): Lock {
  const lock = propertiesOf(readJson(files, source.file)?.value);
  const packages = propertiesOf(lock['packages']);
  return {
    version(project, name) {
      const owner = stringOf(propertiesOf(propertiesOf(lock['workspaces'])[project])['name']);
      const entry = (owner === undefined ? undefined : packages[`${owner}/${name}`]) ?? packages[name];
      const id = Array.isArray(entry) ? stringOf(entry[0]) : undefined;
      return id === undefined ? undefined : lockedVersion(id.slice(id.lastIndexOf('@') + 1));
    },
  };
}

/**
 * yarn.lock, classic and berry: a line without indentation lists `name@range, name@range:`,
 * an indented one below it gives `version "1.2.3"` or `version: 1.2.3`.
 */
function yarnLock(source: SourceText): Lock {
  const entries = new Map<string, { readonly range: string; readonly version: string }[]>();
  let wanted: string[] = [];
  for (const line of source.text.split(/\r?\n/)) {
    if (/^[^\s#].*:$/.test(line)) wanted = line.slice(0, -1).split(',').map(item => item.trim().replaceAll('"', ''));
    const version = lockedVersion(/^ {2}version:? "?([^"\s]+)"?$/.exec(line)?.[1]);
    if (version === undefined) continue;
    for (const descriptor of wanted) {
      const at = descriptor.indexOf('@', 1);
      if (at < 0) continue;
      const name = descriptor.slice(0, at);
      const list = entries.get(name) ?? [];
      list.push({ range: descriptor.slice(at + 1).replace(/^npm:/, ''), version });
      entries.set(name, list);
    }
    wanted = [];
  }
  return {
    version(_project, name, range) {
      const list = entries.get(name) ?? [];
      const exact = list.find(entry => entry.range === range?.replace(/^npm:/, ''));
      if (exact !== undefined) return exact.version;
      const versions = new Set(list.map(entry => entry.version));
      const fitting = [...versions].filter(version => range === undefined || versions.size === 1 || semver().satisfies(version, range));
      return fitting.length === 1 ? fitting[0] : undefined;
    },
  };
}

/**
 * pnpm-lock.yaml, versions 5 to 9, down to `packages:`. `importers:` holds one block a project, which lists its
 * dependencies by kind, either as `name: version` or as a block with a `version:`; a lone project has no `importers:`.
 * Read by lines: these files run to megabytes, of which a YAML parser would build every node.
 */
function pnpmLock(source: SourceText): Lock {
  const projects = new Map<string, Map<string, string>>();
  let base = 0;
  let project = '';
  let listing = false;
  let name = '';
  for (const line of source.text.split(/\r?\n/)) {
    const found = /^( *)('[^']+'|"[^"]+"|[^\s:#'"][^:]*):(?: +(.*))?$/.exec(line);
    if (found === null) continue;
    const [, indent = '', quoted = '', value = ''] = found;
    const key = quoted.replace(/^['"]|['"]$/g, '');
    const depth = indent.length;
    if (depth === 0 && (key === 'packages' || key === 'snapshots')) break;
    if (depth === 0 && key === 'importers') base = 4;
    else if (depth === 2 && base === 4) project = key === '.' ? '' : key;
    else if (depth === base) listing = /^(?:dev|optional)?[dD]ependencies$/.test(key);
    else if (depth === base + 2 && listing) name = key;
    if (!listing) continue;
    const version = depth === base + 2 ? value : depth === base + 4 && key === 'version' ? value : '';
    const locked = lockedVersion(version.replace(/^['"]|['"]$/g, '').replace(/[(_].*$/, '').replace(/^\/?(?:@[^/]+\/)?[^/@]+[@/](?=\d)/, ''));
    if (locked === undefined) continue;
    const versions = projects.get(project) ?? new Map<string, string>();
    projects.set(project, versions.set(name, locked));
  }
  return { version: (of, wanted) => projects.get(of)?.get(wanted) };
}

/** The value where it is a version; a local package's stand-in version (`0.0.0-use.local`) is none. */
function lockedVersion(value: unknown): string | undefined {
  const version = versionIn(stringOf(value) ?? '');
  return version === '0.0.0-use.local' ? undefined : version;
}

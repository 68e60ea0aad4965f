import { builtinModules } from 'node:module';
import { sourceOf } from '../source/built.ts';
import type { Files } from '../source/files.ts';
import { stringOf } from '../source/json.ts';
import { Table } from '../source/kept.ts';
import { hasOnlyDeclarations, isTypescript, moduleFile } from '../source/module-file.ts';
import { dependencyOf, type Package, packageAt, packageOf } from '../source/packages.ts';
import { isAbsolute, isInside, nameOf, parentOf, pathIn, resolvePath, toPosix, upwards } from '../source/paths.ts';
import { tsconfigOf } from '../source/tsconfig.ts';
import { workspacesOf } from '../source/workspaces.ts';
import { aliasesOf } from './aliases.ts';
import { targetsOf } from './targets.ts';

/** What a specifier means. */
export type Resolution =
  | { readonly kind: 'file'; readonly file: string }
  /** `subpath` starts with a slash, or is empty. */
  | { readonly kind: 'package'; readonly name: string; readonly subpath: string }
  /** `name` without `node:`. */
  | { readonly kind: 'builtin'; readonly name: string }
  /** `reason` continues "not followed: …". */
  | { readonly kind: 'unresolved'; readonly reason: string };

/** Finds out what specifiers mean; every answer is kept. */
export interface Resolver {
  /** What `specifier` means in the file `from`. Throws nothing. */
  resolve(from: string, specifier: string): Resolution;
  readonly answers: Table<string, Resolution>;
}

const BUILTINS: ReadonlySet<string> = new Set(builtinModules);

/** A resolver over files whose answers don't change. `root` is the top of the code that is looked at; the answers of an `earlier` one hold here as well. */
export function createResolver(files: Files, root: string, earlier?: Resolver): Resolver {
  const answers = new Table(earlier?.answers);
  /** The answers once more by the file as it is written: programs ask the same of the same file many times. */
  const asked = new Map<string, Map<string, Resolution>>();
  const lookUp = (from: string, specifier: string): Resolution => {
    const file = toPosix(from);
    const key = `${parentOf(file) ?? ''}\0${isTypescript(file) ? 'ts' : 'js'}\0${specifier}`;
    return answers.get(key, () => new Lookup(files, toPosix(root), file).resolve(specifier));
  };
  return {
    answers,
    resolve(from, specifier) {
      const own = asked.get(from) ?? new Map<string, Resolution>();
      if (own.size === 0) asked.set(from, own);
      const resolution = own.get(specifier) ?? lookUp(from, specifier);
      own.set(specifier, resolution);
      return resolution;
    },
  };
}

/** One file's view. */
class Lookup {
  readonly #files: Files;
  readonly #root: string;
  readonly #from: string;
  readonly #directory: string;
  readonly #owner: Package | undefined;

  constructor(files: Files, root: string, from: string) {
    this.#files = files;
    this.#root = root;
    this.#from = from;
    this.#directory = parentOf(from) ?? '/';
    this.#owner = packageOf(files, from);
  }

  resolve(written: string): Resolution {
    // Bundlers take a query behind a path.
    const specifier = written.replace(/\?.*$/s, '');
    if (/^(?:https?|data|file|blob):/.test(specifier)) return unresolved(`\`${written}\` is an address`);
    const bare = specifier.replace(/^node:/, '');
    if (bare !== specifier || BUILTINS.has(bare)) return { kind: 'builtin', name: bare };
    // An installed package by its place: `./node_modules/express`.
    const installed = /^\.{1,2}\/(?:.*\/)?node_modules\/((?:@[^/]+\/)?[^/]+)(\/.*)?$/.exec(specifier);
    if (installed?.[1] !== undefined) return { kind: 'package', name: installed[1], subpath: installed[2] ?? '' };
    if (/^\.{1,2}(?:\/|$)/.test(specifier) || isAbsolute(specifier)) return this.#path(resolvePath(this.#directory, specifier), written);
    const aliased = specifier.startsWith('#') ? this.#import(specifier) : undefined;
    return aliased ?? this.#aliased(specifier) ?? this.#named(specifier, written);
  }

  #path(path: string, written: string): Resolution {
    const inner = packageAt(this.#files, path);
    const file = (inner === undefined ? undefined : this.#entryOf(inner, '')) ?? this.#sourceFile(path);
    if (file !== undefined) return { kind: 'file', file };
    if (hasOnlyDeclarations(this.#files, path)) return unresolved(`\`${written}\` has type declarations only`);
    return unresolved(`there is no file for \`${written}\``);
  }

  /** What is imported from a build's output is followed to its source, except by the rest of that output. */
  #sourceFile(path: string): string | undefined {
    const direct = this.#moduleFile(path);
    const source = this.#sourceFor(path);
    if (source === undefined || source === direct || direct === undefined) return source ?? direct;
    const isOutput = (this.#sourceFor(this.#from) ?? this.#from) !== this.#from;
    return isOutput ? direct : source;
  }

  #sourceFor(path: string): string | undefined {
    return this.#owner === undefined ? undefined : sourceOf(this.#files, this.#owner, path, isTypescript(this.#from));
  }

  #moduleFile(path: string): string | undefined {
    return moduleFile(this.#files, path, isTypescript(this.#from));
  }

  /** The `imports` of package.json: to a file of the package or to another package. */
  #import(specifier: string): Resolution | undefined {
    const owner = this.#owner;
    if (owner === undefined) return undefined;
    for (const target of targetsOf(owner.manifest['imports'], specifier)) {
      if (!target.startsWith('.')) return this.resolve(target);
      const file = sourceOf(this.#files, owner, resolvePath(owner.directory, target));
      if (file !== undefined) return { kind: 'file', file };
    }
    return undefined;
  }

  /** `paths` of tsconfig.json, and the aliases of Babel and module-alias. */
  #aliased(specifier: string): Resolution | undefined {
    const paths = tsconfigOf(this.#files, this.#from)?.paths ?? [];
    const [best] = paths.filter(({ pattern }) => starIn(pattern, specifier) !== undefined).sort((a, b) => prefixLength(b.pattern) - prefixLength(a.pattern));
    const star = best === undefined ? undefined : starIn(best.pattern, specifier);
    const fromPaths = best === undefined || star === undefined ? [] : best.targets.map(target => target.replace('*', () => star));
    const fromAliases = this.#owner === undefined ? [] : aliasesOf(this.#files, this.#owner).flatMap(({ name, target }) =>
      specifier === name || specifier.startsWith(`${name}/`) ? [target + specifier.slice(name.length)] : []);
    const file = [...fromPaths, ...fromAliases].map(path => this.#moduleFile(path)).find(found => found !== undefined && !found.includes('/node_modules/'));
    return file === undefined ? undefined : { kind: 'file', file };
  }

  /** A package by its name: this one, one of the workspaces, a local one, or an installed one. */
  #named(specifier: string, written: string): Resolution {
    const found = /^(@[^/]+\/[^/]+|[^@/~#][^/]*)(\/.*)?$/.exec(specifier);
    if (found === null) return this.#guessed(specifier, written);
    const [, name = '', subpath = ''] = found;
    const local = this.#localPackage(name);
    if (local !== undefined) {
      const file = this.#entryOf(local, subpath);
      return file === undefined ? unresolved(`the source of \`${written}\` was not found in ${local.directory}`) : { kind: 'file', file };
    }
    const installed: Resolution = { kind: 'package', name, subpath };
    if (this.#owner !== undefined && dependencyOf(this.#files, this.#owner, name) !== undefined) return installed;
    const baseUrl = tsconfigOf(this.#files, this.#from)?.baseUrl;
    const file = (baseUrl === undefined ? undefined : this.#moduleFile(resolvePath(baseUrl, specifier))) ?? (subpath === '' ? undefined : this.#fromRoot(name, subpath));
    return file === undefined ? installed : { kind: 'file', file };
  }

  /** `lib/users`, where no package `lib` is asked for: a path from the top of a package, by `NODE_PATH` or a bundler's configuration. */
  #fromRoot(name: string, subpath: string): string | undefined {
    for (const directory of upwards(this.#directory)) {
      if (!isInside(directory, this.#root)) return undefined;
      if (packageAt(this.#files, directory) === undefined) continue;
      const file = [`${name}${subpath}`, `src/${name}${subpath}`, `${name}/src${subpath}`].map(path => this.#moduleFile(pathIn(directory, path))).find(found => found !== undefined);
      if (file !== undefined) return file;
    }
    return undefined;
  }

  #localPackage(name: string): Package | undefined {
    const owner = this.#owner;
    if (owner === undefined) return undefined;
    if (owner.name === name && owner.manifest['exports'] !== undefined) return owner;
    const member = workspacesOf(this.#files, owner.directory)?.packages.get(name);
    if (member !== undefined) return member;
    const declared = dependencyOf(this.#files, owner, name);
    const path = /^(?:file|link|portal|workspace):(\.{0,2}\/.*)$/.exec(declared?.dependency.range ?? '')?.[1];
    return path === undefined || declared === undefined ? undefined : packageAt(this.#files, resolvePath(declared.declaredBy.directory, path));
  }

  /** The source behind what a package of the repository gives under a subpath. */
  #entryOf(target: Package, subpath: string): string | undefined {
    const { manifest, directory } = target;
    const mains = subpath === '' ? ['source', 'module', 'main', 'types', 'typings'].flatMap(field => stringOf(manifest[field]) ?? []) : [];
    const written = [...targetsOf(manifest['exports'], `.${subpath}`), ...mains];
    const plain = subpath === '' ? ['./index', './src/index', './src/main'] : [`.${subpath}`, `./src${subpath}`];
    return [...written.map(path => path.replace(/\.d\.([mc]?)ts$/, '.$1js')), ...plain]
      .map(path => resolvePath(directory, path))
      .filter(path => isInside(path, directory) && path !== directory)
      .map(path => sourceOf(this.#files, target, path))
      .find(found => found !== undefined);
  }

  /** `@/x` and `~/x` are no packages: some configuration that is not read points them at the sources. */
  #guessed(specifier: string, written: string): Resolution {
    const rest = specifier.replace(/^[@~#]+\/?/, '');
    for (const directory of upwards(this.#directory)) {
      if (!isInside(directory, this.#root)) break;
      const sources = nameOf(directory) === 'src' ? [directory] : [pathIn(directory, 'src'), ...(packageAt(this.#files, directory) === undefined ? [] : [directory])];
      const file = sources.map(source => this.#moduleFile(pathIn(source, rest))).find(found => found !== undefined);
      if (file !== undefined) return { kind: 'file', file };
    }
    return unresolved(`no alias is known for \`${written}\``);
  }
}

/** What the `*` of a pattern stands for in a specifier; `''` for a pattern without one; `undefined` where it does not match. */
function starIn(pattern: string, specifier: string): string | undefined {
  const star = pattern.indexOf('*');
  if (star < 0) return pattern === specifier ? '' : undefined;
  const [before, after] = [pattern.slice(0, star), pattern.slice(star + 1)];
  const fits = specifier.length >= before.length + after.length && specifier.startsWith(before) && specifier.endsWith(after);
  return fits ? specifier.slice(before.length, specifier.length - after.length) : undefined;
}

function prefixLength(pattern: string): number {
  const star = pattern.indexOf('*');
  return star < 0 ? Number.POSITIVE_INFINITY : star;
}

function unresolved(reason: string): Resolution {
  return { kind: 'unresolved', reason };
}

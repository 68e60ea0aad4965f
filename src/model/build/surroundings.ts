import { createResolver, type Resolver } from '../../link/resolve.ts';
import { sourceOf } from '../../source/built.ts';
import { entriesOf, type Entry as Started } from '../../source/entries.ts';
import { envFilesNear } from '../../source/env-files.ts';
import type { Files } from '../../source/files.ts';
import { Table } from '../../source/kept.ts';
import { packageAbove, type Package } from '../../source/packages.ts';
import { parentOf } from '../../source/paths.ts';
import { deployedProcesses } from '../../source/processes.ts';
import { proxiesNear, type Proxy } from '../../source/proxies.ts';
import { plainHttpIn } from '../../source/published.ts';
import { installedVersion } from '../../source/versions.ts';
import type { Entry, EnvFile, Version } from '../types.ts';

interface Answers {
  readonly packages: Table<string, Package | undefined>;
  readonly starts: Table<string, readonly Started[]>;
  readonly deployments: Table<string, Pick<Entry, 'package' | 'published' | 'processes'>>;
  readonly envFiles: Table<string, readonly EnvFile[]>;
  readonly sources: Table<string, string>;
  readonly versions: Table<string, Version>;
  readonly proxies: Table<string, readonly Proxy[]>;
}

/**
 * What stands around the programs of a workspace: packages, what starts them, how they are deployed, env files.
 * Every answer is kept, also for a workspace in which the text of one file differs that no answer was read from.
 */
export class Surroundings {
  /** The files that the answers are read from. What is read here is noted. */
  readonly files: Files;
  /** What specifiers mean. */
  readonly resolver: Resolver;
  readonly #root: string;
  readonly #earlier: Surroundings | undefined;
  readonly #read = new Set<string>();
  readonly #answers: Answers;

  /** @param earlier surroundings whose answers hold here as well */
  constructor(files: Files, root: string, earlier?: Surroundings) {
    this.files = {
      read: (file) => {
        this.#read.add(file);
        return files.read(file);
      },
      peek: (file) => {
        this.#read.add(file);
        return files.peek(file);
      },
      kind: (path) => files.kind(path),
      list: (directory) => files.list(directory),
      items: (directory) => files.items(directory),
      stamp: (file) => files.stamp(file),
    };
    this.resolver = createResolver(this.files, root, earlier?.resolver);
    this.#root = root;
    this.#earlier = earlier;
    const known = earlier === undefined ? undefined : earlier.#answers;
    this.#answers = {
      packages: new Table(known?.packages), starts: new Table(known?.starts), deployments: new Table(known?.deployments),
      envFiles: new Table(known?.envFiles), sources: new Table(known?.sources), versions: new Table(known?.versions), proxies: new Table(known?.proxies),
    };
  }

  /** Whether some answer may rest on the text of a file. */
  hasRead(file: string): boolean {
    return this.#read.has(file) || this.#earlier?.hasRead(file) === true;
  }

  /** The package a file belongs to. */
  packageOf(file: string): Package | undefined {
    const directory = parentOf(file);
    return directory === undefined ? undefined : this.#answers.packages.get(directory, () => packageAbove(this.files, directory));
  }

  /** What starts the programs of a package. */
  startsIn(own: Package): readonly Started[] {
    return this.#answers.starts.get(own.directory, () => entriesOf(this.files, own, this.#root));
  }

  /** What is known of a program by the package that its file belongs to. */
  deployment(file: string): Pick<Entry, 'package' | 'published' | 'processes'> {
    const own = this.packageOf(file);
    if (!own) return { processes: [] };
    const { directory, name } = own;
    return this.#answers.deployments.get(directory, () => {
      const published = plainHttpIn(this.files, directory, this.#root);
      return {
        package: { directory, ...(name === undefined ? {} : { name }) }, ...(published ? { published } : {}),
        processes: deployedProcesses(this.files, directory, this.#root),
      };
    });
  }

  /** The env files that a file's package may load. */
  envFilesFor(file: string): readonly EnvFile[] {
    const directory = this.packageOf(file)?.directory ?? parentOf(file);
    return directory === undefined ? [] : this.#answers.envFiles.get(directory, () => envFilesNear(this.files, directory, this.#root).flatMap(({ file: path, kind, variables }): EnvFile[] =>
      kind === 'other' ? [] : [{ file: path, kind, variables: [...variables].map(([name, { value, place }]) => ({ name, text: value, at: place })) }]));
  }

  /** The version of a package as a file gets it. */
  versionFor(file: string, name: string): Version {
    const own = this.packageOf(file);
    return own ? this.#answers.versions.get(`${own.directory}\0${name}`, () => installedVersion(this.files, own, name)) : {};
  }

  /** What a file is built from, where a build writes it; else the file. */
  sourceOf(file: string): string {
    const own = this.packageOf(file);
    return own ? this.#answers.sources.get(file, () => sourceOf(this.files, own, file) ?? file) : file;
  }

  /** What the proxies near packages hand on. */
  proxiesNear(directories: readonly string[]): readonly Proxy[] {
    return directories.length === 0 ? [] : this.#answers.proxies.get(directories.join('\0'), () => proxiesNear(this.files, directories, this.#root));
  }
}

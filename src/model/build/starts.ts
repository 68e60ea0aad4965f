import type { ImportGraph } from '../../link/index.ts';
import { memoised } from '../../source/kept.ts';
import { isTestFile } from '../reach.ts';
import type { Entry, World } from '../types.ts';
import type { Surroundings } from './surroundings.ts';

/** An entry and what is loaded before it. */
export interface Start extends Entry {
  readonly preloads: readonly string[];
}

/** What is started, without what is known of it by its package. */
type Started = Omit<Start, 'package' | 'published'>;

/** What starts are found by. */
export interface StartSources {
  /** Absolute, forward slashes. */
  readonly root: string;
  /** Files whose bytes hold a word of a server. */
  readonly serverFiles: readonly string[];
  readonly around: Surroundings;
  readonly graph: ImportGraph;
}

/** Packages that make sessions. */
const SESSION_LIBRARIES: ReadonlySet<string> = new Set(['express-session', 'cookie-session']);
const NOTHING_GIVEN: Entry['given'] = { envFiles: [], preloads: [], variables: [] };

/** Where the programs of a codebase begin. */
export class Starts {
  readonly #sources: StartSources;
  readonly #matter: ReadonlySet<string>;

  constructor(sources: StartSources) {
    this.#sources = sources;
    this.#matter = new Set(sources.serverFiles);
  }

  /**
   * What something starts and leads to a file that matters, by the package that says so first. The files of a package
   * are read when it is asked for. What another package's entry imports is among them: see `notLed`.
   */
  *byPackage(): Generator<readonly Start[]> {
    for (const all of this.#startedByPackage()) yield this.notLed(all.filter(({ file }) => this.#leads(file)).map((one) => ({ ...one, ...this.#deployed(one) })));
  }

  /** Those that no other of them imports: what another imports is started by that one. */
  notLed(starts: readonly Start[]): readonly Start[] {
    const { graph } = this.#sources;
    const files = new Set(starts.map(({ file }) => file));
    const led = new Set([...files].flatMap((file) => [...graph.closureOf(file)].filter((other) => other !== file && files.has(other) && !graph.closureOf(other).has(file))));
    return starts.filter(({ file }) => !led.has(file));
  }

  /** Files that matter and that no program comes to: each that no other of them imports stands for itself. */
  left(reached: ReadonlySet<string>): readonly Start[] {
    const left = this.#sources.serverFiles.filter((file) => !reached.has(file) && this.isJudgedAlone(file));
    const roots = this.#sources.graph.rootsAmong(left);
    return (roots.length > 0 ? roots : left.slice(0, 1)).map((file) => this.#alone(file, 'not started by anything in the repository'));
  }

  /** Files that import a session library and in which no program that was followed made a session: in a function that nothing seen calls. */
  unseen(worlds: readonly World[]): readonly Start[] {
    const seen = new Set(worlds.flatMap(({ sessions }) => sessions.map(({ at }) => at.file)));
    return this.#sources.serverFiles
      .filter((file) => !seen.has(file) && this.isJudgedAlone(file) && this.#sources.graph.namesIn(file)?.some((name) => SESSION_LIBRARIES.has(name)))
      .map((file) => this.#alone(file, 'not called by anything that was followed'));
  }

  /** Whether a file that no entry leads to speaks for itself: not a test's, and not the output of a build whose source is there. */
  isJudgedAlone(file: string): boolean {
    return !isTestFile(file, this.#sources.root) && this.#sources.around.sourceOf(file) === file;
  }

  #startedByPackage(): readonly (readonly Started[])[] {
    const { around, root, serverFiles } = this.#sources;
    const found = new Map<string, Started>();
    const packages = new Map<string, string[]>();
    for (const file of serverFiles) {
      const own = around.packageOf(file);
      if (!own || packages.has(own.directory)) continue;
      const files = memoised(packages, own.directory, (): string[] => []);
      for (const entry of around.startsIn(own)) {
        if (isTestFile(entry.file, root)) continue;
        const other = found.get(entry.file);
        if (!other) files.push(entry.file);
        found.set(entry.file, {
          ...(other ?? { file: entry.file, how: entry.how, started: true, preloads: entry.preloads }),
          given: together(other?.given ?? NOTHING_GIVEN, entry), processes: [...other?.processes ?? [], ...entry.processes ?? []],
        });
      }
    }
    return [...packages.values()].map((files) => files.flatMap((file) => found.get(file) ?? []));
  }

  #leads(entry: string): boolean {
    for (const file of this.#sources.graph.closureOf(entry)) if (this.#matter.has(file)) return true;
    return false;
  }

  #alone(file: string, how: string): Start {
    return { file, how, started: false, preloads: [], given: NOTHING_GIVEN, ...this.#sources.around.deployment(file) };
  }

  #deployed({ file, processes: started }: Started): Pick<Entry, 'package' | 'published' | 'processes'> {
    const { processes, ...own } = this.#sources.around.deployment(file);
    return { ...own, processes: [...started, ...processes] };
  }
}

function together(left: Entry['given'], right: Partial<Entry['given']>): Entry['given'] {
  const both = (name: keyof Entry['given']): readonly string[] => [...new Set([...left[name], ...(right[name] ?? [])])];
  return { envFiles: both('envFiles'), preloads: both('preloads'), variables: both('variables') };
}

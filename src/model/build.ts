import type { FileFacts } from '../facts/ir.ts';
import { forksWorkers, ImportGraph, runProgram, type Again, type Finished, type Program } from '../link/index.ts';
import { makesRequests, sweepAll } from '../link/sweep.ts';
import { keepsOrder } from '../source/compiled.ts';
import type { Files } from '../source/files.ts';
import type { Place } from '../source/place.ts';
import type { Proxy } from '../source/proxies.ts';
import { makesTable, tableIn } from '../source/tables.ts';
import { hasChanged, Likeness, namesTheSame, ranWith, restingOn, stillHold, type Edit, type Ran } from './build/again.ts';
import { clientCall, isOnServer } from './build/clients.ts';
import { Places } from './build/places.ts';
import { Starts, type Start } from './build/starts.ts';
import { Surroundings } from './build/surroundings.ts';
import type { Building } from './build/values.ts';
import { worldOf, type WorldSources } from './build/world.ts';
import type { ClientCall, EnvFile, Workspace, World } from './types.ts';
import { workspaceOf } from './workspace.ts';

/** What a workspace is made of. */
export interface WorkspaceInput {
  /** Absolute, forward slashes. */
  readonly root: string;
  readonly files: Files;
  /** The facts of a file; `undefined` where it has no text. */
  factsOf(file: string): FileFacts | undefined;
  /** Files whose bytes hold a word of a server. */
  readonly serverFiles: readonly string[];
  /** Files whose bytes hold a word of a client. */
  readonly clientFiles: readonly string[];
  readonly serverOrigins: readonly string[];
  /** Environments to look at beside production and development. */
  readonly environments?: readonly string[];
  /** A workspace of the same files but for the text of one: what that file has no part in is taken from there. */
  readonly earlier?: Earlier;
  /** Called when a program was run in an environment. */
  readonly ran?: () => void;
  /** Called when all is known of a program: the facts that it was run from may be let go. */
  readonly done?: () => void;
}

/** A workspace of the same files but for the text of one. */
export interface Earlier {
  readonly workspace: Workspace;
  readonly edited: string;
  /** How that text differs, where it differs in the bodies of functions alone. */
  readonly edit?: Edit;
}

/** What a part of a workspace rests on: every file that was run for it, and the tables that were looked for in all files. */
interface Rests {
  readonly files: Set<string>;
  /** How it was run; empty where functions were looked at that were not run. */
  readonly ran: Ran[];
  readonly tables: { readonly table: string; readonly otherwise: string; readonly found: Place | undefined }[];
}

interface Kept<T> {
  readonly made: T;
  readonly on: Rests;
  /** Whether it is what it was in an earlier workspace, but for the places of the edited file. */
  readonly isAlike: boolean;
}

/** The parts of each workspace that was built, by what they were made from; what stands around its programs, and what each file leads to. */
interface Built {
  readonly parts: ReadonlyMap<string, Kept<readonly World[] | readonly ClientCall[]>>;
  readonly around: Surroundings;
  readonly graph: ImportGraph;
  /** Whether all is what it was in the earlier workspace, but for the places of the edited file. */
  readonly isAlike: boolean;
}

const kept = new WeakMap<Workspace, Built>();

/** Whether a workspace may come to something else by an edit: a function was run that differs now, or the file is looked at as a whole. */
export function restsOn(workspace: Workspace, edit: Edit, text: string): boolean {
  const { file } = edit;
  const built = kept.get(workspace);
  if (built === undefined || built.around.hasRead(file) || isLookedAtWhole(edit)) return true;
  return [...built.parts.values()].some(({ on: { files, ran, tables } }) =>
    (files.has(file) && (ran.length === 0 || ran.some(({ called }) => hasChanged(called, edit))))
    || tables.some(({ table, otherwise, found }) => found?.file === file || makesTable(text, table, otherwise)));
}

/** Whether a workspace came to what the earlier one is, but for the places of the edited file. */
export function isAsEarlier(workspace: Workspace): boolean {
  return kept.get(workspace)?.isAlike === true;
}

/** Whether an edit counts although no run comes to it: of a file of pages that asks for something, or of one that forks workers. */
function isLookedAtWhole({ before, now }: Edit): boolean {
  return makesRequests(before) !== makesRequests(now) || [before, now].some((facts) => forksWorkers(facts));
}

/** Always looked at. */
const ENVIRONMENTS = ['production', 'development'];
/** What the code says of these is not judged: tests run on other terms. */
const NOT_JUDGED: ReadonlySet<string> = new Set(['test', 'testing', 'ci', 'jest', 'e2e']);

/** Runs every program of a codebase in each environment and gives what Express will do. Throws nothing on what the files hold. */
export function buildWorkspace(input: WorkspaceInput): Workspace {
  return new WorkspaceBuilder(input).workspace();
}

class WorkspaceBuilder {
  readonly #input: WorkspaceInput;
  readonly #program: Program;
  readonly #graph: ImportGraph;
  readonly #reached = new Set<string>();
  readonly #clientFiles: ReadonlySet<string>;
  /** A workspace of the same files but for the code in one, as it was built, and that one. */
  readonly #earlier: (Built & Pick<Earlier, 'edited' | 'edit'>) | undefined;
  readonly #around: Surroundings;
  readonly #starts: Starts;
  readonly #places = new Places();

  constructor(input: WorkspaceInput) {
    this.#input = input;
    this.#clientFiles = new Set(input.clientFiles);
    const { root, earlier } = input;
    const built = earlier && /\.[cm]?[jt]sx?$/.test(earlier.edited) ? kept.get(earlier.workspace) : undefined;
    // Rarely an answer is read from code: of a configuration of pm2.
    this.#earlier = built && earlier && !built.around.hasRead(earlier.edited) ? { ...built, ...earlier } : undefined;
    this.#around = new Surroundings(input.files, root, this.#earlier?.around);
    const { files } = this.#around;
    this.#program = {
      factsOf: (file) => (file.endsWith('.json') ? undefined : input.factsOf(file)),
      resolve: (from, specifier) => this.#around.resolver.resolve(from, specifier),
      json: (file) => {
        const source = file.endsWith('.json') ? files.read(file) : undefined;
        if (!source || 'reason' in source) return undefined;
        try {
          return JSON.parse(source.text) as unknown;
        } catch {
          return undefined;
        }
      },
      list: (directory) => files.list(directory),
      keepsOrder: (file) => keepsOrder(files, file),
    };
    this.#graph = new ImportGraph(this.#program, this.#earlier);
    this.#starts = new Starts({ root, serverFiles: input.serverFiles, around: this.#around, graph: this.#graph });
  }

  workspace(): Workspace {
    const { root, serverOrigins, serverFiles } = this.#input;
    const worlds = [...this.#started()];
    // What another of them loads by a name that is put together is seen only once that one has run.
    for (const start of this.#starts.left(this.#reached)) if (!this.#reached.has(start.file)) worlds.push(...this.#byItself(start));
    for (const start of this.#starts.unseen(worlds)) worlds.push(...this.#byItself(start));
    const workspace = workspaceOf({
      root, serverOrigins, worlds,
      clients: ENVIRONMENTS.flatMap((environment) => this.#clients(environment)),
      envFiles: this.#envFilesOf(serverFiles),
      proxies: this.#proxies(worlds),
    });
    const isAlike = this.#earlier?.parts.size === this.#parts.size && [...this.#parts.values()].every((part) => part.isAlike);
    kept.set(workspace, { parts: this.#parts, around: this.#around, graph: this.#graph, isAlike });
    return workspace;
  }

  readonly #parts = new Map<string, Kept<readonly World[] | readonly ClientCall[]>>();

  /** A part of the workspace: as it was, where the one file that differs was not run for it. */
  #part<T extends readonly World[] | readonly ClientCall[]>(key: string, make: (on: Rests) => T, again?: (known: Rests) => Kept<T> | undefined): Kept<T> {
    const known = this.#earlier?.parts.get(key);
    const reusable = known !== undefined && this.#holds(known.on);
    const anew = (): Kept<T> => {
      const on: Rests = { files: new Set(), tables: [], ran: [] };
      return { made: make(on), on, isAlike: false };
    };
    // The key says what the part is: a part of one key is always of one type.
    const part = reusable ? { made: known.made as T, on: known.on, isAlike: true } : (known && again?.(known.on)) ?? anew();
    this.#parts.set(key, part);
    return part;
  }

  /** Whether the file that differs has no part in something. */
  #holds({ files, tables }: Rests): boolean {
    const edited = this.#earlier?.edited ?? '';
    if (files.has(edited)) return false;
    const source = tables.length > 0 ? this.#input.files.read(edited) : undefined;
    return source === undefined || (!('reason' in source) && tables.every(({ table, otherwise, found }) => found?.file !== edited && !makesTable(source.text, table, otherwise)));
  }

  /**
   * The worlds of what is started and leads to a file that matters. What a package starts is run as soon as all that it
   * leads to was read: a codebase of many packages is not held in memory as a whole.
   */
  #started(): readonly World[] {
    const made = new Map<Start, Kept<readonly World[]>>();
    for (const starts of this.#starts.byPackage()) {
      for (const start of starts) made.set(start, this.#worlds(start));
      this.#input.done?.();
    }
    return this.#starts.notLed([...made.keys()]).flatMap((start) => this.#counted(made.get(start)));
  }

  /** One world an environment; the code may name environments beyond the usual two. */
  #worlds(start: Start): Kept<readonly World[]> {
    return this.#part(`worlds ${JSON.stringify(start)}`, (rests) => this.#worldsAnew(start, rests), ({ ran }) => this.#worldsAgain(start, ran));
  }

  #byItself(start: Start): readonly World[] {
    const worlds = this.#counted(this.#worlds(start));
    this.#input.done?.();
    return worlds;
  }

  /** Worlds that count: from now on the files that were run for them are reached. */
  #counted(part: Kept<readonly World[]> | undefined): readonly World[] {
    for (const file of part?.on.files ?? []) this.#reached.add(file);
    return part?.made ?? [];
  }

  #worldsAnew(start: Start, on: Rests): World[] {
    const worlds: World[] = [];
    const environments = [...ENVIRONMENTS, ...(this.#input.environments ?? [])];
    // A program that nowhere asks for its environment does the same in each: it is run once.
    let everywhere: Ran | undefined;
    for (const environment of environments) {
      if (everywhere) {
        worlds.push({ ...everywhere.world, environment });
        everywhere.environments.push(environment);
        continue;
      }
      const finished = this.#run(start, environment);
      for (const file of finished.run.result.files) on.files.add(file);
      for (const name of finished.run.result.environments) if (!environments.includes(name) && !NOT_JUDGED.has(name)) environments.push(name);
      const { world, asks } = this.#worldOf(start, finished, environment, on);
      worlds.push(world);
      const ran = ranWith(finished, world, { environments: [environment], asks });
      if (start.started) on.ran.push(ran);
      if (!asks) everywhere = ran;
    }
    return worlds;
  }

  /**
   * The worlds after an edit that leaves most of a program as it was: what can't differ is not summarised again, and what
   * comes of it is compared. `undefined` where that is not enough.
   */
  #worldsAgain(start: Start, before: readonly Ran[]): Kept<readonly World[]> | undefined {
    const edit = this.#earlier?.edit;
    if (!edit || before.length === 0 || isLookedAtWhole(edit)) return undefined;
    const on: Rests = { files: new Set(), tables: [], ran: [] };
    let isAlike = true;
    for (const ran of before) {
      const handlers = restingOn(ran, edit);
      const [environment = ''] = ran.environments;
      const finished = this.#run(start, environment, handlers && ran.traces ? { handlers, traces: ran.traces } : undefined);
      const known = new Map(handlers && ran.world.handlers.filter(({ id }) => !handlers.has(id)).map((one) => [one.id, one]));
      const { world, asks } = this.#worldOf(start, finished, environment, on, known);
      const likeness = new Likeness(edit);
      const isSame = likeness.beside(ran.world, world);
      if ((asks && !ran.asks) || !namesTheSame(ran, finished) || (handlers && !(isSame && stillHold(ran, finished, world, edit)))) return undefined;
      isAlike &&= isSame && likeness.of(ran.world.handlers, world.handlers);
      for (const file of finished.run.result.files) on.files.add(file);
      on.ran.push(ranWith(finished, world, { ...ran, traces: handlers && ran.traces }));
    }
    return { made: on.ran.flatMap(({ world, environments }) => environments.map((environment) => (environment === world.environment ? world : { ...world, environment }))), on, isAlike };
  }

  #run(start: Start, environment: string, again?: Again): Finished {
    const finished = runProgram(this.#program, start.file, environment, { preloads: start.preloads, sweeps: !start.started, ...(again ? { again } : {}) });
    this.#input.ran?.();
    return finished;
  }

  /** The world of a run, and whether it would be another in another environment. */
  #worldOf({ preloads: _, ...entry }: Start, finished: Finished, environment: string, on: Rests, known?: WorldSources['known']): { readonly world: World; readonly asks: boolean } {
    const asks = { files: false };
    const world = worldOf({
      ...this.#building(finished, environment), finished, environment, entry, ...(known ? { known } : {}),
      variable: (file, name) => {
        asks.files ||= this.#around.envFilesFor(file).some(({ kind }) => kind !== 'all');
        return this.#variable(file, name, environment);
      },
      version: (file, name) => this.#around.versionFor(file, name),
      tableIn: (table, otherwise) => {
        const found = tableIn(this.#input.files, this.#input.root, table, otherwise);
        on.tables.push({ table, otherwise, found });
        return found;
      },
    });
    return { world, asks: asks.files || finished.run.asksEnvironment };
  }

  #building(finished: Finished, environment: string): Building {
    const handlers = new Set(finished.handlers);
    return {
      run: finished.run, places: this.#places,
      alive: finished.run.result.alive,
      variable: (file, name) => this.#variable(file, name, environment),
      handlerOf: (value) => {
        const id = finished.idOf(value);
        return handlers.has(id) ? id : undefined;
      },
    };
  }

  #variable(file: string, name: string, environment: string): readonly { readonly text: string; readonly at: Place }[] {
    return this.#around.envFilesFor(file).flatMap(({ kind, variables }) =>
      kind === 'all' || kind === environment ? variables.filter((one) => one.name === name).map(({ text, at }) => ({ text, at })) : []);
  }

  #proxies(worlds: readonly World[]): readonly Proxy[] {
    const directories = new Set(worlds.filter(({ sessions }) => sessions.length > 0).flatMap(({ entry }) => entry.package?.directory ?? []));
    return this.#around.proxiesNear([...directories]);
  }

  #envFilesOf(files: readonly string[]): readonly EnvFile[] {
    const found = new Map<string, EnvFile>();
    for (const file of [...files, ...this.#input.clientFiles]) for (const one of this.#around.envFilesFor(file)) found.set(one.file, one);
    return [...found.values()];
  }

  /** What browser code asks for: every client file that no server loads, in one run. */
  #clients(environment: string): readonly ClientCall[] {
    const code = this.#clientCode();
    if (code.length === 0) return [];
    return this.#part(`clients ${environment} ${code.join(' ')}`, (on) => this.#clientsAnew(environment, code, on)).made;
  }

  /** The files of pages that make requests, or import one that does. */
  #clientCode(): readonly string[] {
    const { clientFiles } = this.#input;
    const { files } = this.#around;
    const factsOf = (file: string): FileFacts | undefined => this.#program.factsOf(file);
    const own = clientFiles.filter((file) => !this.#reached.has(file) && this.#starts.isJudgedAlone(file) && !isOnServer(files, file, factsOf(file)));
    const asking = new Set(own.filter((file) => { const facts = factsOf(file); return facts && makesRequests(facts); }));
    return own.filter((file) => asking.has(file) || factsOf(file)?.imports.some((name) => {
      const resolution = this.#program.resolve(file, name);
      return resolution.kind === 'file' && asking.has(resolution.file);
    }));
  }

  #swept: Finished | undefined;

  #clientsAnew(environment: string, code: readonly string[], on: Rests): ClientCall[] {
    const { files } = this.#around;
    // As with servers: code that nowhere asks for its environment is run once.
    const finished = this.#swept?.run.asksEnvironment === false ? this.#swept : sweepAll(this.#program, code, environment);
    this.#swept = finished;
    for (const file of finished.run.result.files) on.files.add(file);
    const building: Building = { ...this.#building(finished, environment), isPage: true };
    return finished.run.result.clients.filter(({ at }) => this.#clientFiles.has(at.file) && !isOnServer(files, at.file, this.#program.factsOf(at.file))).map((call) => clientCall(building, call, environment, files));
  }
}

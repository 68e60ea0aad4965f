import { sourceOf } from './built.ts';
import { shellOf } from './commands.ts';
import { deploymentStarts, type Started } from './deployment.ts';
import type { Files } from './files.ts';
import { type Problem, propertiesOf, stringOf } from './json.ts';
import { moduleFile } from './module-file.ts';
import { type Package, packageAbove, packageAt } from './packages.ts';
import type { Processes } from './processes.ts';
import { isInside, nameOf, pathIn, resolvePath, upwards } from './paths.ts';
import { type Surroundings, surroundingsOf } from './start.ts';

/** A file that something starts as a program. */
export interface Entry {
  readonly file: string;
  /** In plain words: `npm start`, `Procfile: web`. */
  readonly how: string;
  /** Modules loaded before it: `dotenv/config`, or an absolute path. */
  readonly preloads: readonly string[];
  /** Env files that the command loads, absolute. */
  readonly envFiles: readonly string[];
  /** `NODE_ENV` where the command sets it. */
  readonly nodeEnv?: string;
  /** What shows that it runs as several processes, or as one that does not last. */
  readonly processes?: readonly Processes[];
  /** Names of the other variables that the command, or the file that it stands in, sets; absent where there are none. */
  readonly variables?: readonly string[];
}

/** What is started, and what can't be: a command that names a file which is not there. */
export interface Entries {
  readonly entries: readonly Entry[];
  readonly problems: readonly Problem[];
}

/** Scripts that start something other than the program. */
const NO_PROGRAM = /^(?:pre|post)?(?:test|lint|format|prettier|typecheck|type-check|coverage|prepare|prepublish\w*|install|version|storybook)(?:$|[:\-_.])|[:\-_.](?:test|lint|e2e)$/;
/** What is started in production comes first, then in development, then the rest. */
const FIRST = ['start', 'start:prod', 'start:production', 'prod', 'production', 'serve', 'server', 'start:dev', 'dev', 'develop', 'watch'];

/**
 * What starts a package's programs: the scripts of its package.json, deployment files, `bin`, where nothing
 * else starts anything `main`, and else a file of the usual name; also what scripts and deployment files above it, up to `root`, start inside it.
 * The same file is listed once for each way that differs in what is loaded, or in `NODE_ENV`. Throws nothing.
 */
export function entriesOf(files: Files, owner: Package, root?: string): readonly Entry[] {
  return startsOf(files, owner, root).entries;
}

/** The same with the commands that name a file which is not there. */
export function startsOf(files: Files, owner: Package, root: string = topOf(files, owner.directory)): Entries {
  const entries = new Map<string, Entry>();
  const problems: Problem[] = [];
  const add = ({ how, start }: Started, declaredIn: string): void => {
    const file = sourceOf(files, packageAbove(files, start.directory) ?? owner, start.target);
    if (file === undefined) {
      if (declaredIn === owner.directory) problems.push({ file: pathIn(owner.directory, 'package.json'), detail: `${how} runs ${start.target}, which is not there.` });
      return;
    }
    if (!isInside(file, owner.directory) || !/\.[cm]?[jt]sx?$|\/[^.]+$/.test(file)) return;
    const entry = entryOf(file, how, start);
    const key = JSON.stringify([file, entry.preloads, entry.envFiles, entry.nodeEnv]);
    const known = entries.get(key);
    const variables = [...new Set([...(known?.variables ?? []), ...(entry.variables ?? [])])];
    const processes = [...(known?.processes ?? []), ...(entry.processes ?? [])];
    entries.set(key, { ...(known ?? entry), ...(variables.length > 0 ? { variables } : {}), ...(processes.length > 0 ? { processes } : {}) });
  };

  for (const directory of upwards(owner.directory)) {
    if (directory !== owner.directory && !isInside(directory, root)) break;
    for (const started of declaredIn(files, directory, owner)) add(started, directory);
  }
  if (entries.size === 0) for (const started of mainOf(owner)) add(started, owner.directory);
  if (entries.size === 0) for (const started of usualOf(files, owner)) add(started, owner.directory);
  return { entries: [...entries.values()], problems };
}

function entryOf(file: string, how: string, { directory, preloads, envFiles, variables, processes }: Surroundings): Entry {
  const mode = variables.get('NODE_ENV');
  // `$NODE_ENV` and `%NODE_ENV%` are whatever the surroundings say.
  const nodeEnv = mode === undefined || mode === '' || /[$%]/.test(mode) ? {} : { nodeEnv: mode };
  const others = [...variables.keys()].filter(name => name !== 'NODE_ENV' && name !== 'NODE_OPTIONS');
  return { file, how, preloads: preloads.map(path => (path.startsWith('.') ? resolvePath(directory, path) : path)), envFiles: [...envFiles], ...nodeEnv, ...(others.length > 0 ? { variables: others } : {}), ...(processes ? { processes: [processes] } : {}) };
}

function declaredIn(files: Files, directory: string, owner: Package): Started[] {
  const here = packageAt(files, directory);
  const shell = shellOf(files, here ?? owner);
  const deployed = deploymentStarts(files, directory, shell);
  if (here === undefined) return deployed;
  const names = [...here.scripts.keys()].filter(name => !NO_PROGRAM.test(name)).sort((a, b) => rank(a) - rank(b));
  const scripted = names.flatMap(name => shell.script(name, [], surroundingsOf(directory)).map(start => ({ how: name === 'start' ? 'npm start' : `npm run ${name}`, start })));
  const usual = here.scripts.has('start') || files.kind(pathIn(directory, 'server.js')) !== 'file'
    ? []
    : [{ how: 'npm start', start: { ...surroundingsOf(directory), target: pathIn(directory, 'server.js') } }];
  return [...scripted, ...usual, ...deployed, ...binsOf(here)];
}

function rank(name: string): number {
  const at = FIRST.indexOf(name);
  return at < 0 ? FIRST.length : at;
}

function binsOf({ directory, manifest }: Package): Started[] {
  const bin = manifest['bin'];
  const paths = typeof bin === 'string' ? [bin] : Object.values(propertiesOf(bin));
  return paths.flatMap(path => (typeof path === 'string' ? [{ how: 'bin of package.json', start: { ...surroundingsOf(directory), target: resolvePath(directory, path) } }] : []));
}

function mainOf({ directory, manifest }: Package): Started[] {
  const main = stringOf(manifest['main']);
  return main === undefined ? [] : [{ how: 'main of package.json', start: { ...surroundingsOf(directory), target: resolvePath(directory, main) } }];
}

/** A program that is started by hand: nothing in the repository says so, but its name does. */
function usualOf(files: Files, { directory }: Package): Started[] {
  const names = ['', 'src/'].flatMap(at => ['server', 'index', 'app', 'main', 'bin/www'].map(name => at + name));
  const file = names.map(name => moduleFile(files, pathIn(directory, name), false)).find(found => found !== undefined);
  return file === undefined ? [] : [{ how: `${nameOf(file)}, by its name`, start: { ...surroundingsOf(directory), target: file } }];
}

/** The top of the repository, else the directory itself. */
function topOf(files: Files, directory: string): string {
  return [...upwards(directory)].find(above => files.kind(pathIn(above, '.git')) !== undefined) ?? directory;
}

import type { Files } from './files.ts';
import { keptFor, memoised } from './kept.ts';
import { moduleFile } from './module-file.ts';
import type { Package } from './packages.ts';
import { below, nameOf, pathIn, resolvePath } from './paths.ts';
import { argumentsOf, commandsOf, splitAssignments } from './shell.ts';
import { readTsconfig, type TsConfig, tsconfigsIn } from './tsconfig.ts';

/** Directories that builds write to by habit. Files in the last two are as often written by hand. */
const OUTPUTS: ReadonlySet<string> = new Set(['dist', 'out', 'build', 'lib']);
const BY_HAND_TOO: ReadonlySet<string> = new Set(['build', 'lib']);
/** Where the sources of such a directory are by habit. */
const SOURCES = ['src', 'source', 'server', 'app', ''];
const ENTRY_NAMES = ['index', 'main', 'server', 'app'];

/** A build's output directory and the directories its sources may be in. */
interface Output {
  readonly directory: string;
  readonly sources: readonly string[];
  /** Whether a configuration names it as output: then a file in it was never written by hand. */
  readonly declared: boolean;
}

/**
 * The source of a file that a package names (`dist/index.js`, `bin/www`, `.`): the file itself, or, where it is built,
 * what it is built from. `undefined` where neither is there. `typescript` prefers TypeScript where both are there;
 * left out, it follows from the package.
 */
export function sourceOf(files: Files, owner: Package, path: string, typescript = files.kind(pathIn(owner.directory, 'tsconfig.json')) === 'file'): string | undefined {
  for (const output of [...declaredOutputs(files, owner), ...guessedOutputs(files, owner, path)]) {
    const rest = below(path, output.directory);
    if (rest === undefined || output.directory === owner.directory) continue;
    const itself = moduleFile(files, path, typescript);
    if (itself !== undefined && !output.declared && BY_HAND_TOO.has(nameOf(output.directory))) return itself;
    const source = candidates(output, rest).map(candidate => moduleFile(files, candidate, typescript)).find(found => found !== undefined && found !== itself);
    const found = source ?? itself ?? bundled(files, owner, nameOf(rest));
    if (found !== undefined) return found;
  }
  return moduleFile(files, path, typescript);
}

function candidates(output: Output, rest: string): string[] {
  const parts = rest.split('/');
  const name = parts.pop() ?? '';
  // A monorepo's output mirrors `apps/api/src/main.ts` as `apps/api/main.js`.
  const withSrc = [...parts, 'src', name].join('/');
  return output.sources.flatMap(source => [pathIn(source, rest), pathIn(source, withSrc)]);
}

/** The outputs that tsconfig files and build scripts of the package name. */
function declaredOutputs(files: Files, owner: Package): readonly Output[] {
  return memoised(outputs(files), owner, () => {
    const { directory } = owner;
    const commands = buildCommands(owner);
    const transpiled = commands.flatMap(({ options, words }) => {
      const to = options.find(option => OUT_OPTIONS.has(option.name))?.value;
      return to === undefined ? [] : [{ directory: resolvePath(directory, to), sources: [...words.map(word => resolvePath(directory, word)), ...habitualSources(directory)], declared: true }];
    });
    // `tsc -p server/tsconfig.server.json`
    const projects = commands.flatMap(({ options }) => options.flatMap(({ name, value }) => (value !== undefined && PROJECT_OPTIONS.has(name) ? [resolvePath(directory, value)] : [])));
    const elsewhere = projects.flatMap(path => readTsconfig(files, files.kind(path) === 'directory' ? pathIn(path, 'tsconfig.json') : path) ?? []);
    return [...outputsOf([...tsconfigsIn(files, directory), ...elsewhere], directory), ...transpiled];
  });
}

const outputs = keptFor<Files, Map<Package, readonly Output[]>>(() => new Map());

function outputsOf(configs: readonly TsConfig[], directory: string): Output[] {
  return configs.flatMap(({ outDir, rootDir, covers }) =>
    outDir === undefined ? [] : [{ directory: outDir, sources: [...(rootDir === undefined ? [] : [rootDir]), ...covers, ...habitualSources(directory)], declared: true }]);
}

/** Every part of the path that is called like an output, with the sources beside it; `server/dist` has its own in `server`. */
function guessedOutputs(files: Files, owner: Package, path: string): Output[] {
  const parts = below(path, owner.directory)?.split('/') ?? [];
  return parts.flatMap((part, at) => {
    if (!OUTPUTS.has(part)) return [];
    const beside = resolvePath(owner.directory, parts.slice(0, at).join('/'));
    const compiled = beside === owner.directory ? [] : outputsOf(tsconfigsIn(files, beside), beside);
    return [...compiled, { directory: pathIn(beside, part), sources: habitualSources(beside), declared: false }];
  });
}

function habitualSources(directory: string): string[] {
  return SOURCES.map(name => (name === '' ? directory : pathIn(directory, name)));
}

const OUT_OPTIONS: ReadonlySet<string> = new Set(['-d', '--out-dir', '--outDir', '--outdir', '--dir', '-o', '--output']);
const PROJECT_OPTIONS: ReadonlySet<string> = new Set(['-p', '--project']);
const BUILD_OPTIONS: ReadonlySet<string> = new Set([...OUT_OPTIONS, '--outfile', '--out', '--entry', ...PROJECT_OPTIONS, '-c', '--config', '-x', '--extensions', '--presets', '--ignore', '--format', '-f', '--target', '--platform']);
const BUILDERS: ReadonlySet<string> = new Set(['babel', 'swc', 'esbuild', 'tsup', 'tsc', 'ncc', 'rollup', 'parcel', 'webpack', 'pkgroll', 'bun', 'microbundle']);

/** What the package's scripts build, as options and words. */
function buildCommands(owner: Package): ReturnType<typeof argumentsOf>[] {
  return [...owner.scripts.values()].flatMap(script => commandsOf(script).flatMap(command => {
    const { rest } = splitAssignments(command.filter(word => word !== 'npx' && word !== 'cross-env'));
    const [name = '', ...words] = rest;
    const isBuild = BUILDERS.has(name) && (name !== 'bun' || words[0] === 'build');
    return isBuild ? [argumentsOf(words.filter(word => word !== 'build'), BUILD_OPTIONS, false)] : [];
  }));
}

/** A bundle's source: what the scripts or the bundler's configuration build from, else a file of the usual name in `src`. */
function bundled(files: Files, owner: Package, name: string): string | undefined {
  const file = (path: string): string | undefined => moduleFile(files, resolvePath(owner.directory, path), true);
  const inputs = buildCommands(owner).flatMap(({ options, words }) => [...words, ...options.flatMap(option => (option.name === '--entry' ? option.value ?? [] : []))]);
  const configured = files.list(owner.directory).filter(config => /^(?:webpack|rollup|tsup|vite|esbuild|rspack)[\w.-]*\.[cm]?[jt]s$/.test(config)).flatMap(config => {
    const source = files.read(pathIn(owner.directory, config));
    return 'reason' in source ? [] : [...source.text.matchAll(/\b(?:entry|entryPoints|input)\s*:\s*(?:[[{]\s*)?(?:[\w'"-]+\s*:\s*)?\[?\s*['"](\.?[\w./-]+\.[cm]?[jt]sx?)['"]/g)].map(found => found[1] ?? '');
  });
  const stem = stemOf(name);
  const usual = [stem, ...ENTRY_NAMES].flatMap(entry => ['src', 'server', '.'].map(directory => `${directory}/${entry}`));
  const built = [...inputs, ...configured].flatMap(input => file(input) ?? []);
  return built.find(found => stemOf(found) === stem) ?? built[0] ?? usual.map(file).find(found => found !== undefined);
}

function stemOf(path: string): string {
  return nameOf(path).replace(/\.[^.]*$/, '');
}

import { propertiesOf, readJson, stringMapOf, stringOf } from './json.ts';
import { pathIn, resolvePath } from './paths.ts';
import { pm2Starts } from './pm2.ts';
import { pm2Processes } from './processes.ts';
import { type Arguments, argumentsOf, commandsOf, lineOf } from './shell.ts';
import { type Runner, type Shell, type Start, type Surroundings, withEnvFile, withVariables } from './start.ts';
import { workspacesOf } from './workspaces.ts';

const NODE_OPTIONS: ReadonlySet<string> = new Set([
  '-r', '--require', '--import', '--loader', '--experimental-loader', '-C', '--conditions', '--env-file', '--env-file-if-exists', '--watch-path', '--title', '--icu-data-dir', '--openssl-config',
]);
const REQUIRES: ReadonlySet<string> = new Set(['-r', '--require', '--import']);
const ENV_FILES: ReadonlySet<string> = new Set(['--env-file', '--env-file-if-exists']);
const NO_PROGRAM: ReadonlySet<string> = new Set(['-e', '--eval', '-p', '--print', '--test', '-v', '--version', '-h', '--help', '--check']);

/** What options of node, and of those that pass them on, load before the program. */
function loaded({ options }: Arguments, around: Surroundings): Surroundings {
  let here = around;
  for (const { name, value } of options) {
    if (value === undefined) continue;
    if (REQUIRES.has(name)) here = { ...here, preloads: [...here.preloads, value] };
    else if (ENV_FILES.has(name)) here = withEnvFile(here, value);
  }
  return here;
}

function started(target: string, around: Surroundings): Start[] {
  const fromOptions = loaded(argumentsOf(commandsOf(around.variables.get('NODE_OPTIONS') ?? '')[0] ?? [], NODE_OPTIONS, true), around);
  return [{ ...fromOptions, target: resolvePath(around.directory, target) }];
}

/** `node`, and runners whose options are like its own. `subcommands` may stand before the script. */
function script(valued: readonly string[], subcommands: readonly string[] = [], noProgram = NO_PROGRAM): Runner {
  const all = new Set([...NODE_OPTIONS, ...valued]);
  return (words, around, shell) => {
    const given = argumentsOf(subcommands.includes(words[0] ?? '') ? words.slice(1) : words, all, true);
    if (given.options.some(option => noProgram.has(option.name))) return [];
    const [target] = given.words;
    if (target === undefined) {
      // `node --run name` runs a script of package.json.
      const named = given.options.find(option => option.name === '--run')?.value;
      return named === undefined ? [] : shell.script(named, [], around);
    }
    // `node node_modules/.bin/nodemon app.js`
    return target.includes('node_modules/') ? shell.command(given.words, loaded(given, around)) : started(target, loaded(given, around));
  };
}

/** nodemon and its like: a script, or a command that runs it. With neither, package.json's `main`, then its start script. */
const nodemon: Runner = (words, around, shell) => {
  const given = argumentsOf(words, new Set([...REQUIRES, ...ENV_FILES, '-e', '--ext', '-w', '--watch', '-i', '--ignore', '-x', '--exec', '--config', '-d', '--delay', '-s', '--signal']), false);
  const settings = { ...propertiesOf(shell.owner.manifest['nodemonConfig']), ...propertiesOf(readJson(shell.files, pathIn(around.directory, given.options.find(option => option.name === '--config')?.value ?? 'nodemon.json'))?.value) };
  const inside = withVariables(loaded(given, around), [...stringMapOf(settings['env']), ...around.variables]);
  const execute = given.options.find(option => option.name === '-x' || option.name === '--exec')?.value ?? stringOf(settings['exec']);
  const target = given.words[0] ?? stringOf(settings['script']);
  if (execute !== undefined) return shell.run(target === undefined ? execute : `${execute} ${lineOf([target])}`, inside);
  if (target !== undefined) return started(target, inside);
  const main = stringOf(shell.owner.manifest['main']);
  if (main !== undefined) return started(main, inside);
  return shell.owner.scripts.has('start') ? shell.script('start', [], inside) : started('index.js', inside);
};

/** Runs the words after its own options as a command. */
function wrapper(valued: readonly string[] = [], envFileOptions: readonly string[] = [], subcommand?: string): Runner {
  const all = new Set([...valued, ...envFileOptions]);
  return (words, around, shell) => {
    const given = argumentsOf(words[0] === subcommand ? words.slice(1) : words, all, true);
    const inside = given.options.filter(option => envFileOptions.includes(option.name)).reduce((here, { value }) => (value === undefined ? here : withEnvFile(here, value)), around);
    // `dotenv -v NAME=value -- node app.js`, and the assignments of cross-env
    return shell.command(given.words, inside);
  };
}

/** `env-cmd -f .env.prod node app.js`; before its version 9, `env-cmd .env.prod node app.js`. */
const envCmd: Runner = (words, around, shell) => {
  const [first = '', ...rest] = words;
  if (/(?:^|[./])env(?:$|[.-])/.test(first)) return shell.command(rest, withEnvFile(around, first));
  return wrapper(['-e', '--environments', '-r', '--rc-file'], ['-f', '--file'])(words, around, shell);
};

/** With more stars than this nobody names a script, and each takes as long again to compare. */
const MOST_STARS = 10;

/** Scripts by name or by a pattern with `*`. */
function scripts(pattern: string, words: readonly string[], around: Surroundings, shell: Shell): Start[] {
  if (!pattern.includes('*')) return shell.script(pattern, words, around);
  if (pattern.split('*').length > MOST_STARS) return [];
  const wanted = new RegExp(`^${pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replace(/\*+/g, stars => (stars.length > 1 ? '.*' : '[^:]*'))}$`);
  return [...shell.owner.scripts.keys()].filter(name => wanted.test(name)).flatMap(name => shell.script(name, words, around));
}

/** `concurrently "npm:dev:*" "node app.js"`: every word is a command. */
const concurrently: Runner = (words, around, shell) => {
  const valued = new Set(['-n', '--names', '-c', '--prefix-colors', '-p', '--prefix', '-m', '--max-processes', '-l', '--prefix-length', '-t', '--timestamp-format', '-s', '--success', '--restart-tries', '--restart-after', '--hide', '--kill-signal', '--name-separator', '--default-input-target', '--cwd']);
  return argumentsOf(words, valued, false).words.flatMap(word => {
    const named = /^(?:npm|yarn|pnpm|bun|node):(\S+)(?:\s+(.*))?$/.exec(word);
    return named === null ? shell.run(word, around) : scripts(named[1] ?? '', commandsOf(named[2] ?? '')[0] ?? [], around, shell);
  });
};

/** npm-run-all and its like: every word names scripts. */
const runAll: Runner = (words, around, shell) =>
  argumentsOf(words, new Set(['--max-parallel', '--npm-path', '--label']), false).words.flatMap(word => {
    const [name = '', ...rest] = commandsOf(word)[0] ?? [];
    return scripts(name, rest.filter(one => one !== '--'), around, shell);
  });

const RUN_WORDS: ReadonlySet<string> = new Set(['run', 'run-script', 'rum', 'urn']);
const EXEC_WORDS: ReadonlySet<string> = new Set(['exec', 'x', 'dlx']);
/** Options that make a package manager act in another directory, or in another package by its name. */
const DIRECTORY_OPTIONS: ReadonlySet<string> = new Set(['--prefix', '-C', '--dir', '--cwd']);
const PACKAGE_OPTIONS: ReadonlySet<string> = new Set(['-w', '--workspace', '-F', '--filter']);
/** These run a script in every package; each package has its own scripts looked at. */
const EVERYWHERE: ReadonlySet<string> = new Set(['-r', '--recursive', '--workspaces', '-ws']);

/** npm, yarn, pnpm, bun: a script of the package, or a command. */
const packageManager: Runner = (words, around, shell) => {
  const given = argumentsOf(words, new Set([...DIRECTORY_OPTIONS, ...PACKAGE_OPTIONS]), true);
  if (given.options.some(option => EVERYWHERE.has(option.name)) || given.words[0] === 'workspaces') return [];
  let [first = '', ...rest] = given.words;
  let directory: string | undefined = around.directory;
  if (first === 'workspace') {
    const [name = '', next = '', ...more] = rest;
    directory = namedPackage(name, around, shell);
    [first, rest] = [next, more];
  }
  // npm takes options behind the script's name as its own, up to a double dash.
  const own = argumentsOf(rest.slice(0, rest.includes('--') ? rest.indexOf('--') : undefined), new Set([...DIRECTORY_OPTIONS, ...PACKAGE_OPTIONS]), false);
  for (const { name, value } of [...given.options, ...own.options]) {
    if (value !== undefined && DIRECTORY_OPTIONS.has(name)) directory = resolvePath(around.directory, value);
    if (value !== undefined && PACKAGE_OPTIONS.has(name)) directory = namedPackage(value, around, shell);
  }
  return directory === undefined ? [] : managed(first, rest, { ...around, directory }, shell.at(directory));
};

function managed(first: string, rest: readonly string[], around: Surroundings, shell: Shell): Start[] {
  if (EXEC_WORDS.has(first)) return shell.command(argumentsOf(rest, new Set(['-c', '-p', '--package']), true).words, around);
  const named = RUN_WORDS.has(first) ? argumentsOf(rest, new Set([...DIRECTORY_OPTIONS, ...PACKAGE_OPTIONS]), true).words : [first, ...rest];
  const [name = '', ...more] = named;
  const dashes = more.indexOf('--');
  if (shell.owner.scripts.has(name)) return shell.script(name, dashes < 0 ? more.filter(word => !word.startsWith('-')) : more.slice(dashes + 1), around);
  // What npm does without a start script.
  if (name === 'start') return started('server.js', around);
  // `yarn nodemon app.js`, `bun run app.ts`
  return RUNNERS.has(name) ? shell.command(named, around) : /\.[cm]?[jt]sx?$/.test(name) ? started(name, around) : [];
}

/** The directory of a package that a command names, by name or by path. */
function namedPackage(name: string, around: Surroundings, shell: Shell): string | undefined {
  const path = resolvePath(around.directory, name);
  return workspacesOf(shell.files, around.directory)?.packages.get(name)?.directory ?? (shell.files.kind(pathIn(path, 'package.json')) === 'file' ? path : undefined);
}

const bun: Runner = (words, around, shell) => {
  const given = argumentsOf(words, NODE_OPTIONS, true);
  return packageManager(given.words, loaded(given, around), shell);
};

/** `nest start [project]`: nest-cli.json names the file; `src/main` where it says nothing. */
const nest: Runner = (words, around, shell) => {
  if (words[0] !== 'start') return [];
  const given = argumentsOf(words.slice(1), new Set(['-p', '--path', '-c', '--config', '-e', '--exec', '--sourceRoot', '--entryFile', '-b', '--builder', '--env-file']), true);
  const settings = propertiesOf(readJson(shell.files, pathIn(around.directory, 'nest-cli.json'))?.value);
  const project = propertiesOf(propertiesOf(settings['projects'])[given.words[0] ?? '']);
  const setting = (name: 'sourceRoot' | 'entryFile', usual: string): string =>
    given.options.find(option => option.name === `--${name}`)?.value ?? stringOf(project[name]) ?? stringOf(settings[name]) ?? usual;
  return started(`${setting('sourceRoot', 'src')}/${setting('entryFile', 'main').replace(/\.js$/, '')}`, loaded(given, around));
};

/** `sh -c "…"`, `bash start.sh` */
const shellProgram: Runner = (words, around, shell) => {
  const given = argumentsOf(words, new Set(['-c', '-lc', '-ec']), true);
  const line = given.options.find(option => option.name.endsWith('c'))?.value;
  if (line !== undefined) return shell.run(line, around);
  const [file] = given.words;
  return file === undefined ? [] : shell.file(resolvePath(around.directory, file), around);
};

/** Compilers that run a command once they are done. */
const onSuccess: Runner = (words, around, shell) => {
  const wanted = ['--onSuccess', '--onFirstSuccess', '--on-success', '--exec'];
  return argumentsOf(words, new Set(wanted), false).options.flatMap(({ name, value }) => (wanted.includes(name) && value !== undefined ? shell.run(value, around) : []));
};

/** gulp and grunt start the program from a file of code, by a `script:` option of their nodemon plug-in. */
function taskFile(names: RegExp): Runner {
  return (_words, around, shell) => shell.files.list(around.directory).filter(name => names.test(name)).flatMap(name => {
    const source = shell.files.read(pathIn(around.directory, name));
    const found = 'reason' in source ? null : /\bscript\s*:\s*['"`]([\w./-]+)['"`]/.exec(source.text);
    return found === null ? [] : started(found[1] ?? '', around);
  });
}

/** `forever start app.js`, `pm2 start ecosystem.config.js --env production`, `pm2 start npm -- start` */
const pm2: Runner = (words, around, shell) => {
  const given = argumentsOf(words, new Set(['-i', '--instances', '-n', '--name', '--interpreter', '-l', '--log', '-o', '--output', '-e', '--error', '--env', '--cwd', '--max-memory-restart', '--node-args', '--interpreter-args', '--watch-delay', '--ignore-watch', '-c', '--cron', '--only', '-m', '--uid', '-u', '--sourceDir', '--workingDir', '--restart-delay', '--log-date-format']), false);
  const targets = given.words[0] !== undefined && /^(?:start|restart|reload|startOrRestart|startOrReload|gracefulReload)$/.test(given.words[0]) ? given.words.slice(1) : given.words;
  const [target, ...rest] = targets;
  if (target === undefined) return [];
  const nodeArguments = given.options.find(option => option.name === '--node-args')?.value;
  const manifest = shell.files.read(pathIn(shell.owner.directory, 'package.json'));
  const instances = given.options.find(option => option.name === '-i' || option.name === '--instances')?.value;
  const processes = instances === undefined || 'reason' in manifest ? undefined : pm2Processes(manifest, instances, /(?:\s-i|--instances)[\s=]+[\w-]+/);
  const here = processes ? { ...around, processes } : around;
  const inside = nodeArguments === undefined ? here : loaded(argumentsOf(commandsOf(nodeArguments)[0] ?? [], NODE_OPTIONS, false), here);
  if (/\.(?:json|ya?ml)$|\.config\.[cm]?js$/.test(target)) return pm2Starts(resolvePath(around.directory, target), given.options.find(option => option.name === '--env')?.value, inside, shell);
  if (target.includes(' ')) return shell.run(target, inside);
  return RUNNERS.has(target) ? shell.command([target, ...rest], inside) : started(target, inside);
};

const node = script([], ['inspect', 'debug']);
const tsNode = script(['-P', '--project', '-O', '--compiler-options', '-C', '--compiler', '-I', '--ignore-diagnostics', '--cwd', '--ignore', '--watch', '--tsconfig', '--notify', '--debounce', '--interval'], ['watch']);
const babelNode = script(['-b', '--presets', '--plugins', '-x', '--extensions', '--config-file', '--env-name', '-w', '--only', '--ignore'], [], new Set(['-e', '--eval', '-p', '--print']));

/** Every command that is known to start programs. */
export const RUNNERS: ReadonlyMap<string, Runner> = new Map<string, Runner>([
  ...['node', 'nodejs', 'electron', 'node-dev', 'supervisor', 'iojs'].map(name => [name, node] as const),
  ...['ts-node', 'ts-node-dev', 'tsnd', 'ts-node-esm', 'tsx', 'esno', 'esmo', 'esr', 'swc-node', 'vite-node', 'jiti', 'sucrase-node'].map(name => [name, tsNode] as const),
  ...['babel-node', 'babel-watch'].map(name => [name, babelNode] as const),
  ['nodemon', nodemon], ['bun', bun], ['nest', nest],
  ...['npm', 'yarn', 'pnpm'].map(name => [name, packageManager] as const),
  ...['npx', 'pnpx', 'bunx'].map(name => [name, wrapper(['-p', '--package', '-c'])] as const),
  ...['cross-env', 'cross-env-shell', 'env', 'exec', 'time', 'nohup', 'sudo'].map(name => [name, wrapper()] as const),
  ['dotenv', wrapper(['-v', '-p'], ['-e', '-c'])], ['dotenvx', wrapper(['-e', '--env'], ['-f', '--env-file'], 'run')], ['env-cmd', envCmd],
  ['concurrently', concurrently],
  ...['npm-run-all', 'npm-run-all2', 'run-s', 'run-p', 'run-z'].map(name => [name, runAll] as const),
  ...['pm2', 'pm2-runtime', 'pm2-dev', 'pm2-docker', 'forever'].map(name => [name, pm2] as const),
  ...['sh', 'bash', 'ash', 'dash', 'zsh'].map(name => [name, shellProgram] as const),
  ...['tsc-watch', 'tsup', 'tsdown'].map(name => [name, onSuccess] as const),
  ['gulp', taskFile(/^gulpfile\b.*\.[cm]?[jt]s$/i)], ['grunt', taskFile(/^gruntfile\b.*\.[cm]?[jt]s$/i)],
]);

import type { Files } from './files.ts';
import { type Package, packageAbove } from './packages.ts';
import { nameOf, resolvePath } from './paths.ts';
import { RUNNERS } from './runners.ts';
import { commandsOf, lineOf, splitAssignments } from './shell.ts';
import { type Runner, type Shell, type Surroundings, withVariables } from './start.ts';

/** Commands that name programs without running them here. */
const NO_RUNNERS: ReadonlySet<string> = new Set([
  'echo', 'printf', 'kill', 'killall', 'pkill', 'docker', 'docker-compose', 'podman', 'ssh', 'scp', 'rsync', 'git', 'rm', 'rimraf', 'cp', 'cpx', 'copyfiles',
  'mv', 'mkdir', 'which', 'type', 'cat', 'tar', 'zip', 'eslint', 'prettier', 'jest', 'vitest', 'mocha', 'ava', 'tap', 'playwright', 'cypress', 'tsc', 'babel', 'webpack', 'vite', 'rollup',
]);

/**
 * Reads the commands of a package: what do they start? `open` names the scripts and files being read, against those
 * that call themselves. Throws nothing.
 */
export function shellOf(files: Files, owner: Package, open: readonly string[] = []): Shell {
  const within = (name: string): Shell | undefined => (open.includes(name) ? undefined : shellOf(files, owner, [...open, name]));
  const shell: Shell = {
    files,
    owner,
    run(line, around) {
      let here = around;
      return commandsOf(line).flatMap(words => {
        const moved = movedBy(words, here);
        if (moved === undefined) return shell.command(words, here);
        here = moved;
        return [];
      });
    },
    command(words, around) {
      const { variables, rest } = splitAssignments(words);
      const [name, ...more] = rest;
      if (name === undefined) return [];
      const inside = withVariables(around, variables);
      const runner = runnerOf(name);
      if (runner !== undefined) return runner(more, inside, shell);
      if (/\.(?:sh|bash)$/.test(name)) return shell.file(resolvePath(inside.directory, name), inside);
      if (NO_RUNNERS.has(name)) return [];
      // Some other wrapper (`dumb-init node app.js`, `wait-for db -- npm start`).
      const inner = more.findIndex(word => runnerOf(word) !== undefined);
      return inner < 0 ? [] : shell.command(more.slice(inner), inside);
    },
    script(name, words, around) {
      const line = owner.scripts.get(name);
      const inside = line === undefined ? undefined : within(`${owner.directory}: ${name}`);
      if (line === undefined || inside === undefined) return [];
      return inside.run(words.length === 0 ? line : `${line} ${lineOf(words)}`, { ...around, directory: owner.directory });
    },
    file(path, around) {
      const source = files.read(path);
      return 'reason' in source ? [] : within(path)?.run(source.text, around) ?? [];
    },
    at(directory) {
      const other = packageAbove(files, directory) ?? owner;
      return other === owner ? shell : shellOf(files, other, open);
    },
  };
  return shell;
}

/** Where a line goes on after `cd`, `export` or `set`, or after assignments alone; `undefined` for other commands. */
function movedBy(words: readonly string[], around: Surroundings): Surroundings | undefined {
  const [name = '', ...rest] = words;
  if (name === 'cd' || name === 'pushd') {
    const target = rest.find(word => word.toLowerCase() !== '/d');
    return target === undefined ? around : { ...around, directory: resolvePath(around.directory, target) };
  }
  const isSetting = /^(?:export|set)$/i.test(name);
  const { variables, rest: others } = splitAssignments(isSetting ? rest : words);
  return isSetting || others.length === 0 ? withVariables(around, variables) : undefined;
}

function runnerOf(word: string): Runner | undefined {
  const path = word.replaceAll('\\', '/');
  const bare = nameOf(path).replace(/\.(?:cmd|exe)$/, '');
  // `./node_modules/.bin/nodemon`, `/usr/local/bin/node`, `node_modules/nodemon/bin/nodemon.js`
  if (path === word && !path.includes('/')) return RUNNERS.get(bare);
  return /(?:^|\/)(?:\.?bin)\/[\w.-]+$/.test(path) ? RUNNERS.get(bare.replace(/\.js$/, '')) : undefined;
}

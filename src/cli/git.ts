import { pathIn, toPosix } from '../source/paths.ts';
import { CannotRun } from './io.ts';

/** The largest answer of git that is taken, in bytes: the name of every file of a very large repository. */
const ANSWER_LIMIT = 256 * 1024 * 1024;

/** What a commit made now would hold, where it differs from the disk. Paths are absolute, with forward slashes. */
export interface Index {
  /** Files that the commit adds or changes. */
  readonly staged: readonly string[];
  /** The text of each file that the disk has otherwise, or not at all. */
  readonly texts: ReadonlyMap<string, string>;
  /** Files on the disk that git does not know, and is not told to ignore. */
  readonly untracked: ReadonlySet<string>;
}

/** The git repository that a directory is in. */
export class Repository {
  readonly #root: string;

  /** @throws CannotRun where git is not installed, or the directory is in no repository */
  constructor(directory: string) {
    this.#root = toPosix(git(directory, ['rev-parse', '--show-toplevel']).trimEnd());
  }

  /**
   * Files that differ from what a revision holds, those that git does not know yet included; deleted ones are not.
   *
   * @param revision a commit, a branch, `HEAD~3`, `main...`
   * @throws CannotRun where there is no such revision
   */
  changedSince(revision: string): readonly string[] {
    // Nothing that begins with a hyphen reaches git as an option.
    const [from = revision, to] = revision.split('...');
    const unknown = `git knows no revision '${revision}'.`;
    const base = to === undefined ? revision : git(this.#root, ['merge-base', '--end-of-options', from, to === '' ? 'HEAD' : to], unknown).trimEnd();
    const commit = git(this.#root, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${base}^{commit}`], unknown).trimEnd();
    return [...new Set([...this.#names(['diff', '--name-only', '-z', '--no-renames', '--diff-filter=d', commit, '--']), ...this.#untracked()])].sort();
  }

  /** What is staged, and how that differs from the disk. */
  index(): Index {
    const differing = this.#names(['diff', '--name-only', '-z', '--no-renames', '--diff-filter=ACMRTD', '--ignore-submodules', '--']);
    const known = new Set(this.#names(['ls-files', '-z', '--cached']));
    return {
      staged: this.#names(['diff', '--cached', '--name-only', '-z', '--no-renames', '--diff-filter=d', '--ignore-submodules', '--']),
      texts: new Map(differing.filter(file => known.has(file)).map(file => [file, git(this.#root, ['show', `:./${file.slice(this.#root.length + 1)}`])])),
      untracked: new Set(this.#untracked()),
    };
  }

  #untracked(): readonly string[] {
    return this.#names(['ls-files', '-z', '--others', '--exclude-standard']);
  }

  /** The paths that a command lists, one after each NUL. */
  #names(command: readonly string[]): readonly string[] {
    return git(this.#root, command).split('\0').filter(name => name !== '').map(name => pathIn(this.#root, name));
  }
}

/** Runs git and gives what it says. `otherwise` is what to tell where it fails; else its own last word. */
function git(directory: string, command: readonly string[], otherwise?: string): string {
  // Loading it takes 7 ms, and most runs don't ask git.
  const { execFileSync } = process.getBuiltinModule('node:child_process');
  try {
    // What git says is to be understood here, whatever the user's language.
    return execFileSync('git', command, { cwd: directory, env: { ...process.env, LC_ALL: 'C' }, encoding: 'utf8', maxBuffer: ANSWER_LIMIT, stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') throw new CannotRun('git is not installed. It is needed to see what has changed.');
    const said = saidBy(error);
    if (said.startsWith('not a git repository')) throw new CannotRun('There is no git repository here. It is needed to see what has changed.');
    throw new CannotRun(otherwise ?? `git ${command[0] ?? ''} failed: ${said}`);
  }
}

function saidBy(error: unknown): string {
  const text = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : String(error);
  return (text.split('\n')[0] ?? '').replace(/^fatal: /, '');
}

import { execFileSync } from 'node:child_process';
import { serverIn } from '../eslint/app.ts';

/** A git repository with the server of `serverIn` committed in it, and whatever else is given. */
export function repositoryWith(files: Readonly<Record<string, string>> = {}): string {
  const root = serverIn(files);
  git(root, 'init', '-q');
  git(root, 'add', '.');
  commit(root);
  return root;
}

/** Commits what is staged. */
export function commit(root: string): void {
  git(root, '-c', 'user.name=ann', '-c', 'user.email=ann@example.com', '-c', 'commit.gpgsign=false', 'commit', '-q', '--no-verify', '-m', 'as it is');
}

/** Runs git and gives what it says. */
export function git(root: string, ...args: readonly string[]): string {
  return execFileSync('git', args, { cwd: root, encoding: 'utf8' });
}

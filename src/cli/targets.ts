import { accessSync, constants } from 'node:fs';
import { isDeclared, workspaceRoot } from '../engine/root.ts';
import { diskFiles } from '../source/disk.ts';
import type { Files } from '../source/files.ts';
import { globFiles } from '../source/glob.ts';
import { packageAt } from '../source/packages.ts';
import { isInside, parentOf, pathIn, resolvePath, toPosix } from '../source/paths.ts';
import type { Diagnostic } from '../engine/diagnostic.ts';
import { involves } from '../eslint/findings.ts';
import { Repository, type Index } from './git.ts';
import { CannotRun, reasonOf } from './io.ts';
import type { LintRequest } from './options.ts';

/** What was asked about in one workspace. All paths are absolute, with forward slashes. */
export interface Target {
  readonly root: string;
  /** Everything that stands inside is reported. */
  readonly directories: readonly string[];
  /** Everything that these cause or take part in is reported, wherever it stands. */
  readonly files: ReadonlySet<string>;
}

/**
 * Finds what the arguments of the command name, by workspace.
 *
 * @param paths files, directories or patterns, relative to `cwd`
 * @throws CannotRun where an argument names nothing
 */
export function targetsOf(paths: readonly string[], cwd: string): readonly Target[] {
  const disk = diskFiles();
  const here = toPosix(cwd);
  const targets = new Map<string, { directories: string[]; files: Set<string> }>();
  const at = (root: string): { directories: string[]; files: Set<string> } => {
    const known = targets.get(root) ?? { directories: [], files: new Set() };
    targets.set(root, known);
    return known;
  };
  for (const path of paths) {
    const absolute = resolvePath(here, toPosix(path));
    const kind = disk.kind(absolute);
    if (kind === 'directory' && path !== '') {
      readable(absolute, path);
      for (const root of rootsFor(disk, absolute)) at(root).directories.push(isInside(root, absolute) ? root : absolute);
      continue;
    }
    // A pattern may lead out of the current directory, or begin with it.
    const files = kind === 'file' ? [absolute] : globFiles(disk, here, [toPosix(path)], { ignore: ['**/node_modules/**'] }).map(name => resolvePath(here, name));
    if (files.length === 0) throw new CannotRun(`'${path}' matches no file and no directory.${/^[a-z]+$/.test(path) ? ' Commands are inspect, explain and init.' : ''}`);
    for (const file of files) {
      const directory = parentOf(file) ?? here;
      at(workspaceRoot(disk, directory) ?? (isInside(file, here) ? here : directory)).files.add(file);
    }
  }
  return [...targets].map(([root, target]) => ({ root, ...target }));
}

/** @throws CannotRun where a directory's names can't be read */
function readable(directory: string, path: string): void {
  try {
    accessSync(directory, constants.R_OK | constants.X_OK);
  } catch (error) {
    throw new CannotRun(`'${path}' can't be read: ${reasonOf(error)}.`);
  }
}

/** What a run looks at. */
export interface Selection {
  readonly targets: readonly Target[];
  /** What is looked at instead of the disk. */
  readonly index?: Index;
}

/**
 * Finds what a run looks at: all that the arguments name, or what of it has changed.
 *
 * @throws CannotRun where an argument names nothing, or git can't tell what has changed
 */
export function selected({ paths, changed }: Pick<LintRequest, 'paths' | 'changed'>, cwd: string): Selection {
  const named = targetsOf(paths, cwd);
  if (changed === undefined) return { targets: named };
  const repository = new Repository(cwd);
  const index = changed === 'staged' ? repository.index() : undefined;
  const files = changed === 'staged' ? index?.staged ?? [] : repository.changedSince(changed.since);
  const targets = named.flatMap(target => {
    const own = files.filter(file => isInDirectories(target, file) || target.files.has(file));
    return own.length === 0 ? [] : [{ root: target.root, directories: [], files: new Set(own) }];
  });
  return { targets, ...(index === undefined ? {} : { index }) };
}

/**
 * The workspace of a directory; where it is none and holds repositories, theirs. A package that is named by itself
 * and that no workspace declares is a workspace of its own: an example in somebody's repository is not about the rest.
 */
function rootsFor(disk: Files, directory: string): readonly string[] {
  if (packageAt(disk, directory) && !isDeclared(disk, directory)) return [directory];
  const root = workspaceRoot(disk, directory);
  if (root !== undefined) return [root];
  const repositories = disk.list(directory).map(name => pathIn(directory, name)).filter(path => disk.kind(pathIn(path, '.git')) !== undefined);
  return repositories.length > 0 ? repositories : [directory];
}

/** Whether a target asks about a diagnostic. */
export function asksAbout(target: Target, diagnostic: Diagnostic): boolean {
  return isInDirectories(target, diagnostic.at.file) || involves(diagnostic, target.files);
}

/** Whether all that stands in a file is asked about. */
export function isInDirectories({ directories }: Target, file: string): boolean {
  return directories.some(directory => isInside(file, directory));
}

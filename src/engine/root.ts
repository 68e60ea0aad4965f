import { homedir } from 'node:os';
import type { Files } from '../source/files.ts';
import { packageAbove, packageAt } from '../source/packages.ts';
import { pathIn, toPosix, upwards } from '../source/paths.ts';

/**
 * The workspace a directory belongs to: the topmost directory above it (or itself) that is a repository or
 * declares workspaces; else the one with the nearest package.json. The home directory and the root of the disk are none.
 *
 * @returns `undefined` where nothing above says so
 */
export function workspaceRoot(files: Files, directory: string): string | undefined {
  const home = toPosix(homedir());
  const above = [...upwards(directory)].filter(one => one === directory || (one !== home && [...upwards(one)].length > 1));
  return above.findLast(one => isWorkspace(files, one)) ?? packageAbove(files, directory)?.directory;
}

/** Whether some directory above (or this one) declares workspaces. */
export function isDeclared(files: Files, directory: string): boolean {
  return [...upwards(directory)].some(one => declaresWorkspaces(files, one));
}

function isWorkspace(files: Files, directory: string): boolean {
  return files.kind(pathIn(directory, '.git')) !== undefined || declaresWorkspaces(files, directory);
}

function declaresWorkspaces(files: Files, directory: string): boolean {
  return files.kind(pathIn(directory, 'pnpm-workspace.yaml')) === 'file' || packageAt(files, directory)?.manifest['workspaces'] !== undefined;
}

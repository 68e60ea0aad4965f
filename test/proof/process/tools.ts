import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Programs the proof drives, and the Debian package each comes with. */
const packages = {
  chromium: 'chromium',
  nginx: 'nginx',
  'redis-server': 'redis-server',
  openssl: 'openssl',
} as const;

/** A program that the proof can't do without. */
export type Tool = keyof typeof packages;

/** A program is not installed. The message names the package to install. */
export class MissingTool extends Error {
  readonly tool: Tool;

  constructor(tool: Tool) {
    super(`${tool} is not installed: apt-get install ${packages[tool]}`);
    this.tool = tool;
  }
}

/**
 * The path of a program.
 *
 * @throws {MissingTool} where it is not installed.
 */
export function toolPath(tool: Tool): string {
  // Debian puts servers where a user's PATH may not look.
  const directories = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin'];
  const found = directories.map((directory) => join(directory, tool)).find(isExecutable);
  if (found === undefined) throw new MissingTool(tool);
  return found;
}

/** Whether a missing program fails the run (in CI) or only leaves out what needs it. */
export function missingToolFails(): boolean {
  const ci = process.env['CI'];
  return ci !== undefined && ci !== '' && ci !== '0' && ci !== 'false';
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

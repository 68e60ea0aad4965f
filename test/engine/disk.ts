import { mkdirSync, mkdtempSync, realpathSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from 'vitest';
import { toPosix } from '../../src/source/paths.ts';

const made: string[] = [];
afterAll(() => { for (const directory of made.splice(0)) rmSync(directory, { recursive: true, force: true }); });

/** A directory of its own with these files in it, gone after the test file. The path has forward slashes. */
export function directoryWith(files: Readonly<Record<string, string>>): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'session-lint-')));
  made.push(root);
  for (const [name, text] of Object.entries(files)) write(root, name, text);
  return toPosix(root);
}

/** Writes a file, as of an hour ago unless told otherwise: its stamp can be relied on at once. */
export function write(root: string, name: string, text: string, hoursAgo = 1): void {
  const file = join(root, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  const time = new Date(Date.now() - hoursAgo * 3_600_000);
  utimesSync(file, time, time);
}

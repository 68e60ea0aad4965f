import type { Unreadable } from './files.ts';
import { nameOf } from './paths.ts';

/** Source text beyond this many bytes was not written by hand. */
export const SIZE_LIMIT = 2 * 1024 * 1024;
/** Lock files of large repositories run to several megabytes, and are read only where node_modules is missing. */
const LOCK_FILE_LIMIT = 32 * 1024 * 1024;
const LOCK_FILES: ReadonlySet<string> = new Set(['package-lock.json', 'npm-shrinkwrap.json', 'yarn.lock', 'pnpm-lock.yaml', 'bun.lock']);

/** Why a file of so many bytes is not read, if it is not: on the disk, in an editor or in memory. */
export function tooLarge(file: string, bytes: number): Unreadable | undefined {
  const limit = LOCK_FILES.has(nameOf(file)) ? LOCK_FILE_LIMIT : SIZE_LIMIT;
  if (bytes <= limit) return undefined;
  return { file, reason: 'too large', detail: `It has ${megabytes(bytes).toFixed(1)} MB; files over ${megabytes(limit)} MB are not read.` };
}

function megabytes(bytes: number): number {
  return bytes / 1024 / 1024;
}

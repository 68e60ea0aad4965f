import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Writes a file whole or not at all: a draft beside it takes its place. A link is followed, permissions are kept,
 * missing directories are made. What is no file, like `/dev/stdout`, is written to as it is.
 *
 * @throws what the file system throws; the file is then as it was, and the draft gone
 */
export function writeWhole(path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true });
  const present = statSync(path, { throwIfNoEntry: false });
  if (present !== undefined && !present.isFile()) {
    writeFileSync(path, content);
    return;
  }
  const file = present === undefined ? path : realpathSync(path);
  const draft = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`;
  try {
    writeFileSync(draft, content, { flag: 'wx' });
    if (present !== undefined) chmodSync(draft, present.mode);
    renameSync(draft, file);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}

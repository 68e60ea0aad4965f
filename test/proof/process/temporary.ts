import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endOrderly } from './signals.ts';

const made = new Set<string>();

/** An empty directory of this run's own; whatever is not removed before is removed when this process ends. */
export function temporaryDirectory(name: string): string {
  const directory = mkdtempSync(join(tmpdir(), `proof-${name}-`));
  made.add(directory);
  return directory;
}

/** Removes such a directory, with all it holds. */
export function removeDirectory(directory: string): void {
  made.delete(directory);
  // A program that was just ended may still be writing.
  rmSync(directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
}

function removeAll(): void {
  for (const directory of [...made]) {
    try {
      removeDirectory(directory);
    } catch {
      // It is the system's to clear now.
    }
  }
}

process.once('exit', removeAll);
endOrderly();

import { mkdirSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Plan } from '../generate/plan.ts';

/** Where the older versions are installed, by the packages' names. */
export const older: Readonly<Record<string, string>> = { 'express': 'express-4', 'express-session': 'express-session-1.17' };

/** Lays the repository's packages below a directory, so that programs in `homeOf` it find the versions they ask for. */
export function layPackages(root: string): void {
  symlinkSync(resolve('node_modules'), join(root, 'node_modules'));
  const packages = join(root, 'older', 'node_modules');
  mkdirSync(packages, { recursive: true });
  for (const [name, installed] of Object.entries(older)) symlinkSync(resolve('node_modules', installed), join(packages, name));
}

/** The directory below which programs of a plan find their packages. */
export function homeOf({ versions }: Plan, root: string): string {
  return versions === 'older' ? join(root, 'older') : root;
}

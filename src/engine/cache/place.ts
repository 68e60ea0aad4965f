import { createHash } from 'node:crypto';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Files } from '../../source/files.ts';
import { pathIn, upwards } from '../../source/paths.ts';
import { PRODUCT } from '../product.ts';

/**
 * Where the caches of a workspace lie: in the nearest `node_modules/.cache`, as other tools' do, else in the
 * user's own cache directory. A workspace has a name there that no other has.
 */
export function cacheDirectory(files: Files, root: string): string {
  const name = createHash('sha1').update(root).digest('hex').slice(0, 12);
  for (const directory of upwards(root)) {
    const modules = pathIn(directory, 'node_modules');
    if (files.kind(modules) === 'directory') return join(modules, '.cache', PRODUCT.name, name);
  }
  return join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), PRODUCT.name, name);
}

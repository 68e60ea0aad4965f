import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Published } from './packages.ts';

/** A package as it was published, unpacked: its own files alone, nothing installed, no script run. */
export interface Unpacked {
  readonly published: Published;
  /** Absolute. */
  readonly directory: string;
}

/**
 * Fetches packages from the registry, those that npm has in its cache from there.
 *
 * @param packages each a version of its own
 * @param into an absolute, empty directory
 * @throws where npm has no such version or tar can't unpack it; what they say goes to stderr
 */
export function fetchPackages(packages: readonly Published[], into: string): Unpacked[] {
  const npm = ['pack', ...packages.map(({ spec }) => spec), '--silent', '--ignore-scripts', '--prefer-offline', '--pack-destination', into];
  // npm names the tarballs in the order they were asked for.
  const tarballs = execFileSync('npm', npm, { cwd: into, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }).trim().split('\n');
  return packages.map((published, index) => {
    const directory = join(into, String(index));
    mkdirSync(directory);
    // Tarballs differ in the name of their only directory.
    execFileSync('tar', ['-xzf', tarballs[index] ?? '', '-C', directory, '--strip-components=1'], { cwd: into, stdio: ['ignore', 'ignore', 'inherit'] });
    const { name, version } = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')) as { name: string; version: string };
    if (`${name}@${version}` !== published.spec) throw new Error(`npm fetched ${name}@${version} in place of ${published.spec}`);
    return { published, directory };
  });
}

// Installs the tools of package.json beside this file, and session-lint as it would be published.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const here = import.meta.dirname;
const root = join(here, '../..');
const packed = mkdtempSync(join(tmpdir(), 'session-lint-pack-'));
const npm = (directory, ...args) => execFileSync('npm', [...args, '--no-audit', '--no-fund', '--loglevel=error'], { cwd: directory, stdio: ['ignore', 'ignore', 'inherit'] });

try {
  npm(root, 'pack', '--pack-destination', packed);
  // The scripts of packages are not needed; peers of parsers that lag behind ESLint would stop the installation.
  // There is no lock file: some of these tools have a package for each system, and not every registry has them all.
  npm(here, 'install', '--no-save', '--no-package-lock', '--ignore-scripts', '--legacy-peer-deps', ...readdirSync(packed).map(name => join(packed, name)));
} finally {
  rmSync(packed, { recursive: true, force: true });
}

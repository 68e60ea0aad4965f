import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { say } from '../proof/process/say.ts';
import { removeDirectory, temporaryDirectory } from '../proof/process/temporary.ts';
import { fetchPackages } from './fetch.ts';
import { findingsOf } from './findings.ts';
import { packages } from './packages.ts';

// npm run ecosystem [-- --write]: lints published packages and compares what is found with findings.txt, or writes it anew.
const given = process.argv.slice(2);
const unknown = given.filter((word) => word !== '--write');
if (unknown.length > 0) throw new RangeError(`--write is all that can be said, not ${unknown.join(' ')}`);

const started = performance.now();
const kept = resolve('test/ecosystem/findings.txt');
const directory = temporaryDirectory('ecosystem');
try {
  const found = fetchPackages(packages, directory).map(findingsOf).join('\n');
  const same = existsSync(kept) && readFileSync(kept, 'utf8') === found;
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  if (given.includes('--write')) {
    writeFileSync(kept, found);
    say(`ecosystem: ${packages.length} packages, ${same ? 'nothing changed' : 'findings.txt written anew'}, ${seconds} s`);
  } else if (same) {
    say(`ecosystem: ${packages.length} packages, findings as they were, ${seconds} s`);
  } else {
    const now = join(directory, 'findings.txt');
    writeFileSync(now, found);
    spawnSync('git', ['--no-pager', 'diff', '--no-index', '--unified=2', '--', existsSync(kept) ? kept : '/dev/null', now], { stdio: ['ignore', 'inherit', 'inherit'] });
    say(`ecosystem: findings differ from test/ecosystem/findings.txt, ${seconds} s. Where each change is meant: npm run ecosystem -- --write`);
    process.exitCode = 1;
  }
} finally {
  removeDirectory(directory);
}

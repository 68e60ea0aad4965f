import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { say } from './process/say.ts';

// npm run prove:ci: all proofs, bounded so that two cores are done in under six minutes. The seeds are fixed: what fails
// here fails again at the desk. A program that is not installed fails the run.
const parts: readonly (readonly [name: string, ...given: string[]])[] = [
  ['prove-fixtures'],
  ['prove-browser', '--rules', '--count', '25', '--seed', 'ci'],
  ['prove', '--count', '1000', '--seed', 'ci', '--agreement', '99', '--repaired', '95'],
];

const started = performance.now();
const failed: string[] = [];
for (const [name, ...given] of parts) {
  const from = performance.now();
  say(`\n$ ${[name, ...given].join(' ')}`);
  const file = fileURLToPath(new URL(`./${name}.js`, import.meta.url));
  const child = spawn(process.execPath, ['--enable-source-maps', file, ...given], { stdio: 'inherit', env: { ...process.env, CI: '1' } });
  const [code] = await once(child, 'exit') as [number | null];
  if (code !== 0) failed.push(name);
  say(`${name}: ${code === 0 ? 'as it should be' : 'not as it should be'}, ${((performance.now() - from) / 1000).toFixed(0)} s`);
}
say(`\nproof: ${failed.length === 0 ? 'everything as it should be' : `not as it should be: ${failed.join(', ')}`}, ${((performance.now() - started) / 1000).toFixed(0)} s`);
if (failed.length > 0) process.exitCode = 1;

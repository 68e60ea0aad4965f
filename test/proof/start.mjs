// @ts-check
// node test/proof/start.mjs prove|prove-browser|prove-fixtures|prove-ci [options]: bundles the proof and the linter as
// they stand now, each run for itself, so that a run is not disturbed by what is edited meanwhile; then starts it.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const cache = resolve(here, '../../node_modules/.cache');
mkdirSync(cache, { recursive: true });
const outdir = mkdtempSync(join(cache, 'proof-'));
process.once('exit', () => rmSync(outdir, { recursive: true, force: true }));

const starts = ['prove', 'prove-browser', 'prove-fixtures', 'prove-ci'];
const [name = '', ...given] = process.argv.slice(2);
if (!starts.includes(name)) throw new RangeError(`one of ${starts.join(', ')} is to be started`);

await build({
  entryPoints: Object.fromEntries([...starts.map((start) => [start, `${start}.ts`]), ['worker', 'differential/worker.ts'], ['host-worker', 'differential/host-worker.ts']]
    .map(([out, path]) => [out, join(here, path ?? '')])),
  outdir, bundle: true, splitting: true, format: 'esm', platform: 'node', target: 'node20', packages: 'external', sourcemap: true, logLevel: 'warning',
});
process.setSourceMapsEnabled(true);
const entry = join(outdir, `${name}.js`);
process.argv = [process.argv[0] ?? '', entry, ...given];
await import(pathToFileURL(entry).href);

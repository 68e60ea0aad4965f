// @ts-check
// npm run fuzz -- [options]: bundles the fuzzer and the linter as they stand now, and starts them.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const cache = resolve(here, '../../node_modules/.cache');
mkdirSync(cache, { recursive: true });
const outdir = mkdtempSync(join(cache, 'fuzz-'));
process.once('exit', () => rmSync(outdir, { recursive: true, force: true }));

await build({
  entryPoints: ['fuzz', 'worker'].map((name) => join(here, `${name}.ts`)),
  outdir, bundle: true, splitting: true, format: 'esm', platform: 'node', target: 'node20', packages: 'external', sourcemap: true, logLevel: 'warning',
});
const entry = join(outdir, 'fuzz.js');
process.argv = [process.argv[0] ?? '', entry, ...process.argv.slice(2)];
await import(pathToFileURL(entry).href);

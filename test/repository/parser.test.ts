import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import fg from 'fast-glob';
import { ts } from 'ts-morph';
import { expect, it } from 'vitest';
import { parserOnly } from '../../esbuild.parser.js';
import { readerWith, type TS } from '../../src/facts/extract.ts';
import { scriptOf } from '../../src/facts/script.ts';

it('the parser of the published package reads every fixture as the whole compiler does', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'session-lint-parser-'));
  try {
    const outfile = join(directory, 'ts-morph.cjs');
    await build({ entryPoints: ['ts-morph'], outfile, bundle: true, platform: 'node', format: 'cjs', plugins: [parserOnly], logLevel: 'silent' });
    const readers = [ts as unknown as TS, (createRequire(import.meta.url)(outfile) as { readonly ts: TS }).ts].map(compiler => readerWith(compiler));
    const files = fg.sync('{fixtures,src,rules}/**/*.{js,cjs,mjs,jsx,ts,cts,mts,tsx,vue,svelte}');
    expect(files.length).toBeGreaterThan(1000);
    for (const file of files) {
      const script = scriptOf(file, readFileSync(file, 'utf8'));
      if (script.language === 'none') continue;
      const [whole, parser] = readers.map(read => read(script));
      expect(parser, file).toEqual(whole);
    }
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}, 60_000);

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

/** A name `await` is what the parser reads flags of nodes for that it otherwise leaves out. */
const AWAITS = [
  "import './a'; await open(); const b = await f(await g()); for (const c of await h()) c(); class K { static x = await 1 }",
  "import './a'; call({ key: [`${await x}`] }, () => 1); if (a) { await (y) } export const z = (await w).v;",
  "import './a'; function f() { await(x); return await; } const g = () => { await z; }; f(await(a), function () { await b });",
  "import './a'; const { await: a } = b; b.await(c); label: { await\n(d) } } await e; {",
  "await (a); await b; export {};",
  'const await = 1; await(2);',
];

it('the parser of the published package reads every fixture as the whole compiler does', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'session-lint-parser-'));
  try {
    const outfile = join(directory, 'ts-morph.cjs');
    await build({ entryPoints: ['ts-morph'], outfile, bundle: true, platform: 'node', format: 'cjs', plugins: [parserOnly], logLevel: 'silent' });
    const readers = [ts as unknown as TS, (createRequire(import.meta.url)(outfile) as { readonly ts: TS }).ts].map(compiler => readerWith(compiler));
    const files = fg.sync('{fixtures,src,rules}/**/*.{js,cjs,mjs,jsx,ts,cts,mts,tsx,vue,svelte}');
    expect(files.length).toBeGreaterThan(1000);
    const texts = files.map(file => [file, readFileSync(file, 'utf8')] as const);
    for (const [file, text] of [...AWAITS.map((text, at) => [`await-${at}.${at % 2 === 0 ? 'ts' : 'js'}`, text] as const), ...texts]) {
      const script = scriptOf(file, text);
      if (script.language === 'none') continue;
      const [whole, parser] = readers.map(read => read(script));
      expect(parser, file).toEqual(whole);
    }
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}, 60_000);

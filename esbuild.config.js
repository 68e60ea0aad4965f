// @ts-check
// node esbuild.config.js: makes the code of the published package in `dist`, with all that it needs but ESLint.
import { createHash } from 'node:crypto';
import { chmodSync, copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build } from 'esbuild';
import { parserOnly } from './esbuild.parser.js';

/** Large, and not needed in every run: each becomes a file of its own that is loaded where it is first asked for. */
const LAZY = ['ts-morph', 'yaml', 'tldts', 'semver'];
const CHUNKS = 'dist/chunks';

/**
 * All is written in ASCII: V8 reads a text that has but one other character as UTF-16, which takes it longer.
 * @type {import('esbuild').BuildOptions}
 */
const common = { bundle: true, mainFields: ['module', 'main'], platform: 'node', target: 'node20.19', minifySyntax: true, minifyWhitespace: true, legalComments: 'none', metafile: true, logLevel: 'warning' };

/**
 * Leads `createRequire(import.meta.url)('yaml')` to the file of that package. Code that both entries share lies in `CHUNKS`, as those files do.
 * @type {import('esbuild').Plugin}
 */
const lazily = {
  name: 'lazily',
  setup({ onLoad }) {
    const call = new RegExp(`createRequire\\(import\\.meta\\.url\\)\\('(${LAZY.join('|')})'\\)`, 'g');
    onLoad({ filter: /[\\/]src[\\/].*\.ts$/ }, ({ path }) => ({ contents: readFileSync(path, 'utf8').replace(call, `createRequire(import.meta.url)('./$1.cjs')`), loader: 'ts' }));
  },
};

const results = await Promise.all([
  build({
    ...common,
    entryPoints: ['src/eslint/plugin.ts', 'src/cli/main.ts', 'src/cli/inspect/inspection.ts'],
    outdir: 'dist', outbase: 'src', chunkNames: 'chunks/[name]-[hash]',
    format: 'esm', splitting: true, external: ['eslint'], plugins: [lazily],
    // Packages in CommonJS ask for Node's modules.
    banner: { js: `import { createRequire as bundledRequire } from 'node:module'; const require = bundledRequire(import.meta.url);` },
  }),
  // A thread that helps for a part of a second is to be there at once: one small file, in CommonJS.
  build({ ...common, entryPoints: ['src/engine/search/helper.ts'], outdir: CHUNKS, outExtension: { '.js': '.cjs' }, format: 'cjs' }),
  ...LAZY.map(name => build({ ...common, entryPoints: { [name]: name }, outdir: CHUNKS, outExtension: { '.js': '.cjs' }, format: 'cjs', plugins: [parserOnly] })),
]);
chmodSync('dist/cli/main.js', 0o755);
copyFileSync('src/cli/inspect/inspection.schema.json', 'dist/inspection.schema.json');
writeFileSync('dist/LICENSES.txt', licences(results.flatMap(({ metafile }) => Object.keys(metafile.inputs))));
writeFileSync(join(CHUNKS, 'build'), digest());

/** The licences of the packages whose code the files hold. @param {readonly string[]} inputs */
function licences(inputs) {
  const packages = new Set(inputs.map(path => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0]).filter(directory => directory !== undefined));
  // The parser comes with ts-morph; its own licence lies beside its text.
  for (const name of ['ts-morph', '@ts-morph/common', 'typescript']) packages.add(`node_modules/${name}`);
  return [...packages].sort().map(directory => {
    const { name, version, license } = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'));
    const file = readdirSync(directory).find(entry => /^licen[cs]e/i.test(entry));
    return `${name} ${version} (${license})\n\n${file === undefined ? '' : readFileSync(join(directory, file), 'utf8').trim()}\n`;
  }).join(`\n${'-'.repeat(80)}\n\n`);
}

/** Names the code: what is kept between two runs holds for one build only. */
function digest() {
  const hash = createHash('sha1');
  const files = readdirSync('dist', { recursive: true, encoding: 'utf8' }).filter(name => /\.c?js$/.test(name));
  for (const name of files.sort()) hash.update(basename(name)).update(readFileSync(join('dist', name)));
  return hash.digest('hex');
}

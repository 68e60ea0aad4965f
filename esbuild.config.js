// @ts-check
// node esbuild.config.js: makes the code of the published package in `dist`, with all that it needs but ESLint.
import { createHash } from 'node:crypto';
import { chmodSync, copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { build, transform } from 'esbuild';
import wabt from 'wabt';
import { parserOnly } from './esbuild.parser.js';

/** Large, and not needed in every run: each becomes a file of its own that is loaded where it is first asked for. */
const LAZY = ['ts-morph', 'yaml', 'tldts', 'semver'];
const CHUNKS = 'dist/chunks';

/** What can be asked for from outside. */
const ENTRIES = ['src/cli/main.ts', 'src/eslint/plugin.ts', 'src/cli/inspect/inspection.ts'];

/**
 * All is written in ASCII: V8 reads a text that has but one other character as UTF-16, which takes it longer.
 * @type {import('esbuild').BuildOptions}
 */
const common = { platform: 'node', target: 'node20.19', minifySyntax: true, minifyWhitespace: true, legalComments: 'none', logLevel: 'warning' };
/** @type {import('esbuild').BuildOptions & { metafile: true }} */
const bundled = { ...common, bundle: true, mainFields: ['module', 'main'], metafile: true, outdir: CHUNKS, outExtension: { '.js': '.cjs' } };

/** @satisfies {import('esbuild').CommonOptions} */
const commonJs = { format: 'cjs', supported: { 'dynamic-import': false }, define: { 'import.meta.url': 'moduleUrl' } };
const AS_MODULE = '"use strict"; const moduleUrl = require("node:url").pathToFileURL(__filename).href;';
/** What a file exports is found as values by those that ask for it all the time, and not by a getter of a getter. */
const AS_VALUES = 'module.exports = { ...module.exports };';

/**
 * Leads `createRequire(import.meta.url)('yaml')` to the file of that package, and all to the one `loader.cjs`.
 * @type {import('esbuild').Plugin}
 */
const beside = {
  name: 'beside',
  setup({ onLoad, onResolve }) {
    const call = new RegExp(`createRequire\\(import\\.meta\\.url\\)\\('(${LAZY.join('|')})'\\)`, 'g');
    onLoad({ filter: /[\\/]src[\\/].*\.ts$/ }, ({ path }) => ({ contents: readFileSync(path, 'utf8').replace(call, `require('./$1.cjs')`), loader: 'ts' }));
    onResolve({ filter: new RegExp(`^\\./(?:${LAZY.join('|')})\\.cjs$`) }, ({ path }) => ({ path, external: true }));
    onResolve({ filter: /\/loader\.ts$/ }, () => ({ path: './loader.cjs', external: true }));
  },
};

const [shared, ...others] = await Promise.all([
  // Code that entries share is in files of its own; esbuild tells it apart in ES modules alone.
  build({ ...bundled, entryPoints: ENTRIES, entryNames: '[name]', chunkNames: '[name]-[hash]', format: 'esm', splitting: true, external: ['eslint'], plugins: [beside], write: false }),
  build({ ...bundled, ...commonJs, entryPoints: ['src/engine/loader.ts'], banner: { js: AS_MODULE } }),
  // A thread that helps for a part of a second is to be there at once: one small file.
  build({ ...bundled, ...commonJs, entryPoints: ['src/engine/search/helper.ts'], banner: { js: AS_MODULE } }),
  ...LAZY.map(name => build({ ...bundled, entryPoints: { [name]: name }, format: 'cjs', plugins: [parserOnly] })),
]);
for (const { path, text } of shared.outputFiles) {
  const { code } = await transform(text, { ...common, ...commonJs, banner: AS_MODULE, footer: AS_VALUES });
  writeFileSync(path, code);
}
for (const { entryPoint, exports } of Object.values(shared.metafile.outputs)) if (ENTRIES.includes(entryPoint ?? '')) writeEntry(entryPoint ?? '', exports);
copyFileSync('src/cli/inspect/inspection.schema.json', 'dist/inspection.schema.json');
writeFileSync('dist/LICENSES.txt', licences([shared, ...others].flatMap(({ metafile }) => Object.keys(metafile.inputs))));
writeFileSync(join(CHUNKS, 'finder.wasm'), await compiled('src/source/finder.wat'));
writeFileSync(join(CHUNKS, 'build'), digest());

/**
 * Writes the file by which the package is entered: where its types say that it lies. The command is CommonJS, as Node is ready
 * sooner for that; what is imported is an ES module.
 * @param {string} source @param {readonly string[]} exported
 */
function writeEntry(source, exported) {
  const isCommand = exported.length === 0;
  const file = source.replace('src/', 'dist/').replace('.ts', isCommand ? '.cjs' : '.js');
  const code = JSON.stringify(relative(dirname(file), join(CHUNKS, 'loader.cjs')));
  const loaded = `require(${code}).load(${JSON.stringify(basename(source).replace('.ts', '.cjs'))})`;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, isCommand ? `#!/usr/bin/env node\n${loaded};\n` : [
    `import { createRequire } from 'node:module';`,
    `const require = createRequire(import.meta.url);`,
    `const loaded = ${loaded};`,
    ...exported.map((name, at) => `const export${at} = loaded[${JSON.stringify(name)}];`),
    `export { ${exported.map((name, at) => `export${at} as ${JSON.stringify(name)}`).join(', ')} };\n`,
  ].join('\n'));
  if (isCommand) chmodSync(file, 0o755);
}

/** A text of WebAssembly as its code. @param {string} file */
async function compiled(file) {
  const { parseWat } = await wabt();
  return parseWat(file, readFileSync(file), { simd: true }).toBinary({}).buffer;
}

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

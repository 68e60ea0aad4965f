// @ts-check
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const FACTS = join(dirname(fileURLToPath(import.meta.url)), 'src/facts');

/**
 * Makes of ts-morph what the published package needs of it: the parser of the TypeScript compiler that it carries.
 * Measured with Node 20: loading all of ts-morph takes 370 ms of a processor's time and 65 MB, the parser alone 17 ms
 * and 2 MB. The compiler is one flat list of functions in the order of its source files (@ts-morph/common 0.28,
 * dist/typescript.js), and no file up to the parser needs a later one to parse; so the later ones are left out,
 * and of the others esbuild keeps what is reachable. test/repository/parser.test.ts holds it to the whole.
 *
 * @type {import('esbuild').Plugin}
 */
export const parserOnly = {
  name: 'parser-only',
  setup(build) {
    build.onResolve({ filter: /^ts-morph$/ }, () => ({ path: 'ts-morph', namespace: 'parser-only' }));
    build.onLoad({ filter: /.*/, namespace: 'parser-only' }, () => ({ contents: parser(), loader: 'js' }));
  },
};

function parser() {
  const text = readFileSync(compilerFile(), 'utf8');
  const exported = textBetween(text, '__export(typescript_exports, {', '\n});');
  const files = text.split(/^(?=\/\/ src\/\S+\.ts$)/m).slice(1);
  const last = files.findIndex(file => file.startsWith('// src/compiler/parser.ts\n'));
  const start = files[0] ?? '';
  if (last === -1 || !start.includes(exported)) throw new Error(`${compilerFile()} is not laid out as it was`);
  // The first file is the list of what the compiler exports, and what stands between it and the second the helpers of its bundler.
  const needed = files.slice(1, last + 1).filter(file => !file.startsWith('// src/compiler/sys.ts\n'));
  return [HELPERS, ...needed.map(withoutTable).map(forReading), NODES, `export const ts = { ${members(exported).join(', ')} };`].join('\n');
}

/**
 * Makes of each line of the table of messages a name of its own, so that what is not reachable is left out: of 2,130 messages
 * the parser has 145. The table was two fifths of the parser's text.
 * @param {string} file
 */
function withoutTable(file) {
  const names = file.replace(/\bDiagnostics\.(\w+)/g, 'Diagnostics_$1');
  if (!file.startsWith('// src/compiler/diagnosticInformationMap.generated.ts\n')) return names;
  return names.replace('var Diagnostics = {', '').replace(/^  (\w+): (diag\([^]*?\)),?\n(?=  \w+: diag\(|};)/gm, 'var Diagnostics_$1 = /* @__PURE__ */ $2;\n').replace(/^};$/m, '');
}

/** Stands in for the bundler's helper, and for the disk, which the parser doesn't need. */
const HELPERS = `
var __export = (target, all) => { for (const name in all) Object.defineProperty(target, name, { get: all[name], enumerable: true }); };
var sys;
`;

/**
 * A node as it is parsed: what the binder, the checker and the emitter keep with it is left out, a seventh of all that reading allocates.
 * A name's text, which the compiler's public types promise, is given to it by the language service.
 */
const NODES = `
class SyntaxNode {
  constructor(kind, pos, end) {
    this.pos = pos;
    this.end = end;
    this.kind = kind;
    this.flags = 0;
    this.transformFlags = 0;
  }
}
class Name {
  constructor(kind, pos, end) {
    this.pos = pos;
    this.end = end;
    this.kind = kind;
    this.flags = 0;
    this.transformFlags = 0;
  }
  get text() { return idText(this); }
}
Object.assign(objectAllocator, {
  getNodeConstructor: () => SyntaxNode, getTokenConstructor: () => SyntaxNode, getSourceFileConstructor: () => SyntaxNode,
  getIdentifierConstructor: () => Name, getPrivateIdentifierConstructor: () => Name,
});
`;

/** What a new node has no value for as long as nobody but the parser has seen it. */
const LATER = ['emitNode', 'endFlowNode', 'flowNode', 'jsDoc', 'localSymbol', 'locals', 'nextContainer', 'returnFlowNode', 'symbol'];

/**
 * What only costs time where a text is parsed once and never emitted, by file: what stands there, and what is put in its place.
 * Of the flags that tell what emitting would have to transform, the parser reads one: that a name `await` is inside. It is a
 * name's at first and handed on to the nodes around it, which are made later: none has it before the first such name.
 * @type {Readonly<Record<string, readonly (readonly [now: string, then: string])[]>>}
 */
const CHANGES = {
  'factory/nodeFactory.ts': [
    ['  if (node.escapedText === "await") {\n', '  if (node.escapedText === "await") {\n      mayAwait = true;\n'],
    ['function propagateChildFlags(child) {\n  if (!child)', 'var mayAwait = false;\nfunction propagateChildFlags(child) {\n  if (!mayAwait || !child)'],
    ['  for (const child of children) {\n    subtreeFlags |=', '  if (mayAwait) for (const child of children) {\n    subtreeFlags |='],
  ],
  'parser.ts': [
    ['    identifierCount = 0;\n', '    identifierCount = 0;\n    mayAwait = false;\n'],
    // To set the length of an array takes V8 long, and it is done each time that the parser looks ahead.
    ['        parseDiagnostics.length = saveParseDiagnosticsLength;', '        if (parseDiagnostics.length !== saveParseDiagnosticsLength) parseDiagnostics.length = saveParseDiagnosticsLength;'],
  ],
};

/**
 * Leaves out of a file what reading needs nothing of. Throws where it is not written as it was.
 * @param {string} file
 */
function forReading(file) {
  const name = /^\/\/ src\/compiler\/(\S+)/.exec(file)?.[1] ?? '';
  const changed = (CHANGES[name] ?? []).reduce((text, [now, then]) => {
    if (text.split(now).length !== 2) throw new Error(`The compiler's ${name} is not written as it was: ${now.trim()}`);
    return text.replace(now, then);
  }, file);
  if (name !== 'factory/nodeFactory.ts') return changed;
  return LATER.reduce((text, property) => {
    const now = `node.${property} = void 0;`;
    if (!text.includes(now)) throw new Error(`The compiler's ${name} is not written as it was: ${now}`);
    return text.replaceAll(now, ';');
  }, changed);
}

/**
 * What `src/facts` names of the compiler's values.
 * @param {string} exported a line `name: () => declaration` for each
 */
function members(exported) {
  const declared = new Map([...exported.matchAll(/(\w+): \(\) => (\w+)/g)].map(([, name, declaration]) => [name, declaration]));
  const sources = readdirSync(FACTS, { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.ts')).map(name => readFileSync(join(FACTS, name), 'utf8'));
  const used = new Set(sources.flatMap(source => [...source.matchAll(/\bts\.(\w+)/g)].map(([, name]) => name)));
  return [...used].filter(name => declared.has(name)).sort().map(name => `${name}: ${declared.get(name)}`);
}

/** @param {string} text @param {string} start @param {string} end */
function textBetween(text, start, end) {
  const from = text.indexOf(start) + start.length;
  return text.slice(from, text.indexOf(end, from));
}

function compilerFile() {
  const require = createRequire(import.meta.url);
  return join(dirname(createRequire(require.resolve('ts-morph')).resolve('@ts-morph/common')), 'typescript.js');
}

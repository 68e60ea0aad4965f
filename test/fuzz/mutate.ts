import { Random } from '../proof/generate/random.ts';
import type { App, Files } from './apps.ts';
import { crowds } from './crowds.ts';
import { blocks, nestings } from './nesting.ts';
import { rewrites, rewritten } from './rewrites.ts';
import { shapes } from './shapes.ts';

/** An app that somebody has broken. */
export interface Mutant {
  readonly app: string;
  /** What was done, in order: `delete app.js`. */
  readonly steps: readonly string[];
  /** All files; those that were changed are named in `changed`. */
  readonly files: Files;
  readonly changed: readonly string[];
}

/** What a mutation works with, besides the text. */
interface Means {
  readonly random: Random;
  readonly apps: readonly App[];
  /** The path of the text, and all of its app. */
  readonly path: string;
  readonly files: Files;
}

/** Makes another text of one. */
type Mutation = (text: string, means: Means) => string;

const CODE = /\.(?:[cm]?[jt]sx?|vue|svelte)$/;
const TOKEN = /[\p{ID_Start}$_][\p{ID_Continue}$]*|\d[\w.]*|'[^'\n]*'|"[^"\n]*"|\s+|=>|\.\.\.|[=!<>]=+|&&|\|\||./gsu;

/** Characters and words that readers of text stumble over. */
const ODD = [
  '\0', '\uFEFF', '\u2028', '\u2029', '\u200B', '\u202E', '\uD800', '\uDC00', '\u{1F9E8}', '\u00A0', '\r', '\r\n', '\t', '\v', '\u001b[31m', 'é', 'ſ', 'İ',
  '\\', '\\u{110000}', '\\x', '`', '${', "'", '"', '/', '/*', '*/', '//', '<!--', '-->', '#!', '#', '@', '%', '\\u0061pp', '??=', '?.', '...', '=>', '{', '}', '(', ')', '[', ']', ';', ',',
];

/** Values where others are expected. */
const VALUES = [
  '-1', '0', '1e999', '0x', '0n', 'NaN', 'undefined', 'null', 'true', '[]', '{}', '({})', '[,]', "''", "'__proto__'", "'constructor'", "'toString'", "'hasOwnProperty'", "'*'", "'/'", "'//'", "'http://'",
  "'https://[::1]:99999/'", "'\\u0000'", '/(?:)/', '/[/', 'this', 'super', 'arguments', 'new.target', 'import.meta.url', 'process.env', 'process.env[process.env.A]', 'require', 'module', 'Symbol.iterator', 'new Date(NaN)',
  '() => {}', 'async function* () {}', 'class {}', '`${1}`', 'await 1', 'yield', '__proto__', 'constructor', 'toString', 'valueOf', "'-0'", "'1e1000 days'", "'a=b; c'", "'.'", "'..'", "'./'", "'xn--'", "'localhost.'",
];

const tokensOf = (text: string): string[] => text.match(TOKEN) ?? [];
const below = (random: Random, limit: number): number => Math.floor(random.next() * limit);
const isName = (token: string): boolean => /^[\p{ID_Start}$_]/u.test(token);
const isValue = (token: string): boolean => /^['"\d]/.test(token) || isName(token);

/** A place between two tokens. */
function insertAnywhere(text: string, random: Random, inserted: string): string {
  const tokens = tokensOf(text);
  return tokens.toSpliced(below(random, tokens.length + 1), 0, inserted).join('');
}

/** A place between two lines: most often one between statements. */
function insertLine(text: string, random: Random, inserted: string): string {
  const lines = text.split('\n');
  return lines.toSpliced(below(random, lines.length + 1), 0, inserted).join('\n');
}

/** Replaces one of the tokens that are asked for. */
function replaceOne(text: string, random: Random, suits: (token: string) => boolean, by: (token: string) => string): string {
  const tokens = tokensOf(text);
  const indexes = tokens.flatMap((token, index) => (suits(token) ? [index] : []));
  if (indexes.length === 0) return text;
  const at = random.pick(indexes);
  return tokens.with(at, by(tokens[at] ?? '')).join('');
}

/** A name that stands in a text: `app` where there is one, in half of the cases. */
function nameIn(text: string, random: Random): string {
  const names = tokensOf(text).filter((token) => isName(token) && token.length > 1);
  const app = names.find((name) => name === 'app' || name === 'router' || name === 'server');
  if (app !== undefined && random.chance(0.6)) return app;
  return names.length === 0 ? 'app' : random.pick(names);
}

const shaped = (kind: keyof typeof shapes): Mutation => (text, { random }) =>
  insertLine(text, random, random.pick<(typeof shapes)[typeof kind][number]>(shapes[kind])(() => nameIn(text, random), random));

/** What can happen to a text, each with how often it does. */
const mutations: Readonly<Record<string, readonly [weight: number, mutation: Mutation, codeOnly?: 'code']>> = {
  'delete': [10, (text, { random }) => {
    const tokens = tokensOf(text);
    return tokens.toSpliced(below(random, tokens.length), 1 + below(random, random.chance(0.2) ? 40 : 3)).join('');
  }],
  'duplicate': [8, (text, { random }) => {
    const tokens = tokensOf(text);
    const from = below(random, tokens.length);
    const run = tokens.slice(from, from + 1 + below(random, random.chance(0.3) ? 200 : 6));
    return tokens.toSpliced(random.chance(0.5) ? from : below(random, tokens.length), 0, ...run).join('');
  }],
  'swap': [8, (text, { random }) => {
    const tokens = tokensOf(text);
    const [a, b] = [below(random, tokens.length), below(random, tokens.length)];
    return tokens.with(a, tokens[b] ?? '').with(b, tokens[a] ?? '').join('');
  }],
  'swap lines': [6, (text, { random }) => {
    const lines = text.split('\n');
    const [a, b] = [below(random, lines.length), below(random, lines.length)];
    return lines.with(a, lines[b] ?? '').with(b, lines[a] ?? '').join('\n');
  }],
  'truncate': [3, (text, { random }) => (random.chance(0.5) ? text.slice(0, below(random, text.length)) : text.slice(below(random, text.length)))],
  'odd characters': [8, (text, { random }) => insertAnywhere(text, random, random.pick(ODD).repeat(random.chance(0.1) ? 1 + below(random, 3000) : 1))],
  'line ends': [2, (text, { random }) => text.replaceAll('\n', random.pick(['\r\n', '\r', '\u2028', ' ', '\n\n', '\n\t', ' // c\n']))],
  'other value': [12, (text, { random }) => replaceOne(text, random, isValue, () => random.pick(VALUES))],
  'other name': [8, (text, { random }) => replaceOne(text, random, isName, () => nameIn(text, random))],
  'comment': [4, (text, { random }) => insertAnywhere(text, random, random.pick([' // c\n', '/* c */', '\n/*\n * c\n */\n', '<!-- c -->', '\n# c\n']))],
  'splice': [6, (text, { random, apps }) => {
    const other = random.pick(apps).files;
    const tokens = tokensOf(other[random.pick(Object.keys(other))] ?? '');
    const from = below(random, tokens.length);
    return insertAnywhere(text, random, tokens.slice(from, from + 1 + below(random, 80)).join(''));
  }],
  'deep expression': [4, (text, { random }) => {
    const nesting = random.pick(nestings);
    const depth = random.pick([5, 50, 500, 5000]);
    return replaceOne(text, random, isValue, (token) => nesting(token, depth));
  }, 'code'],
  'deep statement': [2, (text, { random }) => {
    const nesting = random.pick(blocks);
    const depth = random.pick([5, 50, 500, 3000]);
    return random.chance(0.5) ? nesting(text, depth) : insertLine(text, random, nesting(`${nameIn(text, random)}.use(a);`, depth));
  }, 'code'],
  'long line': [0.15, (text, { random }) => {
    const size = 5_000_000;
    const long = random.pick([`'${'x'.repeat(size)}'`, `[${'0,'.repeat(size / 2)}]`, ' '.repeat(size), `/*${'*'.repeat(size)}*/`, `a${' + a'.repeat(size / 40)}`, '('.repeat(size), `\`${'${a}'.repeat(size / 40)}\``, ';'.repeat(size / 10)]);
    return random.chance(0.5) ? replaceOne(text, random, isValue, () => long) : insertLine(text, random, long);
  }],
  'cyclic imports': [4, (text, { random, files, path }) => {
    const up = '../'.repeat(path.split('/').length - 1) || './';
    const lines = Object.keys(files).filter((other) => CODE.test(other)).map((other, index) => random.pick([
      `const cycle${index} = require('${up}${other}');`, `import * as cycle${index} from '${up}${other}';`, `export * from '${up}${other}';`, `module.exports = require('${up}${other}');`,
      `require('${up}${other}')(require('${up}${other}'));`, `import('${up}${other}').then((x) => x.default());`, `export { default } from '${up}${other}';`, `Object.assign(exports, require('${up}${other}'));`,
    ]));
    return random.chance(0.5) ? [...lines, text].join('\n') : insertLine(text, random, lines.join('\n'));
  }, 'code'],
  'self-reference': [5, shaped('selves'), 'code'],
  'recursion': [5, shaped('recursions'), 'code'],
  'branches': [4, shaped('branches'), 'code'],
  'growth': [4, shaped('growths'), 'code'],
  ...Object.fromEntries(rewrites.map((kind) => [kind, [3, (text: string, { random, path }: Means) => rewritten(kind, path, text, random), 'code']])),
};

/** How often more than one file is changed at once. */
const CROWDED = 0.12;

/**
 * The mutant of a seed and an index: always the same.
 *
 * @param apps what to make mutants of, at least one
 */
export function mutantOf(seed: string, index: number, apps: readonly App[]): Mutant {
  const random = new Random(`${seed}:${index}`);
  const app = random.pick(apps);
  let files: Record<string, string> = { ...app.files };
  const steps: string[] = [];
  const changed = new Set<string>();
  const count = random.pick([1, 1, 1, 2, 2, 3, 5]);
  for (let step = 0; step < count; step += 1) {
    if (random.chance(CROWDED)) {
      const kind = random.pick(Object.keys(crowds));
      const others = crowds[kind]?.(files, random) ?? {};
      files = Object.fromEntries(Object.entries({ ...files, ...others }).flatMap(([path, text]) => (text === undefined ? [] : [[path, text]])));
      for (const path of Object.keys(others)) changed.add(path);
      steps.push(kind);
      continue;
    }
    const paths = Object.keys(files);
    if (paths.length === 0) break;
    const code = paths.filter((path) => CODE.test(path));
    const path = random.pick(code.length > 0 && random.chance(0.8) ? code : paths);
    const name = pickMutation(random, CODE.test(path));
    const mutation = mutations[name]?.[1];
    if (mutation === undefined) continue;
    files[path] = mutation(files[path] ?? '', { random, apps, path, files });
    steps.push(`${name} ${path}`);
    changed.add(path);
  }
  return { app: app.name, steps, files, changed: [...changed] };
}

function pickMutation(random: Random, isCode: boolean): string {
  const choices = Object.entries(mutations).filter(([, [, , codeOnly]]) => isCode || codeOnly === undefined);
  let left = random.next() * choices.reduce((sum, [, [weight]]) => sum + weight, 0);
  for (const [name, [weight]] of choices) {
    left -= weight;
    if (left < 0) return name;
  }
  return choices[0]?.[0] ?? '';
}

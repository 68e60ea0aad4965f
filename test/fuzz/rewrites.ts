import ts from 'typescript';
import type { Random } from '../proof/generate/random.ts';

interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** A text, and what stands where in it. What is made of a text that parses parses most often, and means something else. */
interface Code {
  readonly text: string;
  readonly statements: readonly Stretch[];
  readonly expressions: readonly Stretch[];
  /** What stands between the parentheses of each call. */
  readonly lists: readonly Stretch[];
  /** Of object literals. */
  readonly properties: readonly Stretch[];
  readonly names: readonly Stretch[];
}

/** Past this a text is data. */
const LONGEST = 100_000;

const wrapsOfStatements: readonly ((statement: string) => string)[] = [
  (it) => `if (process.env.FLAG) { ${it} }`,
  (it) => `if (!req.session) { ${it} } else { ${it} }`,
  (it) => `(async () => { await ready; ${it} })();`,
  (it) => `setTimeout(() => { ${it} }, 10);`,
  (it) => `try { ${it} } catch (error) { console.error(error); }`,
  (it) => `function wrapped() { ${it} }\nwrapped();`,
  (it) => `[1, 2, 3].forEach((item) => { ${it} });`,
  (it) => `for (const item of list) { ${it} }`,
  (it) => `for (let i = 0; i < 1e6; i++) { ${it} }`,
  (it) => `new Promise((resolve, reject) => { ${it}\nresolve(); }).then(() => {});`,
  (it) => `process.on('exit', function () { ${it} });`,
  (it) => `module.exports = (app) => { ${it} };`,
  (it) => `while (next()) { ${it} break; }`,
  (it) => `out: { ${it} break out; }`,
  (it) => `class Wrapped { static { ${it} } }`,
  (it) => `switch (process.env.NODE_ENV) { case 'production': ${it} default: ${it} }`,
  (it) => `app.use((req, res, next) => { ${it}\nnext(); });`,
  (it) => `function* steps() { ${it} yield; }\nfor (const step of steps()) step();`,
  (it) => `{ ${it} }\n{ ${it} }`,
  (it) => `const start = async () => { ${it} };\nstart().catch(start).finally(start);`,
];

const wrapsOfExpressions: readonly ((expression: string) => string)[] = [
  (it) => `(() => ${it})()`,
  (it) => `(async () => ${it})()`,
  (it) => `(${it} ?? ${it})`,
  (it) => `(${it} && ${it})`,
  (it) => `(process.env.FLAG ? ${it} : undefined)`,
  (it) => `(process.env.NODE_ENV === 'production' ? ${it} : ${it})`,
  (it) => `[${it}][0]`,
  (it) => `[...(${it})]`,
  (it) => `({ it: ${it} }).it`,
  (it) => `({ ...(${it}) })`,
  (it) => `Object.assign({}, ${it})`,
  (it) => `Object.freeze(${it})`,
  (it) => `JSON.parse(JSON.stringify(${it}))`,
  (it) => `new Proxy(${it}, {})`,
  (it) => `Promise.resolve(${it})`,
  (it) => `(${it}).bind(null, ${it})`,
  (it) => `(${it}).call(this, req, res)`,
  (it) => `(0, ${it})`,
  (it) => `String(${it})`,
  (it) => `\`\${${it}}\``,
  (it) => `((x) => x)(${it})`,
  (it) => `new Map([['it', ${it}]]).get('it')`,
  (it) => `new (class { get it() { return ${it}; } })().it`,
  (it) => `require('util').promisify(${it})`,
  (it) => `(${it})?.()`,
];

/** What can be done to code, by its name. */
const kinds: Readonly<Record<string, (code: Code, random: Random) => string>> = {
  'swap statements': ({ text, statements }, random) => swapped(text, statements, random),
  'swap arguments': ({ text, lists }, random) => swapped(text, lists, random),
  'swap expressions': ({ text, expressions }, random) => swapped(text, expressions, random),
  'swap properties': ({ text, properties }, random) => swapped(text, properties, random),
  'move a statement': ({ text, statements }, random) => {
    const [moved, before] = apart(statements, random);
    return replaced(text, [[moved, ''], [{ ...before, end: before.start }, `${textAt(text, moved)}\n`]]);
  },
  'repeat a statement': ({ text, statements }, random) => one(text, statements, random, (it) => Array.from({ length: random.pick([2, 3, 30]) }, () => it).join('\n')),
  'leave out a statement': ({ text, statements }, random) => one(text, statements, random, () => ''),
  'leave out a property': ({ text, properties }, random) => one(text, properties, random, () => '...{}'),
  'turn arguments round': ({ text, lists }, random) => one(text, lists, random, (it) => it.split(',').toReversed().join(',')),
  'other arguments': ({ text, lists, expressions }, random) => one(text, lists, random, () => Array.from({ length: random.pick([0, 1, 2, 5, 300]) }, () => textAt(text, random.pick(expressions))).join(', ')),
  'other expression': ({ text, expressions }, random) => one(text, expressions, random, () => textAt(text, random.pick(expressions))),
  'wrap a statement': ({ text, statements }, random) => one(text, statements, random, random.pick(wrapsOfStatements)),
  'wrap an expression': ({ text, expressions }, random) => one(text, expressions, random, random.pick(wrapsOfExpressions)),
  rename: ({ text, names }, random) => {
    const [from, to] = [textAt(text, random.pick(names)), textAt(text, random.pick(names))];
    return replaced(text, names.filter((name) => textAt(text, name) === from).map((name) => [name, to]));
  },
};

/** Names of what `rewritten` does. */
export const rewrites: readonly string[] = Object.keys(kinds);

/** A text after one of `rewrites`; the same where it holds nothing of the kind. */
export function rewritten(kind: string, path: string, text: string, random: Random): string {
  try {
    return kinds[kind]?.(read(path, text), random) ?? text;
  } catch (error) {
    // Nothing to choose from, or what an earlier step made is too deep for the parser's own recursion.
    if (error instanceof RangeError) return text;
    throw error;
  }
}

function read(path: string, text: string): Code {
  const code = { text, statements: [], expressions: [], lists: [], properties: [], names: [] } satisfies Record<string, Stretch[] | string>;
  if (text.length > LONGEST) return code;
  const found: Record<Exclude<keyof Code, 'text'>, Stretch[]> = code;
  const file = ts.createSourceFile(path.replace(/\.(?:vue|svelte)$/, '.ts'), text, ts.ScriptTarget.Latest, true);
  const visit = (node: ts.Node): void => {
    const at = { start: node.getStart(file), end: node.getEnd() };
    if (ts.isStatement(node) && !ts.isBlock(node)) found.statements.push(at);
    if (ts.isIdentifier(node)) found.names.push(at);
    if (ts.isObjectLiteralElementLike(node)) found.properties.push(at);
    if (isExpression(node)) found.expressions.push(at);
    if (ts.isCallExpression(node) || ts.isNewExpression(node)) found.lists.push({ start: node.arguments?.pos ?? at.end, end: node.arguments?.end ?? at.end });
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(file, visit);
  return code;
}

/** Where one value may stand for another: an argument, what is assigned, returned, or one side of an operator. */
function isExpression({ parent, pos }: ts.Node): boolean {
  if (ts.isCallExpression(parent) || ts.isNewExpression(parent)) return parent.arguments?.some((argument) => argument.pos === pos) ?? false;
  if (ts.isPropertyAssignment(parent) || ts.isVariableDeclaration(parent)) return parent.initializer?.pos === pos;
  if (ts.isReturnStatement(parent) || ts.isExpressionStatement(parent) || ts.isAwaitExpression(parent) || ts.isParenthesizedExpression(parent)) return parent.expression?.pos === pos;
  return ts.isArrayLiteralExpression(parent) || (ts.isBinaryExpression(parent) && parent.right.pos === pos);
}

const textAt = (text: string, { start, end }: Stretch): string => text.slice(start, end);

function one(text: string, among: readonly Stretch[], random: Random, by: (it: string) => string): string {
  const at = random.pick(among);
  return replaced(text, [[at, by(textAt(text, at))]]);
}

function swapped(text: string, among: readonly Stretch[], random: Random): string {
  const [left, right] = apart(among, random);
  return replaced(text, [[left, textAt(text, right)], [right, textAt(text, left)]]);
}

/** Two stretches of which neither holds the other, in any order. */
function apart(among: readonly Stretch[], random: Random): readonly [Stretch, Stretch] {
  const first = random.pick(among);
  return [first, random.pick(among.filter(({ start, end }) => end <= first.start || start >= first.end))];
}

function replaced(text: string, edits: readonly (readonly [at: Stretch, by: string])[]): string {
  const inOrder = edits.toSorted(([left], [right]) => right.start - left.start);
  return inOrder.reduce((changed, [{ start, end }, by]) => changed.slice(0, start) + by + changed.slice(end), text);
}

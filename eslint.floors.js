// @ts-check
import { dirname, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(fileURLToPath(import.meta.url));

/**
 * The floors, lowest first, and what each may import besides itself.
 * `src/rule.ts` is a floor of its own: the contract between the model and the rules. So is `src/link/guard.ts`:
 * guards are part of the model's values, and how to combine them is said there once (what their nodes share, beside it).
 * @type {Readonly<Record<string, readonly string[]>>}
 */
const FLOORS = {
  source: [],
  facts: ['source'],
  guard: [],
  link: ['source', 'facts', 'guard'],
  model: ['source', 'facts', 'guard', 'link'],
  rule: ['source', 'model'],
  rules: ['source', 'guard', 'model', 'rule'],
  engine: ['source', 'facts', 'model', 'rule', 'rules'],
  eslint: ['source', 'model', 'rule', 'rules', 'engine'],
  cli: ['source', 'guard', 'model', 'rule', 'rules', 'engine', 'eslint'],
};

/** The one place that may import a package by name; `true` for every place of a floor. */
const PACKAGES = [
  { name: /^ts-morph$/, only: /^src\/facts\/extract\.ts$/, why: 'ts-morph is loaded by src/facts/extract.ts alone, and only for a file that has no cached facts' },
  { name: /^typescript$/, only: /^$/, why: 'there is no run-time dependency on typescript' },
  { name: /^(node:)?(fs|child_process)(\/|$)/, only: /^src\/(source|engine|cli)\//, why: 'facts, link, model and rules never see the disk' },
  { name: /^(eslint|@typescript-eslint\/.*)$/, only: /^src\/(eslint|cli)\//, why: 'ESLint is known to src/eslint and src/cli alone' },
  { name: /^(commander|picocolors)$/, only: /^src\/cli\//, why: 'the command line is the business of src/cli alone' },
];

/** @param {string} path relative to the root, with forward slashes */
function floorOf(path) {
  if (path === 'src/rule.ts') return 'rule';
  if (/^src\/link\/guard(-nodes)?\.ts$/.test(path)) return 'guard';
  if (path.startsWith('rules/')) return 'rules';
  return /^src\/(\w+)\//.exec(path)?.[1];
}

/** @type {import('eslint').Rule.RuleModule} */
const oneWay = {
  meta: {
    type: 'problem',
    docs: { description: 'Imports between floors run one way.' },
    schema: [],
    messages: {
      upwards: '`{{from}}` may not import `{{to}}`: imports run source <- facts <- link <- model <- rule <- rules <- engine <- eslint, cli.',
      outside: '`{{name}}` may not be imported here: {{why}}.',
    },
  },
  create(context) {
    const file = relative(ROOT, context.filename).replaceAll('\\', '/');
    const floor = floorOf(file);
    if (floor === undefined) return {};
    const allowed = FLOORS[floor] ?? [];

    /** @param {import('estree').Node} source */
    const check = source => {
      if (source.type !== 'Literal' || typeof source.value !== 'string') return;
      const name = source.value;
      if (name.startsWith('.')) {
        const to = floorOf(relative(ROOT, resolve(dirname(context.filename), name)).replaceAll('\\', '/'));
        if (to !== undefined && to !== floor && !allowed.includes(to)) context.report({ node: source, messageId: 'upwards', data: { from: floor, to } });
        return;
      }
      const rule = PACKAGES.find(entry => entry.name.test(name));
      if (rule !== undefined && !rule.only.test(file)) context.report({ node: source, messageId: 'outside', data: { name, why: rule.why } });
    };

    return {
      ImportDeclaration: node => check(node.source),
      ExportAllDeclaration: node => check(node.source),
      ExportNamedDeclaration: node => { if (node.source) check(node.source); },
      ImportExpression: node => check(node.source),
      'TSImportType Literal': check,
      'CallExpression[callee.name=/^require/] > Literal:first-child': check,
    };
  },
};

/** A plugin of this repository's own: the direction of imports. */
export const floors = { meta: { name: 'floors' }, rules: { 'one-way': oneWay } };

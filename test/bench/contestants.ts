import { existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** npm runs scripts there. */
const ROOT = process.cwd();
const TOOLS = join(ROOT, 'test/ways/node_modules');

/** Something that is timed on a tree. */
export interface Contestant {
  readonly name: string;
  /** Trees with more files than this would take it minutes. */
  readonly upTo: number;
  readonly command: string;
  readonly args: readonly string[];
  /** What makes the run a first one. */
  readonly before?: (root: string) => void;
}

const BIN = (name: string): string => join(TOOLS, '.bin', name);
const COMMAND = join(ROOT, 'dist/cli/main.cjs');

/** The rules of eslint-plugin-sonarjs that look at what session-lint looks at (its 4.2.2). */
const OVERLAPPING = ['cookie-no-httponly', 'insecure-cookie', 'session-regeneration', 'cors', 'csrf', 'no-hardcoded-secrets'];

/** Node's own start, and one read of every file: nothing that looks at code can be faster. */
const READ_ALL = `const fs = require('fs'), path = require('path');
(function walk(directory) {
  for (const item of fs.readdirSync(directory, { withFileTypes: true })) {
    const name = path.join(directory, item.name);
    if (item.isDirectory()) { if (item.name !== 'node_modules') walk(name); } else if (/\\.tsx?$/.test(item.name)) fs.readFileSync(name);
  }
})('.');`;

export const CONTESTANTS: readonly Contestant[] = [
  { name: 'floor: Node reads every file', upTo: Infinity, command: process.execPath, args: ['-e', READ_ALL] },
  { name: 'ripgrep lists files with the words', upTo: Infinity, command: 'rg', args: ['-l', 'express-session|cookie-session|cors|trust proxy|req\\.session', '.'] },
  { name: 'oxlint', upTo: Infinity, command: BIN('oxlint'), args: ['.'] },
  { name: 'session-lint, no cache', upTo: Infinity, command: process.execPath, args: [COMMAND, '--no-cache', '.'] },
  { name: 'session-lint, first run', upTo: Infinity, command: process.execPath, args: [COMMAND, '.'], before: root => { rmSync(join(root, 'node_modules/.cache'), { recursive: true, force: true }); } },
  { name: 'session-lint, next run', upTo: Infinity, command: process.execPath, args: [COMMAND, '.'] },
  { name: 'ESLint without a rule', upTo: 3000, command: BIN('eslint'), args: ['-c', 'eslint.bare.mjs', '.'] },
  { name: 'ESLint', upTo: 3000, command: BIN('eslint'), args: ['-c', 'eslint.own.mjs', '.'] },
  { name: 'ESLint + session-lint', upTo: 3000, command: BIN('eslint'), args: ['-c', 'eslint.session.mjs', '.'] },
  { name: 'ESLint + sonarjs (six rules)', upTo: 3000, command: BIN('eslint'), args: ['-c', 'eslint.sonar.mjs', '.'] },
  { name: 'oxlint + session-lint', upTo: 10_000, command: BIN('oxlint'), args: ['-c', '.oxlintrc.session.json', '.'] },
];

/** Puts the configurations of all contestants into a tree, and the tools where it finds them. */
export function equip(root: string, ruleNames: readonly string[]): void {
  if (!existsSync(join(TOOLS, 'session-lint'))) throw new Error('The tools are not installed: node test/ways/install.mjs installs them.');
  if (!existsSync(COMMAND)) throw new Error('There is no build: npm run build');
  const parsed = (imports: string, ...configs: readonly string[]): string => `import { parser } from 'typescript-eslint';\n${imports}\nexport default [{ files: ['**/*.ts'], languageOptions: { parser } }, ${configs.join(', ')}];\n`;
  // As people run it: with the rules that ESLint recommends.
  const config = (imports: string, entry: string): string => parsed(`import js from '@eslint/js';\n${imports}`, 'js.configs.recommended', `{ files: ['**/*.ts'], ${entry} }`);
  writeFileSync(join(root, 'eslint.bare.mjs'), parsed(''));
  writeFileSync(join(root, 'eslint.own.mjs'), config('', ''));
  writeFileSync(join(root, 'eslint.session.mjs'), config(`import sessionLint from 'session-lint';`, '...sessionLint.configs.recommended'));
  writeFileSync(join(root, 'eslint.sonar.mjs'), config(`import sonarjs from 'eslint-plugin-sonarjs';`, `plugins: { sonarjs }, rules: { ${OVERLAPPING.map(rule => `'sonarjs/${rule}': 2`).join(', ')} }`));
  writeFileSync(join(root, '.oxlintrc.session.json'), JSON.stringify({ jsPlugins: ['session-lint'], rules: Object.fromEntries(ruleNames.map(name => [`session-lint/${name}`, 'error'])) }));
  // Above the tree, where Node looks as well and no linter walks: links within it would be followed.
  const tools = join(root, '../node_modules');
  rmSync(tools, { force: true });
  symlinkSync(TOOLS, tools);
  mkdirSync(join(root, 'node_modules'), { recursive: true });
}

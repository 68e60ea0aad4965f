import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { HOOK_FILES } from '../../src/cli/init/hooks.ts';
import { run } from '../../src/cli/run.ts';
import { serverIn } from '../eslint/app.ts';
import { command } from './command.ts';

function read(root: string, file: string): string {
  return readFileSync(`${root}/${file}`, 'utf8');
}

/** Each as it was, and as it is after `init`. */
const CONFIGS: readonly (readonly [string, string, string, string])[] = [
  ['a list', 'eslint.config.js', `import js from '@eslint/js';

export default [
  js.configs.recommended,
  { rules: { 'no-var': 'error' } },
];
`, `import js from '@eslint/js';
import sessionLint from 'session-lint';

export default [
  js.configs.recommended,
  { rules: { 'no-var': 'error' } },
  sessionLint.configs.recommended,
];
`],
  ['defineConfig with a list, without semicolons and the last comma', 'eslint.config.mjs', `import { defineConfig } from "eslint/config"
import js from "@eslint/js"

export default defineConfig([
    js.configs.recommended,
    { files: [\`\${"src"}/**\`] } // sources
])
`, `import { defineConfig } from "eslint/config"
import js from "@eslint/js"
import sessionLint from "session-lint"

export default defineConfig([
    js.configs.recommended,
    { files: [\`\${"src"}/**\`] }, // sources
    sessionLint.configs.recommended,
])
`],
  ['arguments of typescript-eslint', 'eslint.config.ts', `// @ts-check
import eslint from '@eslint/js';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  eslint.configs.recommended,
  tseslint.configs.recommended,
);
`, `// @ts-check
import eslint from '@eslint/js';
import tseslint from 'typescript-eslint';
import sessionLint from 'session-lint';

export default tseslint.config(
  eslint.configs.recommended,
  tseslint.configs.recommended,
  sessionLint.configs.recommended,
);
`],
  ['CommonJS on one line', 'eslint.config.cjs', `const js = require('@eslint/js');

module.exports = [js.configs.recommended];
`, `const js = require('@eslint/js');
const sessionLint = require('session-lint');

module.exports = [js.configs.recommended, sessionLint.configs.recommended];
`],
  ['a list that has a name', 'eslint.config.mjs', `import { FlatCompat } from "@eslint/eslintrc";

const compat = new FlatCompat({ baseDirectory: import.meta.dirname });

/** @type {import('eslint').Linter.Config[]} */
const eslintConfig = [...compat.extends("next/core-web-vitals")];

export default eslintConfig;
`, `import { FlatCompat } from "@eslint/eslintrc";
import sessionLint from "session-lint";

const compat = new FlatCompat({ baseDirectory: import.meta.dirname });

/** @type {import('eslint').Linter.Config[]} */
const eslintConfig = [...compat.extends("next/core-web-vitals"), sessionLint.configs.recommended];

export default eslintConfig;
`],
  ['a typed list that has a name', 'eslint.config.ts', `import type { Linter } from 'eslint';

const config: Linter.Config[] = [
  {},
];
export default config
`, `import type { Linter } from 'eslint';
import sessionLint from 'session-lint';

const config: Linter.Config[] = [
  {},
  sessionLint.configs.recommended,
];
export default config
`],
  ['an empty list', 'eslint.config.js', 'export default [];\n', `import sessionLint from 'session-lint';\nexport default [sessionLint.configs.recommended];\n`],
];

describe('init', () => {
  it.each(CONFIGS)('adds the plugin to %s', async (_, file, before, after) => {
    const root = serverIn({ [file]: before });
    expect(await command(root, 'init', '--yes')).toMatchObject({ code: 0, stderr: '' });
    expect(read(root, file)).toBe(after);
    expect(await command(root, 'init', '--yes')).toMatchObject({ code: 0, stdout: 'There is nothing to do: it is set up already.\n' });
  });

  it('writes a configuration where there is none', async () => {
    const root = serverIn();
    expect(await command(root, 'init', '--yes')).toMatchObject({ code: 0 });
    expect(read(root, 'eslint.config.js')).toBe(`const sessionLint = require('session-lint');\n\nmodule.exports = [\n  sessionLint.configs.recommended,\n];\n`);
  });

  it('tells ESLint how TypeScript is read, where there is some', async () => {
    const root = serverIn({ 'tsconfig.json': '{}', 'pnpm-lock.yaml': '', 'package.json': '{ "type": "module" }' });
    expect(await command(root, 'init', '--yes')).toMatchObject({ code: 0, stdout: expect.stringMatching(/pnpm add -D session-lint eslint typescript-eslint\n$/) as string });
    expect(read(root, 'eslint.config.js')).toBe(`import sessionLint from 'session-lint';\nimport tseslint from 'typescript-eslint';\n\nexport default [\n  sessionLint.configs.recommended,\n  { files: ['**/*.{ts,cts,mts,tsx}'], languageOptions: { parser: tseslint.parser } },\n];\n`);
  });

  it('does not switch off a configuration of the older kind, and adds the hook all the same', async () => {
    const root = serverIn({ '.eslintrc.json': '{}' });
    const { code, stderr } = await command(root, 'init', '--yes', '--hook', 'husky');
    expect([code, stderr]).toEqual([0, expect.stringContaining('npx @eslint/migrate-config .eslintrc.json')]);
    expect([existsSync(`${root}/eslint.config.js`), existsSync(`${root}/.husky/pre-commit`)]).toEqual([false, true]);
  });

  it('keeps line ends and a byte order mark', async () => {
    const root = serverIn({ 'eslint.config.js': '\uFEFFexport default [\r\n  {},\r\n];\r\n' });
    await command(root, 'init', '--yes');
    expect(read(root, 'eslint.config.js')).toBe(`\uFEFFimport sessionLint from 'session-lint';\r\nexport default [\r\n  {},\r\n  sessionLint.configs.recommended,\r\n];\r\n`);
  });

  it('shows what it would write, and writes nothing unasked', async () => {
    const root = serverIn({ 'eslint.config.js': 'export default [\n  {},\n];\n' });
    const { code, stdout, stderr } = await command(root, 'init');
    expect([code, stderr]).toEqual([2, 'session-lint: Nothing was written: nobody is there to answer. --yes writes without asking.\n']);
    expect(stdout).toBe(`eslint.config.js\n+ import sessionLint from 'session-lint';\n  export default [\n    {},\n+   sessionLint.configs.recommended,\n  ];\n\n`);
    expect(read(root, 'eslint.config.js')).toBe('export default [\n  {},\n];\n');
  });

  it.each([[true, true], [false, false]])('asks: the answer %s writes: %s', async (answer, written) => {
    const root = serverIn();
    const asked: string[] = [];
    const nowhere = { write: () => true };
    const ask = (question: string): Promise<boolean> => {
      asked.push(question);
      return Promise.resolve(answer);
    };
    expect(await run(['init'], { cwd: root, env: {}, stdout: nowhere, stderr: nowhere, ask })).toBe(0);
    expect(asked).toEqual(['Write eslint.config.js?']);
    expect(existsSync(`${root}/eslint.config.js`)).toBe(written);
  });

  it.each([
    ['pre-commit', '.pre-commit-config.yaml', `# ours\nrepos:\n  - repo: local\n    hooks: []\n`, /^# ours\nrepos:\n {2}- repo: local\n {4}hooks: \[\]\n {2}- repo: https:\/\/github\.com\/session-lint\/session-lint\n {4}rev: v[\d.]+\n {4}hooks:\n {6}- id: session-lint\n$/],
    ['lefthook', 'lefthook.yml', 'pre-commit:\n  commands:\n    types:\n      run: tsc\n', /\n {4}session-lint:\n {6}run: npx session-lint --staged\n$/],
    ['lefthook', '.config/lefthook.yaml', 'pre-commit:\n  jobs:\n    - run: tsc\n', /\n {2}commands:\n {4}session-lint:\n {6}run: npx session-lint --staged\n$/],
    ['husky', '.husky/pre-commit', 'npm test', /^npm test\nnpx session-lint --staged\n$/],
  ] as const)('adds a hook to %s, to what is there and where nothing is', async (hook, file, before, after) => {
    const root = serverIn({ [file]: before });
    expect(await command(root, 'init', '--yes', '--hook', hook)).toMatchObject({ code: 0 });
    expect(read(root, file)).toMatch(after);
    const bare = serverIn();
    await command(bare, 'init', '--yes', '--hook', hook);
    expect(read(bare, HOOK_FILES[hook].files[0])).toContain('session-lint');
  });

  it.each([
    ['a configuration that is not seen through', { 'eslint.config.js': 'export default make();\n' }, [], 'exports no list that can be added to'],
    ['a configuration of the older kind', { '.eslintrc.cjs': 'module.exports = {};' }, [], 'which it does not read beside an eslint.config.js'],
    ['one in the manifest', { 'package.json': '{ "eslintConfig": {} }' }, [], 'migration-guide'],
    ['a broken hook file', { '.pre-commit-config.yaml': 'repos: [\n' }, ['--hook', 'pre-commit'], 'is no YAML'],
    ['an unknown hook manager', {}, ['--hook', 'git'], 'Allowed choices are pre-commit, husky, lefthook'],
  ])('%s: 2, one line, and nothing written', async (_, files, args, message) => {
    const root = serverIn(files);
    const { code, stderr } = await command(root, 'init', '--yes', ...args);
    expect([code, stderr.trim().split('\n').length]).toEqual([2, 1]);
    expect(stderr).toContain(message);
    if (!('eslint.config.js' in files)) expect(existsSync(`${root}/eslint.config.js`)).toBe(false);
  });
});

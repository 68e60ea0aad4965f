import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';
import { describe, expect, it } from 'vitest';
import { floors } from '../../eslint.floors.js';

const RULE = 'floors/one-way';

const linter = new ESLint({
  overrideConfigFile: true,
  overrideConfig: [{ files: ['**/*.ts'], languageOptions: { parser: tseslint.parser }, plugins: { floors }, rules: { [RULE]: 'error' } }],
});

async function complaints(filePath: string, text: string): Promise<string[]> {
  const [result] = await linter.lintText(text, { filePath });
  return (result?.messages ?? []).map(message => message.message);
}

describe('imports between floors', () => {
  it.each([
    ['src/source/scan.ts', `import { analyse } from '../engine/analyse.ts';`],
    ['src/facts/lower/statements.ts', `import type { Value } from '../../model/index.ts';`],
    ['src/link/run.ts', `export * from '../model/build.ts';`],
    ['src/model/build.ts', `const { defineRule } = await import('../rule.ts');`],
    ['rules/require-trust-proxy.ts', `import { evaluate } from '../src/link/run.ts';`],
    ['rules/require-trust-proxy.ts', `import type { FileFacts } from '../src/facts/ir.ts';`],
    ['src/engine/analyse.ts', `import { plugin } from '../eslint/plugin.ts';`],
    ['src/eslint/plugin.ts', `import { main } from '../cli/main.ts';`],
    ['src/cli/main.ts', `type Facts = import('../facts/ir.ts').FileFacts;`],
  ])('are refused upwards: %s with %s', async (file, text) => {
    expect(await complaints(file, text)).toEqual([expect.stringContaining('imports run')]);
  });

  it.each([
    ['src/facts/lower/statements.ts', `import { ts } from 'ts-morph';`],
    ['src/source/scan.ts', `import ts from 'typescript';`],
    ['src/link/run.ts', `import { readFileSync } from 'node:fs';`],
    ['rules/require-trust-proxy.ts', `import { ESLint } from 'eslint';`],
    ['src/engine/analyse.ts', `import pc from 'picocolors';`],
    ['src/engine/analyse.ts', `require('ts-morph');`],
  ])('of a package are refused outside its place: %s with %s', async (file, text) => {
    expect(await complaints(file, text)).toEqual([expect.stringContaining('may not be imported here')]);
  });

  it.each([
    ['src/link/run.ts', `import type { FileFacts } from '../facts/ir.ts'; import { isGuard } from './guard.ts';`],
    ['rules/require-trust-proxy.ts', `import { defineRule } from '../src/rule.ts'; import type { App } from '../src/model/index.ts';`],
    ['src/facts/extract.ts', `import { Project } from 'ts-morph';`],
    ['src/cli/main.ts', `import plugin from '../eslint/plugin.ts'; import { Command } from 'commander';`],
    ['test/model/build.test.ts', `import { main } from '../../src/cli/main.ts';`],
  ])('downwards are fine: %s with %s', async (file, text) => {
    expect(await complaints(file, text)).toEqual([]);
  });

  it('are checked by the repository\'s own lint run', async () => {
    const config: unknown = await new ESLint().calculateConfigForFile('src/source/place.ts');
    expect(config).toHaveProperty(['rules', RULE], [2]);
  });
});

import { ESLint } from 'eslint';
import { expect, it, vi } from 'vitest';
import type * as Index from '../../rules/index.ts';
import { plugin } from '../../src/eslint/plugin.ts';
import type { Rule } from '../../src/rule.ts';
import { serverIn } from './app.ts';

vi.mock('../../rules/index.ts', async importOriginal => {
  const { rules } = await importOriginal<typeof Index>();
  const broken: Rule = {
    name: 'broken', level: 'error', since: '0.1.0', description: '', symptom: '', offers: 'none', messages: {},
    run: () => { throw new TypeError('x is undefined\n    at y'); },
  };
  return { rules: [broken, ...rules] };
});

it('a rule that does not finish is told of, and the others go on', async () => {
  const root = serverIn({ 'other.js': `require('express-session');` });
  const eslint = new ESLint({ cwd: root, overrideConfigFile: true, overrideConfig: plugin.configs.recommended });
  const results = await eslint.lintFiles(['*.js']);
  const said = results.flatMap(({ filePath, messages }) => messages.map(({ ruleId, message }) => ({ file: filePath.slice(root.length + 1), ruleId, message })));
  expect(said.filter(({ ruleId }) => ruleId === 'session-lint/broken')).toEqual([
    { file: 'app.js', ruleId: 'session-lint/broken', message: expect.stringMatching(/`broken` stopped with "TypeError: x is undefined" .*app\.js.*please report it/) as string },
  ]);
  expect(said.map(({ ruleId }) => ruleId)).toContain('session-lint/require-trust-proxy');
});

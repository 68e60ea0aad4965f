import { describe, expect, it } from 'vitest';
import { appWith } from './app.ts';
import { ESLINTS, projectWith } from './project.ts';

describe.each(ESLINTS)('the command with %s', release => {
  it('reports, fixes, and ends as ESLint does', async () => {
    const project = projectWith(appWith(), release);
    const { code, stdout } = await project.run('session-lint', '.');
    expect([code, stdout]).toEqual([1, expect.stringContaining('app.js:7:9  error  require-trust-proxy')]);
    expect(await project.run('session-lint', '--fix', '.')).toMatchObject({ code: 0 });
    expect(await project.run('session-lint', '.')).toMatchObject({ code: 0 });
    expect(await project.run('session-lint', '--nonsense')).toMatchObject({ code: 2, stdout: '' });
  });

  it('takes rules from ESLint\'s configuration', async () => {
    const project = projectWith(appWith({ 'eslint.config.mjs': `import sessionLint from 'session-lint';\nexport default [{ plugins: { s: sessionLint }, rules: { 's/require-trust-proxy': 1 } }];\n` }), release);
    const { code, stdout } = await project.run('session-lint', '-c', 'eslint.config.mjs', '.');
    expect([code, stdout]).toEqual([0, expect.stringContaining('warning  require-trust-proxy')]);
  });

  it.each([
    ['junit', /<testcase[^>]*name="org\.eslint\.session-lint\/require-trust-proxy"/],
    ['checkstyle', /<error line="7"[^>]*source="eslint\.rules\.session-lint\/require-trust-proxy"/],
    ['stylish', /error.*session-lint\/require-trust-proxy/],
    ['html', /<!DOCTYPE html>/],
  ])('writes %s with ESLint\'s formatter', async (format, expected) => {
    const { code, stdout } = await projectWith(appWith(), release).run('session-lint', '-f', format, '.');
    expect([code, stdout]).toEqual([1, expect.stringMatching(expected)]);
  });
});

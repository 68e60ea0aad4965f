import { chmodSync, cpSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { appWith } from './app.ts';
import { ESLINTS, projectWith, type Project } from './project.ts';

it('comes with the code that searches fast: without it a slower search finds the same, and nobody hears of it', () => {
  const { root } = projectWith(appWith());
  expect(existsSync(join(root, 'node_modules/session-lint/dist/chunks/finder.wasm'))).toBe(true);
});

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

describe('SARIF', () => {
  /** Microsoft's validator: a .NET program in an npm package, for Linux. Its script, which makes it executable, is not run when it is installed. */
  const VALIDATOR = join(import.meta.dirname, 'node_modules/@microsoft/sarif-multitool-linux/Sarif.Multitool');

  /** What the validator holds against a file: the OASIS schema, the rules of SARIF, and what GitHub's code scanning asks for. */
  async function complaints(project: Project, file: string): Promise<readonly string[]> {
    chmodSync(VALIDATOR, 0o755);
    const { code, stdout } = await project.run('env', 'DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1', VALIDATOR, 'validate', file, '--rule-kind', 'Sarif;Ghas', '--level', 'Error;Warning');
    if (code !== 0 || !stdout.includes('1 files scanned')) throw new Error(stdout);
    return stdout.split('\n').filter(line => / (?:error|warning) [A-Z]+\d+:/.test(line));
  }

  it.runIf(existsSync(VALIDATOR))('keeps to its schema and to what GitHub takes', async () => {
    const project = projectWith(appWith({ 'häuser & co/package.json': '{}' }));
    cpSync(join(import.meta.dirname, '../../fixtures/phantom-session-loss'), join(project.root, 'häuser & co'), { recursive: true });
    await project.run('session-lint', '--strict', '-f', 'sarif', '-o', 'report.sarif', '.');
    const report = project.read('report.sarif');
    for (const part of ['"relatedLocations"', '"fixes"', '"partialFingerprints"', '"helpUri"', '"uri": "h%C3%A4user%20%26%20co/']) expect(report).toContain(part);
    expect(await complaints(project, 'report.sarif')).toEqual([]);
    project.write('broken.sarif', report.replace(/"startLine": (\d+)/, '"startLine": "$1"'));
    expect(await complaints(project, 'broken.sarif')).toEqual([expect.stringContaining('startLine: The schema requires one of the types [Integer]')]);
  });
});

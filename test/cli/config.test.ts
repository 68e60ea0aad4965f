import { describe, expect, it } from 'vitest';
import { plugin } from '../../src/eslint/plugin.ts';
import { serverIn } from '../eslint/app.ts';
import { command } from './command.ts';

/** A configuration whose plugin is the one under test. */
function config(entries: string): Readonly<Record<string, string>> {
  (globalThis as { underTest?: unknown }).underTest = plugin;
  return { 'eslint.config.mjs': `const plugin = globalThis.underTest;\nexport default [${entries}];\n` };
}

describe('-c', () => {
  it('takes rules and severities from the configuration, under its own name for the plugin', async () => {
    const root = serverIn(config(`{ plugins: { sessions: plugin }, rules: { 'sessions/require-trust-proxy': 'warn' } }`));
    const { code, stdout } = await command(root, '-c', 'eslint.config.mjs');
    expect([code, stdout]).toEqual([0, expect.stringContaining('app.js:7:9  warning  require-trust-proxy')]);
    expect(stdout).not.toContain('no-memory-store');
  });

  it('leaves out what the configuration ignores', async () => {
    const root = serverIn(config(`{ ignores: ['app.js'] }, plugin.configs.recommended`));
    expect(await command(root, '-c', 'eslint.config.mjs')).toMatchObject({ code: 0 });
  });

  it('takes the settings', async () => {
    const root = serverIn(config(`plugin.configs.recommended, { settings: { 'session-lint': { ignore: ['app.js'] } } }`));
    expect(await command(root, '-c', 'eslint.config.mjs')).toMatchObject({ code: 0, stdout: expect.stringContaining('No session found') as string });
  });

  it('is weaker than the other options', async () => {
    const root = serverIn(config(`{ plugins: { 'session-lint': plugin }, rules: { 'session-lint/require-trust-proxy': 'warn' } }`));
    expect(await command(root, '-c', 'eslint.config.mjs', '--rule', 'require-trust-proxy:error')).toMatchObject({ code: 1 });
  });

  it('that leaves the plugin out is told: nothing has run', async () => {
    const { code, stderr } = await command(serverIn({ 'eslint.config.mjs': 'export default [{ rules: { "no-var": "error" } }];' }), '-c', 'eslint.config.mjs');
    expect([code, stderr]).toEqual([2, "'eslint.config.mjs' does not use session-lint: no rule has run. `session-lint init` adds it.\n"]);
  });

  it.each([
    ['missing', {}, "There is no ESLint configuration 'eslint.config.mjs'."],
    ['broken', { 'eslint.config.mjs': 'export default [' }, "'eslint.config.mjs' can't be used"],
    ['wrong in its settings', config(`{ settings: { 'session-lint': { serverOrigin: 'nowhere' } } }`), 'serverOrigin is no origin'],
  ])('%s: 2, and one line', async (_, files, message) => {
    const { code, stdout, stderr } = await command(serverIn(files), '-c', 'eslint.config.mjs');
    expect([code, stdout, stderr.trim().split('\n').length]).toEqual([2, '', 1]);
    expect(stderr).toContain(message);
  });
});

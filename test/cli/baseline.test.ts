import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { write } from '../engine/disk.ts';
import { FIXED_SERVER, SERVER, serverIn } from '../eslint/app.ts';
import { command } from './command.ts';

const ONLY = ['--rule', 'require-trust-proxy', '--rule', 'no-memory-store'];
const FILE = 'session-lint-baseline.json';

describe('a baseline', () => {
  it('keeps what is known from failing, wherever its line moves', async () => {
    const root = serverIn();
    expect(await command(root, ...ONLY, '--update-baseline')).toMatchObject({ code: 0 });
    write(root, 'app.js', `// a new line\n${SERVER}`);
    const { code, stdout } = await command(root, ...ONLY);
    expect([code, stdout]).toEqual([0, expect.stringContaining('2 findings of the baseline left out.')]);
  });

  it('lets through what is new', async () => {
    const root = serverIn();
    await command(root, ...ONLY, '--update-baseline');
    write(root, 'second/app.js', SERVER.replace('./config', '../config'));
    const { code, stdout } = await command(root, ...ONLY);
    expect([code, stdout.match(/^\S+:\d+:\d+/gm)]).toEqual([1, ['second/app.js:7:9', 'second/app.js:7:9']]);
  });

  it('tells what is mended, and forgets it when asked', async () => {
    const root = serverIn();
    await command(root, ...ONLY, '--update-baseline');
    write(root, 'app.js', FIXED_SERVER);
    expect((await command(root, ...ONLY)).stdout).toContain('1 finding of the baseline not met');
    await command(root, ...ONLY, '--update-baseline');
    expect((await command(root, ...ONLY)).stdout).not.toContain('not met');
  });

  it('may stand elsewhere, and holds no code', async () => {
    const root = serverIn();
    await command(root, ...ONLY, '--baseline', 'known/findings.json', '--update-baseline');
    const text = readFileSync(`${root}/known/findings.json`, 'utf8');
    expect(JSON.parse(text)).toEqual({ version: 1, findings: { '../app.js': [expect.stringMatching(/^[\da-f]{16}$/) as string, expect.stringMatching(/^[\da-f]{16}$/) as string] } });
    expect(await command(root, ...ONLY, '--baseline', 'known/findings.json')).toMatchObject({ code: 0 });
    expect(await command(root, ...ONLY)).toMatchObject({ code: 1 });
  });

  it.each([
    ['missing', {}, "session-lint: The baseline '"],
    ['no JSON', { [FILE]: 'no' }, 'is no baseline of session-lint.'],
    ['of another form', { [FILE]: '{"version":1,"findings":{"app.js":[1]}}' }, 'is no baseline of session-lint.'],
  ])('that is %s: 2, and one line', async (_, files, message) => {
    const { code, stdout, stderr } = await command(serverIn(files), '--baseline', FILE);
    expect([code, stdout, stderr.trim().split('\n').length]).toEqual([2, '', 1]);
    expect(stderr).toContain(message);
  });
});

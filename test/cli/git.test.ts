import { readFileSync, rmSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { write } from '../engine/disk.ts';
import { CONFIG, FIXED_SERVER, SERVER, serverIn } from '../eslint/app.ts';
import { command } from './command.ts';
import { commit, git, repositoryWith } from './repository.ts';

const ONLY = ['--rule', 'require-trust-proxy'];
const INSECURE = CONFIG.replace('true', 'false');

describe('--since', () => {
  it('reports what a changed file takes part in, wherever it stands', async () => {
    const root = repositoryWith({ 'config.js': INSECURE });
    expect(await command(root, '--since', 'HEAD', ...ONLY)).toMatchObject({ code: 0, stdout: 'Nothing here has changed since HEAD.\n' });
    write(root, 'config.js', CONFIG);
    const { code, stdout } = await command(root, '--since', 'HEAD', ...ONLY);
    expect([code, stdout]).toEqual([1, expect.stringContaining('app.js:7:9  error  require-trust-proxy')]);
  });

  it('leaves out what other files cause', async () => {
    const root = repositoryWith({ 'other.js': '// nothing\n' });
    write(root, 'other.js', '// something\n');
    expect(await command(root, '--since', 'HEAD', ...ONLY)).toMatchObject({ code: 0 });
  });

  it('counts files that git does not know yet, and stays inside the paths given', async () => {
    const root = repositoryWith({ 'config.js': INSECURE });
    write(root, 'web/app.js', SERVER.replace('./config', './secure'));
    write(root, 'web/secure.js', CONFIG);
    expect(await command(root, '--since', 'HEAD', ...ONLY)).toMatchObject({ code: 1 });
    write(root, 'docs/readme.js', '');
    expect(await command(root, '--since', 'HEAD', ...ONLY, 'docs')).toMatchObject({ code: 0 });
  });

  it('takes a branch and where another one left it', async () => {
    const root = repositoryWith({ 'config.js': INSECURE });
    git(root, 'branch', 'base');
    write(root, 'config.js', CONFIG);
    git(root, 'add', '.');
    commit(root);
    expect(await command(root, '--since', 'base...', ...ONLY)).toMatchObject({ code: 1 });
    expect(await command(root, '--since', 'base', ...ONLY)).toMatchObject({ code: 1 });
  });

  it.each([
    ['a revision that is none', ['--since', 'nowhere'], "session-lint: git knows no revision 'nowhere'.\n"],
    ['a branch that is none', ['--since', 'nowhere...'], "session-lint: git knows no revision 'nowhere...'.\n"],
    ['a revision that looks like an option', ['--since=--output=x'], "session-lint: git knows no revision '--output=x'.\n"],
    ['both at once', ['--since', 'HEAD', '--staged'], "session-lint: option '--staged' cannot be used with option '--since <revision>'\n"],
  ])('%s: 2, and one line', async (_, args, stderr) => {
    expect(await command(repositoryWith(), ...args)).toEqual({ code: 2, stdout: '', stderr });
  });

  it('outside a repository: 2, and one line', async () => {
    expect(await command(serverIn(), '--staged')).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('There is no git repository here.') as string });
  });
});

describe('--staged', () => {
  it('has nothing to say where nothing is staged', async () => {
    expect(await command(repositoryWith(), '--staged')).toMatchObject({ code: 0, stdout: 'Nothing is staged here.\n' });
  });

  it('looks at what is staged, not at the disk', async () => {
    const root = repositoryWith({ 'config.js': INSECURE });
    write(root, 'config.js', CONFIG);
    git(root, 'add', 'config.js');
    write(root, 'config.js', INSECURE);
    expect(await command(root, '--staged', ...ONLY)).toMatchObject({ code: 1 });
    expect(await command(root, ...ONLY)).toMatchObject({ code: 0 });
  });

  it('is not troubled by what is on the disk alone', async () => {
    const root = repositoryWith({ 'config.js': INSECURE });
    write(root, 'config.js', INSECURE.replace('false', 'false, path: "/"'));
    git(root, 'add', 'config.js');
    write(root, 'config.js', CONFIG);
    write(root, 'untracked.js', SERVER);
    expect(await command(root, '--staged', ...ONLY)).toMatchObject({ code: 0 });
  });

  it('sees a file that is staged and gone from the disk', async () => {
    const root = repositoryWith({ 'config.js': INSECURE });
    write(root, 'config.js', CONFIG);
    git(root, 'add', 'config.js');
    rmSync(`${root}/config.js`);
    expect(await command(root, '--staged', ...ONLY)).toMatchObject({ code: 1 });
  });

  it('fixes on the disk what is staged as a whole, and stages nothing', async () => {
    const root = repositoryWith({ 'app.js': FIXED_SERVER });
    write(root, 'app.js', SERVER);
    git(root, 'add', 'app.js');
    expect(await command(root, '--staged', '--fix', ...ONLY)).toMatchObject({ code: 0, stderr: '' });
    expect(readFileSync(`${root}/app.js`, 'utf8')).toBe(FIXED_SERVER);
    expect(git(root, 'show', ':app.js')).toBe(SERVER);
  });

  it('does not write a file that is staged in part', async () => {
    const root = repositoryWith({ 'app.js': FIXED_SERVER });
    write(root, 'app.js', SERVER);
    git(root, 'add', 'app.js');
    write(root, 'app.js', `${SERVER}// more\n`);
    expect(await command(root, '--staged', '--fix', ...ONLY)).toMatchObject({ code: 2, stderr: 'app.js is staged only in part: it was not written.\n' });
    expect(readFileSync(`${root}/app.js`, 'utf8')).toBe(`${SERVER}// more\n`);
  });
});

import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { appWith, CONFIG, FIXED, SERVER } from './app.ts';
import { projectWith, type Project, type Said } from './project.ts';

const ROOT = join(import.meta.dirname, '../..');
const TRUST = 'require-trust-proxy';

/** A repository with everything committed and the server staged again, with its fault. */
async function repository(files: Readonly<Record<string, string>> = {}): Promise<Project> {
  const project = projectWith(appWith({ 'app.js': FIXED, '.gitignore': 'node_modules\n', ...files }));
  await git(project, 'init', '-q', '-b', 'main');
  await git(project, 'add', '-A');
  await git(project, 'commit', '-q', '--no-verify', '-m', 'as it is');
  return project;
}

async function git(project: Project, ...args: readonly string[]): Promise<Said> {
  return await project.run('git', ...args);
}

async function stageFault(project: Project): Promise<void> {
  project.write('app.js', SERVER);
  await git(project, 'add', 'app.js');
}

describe('husky', () => {
  it('stops a commit that holds a fault, and lets the mended one through', async () => {
    const project = await repository();
    await project.run('husky');
    expect(await project.run('session-lint', 'init', '--hook', 'husky', '--yes')).toMatchObject({ code: 0 });
    await stageFault(project);
    const { code, stdout, stderr } = await git(project, 'commit', '-m', 'a fault');
    expect([code, stdout + stderr]).toEqual([1, expect.stringContaining(TRUST)]);
    await project.run('session-lint', '--fix', '--staged');
    await git(project, 'add', 'app.js');
    expect(await git(project, 'commit', '--allow-empty', '-m', 'mended')).toMatchObject({ code: 0 });
  });
});

describe('lint-staged', () => {
  const CONFIGURED = { '.lintstagedrc.json': '{ "*.js": "session-lint" }' };

  it('hands over the staged files, and what they take part in is found', async () => {
    const project = await repository({ ...CONFIGURED, 'app.js': SERVER, 'config.js': CONFIG.replace('true', 'false') });
    project.write('config.js', CONFIG);
    await git(project, 'add', 'config.js');
    const { code, stdout, stderr } = await project.run('lint-staged');
    expect([code, stdout + stderr]).toEqual([1, expect.stringContaining(`app.js:7:9  error  ${TRUST}`)]);
  });

  it('keeps what is fixed', async () => {
    const project = await repository({ '.lintstagedrc.json': '{ "*.js": "session-lint --fix" }', 'README.md': '' });
    await stageFault(project);
    project.write('README.md', 'more');
    await git(project, 'add', 'README.md');
    expect(await project.run('lint-staged')).toMatchObject({ code: 0 });
    expect((await git(project, 'show', ':app.js')).stdout).toBe(FIXED);
  });
});

describe('lefthook', () => {
  it('stops a commit that holds a fault', async () => {
    const project = await repository();
    expect(await project.run('session-lint', 'init', '--hook', 'lefthook', '--yes')).toMatchObject({ code: 0 });
    expect(await project.run('lefthook', 'install')).toMatchObject({ code: 0 });
    await stageFault(project);
    const { code, stdout, stderr } = await git(project, 'commit', '-m', 'a fault');
    expect([code, stdout + stderr]).toEqual([1, expect.stringContaining(TRUST)]);
  });
});

describe('pre-commit', () => {
  /** This repository as pre-commit fetches it: what is committed, with what is being worked on. */
  function published(): string {
    const directory = mkdtempSync(join(tmpdir(), 'session-lint-published-'));
    onTestFinished(() => { rmSync(directory, { recursive: true, force: true }); });
    const leftOut = ['.git', 'node_modules', 'dist', 'fixtures', 'test'];
    for (const name of readdirSync(ROOT).filter(one => !leftOut.includes(one))) cpSync(join(ROOT, name), join(directory, name), { recursive: true });
    for (const args of [['init', '-q'], ['add', '-A'], ['-c', 'user.name=ann', '-c', 'user.email=ann@example.com', 'commit', '-q', '-m', 'all']]) execFileSync('git', args, { cwd: directory });
    return directory;
  }

  it('runs the hook on the files of a commit, and on all', async () => {
    const project = await repository();
    const hooks = published();
    await stageFault(project);
    const staged = await project.run('pre-commit', 'try-repo', hooks, 'session-lint', '--verbose');
    expect([staged.code, staged.stdout + staged.stderr]).toEqual([1, expect.stringContaining(`app.js:7:9  error  ${TRUST}`)]);
    await git(project, 'checkout', 'HEAD', '--', 'app.js');
    const all = await project.run('pre-commit', 'try-repo', hooks, 'session-lint', '--all-files');
    expect([all.code, all.stdout]).toEqual([0, expect.stringContaining('Passed')]);
  }, 600_000);
});

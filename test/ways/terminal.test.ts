import { describe, expect, it } from 'vitest';
import { appWith } from './app.ts';
import { projectWith, type Project, type Said } from './project.ts';

const LINK = '\u001b]8;;https://github.com/session-lint/session-lint/blob/main/rules/require-trust-proxy.md\u001b\\';

/** Runs a line of the shell on a terminal of 90 columns: a pseudo-terminal of util-linux' `script`. */
async function onTerminal(project: Project, line: string, ...variables: readonly string[]): Promise<Said> {
  return await project.run('env', 'TERM=xterm-256color', ...variables, 'script', '--quiet', '--return', '--command', `stty cols 90; ${line}`, '/dev/null');
}

/** A clock that runs a hundred times as fast: every run takes long. */
const HASTE = 'NODE_OPTIONS=--import=data:text/javascript,{const%20now=performance.now.bind(performance);performance.now=()=>now()*100}';

describe('on a terminal', () => {
  it('counts what is done while that takes long, and takes the line away', async () => {
    const { stdout } = await onTerminal(projectWith(appWith()), 'session-lint --no-cache .', HASTE);
    const lines = stdout.split('\r\u001b[K');
    expect(lines.length).toBeGreaterThan(2);
    expect(lines.at(-2)).toMatch(/^\d+ files searched, \d+ read, \d+ programs? run.*…$/);
    expect(lines.at(-1)).toMatch(/app\.js:7:9[^]*\d+ of \d+ registrations? followed/);
  });

  it('has colours, links where they are shown, and lines that fit', async () => {
    const project = projectWith(appWith());
    const { code, stdout } = await onTerminal(project, 'session-lint .', 'TERM=xterm-kitty');
    expect([code, stdout]).toEqual([1, expect.stringContaining(LINK)]);
    expect(stdout).toContain('\u001b[31merror\u001b[39m');
    const texts = stdout.replace(/\u001b\[[\d;]*m|\u001b\]8;;.*?\u001b\\/g, '').split('\r\n').filter(line => /^ {2}\w/.test(line));
    expect(texts.filter(line => line.length > 90 && !line.includes('https:'))).toEqual([]);
    expect((await onTerminal(project, 'session-lint .')).stdout).not.toContain('\u001b]8');
  });

  it.each([['without colours', 'session-lint .', 'NO_COLOR=1'], ['into a pipe', 'session-lint . | cat', 'A=1']])('%s there is nothing but text', async (_, line, variable) => {
    const { stdout } = await onTerminal(projectWith(appWith()), line, 'TERM=xterm-kitty', variable);
    expect(stdout).toContain('app.js:7:9  error  require-trust-proxy');
    expect(stdout).not.toContain('\u001b');
  });
});

describe('output that nobody takes', () => {
  it('is no error where the reader has seen enough', async () => {
    const project = projectWith(appWith());
    expect(await project.run('bash', '-c', 'session-lint inspect . | true; echo "${PIPESTATUS[@]}"')).toEqual({ code: 0, stdout: '0 0\n', stderr: '' });
  });

  it('is one where there is no room for it', async () => {
    const { code, stderr } = await projectWith(appWith()).run('bash', '-c', 'session-lint . > /dev/full');
    expect([code, stderr]).toEqual([2, expect.stringMatching(/^session-lint: the report can't be written: ENOSPC.*\n$/)]);
  });
});

import { describe, expect, it } from 'vitest';
import { run } from '../../src/cli/run.ts';
import { linksFor } from '../../src/cli/links.ts';
import { serverIn } from '../eslint/app.ts';

const LINK = '\u001b]8;;https://example.com\u001b\\text\u001b]8;;\u001b\\';

function linked(env: Readonly<Record<string, string>>, { isTTY = true, toFile = false } = {}): string {
  const stream = { write: () => true, isTTY };
  return linksFor({ cwd: '/', env, stdout: stream, stderr: stream }, toFile)('text', 'https://example.com');
}

describe('links', () => {
  it.each([
    [{ TERM_PROGRAM: 'vscode', TERM_PROGRAM_VERSION: '1.99.3' }], [{ TERM_PROGRAM: 'iTerm.app', TERM_PROGRAM_VERSION: '3.5.0beta2' }], [{ TERM_PROGRAM: 'WezTerm' }],
    [{ VTE_VERSION: '7600' }], [{ WT_SESSION: 'a-b' }], [{ TERM: 'xterm-kitty' }], [{ FORCE_HYPERLINK: '1' }],
  ])('are shown by %o', env => {
    expect(linked(env)).toBe(LINK);
  });

  it.each([
    [{}], [{ TERM: 'xterm-256color' }], [{ TERM_PROGRAM: 'vscode', TERM_PROGRAM_VERSION: '1.71.0' }], [{ TERM_PROGRAM: 'Apple_Terminal' }], [{ VTE_VERSION: '5000' }],
    [{ TERM: 'xterm-kitty', NO_COLOR: '1' }], [{ TERM: 'xterm-kitty', CI: 'true' }], [{ TERM: 'xterm-kitty', FORCE_HYPERLINK: '0' }],
  ])('are not shown by %o', env => {
    expect(linked(env)).toBe('text');
  });

  it('are in no pipe and in no file', () => {
    expect(linked({ TERM: 'xterm-kitty' }, { isTTY: false })).toBe('text');
    expect(linked({ TERM: 'xterm-kitty', FORCE_HYPERLINK: '1' }, { toFile: true })).toBe('text');
  });

  it('lead from a finding to the page of its rule', async () => {
    const said: string[] = [];
    const stream = { write: (text: string) => said.push(text), isTTY: true };
    await run(['--rule', 'require-trust-proxy'], { cwd: serverIn(), env: { TERM: 'xterm-kitty', FORCE_COLOR: '0' }, stdout: stream, stderr: { write: () => true } });
    expect(said.join('')).toMatch(/\u001b\]8;;https:\S+\/rules\/require-trust-proxy\.md\u001b\\.*require-trust-proxy.*\u001b\]8;;\u001b\\/);
  });
});

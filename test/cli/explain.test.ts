import { describe, expect, it } from 'vitest';
import { rules } from '../../rules/index.ts';
import { ASKED } from '../../src/cli/explain/asked.ts';
import { serverIn } from '../eslint/app.ts';
import { command } from './command.ts';

describe('explain', () => {
  it('shows the page of a rule', async () => {
    const { code, stdout } = await command(serverIn(), 'explain', 'require-trust-proxy');
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^require-trust-proxy\n[^]*\nFlags\n[^]*```js/)]);
  });

  it.each([
    ['undefined after redirect', 'save-before-redirect'],
    ['cookie not set on heroku', 'require-trust-proxy'],
    ['cookie not set in production', 'require-trust-proxy'],
    ['session id changes every request', 'require-fetch-credentials'],
    ['works in postman but not in the browser', 'require-cors-credentials'],
    ['logout does not work', 'clear-cookie-matches'],
    ['login broken in safari', 'no-cross-site-cookie-without-partition'],
    ['everyone logged out after deploy', 'no-memory-store'],
    ['axios: no cookie, CORS error with credentials', 'require-cors-credentials'],
    ['browser shows Set-Cookie but does not store it', 'samesite-none-requires-secure'],
    ['Cannot read properties of undefined req.session', 'session-before-routes'],
    ['Access-Control-Allow-Origin must not be the wildcard *', 'no-wildcard-origin-with-credentials'],
  ])('finds what explains "%s": %s', async (symptom, rule) => {
    const { code, stdout } = await command(serverIn(), 'explain', symptom);
    expect(code).toBe(0);
    expect(stdout.match(/^[a-z]+(?:-[a-z]+)+(?= {2})/gm)).toContain(rule);
  });

  it('takes the words without quotes, and paths behind them', async () => {
    const [quoted, plain] = [await command(serverIn(), 'explain', 'no cookie behind the proxy', 'app.js'), await command(serverIn(), 'explain', 'no', 'cookie', 'behind', 'the', 'proxy', 'app.js')];
    expect(plain).toEqual(quoted);
    expect(quoted.stdout).toContain('found at app.js:7');
  });

  it('knows what people ask for of rules that there are', () => {
    expect(Object.keys(ASKED).filter(name => !rules.some(rule => rule.name === name))).toEqual([]);
  });

  it('begins with what is found in the code', async () => {
    const { stdout } = await command(serverIn(), 'explain', 'no cookie behind the proxy');
    expect(stdout).toMatch(/^require-trust-proxy {2}found at app\.js:7\n/);
    expect(stdout).toContain('  not found here\n');
    expect(stdout.endsWith('More: session-lint explain require-trust-proxy\n')).toBe(true);
  });

  it.each([
    ['words that fit nothing', ['zebra'], "session-lint: No rule speaks of 'zebra'."],
    ['a path that is not there', ['logged out', 'src/app.js'], "session-lint: 'src/app.js' matches no file and no directory."],
    ['nothing', [], "session-lint: missing required argument 'about'"],
  ])('%s: 2, and one line', async (_, args, message) => {
    const { code, stdout, stderr } = await command(serverIn(), 'explain', ...args);
    expect([code, stdout, stderr.trim().split('\n').length]).toEqual([2, '', 1]);
    expect(stderr).toContain(message);
  });
});

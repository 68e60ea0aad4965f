import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { writeChanged } from '../../src/cli/fix.ts';
import { CONFIG, FIXED_SERVER, PACKAGE, SERVER, serverIn } from '../eslint/app.ts';
import { directoryWith } from '../engine/disk.ts';
import { command, commandWith } from './command.ts';

const TRUST = 'require-trust-proxy';
const NO_STORE = ['--rule', 'no-memory-store:off'];

describe('exit codes', () => {
  it.each([
    ['nothing found', 0, ['--rule', 'valid-cors-origin']],
    ['errors', 1, []],
    ['warnings alone', 0, ['--rule', 'no-memory-store']],
    ['more warnings than allowed', 1, ['--rule', 'no-memory-store', '--max-warnings', '0']],
    ['as many warnings as allowed', 0, ['--rule', 'no-memory-store', '--max-warnings', '1']],
    ['an error made a warning', 0, ['--rule', `${TRUST}:warn`, ...NO_STORE]],
    ['a warning made an error', 1, ['--rule', 'no-memory-store:error', '--rule', `${TRUST}:off`]],
    ['a rule that is off', 0, ['--rule', `${TRUST}:off`]],
    ['warnings and --quiet', 0, ['--rule', 'no-memory-store', '--quiet', '--max-warnings', '0']],
  ])('%s: %i', async (_, code, args) => {
    expect((await command(serverIn(), ...args)).code).toBe(code);
  });

  it.each([
    ['a path that is not there', ['nowhere'], `'nowhere' matches no file and no directory.`],
    ['a pattern that matches nothing', ['src/**/*.ts'], `'src/**/*.ts' matches no file and no directory.`],
    ['an unknown rule', ['--rule', 'require-proxy-trust'], `There is no rule 'require-proxy-trust'. Did you mean 'require-trust-proxy'?`],
    ['an unknown severity', ['--rule', `${TRUST}:loud`], 'A severity is off, warn or error.'],
    ['an unknown option', ['--fixx'], `unknown option '--fixx' (Did you mean --fix?)`],
    ['a number that is none', ['--max-warnings', 'many'], 'It is no whole number.'],
    ['an origin that is none', ['--server-origin', 'example.com'], 'An origin looks like https://api.example.com.'],
    ['an unknown format', ['-f', 'nicer'], `There is no format 'nicer'. There are pretty, github,`],
    ['a format that stops', ['-f', './config.js'], `The format './config.js' can't be loaded: `],
    ['a report that can\'t be written', ['-o', 'app.js/report.txt'], `'app.js/report.txt' can't be written: file already exists`],
    ['a report in place of a directory', ['-o', '.'], `'.' can't be written: illegal operation on a directory`],
    ['an empty path', [''], `'' matches no file and no directory.`],
    ['a command that is none', ['inspcet'], 'Commands are inspect, explain and init.'],
    ['help for a command that is none', ['help', 'inspcet'], 'There is no such command. There are inspect, explain, init'],
    ['a configuration that is not there', ['-c', 'eslint.config.js'], `There is no ESLint configuration 'eslint.config.js'.`],
    ['a baseline that is not there', ['--baseline', 'known.json'], `can't be read: no such file or directory. --update-baseline writes one.`],
  ])('%s: 2, and one line', async (_, args, message) => {
    const { code, stdout, stderr } = await command(serverIn(), ...args);
    expect([code, stdout, stderr.trim().split('\n').length]).toEqual([2, '', 1]);
    expect(stderr).toContain(message);
  });

  it('ESLint missing: 2, and one line', async () => {
    vi.doMock('eslint', () => { throw new Error('Cannot find package'); });
    const { code, stderr } = await command(serverIn());
    vi.doUnmock('eslint');
    expect([code, stderr]).toEqual([2, 'session-lint: ESLint is not installed. It is needed to report: npm install --save-dev eslint\n']);
  });

  it('help and version: 0', async () => {
    expect(await command(serverIn(), '--version')).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) as string });
    expect(await command(serverIn(), '--help')).toMatchObject({ code: 0, stdout: expect.stringContaining('--fix-suggestions') as string });
  });
});

describe('the report', () => {
  it('shows the code, the evidence, the symptom, the fix, and how much was followed', async () => {
    const { stdout } = await command(serverIn(), '--rule', TRUST);
    expect(stdout.replace(/^ {2}express-session sets[^]*?\n\n/m, '').replace(/^ {2}(You see|More) .*\n(?: {13}.*\n)*/gm, '')).toBe(`\
app.js:7:9  error  require-trust-proxy
    6 |
  > 7 | app.use(session({ secret: process.env.SECRET, resave: false, saveUninitialized: false, cookie }));
      |         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    8 |

  the cookie is made secure here: config.js:1:30
  > 1 | module.exports = { cookie: { secure: true } };
      |                              ^^^^^^^^^^^^

  \`app\` is created here: app.js:5:13
  > 5 | const app = express();
      |             ^^^^^^^^^

  it listens on plain HTTP here: app.js:9:1
  > 9 | app.listen(3000);
      | ^^^^^^^^^^^^^^^^

  Fix        set \`trust proxy\` to 1  (--fix)

1 error in 1 file. To be mended: 1 with --fix.
1 of 1 registration followed
`);
  });

  it('counts by package where there are several', async () => {
    const shop = { 'package.json': '{ "private": true, "workspaces": ["packages/*"] }', 'packages/web/package.json': PACKAGE, 'packages/web/app.js': SERVER, 'packages/web/config.js': CONFIG, 'packages/api/package.json': PACKAGE, 'packages/api/app.js': SERVER, 'packages/api/config.js': CONFIG };
    const { stdout } = await command(directoryWith(shop), '--rule', TRUST);
    expect(stdout).toContain('\npackages/api: 1 error\npackages/web: 1 error\n2 errors in 2 files.');
  });

  it('goes by the versions of each package', async () => {
    const app = `const express = require('express');\nconst session = require('express-session');\nconst passport = require('passport');\nconst app = express();\napp.use(session({ secret: process.env.SECRET, resave: false, saveUninitialized: false }));\napp.use(passport.initialize());\napp.use(passport.session());\napp.post('/logout', (req, res) => { req.logout(); res.redirect('/'); });\napp.listen(3000);\n`;
    const packageWith = (passport: string): string => `{ "private": true, "main": "app.js", "dependencies": { "express": "^4.0.0", "express-session": "^1.18.0", "passport": "${passport}" } }`;
    const root = directoryWith({ 'package.json': '{ "private": true, "workspaces": ["packages/*"] }', 'packages/old/package.json': packageWith('^0.5.0'), 'packages/old/app.js': app, 'packages/new/package.json': packageWith('^0.7.0'), 'packages/new/app.js': app });
    const { stdout } = await command(root, '--rule', 'passport-logout-callback');
    expect([stdout.includes('packages/new/app.js:8'), stdout.includes('packages/old/app.js')]).toEqual([true, false]);
  });

  it('leaves out what git ignores', async () => {
    const root = serverIn({ '.git/HEAD': '', '.gitignore': 'copy/\n', 'copy/package.json': PACKAGE, 'copy/app.js': SERVER, 'copy/config.js': CONFIG });
    const { stdout } = await command(root, '--rule', TRUST);
    expect([stdout.includes('app.js:7'), stdout.includes('copy/')]).toEqual([true, false]);
  });

  it('is of the rules that are named, as gravely as that is said', async () => {
    const count = async (...args: string[]): Promise<string | undefined> => /^\d+ (?:error|warning).*?(?= in)/m.exec((await command(serverIn(), ...args)).stdout)?.[0];
    expect(await count()).toBe('1 error and 1 warning');
    expect(await count('--rule', TRUST)).toBe('1 error');
    expect(await count('--rule', `session-lint/${TRUST}:warn`)).toBe('2 warnings');
    expect(await count('--rule', `${TRUST}:off`, '--rule', 'no-memory-store:error')).toBe('1 error');
    expect(await count('--quiet')).toBe('1 error');
    expect(await command(serverIn(), '--rule', `${TRUST}:warn`, '--max-warnings', '1')).toMatchObject({ code: 1, stderr: 'There are more warnings than 1.\n' });
    expect(await command(serverIn(), '--rule', `${TRUST}:warn`, '--max-warnings', '2')).toMatchObject({ code: 0 });
  });

  it('says so where nothing was found', async () => {
    const { stdout } = await command(serverIn({ 'app.js': FIXED_SERVER }), ...NO_STORE);
    expect(stdout).toBe('Nothing found. 1 session looked at.\n1 of 1 registration followed\n');
  });

  it('says so where there is no session', async () => {
    const { code, stdout } = await command(directoryWith({ 'package.json': '{}', 'index.js': 'console.log(1)' }));
    expect([code, stdout]).toEqual([0, 'No session found: nothing here calls express-session or cookie-session.\n0 of 0 registrations followed\n']);
  });

  it('tells of files it could not read', async () => {
    const { stdout } = await command(serverIn({ 'broken.js': `require('express-session'); const = 1;` }));
    expect(stdout).toContain('1 file could not be read, or not as a whole.\n');
  });

  // Root may look into everything.
  it.skipIf(process.getuid?.() === 0)('tells of directories it may not look into', async () => {
    const root = serverIn({ 'closed/deep/a.js': '' });
    chmodSync(join(root, 'closed/deep'), 0);
    const { code, stdout } = await command(root, ...NO_STORE);
    chmodSync(join(root, 'closed/deep'), 0o755);
    expect(stdout).toContain('1 directory could not be looked into.\n');
    expect(code).toBe((await command(root, ...NO_STORE)).code);
  });

  it('leaves an `.eslintignore` to others, and says nothing of it', async () => {
    const warned: string[] = [];
    const note = (warning: Error): void => { warned.push(warning.message); };
    process.on('warning', note);
    const { code, stderr } = await command(serverIn({ '.eslintignore': 'app.js' }), ...NO_STORE);
    await new Promise((resolve) => setImmediate(resolve));
    process.off('warning', note);
    expect([code, stderr, warned]).toEqual([1, '', []]);
  });

  it('is coloured only where that is wanted', async () => {
    const root = serverIn();
    expect((await commandWith(root, { FORCE_COLOR: '1' })).stdout).toContain('\u001b[31m');
    expect((await commandWith(root, { FORCE_COLOR: '1', NO_COLOR: '1' })).stdout).not.toContain('\u001b[');
    expect((await command(root)).stdout).not.toContain('\u001b[');
  });

  it('comes in ESLint\'s formats, and goes to a file', async () => {
    const root = serverIn();
    const { code, stdout } = await command(root, '-f', 'json', '-o', 'reports/out.json');
    expect([code, stdout]).toEqual([1, '']);
    const [result] = JSON.parse(readFileSync(`${root}/reports/out.json`, 'utf8')) as { filePath: string; messages: { ruleId: string; line: number }[] }[];
    expect(result?.filePath).toBe(`${root}/app.js`);
    expect(result?.messages.map(({ ruleId }) => ruleId)).toContain(`session-lint/${TRUST}`);
    expect((await command(root, '-f', 'html')).stdout).toContain('<!DOCTYPE html>');
    expect((await command(root, '-f', 'stylish')).stdout).toContain(`session-lint/${TRUST}`);
    expect((await command(serverIn({ 'app.js': FIXED_SERVER }), ...NO_STORE, '-f', 'json')).stdout).toBe('[]\n');
  });
});

describe('comments', () => {
  it.each([
    ['the next line', SERVER.replace('app.use(', `// eslint-disable-next-line session-lint/${TRUST}\napp.use(`)],
    ['a file', `/* eslint-disable */\n${SERVER}`],
    ['a rule for the file', `/* eslint session-lint/${TRUST}: off, no-console: "error" */\n${SERVER}`],
  ])('silence %s', async (_, text) => {
    expect(await command(serverIn({ 'app.js': text }), ...NO_STORE)).toMatchObject({ code: 0 });
  });

  it('that are about other rules change nothing', async () => {
    const text = `/* eslint max-lines: ["error", 1], other/rule: 2 */\n${SERVER.replace('app.use(', '// eslint-disable-next-line no-console, @typescript-eslint/no-misused-promises\napp.use(')}`;
    const { stdout } = await command(serverIn({ 'app.js': text }), ...NO_STORE);
    expect(stdout).toContain('1 error in 1 file.');
  });

  it('are not looked for in strings', async () => {
    const text = SERVER.replace('app.use(', 'console.log(`/* eslint-disable */ ${"// eslint-disable-line"}`); app.use(');
    expect(await command(serverIn({ 'app.js': text }), ...NO_STORE)).toMatchObject({ code: 1 });
  });
});

describe('paths', () => {
  const twoApps = (): string => directoryWith({
    '.git/HEAD': '',
    'a/package.json': '{ "main": "app.js" }', 'a/app.js': SERVER, 'a/config.js': CONFIG,
    'b/package.json': '{ "main": "app.js" }', 'b/app.js': SERVER, 'b/config.js': CONFIG,
  });
  const reported = async (root: string, ...paths: string[]): Promise<string[]> => {
    const { stdout } = await command(root, '--rule', TRUST, '-f', 'json', ...paths);
    return (JSON.parse(stdout) as { filePath: string }[]).map(({ filePath }) => filePath.slice(root.length + 1)).sort();
  };

  it('of directories report what stands inside', async () => {
    const root = twoApps();
    expect(await reported(root)).toEqual(['a/app.js', 'b/app.js']);
    expect(await reported(root, 'a')).toEqual(['a/app.js']);
    expect(await reported(root, 'a', './b')).toEqual(['a/app.js', 'b/app.js']);
  });

  it('of files report what they take part in, wherever it stands', async () => {
    const root = twoApps();
    expect(await reported(root, 'b/config.js')).toEqual(['b/app.js']);
    expect(await reported(root, 'a/package.json')).toEqual([]);
  });

  it('of files leave out what else stands beside that', async () => {
    const root = serverIn();
    const { stdout } = await command(root, 'config.js');
    expect(stdout).toContain(TRUST);
    expect(stdout).not.toContain('no-memory-store');
  });

  it('may be patterns', async () => {
    const root = twoApps();
    expect(await reported(root, '*/config.js')).toEqual(['a/app.js', 'b/app.js']);
    expect(await reported(root, './*/config.js')).toEqual(['a/app.js', 'b/app.js']);
    expect(await reported(root, `${root}/a/*.js`)).toEqual(['a/app.js']);
    expect(await reported(`${root}/a`, '../b/*.js')).toEqual(['b/app.js'.slice(2)]);
  });

  it('work from a directory inside', async () => {
    const root = twoApps();
    const { stdout } = await command(`${root}/a`, '--rule', TRUST);
    expect(stdout).toContain('\napp.js:7:9  error'.trimStart());
    expect(stdout).not.toContain('b/app.js');
  });

  it('of several repositories are looked at apart', async () => {
    const root = directoryWith({
      'one/.git/HEAD': '', 'one/package.json': '{ "main": "app.js" }', 'one/app.js': SERVER, 'one/config.js': CONFIG,
      'two/.git/HEAD': '', 'two/package.json': '{ "main": "app.js" }', 'two/app.js': SERVER, 'two/config.js': CONFIG,
    });
    expect(await reported(root)).toEqual(['one/app.js', 'two/app.js']);
  });
});

describe('--fix', () => {
  it('writes what is proved, and twice changes nothing', async () => {
    const root = serverIn();
    const first = await command(root, '--fix', ...NO_STORE);
    expect([first.code, first.stdout]).toEqual([0, 'Changed app.js\nNothing found. 1 session looked at.\n1 of 1 registration followed\n']);
    expect(readFileSync(`${root}/app.js`, 'utf8')).toBe(FIXED_SERVER);
    const second = await command(root, '--fix', ...NO_STORE);
    expect([second.code, second.stdout]).toEqual([0, 'Nothing found. 1 session looked at.\n1 of 1 registration followed\n']);
  });

  it('goes on to what a fix in another file has woken', async () => {
    const root = serverIn({ 'config.js': `module.exports = { cookie: { sameSite: 'none' } };\n` });
    expect((await command(root, '--fix', ...NO_STORE)).code).toBe(0);
    expect(readFileSync(`${root}/config.js`, 'utf8')).toMatch(/sameSite: .*'none'.*secure: /);
    expect(readFileSync(`${root}/app.js`, 'utf8')).toBe(FIXED_SERVER);
  });

  it('takes the first suggestion where that is asked for, and only then', async () => {
    const only = ['--rule', 'require-secure-cookie'];
    const root = serverIn({ 'app.js': SERVER.replace(', cookie }', ' }') });
    expect(await command(root, '--fix', ...only)).toMatchObject({ code: 0, stdout: expect.stringContaining('To be mended: 1 with --fix-suggestions.') as string });
    const { stdout } = await command(root, '--fix-suggestions', ...only);
    expect(stdout).toContain('Changed app.js\n');
    expect(readFileSync(`${root}/app.js`, 'utf8')).toMatch(/cookie: \{ secure: /);
  });

  it('leaves files as they are in a dry run, and tells what they would be', async () => {
    const root = serverIn();
    const { code, stdout } = await command(root, '--fix-dry-run', ...NO_STORE, '-f', 'json');
    expect([code, (JSON.parse(stdout) as { output: string }[])[0]?.output]).toEqual([0, FIXED_SERVER]);
    expect(readFileSync(`${root}/app.js`, 'utf8')).toBe(SERVER);
    expect((await command(root, '--fix-dry-run', ...NO_STORE)).stdout).toContain('Would change app.js\n');
    expect((await command(root, ...NO_STORE)).code).toBe(1);
  });

  it('keeps a byte order mark and line ends', async () => {
    const root = serverIn({ 'app.js': `\uFEFF${SERVER.replaceAll('\n', '\r\n')}` });
    await command(root, '--fix');
    expect(readFileSync(`${root}/app.js`, 'utf8')).toBe(`\uFEFF${FIXED_SERVER.replaceAll('\n', '\r\n')}`);
  });

  it('respects comments', async () => {
    const root = serverIn({ 'app.js': `/* eslint-disable session-lint/${TRUST} */\n${SERVER}` });
    await command(root, '--fix');
    expect(readFileSync(`${root}/app.js`, 'utf8')).toContain(SERVER);
  });

  it('does not write a file in another encoding', async () => {
    const root = serverIn();
    writeFileSync(`${root}/app.js`, Buffer.from(`\uFEFF${SERVER}`, 'utf16le'));
    const { code, stdout, stderr } = await command(root, '--fix', '--no-cache');
    expect([code, stderr]).toEqual([2, 'app.js has changed meanwhile, or is not UTF-8: it was not written.\n']);
    expect(stdout).not.toContain('Changed');
    expect(readFileSync(`${root}/app.js`).equals(Buffer.from(`\uFEFF${SERVER}`, 'utf16le'))).toBe(true);
  });

  it.runIf(existsSync('/proc/self/comm'))('goes on where the system refuses a file', () => {
    const refused = '/proc/self/comm';
    expect(writeChanged(new Map([[refused, { before: readFileSync(refused, 'utf8'), after: 'x' }]]))).toEqual([{ file: refused, refused: 'no such file or directory' }]);
  });

  it('fixes only what the given files take part in', async () => {
    const root = serverIn({ 'other.js': SERVER.replace('./config', './config2'), 'config2.js': CONFIG, 'package.json': '{ "scripts": { "a": "node app.js", "b": "node other.js" } }' });
    await command(root, '--fix', 'config2.js');
    expect(readFileSync(`${root}/app.js`, 'utf8')).toBe(SERVER);
    expect(readFileSync(`${root}/other.js`, 'utf8')).toContain('trust proxy');
  });
});

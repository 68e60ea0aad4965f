import { readFileSync } from 'node:fs';
import { ESLint, Linter } from 'eslint';
import tseslint from 'typescript-eslint';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import plugin from '../../src/eslint/plugin.ts';
import { rules } from '../../rules/index.ts';
import { write } from '../engine/disk.ts';
import { CONFIG, FIXED_SERVER, PACKAGE, SERVER, serverIn } from './app.ts';

const TRUST = 'session-lint/require-trust-proxy';
const ONLY_TRUST: Linter.Config = { plugins: { 'session-lint': plugin }, rules: { [TRUST]: 'error' } };

/** The disk is looked at again after a quarter of a second, or more where looking takes long. */
function later(): void {
  vi.advanceTimersByTime(60_000);
}

beforeEach(() => { vi.useFakeTimers({ toFake: ['performance'] }); });
afterEach(() => { vi.useRealTimers(); });

function eslintIn(cwd: string, options: ESLint.Options = {}, config: Linter.Config | Linter.Config[] = ONLY_TRUST): ESLint {
  return new ESLint({ cwd, overrideConfigFile: true, overrideConfig: config, ...options });
}

/** Rules and messages of one file, by its name. */
async function lint(eslint: ESLint, file: string): Promise<string[]> {
  const [result] = await eslint.lintFiles([file]);
  return (result?.messages ?? []).map(({ ruleId, message }) => `${ruleId ?? 'fatal'}: ${message}`);
}

describe('the plugin', () => {
  it('reports at the place, with the evidence behind the message', async () => {
    const [result] = await eslintIn(serverIn()).lintFiles(['app.js']);
    const [message, ...others] = result?.messages ?? [];
    expect(others).toEqual([]);
    expect(message).toMatchObject({ ruleId: TRUST, severity: 2, line: 7 });
    expect(message?.message).toMatch(/ in any environment: .*\(.*the cookie is made secure at config\.js:1.*\)$/);
  });

  it('says nothing of the files beside it', async () => {
    expect(await lint(eslintIn(serverIn()), 'config.js')).toEqual([]);
  });

  it('goes by the text that ESLint holds, not by the disk', async () => {
    const root = serverIn();
    const eslint = eslintIn(root);
    const messages = async (text: string, filePath?: string): Promise<number | undefined> =>
      (await eslint.lintText(text, filePath === undefined ? {} : { filePath }))[0]?.messages.length;
    expect(await messages(FIXED_SERVER, 'app.js')).toBe(0);
    expect(await messages(SERVER, 'app.js')).toBe(1);
    expect(await messages(`\n${SERVER}`, 'app.js')).toBe(1);
    expect(await messages(SERVER)).toBe(0);
  });

  it('sees the other files as they come to be on the disk', async () => {
    const root = serverIn();
    expect(await lint(eslintIn(root), 'app.js')).toHaveLength(1);
    write(root, 'config.js', CONFIG.replace('true', 'false'), 0);
    later();
    expect(await lint(eslintIn(root), 'app.js')).toEqual([]);
  });

  it('has nothing to say of a text without a file', () => {
    for (const filename of ['app.js', undefined]) {
      expect(new Linter().verify(SERVER, [{ files: ['**/*', '<input>'], ...ONLY_TRUST }], filename === undefined ? {} : { filename }).filter(({ ruleId }) => ruleId !== null)).toEqual([]);
    }
  });

  it('leaves the blocks of a processor alone', async () => {
    const processor: Linter.Processor = { preprocess: text => [{ text, filename: '0.js' }], postprocess: lists => lists.flat() };
    const eslint = eslintIn(serverIn({ 'readme.md': SERVER }), {}, [{ files: ['**/*.md'], processor }, { files: ['**/*.js'], ...ONLY_TRUST }]);
    expect(await lint(eslint, 'readme.md')).toEqual([]);
  });

  it('works with another parser', async () => {
    const root = serverIn({ 'package.json': PACKAGE.replace('app.js', 'app.ts'), 'app.ts': SERVER.replace('const app =', 'const app: express.Application ='), 'app.js': '' });
    const eslint = eslintIn(root, {}, { files: ['**/*.ts'], languageOptions: { parser: tseslint.parser }, ...ONLY_TRUST });
    expect(await lint(eslint, 'app.ts')).toHaveLength(1);
  });

  it('is silenced by comments', async () => {
    const root = serverIn({ 'app.js': SERVER.replace('app.use(', `// eslint-disable-next-line ${TRUST} -- the proxy is not ours\napp.use(`) });
    expect(await lint(eslintIn(root), 'app.js')).toEqual([]);
  });

  it('complains of settings it can\'t use, once, and goes on', async () => {
    const eslint = eslintIn(serverIn(), {}, { ...plugin.configs.strict, settings: { 'session-lint': { serverOrigin: 'example.com' } } });
    const messages = await lint(eslint, 'app.js');
    expect(messages.filter(message => message.includes(`serverOrigin is no origin: 'example.com'`))).toHaveLength(1);
    expect(messages.filter(message => message.startsWith(TRUST))).toHaveLength(1);
  });

  it('says nothing of what lies outside the root it is given', async () => {
    const root = serverIn({ 'sub/package.json': '{}' });
    const eslint = eslintIn(root, {}, { ...ONLY_TRUST, settings: { 'session-lint': { root: 'sub' } } });
    expect(await lint(eslint, 'app.js')).toEqual([]);
  });
});

describe('fixes', () => {
  it.each([
    ['LF', (text: string) => text],
    ['CRLF', (text: string) => text.replaceAll('\n', '\r\n')],
    ['a byte order mark', (text: string) => `\uFEFF${text}`],
    ['a byte order mark and CRLF', (text: string) => `\uFEFF${text.replaceAll('\n', '\r\n')}`],
    ['characters of two units', (text: string) => `// 😀😀\n${text}`],
    ['a hashbang', (text: string) => `#!/usr/bin/env node\n${text}`],
  ])('land where they belong in a text with %s, and twice changes nothing', async (_, write_) => {
    const root = serverIn({ 'app.js': write_(SERVER) });
    for (let run = 0; run < 2; run += 1) {
      const results = await eslintIn(root, { fix: true }).lintFiles(['app.js']);
      expect(results[0]?.messages).toEqual([]);
      await ESLint.outputFixes(results);
      expect(readFileSync(`${root}/app.js`, 'utf8')).toBe(write_(FIXED_SERVER));
    }
  });

  it('of several findings come out right in several passes', async () => {
    const text = SERVER.replace(`const { cookie } = require('./config');\n`, '').replace('cookie }', 'cookie: { sameSite: "none" } }').replaceAll(`'`, '"');
    const root = serverIn({ 'app.js': text });
    const [result] = await eslintIn(root, { fix: true }, plugin.configs.recommended).lintFiles(['app.js']);
    expect(result?.output).toBe(text.replace('"none" }', 'process.env.NODE_ENV === "production" ? "none" : "lax", secure: process.env.NODE_ENV === "production" }').replace('express();\n', 'express();\napp.set("trust proxy", 1);\n'));
  });
});

describe('the presets', () => {
  it('hold every rule there is', () => {
    expect(Object.keys(plugin.rules)).toEqual(rules.map(({ name }) => name));
    expect(Object.keys(plugin.configs.strict.rules ?? {})).toHaveLength(rules.length);
    expect(Object.keys(plugin.configs.recommended.rules ?? {})).toEqual(rules.filter(({ level }) => level !== 'strict').map(({ name }) => `session-lint/${name}`));
  });
});

describe('ESLint\'s cache', () => {
  const before = process.cwd();
  afterEach(() => process.chdir(before));

  it('holds as long as nothing changes that was read', async () => {
    const root = serverIn();
    process.chdir(root);
    const cached = async (): Promise<number> => {
      const eslint = eslintIn(root, { cache: true, cacheLocation: `${root}/.eslintcache`, cacheStrategy: 'content' });
      return (await eslint.lintFiles(['app.js']))[0]?.messages.length ?? -1;
    };
    expect(await cached()).toBe(1);
    write(root, 'config.js', CONFIG.replace('true', 'false'), 0);
    later();
    expect(await cached()).toBe(0);
  });

  it('is told a version that follows what is read', () => {
    const root = serverIn();
    process.chdir(root);
    const version = plugin.meta?.version;
    expect(version).toMatch(/^\d+\.\d+\.\d+\+\w{40}$/);
    write(root, '.eslintcache', '{}', 0);
    later();
    expect(plugin.meta?.version).toBe(version);
    write(root, 'app.js', FIXED_SERVER, 0);
    later();
    expect(plugin.meta?.version).not.toBe(version);
  });
});

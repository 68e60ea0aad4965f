import { describe, expect, it } from 'vitest';
import { appWith, CONFIG, configWith, FIXED, found, INSECURE, SERVER, TRUST, type Result } from './app.ts';
import { ESLINTS, projectWith } from './project.ts';

const JSON_FORMAT = ['-f', 'json'];

describe.each(ESLINTS)('%s', release => {
  it('reports what rests on another file, and --fix mends it', async () => {
    const project = projectWith(appWith(), release);
    const { code, stdout, stderr } = await project.eslint('.', ...JSON_FORMAT);
    expect([code, found(stdout), stderr]).toEqual([1, [TRUST], '']);
    expect(await project.eslint('.', '--fix')).toMatchObject({ code: 0, stdout: '' });
    expect(project.read('app.js')).toBe(FIXED);
  });

  it('mends through several passes', async () => {
    const config = CONFIG.replace('secure: true', `sameSite: 'none'`);
    const project = projectWith(appWith({ 'app.js': config.replace('exports.cookie = ', 'const cookie = ').replace('exports.Store = ', '') + SERVER.replace(/^const (?:session|\{).*\n/gm, '') }), release);
    await project.eslint('app.js', '--fix');
    expect(project.read('app.js')).toContain(`sameSite: process.env.NODE_ENV === 'production' ? 'none' : 'lax', secure: process.env.NODE_ENV === 'production'`);
    expect(project.read('app.js')).toContain(`app.set('trust proxy', 1);`);
    expect(await project.eslint('app.js')).toMatchObject({ code: 0 });
  });

  it('--fix-type takes the kinds of its rules', async () => {
    const project = projectWith(appWith(), release);
    expect((await project.eslint('.', '--fix', '--fix-type', 'suggestion,layout')).code).toBe(1);
    expect(project.read('app.js')).toBe(SERVER);
    expect((await project.eslint('.', '--fix', '--fix-type', 'problem')).code).toBe(0);
  });

  it('--cache forgets what rests on a file that was edited', async () => {
    const project = projectWith(appWith({ 'config.js': INSECURE }), release);
    const cached = [...JSON_FORMAT, '.', '--cache', '--cache-strategy', 'content'];
    expect(found((await project.eslint(...cached)).stdout)).toEqual([]);
    project.write('config.js', CONFIG);
    expect(found((await project.eslint(...cached)).stdout)).toEqual([TRUST]);
    project.write('config.js', INSECURE);
    expect(found((await project.eslint(...cached)).stdout)).toEqual([]);
  });

  it('takes an unsaved text from standard input', async () => {
    const project = projectWith(appWith({ 'app.js': FIXED }), release);
    const { stdout } = await project.eslintOn(SERVER, '--stdin', '--stdin-filename', 'app.js', ...JSON_FORMAT);
    expect(found(stdout)).toEqual([TRUST]);
  });

  it('is silenced by comments that say why, and tells those that silence nothing', async () => {
    const silent = SERVER.replace('app.use(', '// eslint-disable-next-line session-lint/require-trust-proxy -- TLS ends elsewhere\napp.use(');
    const project = projectWith(appWith({ 'app.js': silent, 'eslint.config.mjs': configWith(`{ linterOptions: { reportUnusedDisableDirectives: 'error' } }`) }), release);
    const { code, stdout } = await project.eslint('.', ...JSON_FORMAT);
    const [result] = (JSON.parse(stdout) as readonly Result[]).filter(({ filePath }) => filePath.endsWith('/app.js'));
    expect([code, result?.messages, result?.suppressedMessages?.[0]?.suppressions?.[0]?.justification]).toEqual([0, [], 'TLS ends elsewhere']);
    project.write('config.js', INSECURE);
    expect(found((await project.eslint('.', ...JSON_FORMAT)).stdout)).toEqual([expect.stringMatching(/^app\.js:7 Unused eslint-disable directive/)]);
  });

  it('takes settings, and complains of wrong ones', async () => {
    const project = projectWith(appWith({ 'eslint.config.mjs': configWith(`{ settings: { 'session-lint': { ignore: ['app.js'] } } }`) }), release);
    expect(found((await project.eslint('.', ...JSON_FORMAT)).stdout)).toEqual([]);
    project.write('eslint.config.mjs', configWith(`{ settings: { 'session-lint': { serverOrigin: 'nowhere' } } }`));
    expect((await project.eslint('app.js')).stdout).toContain('serverOrigin is no origin');
  });

  it('has names, pages and schemas for those who look at a configuration', async () => {
    const project = projectWith(appWith(), release);
    const { stdout } = await project.run('node', '--input-type=module', '-e', `
      import plugin from 'session-lint';
      const { recommended, strict } = plugin.configs;
      console.log(JSON.stringify({ names: [recommended.name, strict.name], rules: Object.entries(plugin.rules).map(([name, { meta }]) => [name, meta.docs.url, meta.schema]) }));
    `);
    const { names, rules } = JSON.parse(stdout) as { names: string[]; rules: [string, string, unknown][] };
    expect(names).toEqual(['session-lint/recommended', 'session-lint/strict']);
    for (const [name, url, schema] of rules) expect([url, schema]).toEqual([expect.stringMatching(new RegExp(`^https://.*/rules/${name}\\.md$`)), []]);
    const { code } = await project.eslint('--print-config', 'app.js');
    expect(code).toBe(0);
  });

  it('is seen by the config inspector', async () => {
    const project = projectWith(appWith(), release);
    expect(await project.run('eslint-config-inspector', 'build', '--outDir', 'seen')).toMatchObject({ code: 0 });
    const seen = project.read('seen/__rpc-dump/eslint-config-inspector~get-payload.fallback.json');
    expect(seen).toContain('"session-lint/recommended"');
    expect(seen).toMatch(/"https:[^"]*\/rules\/require-trust-proxy\.md"/);
  });
});

describe('older and newer ways of ESLint', () => {
  it('8: a flat configuration is asked for by the environment', async () => {
    const project = projectWith(appWith({ '.eslintrc.json': '{ "root": true }' }), 'eslint-8');
    const { code, stdout } = await project.run('env', 'ESLINT_USE_FLAT_CONFIG=true', 'eslint', 'app.js', ...JSON_FORMAT);
    expect([code, found(stdout)]).toEqual([1, [TRUST]]);
  });

  it.each(['eslint-9', 'eslint'] as const)('%s: --concurrency finds the same', async release => {
    const others = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`lib/${index}.js`, `module.exports = ${index};\n`]));
    const project = projectWith(appWith(others), release);
    expect(found((await project.eslint('.', '--concurrency', '2', ...JSON_FORMAT)).stdout)).toEqual([TRUST]);
  });

  it.each(['eslint-9', 'eslint'] as const)('%s: a configuration in TypeScript has types, and is read', async release => {
    const config = `import { defineConfig } from 'eslint/config';\nimport sessionLint from 'session-lint';\n\nexport default defineConfig([\n  sessionLint.configs.recommended,\n  { plugins: { sessions: sessionLint }, rules: { 'sessions/require-trust-proxy': 'warn' } },\n]);\n`;
    const project = projectWith({ ...appWith(), 'eslint.config.ts': config, 'tsconfig.json': '{ "compilerOptions": { "module": "NodeNext", "target": "ES2022", "strict": true, "skipLibCheck": true, "noEmit": true, "types": [] }, "files": ["eslint.config.ts"] }' }, release);
    expect(await project.run('node', 'node_modules/typescript/bin/tsc', '-p', 'tsconfig.json')).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(found((await project.eslint('app.js', '--config', 'eslint.config.ts', ...JSON_FORMAT)).stdout)).toEqual([TRUST, 'app.js:7 sessions/require-trust-proxy']);
  });
});

describe.each(ESLINTS)('parsers and processors of %s', release => {
  const TYPED = SERVER.replace(`const express = require('express');\nconst session = require('express-session');\nconst { cookie, Store } = require('./config');`, `import express, { type Express } from 'express';\nimport session from 'express-session';\nimport { cookie, Store } from './config';`).replace('const app =', 'const app: Express =');

  const TYPESCRIPT = {
    'app.ts': TYPED, 'config.ts': `import session from 'express-session';\nexport class Store extends session.Store {}\nexport const cookie = { secure: true } as const;\n`,
    'package.json': '{ "private": true, "main": "app.ts", "dependencies": { "express": "^5.0.0", "express-session": "^1.18.0" } }',
  };

  it('what init writes makes it read TypeScript', async () => {
    const project = projectWith({ ...TYPESCRIPT, 'tsconfig.json': '{}' }, release);
    expect(await project.run('session-lint', 'init', '--yes')).toMatchObject({ code: 0 });
    expect(found((await project.eslint('.', ...JSON_FORMAT)).stdout)).toEqual(['app.ts:7 session-lint/require-trust-proxy']);
  });

  it('typescript-eslint', async () => {
    const project = projectWith(appWith({
      ...TYPESCRIPT, 'app.js': '',
      'eslint.config.mjs': configWith(`{ files: ['**/*.ts'], languageOptions: { parser: tseslint.parser } }`, `import tseslint from 'typescript-eslint';`),
    }), release);
    expect(found((await project.eslint('.', ...JSON_FORMAT)).stdout)).toEqual(['app.ts:7 session-lint/require-trust-proxy']);
    expect((await project.eslint('.', '--fix')).code).toBe(0);
    expect(project.read('app.ts')).toContain(`const app: Express = express();\napp.set('trust proxy', 1);\n`);
  });

  it('Babel', async () => {
    const project = projectWith(appWith({
      'app.js': SERVER.replace('const app =', '// @flow\nconst app: mixed ='),
      'eslint.config.mjs': configWith(`{ languageOptions: { parser, parserOptions: { requireConfigFile: false, babelOptions: { parserOpts: { plugins: ['flow'] } } } } }`, `import parser from '@babel/eslint-parser';`),
    }), release);
    expect(found((await project.eslint('app.js', ...JSON_FORMAT)).stdout)).toEqual([TRUST.replace('7', '8')]);
    expect((await project.eslint('app.js', '--fix')).code).toBe(0);
  });

  /** A server that a page of another origin may call with its cookie. */
  const CALLED = `const cookieSession = require('cookie-session');
const cors = require('cors');
const express = require('express');

const app = express();
app.use(cors({ origin: 'http://localhost:5173', credentials: true }));
app.use(cookieSession({ keys: [process.env.SESSION_SECRET] }));
app.post('/login', (req, res) => { req.session.user = 'ann'; res.json({}); });
app.get('/me', (req, res) => { res.json({ user: req.session.user ?? null }); });
app.listen(3000);
`;
  const COMPONENTS: Readonly<Record<string, string>> = {
    'app.js': CALLED,
    'package.json': '{ "private": true, "main": "app.js", "dependencies": { "express": "^5.0.0", "cookie-session": "^2.1.1", "cors": "^2.8.5" } }',
    '.git/HEAD': '',
    'web/package.json': '{ "private": true, "type": "module", "dependencies": { "vite": "^7.0.0" } }',
  };
  const CALL = `const reload = () => fetch('http://localhost:3000/me').then((answer) => answer.json());`;

  it.each([
    ['Vue', 'App.vue', `<script setup>\n${CALL}\n</script>\n\n<template><button @click="reload">again</button></template>\n`, `{ files: ['**/*.vue'], languageOptions: { parser } }`, `import parser from 'vue-eslint-parser';`],
    ['Svelte', 'App.svelte', `<script>\n${CALL}\n</script>\n\n<button on:click={reload}>again</button>\n`, `{ files: ['**/*.svelte'], languageOptions: { parser } }`, `import * as parser from 'svelte-eslint-parser';`],
  ])('%s: what a component does is found and mended in it', async (_, file, text, entry, imports) => {
    const project = projectWith(appWith({ ...COMPONENTS, [`web/${file}`]: text, 'eslint.config.mjs': configWith(entry, imports) }), release);
    const { stdout, stderr } = await project.eslint('.', ...JSON_FORMAT);
    expect([stderr, found(stdout)]).toEqual(['', [`${file}:2 session-lint/require-fetch-credentials`]]);
    expect((await project.eslint('.', '--fix')).code).toBe(0);
    expect(project.read(`web/${file}`)).toBe(text.replace(`/me')`, `/me', { credentials: 'include' })`));
  });

  it('Markdown: the code in a text is nobody\'s server', async () => {
    const whole = SERVER.replace(/.*config.*\n/, '').replace('store: new Store(), cookie', 'cookie: { secure: true }');
    const project = projectWith(appWith({
      'app.js': FIXED, 'README.md': `# Server\n\n\`\`\`js\nfoo();\n${whole}\`\`\`\n`,
      'eslint.config.mjs': configWith(`...markdown.configs.processor, { files: ['**/*.md/*.js'], rules: { 'no-undef': 'error' } }`, `import markdown from '@eslint/markdown';`),
    }), release);
    const { code, stdout } = await project.eslint('.', ...JSON_FORMAT);
    // The processor is at work: what another rule finds in the text is reported.
    expect([code, found(stdout).filter(line => !line.endsWith('no-undef')), found(stdout).includes('README.md:4 no-undef')]).toEqual([1, [], true]);
  });
});

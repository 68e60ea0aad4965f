import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { withoutSecrets } from '../../src/cli/hide.ts';
import { ruleFixtures } from '../rules/fixture.ts';
import { directoryWith } from '../engine/disk.ts';
import { command } from './command.ts';

/** A text in quotes that is given to a secret, or to a name that says so; what env files and runs give to one. */
const IN_CODE = /(?:secret\w*|keys|\w+_KEY|cookieParser)\s*['"]?\s*(?:[:=(,[]|\|\||\?\?)\s*\[?\s*(['"`])([^'"`\n]{4,})\1/gi;
const IN_ENV_FILE = /^\w*(?:SECRET|KEY)\w*=(.{4,})$/gm;

/** The secrets that stand in the files of a case, by the look of them alone. */
function secretsIn(directory: string): readonly string[] {
  return [...new Set(filesIn(directory).flatMap(file => {
    const text = readFileSync(file, 'utf8');
    if (/\/\.?[\w.]*env[\w.]*$/.test(file)) return [...text.matchAll(IN_ENV_FILE)].map(([, secret = '']) => secret);
    // The name of a variable is none.
    return [...text.matchAll(IN_CODE)].map(([, , secret = '']) => secret).filter(secret => !/^[A-Z\d_]+$/.test(secret));
  }))];
}

function filesIn(directory: string): readonly string[] {
  return readdirSync(directory).flatMap(name => {
    if (name === 'fixed' || name === 'node_modules' || name === 'fixture.json' || name === 'package.json') return [];
    return statSync(join(directory, name)).isDirectory() ? filesIn(join(directory, name)) : [join(directory, name)];
  });
}

const cases = ruleFixtures().map(({ rule, name, directory }) => ({ name: `${rule}/${name}`, directory, secrets: secretsIn(directory) })).filter(({ secrets }) => secrets.length > 0);

const WAYS: readonly (readonly string[])[] = [
  ['--strict'], ['-f', 'json'], ['-f', 'html'], ['-f', 'sarif'], ['-f', 'github'], ['-f', 'gitlab'], ['--fix-dry-run', '-f', 'json'],
];

describe('a secret that stands in the code or in an env file', () => {
  it('is there in many cases', () => {
    expect(cases.length).toBeGreaterThan(10);
    expect(cases.flatMap(({ secrets }) => secrets)).toContain('sesame street 12');
  });

  it.each(cases)('is in no output for $name', async ({ directory, secrets }) => {
    for (const way of [...WAYS.map(args => [directory, '--no-cache', ...args]), ['inspect', directory], ['inspect', directory, '--json'], ['inspect', directory, '--html']]) {
      const { stdout, stderr } = await command(directory, ...way);
      for (const secret of secrets) expect(`${stdout}${stderr}`.includes(secret), `${secret} in the output of ${way.slice(1).join(' ')}`).toBe(false);
    }
  }, 30_000);

  it('is in no frame of another finding on its line', async () => {
    const app = 'const express = require("express");\nconst app = express();\napp.use(require("cookie-session")({ keys: ["keyboard \\"cat\\""], cookie: { secure: true } }), require("cors")({ origin: "*", credentials: true }));\napp.listen(1);\n';
    const { stdout } = await command(directoryWith({ 'package.json': '{ "main": "app.js" }', 'app.js': app }));
    expect(stdout.match(/\(\{ keys: \["•••"\]/g)?.length).toBeGreaterThan(1);
    expect(stdout).not.toMatch(/keyboard|cat\\?"/);
  });
});

describe('hiding', () => {
  const shown = (text: string, ...secrets: string[]): string => withoutSecrets(text, { start: 0, end: 0 }, new Set(secrets)).text;

  it('hides what is known wherever it stands in quotes, and nothing else', () => {
    expect(shown(`secret('lax'); sameSite = "lax"; lax(\`relax\`)`, 'lax')).toBe(`secret('•••'); sameSite = "•••"; lax(\`relax\`)`);
  });

  it('hides what its name shows to be a secret', () => {
    expect(shown(`{ "password": "hush", credentials: 'include', apiKey = \`x\`, maxAge: 'y' }`)).toBe(`{ "password": "•••", credentials: 'include', apiKey = \`•••\`, maxAge: 'y' }`);
    expect(shown(`SESSION_SECRET || 'it\\'s'`)).toBe(`SESSION_SECRET || '•••'`);
  });

  it('hides the password of an address', () => {
    expect(shown(`connect('redis://:hush@host:6379'); 'https://host/a:b'`)).toBe(`connect('redis://:•••@host:6379'); 'https://host/a:b'`);
  });

  it('leaves a span where it was, however long the secret', () => {
    const text = `f({ secret: 'a long, long secret', here: 1 })`;
    for (const part of ['here: 1', `secret: 'a long, long secret'`, 'f({']) {
      const start = text.indexOf(part);
      const { text: hidden, span } = withoutSecrets(text, { start, end: start + part.length }, new Set());
      expect(hidden.slice(span.start, span.end)).toBe(part.replace('a long, long secret', '•••'));
    }
  });
});

import { readFileSync, existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { rules } from '../../rules/index.ts';
import { readOptions } from '../../src/cli/options.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const readme = readFileSync(`${root}README.md`, 'utf8');

/** What stands between two markers of the README. */
function between(name: string): string {
  return readme.split(`<!-- ${name} -->`)[1]?.split(`<!-- /${name} -->`)[0]?.trim() ?? '';
}

const OFFERS = { none: '', fix: 'fix', suggest: 'suggestion', either: 'fix or suggestion' } as const;

describe('the README', () => {
  it('has the table of rules by symptom', () => {
    const rows = rules.map(({ name, symptom, level, offers }) => `| ${symptom} | [\`${name}\`](rules/${name}.md) | ${level} | ${OFFERS[offers]} |`);
    expect(between('rules')).toBe(['| you see | rule | level | offers |', '|---|---|---|---|', ...rows].join('\n'));
  });

  it('links to files that are there', () => {
    const links = [...readme.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, path]) => path ?? '');
    expect(links.filter(path => !existsSync(root + path))).toEqual([]);
  });

  it('has no command that is none', () => {
    const io = { cwd: root, env: {}, stdout: { write: () => true }, stderr: { write: () => true } };
    const commands = [...readme.matchAll(/npx session-lint\b([^#\n`\],]*)/g)].map(([, words = '']) => [...words.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? ''));
    // A choice stands for each of its words.
    const meant = commands.map(words => words.map(word => word.split('|')[0] ?? ''));
    expect(meant.length).toBeGreaterThan(8);
    for (const words of meant) expect(() => readOptions(words, io), words.join(' ')).not.toThrow();
  });
});

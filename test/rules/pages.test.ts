import { describe, expect, it } from 'vitest';
import { rules } from '../../rules/index.ts';
import { analyse } from '../../src/engine/projects.ts';
import { memoryFiles } from '../../src/source/overlay.ts';
import { pageOf, type Example } from './page.ts';

const HEADINGS = ['## Symptom', '## Why', '## Flags', '## Allows', '## Fix safety', '## Known limits', '## Learned from'];
const DEPENDENCIES = {
  express: '^5.1.0', 'express-session': '^1.19.0', 'cookie-session': '^2.1.1', cors: '^2.8.5', passport: '^0.7.0', 'connect-redis': '^9.0.0', redis: '^5.8.0',
};

describe.each(rules)('the page of $name', ({ name, description }) => {
  const page = pageOf(name);

  it('has its headings, in order', () => {
    expect(page?.headings).toEqual([`# ${name}`, ...HEADINGS]);
  });

  it('begins with what the rule says of itself', () => {
    expect(page?.description).toBe(description);
  });

  it('leaves nothing empty', () => {
    for (const heading of HEADINGS) expect(page?.text).toMatch(new RegExp(`^${heading}\n\n[^#\n]`, 'm'));
  });

  it('has an example of each kind', () => {
    expect(page?.examples.some(({ under }) => under === '## Flags')).toBe(true);
    expect(page?.examples.some(({ under }) => under === '## Allows')).toBe(true);
  });

  it.each(examples(name, '## Flags'))('reports the app in line $line', example => {
    expect(reported(example)).toContain(name);
  });

  it.each(examples(name, '## Allows'))('is content with the app in line $line', example => {
    const levels = new Map(rules.map(rule => [rule.name, rule.level]));
    expect(reported(example).filter(rule => rule === name || levels.get(rule) === 'error')).toEqual([]);
  });
});

function examples(name: string, under: string): readonly Example[] {
  return pageOf(name)?.examples.filter(example => example.under === under && /^[cm]?[jt]sx?$/.test(example.language)) ?? [];
}

/** A line of a block that says which file begins there; before the first one stands the app. */
const FILE = /^\/\/ (web\/[\w./-]+)\n/m;

/** The files of a block: an app, and the client's below `web/`, a package with a development server of its own. */
function filesOf({ code, language }: Example): Readonly<Record<string, string>> {
  const entry = `app.${language}`;
  const [app = '', ...others] = code.split(FILE);
  const manifest = { type: /^import |^export /m.test(app) ? 'module' : 'commonjs', scripts: { start: `node ${entry}` }, dependencies: DEPENDENCIES };
  const client = others.flatMap((name, index): (readonly [string, string])[] => (index % 2 === 0 ? [[`/app/${name}`, others[index + 1] ?? '']] : []));
  return {
    '/app/package.json': JSON.stringify(manifest), [`/app/${entry}`]: app,
    ...(client.length > 0 ? { '/app/web/package.json': JSON.stringify({ type: 'module', dependencies: { vite: '^7.0.0', axios: '^1.7.0' } }), ...Object.fromEntries<string>(client) } : {}),
  };
}

/** The rules that report a block as an app. */
function reported(example: Example): readonly string[] {
  const analysis = analyse({ root: '/app', rules, files: memoryFiles(filesOf(example)) });
  expect(analysis.problems).toEqual([]);
  return analysis.diagnostics.map(({ rule }) => rule);
}

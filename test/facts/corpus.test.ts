import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { extractFacts } from '../../src/facts/extract.ts';
import { spanned } from './shapes.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

function sources(directory: string): string[] {
  return readdirSync(root + directory, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.[cm]?[jt]sx?$/.test(name))
    .map((name) => `${directory}/${name}`);
}

describe('real code', () => {
  it.each(['node_modules/express', 'node_modules/express-session', 'node_modules/cors', 'src'])('in %s is read whole', (directory) => {
    const files = sources(directory);
    expect(files).not.toEqual([]);
    for (const file of files) {
      const text = readFileSync(root + file, 'utf8');
      const facts = extractFacts(file, text);
      expect(facts.problem, file).toBeUndefined();
      expect(JSON.parse(JSON.stringify(facts)), file).toStrictEqual(facts);
      for (const { s, e } of spanned(facts)) expect(s <= e && e <= text.length, `${file} ${s} ${e}`).toBe(true);
    }
  });

  it('is seen through: what express-session requires and does', () => {
    const file = 'node_modules/express-session/index.js';
    const facts = extractFacts(file, readFileSync(root + file, 'utf8'));
    expect(facts.format).toBe('cjs');
    expect(facts.imports).toEqual(expect.arrayContaining(['cookie', 'debug', './session/memory', './session/cookie']));
    expect(facts.functions.map((fn) => fn.n)).toEqual(expect.arrayContaining(['session', 'getcookie', 'issecure', 'setcookie']));
  });
});

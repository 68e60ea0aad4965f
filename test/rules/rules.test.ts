import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { rules } from '../../rules/index.ts';
import { ruleFixtures } from './fixture.ts';
import { pageOf } from './page.ts';

const directory = join(import.meta.dirname, '../../rules');

describe('the index', () => {
  it('holds every rule once, in alphabetical order', () => {
    const files = readdirSync(directory).filter(name => name.endsWith('.ts') && name !== 'index.ts').map(name => name.slice(0, -3)).toSorted();
    expect(rules.map(({ name }) => name)).toEqual(files);
  });

  it('is matched by the pages', () => {
    const pages = readdirSync(directory).filter(name => name.endsWith('.md')).map(name => name.slice(0, -3)).toSorted();
    expect(pages).toEqual(rules.map(({ name }) => name));
  });
});

describe.each(rules)('$name', rule => {
  const own = ruleFixtures().filter(fixture => fixture.rule === rule.name);

  it('has two cases of each kind at least', () => {
    expect(own.filter(({ name }) => name.startsWith('flags-')).length).toBeGreaterThanOrEqual(2);
    expect(own.filter(({ name }) => name.startsWith('allows-')).length).toBeGreaterThanOrEqual(2);
  });

  it.runIf(rule.level === 'error')('shows its symptom in a run, or its page says why it can\'t', () => {
    const isRun = own.some(({ name, runs }) => name.startsWith('flags-') && runs);
    expect(isRun || /^No case is run: .+\.$/m.test(pageOf(rule.name)?.text ?? '')).toBe(true);
  });

  it('describes itself in one sentence', () => {
    expect(rule.description).toMatch(/^[A-Z`][^\n]+\.$/);
    expect(rule.symptom).toMatch(/^[A-Z`"][^\n]+\.$/);
  });

  it.each(Object.entries(rule.messages))('says %s as messages are said', (id, message) => {
    expect(id).toMatch(/^[a-z][A-Za-z\d]*$/);
    // The name of a package keeps its small letter.
    expect(message).toMatch(/^(?:[A-Z`]|[a-z]+(?:-[a-z]+)+ |\{\{).*[.`]$/);
    expect(message.length).toBeLessThanOrEqual(240);
    expect(message).not.toMatch(/\b(?:please|should|try)\b/i);
    expect(message).not.toContain(rule.name);
  });
});

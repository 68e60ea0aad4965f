import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { rules } from '../../rules/index.ts';
import { analyse } from '../../src/engine/projects.ts';
import { diskFiles } from '../../src/source/disk.ts';
import { findings, marks, THREADS } from './fixture.ts';

/** An app with the mistake that somebody asked about, and what was found out. */
interface Thread {
  readonly name: string;
  readonly directory: string;
  readonly about: string;
  readonly thread: string;
  /** The rule that says what the thread found out, and words of the thread that it says it in. */
  readonly rule: string;
  readonly says: readonly string[];
  readonly serverOrigin?: string;
}

function threads(): readonly Thread[] {
  return readdirSync(THREADS).toSorted().map(name => {
    const directory = `${THREADS}/${name}`;
    return { ...JSON.parse(readFileSync(`${directory}/fixture.json`, 'utf8')) as Omit<Thread, 'name' | 'directory'>, name, directory };
  });
}

describe.each(threads())('$name', ({ directory, about, thread, rule, says, serverOrigin }) => {
  const expected = marks({ directory });
  const judges = rules.filter(({ name, level }) => level !== 'strict' || expected.some(mark => mark.endsWith(` ${name}`)));
  const analysis = analyse({ root: directory, files: diskFiles(), rules: judges, serverOrigins: serverOrigin === undefined ? [] : [serverOrigin] });

  it('carries the findings that are marked and no others', () => {
    expect(analysis.failure).toBeUndefined();
    expect(analysis.problems).toEqual([]);
    expect(findings(analysis)).toEqual(expected);
  });

  it('is told what the thread found out, in words of the thread', () => {
    expect(says.length).toBeGreaterThan(0);
    const messages = analysis.diagnostics.filter(diagnostic => diagnostic.rule === rule).map(({ message }) => message);
    expect(messages).toContainEqual(expect.toSatisfy((message: string) => says.every(word => message.includes(word)), says.join(', ')));
  });

  it('names its thread', () => {
    expect(about).toMatch(/\.$/);
    expect(thread).toMatch(/^https:\/\/github\.com\/[\w.-]+\/[\w.-]+\/issues\/\d+$/);
  });
});

it('are seventy at least, each of a thread of its own', () => {
  const all = threads().map(({ thread }) => thread);
  expect(new Set(all).size).toBe(all.length);
  expect(all.length).toBeGreaterThanOrEqual(70);
});

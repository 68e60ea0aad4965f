import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { rules } from '../../rules/index.ts';
import type { Analysis } from '../../src/engine/analysis.ts';
import { analyse } from '../../src/engine/projects.ts';
import { diskFiles } from '../../src/source/disk.ts';
import { withoutFiles } from '../../src/source/hidden.ts';
import { toPosix } from '../../src/source/paths.ts';

/** What `fixed/` can stand for. */
const FIXES = ['fix', 'suggest', 'by-hand', 'none'] as const;

/** A case of `fixtures/<rule>/`, as the rules see it. */
export interface RuleFixture {
  readonly rule: string;
  /** `flags-…` or `allows-…` */
  readonly name: string;
  /** Absolute, with forward slashes. */
  readonly directory: string;
  readonly serverOrigin?: string;
  /** What `fixed/` stands for; absent for a twin that is fine. */
  readonly fix?: (typeof FIXES)[number];
  /** Whether the proof starts it; else it says why it can't. */
  readonly runs: boolean;
}

const ROOT = toPosix(join(import.meta.dirname, '../../fixtures'));

/** Where apps of people who asked are: cases of no one rule. */
export const THREADS = `${ROOT}/threads`;

/** Every case, in the order of rules and names. */
export function ruleFixtures(): readonly RuleFixture[] {
  return readdirSync(ROOT).toSorted().flatMap(rule => readdirSync(join(ROOT, rule)).filter(name => /^(?:flags|allows)-/.test(name)).toSorted().map(name => readFixture(rule, name)));
}

function readFixture(rule: string, name: string): RuleFixture {
  const directory = `${ROOT}/${rule}/${name}`;
  const json = JSON.parse(readFileSync(`${directory}/fixture.json`, 'utf8')) as Record<string, unknown>;
  const { serverOrigin } = json;
  const fix = FIXES.find(one => one === json['fix']);
  if (fix === undefined && json['fix'] !== undefined) throw new Error(`${directory}/fixture.json: \`fix\` is none of ${FIXES.join(', ')}`);
  return { rule, name, directory, runs: json['run'] !== undefined, ...(typeof serverOrigin === 'string' ? { serverOrigin } : {}), ...(fix === undefined ? {} : { fix }) };
}

/** What all rules say of a case; those that are off by default speak of their own cases alone. */
export function analyseFixture(fixture: RuleFixture): Analysis {
  const { rule, directory, serverOrigin } = fixture;
  const judges = rules.filter(({ name, level }) => level !== 'strict' || name === rule);
  const files = withoutFiles(diskFiles(), new Set([...fixedFiles(fixture).keys()].map(file => `${directory}/fixed/${file}`)));
  return analyse({ root: directory, files, rules: judges, ignore: ['fixed/**'], serverOrigins: serverOrigin === undefined ? [] : [serverOrigin] });
}

/** What is marked in a case's files: `app.js:7 rule-name`, sorted. */
export function marks({ directory }: Pick<RuleFixture, 'directory'>): readonly string[] {
  return filesIn(directory).flatMap(file => readFileSync(`${directory}/${file}`, 'utf8').split('\n').flatMap((line, index) =>
    (/(?:\/\/|\/\*) finds: ([\w-]+(?:, [\w-]+)*)/.exec(line)?.[1]?.split(', ') ?? []).map(rule => `${file}:${index + 1} ${rule}`))).toSorted();
}

/** What was found in a case, in the form of `marks`. */
export function findings({ diagnostics, files, root }: Analysis): readonly string[] {
  return diagnostics.map(({ rule, at, crashed, message }) => {
    const source = files.read(at.file);
    const line = 'reason' in source ? 0 : source.text.slice(0, at.start).split('\n').length;
    return `${relative(root, at.file).replaceAll('\\', '/')}:${line} ${rule}${crashed ? ` (${message})` : ''}`;
  }).toSorted();
}

/** The files below `fixed/`: what the change makes of them. */
export function fixedFiles({ directory }: RuleFixture): ReadonlyMap<string, string> {
  const fixed = `${directory}/fixed`;
  const names = existsSync(fixed) ? filesIn(fixed) : [];
  return new Map(names.map(name => [name, readFileSync(`${fixed}/${name}`, 'utf8')]));
}

function filesIn(directory: string): readonly string[] {
  return readdirSync(directory).toSorted().flatMap(name => {
    if (name === 'fixed' || name === 'node_modules') return [];
    return statSync(`${directory}/${name}`).isDirectory() ? filesIn(`${directory}/${name}`).map(inner => `${name}/${inner}`) : [name];
  });
}

import type { World } from '../model/index.ts';
import type { Change, Evidence, Finding, Level, Rule } from '../rule.ts';
import { areSame, groupedBy } from '../source/groups.ts';
import { keptFor } from '../source/kept.ts';
import type { Place } from '../source/place.ts';
import type { Judged, Program } from './judged.ts';
import { PRODUCT } from './product.ts';

/** A finding as it is reported: worlds merged, the environment filled in. */
export interface Diagnostic {
  readonly rule: string;
  readonly level: Level;
  /** What the developer sees, in a user's words. */
  readonly symptom: string;
  readonly message: string;
  readonly at: Place;
  /** The environments it holds in; empty where the rule named none. */
  readonly environments: readonly string[];
  readonly evidence: readonly Evidence[];
  /** What the rule would change; `Analysis.offers` tells what of it is proved. */
  readonly fix?: Change;
  readonly suggest: readonly Change[];
  /** The rule did not finish: the message says so instead. */
  readonly crashed?: true;
}

/**
 * Merges what the rules say of the programs of a workspace, in the order of the places.
 * A rule that did not finish becomes one diagnostic that says so; what it says of other programs and the other rules are not touched by it.
 */
export function diagnose({ workspace, programs }: Judged, rules: readonly Rule[]): readonly Diagnostic[] {
  const findings = new Map<Rule, Finding[]>(rules.map(rule => [rule, []]));
  const failed = new Map<Rule, Diagnostic>();
  for (const program of programs.values()) {
    for (const [rule, judgement] of program.said) {
      findings.get(rule)?.push(...judgement.findings);
      if (judgement.failure !== undefined && !failed.has(rule)) failed.set(rule, crash(rule, program, judgement.failure));
    }
  }
  const judged = new Map([...groupedBy(workspace.worlds, ({ entry }) => entry.file)].map(([entry, worlds]) => [entry, environmentsOf(worlds)]));
  const everywhere = environmentsOf(workspace.worlds);
  return [...findings].flatMap(([rule, all]) => merged(rule, all, entry => judged.get(entry ?? '') ?? everywhere)).concat([...failed.values()])
    .sort((a, b) => compare(a.at.file, b.at.file) || a.at.start - b.at.start || a.at.end - b.at.end || compare(a.rule, b.rule));
}

/** The environments in which the program of an entry was judged. */
type JudgedIn = (entry: string | undefined) => readonly string[];

function environmentsOf(worlds: readonly World[]): readonly string[] {
  return [...new Set(worlds.map(({ environment }) => environment))];
}

/** One diagnostic for each place and message, whatever the number of worlds it holds in. */
function merged(rule: Rule, findings: readonly Finding[], judgedIn: JudgedIn): Diagnostic[] {
  const groups = groupedBy(findings, keyOf);
  return [...groups.values()].flatMap(group => {
    const [first] = group;
    if (first === undefined) return [];
    const judged = [...new Set(group.flatMap(({ entry }) => judgedIn(entry)))];
    const before = known.get(first);
    if (before !== undefined && areSame(before.group, group) && areSame(before.judged, judged)) return [before.diagnostic];
    const diagnostic = diagnosticOf(rule, first, group, judged);
    known.set(first, { group, judged, diagnostic });
    return [diagnostic];
  });
}

const keyOf = keptFor(({ at: { file, start, end }, message }: Finding): string => `${String(start)} ${String(end)} ${file}\0${message}`);

/** What findings came to, by the first of them: findings of programs that are not judged again are the same. */
const known = new WeakMap<Finding, { readonly group: readonly Finding[]; readonly judged: readonly string[]; readonly diagnostic: Diagnostic }>();

function diagnosticOf(rule: Rule, first: Finding, group: readonly Finding[], judged: readonly string[]): Diagnostic {
  const environments = [...new Set(group.flatMap(({ environment }) => environment ?? []))];
  const fixes = distinct(group.flatMap(({ fix }) => fix ?? []));
  const suggest = distinct(group.flatMap(finding => finding.suggest));
  const [fix, ...otherFixes] = fixes;
  const sole = fix !== undefined && otherFixes.length === 0;
  return {
    rule: rule.name,
    level: rule.level,
    symptom: rule.symptom,
    message: withEnvironment(first.message, environments, judged),
    at: first.at,
    environments,
    evidence: distinct(group.flatMap(finding => finding.evidence)),
    ...(sole ? { fix } : {}),
    // Worlds that want different fixes leave the choice to the developer.
    suggest: sole ? suggest : [...fixes, ...suggest],
  };
}

/** After these words "in every environment" would say the opposite of what is meant. */
const NEGATION = /\b(?:never|no|not|none|nothing|without|\w+n't)\b[^.:;]*$/i;

function withEnvironment(message: string, environments: readonly string[], judged: readonly string[]): string {
  const every = environments.length === 0 || (judged.length > 1 && judged.every(name => environments.includes(name)));
  const named = `in ${environments.slice(0, -1).join(', ')}${environments.length > 1 ? ' and ' : ''}${environments.at(-1) ?? ''}`;
  return message.replaceAll('{{environment}}', (_, at: number) =>
    every ? `in ${NEGATION.test(message.slice(0, at)) ? 'any' : 'every'} environment` : named);
}

function crash(rule: Rule, { worlds }: Program, error: unknown): Diagnostic {
  const at = worlds.flatMap(({ sessions }) => sessions)[0]?.at ?? startOf(worlds[0]?.entry.file ?? '');
  return {
    rule: rule.name,
    level: rule.level,
    symptom: 'A rule could not finish.',
    message: `The rule \`${rule.name}\` stopped with "${headline(error)}" on the program of ${at.file}. All other rules ran. This is a defect of ${PRODUCT.name} ${PRODUCT.version}: please report it at ${PRODUCT.bugs}.`,
    at: startOf(at.file),
    environments: [],
    evidence: [],
    suggest: [],
    crashed: true,
  };
}

/** The first line of an error, without a path of this machine beyond the file's name. */
export function headline(error: unknown): string {
  const [line = ''] = String(error).split('\n');
  return line.length > 200 ? `${line.slice(0, 200)}…` : line;
}

function startOf(file: string): Place {
  return { file, start: 0, end: 0 };
}

function distinct<T>(items: readonly T[]): T[] {
  if (items.length < 2) return [...items];
  const seen = new Map(items.map(item => [JSON.stringify(item), item]));
  return [...seen.values()];
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

import type { Workspace } from '../model/index.ts';
import type { Change, Evidence, Finding, Level, Rule } from '../rule.ts';
import { groupedBy } from '../source/groups.ts';
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
  return rules.flatMap(rule => {
    const said = [...programs.values()].flatMap(program => {
      const judgement = program.said.get(rule);
      return judgement === undefined ? [] : [{ program, judgement }];
    });
    const failed = said.find(({ judgement }) => judgement.failure !== undefined);
    return [...merged(rule, said.flatMap(({ judgement }) => judgement.findings), workspace), ...(failed ? [crash(rule, failed.program, failed.judgement.failure)] : [])];
  }).sort((a, b) => compare(a.at.file, b.at.file) || a.at.start - b.at.start || a.at.end - b.at.end || compare(a.rule, b.rule));
}

/** One diagnostic for each place and message, whatever the number of worlds it holds in. */
function merged(rule: Rule, findings: readonly Finding[], workspace: Workspace): Diagnostic[] {
  const groups = groupedBy(findings, ({ at: { file, start, end }, message }) => JSON.stringify([file, start, end, message]));
  return [...groups.values()].flatMap(([first, ...others]) => (first === undefined ? [] : [diagnosticOf(rule, first, [first, ...others], workspace)]));
}

function diagnosticOf(rule: Rule, first: Finding, group: readonly Finding[], workspace: Workspace): Diagnostic {
  const environments = [...new Set(group.flatMap(({ environment }) => environment ?? []))];
  const fixes = distinct(group.flatMap(({ fix }) => fix ?? []));
  const suggest = distinct(group.flatMap(finding => finding.suggest));
  const [fix, ...otherFixes] = fixes;
  const sole = fix !== undefined && otherFixes.length === 0;
  return {
    rule: rule.name,
    level: rule.level,
    symptom: rule.symptom,
    message: withEnvironment(first.message, environments, judgedFor(group, workspace)),
    at: first.at,
    environments,
    evidence: distinct(group.flatMap(finding => finding.evidence)),
    ...(sole ? { fix } : {}),
    // Worlds that want different fixes leave the choice to the developer.
    suggest: sole ? suggest : [...fixes, ...suggest],
  };
}

/** The environments in which the programs of these findings were judged. */
function judgedFor(group: readonly Finding[], workspace: Workspace): ReadonlySet<string> {
  const entries = new Set(group.map(({ entry }) => entry));
  const worlds = workspace.worlds.filter(world => entries.has(world.entry.file));
  return new Set((worlds.length > 0 ? worlds : workspace.worlds).map(world => world.environment));
}

/** After these words "in every environment" would say the opposite of what is meant. */
const NEGATION = /\b(?:never|no|not|none|nothing|without|\w+n't)\b[^.:;]*$/i;

function withEnvironment(message: string, environments: readonly string[], judged: ReadonlySet<string>): string {
  const every = environments.length === 0 || (judged.size > 1 && [...judged].every(name => environments.includes(name)));
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
  const seen = new Map(items.map(item => [JSON.stringify(item), item]));
  return [...seen.values()];
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

import type { Workspace } from '../model/index.ts';
import type { Change, Evidence, Finding, Level, Rule } from '../rule.ts';
import type { Place } from '../source/place.ts';
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
 * Runs the rules over a workspace and merges what they find, in the order of the places.
 * A rule that throws becomes one diagnostic that says so; the others are not touched by it.
 */
export function diagnose(workspace: Workspace, rules: readonly Rule[]): readonly Diagnostic[] {
  return rules.flatMap(rule => {
    try {
      return merged(rule, rule.run(workspace), workspace);
    } catch (error) {
      return [crash(rule, workspace, error)];
    }
  }).sort((a, b) => compare(a.at.file, b.at.file) || a.at.start - b.at.start || a.at.end - b.at.end || compare(a.rule, b.rule));
}

/** One diagnostic for each place and message, whatever the number of worlds it holds in. */
function merged(rule: Rule, findings: readonly Finding[], workspace: Workspace): Diagnostic[] {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const { file, start, end } = finding.at;
    const key = JSON.stringify([file, start, end, finding.message]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [finding]);
    else group.push(finding);
  }
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

function crash(rule: Rule, workspace: Workspace, error: unknown): Diagnostic {
  const at = workspace.worlds.flatMap(({ sessions }) => sessions)[0]?.at ?? startOf(workspace.worlds[0]?.entry.file ?? `${workspace.root}/package.json`);
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

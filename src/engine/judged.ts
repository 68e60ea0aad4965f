import type { Workspace, World } from '../model/index.ts';
import { viewOf, type Aspect } from '../model/view.ts';
import type { Finding, Rule } from '../rule.ts';
import { areSame, groupedBy } from '../source/groups.ts';

/** What the rules say of a workspace, each program judged by itself. */
export interface Judged {
  readonly workspace: Workspace;
  readonly programs: ReadonlyMap<string, Program>;
}

/** The worlds of one entry, and what each rule says of them. */
export interface Program {
  readonly worlds: readonly World[];
  readonly said: ReadonlyMap<Rule, Judgement>;
  /** What some rule looked at beside the program. */
  readonly looked: ReadonlySet<Aspect>;
}

interface Judgement {
  readonly findings: readonly Finding[];
  /** What the rule looked at beside the program. */
  readonly looked: ReadonlySet<Aspect>;
  /** What the rule threw. */
  readonly failure?: unknown;
}

const NOTHING: ReadonlySet<Aspect> = new Set();

/**
 * Has the rules judge each program of a workspace. Throws nothing: a rule that does is told of in `failure`.
 *
 * @param earlier what was said of another state of the workspace: it holds where the program and all that the rule looked at are the same
 */
export function judge(workspace: Workspace, rules: readonly Rule[], earlier?: Judged): Judged {
  const changed = earlier === undefined ? NOTHING : changedBetween(earlier.workspace, workspace);
  const programs = new Map<string, Program>();
  for (const [name, worlds] of groupedBy(workspace.worlds, ({ entry }) => `${entry.file}\0${entry.how}`)) {
    const before = earlier?.programs.get(name);
    programs.set(name, before !== undefined && areSame(before.worlds, worlds) ? judgedAgain(before, workspace, changed) : judgedAnew(workspace, worlds, rules));
  }
  return { workspace, programs };
}

function judgedAnew(workspace: Workspace, worlds: readonly World[], rules: readonly Rule[]): Program {
  return programOf(worlds, new Map(rules.map(rule => [rule, judgementOf(rule, workspace, worlds)])));
}

/** The same program where some of what rules looked at has changed. */
function judgedAgain(before: Program, workspace: Workspace, changed: ReadonlySet<Aspect>): Program {
  if (areApart(before.looked, changed)) return before;
  return programOf(before.worlds, new Map([...before.said].map(([rule, judgement]) => [rule, areApart(judgement.looked, changed) ? judgement : judgementOf(rule, workspace, before.worlds)])));
}

function programOf(worlds: readonly World[], said: ReadonlyMap<Rule, Judgement>): Program {
  return { worlds, said, looked: new Set([...said.values()].flatMap(({ looked }) => [...looked])) };
}

function judgementOf(rule: Rule, workspace: Workspace, worlds: readonly World[]): Judgement {
  const looked = new Set<Aspect>();
  try {
    const findings = rule.run(viewOf(workspace, worlds, looked));
    return { findings, looked: looked.size === 0 ? NOTHING : looked };
  } catch (failure) {
    return { findings: [], looked, failure };
  }
}

/** How two states of what is looked at are told apart: worlds and calls are kept where they are the same, the rest is small. */
const IS_SAME: Readonly<Record<Aspect, (one: readonly unknown[], other: readonly unknown[]) => boolean>> = {
  worlds: areSame, clients: areSame, outlines: areAlike, serverOrigins: areAlike, envFiles: areAlike, proxies: areAlike, problems: areAlike,
};

function changedBetween(before: Workspace, now: Workspace): ReadonlySet<Aspect> {
  return new Set((Object.keys(IS_SAME) as Aspect[]).filter(aspect => !IS_SAME[aspect](before[aspect], now[aspect])));
}

function areApart(one: ReadonlySet<Aspect>, other: ReadonlySet<Aspect>): boolean {
  return [...one].every(aspect => !other.has(aspect));
}

function areAlike(one: readonly unknown[], other: readonly unknown[]): boolean {
  return one.length === other.length && one.every((item, index) => item === other[index] || JSON.stringify(item) === JSON.stringify(other[index]));
}

import type { Workspace, World } from '../model/index.ts';
import { viewOf, type Aspect } from '../model/view.ts';
import type { Finding, Rule } from '../rule.ts';
import { groupedBy } from '../source/groups.ts';

/** What the rules say of a workspace, each program judged by itself. */
export interface Judged {
  readonly workspace: Workspace;
  readonly programs: ReadonlyMap<string, Program>;
}

/** The worlds of one entry, and what each rule says of them. */
export interface Program {
  readonly worlds: readonly World[];
  readonly said: ReadonlyMap<Rule, Judgement>;
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
    const known = before !== undefined && areSame(before.worlds, worlds) ? before.said : undefined;
    programs.set(name, {
      worlds,
      said: new Map(rules.map(rule => {
        const judgement = known?.get(rule);
        return [rule, judgement !== undefined && [...judgement.looked].every(aspect => !changed.has(aspect)) ? judgement : judgementOf(rule, workspace, worlds)];
      })),
    });
  }
  return { workspace, programs };
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

function areSame(one: readonly unknown[], other: readonly unknown[]): boolean {
  return one.length === other.length && one.every((item, index) => item === other[index]);
}

function areAlike(one: readonly unknown[], other: readonly unknown[]): boolean {
  return one.length === other.length && one.every((item, index) => item === other[index] || JSON.stringify(item) === JSON.stringify(other[index]));
}

import { environments } from '../generate/addresses.ts';
import { faultNamed } from '../generate/faults.ts';
import type { Plan } from '../generate/plan.ts';
import { claimedRules } from './claims.ts';
import type { Finding, Linted } from './lint.ts';
import type { Seen } from './run.ts';

/**
 * How reality and the linter compare.
 *
 * `agree`: both healthy, or broken and explained. `missed`: broken by a fault that a claimed rule speaks of, and no
 * error explains it. `false-alarm`: healthy, and an error. `wrong-reason`: broken, and an error that speaks of
 * something else. `wrong-environment`: the error names an environment in which nothing is wrong, and none in which
 * something is. `linter-failed`: it threw. `unclaimed`: broken by nothing a claimed rule speaks of; does not count.
 * `unplanned` and `no-effect` are defects of the generator: broken without a fault, healthy in spite of one.
 */
export const outcomes = ['agree', 'missed', 'false-alarm', 'wrong-reason', 'wrong-environment', 'linter-failed', 'unclaimed', 'unplanned', 'no-effect'] as const;
export type Outcome = (typeof outcomes)[number];

/** What became of `--fix`. `repaired`: it was broken and is healthy. `spoilt`: it was healthy and is broken. */
export type Fixing = 'nothing-to-fix' | 'repaired' | 'still-broken' | 'partly' | 'still-healthy' | 'spoilt';

/** Whether nothing is wrong in either environment. */
export function isHealthy(seen: Seen): boolean {
  return environments.every((environment) => seen[environment].trouble === undefined);
}

/** The errors among what the linter says. */
export function errorsOf({ findings }: Linted): Finding[] {
  return findings.filter(({ level }) => level === 'error');
}

/** Compares what users see with what the linter says. */
export function judge(plan: Plan, seen: Seen, linted: Linted): Outcome {
  if (linted.failure !== undefined) return 'linter-failed';
  const errors = errorsOf(linted);
  const spokenOf = new Set(plan.faults.flatMap((name) => faultNamed(name).rules));
  if (isHealthy(seen)) {
    if (errors.length === 0) return plan.faults.length === 0 ? 'agree' : 'no-effect';
    return plan.faults.length === 0 ? 'false-alarm' : 'no-effect';
  }
  if (plan.faults.length === 0) return 'unplanned';
  if (![...spokenOf].some((rule) => claimedRules.has(rule))) return 'unclaimed';
  const explaining = errors.filter(({ rule }) => spokenOf.has(rule));
  if (explaining.length === 0) return 'missed';
  if (explaining.length < errors.length) return 'wrong-reason';
  const rightPlace = explaining.some(({ environments: named }) => named.length === 0
    || environments.some((environment) => seen[environment].trouble !== undefined && named.includes(environment)));
  return rightPlace ? 'agree' : 'wrong-environment';
}

/** Compares an app before and after `--fix`. */
export function judgeFix(plan: Plan, seen: Seen, linted: Linted, after: Seen | undefined): Fixing {
  if (!after) return 'nothing-to-fix';
  const [before, now] = [isHealthy(seen), isHealthy(after)];
  if (before) return now ? 'still-healthy' : 'spoilt';
  if (now) return 'repaired';
  // Where some faults are not seen, or left to the developer, the app may well still be broken.
  const errors = errorsOf(linted);
  const allSeen = plan.faults.every((name) => errors.some(({ rule }) => faultNamed(name).rules.includes(rule)));
  return allSeen && errors.every(({ fixed }) => fixed) ? 'still-broken' : 'partly';
}

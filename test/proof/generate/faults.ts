import type { Draft } from './draft.ts';
import type { PartialPlan } from './plan.ts';

/** Something that is wrong with an app. */
export interface Fault {
  readonly name: string;
  readonly rules: readonly string[];
  readonly needs?: PartialPlan;
  put(draft: Draft): void;
}
export function faultNamed(name: string): Fault { throw new Error(name); }

import type { Draft } from '../draft.ts';
import type { PartialPlan, Plan } from '../plan.ts';

/** Something that is wrong with an app, as it is put into one that works. */
export interface Fault {
  /** Names this very fault: `cause` and how it shows. */
  readonly name: string;
  /** What is wrong, in a few words; several faults may share it. */
  readonly cause: string;
  /** The rules that speak of it; an error of any of them explains what users see. */
  readonly rules: readonly string[];
  /** The surroundings in which users notice. */
  readonly needs?: PartialPlan;
  /** Surroundings in which nobody notices. */
  readonly unless?: (plan: Plan) => boolean;
  /** Changes the app. */
  put(draft: Draft): void;
}

/** Faults of one cause that differ in a word: one for each variant. */
export function variants<T>(base: Pick<Fault, 'cause' | 'rules' | 'needs' | 'unless'>, each: Readonly<Record<string, T>>, put: (draft: Draft, variant: T) => void): Fault[] {
  return Object.entries(each).map(([name, variant]) => ({ ...base, name: `${base.cause}: ${name}`, put: (draft) => { put(draft, variant); } }));
}

/** A fault with a cause of its own. */
export function fault(cause: string, rules: readonly string[], needs: PartialPlan, put: (draft: Draft) => void, unless?: (plan: Plan) => boolean): Fault {
  return { name: cause, cause, rules, needs, put, ...(unless ? { unless } : {}) };
}

/** NestJS adds its routes when it starts to listen, after all else. */
export function isNest({ structure }: Plan): boolean {
  return structure === 'nest';
}

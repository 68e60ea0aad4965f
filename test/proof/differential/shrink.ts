import { surround } from '../generate/faults.ts';
import { dimensionNames, dimensions, type Plan } from '../generate/plan.ts';

/**
 * The smallest plan for which the test still holds: faults are taken out, then each dimension goes back to its
 * simplest value or to a simpler one, again and again until nothing more can go.
 */
export async function shrink(plan: Plan, holds: (candidate: Plan) => Promise<boolean>): Promise<Plan> {
  let smallest = plan;
  for (let changed = true; changed;) {
    changed = false;
    for (const candidate of smallerOnes(smallest)) {
      if (!(await holds(candidate))) continue;
      smallest = candidate;
      changed = true;
      break;
    }
  }
  return smallest;
}

function smallerOnes(plan: Plan): Plan[] {
  const candidates: Plan[] = [];
  if (plan.faults.length > 1) for (const name of plan.faults) candidates.push({ ...plan, faults: plan.faults.filter((each) => each !== name) });
  for (const name of dimensionNames) {
    const values: readonly string[] = dimensions[name];
    for (const value of values.slice(0, Math.min(1, values.indexOf(plan[name])))) candidates.push({ ...plan, [name]: value });
  }
  const key = JSON.stringify(plan);
  return candidates.map((candidate) => surround(candidate)).filter((candidate) => candidate !== undefined).filter((candidate) => JSON.stringify(candidate) !== key && size(candidate) < size(plan));
}

/** How far a plan is from the simplest. */
function size(plan: Plan): number {
  const values = dimensionNames.map((name) => (dimensions[name] as readonly string[]).indexOf(plan[name]));
  return plan.faults.length * 1000 + values.reduce((sum, at) => sum + (at > 0 ? 10 : 0) + at / 10, 0);
}

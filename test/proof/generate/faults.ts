import { clientFaults } from './faults/client.ts';
import { cookieFaults } from './faults/cookie.ts';
import { corsFaults } from './faults/cors.ts';
import type { Fault } from './faults/fault.ts';
import { handlerFaults } from './faults/handlers.ts';
import { orderFaults } from './faults/order.ts';
import { sessionFaults } from './faults/session.ts';
import { setupFaults } from './faults/setup.ts';
import { trustFaults } from './faults/trust.ts';
import { randomPlan, settle, type Dimension, type Plan } from './plan.ts';
import type { Random } from './random.ts';

/** Faults by what they change; two of one area might undo each other. */
const areas: readonly (readonly Fault[])[] = [trustFaults, [...sessionFaults, ...cookieFaults, ...setupFaults], corsFaults, orderFaults, handlerFaults, clientFaults];

/** Everything that can be wrong with a generated app. */
export const faults: readonly Fault[] = areas.flat();

const byName = new Map(faults.map((each) => [each.name, each]));

/**
 * The fault of a name.
 *
 * @throws RangeError where there is none.
 */
export function faultNamed(name: string): Fault {
  const found = byName.get(name);
  if (!found) throw new RangeError(`no fault is called "${name}"`);
  return found;
}

/** The plan with the surroundings its faults need, or undefined where they can't be had together. */
export function surround(plan: Plan): Plan | undefined {
  const needs = plan.faults.map((name) => faultNamed(name).needs ?? {});
  const wanted = needs.flatMap((need) => Object.entries(need));
  const settled = settle({ ...plan, ...Object.fromEntries(wanted) });
  const kept = needs.every((need) => Object.entries(need).every(([name, value]) => settled[name as Dimension] === value));
  const noticed = plan.faults.every((name) => faultNamed(name).unless?.(settled) !== true);
  return kept && noticed ? settled : undefined;
}

/** How many apps in a hundred have a fault, and how many of these a second one. */
const share = { one: 0.54, two: 0.08 };

/** A plan of a random app, about half of them with something wrong. */
export function randomApp(random: Random): Plan {
  const plan = randomPlan(random);
  if (!random.chance(share.one)) return plan;
  const cause = random.pick([...new Set(faults.map((each) => each.cause))]);
  const first = random.pick(faults.filter((each) => each.cause === cause)).name;
  const others = areas.filter((area) => !area.some(({ name }) => name === first)).flat();
  const chosen = random.chance(share.two) ? [first, random.pick(others).name] : [first];
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const surrounded = surround({ ...randomPlan(random), faults: attempt < 10 ? chosen : [first] });
    if (surrounded) return surrounded;
  }
  return plan;
}

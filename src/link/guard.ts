import { complement, CUT, NONE, Results, shared, SharedNode, signOf, tidied, type Shared } from './guard-nodes.ts';

/**
 * Under which unknown conditions something holds, as a reduced ordered decision diagram in plain JSON.
 * A symbol stands for one question the analyser can't answer ("is `config.https` truthy?"); two places
 * that ask the same question carry the same symbol, so what happens under it belongs together.
 */
export type Guard = boolean | GuardNode;

export interface GuardNode {
  readonly symbol: string;
  readonly then: Guard;
  readonly else: Guard;
}

/** Past this many nodes a guard is no longer followed: it becomes one symbol of its own. */
const LARGEST = 16;
/** Conditions that hold on every path of a guard count by themselves: a chain of them is cheap. */
const LONGEST = 24;

/** The guard that holds where `symbol`'s question is answered with yes. */
export function when(symbol: string): Guard {
  return asked(symbol);
}

export function not(guard: Guard): Guard {
  return typeof guard === 'boolean' ? !guard : complement(tidied(guard));
}

export function and(left: Guard, right: Guard): Guard {
  if (left === false || right === false) return false;
  if (left === true || left === right) return right;
  if (right === true) return left;
  return bounded(conjunction(tidied(left), shared(right)));
}

export function or(left: Guard, right: Guard): Guard {
  if (left === true || right === true) return true;
  if (left === false || left === right) return right;
  if (right === false) return left;
  return bounded(disjunction(tidied(left), shared(right)));
}

/** Whether `right` holds wherever `left` does. */
export function implies(left: Guard, right: Guard): boolean {
  return right === true || left === false || !compatible(left, not(right));
}

/** Whether both can hold at once. */
export function compatible(left: Guard, right: Guard): boolean {
  if (left === false || right === false) return false;
  return left === true || right === true || left === right || overlap(tidied(left), shared(right));
}

/** `guard` as it reads where `known` is taken for granted: `true` where `known` implies it. */
export function given(guard: Guard, known: Guard): Guard {
  if (typeof guard === 'boolean' || typeof known === 'boolean') return guard;
  return guard === known ? true : reading(tidied(guard), shared(known));
}

/** Every symbol of a guard, without repeats. */
export function symbolsOf(guard: Guard): string[] {
  const symbols = new Set<string>();
  const met = new Set<Guard>();
  const left = [guard];
  for (let one = left.pop(); one !== undefined; one = left.pop()) {
    if (typeof one === 'boolean' || met.has(one)) continue;
    met.add(one);
    symbols.add(one.symbol);
    left.push(one.then, one.else);
  }
  return [...symbols];
}

/** What stands in a guard for conditions that were not followed: none where it is exact. */
export function cutOff(guard: Guard): ReadonlySet<string> {
  return typeof guard === 'boolean' ? NONE : SharedNode.cutOff(guard);
}

export { isCutSymbol } from './guard-nodes.ts';

export function sameGuard(left: Guard, right: Guard): boolean {
  if (left === right) return true;
  return typeof left !== 'boolean' && typeof right !== 'boolean' && left.symbol === right.symbol && shared(left) === shared(right);
}

let combined = 0;

/** How many nodes were combined since the process began: what the bounds of a run count beside its own steps. */
export function guardWork(): number {
  return combined;
}

const conjunctions = new Results<Shared>();
const disjunctions = new Results<Shared>();
const overlaps = new Results<boolean>();
const readings = new Results<Shared>();

/** `and` without the bound: the bound is for results, not for the steps to them. */
function conjunction(left: Shared, right: Shared): Shared {
  if (left === false || right === false) return false;
  if (left === true || left === right) return right;
  if (right === true) return left;
  if (SharedNode.isOlder(right, left)) return conjunction(right, left);
  return conjunctions.get(left, right) ?? conjunctions.keep(left, right, combine(left, right, conjunction));
}

function disjunction(left: Shared, right: Shared): Shared {
  if (left === true || right === true) return true;
  if (left === false || left === right) return right;
  if (right === false) return left;
  if (SharedNode.isOlder(right, left)) return disjunction(right, left);
  return disjunctions.get(left, right) ?? disjunctions.keep(left, right, combine(left, right, disjunction));
}

function combine(left: SharedNode, right: SharedNode, operation: (a: Shared, b: Shared) => Shared): Shared {
  combined++;
  if (left.symbol === right.symbol) return SharedNode.like(left, operation(left.then, right.then), operation(left.else, right.else));
  return SharedNode.isBefore(left, right)
    ? SharedNode.like(left, operation(left.then, right), operation(left.else, right))
    : SharedNode.like(right, operation(right.then, left), operation(right.else, left));
}

/** Whether a conjunction holds on some path: the path is enough. */
function overlap(left: Shared, right: Shared): boolean {
  if (left === false || right === false) return false;
  if (left === true || right === true || left === right) return true;
  if (SharedNode.isOlder(right, left)) return overlap(right, left);
  return overlaps.get(left, right) ?? overlaps.keep(left, right, overlapOf(left, right));
}

function overlapOf(left: SharedNode, right: SharedNode): boolean {
  if (left.symbol === right.symbol) return overlap(left.then, right.then) || overlap(left.else, right.else);
  return SharedNode.isBefore(left, right)
    ? overlap(left.then, right) || overlap(left.else, right)
    : overlap(right.then, left) || overlap(right.else, left);
}

function reading(guard: Shared, known: Shared): Shared {
  if (typeof guard === 'boolean' || typeof known === 'boolean') return guard;
  if (guard === known) return true;
  return readings.get(guard, known) ?? readings.keep(guard, known, readingOf(guard, known));
}

function readingOf(guard: SharedNode, known: SharedNode): Shared {
  const isSame = guard.symbol === known.symbol;
  if (!isSame && SharedNode.isBefore(known, guard)) {
    if (known.then === false) return reading(guard, known.else);
    if (known.else === false) return reading(guard, known.then);
    return reading(guard, disjunction(known.then, known.else));
  }
  if (!isSame) return SharedNode.like(guard, reading(guard.then, known), reading(guard.else, known));
  if (known.then === false) return reading(guard.else, known.else);
  if (known.else === false) return reading(guard.then, known.then);
  return SharedNode.like(guard, reading(guard.then, known.then), reading(guard.else, known.else));
}

function asked(symbol: string): Shared {
  return SharedNode.find(signOf(symbol), true, false);
}

/**
 * A guard past the bound keeps the conditions at its root that hold on all its paths; the rest becomes one
 * symbol: still "maybe", no longer followed.
 */
function bounded(guard: Shared): Shared {
  if (SharedNode.lengthOf(guard, LARGEST) <= LONGEST) return guard;
  // Named by its number: a name made of its conditions would hold other such names, and grow without end.
  let left = asked(`${CUT}#${String(SharedNode.numberOf(guard))})`);
  let rest = guard;
  for (let kept = 0; kept < LONGEST / 2 && typeof rest !== 'boolean' && (rest.then === false || rest.else === false); kept++) {
    const own = asked(rest.symbol);
    left = conjunction(left, rest.then === false ? complement(own) : own);
    rest = rest.then === false ? rest.else : rest.then;
  }
  return left;
}

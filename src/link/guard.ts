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
  return node(symbol, true, false);
}

export function not(guard: Guard): Guard {
  if (typeof guard === 'boolean') return !guard;
  return remembered('not', guard, guard, () => node(guard.symbol, not(guard.then), not(guard.else)));
}

export function and(left: Guard, right: Guard): Guard {
  if (left === false || right === false) return false;
  if (left === true || left === right) return right;
  if (right === true) return left;
  return remembered('and', left, right, () => bounded(conjunction(left, right)));
}

export function or(left: Guard, right: Guard): Guard {
  if (left === true || right === true) return true;
  if (left === false || left === right) return right;
  if (right === false) return left;
  return remembered('or', left, right, () => bounded(disjunction(left, right)));
}

/** Whether `right` holds wherever `left` does. */
export function implies(left: Guard, right: Guard): boolean {
  return right === true || left === false || and(left, not(right)) === false;
}

/** Whether both can hold at once. */
export function compatible(left: Guard, right: Guard): boolean {
  return and(left, right) !== false;
}

/** `guard` as it reads where `known` is taken for granted: `true` where `known` implies it. */
export function given(guard: Guard, known: Guard): Guard {
  if (typeof guard === 'boolean' || typeof known === 'boolean') return guard;
  if (guard === known) return true;
  return remembered('given', guard, known, () => {
    if (known.symbol < guard.symbol) {
      if (known.then === false) return given(guard, known.else);
      if (known.else === false) return given(guard, known.then);
      return given(guard, or(known.then, known.else));
    }
    if (known.symbol > guard.symbol) return node(guard.symbol, given(guard.then, known), given(guard.else, known));
    if (known.then === false) return given(guard.else, known.else);
    if (known.else === false) return given(guard.then, known.then);
    return node(guard.symbol, given(guard.then, known.then), given(guard.else, known.else));
  });
}

/** Every symbol of a guard, without repeats. */
export function symbolsOf(guard: Guard): string[] {
  return [...new Set(nodesOf(guard, Number.POSITIVE_INFINITY).map(({ symbol }) => symbol))];
}

export function sameGuard(left: Guard, right: Guard): boolean {
  if (left === right) return true;
  if (typeof left === 'boolean' || typeof right === 'boolean' || left.symbol !== right.symbol) return false;
  // Nodes are shared: two that differ as objects are the same only where the table was emptied between them.
  return numberOf(left) < emptiedAt !== numberOf(right) < emptiedAt && sameGuard(left.then, right.then) && sameGuard(left.else, right.else);
}

/*
 * Equal nodes are one object, and results are kept: without sharing, a diagram of n conditions takes 2ⁿ steps.
 * The tables are emptied when they grow; nodes made before stay valid, and are told by their numbers.
 */
const numbers = new WeakMap<GuardNode, number>();
const nodes = new Map<string, GuardNode>();
const results = new Map<string, Guard>();
const MOST_KEPT = 200_000;
let count = 0;
let emptiedAt = 0;

function numberOf(guard: Guard): number {
  if (typeof guard === 'boolean') return guard ? -1 : -2;
  const known = numbers.get(guard);
  if (known !== undefined) return known;
  numbers.set(guard, ++count);
  return count;
}

function node(symbol: string, yes: Guard, no: Guard): Guard {
  if (sameGuard(yes, no)) return yes;
  const key = `${String(numberOf(yes))} ${String(numberOf(no))} ${symbol}`;
  const known = nodes.get(key);
  if (known) return known;
  const made = { symbol, then: yes, else: no };
  numberOf(made);
  if (nodes.size > MOST_KEPT) {
    nodes.clear();
    results.clear();
    emptiedAt = count;
  }
  nodes.set(key, made);
  return made;
}

function remembered(operation: string, left: Guard, right: Guard, make: () => Guard): Guard {
  const key = `${operation} ${String(numberOf(left))} ${String(numberOf(right))}`;
  const known = results.get(key);
  if (known !== undefined) return known;
  const made = make();
  if (results.size > MOST_KEPT) results.clear();
  results.set(key, made);
  return made;
}

function combine(left: GuardNode, right: GuardNode, operation: (a: Guard, b: Guard) => Guard): Guard {
  if (left.symbol === right.symbol) return node(left.symbol, operation(left.then, right.then), operation(left.else, right.else));
  const [first, other] = left.symbol < right.symbol ? [left, right] : [right, left];
  return node(first.symbol, operation(first.then, other), operation(first.else, other));
}

/**
 * A guard past the bound keeps what holds on all its paths (`req.session` is there, the user is known); the
 * rest becomes one symbol: still "maybe", no longer followed.
 */
function bounded(guard: Guard): Guard {
  let rest = guard;
  let length = 0;
  while (typeof rest !== 'boolean' && (rest.then === false || rest.else === false)) {
    rest = rest.then === false ? rest.else : rest.then;
    length++;
  }
  if (length <= LONGEST && nodesOf(rest, LARGEST).length <= LARGEST) return guard;
  // Named by its number: a name made of its conditions would hold other such names, and grow without end.
  let left = when(`many conditions #${String(numberOf(guard))}`);
  for (const symbol of symbolsOf(guard).sort(byWeight).slice(0, LONGEST / 2)) {
    const yes = when(symbol);
    if (restrict(guard, symbol, false) === false) left = conjunction(left, yes);
    else if (restrict(guard, symbol, true) === false) left = conjunction(left, not(yes));
  }
  return left;
}

/** The one condition that rules ask for by name comes first. */
function byWeight(left: string, right: string): number {
  return Number(right === 'req.session') - Number(left === 'req.session');
}

/** `and` without the bound: the bound is for results, not for the steps to them. */
function conjunction(left: Guard, right: Guard): Guard {
  if (left === false || right === false) return false;
  if (left === true || left === right) return right;
  if (right === true) return left;
  return remembered('conjunction', left, right, () => combine(left, right, conjunction));
}

function disjunction(left: Guard, right: Guard): Guard {
  if (left === true || right === true) return true;
  if (left === false || left === right) return right;
  if (right === false) return left;
  return remembered('disjunction', left, right, () => combine(left, right, disjunction));
}

/** A guard where one question has its answer. */
function restrict(guard: Guard, symbol: string, answer: boolean): Guard {
  if (typeof guard === 'boolean' || guard.symbol > symbol) return guard;
  if (guard.symbol === symbol) return answer ? guard.then : guard.else;
  return remembered(`restrict ${String(answer)} ${symbol}`, guard, guard, () => node(guard.symbol, restrict(guard.then, symbol, answer), restrict(guard.else, symbol, answer)));
}

/** The nodes of a guard, each once, up to one more than `most`. */
function nodesOf(guard: Guard, most: number): GuardNode[] {
  const found = new Set<GuardNode>();
  const left = [guard];
  for (let one = left.pop(); one !== undefined && found.size <= most; one = left.pop()) {
    if (typeof one === 'boolean' || found.has(one)) continue;
    found.add(one);
    left.push(one.then, one.else);
  }
  return [...found];
}

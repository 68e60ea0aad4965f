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
const LARGEST = 200;

/** The guard that holds where `symbol`'s question is answered with yes. */
export function when(symbol: string): Guard {
  return { symbol, then: true, else: false };
}

export function not(guard: Guard): Guard {
  return typeof guard === 'boolean' ? !guard : { symbol: guard.symbol, then: not(guard.then), else: not(guard.else) };
}

export function and(left: Guard, right: Guard): Guard {
  if (left === false || right === false) return false;
  if (left === true) return right;
  if (right === true) return left;
  return bounded(combine(left, right, and));
}

export function or(left: Guard, right: Guard): Guard {
  if (left === true || right === true) return true;
  if (left === false) return right;
  if (right === false) return left;
  return bounded(combine(left, right, or));
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
  if (known.symbol < guard.symbol) {
    if (known.then === false) return given(guard, known.else);
    if (known.else === false) return given(guard, known.then);
    return given(guard, or(known.then, known.else));
  }
  if (known.symbol > guard.symbol) return node(guard.symbol, given(guard.then, known), given(guard.else, known));
  if (known.then === false) return given(guard.else, known.else);
  if (known.else === false) return given(guard.then, known.then);
  return node(guard.symbol, given(guard.then, known.then), given(guard.else, known.else));
}

/** Every symbol of a guard, without repeats. */
export function symbolsOf(guard: Guard): string[] {
  const found = new Set<string>();
  const visit = (one: Guard): void => {
    if (typeof one === 'boolean') return;
    found.add(one.symbol);
    visit(one.then);
    visit(one.else);
  };
  visit(guard);
  return [...found];
}

export function sameGuard(left: Guard, right: Guard): boolean {
  if (left === right) return true;
  if (typeof left === 'boolean' || typeof right === 'boolean') return false;
  return left.symbol === right.symbol && sameGuard(left.then, right.then) && sameGuard(left.else, right.else);
}

function node(symbol: string, yes: Guard, no: Guard): Guard {
  return sameGuard(yes, no) ? yes : { symbol, then: yes, else: no };
}

function combine(left: GuardNode, right: GuardNode, operation: (a: Guard, b: Guard) => Guard): Guard {
  if (left.symbol === right.symbol) return node(left.symbol, operation(left.then, right.then), operation(left.else, right.else));
  const [first, other] = left.symbol < right.symbol ? [left, right] : [right, left];
  return node(first.symbol, operation(first.then, other), operation(first.else, other));
}

/** A guard past the bound becomes a symbol named after its first symbols: still "maybe", no longer followed. */
function bounded(guard: Guard): Guard {
  if (typeof guard === 'boolean' || size(guard, LARGEST) <= LARGEST) return guard;
  return when(`many conditions (${symbolsOf(guard).slice(0, 3).join(', ')}, …)`);
}

function size(guard: Guard, stop: number): number {
  if (typeof guard === 'boolean' || stop <= 0) return 0;
  const left = size(guard.then, stop - 1);
  return 1 + left + size(guard.else, stop - 1 - left);
}

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
  return typeof guard === 'boolean' ? !guard : complement(tidied(guard));
}

export function and(left: Guard, right: Guard): Guard {
  if (left === false || right === false) return false;
  if (left === true || left === right) return right;
  if (right === true) return left;
  const [one, other] = [tidied(left), shared(right)];
  if (typeof one === 'boolean' || typeof other === 'boolean') return conjunction(one, other);
  return remembered(AND, one, other, () => bounded(conjunction(one, other)));
}

export function or(left: Guard, right: Guard): Guard {
  if (left === true || right === true) return true;
  if (left === false || left === right) return right;
  if (right === false) return left;
  const [one, other] = [tidied(left), shared(right)];
  if (typeof one === 'boolean' || typeof other === 'boolean') return disjunction(one, other);
  return remembered(OR, one, other, () => bounded(disjunction(one, other)));
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
  return guard === known ? true : reading(tidied(guard), shared(known));
}

function reading(guard: Guard, known: Guard): Guard {
  if (typeof guard === 'boolean' || typeof known === 'boolean') return guard;
  if (guard === known) return true;
  return remembered(GIVEN, guard, known, (one, other) => {
    if (one.symbol !== other.symbol && isBefore(other.symbol, one.symbol)) {
      if (other.then === false) return reading(one, other.else);
      if (other.else === false) return reading(one, other.then);
      return reading(one, disjunction(other.then, other.else));
    }
    if (one.symbol !== other.symbol) return node(one.symbol, reading(one.then, other), reading(one.else, other));
    if (other.then === false) return reading(one.else, other.else);
    if (other.else === false) return reading(one.then, other.then);
    return node(one.symbol, reading(one.then, other.then), reading(one.else, other.else));
  });
}

/** Every symbol of a guard, without repeats. */
export function symbolsOf(guard: Guard): string[] {
  return [...new Set(nodesOf(guard, Number.POSITIVE_INFINITY).map(({ symbol }) => symbol))];
}

/** What stands in a guard for conditions that were not followed: none where it is exact. */
export function cutOff(guard: Guard): ReadonlySet<string> {
  return typeof guard === 'boolean' ? NONE : SharedNode.cutOff(guard);
}

/** Whether a symbol stands for conditions that were not followed: it has another name in another run. */
export function isCutOff(symbol: string): boolean {
  return symbol.startsWith(CUT);
}

export function sameGuard(left: Guard, right: Guard): boolean {
  if (left === right) return true;
  return typeof left !== 'boolean' && typeof right !== 'boolean' && left.symbol === right.symbol && shared(left) === shared(right);
}

/*
 * Equal nodes are one object, and results are kept: without sharing, a diagram of n conditions takes 2ⁿ steps.
 * The table is emptied when it grows, and nodes that live on forget what they know: else one guard of a model would
 * hold all that it was ever combined with. A node from before, or from elsewhere, is found its twin when it is met again.
 */
const MOST_KEPT = 50_000;
const MOST_RESULTS = 2_000;
const table = new Map<string, Map<number, SharedNode>>();
let count = 1;
let size = 0;
let emptied = 0;
/** The nodes that know something beside what they stand for. */
let knowing: SharedNode[] = [];

class SharedNode implements GuardNode {
  readonly symbol: string;
  readonly then: Guard;
  readonly else: Guard;
  readonly #number = ++count;
  /** In which life of the table it was made. */
  readonly #life = emptied;
  #not: Guard | undefined;
  #results: Map<number | string, Guard> | undefined;
  #cutOff: ReadonlySet<string> | undefined;
  #twin: Guard = false;
  #twinLife = -1;

  constructor(symbol: string, yes: Guard, no: Guard) {
    this.symbol = symbol;
    this.then = yes;
    this.else = no;
  }

  static numberOf(guard: Guard): number {
    return guard instanceof SharedNode ? guard.#number : Number(guard === true);
  }

  /** The node that stands for all that are equal to this one, now. */
  static of(guard: GuardNode): Guard {
    if (!(guard instanceof SharedNode)) return node(guard.symbol, shared(guard.then), shared(guard.else));
    if (guard.#life === emptied) return guard;
    if (guard.#twinLife !== emptied) {
      knowing.push(guard);
      guard.#twin = node(guard.symbol, shared(guard.then), shared(guard.else));
      guard.#twinLife = emptied;
    }
    return guard.#twin;
  }

  static not(guard: SharedNode): Guard {
    if (guard.#not === undefined) {
      knowing.push(guard);
      guard.#not = node(guard.symbol, complement(guard.then), complement(guard.else));
    }
    return guard.#not;
  }

  /** What stands in it for conditions that were not followed. Most guards have none, and many share their sides. */
  static cutOff(guard: GuardNode): ReadonlySet<string> {
    if (guard instanceof SharedNode && guard.#cutOff !== undefined) return guard.#cutOff;
    const [yes, no] = [cutOff(guard.then), cutOff(guard.else)];
    const sides = no.size === 0 || no === yes ? yes : yes.size === 0 ? no : new Set([...yes, ...no]);
    const found = isCutOff(guard.symbol) ? new Set([guard.symbol, ...sides]) : sides;
    if (guard instanceof SharedNode) guard.#cutOff = found;
    return found;
  }

  /** Lets go of every other node that is not part of what this stands for. */
  static forget(guard: SharedNode): void {
    guard.#not = undefined;
    guard.#results = undefined;
    guard.#twin = false;
    guard.#twinLife = -1;
  }

  /** The result of an operation with this as its left side; `make` works it out where it is not known. */
  static result(left: SharedNode, key: number | string, make: () => Guard): Guard {
    if (left.#results === undefined) {
      knowing.push(left);
      left.#results = new Map<number | string, Guard>();
    }
    const results = left.#results;
    const known = results.get(key);
    if (known !== undefined) return known;
    const made = make();
    if (results.size > MOST_RESULTS) results.clear();
    results.set(key, made);
    return made;
  }
}

function shared(guard: Guard): Guard {
  return typeof guard === 'boolean' ? guard : SharedNode.of(guard);
}

/** Between operations, for within one all nodes are of one life. */
function tidied(guard: GuardNode): Guard {
  if (size > MOST_KEPT) empty();
  return SharedNode.of(guard);
}

function empty(): void {
  table.clear();
  for (const one of knowing) SharedNode.forget(one);
  knowing = [];
  size = 0;
  emptied++;
}

/** A node of two shared sides. */
function node(symbol: string, yes: Guard, no: Guard): Guard {
  if (yes === no) return yes;
  let sides = table.get(symbol);
  if (!sides) table.set(symbol, sides = new Map<number, SharedNode>());
  const key = SharedNode.numberOf(yes) * 2 ** 26 + SharedNode.numberOf(no);
  let made = sides.get(key);
  if (!made) {
    made = new SharedNode(symbol, yes, no);
    sides.set(key, made);
    size++;
  }
  return made;
}

function complement(guard: Guard): Guard {
  return guard instanceof SharedNode ? SharedNode.not(guard) : guard === false;
}

/** Operations whose results are kept with their left side, by the number of the right side. */
const [AND, OR, GIVEN, CONJUNCTION, DISJUNCTION] = [0, 1, 2, 3, 4];

function remembered(operation: number | string, left: GuardNode, right: GuardNode, make: (left: GuardNode, right: GuardNode) => Guard): Guard {
  const key = typeof operation === 'string' ? operation : SharedNode.numberOf(right) * 8 + operation;
  return left instanceof SharedNode ? SharedNode.result(left, key, () => make(left, right)) : make(left, right);
}

let combined = 0;

/** How many nodes were combined since the process began: what the bounds of a run count beside its own steps. */
export function guardWork(): number {
  return combined;
}

function combine(left: GuardNode, right: GuardNode, operation: (a: Guard, b: Guard) => Guard): Guard {
  combined++;
  if (left.symbol === right.symbol) return node(left.symbol, operation(left.then, right.then), operation(left.else, right.else));
  const [first, other] = isBefore(left.symbol, right.symbol) ? [left, right] : [right, left];
  return node(first.symbol, operation(first.then, other), operation(first.else, other));
}

/**
 * A guard past the bound keeps the conditions at its root that hold on all its paths; the rest becomes one
 * symbol: still "maybe", no longer followed.
 */
function bounded(guard: Guard): Guard {
  const chain: GuardNode[] = [];
  let rest = guard;
  while (typeof rest !== 'boolean' && (rest.then === false || rest.else === false)) {
    chain.push(rest);
    rest = rest.then === false ? rest.else : rest.then;
  }
  if (chain.length <= LONGEST && nodesOf(rest, LARGEST).length <= LARGEST) return guard;
  // Named by its number: a name made of its conditions would hold other such names, and grow without end.
  let left = when(`${CUT}#${String(SharedNode.numberOf(guard))})`);
  for (const { symbol, then } of chain.slice(0, LONGEST / 2)) left = conjunction(left, then === false ? not(when(symbol)) : when(symbol));
  return left;
}

/**
 * The order of the diagrams. The condition that rules ask for by name stands at the root, where the bound keeps it, and
 * then what the bound has made: so what happens under one such symbol keeps it when it is cut off once more.
 */
function isBefore(left: string, right: string): boolean {
  const [one, other] = [rank(left), rank(right)];
  return one === other ? left < right : one < other;
}

function rank(symbol: string): number {
  return symbol === FIRST ? 0 : isCutOff(symbol) ? 1 : 2;
}

const NONE: ReadonlySet<string> = new Set();
const FIRST = 'req.session';
const CUT = '(many conditions ';

/** `and` without the bound: the bound is for results, not for the steps to them. */
function conjunction(left: Guard, right: Guard): Guard {
  if (left === false || right === false) return false;
  if (left === true || left === right) return right;
  if (right === true) return left;
  return remembered(CONJUNCTION, left, right, (one, other) => combine(one, other, conjunction));
}

function disjunction(left: Guard, right: Guard): Guard {
  if (left === true || right === true) return true;
  if (left === false || left === right) return right;
  if (right === false) return left;
  return remembered(DISJUNCTION, left, right, (one, other) => combine(one, other, disjunction));
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

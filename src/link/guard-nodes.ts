import type { Guard, GuardNode } from './guard.ts';

/*
 * Equal nodes are one object, and results are kept: without sharing, a diagram of n conditions takes 2ⁿ steps.
 * All that is kept is let go of when it grows, and no node knows another but its parts and its opposite: else one guard
 * of a model would hold all that it was ever combined with. A node from before, or from elsewhere, is found its twin
 * when it is met again. The tables are small, for they are gone through at random: larger ones take longer than what
 * they save. They are powers of two.
 */
const MOST_NODES = 2 ** 14;
const MOST_RESULTS = 2 ** 13;

/** A guard whose nodes are the one of their kind. */
export type Shared = boolean | SharedNode;

/** A condition as nodes know it: there is one of each at a time. */
interface Sign {
  readonly symbol: string;
  /** Lower stands nearer to the root. */
  readonly rank: number;
  readonly number: number;
  /** How often all was let go of before. */
  readonly life: number;
}

/** The condition that rules ask for by name. */
const FIRST = 'req.session';
/** How the names begin that stand for conditions which are no longer followed. */
export const CUT = '(many conditions ';

/** Whether a symbol stands for conditions that were not followed: it has another name in another run. */
export function isCutSymbol(symbol: string): boolean {
  return symbol.startsWith(CUT);
}

const CUT_RANK = 1;
export const NONE: ReadonlySet<string> = new Set();

/** More conditions than any bound allows. */
const ENDLESS = 2 ** 20;
/** How many nodes there is room for at first. */
const ROOM = 1024;

let signs = new Map<string, Sign>();
let twins = new Map<GuardNode, Shared>();
let life = 0;
let count = 1;
let visits = 0;

export class SharedNode implements GuardNode {
  readonly symbol: string;
  readonly then: Shared;
  readonly else: Shared;
  readonly #sign: Sign;
  readonly #number = ++count;
  #not: Shared | undefined;
  #cutOff: ReadonlySet<string> | undefined;
  #length = -1;
  #visit = 0;

  private constructor(sign: Sign, yes: Shared, no: Shared) {
    this.symbol = sign.symbol;
    this.then = yes;
    this.else = no;
    this.#sign = sign;
  }

  static #nodes = emptied<SharedNode>(ROOM);
  static #size = 0;

  /** The one node of a condition and two sides. */
  static find(sign: Sign, yes: Shared, no: Shared): Shared {
    if (yes === no) return yes;
    const nodes = SharedNode.#nodes;
    const last = nodes.length - 1;
    let at = mixed(sign.number, SharedNode.numberOf(yes), SharedNode.numberOf(no)) & last;
    for (let one = nodes[at]; one; one = nodes[at]) {
      if (one.#sign === sign && one.then === yes && one.else === no) return one;
      at = (at + 1) & last;
    }
    const made = new SharedNode(sign, yes, no);
    nodes[at] = made;
    if (++SharedNode.#size * 2 > nodes.length) SharedNode.#grow();
    return made;
  }

  static #grow(): void {
    const before = SharedNode.#nodes;
    const last = before.length * 2 - 1;
    const nodes = SharedNode.#nodes = emptied<SharedNode>(last + 1);
    for (const one of before) {
      if (!one) continue;
      let at = mixed(one.#sign.number, SharedNode.numberOf(one.then), SharedNode.numberOf(one.else)) & last;
      while (nodes[at]) at = (at + 1) & last;
      nodes[at] = one;
    }
  }

  /** Whether there are so many that they should be let go of. */
  static get areMany(): boolean {
    return SharedNode.#size > MOST_NODES;
  }

  static letGo(): void {
    SharedNode.#nodes.fill(undefined);
    SharedNode.#size = 0;
  }

  /** A number of its own. */
  static numberOf(guard: Shared): number {
    return typeof guard === 'boolean' ? Number(guard) : guard.#number;
  }

  /** Which of two was made first: an operation whose sides may change places is kept once. */
  static isOlder(one: SharedNode, other: SharedNode): boolean {
    return one.#number < other.#number;
  }

  /** With the same condition, and other sides. */
  static like(guard: SharedNode, yes: Shared, no: Shared): Shared {
    return SharedNode.find(guard.#sign, yes, no);
  }

  /** The guard that stands for all that are equal to this one, now. */
  static of(guard: GuardNode): Shared {
    if (guard instanceof SharedNode && guard.#sign.life === life) return guard;
    let twin = twins.get(guard);
    if (twin === undefined) twins.set(guard, twin = SharedNode.find(signOf(guard.symbol), shared(guard.then), shared(guard.else)));
    return twin;
  }

  static not(guard: SharedNode): Shared {
    return guard.#not ??= SharedNode.find(guard.#sign, complement(guard.then), complement(guard.else));
  }

  /** What stands in it for conditions that were not followed: at its root, below the one that rules ask for. */
  static cutOff(guard: GuardNode): ReadonlySet<string> {
    if (guard instanceof SharedNode) return guard.#sign.rank > CUT_RANK ? NONE : guard.#cutOff ??= cutOffIn(guard);
    return cutOffIn(guard);
  }

  /** The order of the diagrams: whether the condition of one stands nearer to the root than that of another. */
  static isBefore(one: SharedNode, other: SharedNode): boolean {
    const left = one.#sign;
    const right = other.#sign;
    return left.rank === right.rank ? left.symbol < right.symbol : left.rank < right.rank;
  }

  /** How many conditions at the root hold on all paths; endless where behind them there are more than `most` nodes, which is always the same. */
  static lengthOf(guard: Shared, most: number): number {
    if (typeof guard === 'boolean') return 0;
    if (guard.#length < 0) {
      if (guard.then === false) guard.#length = 1 + SharedNode.lengthOf(guard.else, most);
      else if (guard.else === false) guard.#length = 1 + SharedNode.lengthOf(guard.then, most);
      else guard.#length = SharedNode.#hasMore(guard, most) ? ENDLESS : 0;
    }
    return guard.#length;
  }

  /** Whether there are more than `most` nodes in a guard. */
  static #hasMore(guard: SharedNode, most: number): boolean {
    const visit = ++visits;
    const left: Shared[] = [guard];
    let found = 0;
    for (let one = left.pop(); one !== undefined; one = left.pop()) {
      if (typeof one === 'boolean' || one.#visit === visit) continue;
      if (++found > most) return true;
      one.#visit = visit;
      left.push(one.then, one.else);
    }
    return false;
  }
}

/**
 * A condition. The one that rules ask for by name stands at the root, where the bound keeps it, and then what the bound
 * has made: so what happens under one such symbol keeps it when it is cut off once more.
 */
export function signOf(symbol: string): Sign {
  let sign = signs.get(symbol);
  if (!sign) signs.set(symbol, sign = { symbol, rank: symbol === FIRST ? 0 : isCutSymbol(symbol) ? CUT_RANK : CUT_RANK + 1, number: ++count, life });
  return sign;
}

function cutOffIn({ symbol, then, else: other }: GuardNode): ReadonlySet<string> {
  const [yes, no] = [then, other].map((side) => (typeof side === 'boolean' ? NONE : SharedNode.cutOff(side)));
  return new Set([...isCutSymbol(symbol) ? [symbol] : [], ...yes ?? NONE, ...no ?? NONE]);
}

export function shared(guard: Guard): Shared {
  return typeof guard === 'boolean' ? guard : SharedNode.of(guard);
}

/** Between operations, for within one all nodes are of one life. */
export function tidied(guard: GuardNode): Shared {
  if (SharedNode.areMany) empty();
  return SharedNode.of(guard);
}

function empty(): void {
  SharedNode.letGo();
  for (const one of Results.all) one.letGo();
  signs = new Map();
  twins = new Map();
  life++;
}

export function complement(guard: Shared): Shared {
  return typeof guard === 'boolean' ? !guard : SharedNode.not(guard);
}

/** What an operation came to lately, by what it was given: a result takes the place of one that was kept before. */
export class Results<T extends Shared> {
  static readonly all: Results<Shared>[] = [];
  readonly #lefts = emptied<SharedNode>(MOST_RESULTS);
  readonly #rights = emptied<SharedNode>(MOST_RESULTS);
  readonly #made = emptied<T>(MOST_RESULTS);

  constructor() {
    Results.all.push(this);
  }

  letGo(): void {
    for (const one of [this.#lefts, this.#rights, this.#made]) one.fill(undefined);
  }

  get(left: SharedNode, right: SharedNode): T | undefined {
    const at = placeOf(left, right);
    return this.#lefts[at] === left && this.#rights[at] === right ? this.#made[at] : undefined;
  }

  /** Keeps a result, and gives it. */
  keep(left: SharedNode, right: SharedNode, made: T): T {
    const at = placeOf(left, right);
    this.#lefts[at] = left;
    this.#rights[at] = right;
    this.#made[at] = made;
    return made;
  }
}

function placeOf(left: SharedNode, right: SharedNode): number {
  return mixed(SharedNode.numberOf(left), SharedNode.numberOf(right), 0) & (MOST_RESULTS - 1);
}

function emptied<T>(size: number): (T | undefined)[] {
  return new Array<T | undefined>(size).fill(undefined);
}

/** Numbers that lie side by side, spread over all. */
function mixed(one: number, two: number, three: number): number {
  let hash = Math.imul(one, 0x9e3779b1) ^ Math.imul(two, 0x85ebca6b) ^ Math.imul(three, 0xc2b2ae35);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return (hash ^ (hash >>> 13)) >>> 0;
}

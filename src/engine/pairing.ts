import type { FileFacts, FunctionFacts, Target } from '../facts/ir.ts';
import { boundNames, walk, walkFunction, type Inside } from '../facts/walk.ts';
import { movedOffset, type TextEdit } from './edits/text-edit.ts';

/** Where an offset lies in the other text; `undefined` where that can't be told. */
export type Move = (offset: number, side: 'start' | 'end') => number | undefined;

/** Two readings differ in more than can be followed. */
class Lost extends Error {}

/** How two readings of one file that differ little stand to each other. */
export interface Pairing {
  readonly move: Move;
  /** The functions of the first whose bodies are others in the second. */
  readonly changed: ReadonlySet<FunctionFacts>;
  /** Whether those use the same of what the rest of the file declares: that is asked of functions that nothing runs, too. */
  readonly usesTheSame: boolean;
}

/** The names under which facts keep the start and the end of a stretch (`facts/ir.ts`). */
const SIDES: Readonly<Record<string, 'start' | 'end'>> = { s: 'start', fs: 'start', ks: 'start', bs: 'start', e: 'end', fe: 'end', ke: 'end', be: 'end' };
type Places = Readonly<Record<'start' | 'end', Map<number, number>>>;

/**
 * Pairs two readings of one file that differ in places, and in the bodies of some functions.
 *
 * @param edit what makes the one text of the other
 * @returns `undefined` where they differ in more: in what the file does where it stands, in what it declares or imports
 */
export function paired(before: FileFacts, now: FileFacts, edit: TextEdit): Pairing | undefined {
  try {
    const pairs = new Pairs(before, now);
    return { move: moveBy(pairs.places, edit), changed: new Set(pairs.changed.keys()), usesTheSame: pairs.usesTheSame };
  } catch (error) {
    if (error instanceof Lost) return undefined;
    throw error;
  }
}

/** Follows each place from one text's facts to the other's; a place that no fact has, by the text around it. */
function moveBy(known: Places, edit: TextEdit): Move {
  return (offset, side) => {
    const to = known[side].get(offset) ?? known[side === 'start' ? 'end' : 'start'].get(offset);
    if (to !== undefined) return to;
    if (offset === Number.MAX_SAFE_INTEGER) return offset;
    return offset >= edit.start && offset <= edit.end ? undefined : movedOffset(offset, [edit]);
  };
}

/** Two readings side by side. */
class Pairs {
  readonly #before: FileFacts;
  readonly #now: FileFacts;
  readonly places: Places = { start: new Map(), end: new Map() };
  /** The functions whose bodies differ, and what they are now. */
  readonly changed = new Map<FunctionFacts, FunctionFacts>();
  /** What was noted since the functions gone into began, to be forgotten where one turns out to differ. */
  #noted: (readonly [side: 'start' | 'end', from: number])[] = [];

  constructor(before: FileFacts, now: FileFacts) {
    this.#before = before;
    this.#now = now;
    // What stands in a function is gone into from where the function stands.
    const { functions: _functions, classes: _classes, ...rest } = before;
    const { functions: _its, classes: _other, ...others } = now;
    this.#pair(rest, others);
  }

  /** Whether the changed functions name the same of what the rest of the file declares. */
  get usesTheSame(): boolean {
    if (this.changed.size === 0) return true;
    const declared = declaredBeside(this.#before, this.changed);
    return [...this.changed].every(([left, right]) => {
      const [names, its] = [mentionedIn(left, this.#before, declared), mentionedIn(right, this.#now, declared)];
      return names.size === its.size && [...names].every(name => its.has(name));
    });
  }

  /** Goes through two values; throws `Lost` where they differ in more than places and bodies. */
  #pair(left: unknown, right: unknown): void {
    if (typeof left !== 'object' || left === null || typeof right !== 'object' || right === null) {
      if (left !== right) throw new Lost();
      return;
    }
    const lefts = Object.entries(left);
    const rights = Object.entries(right);
    if (lefts.length !== rights.length || Array.isArray(left) !== Array.isArray(right)) throw new Lost();
    // What is read in one order stands in one order.
    for (const [index, [name, value]] of lefts.entries()) {
      const [other, its] = rights[index] ?? [];
      if (other !== name) throw new Lost();
      const side = SIDES[name];
      if (side !== undefined && typeof value === 'number' && typeof its === 'number') this.#place(side, value, its);
      else if (name === 'f' && typeof value === 'number' && typeof its === 'number') this.#function(this.#before.functions[value], this.#now.functions[its]);
      else if (name === 'c' && typeof value === 'number' && typeof its === 'number') this.#pair(this.#before.classes[value], this.#now.classes[its]);
      else this.#pair(value, its);
    }
  }

  #place(side: 'start' | 'end', from: number, to: number): void {
    const known = this.places[side].get(from);
    if ((known ?? to) !== to) throw new Lost();
    if (known !== undefined) return;
    this.places[side].set(from, to);
    this.#noted.push([side, from]);
  }

  #function(left: FunctionFacts | undefined, right: FunctionFacts | undefined): void {
    if (!left || !right) throw new Lost();
    const { b: body, ...head } = left;
    const { b: other, ...its } = right;
    this.#pair(head, its);
    const outer = this.#noted;
    const changed = new Set(this.changed.keys());
    this.#noted = [];
    try {
      this.#pair(body, other);
      outer.push(...this.#noted);
    } catch (error) {
      if (!(error instanceof Lost)) throw error;
      for (const [side, from] of this.#noted) this.places[side].delete(from);
      for (const inner of this.changed.keys()) if (!changed.has(inner)) this.changed.delete(inner);
      this.changed.set(left, right);
    }
    this.#noted = outer;
  }
}

/** The names that a file declares or assigns, but for what it does so in the bodies of some functions; and `arguments`. */
function declaredBeside(facts: FileFacts, left: ReadonlyMap<FunctionFacts, unknown>): ReadonlySet<string> {
  const names = new Set(['arguments']);
  const inside: Inside = { classes: facts.classes, functions: facts.functions.map(made => (left.has(made) ? { ...made, b: [] } : made)) };
  for (const { n } of [...facts.functions, ...facts.classes]) if (n !== undefined) names.add(n);
  walk(facts.b, {
    stmt: statement => {
      if (statement.k === 'function' || statement.k === 'classdecl') names.add(statement.n);
      if (statement.k === 'import') for (const { l } of statement.names) names.add(l);
    },
    target: target => { for (const name of boundNames(target)) names.add(name); },
  }, inside);
  return names;
}

function mentionedIn(made: FunctionFacts, facts: FileFacts, wanted: ReadonlySet<string>): ReadonlySet<string> {
  const names = new Set<string>();
  const note = (one: { readonly k: string } | Target): void => { if ('n' in one && one.k === 'id' && typeof one.n === 'string' && wanted.has(one.n)) names.add(one.n); };
  walkFunction(made, { expr: note, target: note }, facts);
  return names;
}

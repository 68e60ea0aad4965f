import type { Expr, FileFacts, FunctionFacts, Target } from '../facts/ir.ts';
import { walkFunction } from '../facts/walk.ts';
import type { Run } from './run.ts';
import type { FunctionValue } from './value.ts';

/** Functions that were made of one text, and mean the same by every name in it, do the same: a loop may have made a thousand of them. */
export class Twins {
  readonly #run: Run;
  readonly #first = new Map<FunctionFacts, FunctionValue>();
  readonly #named = new Map<FunctionFacts, readonly string[]>();
  readonly #numbers = new Map<object, number>();
  readonly #found = new Map<FunctionFacts, Map<string, number>>();

  constructor(run: Run) {
    this.#run = run;
  }

  /** The function that stands for one and all its twins, by its id. */
  of(made: FunctionValue): number {
    const { facts, id } = made;
    const first = this.#first.get(facts);
    if (!first) {
      this.#first.set(facts, made);
      return id;
    }
    if (first.id === id) return id;
    const known = this.#found.get(facts) ?? new Map([[this.#meaning(first), first.id]]);
    this.#found.set(facts, known);
    const meaning = this.#meaning(made);
    const twin = known.get(meaning) ?? id;
    known.set(meaning, twin);
    return twin;
  }

  /** All that a call of a function can depend on beside what it is given. */
  #meaning({ facts, file, scope, self, home, bound, driven }: FunctionValue): string {
    let named = this.#named.get(facts);
    if (!named) this.#named.set(facts, named = namesIn(facts, this.#run.program.factsOf(file)));
    return [...named.map((name) => scope.find(name)), self, home, driven === true ? DRIVEN : undefined, ...bound ?? []].map((one) => this.#numberOf(one)).join(' ');
  }

  #numberOf(one: object | undefined): number {
    if (!one) return 0;
    const known = this.#numbers.get(one) ?? this.#numbers.size + 1;
    this.#numbers.set(one, known);
    return known;
  }
}

const DRIVEN = {};

/** Every name that a function says, in functions inside it too. */
function namesIn(made: FunctionFacts, inside: FileFacts | undefined): readonly string[] {
  const names = new Set<string>();
  const note = (one: Expr | Target): void => { if (one.k === 'id') names.add(one.n); };
  walkFunction(made, { expr: note, target: note }, inside);
  return [...names];
}

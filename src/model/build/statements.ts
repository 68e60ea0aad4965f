import { needsOf, readSite, type StatementSite } from '../../link/index.ts';
import type { FileFacts } from '../../facts/ir.ts';
import { memoised } from '../../source/kept.ts';
import type { Place } from '../../source/place.ts';
import type { Statement } from '../types.ts';
import type { Places } from './places.ts';

/** The statements of one program: one object for each, and for each call that is all of it. */
export class Statements {
  readonly #places: Places;
  readonly #factsOf: (file: string) => FileFacts | undefined;
  readonly #bySite = new Map<StatementSite, Statement>();
  readonly #byPlace = { alone: new Map<Place, Statement>(), more: new Map<Place, Statement>() };
  readonly #movable = new Map<Statement, Statement>();

  constructor(places: Places, factsOf: (file: string) => FileFacts | undefined) {
    this.#places = places;
    this.#factsOf = factsOf;
  }

  /** The statement that a call stands in. */
  of(site: StatementSite, call: Place): Statement {
    return memoised(this.#bySite, site, () => {
      const { at, block, alone } = readSite(site, call);
      const place = this.#places.at(at);
      return memoised(alone ? this.#byPlace.alone : this.#byPlace.more, place, () => ({ at: place, block: this.#places.at(block), alone }));
    });
  }

  /** The statement that a call stands in, with what a move of it must respect. */
  movable(site: StatementSite, call: Place): Statement {
    const statement = this.of(site, call);
    return memoised(this.#movable, statement, () => {
      const facts = this.#factsOf(site.file);
      return { ...statement, needs: facts ? needsOf(site, facts) : [] };
    });
  }
}

import { isAlone, needsOf, type StatementSite } from '../../link/index.ts';
import type { FileFacts } from '../../facts/ir.ts';
import { memoised } from '../../source/kept.ts';
import type { Place } from '../../source/place.ts';
import type { Statement } from '../types.ts';
import type { Places } from './places.ts';

/** One statement where a call is all of it, and where it holds more. */
interface Forms {
  alone?: Statement;
  more?: Statement;
}

/** The statements of one program: one object for each, and for each call that is all of it. */
export class Statements {
  readonly #places: Places;
  readonly #factsOf: (file: string) => FileFacts | undefined;
  readonly #bySite = new Map<StatementSite, Statement>();
  /** By the file too: two files of one text have the same facts. */
  readonly #forms = new Map<string, Map<StatementSite['statement'], Forms>>();
  readonly #movable = new Map<Statement, Statement>();

  constructor(places: Places, factsOf: (file: string) => FileFacts | undefined) {
    this.#places = places;
    this.#factsOf = factsOf;
  }

  /** The statement that a call stands in. */
  of(site: StatementSite, call: Place): Statement {
    const known = this.#bySite.get(site);
    if (known !== undefined) return known;
    const forms = this.#formsOf(site);
    const made = isAlone(site.statement, call) ? forms.alone ??= this.#statement(site, true) : forms.more ??= this.#statement(site, false);
    this.#bySite.set(site, made);
    return made;
  }

  /** The statement that a call stands in, with what a move of it must respect. */
  movable(site: StatementSite, call: Place): Statement {
    const statement = this.of(site, call);
    return memoised(this.#movable, statement, () => {
      const facts = this.#factsOf(site.file);
      return { ...statement, needs: facts ? needsOf(site, facts) : [] };
    });
  }

  #formsOf({ file, statement }: StatementSite): Forms {
    return memoised(memoised(this.#forms, file, () => new Map<StatementSite['statement'], Forms>()), statement, () => ({}));
  }

  #statement({ file, statement, block }: StatementSite, alone: boolean): Statement {
    return { at: this.#places.at({ file, start: statement.s, end: statement.e }), block: this.#places.at(block), alone };
  }
}

import { extractFacts } from '../../facts/extract.ts';
import { FACTS_VERSION, type FileFacts } from '../../facts/ir.ts';
import type { SourceText } from '../../source/files.ts';
import { memoised } from '../../source/kept.ts';
import { nameOf } from '../../source/paths.ts';
import { PRODUCT } from '../product.ts';
import { Pack } from './pack.ts';

/**
 * How much text, in characters, the facts of which are kept in memory for later, unless a `FactsStore` is told otherwise.
 * They take seven times as much: the largest server seen is run from 11 million characters.
 */
const KEPT = 16 * 1024 * 1024;

/** What gives the facts of texts. */
export interface Facts {
  /** The facts of a text. Throws nothing: a text that can't be read has its problem in the facts. */
  factsOf(source: SourceText): FileFacts;
  /** What is wrong with a text; known also when its facts were let go. */
  problemOf(source: SourceText): FileFacts['problem'];
  /** A program is done: the facts asked for so far may be let go once there are too many. */
  letGo(): void;
}

/**
 * The same, but what one file's text is for the time being is read for this asker alone: it is being typed, or tried
 * as a fix. Kept with the others, the texts of an hour's work would fill the memory and the cache.
 */
export function withUnsaved(facts: Facts, file: string): Facts {
  const own = new Map<string, FileFacts>();
  const factsOf = (source: SourceText): FileFacts => (source.file === file ? memoised(own, source.hash, () => extractFacts(file, source.text)) : facts.factsOf(source));
  return { factsOf, letGo: () => { facts.letGo(); }, problemOf: source => (source.file === file ? factsOf(source).problem : facts.problemOf(source)) };
}

/**
 * The facts of texts: from memory, from the cache on disk, or extracted.
 *
 * Facts depend on the text and the file's ending alone, so the hash of the one and the other are the key.
 * The compiler is loaded only where a text is in neither cache.
 */
export class FactsStore implements Facts {
  readonly #pack: Pack | undefined;
  readonly #extract: typeof extractFacts;
  readonly #kept: number;
  /** What the present program is run from: no part of it goes before it is done. */
  #present = new Held();
  /** What programs before were run from. */
  #recent = new Held();
  #older = new Held();
  readonly #problems = new Map<string, FileFacts['problem']>();

  /**
   * @param directory where the cache file lies; `undefined` for none
   * @param extract how facts are read from a text
   * @param kept how much text, in characters, the facts of which are kept in memory for later
   */
  constructor(directory: string | undefined, extract: typeof extractFacts = extractFacts, kept = KEPT) {
    this.#kept = kept;
    this.#pack = directory === undefined ? undefined : new Pack(`${directory}/facts`, `${PRODUCT.name} ${PRODUCT.version} facts ${FACTS_VERSION}`);
    this.#extract = extract;
  }

  factsOf(source: SourceText): FileFacts {
    return this.#factsOf(keyOf(source), source);
  }

  #factsOf(key: string, source: SourceText): FileFacts {
    const present = this.#present.facts.get(key);
    if (present !== undefined) return present;
    const facts = this.#recent.facts.get(key) ?? this.#older.facts.get(key) ?? this.#stored(key) ?? this.#extracted(key, source);
    this.#present.add(key, facts, source.text.length);
    return facts;
  }

  problemOf(source: SourceText): FileFacts['problem'] {
    const key = keyOf(source);
    // Nobody asked for its facts: they are not kept.
    if (!this.#problems.has(key)) return (this.#stored(key) ?? this.#extracted(key, source)).problem;
    return this.#problems.get(key);
  }

  letGo(): void {
    if (this.#recent.size + this.#present.size > this.#kept / 2) {
      this.#older = this.#recent;
      this.#recent = new Held();
    }
    this.#recent.take(this.#present);
    this.#present = new Held();
  }

  /** Writes what was extracted to the cache on disk. */
  flush(): void {
    this.#pack?.flush();
  }

  #stored(key: string): FileFacts | undefined {
    const line = this.#pack?.get(key);
    if (line === undefined) return undefined;
    try {
      const facts: unknown = JSON.parse(line);
      if (!isFacts(facts)) return undefined;
      this.#problems.set(key, facts.problem);
      return facts;
    } catch {
      return undefined;
    }
  }

  #extracted(key: string, { file, text }: SourceText): FileFacts {
    const facts = this.#extract(file, text);
    this.#problems.set(key, facts.problem);
    this.#pack?.set(key, JSON.stringify(facts));
    return facts;
  }
}

/** Facts in memory, and how much text they are of. */
class Held {
  readonly facts = new Map<string, FileFacts>();
  size = 0;

  add(key: string, facts: FileFacts, size: number): void {
    this.facts.set(key, facts);
    this.size += size;
  }

  take(other: Held): void {
    for (const [key, facts] of other.facts) this.facts.set(key, facts);
    this.size += other.size;
  }
}

/** The text, and what of the file's name decides how it is read. */
function keyOf({ file, hash }: SourceText): string {
  return `${hash}${/(?:\.d)?\.\w+$/.exec(nameOf(file))?.[0] ?? ''}`;
}

function isFacts(value: unknown): value is FileFacts {
  return typeof value === 'object' && value !== null && 'v' in value && value.v === FACTS_VERSION && 'b' in value && Array.isArray(value.b);
}

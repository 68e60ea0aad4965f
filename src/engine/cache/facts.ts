import { extractFacts } from '../../facts/extract.ts';
import { FACTS_VERSION, type FileFacts } from '../../facts/ir.ts';
import type { SourceText } from '../../source/files.ts';
import { memoised } from '../../source/kept.ts';
import { nameOf } from '../../source/paths.ts';
import { PRODUCT } from '../product.ts';
import { Pack } from './pack.ts';

/** How many facts are kept in memory before those not asked for lately go. */
const GENERATION = 4000;

/** What gives the facts of texts. */
export interface Facts {
  /** The facts of a text. Throws nothing: a text that can't be read has its problem in the facts. */
  factsOf(source: SourceText): FileFacts;
}

/**
 * The same, but what one file's text is for the time being is read for this asker alone: it is being typed, or tried
 * as a fix. Kept with the others, the texts of an hour's work would fill the memory and the cache.
 */
export function withUnsaved(facts: Facts, file: string): Facts {
  const own = new Map<string, FileFacts>();
  return { factsOf: source => (source.file === file ? memoised(own, source.hash, () => extractFacts(file, source.text)) : facts.factsOf(source)) };
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
  #recent = new Map<string, FileFacts>();
  #older = new Map<string, FileFacts>();

  /**
   * @param directory where the cache file lies; `undefined` for none
   * @param extract how facts are read from a text
   */
  constructor(directory: string | undefined, extract: typeof extractFacts = extractFacts) {
    this.#pack = directory === undefined ? undefined : new Pack(`${directory}/facts`, `${PRODUCT.name} ${PRODUCT.version} facts ${FACTS_VERSION}`);
    this.#extract = extract;
  }

  factsOf({ file, text, hash }: SourceText): FileFacts {
    const key = `${hash}${endingOf(file)}`;
    const known = this.#recent.get(key) ?? this.#older.get(key);
    const facts = known ?? this.#stored(key) ?? this.#extracted(key, file, text);
    if (this.#recent.size >= GENERATION) {
      this.#older = this.#recent;
      this.#recent = new Map();
    }
    this.#recent.set(key, facts);
    return facts;
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
      return isFacts(facts) ? facts : undefined;
    } catch {
      return undefined;
    }
  }

  #extracted(key: string, file: string, text: string): FileFacts {
    const facts = this.#extract(file, text);
    this.#pack?.set(key, JSON.stringify(facts));
    return facts;
  }
}

/** What of a file's name decides how it is read. */
function endingOf(file: string): string {
  return /(?:\.d)?\.\w+$/.exec(nameOf(file))?.[0] ?? '';
}

function isFacts(value: unknown): value is FileFacts {
  return typeof value === 'object' && value !== null && 'v' in value && value.v === FACTS_VERSION && 'b' in value && Array.isArray(value.b);
}

import { createHash } from 'node:crypto';
import type { DirectoryItem, Files } from '../source/files.ts';

/** All that was noted, as plain data: to be kept between two processes. */
export interface KeptAnswers {
  readonly texts: readonly (readonly [file: string, answer: string, stamp: string | null])[];
  readonly kinds: readonly (readonly [string, string])[];
  readonly lists: readonly (readonly [string, string])[];
  readonly items: readonly (readonly [string, string])[];
}

/**
 * What an analysis asked of the files, and what it was told: all that its outcome rests on.
 * So it tells whether the outcome still holds, and which files can have a part in it.
 */
export class Consulted {
  readonly #texts = new Map<string, string>();
  readonly #stamps = new Map<string, string | undefined>();
  readonly #kinds = new Map<string, string>();
  readonly #lists = new Map<string, string>();
  readonly #items = new Map<string, string>();
  /** What another asked, where it was not asked here. */
  #before: Consulted | undefined;

  /** What another process noted. */
  static from({ texts, kinds, lists, items }: KeptAnswers): Consulted {
    const consulted = new Consulted();
    for (const [file, answer, stamp] of texts) {
      consulted.#texts.set(file, answer);
      consulted.#stamps.set(file, stamp ?? undefined);
    }
    for (const [path, answer] of kinds) consulted.#kinds.set(path, answer);
    for (const [path, answer] of lists) consulted.#lists.set(path, answer);
    for (const [path, answer] of items) consulted.#items.set(path, answer);
    return consulted;
  }

  /** All that was noted, where every file had been left alone for so long that its stamp can be relied on. */
  kept(isSettled: (stamp: string) => boolean): KeptAnswers | undefined {
    const stamps = this.#all(layer => layer.#stamps);
    for (const stamp of stamps.values()) if (stamp !== undefined && !isSettled(stamp)) return undefined;
    return {
      texts: [...this.#all(layer => layer.#texts)].map(([file, answer]) => [file, answer, stamps.get(file) ?? null]),
      kinds: [...this.#all(layer => layer.#kinds)], lists: [...this.#all(layer => layer.#lists)], items: [...this.#all(layer => layer.#items)],
    };
  }

  /** The same files, with every question noted here. */
  recording(files: Files): Files {
    return {
      read: file => {
        const source = files.read(file);
        if (!this.#texts.has(file)) {
          this.#texts.set(file, 'reason' in source ? source.reason : source.hash);
          this.#stamps.set(file, files.stamp(file));
        }
        return source;
      },
      kind: path => {
        const kind = files.kind(path);
        this.#kinds.set(path, kind ?? 'nothing');
        return kind;
      },
      list: directory => {
        const names = files.list(directory);
        this.#lists.set(directory, told(names));
        return names;
      },
      items: directory => {
        const items = files.items(directory);
        this.#items.set(directory, toldItems(items));
        return items;
      },
      peek: file => files.peek(file),
      stamp: file => files.stamp(file),
    };
  }

  /** Takes over what another asked, and was not asked here: parts of what it came to are used here again. */
  include(other: Consulted): void {
    this.#before = other;
  }

  /** Answers of one kind, those that were taken over included. */
  #all<Answer>(of: (layer: Consulted) => ReadonlyMap<string, Answer>): ReadonlyMap<string, Answer> {
    const own = of(this);
    const before = this.#before;
    return before === undefined ? own : new Map([...before.#all(of), ...own]);
  }

  /** Whether a file's text was asked for. */
  hasRead(file: string): boolean {
    return this.#texts.has(file) || this.#before?.hasRead(file) === true;
  }

  /** Whether newer files would give the same answers. Texts are told by their stamps, not read. */
  holdsFor(files: Files): boolean {
    for (const [file, stamp] of this.#all(layer => layer.#stamps)) if (files.stamp(file) !== stamp) return false;
    for (const [path, kind] of this.#all(layer => layer.#kinds)) if ((files.kind(path) ?? 'nothing') !== kind) return false;
    for (const [directory, names] of this.#all(layer => layer.#lists)) if (told(files.list(directory)) !== names) return false;
    for (const [directory, items] of this.#all(layer => layer.#items)) if (toldItems(files.items(directory)) !== items) return false;
    return true;
  }

  /** A digest of every answer: differs whenever the outcome may. */
  digest(): string {
    const hash = createHash('sha1');
    for (const answers of [this.#all(layer => layer.#texts), this.#all(layer => layer.#kinds), this.#all(layer => layer.#lists), this.#all(layer => layer.#items)]) {
      for (const [path, answer] of [...answers].sort(([a], [b]) => (a < b ? -1 : 1))) hash.update(`${path}\0${answer}\n`);
      hash.update('\0');
    }
    return hash.digest('hex');
  }
}

/** ESLint's own cache is written between two runs, and is no part of any program. */
const NO_PART = /^\.eslintcache/;

function told(names: readonly string[]): string {
  return names.filter(name => !NO_PART.test(name)).join('/');
}

function toldItems(items: readonly DirectoryItem[]): string {
  return told(items.map(({ name, kind }) => `${name}:${kind}`).sort());
}

import type { Program } from './program.ts';

/** What a file imports itself. */
interface Imports {
  /** As it is written. */
  readonly names: readonly string[];
  readonly files: readonly string[];
}

/** Which files import which, as far as specifiers are written out. All answers are kept. */
export class ImportGraph {
  readonly #program: Program;
  readonly #imports = new Map<string, Imports>();
  readonly #closures = new Map<string, ReadonlySet<string>>();

  /** What an earlier graph found of the same files but for one. */
  readonly #before: { readonly imports: ReadonlyMap<string, Imports>; readonly closures: ReadonlyMap<string, ReadonlySet<string>>; readonly edited: string } | undefined;

  /** @param earlier a graph of the same files but for the text of one, and that one */
  constructor(program: Program, earlier?: { readonly graph: ImportGraph; readonly edited: string }) {
    this.#program = program;
    this.#before = earlier && { imports: earlier.graph.#imports, closures: earlier.graph.#closures, edited: earlier.edited };
  }

  /** The files that a file imports itself; `undefined` where it has no facts. */
  importsOf(file: string): readonly string[] | undefined {
    return this.#importsOf(file)?.files;
  }

  /** What a file imports, as it is written; `undefined` where it has no facts. */
  namesIn(file: string): readonly string[] | undefined {
    return this.#importsOf(file)?.names;
  }

  #importsOf(file: string): Imports | undefined {
    const known = this.#imports.get(file) ?? (file === this.#before?.edited ? undefined : this.#before?.imports.get(file)) ?? this.#read(file);
    if (known) this.#imports.set(file, known);
    return known;
  }

  #read(file: string): Imports | undefined {
    const facts = this.#program.factsOf(file);
    return facts && {
      names: facts.imports,
      files: facts.imports.flatMap((specifier) => {
        const resolution = this.#program.resolve(file, specifier);
        return resolution.kind === 'file' ? [resolution.file] : [];
      }),
    };
  }

  /** A file and all that it imports in the end. */
  closureOf(entry: string): ReadonlySet<string> {
    const known = this.#closures.get(entry) ?? this.#closureBefore(entry);
    if (known) {
      this.#closures.set(entry, known);
      return known;
    }
    const found = new Set<string>();
    const left = [entry];
    for (let file = left.pop(); file !== undefined; file = left.pop()) {
      const imports = found.has(file) ? undefined : this.importsOf(file);
      if (!imports) continue;
      found.add(file);
      for (const one of imports) left.push(one);
    }
    this.#closures.set(entry, found);
    return found;
  }

  #closureBefore(entry: string): ReadonlySet<string> | undefined {
    const before = this.#before?.closures.get(entry);
    return before?.has(this.#before?.edited ?? '') === false ? before : undefined;
  }

  /** Those of some files that no other of them imports in the end. Each file is looked at once, however long the ways are. */
  rootsAmong(files: readonly string[]): readonly string[] {
    const wanted = new Set(files);
    const { rings, ringOf } = this.#ringsFrom(files);
    const imported = new Set<number>();
    for (const ring of rings) {
      const number = ringOf.get(ring[0] ?? '');
      if (number !== undefined && ring.filter((file) => wanted.has(file)).length > 1) imported.add(number);
      for (const file of ring) for (const other of this.importsOf(file) ?? []) {
        const into = ringOf.get(other);
        if (into !== undefined && into !== number) imported.add(into);
      }
    }
    return files.filter((file) => !imported.has(ringOf.get(file) ?? -1));
  }

  /** All that some files import in the end, in groups of files that import one another (Tarjan's algorithm, without calling itself). */
  #ringsFrom(files: readonly string[]): { readonly rings: readonly (readonly string[])[]; readonly ringOf: ReadonlyMap<string, number> } {
    const rings: string[][] = [];
    const ringOf = new Map<string, number>();
    const found = new Map<string, number>();
    const open: string[] = [];
    const lowest = new Map<string, number>();
    for (const start of files) {
      if (found.has(start)) continue;
      const way: { readonly file: string; readonly left: Iterator<string> }[] = [];
      const enter = (file: string): void => {
        const imports = this.importsOf(file);
        if (!imports) return;
        lowest.set(file, found.size);
        found.set(file, found.size);
        open.push(file);
        way.push({ file, left: imports.values() });
      };
      enter(start);
      for (let here = way.at(-1); here; here = way.at(-1)) {
        const { file, left } = here;
        const next = left.next();
        if (next.done !== true) {
          const other = next.value;
          if (!found.has(other)) enter(other);
          else if (!ringOf.has(other)) lowest.set(file, Math.min(lowest.get(file) ?? 0, found.get(other) ?? 0));
          continue;
        }
        way.pop();
        const low = lowest.get(file) ?? 0;
        const above = way.at(-1)?.file;
        if (above !== undefined) lowest.set(above, Math.min(lowest.get(above) ?? 0, low));
        if (low !== found.get(file)) continue;
        const ring = open.splice(open.lastIndexOf(file));
        for (const one of ring) ringOf.set(one, rings.length);
        rings.push(ring);
      }
    }
    return { rings, ringOf };
  }
}

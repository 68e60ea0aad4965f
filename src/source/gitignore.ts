import ignore, { type Ignore } from 'ignore';
import type { DirectoryItem, Files } from './files.ts';
import { below, parentOf, pathIn, upwards } from './paths.ts';

/** The rules of one `.gitignore`, the rules above it behind it. */
interface Rules {
  readonly directory: string;
  readonly matcher: Ignore;
  readonly above: Rules | undefined;
}

/**
 * Drops what `.gitignore` files leave out, while a tree is walked from `root` down.
 * Files between the root and the top of its repository count too, unless they leave out the root itself:
 * who names an ignored directory wants it looked at.
 */
export class GitIgnore {
  readonly #files: Files;
  readonly #root: string;
  readonly #rules = new Map<string, Rules | undefined>();

  constructor(files: Files, root: string) {
    this.#files = files;
    this.#root = root;
  }

  /** The items of a directory that are not ignored. Directories are asked for from the root down. */
  keep(directory: string, items: readonly DirectoryItem[]): readonly DirectoryItem[] {
    const rules = this.#rulesFor(directory, items);
    if (rules === undefined) return items;
    return items.filter(item => !isIgnored(rules, pathIn(directory, item.name), item.kind === 'directory'));
  }

  #rulesFor(directory: string, items: readonly DirectoryItem[]): Rules | undefined {
    const above = directory === this.#root ? this.#rulesAboveRoot() : this.#rules.get(parentOf(directory) ?? directory);
    const rules = items.some(item => item.name === '.gitignore') ? this.#add(directory, above) : above;
    this.#rules.set(directory, rules);
    return rules;
  }

  #rulesAboveRoot(): Rules | undefined {
    const outer: string[] = [];
    let top: string | undefined;
    for (const directory of upwards(this.#root)) {
      if (directory !== this.#root) outer.push(directory);
      if (this.#files.kind(pathIn(directory, '.git')) !== undefined) {
        top = directory;
        break;
      }
    }
    if (top === undefined) return undefined;
    const rules = outer.reverse().reduce<Rules | undefined>((above, directory) => this.#add(directory, above), undefined);
    return rules !== undefined && isIgnored(rules, this.#root, true) ? undefined : rules;
  }

  #add(directory: string, above: Rules | undefined): Rules | undefined {
    const source = this.#files.read(pathIn(directory, '.gitignore'));
    if ('reason' in source) return above;
    try {
      return { directory, matcher: ignore({ ignorecase: false }).add(source.text), above };
    } catch {
      // A pattern that is no pattern: git would pass over it too.
      return above;
    }
  }
}

/** The nearest file that speaks of a path decides, as in git. */
function isIgnored(rules: Rules, path: string, isDirectory: boolean): boolean {
  for (let level: Rules | undefined = rules; level !== undefined; level = level.above) {
    const relative = below(path, level.directory);
    if (relative === undefined || relative === '') continue;
    const verdict = level.matcher.test(isDirectory ? `${relative}/` : relative);
    if (verdict.ignored) return true;
    if (verdict.unignored) return false;
  }
  return false;
}

import type { DirectoryItem, Files, SourceText, Unreadable } from './files.ts';
import { nameOf, parentOf, toPosix } from './paths.ts';
import { tooLarge } from './size.ts';
import { decode, hashOf, sourceTextOf } from './text.ts';

/**
 * Texts laid over other files: an editor's, ESLint's, or a fix that is to be checked.
 * `overlay` maps absolute paths to texts; a path that `files` has not got comes into being, with its directories.
 */
export function overlaid(files: Files, overlay: ReadonlyMap<string, string>): Files {
  const layer = new Layer([...overlay].map(([file, text]) => [toPosix(file), given(toPosix(file), text)]));
  return {
    read: file => layer.texts.get(toPosix(file)) ?? files.read(file),
    kind: path => layer.kind(toPosix(path)) ?? files.kind(path),
    list(directory) {
      const added = layer.names(toPosix(directory));
      return added.size === 0 ? files.list(directory) : [...new Set([...files.list(directory), ...added.keys()])].sort();
    },
    items(directory) {
      const added = layer.names(toPosix(directory));
      return added.size === 0 ? files.items(directory) : [...files.items(directory).filter(item => !added.has(item.name)), ...added.values()];
    },
    peek(file) {
      const source = layer.texts.get(toPosix(file));
      if (source === undefined) return files.peek(file);
      return 'reason' in source ? source : Buffer.from(source.text);
    },
    stamp(file) {
      const source = layer.texts.get(toPosix(file));
      if (source === undefined) return files.stamp(file);
      return 'reason' in source ? source.detail : `text:${source.hash}`;
    },
  };
}

/**
 * Files that exist in memory alone, for tests and for texts from elsewhere.
 * `contents` maps absolute paths to texts or bytes; a path that ends with a slash is an empty directory.
 */
export function memoryFiles(contents: Readonly<Record<string, string | Uint8Array>>): Files {
  const bytes = new Map<string, Uint8Array>();
  const results = new Map<string, SourceText | Unreadable>();
  const directories: string[] = [];
  for (const [path, content] of Object.entries(contents)) {
    const file = toPosix(path);
    if (path.endsWith('/')) directories.push(file);
    else if (typeof content === 'string') results.set(file, given(file, content));
    else {
      bytes.set(file, content);
      const decoded = decode(content);
      results.set(file, decoded === undefined
        ? { file, reason: 'binary', detail: 'It holds binary data.' }
        : { file, text: decoded.text, hash: hashOf(decoded.text), bom: decoded.bom });
    }
  }
  const layer = new Layer(results, directories);
  const read = (path: string): SourceText | Unreadable => {
    const file = toPosix(path);
    return results.get(file) ?? (layer.kind(file) === 'directory'
      ? { file, reason: 'directory', detail: 'It is a directory.' }
      : { file, reason: 'missing', detail: 'There is no such file.' });
  };
  return {
    read,
    kind: path => layer.kind(toPosix(path)),
    list: directory => [...layer.names(toPosix(directory)).keys()].sort(),
    items: directory => [...layer.names(toPosix(directory)).values()],
    peek(path) {
      const held = bytes.get(toPosix(path));
      if (held !== undefined) return held;
      const result = read(path);
      return 'reason' in result ? result : Buffer.from(result.text);
    },
    stamp(path) {
      const result = results.get(toPosix(path));
      return result === undefined ? undefined : 'hash' in result ? `text:${result.hash}` : 'binary';
    },
  };
}

/** A text that is given in place of a file's; characters are counted for bytes. */
function given(file: string, text: string): SourceText | Unreadable {
  return tooLarge(file, text.length) ?? sourceTextOf(file, text);
}

/** Files in memory and the directories they imply. */
class Layer<T extends SourceText | Unreadable> {
  readonly texts: ReadonlyMap<string, T>;
  readonly #directories = new Map<string, Map<string, DirectoryItem>>();

  constructor(texts: Iterable<readonly [string, T]>, directories: readonly string[] = []) {
    this.texts = new Map(texts);
    for (const directory of directories) this.#addDirectory(directory);
    for (const file of this.texts.keys()) this.#add(file, 'file');
  }

  #add(path: string, kind: 'file' | 'directory'): void {
    const parent = parentOf(path);
    if (parent === undefined) return;
    this.#addDirectory(parent);
    this.#directories.get(parent)?.set(nameOf(path), { name: nameOf(path), kind });
  }

  #addDirectory(path: string): void {
    if (this.#directories.has(path)) return;
    this.#directories.set(path, new Map());
    this.#add(path, 'directory');
  }

  kind(path: string): 'file' | 'directory' | undefined {
    if (this.texts.has(path)) return 'file';
    return this.#directories.has(path) ? 'directory' : undefined;
  }

  names(directory: string): ReadonlyMap<string, DirectoryItem> {
    return this.#directories.get(directory) ?? new Map();
  }
}

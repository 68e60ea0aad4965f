import type { Files, Unreadable } from './files.ts';
import { nameOf, parentOf, toPosix } from './paths.ts';

/** Files without some of them: what stands on the disk and is not to count. Directories stay, though nothing be left in them. */
export function withoutFiles(files: Files, hidden: ReadonlySet<string>): Files {
  if (hidden.size === 0) return files;
  const isHidden = (path: string): boolean => hidden.has(toPosix(path));
  const missing = (file: string): Unreadable => ({ file: toPosix(file), reason: 'missing', detail: 'There is no such file.' });
  const hiddenIn = new Map<string, Set<string>>();
  for (const file of hidden) {
    const directory = parentOf(file) ?? '';
    hiddenIn.set(directory, (hiddenIn.get(directory) ?? new Set()).add(nameOf(file)));
  }
  return {
    read: file => (isHidden(file) ? missing(file) : files.read(file)),
    kind: path => (isHidden(path) ? undefined : files.kind(path)),
    list: directory => files.list(directory).filter(name => hiddenIn.get(toPosix(directory))?.has(name) !== true),
    items: directory => files.items(directory).filter(({ name }) => hiddenIn.get(toPosix(directory))?.has(name) !== true),
    peek: file => (isHidden(file) ? missing(file) : files.peek(file)),
    stamp: file => (isHidden(file) ? undefined : files.stamp(file)),
  };
}

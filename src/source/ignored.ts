import ignore from 'ignore';
import { below } from './paths.ts';

/**
 * Tells the files below a directory that patterns leave out.
 *
 * @param patterns globs, relative to the directory
 * @param directory absolute, with forward slashes
 */
export function ignoring(patterns: readonly string[], directory: string): (file: string) => boolean {
  if (patterns.length === 0) return () => false;
  const matcher = ignore({ ignorecase: false }).add([...patterns]);
  return file => {
    const name = below(file, directory);
    return name !== undefined && name !== '' && matcher.ignores(name);
  };
}

import { createRequire } from 'node:module';

let loaded: typeof import('tldts') | undefined;

/** The list of public suffixes, 140 kB: loaded when the first name is looked up in it. */
export function suffixes(): typeof import('tldts') {
  return loaded ??= createRequire(import.meta.url)('tldts') as typeof import('tldts');
}

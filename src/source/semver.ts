import { createRequire } from 'node:module';

let loaded: typeof import('semver') | undefined;

/** The package that compares versions, loaded when the first is compared: a run that finds everything as it was compares none. */
export function semver(): typeof import('semver') {
  return loaded ??= createRequire(import.meta.url)('semver') as typeof import('semver');
}

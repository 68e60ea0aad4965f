import { isOlder } from '../source/semver.ts';
import type { Version } from './types.ts';

/**
 * Whether what is installed is older than `limit`; `undefined` where only a range is known and it holds both.
 *
 * `limit` is a full version such as `1.19.0`.
 */
export function isBefore({ version, range }: Version, limit: string): boolean | undefined {
  const known = version ?? range;
  return known === undefined ? undefined : isOlder(known, limit);
}

/** A version as a message names it: the exact one where it is known, else the range. */
export function versionName(installed: Version): string {
  return installed.version ?? installed.range ?? 'of this project';
}

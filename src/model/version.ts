import { semver } from '../source/semver.ts';
import type { Version } from './types.ts';

/**
 * Whether what is installed is older than `limit`; `undefined` where only a range is known and it holds both.
 *
 * `limit` is a full version such as `1.19.0`.
 */
export function isBefore(installed: Version, limit: string): boolean | undefined {
  if (installed.version !== undefined && semver().valid(installed.version)) return semver().lt(installed.version, limit);
  if (installed.range === undefined || !semver().validRange(installed.range)) return undefined;
  if (!semver().intersects(installed.range, `>=${limit}`)) return true;
  return semver().intersects(installed.range, `<${limit}`) ? undefined : false;
}

/** A version as a message names it: the exact one where it is known, else the range. */
export function versionName(installed: Version): string {
  return installed.version ?? installed.range ?? 'of this project';
}

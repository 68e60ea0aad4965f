import { createRequire } from 'node:module';
import { memoised } from './kept.ts';

let loaded: typeof import('semver') | undefined;

/** The package that reads all versions and ranges there are, loaded for the first that is not written as most are. */
export function semver(): typeof import('semver') {
  return loaded ??= createRequire(import.meta.url)('semver') as typeof import('semver');
}

/** A version of numbers alone. */
type Numbers = readonly [major: number, minor: number, patch: number];

/** `1.2.3`, `^1.2.3`, `~1.2.3`: all that most packages ever ask for. */
const PLAIN = /^([\^~]?)(0|[1-9]\d{0,9})\.(0|[1-9]\d{0,9})\.(0|[1-9]\d{0,9})$/;

/** The first version of a plain range and the first past it, whose prereleases are past it too. */
interface Plain {
  readonly first: Numbers;
  readonly past: Numbers;
}

function plainRange(text: string): Plain | undefined {
  const [whole, sign, ...parts] = PLAIN.exec(text) ?? [];
  if (whole === undefined) return undefined;
  const [major = 0, minor = 0, patch = 0] = parts.map(Number);
  const past: Numbers = sign === '^' && major > 0 ? [major + 1, 0, 0] : sign === '~' || (sign === '^' && minor > 0) ? [major, minor + 1, 0] : [major, minor, patch + 1];
  return { first: [major, minor, patch], past };
}

function plainVersion(text: string): Numbers | undefined {
  return /^\d/.test(text) ? plainRange(text)?.first : undefined;
}

function isLess([major, minor, patch]: Numbers, other: Numbers): boolean {
  return major === other[0] ? (minor === other[1] ? patch < other[2] : minor < other[1]) : major < other[0];
}

/** A version as it is compared (`1.2.3` for `v1.2.3`); `undefined` for what is none. */
export function versionIn(text: string): string | undefined {
  return plainVersion(text) ? text : semver().valid(text) ?? undefined;
}

/** The major version of what `versionIn` gave. */
export function majorOf(version: string): number {
  return plainVersion(version)?.[0] ?? semver().major(version);
}

/** The major version of every version in a range, where all have the same. */
export function majorOfRange(range: string): number | undefined {
  return plainRange(range)?.first[0] ?? memoised(majors, range, () => {
    if (semver().validRange(range) === null) return undefined;
    const least = semver().minVersion(range);
    if (least === null) return undefined;
    return semver().subset(range, `>=${least.major}.0.0-0 <${least.major + 1}.0.0-0`, { includePrerelease: true }) ? least.major : undefined;
  });
}

const majors = new Map<string, number | undefined>();

/** Whether a version is in a range, a prerelease between two others included; every version is in what is no range. */
export function isWithin(version: string, range: string): boolean {
  const [one, plain] = [plainVersion(version), plainRange(range)];
  if (one && plain) return !isLess(one, plain.first) && isLess(one, plain.past);
  return semver().validRange(range) === null || semver().satisfies(version, range, { includePrerelease: true });
}

/** Whether a version, or every version of a range, is older than a plain version; `undefined` where the range holds both, or what is given is neither. */
export function isOlder(text: string, limit: string): boolean | undefined {
  return memoised(ages, `${text} before ${limit}`, () => {
    const [plain, bound] = [plainRange(text), plainVersion(limit)];
    if (plain && bound) return isLess(bound, plain.past) ? (isLess(plain.first, bound) ? undefined : false) : true;
    if (semver().valid(text) !== null) return semver().lt(text, limit);
    if (semver().validRange(text) === null) return undefined;
    if (!semver().intersects(text, `>=${limit}`)) return true;
    return semver().intersects(text, `<${limit}`) ? undefined : false;
  });
}

const ages = new Map<string, boolean | undefined>();

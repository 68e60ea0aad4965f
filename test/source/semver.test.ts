import { describe, expect, it } from 'vitest';
import { isOlder, isWithin, majorOf, majorOfRange, semver, versionIn } from '../../src/source/semver.ts';

const NUMBERS = [0, 1, 2, 17];
const VERSIONS = NUMBERS.flatMap(major => NUMBERS.flatMap(minor => NUMBERS.map(patch => `${major}.${minor}.${patch}`)));
const RANGES = VERSIONS.flatMap(version => ['', '^', '~'].map(sign => sign + version));

describe('versions and ranges of numbers alone', () => {
  it('are read as semver reads them', () => {
    for (const version of VERSIONS) expect([versionIn(version), majorOf(version)]).toEqual([semver().valid(version), semver().major(version)]);
    for (const range of RANGES) expect([range, majorOfRange(range)]).toEqual([range, semver().minVersion(range)?.major]);
    expect(['01.2.3', '1.2', '1.2.3.4', '^1.2.3', '', 'v1.2.3', '1.2.3-rc.1'].map(versionIn)).toEqual([undefined, undefined, undefined, undefined, undefined, '1.2.3', '1.2.3-rc.1']);
  });

  it('hold the versions that semver says they hold', () => {
    const wrong = RANGES.flatMap(range => VERSIONS.filter(version => isWithin(version, range) !== semver().satisfies(version, range)).map(version => `${version} in ${range}`));
    expect(wrong).toEqual([]);
  });

  it('are older than a limit where semver finds none that is not', () => {
    const wrong = RANGES.flatMap(range => VERSIONS.filter(limit => {
      const [newer, older] = [semver().intersects(range, `>=${limit}`), semver().intersects(range, `<${limit}`)];
      return isOlder(range, limit) !== (newer ? (older ? undefined : false) : true);
    }).map(limit => `${range} before ${limit}`));
    expect(wrong).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import { isBefore } from '../../src/model/version.ts';

describe('a version before a limit', () => {
  it.each([
    [{ version: '1.18.2', range: '^1.17.0' }, true],
    [{ version: '1.19.0' }, false],
    [{ range: '~1.18.0' }, true],
    [{ range: '^1.19.0' }, false],
    [{ range: '>=1.20' }, false],
    [{ range: '^1.17.3' }, undefined],
    [{ version: '1.19.0-rc.1' }, true],
    [{ range: '2.0.0-rc.1' }, false],
    [{ range: 'latest' }, undefined],
    [{}, undefined],
  ])('%j: %s', (installed, before) => {
    expect(isBefore(installed, '1.19.0')).toBe(before);
  });
});

import { describe, expect, it } from 'vitest';
import { durationText, isMeantAsSeconds } from '../../src/model/duration.ts';
import type { KnownValue } from '../../src/model/value.ts';

const PLACE = { file: '/app/app.js', start: 0, end: 1 };

function product(...factors: readonly number[]): KnownValue {
  return { kind: 'known', value: factors.reduce((all, one) => all * one, 1), factors, at: PLACE, via: [] };
}

function literal(value: number): KnownValue {
  return { kind: 'known', value, at: PLACE, via: [] };
}

describe('a number taken for milliseconds', () => {
  it.each([60, 900, 1800, 3600, 7200, 36_000, 43_200, 86_400, 259_200, 604_800, 1_209_600, 2_592_000, 31_536_000])('is meant as seconds: %i', value => {
    expect(isMeantAsSeconds(literal(value))).toBe(true);
  });

  it.each([0, -1, 0.5, 1000, 5000, 30_000, 60_000, 90_000, 180_000, 240_000, 900_000, 3_600_000, 6_000_000, 10_000_000, 86_400_000])('is not: %i', value => {
    expect(isMeantAsSeconds(literal(value))).toBe(false);
  });

  it.each([[60, 60], [60, 60, 24, 25], [24, 3600], [7, 86_400]])('is meant as seconds in a product of %i and %i', (...factors) => {
    expect(isMeantAsSeconds(product(...factors))).toBe(true);
  });

  it.each([[60, 1000], [60, 60, 1000], [15, 60_000], [24, 3_600_000], [30, 1000], [2, 50]])('is not in a product of %i and %i', (...factors) => {
    expect(isMeantAsSeconds(product(...factors))).toBe(false);
  });
});

describe('a length of time', () => {
  it.each([[3600, '3.6 seconds'], [86_400, '86 seconds'], [1_209_600, '20 minutes'], [3_600_000, '1 hour'], [86_400_000, '1 day'], [1_209_600_000, '14 days'], [24, '24 milliseconds']])('of %i milliseconds is %s', (milliseconds, text) => {
    expect(durationText(milliseconds)).toBe(text);
  });
});

import { describe, expect, it } from 'vitest';
import { and, compatible, cutOff, given, implies, not, or, sameGuard, symbolsOf, when, type Guard } from '../../src/link/guard.ts';

const SYMBOLS = ['a', 'b', 'c', 'd', 'req.session'];

/** Random numbers that are the same at each run (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function random(next: () => number, depth: number): Guard {
  const pick = Math.floor(next() * (depth === 0 ? 3 : 6));
  if (pick === 0) return next() < 0.2 ? true : when(SYMBOLS[Math.floor(next() * SYMBOLS.length)] ?? 'a');
  if (pick <= 2) return when(SYMBOLS[Math.floor(next() * SYMBOLS.length)] ?? 'a');
  if (pick === 3) return not(random(next, depth - 1));
  return pick === 4 ? and(random(next, depth - 1), random(next, depth - 1)) : or(random(next, depth - 1), random(next, depth - 1));
}

/** What a guard says where each question has its answer. */
function answer(guard: Guard, answers: ReadonlyMap<string, boolean>): boolean {
  if (typeof guard === 'boolean') return guard;
  return answer(answers.get(guard.symbol) === true ? guard.then : guard.else, answers);
}

const EVERY = Array.from({ length: 2 ** SYMBOLS.length }, (_, bits) => new Map(SYMBOLS.map((symbol, index) => [symbol, (bits & (1 << index)) !== 0])));

/** As from a file: of nodes of its own. */
function copied(guard: Guard): Guard {
  return JSON.parse(JSON.stringify(guard)) as Guard;
}

describe('guards', () => {
  it('say what their parts say', () => {
    const next = seeded(7);
    for (let round = 0; round < 400; round++) {
      const [left, right] = [random(next, 3), random(next, 3)];
      const [both, either, neither, known] = [and(left, right), or(left, right), not(left), given(left, right)];
      for (const answers of EVERY) {
        const [a, b] = [answer(left, answers), answer(right, answers)];
        expect(answer(both, answers)).toBe(a && b);
        expect(answer(either, answers)).toBe(a || b);
        expect(answer(neither, answers)).toBe(!a);
        if (b) expect(answer(known, answers)).toBe(a);
      }
      const held = EVERY.filter((answers) => answer(right, answers));
      expect(implies(right, left)).toBe(held.every((answers) => answer(left, answers)));
      expect(compatible(left, right)).toBe(held.some((answers) => answer(left, answers)));
    }
  });

  it('have one form each', () => {
    const next = seeded(11);
    for (let round = 0; round < 300; round++) {
      const [a, b, c] = [random(next, 2), random(next, 2), random(next, 2)];
      expect(and(a, b)).toBe(and(b, a));
      expect(or(a, b)).toBe(or(b, a));
      expect(and(a, and(b, c))).toBe(and(and(a, b), c));
      expect(or(a, or(b, c))).toBe(or(or(a, b), c));
      expect(and(a, or(b, c))).toBe(or(and(a, b), and(a, c)));
      expect(not(and(a, b))).toBe(or(not(a), not(b)));
      expect(not(not(a))).toBe(a);
      expect(and(a, not(a))).toBe(false);
      expect(or(a, not(a))).toBe(true);
      expect(or(a, and(a, b))).toBe(a);
      expect(or(and(a, b), and(a, not(b)))).toBe(a);
      if (a !== false) expect(given(a, a)).toBe(true);
      if (a !== false) expect(given(not(a), a)).toBe(false);
    }
  });

  it('are the same whether they are made here or read from a file', () => {
    const next = seeded(13);
    for (let round = 0; round < 100; round++) {
      const [a, b] = [random(next, 3), random(next, 3)];
      expect(sameGuard(a, copied(a))).toBe(true);
      expect(sameGuard(copied(a), copied(a))).toBe(true);
      expect(sameGuard(copied(a), copied(not(a)))).toBe(false);
      expect(and(copied(a), copied(b))).toEqual(and(a, b));
      expect(and(copied(a), not(copied(a)))).toBe(false);
      expect(or(copied(a), not(a))).toBe(true);
      expect(given(copied(a), copied(b))).toEqual(given(a, b));
    }
  });

  it('are plain data', () => {
    expect(JSON.parse(JSON.stringify(and(when('a'), not(when('b')))))).toEqual({ symbol: 'a', then: { symbol: 'b', then: false, else: true }, else: false });
    expect(symbolsOf(or(and(when('a'), when('b')), when('c'))).sort()).toEqual(['a', 'b', 'c']);
  });

  it('are the same after very many others', () => {
    const [first, second] = [and(when('a'), when('b')), or(when('a'), not(when('c')))];
    const both = and(first, second);
    for (let index = 0; index < 130_000; index++) when(`other ${String(index)}`);
    expect(sameGuard(and(when('a'), when('b')), first)).toBe(true);
    expect(sameGuard(and(first, second), both)).toBe(true);
    expect(and(first, not(and(when('b'), when('a'))))).toBe(false);
    expect(or(second, not(or(not(when('c')), when('a'))))).toBe(true);
  });

  it('past their bound say less, and stay small', () => {
    const pairs = Array.from({ length: 40 }, (_, index) => and(when(`left ${String(index)}`), when(`right ${String(index)}`)));
    const before = process.cpuUsage();
    const guard = pairs.reduce<Guard>((sum, one) => or(sum, one), false);
    expect(symbolsOf(guard).length).toBeLessThan(60);
    expect(typeof guard).toBe('object');
    expect(process.cpuUsage(before).user / 1000).toBeLessThan(5000);
  });

  it('past their bound keep what holds on every path', () => {
    const many = Array.from({ length: 40 }, (_, index) => and(when(`left ${String(index)}`), when(`right ${String(index)}`))).reduce<Guard>((sum, one) => or(sum, one), false);
    expect(implies(and(when('req.session'), many), when('req.session'))).toBe(true);
  });

  it('past their bound twice keep what the bound has made first', () => {
    const many = (name: string): Guard => Array.from({ length: 40 }, (_, index) => and(when(`${name} left ${String(index)}`), when(`${name} right ${String(index)}`))).reduce<Guard>((sum, one) => or(sum, one), false);
    const outer = many('a');
    const inner = and(outer, many('0'));
    expect([...cutOff(outer)]).toHaveLength(1);
    expect(implies(inner, outer)).toBe(true);
    expect([...cutOff(inner)]).toEqual(expect.arrayContaining([...cutOff(outer)]));
    expect(cutOff(and(when('a'), when('b'))).size).toBe(0);
  });

  it('of a long chain of conditions stay exact', () => {
    const chain = Array.from({ length: 20 }, (_, index) => not(when(`c${String(index).padStart(2, '0')}`))).reduce(and);
    expect(symbolsOf(chain)).toHaveLength(20);
    expect(and(chain, when('c07'))).toBe(false);
    expect(or(chain, not(chain))).toBe(true);
  });
});

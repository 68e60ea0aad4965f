import { describe, expect, it } from 'vitest';
import { Queue } from '../../src/link/queue.ts';

describe('a queue', () => {
  it('gives back what was added, in order, what is added meanwhile too', () => {
    const queue = new Queue();
    const done: number[] = [];
    const add = (number: number): void => queue.add(() => {
      done.push(number);
      if (number < 10) add(number + 10);
    });
    for (let number = 0; number < 5; number++) add(number);
    for (let job = queue.take(); job; job = queue.take()) job();
    add(30);
    queue.take()?.();
    expect(done).toEqual([0, 1, 2, 3, 4, 10, 11, 12, 13, 14, 30]);
    expect(queue.take()).toBeUndefined();
  });

  it('is as quick where very many wait', () => {
    const queue = new Queue();
    const nothing = (): void => undefined;
    for (let number = 0; number < 200_000; number++) queue.add(nothing);
    const before = process.cpuUsage();
    for (let job = queue.take(); job; job = queue.take()) job();
    expect(process.cpuUsage(before).user / 1000).toBeLessThan(2000);
  });
});

import { expect, it } from 'vitest';
import { Progress } from '../../src/cli/progress.ts';

function progressOn(isTTY: boolean): { written: string[]; clock: { time: number }; progress: Progress } {
  const written: string[] = [];
  const clock = { time: 0 };
  const stream = { write: (text: string) => written.push(text), isTTY };
  return { written, clock, progress: new Progress({ cwd: '/', env: {}, stdout: stream, stderr: stream }, () => clock.time) };
}

it('shows nothing of short work', () => {
  const { written, clock, progress } = progressOn(true);
  progress.tick('search');
  clock.time = 999;
  progress.tick('search');
  progress.end();
  expect(written).toEqual([]);
});

it('shows a line while work takes long, now and then, and takes it away', () => {
  const { written, clock, progress } = progressOn(true);
  for (clock.time = 0; clock.time <= 1150; clock.time += 10) progress.tick('search');
  progress.tick('read');
  progress.tick('run');
  clock.time = 1500;
  progress.tick('run');
  progress.end();
  expect(written.map(line => line.replace('\r\u001b[K', ''))).toEqual([
    '101 files searched…', '111 files searched…', '116 files searched, 1 read…', '116 files searched, 1 read, 1 program run…', '116 files searched, 1 read, 2 programs run…', '',
  ]);
});

it('shows nothing where there is no terminal', () => {
  const { written, clock, progress } = progressOn(false);
  clock.time = 5000;
  progress.tick('search');
  progress.end();
  expect(written).toEqual([]);
});

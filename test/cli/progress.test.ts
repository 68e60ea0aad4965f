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
  progress.tick();
  clock.time = 999;
  progress.tick();
  progress.end();
  expect(written).toEqual([]);
});

it('shows a line while work takes long, now and then, and takes it away', () => {
  const { written, clock, progress } = progressOn(true);
  for (clock.time = 0; clock.time <= 1250; clock.time += 10) progress.tick();
  progress.end();
  expect(written).toEqual(['\r101 files looked into…', '\r111 files looked into…', '\r121 files looked into…', '\r\u001b[K']);
});

it('shows nothing where there is no terminal', () => {
  const { written, clock, progress } = progressOn(false);
  clock.time = 5000;
  progress.tick();
  progress.end();
  expect(written).toEqual([]);
});

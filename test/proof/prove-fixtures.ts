import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { readFixtures } from './fixture/fixture.ts';
import { SharedMeans } from './fixture/means.ts';
import { proveFixture, type Outcome } from './fixture/prove.ts';
import { missingToolFails } from './process/tools.ts';
import { say } from './process/say.ts';

// npm run prove:fixtures [-- name…]: runs every fixture, or those whose name holds one of the words.
const words = process.argv.slice(2);
const root = resolve('fixtures');
const packages = resolve('node_modules');
const fixtures = readFixtures(root).filter(({ name }) => words.length === 0 || words.some((word) => name.includes(word)));
const started = performance.now();
const means = new SharedMeans();
const outcomes: Outcome[] = [];
const again: typeof fixtures = [];

try {
  const waiting = [...fixtures];
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const outcome = await proveFixture(next, means, packages);
      if (outcome.status === 'otherwise') again.push(next);
      else outcomes.push(outcome);
    }
  };
  await Promise.all(Array.from({ length: Math.max(2, availableParallelism()) }, work));
  // Side by side, one app may take the port that another was told is free. By itself, a case has no excuse.
  for (const fixture of again) {
    const outcome = await proveFixture(fixture, means, packages);
    outcomes.push(outcome);
    say(outcome.status === 'otherwise' ? `✖ ${fixture.name}: ${outcome.detail}` : `${fixture.name} is as expected by itself, and was not beside others`);
  }
} finally {
  await means.stop();
}

const leftOut = outcomes.filter(({ status }) => status === 'left-out');
for (const { fixture, detail } of leftOut.toSorted((a, b) => a.fixture.name.localeCompare(b.fixture.name))) say(`- ${fixture.name}: not run, ${detail}`);
const failed = outcomes.filter(({ status }) => status === 'otherwise');
const ran = outcomes.length - leftOut.length;
const missing = leftOut.filter(({ fixture }) => fixture.run);
say(`${ran} fixtures run in ${((performance.now() - started) / 1000).toFixed(1)} s: ${ran - failed.length} as expected, ${failed.length} not; ${leftOut.length} not run`);
if (failed.length > 0 || (missing.length > 0 && missingToolFails())) process.exitCode = 1;

import { fork, type ChildProcess } from 'node:child_process';
import { parseArgs } from 'node:util';
import { say } from '../proof/process/say.ts';
import { readApps } from './apps.ts';
import type { Failure } from './judge.ts';
import { mutantOf } from './mutate.ts';
import type { Outcome, Task } from './worker.ts';

// npm run fuzz -- --count N --seed S [--only INDEX] [--workers W]: mutants of the fixtures, each analysed with all rules.
// None may end the linter or a rule, take longer than two seconds, or be offered a change that does not parse.
const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '2000' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
    workers: { type: 'string', default: '2' },
  },
});

/** A worker that says nothing for so long, in milliseconds, will not say anything any more: the machine may be busy, and many changes may be offered. */
const PATIENCE = 240_000;
/** What a worker may take, in megabytes. */
const MEMORY = 1024;
/** How much of a changed file is shown, in characters. */
const SHOWN = 1500;

const started = performance.now();
const apps = readApps();
let next = values.only === undefined ? 0 : Number(values.only);
const end = values.only === undefined ? Number(values.count) : next + 1;
const failed = new Map<string, number[]>();
/** Mutants that were slow beside others: each is looked at again once it has the machine to itself. */
const slow: number[] = [];

await Promise.all(Array.from({ length: Math.min(Number(values.workers), end - next) }, () => work()));
await alone();
for (const [kind, indexes] of failed) say(`${indexes.length} × ${kind} (${indexes.slice(0, 8).join(', ')}${indexes.length > 8 ? ', …' : ''})`);
const count = [...new Set([...failed.values()].flat())].length;
say(`${count === 0 ? '✔' : '✖'} ${end - (values.only === undefined ? 0 : Number(values.only))} mutants of ${apps.length} apps, ${count} with failures; seed ${values.seed}, ${((performance.now() - started) / 1000).toFixed(0)} s`);
if (count > 0) process.exitCode = 1;

/** Hands out mutants, one after the other, and starts a new worker where one is lost. */
async function work(): Promise<void> {
  let child = await warm();
  while (next < end) {
    const index = next;
    next += 1;
    const { failures, lost } = await ask(child, { seed: values.seed, index });
    if (failures.length > 0 && failures.every((failure) => failure.startsWith('hang:'))) slow.push(index);
    else if (failures.length > 0) tell(index, failures);
    if (lost) child = start();
  }
  child.kill();
}

async function alone(): Promise<void> {
  for (const index of slow) {
    const child = await warm();
    const { failures } = await ask(child, { seed: values.seed, index });
    if (failures.length > 0) tell(index, failures);
    child.kill();
  }
}

/** A worker that has run one: the first mutant would pay for what is loaded but once. */
async function warm(): Promise<ChildProcess> {
  const child = start();
  await ask(child, { seed: 'warm', index: 0 });
  return child;
}

function start(): ChildProcess {
  return fork(new URL('./worker.js', import.meta.url), { execArgv: ['--enable-source-maps', `--max-old-space-size=${MEMORY}`] });
}

/** What came of a mutant; the worker is lost where it has not answered. */
function ask(child: ChildProcess, task: Task): Promise<{ failures: readonly Failure[]; lost: boolean }> {
  return new Promise((resolve) => {
    const settle = (failures: readonly Failure[], lost: boolean): void => {
      clearTimeout(timer);
      child.off('message', answered).off('exit', ended);
      resolve({ failures, lost });
    };
    const answered = (outcome: Outcome): void => settle(outcome.failures, false);
    const ended = (code: number | null): void => settle([`crash: the process ended with ${code ?? 'a signal'}`], true);
    const timer = setTimeout(() => {
      child.off('exit', ended);
      child.kill('SIGKILL');
      settle([`hang: no answer for ${PATIENCE / 1000} s`], true);
    }, PATIENCE);
    child.on('message', answered).on('exit', ended);
    child.send(task);
  });
}

function tell(index: number, failures: readonly Failure[]): void {
  const { app, steps, files, changed } = mutantOf(values.seed, index, apps);
  say(`\n=== seed ${values.seed}, --only ${index}: ${app}: ${steps.join(', ')}`);
  for (const failure of failures) {
    say(failure);
    const kind = failure.split('\n', 1)[0]?.replace(/\d+ ms/, '…').slice(0, 160) ?? '';
    failed.set(kind, [...(failed.get(kind) ?? []), index]);
  }
  for (const path of values.only === undefined ? [] : changed) say(`--- ${path}\n${shortened(files[path] ?? '')}`);
}

function shortened(text: string): string {
  return text.length <= 2 * SHOWN ? text : `${text.slice(0, SHOWN)}\n… ${text.length - 2 * SHOWN} characters …\n${text.slice(-SHOWN)}`;
}

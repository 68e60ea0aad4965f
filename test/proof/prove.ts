import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { Crew } from './differential/crew.ts';
import { describe, isOdd, Tally } from './differential/report.ts';
import type { Trial } from './differential/trial.ts';
import type { Task } from './differential/worker.ts';
import { dimensionNames, dimensions, type PartialPlan } from './generate/plan.ts';
import { say } from './process/say.ts';

// npm run prove -- --count N --seed S [--only INDEX] [--style structure=class,modules=cjs] [--fault START] [--workers W] [--no-shrink]
// [--agreement PERCENT] [--repaired PERCENT]: the shares to ask for, where they are not the ones the proof is after.
const { values } = parseArgs({
  options: {
    'count': { type: 'string', default: '2000' },
    'seed': { type: 'string', default: '1' },
    'only': { type: 'string' },
    'style': { type: 'string', default: '' },
    'fault': { type: 'string' },
    'workers': { type: 'string', default: String(availableParallelism()) },
    'no-shrink': { type: 'boolean', default: false },
    'agreement': { type: 'string', default: '99.5' },
    'repaired': { type: 'string', default: '95' },
  },
});
const style = { choices: styleOf(values.style), ...(values.fault === undefined ? {} : { fault: values.fault }) };
const started = performance.now();
const crew = new Crew(Number(values.workers), new URL('./worker.js', import.meta.url));
const tally = new Tally();
const odd = new Map<string, { first: Trial; indexes: number[] }>();

function* tasks(): Generator<Task> {
  const [from, to] = values.only === undefined ? [0, Number(values.count)] : [Number(values.only), Number(values.only) + 1];
  for (let index = from; index < to; index += 1) yield { kind: 'try', seed: values.seed, index, style };
}

try {
  await crew.work(tasks(), (task, trial) => {
    tally.add(trial);
    if (values.only !== undefined) say(describe(trial));
    if (!isOdd(trial) || task.kind !== 'try') return;
    const known = odd.get(trial.signature);
    if (known) known.indexes.push(task.index);
    else odd.set(trial.signature, { first: trial, indexes: [task.index] });
  });
  if (values.only === undefined) await tellOdd();
  for (const line of tally.lines()) say(line);
  say(`seed ${values.seed}, ${((performance.now() - started) / 1000).toFixed(0)} s with ${values.workers} workers`);
  const goals = tally.goals({ agreement: Number(values.agreement), repaired: Number(values.repaired) });
  for (const { goal, met } of goals) say(`${met ? '✔' : '✖'} ${goal}`);
  if (goals.some(({ met }) => !met)) process.exitCode = 1;
} finally {
  crew.close();
}

/** Shrinks one trial of each kind and prints it, the most frequent kind first. */
async function tellOdd(): Promise<void> {
  const groups = [...odd.values()].toSorted((a, b) => b.indexes.length - a.indexes.length);
  const smallest = new Map(groups.map(({ first }) => [first.signature, first]));
  if (!values['no-shrink']) {
    await crew.work(groups.map(({ first }): Task => ({ kind: 'shrink', trial: first })), (task, trial) => {
      if (task.kind === 'shrink') smallest.set(task.trial.signature, trial);
    });
  }
  for (const { first, indexes } of groups) {
    say(`\n=== ${indexes.length} × (seed ${values.seed}, app ${indexes.slice(0, 5).join(', ')}${indexes.length > 5 ? ', …' : ''})`);
    const shown = smallest.get(first.signature) ?? first;
    say(isOdd(shown) ? describe(shown) : `not seen again, as it was:\n${describe(first)}`);
  }
  if (groups.length > 0) say('');
}

/** `structure=class,modules=cjs` as a partial plan; throws on what is no dimension or value. */
function styleOf(text: string): PartialPlan {
  const pairs = text.split(',').filter((pair) => pair !== '').map((pair) => {
    const [given = '', value = ''] = pair.split('=');
    const name = dimensionNames.find((each) => each === given);
    if (!name) throw new RangeError(`--style: ${given} is none of ${dimensionNames.join(', ')}`);
    if (!(dimensions[name] as readonly string[]).includes(value)) throw new RangeError(`--style: ${name} is one of ${dimensions[name].join(', ')}`);
    return [name, value] as const;
  });
  return Object.fromEntries(pairs);
}

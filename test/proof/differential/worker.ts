import { parentPort, workerData } from 'node:worker_threads';
import { faults, randomApp, surround } from '../generate/faults.ts';
import type { PartialPlan, Plan } from '../generate/plan.ts';
import { Random } from '../generate/random.ts';
import { installClock } from './clock.ts';
import { installHost } from './host.ts';
import { shrink } from './shrink.ts';
import { tryOut, type Ground, type Trial } from './trial.ts';

/** What every app of a run is to be like, and what is to be wrong with it. */
export interface Style {
  readonly choices: PartialPlan;
  /** Faults that begin with this; absent for random ones. */
  readonly fault?: string;
}

/** What a worker is asked to do. */
export type Task =
  | { readonly kind: 'try'; readonly seed: string; readonly index: number; readonly style: Style }
  | { readonly kind: 'shrink'; readonly trial: Trial };

/** What it answers; `failure` is a defect of the proof itself. */
export type Answer = { readonly task: Task } & ({ readonly trial: Trial } | { readonly failure: string });

/** The plan of the app with this number; the style wins over chance where the two can be had together. */
export function planOf(seed: string, index: number, { choices, fault }: Style): Plan {
  const random = new Random(`${seed}:${index}`);
  const plan = randomApp(random);
  const fitting = fault === undefined ? [] : faults.filter(({ name }) => name.startsWith(fault));
  const faulty = fault === undefined ? plan : { ...plan, faults: [random.pick(fitting).name] };
  return surround({ ...faulty, ...choices }) ?? surround(faulty) ?? plan;
}

async function answer(task: Task, ground: Ground): Promise<Trial> {
  if (task.kind === 'try') return tryOut(planOf(task.seed, task.index, task.style), ground);
  const { trial } = task;
  const smallest = await shrink(trial.plan, async (candidate) => (await tryOut(candidate, ground)).signature === signatureFor(trial, candidate));
  return tryOut(smallest, ground);
}

/** A trial with fewer faults keeps its signature but for their names. */
function signatureFor(trial: Trial, { faults }: Plan): string {
  const [outcome, fixing, , said] = JSON.parse(trial.signature) as [string, string, string[], string[]];
  return JSON.stringify([outcome, fixing, faults.toSorted(), said]);
}

const port = parentPort;
if (port) {
  const ground = workerData as Ground;
  installClock();
  installHost();
  port.on('message', (task: Task) => {
    answer(task, ground).then(
      (trial) => { port.postMessage({ task, trial } satisfies Answer); },
      (error: unknown) => { port.postMessage({ task, failure: error instanceof Error ? error.stack ?? error.message : String(error) } satisfies Answer); },
    );
  });
}

import { readApps } from './apps.ts';
import { judge, type Failure } from './judge.ts';
import { mutantOf } from './mutate.ts';

/** What is to be done: one mutant. */
export interface Task {
  readonly seed: string;
  readonly index: number;
}

/** What came of it. */
export interface Outcome extends Task {
  readonly failures: readonly Failure[];
}

const apps = readApps();

process.on('message', (task: Task) => {
  void judge(mutantOf(task.seed, task.index, apps).files).then((failures) => {
    const outcome: Outcome = { ...task, failures };
    process.send?.(outcome);
  });
});

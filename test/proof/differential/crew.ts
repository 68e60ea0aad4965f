import { Worker } from 'node:worker_threads';
import { certificate } from '../front/certificate.ts';
import { removeDirectory, temporaryDirectory } from '../process/temporary.ts';
import { layPackages } from './packages.ts';
import type { Ground, Trial } from './trial.ts';
import type { Answer, Task } from './worker.ts';

/** After so many apps a worker is replaced: modules that were imported once are never forgotten by Node. */
const appsPerWorker = 400;

/** Worker threads that try out apps. Each runs one app at a time; apps share nothing but a thread. */
export class Crew {
  readonly #size: number;
  readonly #ground: Ground;
  readonly #workerFile: URL;

  /** @param workerFile the built worker. */
  constructor(size: number, workerFile: URL) {
    this.#size = size;
    this.#workerFile = workerFile;
    const root = temporaryDirectory('apps');
    layPackages(root);
    const { keyFile, certFile } = certificate();
    this.#ground = { root, certificate: { keyFile, certFile } };
  }

  /**
   * Has every task done, in no order, and hands each answer on.
   *
   * @throws Error where the proof itself is at fault, or an app brought down a whole thread.
   */
  async work(tasks: Iterable<Task>, hear: (task: Task, trial: Trial) => void): Promise<void> {
    const waiting = tasks[Symbol.iterator]();
    await Promise.all(Array.from({ length: this.#size }, async () => {
      for (let more = true; more;) more = await this.#shift(waiting, hear);
    }));
  }

  /** Removes what was written. */
  close(): void {
    removeDirectory(this.#ground.root);
  }

  /** One worker's life; false where no task was left. */
  #shift(waiting: Iterator<Task>, hear: (task: Task, trial: Trial) => void): Promise<boolean> {
    return new Promise((resolveShift, reject) => {
      const worker = new Worker(this.#workerFile, {
        workerData: this.#ground, stdout: true, stderr: true,
        // Deprecations are shown once a process; here they would be shown for every app.
        env: { ...process.env, NO_DEPRECATION: '*' },
      });
      let current: Task | undefined;
      let done = 0;
      const end = (more: boolean): void => {
        worker.removeAllListeners('exit');
        void worker.terminate().then(() => { resolveShift(more); });
      };
      const next = (): void => {
        if (done === appsPerWorker) {
          end(true);
          return;
        }
        const task = waiting.next();
        if (task.done === true) {
          end(false);
          return;
        }
        done += 1;
        current = task.value;
        worker.postMessage(current);
      };
      worker.on('message', (answer: Answer) => {
        if ('failure' in answer) {
          reject(new Error(`${answer.failure} at ${JSON.stringify(answer.task)}`));
          return;
        }
        hear(answer.task, answer.trial);
        next();
      });
      worker.on('error', (error) => { reject(new Error(`${error.message} at ${JSON.stringify(current)}`, { cause: error })); });
      worker.on('exit', () => { reject(new Error(`a worker ended at ${JSON.stringify(current)}`)); });
      next();
    });
  }
}

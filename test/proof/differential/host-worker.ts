import { join } from 'node:path';
import { parentPort, threadId, workerData } from 'node:worker_threads';
import type { Environment } from '../generate/addresses.ts';
import type { Plan } from '../generate/plan.ts';
import { programOf } from '../generate/program.ts';
import { host, installHost, type HostedApp } from './host.ts';
import { homeOf } from './packages.ts';
import type { Ground } from './trial.ts';

/** What a hosting thread is asked: to run an app, or to end the one it runs. */
export type HostTask = { readonly plan: Plan; readonly environment: Environment } | 'release';

/** What it answers: where the app listens, if it does; at the end, what ended it. */
export type HostAnswer = { readonly port: number | undefined } | { readonly crash: string | undefined };

const port = parentPort;
if (port) {
  const { root, certificate } = workerData as Ground;
  let app: HostedApp | undefined;
  let runs = 0;
  installHost();
  const answer = async (task: HostTask): Promise<HostAnswer> => {
    if (task === 'release') {
      const crash = app?.crash();
      await app?.stop();
      return { crash };
    }
    runs += 1;
    app = await host(programOf(task.plan), task.environment, join(homeOf(task.plan, root), `host-${threadId}-${runs}`), certificate);
    return { port: app.port };
  };
  port.on('message', (task: HostTask) => { void answer(task).then((said) => { port.postMessage(said); }); });
}

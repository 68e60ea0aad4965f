import { join } from 'node:path';
import { threadId } from 'node:worker_threads';
import { ModelBrowser } from '../browser/model.ts';
import type { Certificate } from '../front/certificate.ts';
import { environments, type Environment } from '../generate/addresses.ts';
import type { Program } from '../generate/program.ts';
import { moveClock } from './clock.ts';
import { host, type HostedApp } from './host.ts';
import { homeOf } from './packages.ts';
import { SceneNetwork } from './scene-network.ts';
import { use, type Usage } from './usage.ts';

/** What was seen of an app in each environment. */
export type Seen = Readonly<Record<Environment, Usage>>;

let runs = 0;

/** Runs a program in both environments, in this thread, and says what its users see. */
export async function run(program: Program, root: string, certificate: Pick<Certificate, 'keyFile' | 'certFile'>): Promise<Seen> {
  const seen: Partial<Record<Environment, Usage>> = {};
  for (const environment of environments) seen[environment] = await runIn(program, environment, root, certificate);
  return seen as Seen;
}

async function runIn(program: Program, environment: Environment, root: string, certificate: Pick<Certificate, 'keyFile' | 'certFile'>): Promise<Usage> {
  const start = (): Promise<HostedApp> => {
    runs += 1;
    return host(program, environment, join(homeOf(program.plan, root), `run-${threadId}-${runs}`), certificate);
  };
  let app = await start();
  const restart = async (): Promise<void> => {
    await app.stop();
    app = await start();
  };
  try {
    if (app.port === undefined) return { trouble: 'crash', detail: app.crash() ?? 'it never listened' };
    const network = new SceneNetwork(program.scenes[environment], () => app.port);
    return await use(program, environment, {
      open: () => Promise.resolve(new ModelBrowser(network)), openLenient: () => Promise.resolve(new ModelBrowser(network, { laxByDefault: false })),
      crash: () => app.crash(), moveClock, restart, send: (request) => network.send(request),
    });
  } finally {
    await app.stop();
  }
}

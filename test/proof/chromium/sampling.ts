import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { ModelBrowser } from '../browser/model.ts';
import type { HostAnswer, HostTask } from '../differential/host-worker.ts';
import { layPackages } from '../differential/packages.ts';
import type { Ground } from '../differential/trial.ts';
import { use, type Manner, type Usage } from '../differential/usage.ts';
import { certificate } from '../front/certificate.ts';
import { Hosts, type Front } from '../front/front.ts';
import { LoopbackNetwork } from '../front/network.ts';
import { startPages } from '../front/pages.ts';
import { startTlsProxy } from '../front/tls-proxy.ts';
import { environments, strangersTo, type Environment } from '../generate/addresses.ts';
import type { Plan } from '../generate/plan.ts';
import { programOf, type Program } from '../generate/program.ts';
import { removeDirectory, temporaryDirectory } from '../process/temporary.ts';
import type { ChromiumAgent } from './agent.ts';
import type { Chromium } from './chromium.ts';

/** An app in one environment. */
interface Case {
  readonly plan: Plan;
  readonly environment: Environment;
}

/** An app that model and browser see differently, in one environment. */
export interface Disparity extends Case {
  readonly model: Usage;
  readonly real: Usage;
}

/** How the model compares with the browser over a number of apps. */
export interface Sample {
  readonly runs: number;
  readonly troubled: number;
  readonly disparities: readonly Disparity[];
}

/** Unanswered for this long, a request hangs; apps run in threads of their own here. A second look takes more time. */
const patience = { beside: 1500, alone: 8000 };

/** Uses each app twice in each environment, with the model and in the real browser, and compares what users see. */
export async function compareApps(browser: Chromium, plans: readonly Plan[], threads: number): Promise<Sample> {
  const root = temporaryDirectory('hosted');
  layPackages(root);
  const { keyFile, certFile } = certificate();
  const ground: Ground = { root, certificate: { keyFile, certFile } };
  const pages = { tls: await startPages(true), plain: await startPages(false) };
  const disparities: Disparity[] = [];
  const again: Case[] = [];
  let runs = 0;
  let troubled = 0;
  const compare = async ({ plan, environment }: Case, thread: HostThread, time: number): Promise<Disparity | undefined> => {
    const stage = new Stage(programOf(plan), environment, thread, pages);
    const model = await stage.play((hosts) => ({ open: () => Promise.resolve(new ModelBrowser(new LoopbackNetwork(hosts, time))), close: () => Promise.resolve() }));
    const real = await stage.play((hosts) => oneAfterAnother(browser, hosts, time));
    if (model.trouble !== real.trouble) return { plan, environment, model, real };
    runs += 1;
    if (real.trouble) troubled += 1;
    return undefined;
  };
  const work = async (waiting: Case[], time: number, hear: (disparity: Disparity) => void): Promise<void> => {
    const thread = new HostThread(ground);
    try {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        const disparity = await compare(next, thread, time);
        if (disparity) hear(disparity);
      }
    } finally {
      await thread.stop();
    }
  };
  try {
    const cases = plans.flatMap((plan) => environments.map((environment) => ({ plan, environment })));
    await Promise.all(Array.from({ length: threads }, () => work(cases, patience.beside, (disparity) => { again.push(disparity); })));
    // Side by side, a busy machine may keep an app from answering in time. By itself, it has no excuse.
    await work(again, patience.alone, (disparity) => {
      runs += 1;
      disparities.push(disparity);
    });
  } finally {
    await Promise.all([pages.tls.stop(), pages.plain.stop()]);
    removeDirectory(root);
  }
  return { runs, troubled, disparities };
}

/** Browsers for one run of an app. */
interface Browsers {
  open: Manner['open'];
  close(): Promise<void>;
}

/** A fresh profile each time, the one before closed. */
function oneAfterAnother(browser: Chromium, hosts: Hosts, patience: number): Browsers {
  let last: ChromiumAgent | undefined;
  const close = async (): Promise<void> => {
    await last?.close();
    last = undefined;
  };
  return {
    async open() {
      await close();
      last = await browser.open(hosts, patience);
      return last;
    },
    close,
  };
}

/** One app in one environment, with all that stands around it. */
class Stage {
  readonly #program: Program;
  readonly #environment: Environment;
  readonly #thread: HostThread;
  readonly #pages: Readonly<Record<'tls' | 'plain', Front>>;

  constructor(program: Program, environment: Environment, thread: HostThread, pages: Readonly<Record<'tls' | 'plain', Front>>) {
    this.#program = program;
    this.#environment = environment;
    this.#thread = thread;
    this.#pages = pages;
  }

  /** Starts the app anew and has it used. */
  async play(browsersFor: (hosts: Hosts) => Browsers): Promise<Usage> {
    const scene = this.#program.scenes[this.#environment];
    const port = await this.#thread.host({ plan: this.#program.plan, environment: this.#environment });
    let usage: Usage = { trouble: 'crash' };
    if (port !== undefined) {
      const front = scene.front === 'proxy' ? await startTlsProxy(port) : { port, tls: scene.front === 'node-tls', stop: () => Promise.resolve() };
      const hosts = new Hosts();
      for (const page of [...scene.pages, ...strangersTo(scene)]) hosts.add(new URL(page), this.#pages[page.startsWith('https:') ? 'tls' : 'plain']);
      hosts.add(new URL(scene.server), front);
      const browsers = browsersFor(hosts);
      try {
        usage = await use(this.#program, this.#environment, { open: () => browsers.open(), crash: () => undefined });
      } finally {
        await browsers.close();
        await front.stop();
      }
    }
    const crash = await this.#thread.release();
    return crash === undefined ? usage : { trouble: 'crash', detail: crash };
  }
}

/** A thread that hosts apps, one at a time. */
class HostThread {
  readonly #worker: Worker;

  constructor(ground: Ground) {
    this.#worker = new Worker(new URL('./host-worker.js', import.meta.url), { workerData: ground, stdout: true, stderr: true, env: { ...process.env, NO_DEPRECATION: '*' } });
  }

  /** Runs an app; returns its port, undefined where it does not listen. */
  async host(task: HostTask): Promise<number | undefined> {
    const said = await this.#ask(task);
    return 'port' in said ? said.port : undefined;
  }

  /** Ends the app; returns what had ended it before. */
  async release(): Promise<string | undefined> {
    const said = await this.#ask('release');
    return 'crash' in said ? said.crash : undefined;
  }

  async stop(): Promise<void> {
    await this.#worker.terminate();
  }

  async #ask(task: HostTask): Promise<HostAnswer> {
    this.#worker.postMessage(task);
    const [said] = await once(this.#worker, 'message') as [HostAnswer];
    return said;
  }
}

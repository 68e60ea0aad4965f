import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { endOrderly } from './signals.ts';

/** What to start. */
export interface Command {
  readonly file: string;
  readonly arguments: readonly string[];
  readonly directory?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

const running = new Set<Child>();

/** A process that was started here, with all it starts itself, as one group. */
export class Child {
  readonly #process: ChildProcess;
  #output = '';
  #ended: number | string | undefined;
  readonly #watchers = new Set<() => void>();

  /** Starts the command in a process group of its own, so that nothing it starts outlives `stop`. */
  constructor(command: Command) {
    this.#process = spawn(command.file, [...command.arguments], {
      ...(command.directory === undefined ? {} : { cwd: command.directory }),
      ...(command.environment ? { env: command.environment } : {}),
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    running.add(this);
    const hear = (chunk: Buffer): void => {
      this.#output = (this.#output + chunk.toString()).slice(-20_000);
      this.#tell();
    };
    this.#process.stdout?.on('data', hear);
    this.#process.stderr?.on('data', hear);
    this.#process.on('error', (error) => { this.#end(error.message); });
    this.#process.on('exit', (code, signal) => { this.#end(code ?? signal ?? 'unknown'); });
  }

  /** What it wrote last, both streams. */
  get output(): string {
    return this.#output;
  }

  get alive(): boolean {
    return this.#ended === undefined;
  }

  /**
   * Waits until the test holds for what was written, or the process ends, or the time is up.
   *
   * @returns whether the test came to hold.
   */
  async says(test: (output: string) => boolean, milliseconds: number): Promise<boolean> {
    return this.#until(() => test(this.#output), milliseconds);
  }

  /** Waits for the process to end by itself; false where the time was up first. */
  async ends(milliseconds: number): Promise<boolean> {
    await this.#until(() => !this.alive, milliseconds);
    return !this.alive;
  }

  /** Ends the whole group, kindly first. Harmless where it has ended already. */
  async stop(): Promise<void> {
    running.delete(this);
    this.signal('SIGTERM');
    await this.ends(1500);
    // Whatever is left of the group, its leader gone or not.
    this.signal('SIGKILL');
    if (this.alive && this.#process.pid !== undefined) await once(this.#process, 'exit');
  }

  /** Ends the group at once, for the moment this process itself ends. */
  kill(): void {
    this.signal('SIGKILL');
  }

  /** Sends a signal to the whole group. */
  signal(signal: NodeJS.Signals): void {
    const pid = this.#process.pid;
    if (pid === undefined) return;
    try {
      process.kill(-pid, signal);
    } catch {
      // The group is gone.
    }
  }

  #end(how: number | string): void {
    this.#ended = how;
    this.#tell();
  }

  #tell(): void {
    for (const watcher of this.#watchers) watcher();
  }

  async #until(test: () => boolean, milliseconds: number): Promise<boolean> {
    if (test()) return true;
    if (!this.alive) return false;
    return new Promise((resolve) => {
      const done = (answer: boolean): void => {
        clearTimeout(timer);
        this.#watchers.delete(watch);
        resolve(answer);
      };
      const watch = (): void => {
        if (test()) done(true);
        else if (!this.alive) done(false);
      };
      const timer = setTimeout(() => { done(false); }, milliseconds);
      this.#watchers.add(watch);
    });
  }
}

/** Ends whatever was started and not stopped. Runs at the end of this process too, whatever ended it. */
function killAll(): void {
  for (const child of running) child.kill();
  running.clear();
}

process.once('exit', killAll);
endOrderly();

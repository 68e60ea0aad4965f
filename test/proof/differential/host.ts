import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { connect, createServer, Server, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { transformSync } from 'esbuild';
import type { Environment } from '../generate/addresses.ts';
import type { Program } from '../generate/program.ts';
import { close, listen } from '../process/ports.ts';

/** A generated app that runs in this thread. */
export interface HostedApp {
  /** The port it listens on, undefined where it never came to listen. */
  readonly port: number | undefined;
  /** What ended it, or would have ended its process. */
  crash(): string | undefined;
  stop(): Promise<void>;
}

let echo: Promise<number> | undefined;

/** More often than anything on an app's way goes to the network or the disk. */
const rounds = 8;

/**
 * Sends something through loopback and back within this thread, and asks the disk, again and again. Where the machine
 * is held up, time passes and nothing moves; what an app was about to answer when this is called is there when it is done.
 */
export async function settle(): Promise<void> {
  const port = await echo;
  for (let round = 0; round < rounds && port !== undefined; round += 1) {
    await new Promise<void>((resolve) => {
      const socket = connect(port, '127.0.0.1');
      socket.on('close', () => { resolve(); });
      socket.on('data', () => socket.destroy());
      socket.on('error', () => socket.destroy());
      socket.write('?');
    });
    await stat(tmpdir());
  }
}

const started = process.cwd();
let home = started;
let listening: Server[] = [];
let crashes: string[] = [];

/** Makes this thread one that hosts apps: what they listen on is put on a free port, what they throw is kept. */
export function installHost(): void {
  echo = listen(createServer((socket) => { socket.on('error', () => socket.destroy()).pipe(socket); }).unref());
  const original = Reflect.get(Server.prototype, 'listen') as (this: Server, ...given: readonly unknown[]) => Server;
  Server.prototype.listen = function hosted(this: Server, ...given: readonly unknown[]): Server {
    listening.push(this);
    const callback = given.findLast((each) => typeof each === 'function');
    return original.call(this, 0, '127.0.0.1', ...(callback ? [callback] : []));
  } as Server['listen'];
  const keep = (error: unknown): void => { crashes.push(error instanceof Error ? error.message : String(error)); };
  process.on('uncaughtException', keep);
  process.on('unhandledRejection', keep);
  // NestJS ends the process where setting up fails.
  const leave = (): never => {
    crashes.push('the process was ended');
    throw new Error('the process was ended');
  };
  process.cwd = () => home;
  process.exit = leave;
  process.abort = leave;
}

/**
 * Writes a program into a directory and runs its entry as it would start in the environment.
 *
 * @param directory one that no other run uses, below one where packages are found
 */
export async function host(program: Program, environment: Environment, directory: string, tls: { readonly keyFile: string; readonly certFile: string }): Promise<HostedApp> {
  writeProgram(program, directory);
  home = directory;
  listening = [];
  crashes = [];
  const kept = { ...process.env };
  Object.assign(process.env, program.env[environment], { NODE_ENV: environment, PORT: '3000', TLS_KEY: tls.keyFile, TLS_CERT: tls.certFile });
  const entry = join(directory, program.entry.replace(/\.ts$/, '.js'));
  try {
    if (program.plan.modules.endsWith('esm')) await import(pathToFileURL(entry).href);
    else createRequire(entry)(entry);
  } catch (error) {
    crashes.push(error instanceof Error ? error.message : String(error));
  }
  const end = performance.now() + 3000;
  while (performance.now() < end && crashes.length === 0 && !listening.some((server) => server.listening)) await nextTurn();
  const address = listening.map((server) => server.address()).find((each): each is AddressInfo => typeof each === 'object' && each !== null);
  return {
    port: address?.port,
    crash: () => crashes[0],
    async stop() {
      home = started;
      for (const server of listening) if (server.listening) await close(server);
      forget(directory);
      for (const name of Object.keys(process.env)) if (!(name in kept)) Reflect.deleteProperty(process.env, name);
      Object.assign(process.env, kept);
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** Lets everything that is ready happen. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => { setImmediate(resolve); });
}

function writeProgram({ files, plan }: Program, directory: string): void {
  // It does its work when it is first imported, so that each program needs one of its own.
  if (plan.variables === 'dotenv') cpSync(resolve(started, 'node_modules/dotenv'), join(directory, 'node_modules/dotenv'), { recursive: true, dereference: true, filter: (path) => !path.endsWith('.md') });
  for (const [path, text] of Object.entries(files)) {
    const target = join(directory, path);
    mkdirSync(dirname(target), { recursive: true });
    if (path.endsWith('.ts')) writeFileSync(target.replace(/\.ts$/, '.js'), transpile(text, plan.modules === 'ts-esm' ? 'esm' : 'cjs'));
    else writeFileSync(target, text);
  }
}

function transpile(text: string, format: 'esm' | 'cjs'): string {
  return transformSync(text, { loader: 'ts', format, target: 'node20', tsconfigRaw: { compilerOptions: { experimentalDecorators: true } } }).code;
}

const requireHere = createRequire(import.meta.url);

/** Forgets what a run left behind in this thread: its own modules, and what packages keep for a whole process. */
function forget(directory: string): void {
  for (const path of Object.keys(requireHere.cache)) if (path.startsWith(directory)) Reflect.deleteProperty(requireHere.cache, path);
  // passport is one object for a process, and every app adds to it.
  const passport = requireHere('passport') as Record<'_serializers' | '_deserializers', unknown[]>;
  passport._serializers = [];
  passport._deserializers = [];
}

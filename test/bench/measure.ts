import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** How often the memory of a running program is looked at, in milliseconds. */
const LOOK = 15;

/** One run of a program. */
export interface Measured {
  readonly milliseconds: number;
  /** The processors' time that the program and its children took, in milliseconds: says more where a machine has much to do. */
  readonly processor: number;
  /** The most memory that the program and its children held at one look together, in megabytes. */
  readonly megabytes: number;
  readonly code: number;
}

/**
 * Runs a program as a whole process.
 *
 * @throws Error where it can't be started, or ends with a code above 1: then it did not do its work
 */
export async function measure(command: string, args: readonly string[], cwd: string): Promise<Measured> {
  const processorBefore = processorOfChildren();
  const started = performance.now();
  const child = spawn(command, args, { cwd, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => { said += String(chunk); });
  let megabytes = 0;
  const timer = setInterval(() => { megabytes = Math.max(megabytes, memoryOf(child.pid ?? 0)); }, LOOK);
  const code = await new Promise<number>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', ended => { resolve(ended ?? -1); });
  }).finally(() => { clearInterval(timer); });
  const milliseconds = performance.now() - started;
  if (code < 0 || code > 1) throw new Error(`${command} ${args.join(' ')} ended with ${code}: ${said.slice(0, 500)}`);
  return { milliseconds, processor: processorOfChildren() - processorBefore, megabytes, code };
}

/** The memory that a process and its children hold, in megabytes (Linux; 0 elsewhere). */
function memoryOf(pid: number): number {
  try {
    const own = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    const children = readdirSync(`/proc/${pid}/task`).flatMap(task => readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').trim().split(' ').filter(Boolean));
    return Number(own ?? 0) / 1024 + children.reduce((sum, child) => sum + memoryOf(Number(child)), 0);
  } catch {
    return 0;
  }
}

/** The processors' time of all children that have ended so far, in milliseconds (Linux, to the hundredth of a second; 0 elsewhere). */
function processorOfChildren(): number {
  try {
    // What follows the name, which may hold spaces: state, and then numbers; user and system time of children are the 14th and 15th.
    const fields = readFileSync('/proc/self/stat', 'utf8').split(') ')[1]?.split(' ') ?? [];
    return (Number(fields[13]) + Number(fields[14])) * 10;
  } catch {
    return 0;
  }
}

/** The middle one of some numbers. */
export function median(numbers: readonly number[]): number {
  return percentile(numbers, 50);
}

/** The number that so many in a hundred of some numbers are below. */
export function percentile(numbers: readonly number[], share: number): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share / 100))] ?? 0;
}

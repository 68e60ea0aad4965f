import { createHash, type Hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cachedDataVersionTag, setFlagsFromString } from 'node:v8';
import { Script } from 'node:vm';
import { writeWhole } from './write.ts';

interface Module {
  exports: unknown;
}

type Body = (exports: unknown, require: (name: string) => unknown, module: Module, file: string, directory: string) => void;

/** What was loaded in this process. */
interface Loaded {
  readonly script: Script;
  /** Of the text, to be gone on with. */
  readonly hash: Hash;
  readonly keptAt: string;
}

/** Whether compiled code is kept: Node has a variable to say that it is not to be. */
const KEEPS = process.env['NODE_DISABLE_COMPILE_CACHE'] === undefined;
/** The length of a digest in bytes. */
const DIGEST = 20;

/**
 * Loads files of CommonJS that lie in one directory, with what V8 compiled of them in an earlier process. Half of a small run
 * was compiling. Node keeps compiled code from version 22 on, but for a whole process alone, and so not for a plugin.
 *
 * Compiled code is trusted as code is. It lies below the files' own directory: who can write to it can write to them as
 * well, and it goes when they go.
 */
export class Loader {
  readonly #directory: string;
  readonly #kept: string;
  readonly #modules: Map<string, Module>;
  readonly #require: NodeJS.Require;
  readonly #loaded: Loaded[] = [];
  /** Whether something was loaded that is not kept. */
  #hasNew = false;

  /**
   * @param directory absolute
   * @param present exports of files that are loaded already, by name
   */
  constructor(directory: string, present: Readonly<Record<string, unknown>> = {}) {
    this.#directory = directory;
    this.#kept = join(directory, 'compiled');
    this.#modules = new Map(Object.entries(present).map(([name, exports]) => [name, { exports }]));
    this.#require = createRequire(join(directory, 'loader.cjs'));
  }

  /**
   * What a file exports; it is run when it is first asked for.
   *
   * @param name the file's name, without a directory
   * @throws what the file throws
   */
  load(name: string): unknown {
    const known = this.#modules.get(name);
    if (known !== undefined) return known.exports;
    const module: Module = { exports: {} };
    this.#modules.set(name, module);
    const file = join(this.#directory, name);
    const loaded = plain();
    try {
      const body = this.#compiled(file, name).runInThisContext() as Body;
      body.call(module.exports, module.exports, other => (other.startsWith('./') ? this.load(other.slice(2)) : this.#require(other) as unknown), module, file, this.#directory);
    } finally {
      loaded();
    }
    return module.exports;
  }

  #compiled(file: string, name: string): Script {
    const text = readFileSync(file);
    const keptAt = join(this.#kept, `${name}-${process.version}-${process.arch}-${cachedDataVersionTag()}`);
    const hash = createHash('sha1').update(text);
    const cachedData = KEEPS ? keptFor(hash, keptAt) : undefined;
    // The files are ASCII.
    const script = new Script(`(function (exports, require, module, __filename, __dirname) {${text.toString('latin1')}\n})`, { filename: file, ...(cachedData && { cachedData }) });
    this.#loaded.push({ script, hash, keptAt });
    this.#hasNew ||= cachedData === undefined || script.cachedDataRejected === true;
    return script;
  }

  /**
   * Keeps what is compiled by now: the functions that a run such as this one calls. A run that loads what no other has
   * loaded calls more than those did, of all files: `--help` may come first.
   */
  keep(): void {
    if (!this.#hasNew) return;
    this.#hasNew = false;
    for (const { script, hash, keptAt } of this.#loaded) {
      try {
        const data = script.createCachedData();
        writeWhole(keptAt, Buffer.concat([data, digestOf(hash, data)]));
      } catch {
        // A read-only directory or a full disk means that all is compiled again, no more.
      }
    }
  }
}

/** V8 compares the text's length alone and looks at nothing else: what was compiled of another text, or is damaged, is told by the digest behind it. */
function keptFor(hash: Hash, keptAt: string): Buffer | undefined {
  try {
    const kept = readFileSync(keptAt);
    const data = kept.subarray(0, -DIGEST);
    return digestOf(hash, data).equals(kept.subarray(-DIGEST)) ? data : undefined;
  } catch {
    return undefined;
  }
}

function digestOf(hash: Hash, data: Buffer): Buffer {
  return hash.copy().update(data).digest();
}

/** A flag of V8, its value while there is work to do, and V8's own. */
type Flag = readonly [name: string, value: number, own: number];

/**
 * A run is short: code that V8 optimises is not called often enough afterwards to repay that. By V8's version, as another complains
 * of a flag that it does not know. With these, 3,000 files and a server of 240 large ones take by the clock as long as with V8's own,
 * and so much of the processors' time; flags that let V8 optimise later still spare little more of that, and cost a sixth by the clock.
 *
 *   Node 20  0.61 s instead of 0.83   4.4 s instead of 5.8
 *   Node 22  0.51 s instead of 0.62   4.2 s instead of 5.1
 *   Node 24  0.68 s instead of 0.89   3.5 s instead of 4.9
 */
const TIERS: Readonly<Record<string, readonly Flag[]>> = {
  '11.3': [['interrupt-budget', 300_000, 67_584]],
  '12.4': [['invocation-count-for-turbofan', 8000, 3000]],
  '13.6': [['invocation-count-for-turbofan', 45_000, 3000], ['invocation-count-for-maglev', 2000, 400]],
};
/**
 * V8 lets the heap grow to several times of what lives in it before it clears away: the largest server seen takes 1.04 GB
 * then, and 0.66 GB with this, for 14 % more of the processor's time; a server of 240 files 0.28 GB instead of 0.33 for 2 %.
 */
const HEAP: Flag = ['heap-growing-percent', 80, 0];
const FLAGS = [...TIERS[/^\d+\.\d+/.exec(process.versions.v8)?.[0] ?? ''] ?? [], HEAP];
let isTuned = false;

/** From now on V8 works as suits a run that is short and large. */
export function tune(): void {
  isTuned = true;
  for (const [name, value] of FLAGS) setFlagsFromString(`--${name}=${value}`);
}

function untune(): void {
  if (isTuned) for (const [name, , own] of FLAGS) setFlagsFromString(`--${name}=${own}`);
  isTuned = false;
}

/**
 * V8 works as it does by itself until the function that this returns is called. That is for loading something, and for starting
 * a thread: compiled code, Node's own included, is of use under the very flags alone that it was compiled under.
 */
export function plain(): () => void {
  const wasTuned = isTuned;
  untune();
  return () => { if (wasTuned) tune(); };
}

const own = new Loader(dirname(fileURLToPath(import.meta.url)), { 'loader.cjs': { plain, tune } });

/** What a file of the published package exports. What is compiled of it is kept when the process ends. */
export function load(name: string): unknown {
  return own.load(name);
}

process.once('exit', () => {
  // Node keeps what it compiled of ESLint after this.
  untune();
  if (KEEPS) own.keep();
});

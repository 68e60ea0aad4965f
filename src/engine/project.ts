import { extractFacts } from '../facts/extract.ts';
import { diskFiles, type DiskMemory } from '../source/disk.ts';
import type { Files } from '../source/files.ts';
import { memoised } from '../source/kept.ts';
import { overlaid } from '../source/overlay.ts';
import { lookInto, scan, type Scan, type ScanMemory, type ScanOptions } from '../source/scan.ts';
import { hashOf } from '../source/text.ts';
import { sidesOf } from '../source/words.ts';
import { Analysis, inputWith, mayMatter, type AnalysisInput, type Parts, type Problem, type Relevant, type Settings, type Tick } from './analysis.ts';
import { FactsStore } from './cache/facts.ts';
import { cacheDirectory } from './cache/place.ts';
import { ScanStore } from './cache/scan.ts';
import { VerdictStore } from './cache/verdicts.ts';
import { Consulted } from './consulted.ts';
import { search, type Hiring } from './search/search.ts';

/** How often, in milliseconds, the disk is looked at again in a long-lived process. */
const LOOK_AGAIN = 250;
/** Looking takes at most one part in so many of the time. */
const SHARE = 40;
/** How many texts that differ from the disk are remembered with what was said of them. */
const KEPT_TEXTS = 3;
/** How long after writing the caches new facts wait to be written. */
const WRITE_AGAIN = 5000;

/** How a project is looked at. */
export interface ProjectOptions {
  /** Absolute, with forward slashes. */
  readonly root: string;
  readonly settings: Settings;
  readonly parts: Parts;
  /** Whether facts are kept on disk. */
  readonly cache: boolean;
  /** Names the code that runs, where verdicts are to be kept as well. */
  readonly build?: string;
  /** The disk, opened anew for each look at it. */
  readonly open?: (memory: DiskMemory) => Files;
  /** The time in milliseconds. */
  readonly now?: () => number;
  readonly tick?: Tick;
  /** How other threads are to help with searching; absent where all is done in this one. */
  readonly hiring?: Hiring;
  /** How much text, in characters, the facts of which are kept in memory for later questions. */
  readonly keeps?: number;
}

/** The state of the disk at one look, and what was said of it so far. */
interface Look {
  readonly files: Files;
  readonly relevant: Relevant;
  /** Names the files that matter and their state: two looks with one signature saw the same. */
  readonly signature: string;
  /** The analysis of what is on the disk. */
  analysis: Analysis | undefined;
  /** Analyses with another text in one file, the latest first. */
  texts: readonly Laid[];
}

/** A text laid over the disk, and the analysis with it. */
interface Laid {
  readonly file: string;
  readonly text: string;
  readonly analysis: Analysis;
}

/**
 * A workspace through the life of a process: one analysis, shared by all who ask, until the disk changes.
 * Texts that are not on the disk yet (an editor's, ESLint's between two passes of fixes) are laid over it.
 */
export class Project {
  readonly #options: ProjectOptions;
  readonly #facts: FactsStore;
  readonly #scans: ScanStore;
  readonly #verdicts: VerdictStore;
  /** Names the settings and the rules, by which verdicts differ. */
  readonly #name: string;
  readonly #texts: DiskMemory = new Map();
  readonly #now: () => number;
  /** Texts that are to be on the disk soon. */
  readonly #staged = new Map<string, string>();
  #threads = 1;
  #look: Look | undefined;
  #lookAgainAt = 0;
  #writeAgainAt = 0;

  constructor(options: ProjectOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
    const directory = options.cache ? cacheDirectory(diskFiles(), options.root) : undefined;
    const { tick } = options;
    this.#facts = new FactsStore(directory, tick && ((file, text) => {
      tick('read');
      return extractFacts(file, text);
    }), options.keeps);
    this.#scans = new ScanStore(directory);
    this.#verdicts = new VerdictStore(directory, options.build);
    this.#name = hashOf(JSON.stringify([options.settings, options.parts.rules.map(({ name }) => name)]));
  }

  /** How many threads the last look took, this one included. */
  get threads(): number {
    return this.#threads;
  }

  /** The analysis of what is on the disk. */
  analysis(): Analysis {
    return this.#analysisOf(this.#current());
  }

  /**
   * The analysis in which a file has a given text.
   *
   * @param file absolute, with forward slashes
   * @param text without a byte order mark
   * @returns `undefined` where the file has no part in any server, so that nothing can be said of it
   */
  analysisWith(file: string, text: string): Analysis | undefined {
    const look = this.#current();
    const words = sidesOf(text).length > 0;
    if (!words && look.relevant.server.length === 0 && this.#options.settings.serverOrigins.length === 0) return undefined;
    const counts = words && mayMatter(look.relevant, look.files, file);
    if (!counts && !this.#analysisOf(look).consulted.hasRead(file)) return undefined;
    const onDisk = look.files.read(file);
    if (!('reason' in onDisk) && onDisk.text === text) return this.#analysisOf(look);
    const known = look.texts.find(laid => laid.file === file && laid.text === text);
    const laid = known ?? { file, text, analysis: this.#analysisOfText(look, file, text) };
    look.texts = [laid, ...look.texts.filter(other => other !== laid)].slice(0, KEPT_TEXTS);
    if (known === undefined) this.#write(false);
    return laid.analysis;
  }

  #analysisOfText(look: Look, file: string, text: string): Analysis {
    const input = inputWith(this.#inputOf(look), file, text);
    const before = [...look.texts.filter(laid => laid.file === file).map(({ analysis }) => analysis), ...(look.analysis === undefined ? [] : [look.analysis])];
    for (const one of before) {
      const same = one.movedTo(input, file);
      if (same !== undefined) return same;
    }
    // A file that is new may be what others ask for in vain.
    return look.analysis === undefined || look.files.kind(file) === undefined ? new Analysis(input) : look.analysis.withEdited(input, file);
  }

  /** From now on a file counts as having this text, whatever the disk says: it is to be written. */
  stage(file: string, text: string): void {
    this.#staged.set(file, text);
    this.#lookAgainAt = Number.NEGATIVE_INFINITY;
  }

  /** What was staged counts no more: it is on the disk, or will not be. */
  unstage(): void {
    this.#staged.clear();
    this.#lookAgainAt = Number.NEGATIVE_INFINITY;
  }

  /** Differs whenever anything may be said differently of any file of the workspace. */
  digest(): string {
    return this.analysis().consulted.digest();
  }

  /** Writes the caches now. */
  flush(): void {
    this.#write(true);
  }

  #inputOf({ files, relevant }: Look): AnalysisInput {
    const { root, settings, parts, tick } = this.#options;
    return { root, files, relevant, facts: this.#facts, settings, parts, ...(tick ? { tick } : {}) };
  }

  #analysisOf(look: Look): Analysis {
    if (look.analysis === undefined) {
      const kept = this.#verdicts.get(this.#name, look.signature);
      const holds = kept !== undefined && Consulted.from(kept.consulted).holdsFor(look.files);
      look.analysis = new Analysis(this.#inputOf(look), undefined, holds ? kept : undefined);
      this.#write(false);
    }
    return look.analysis;
  }

  /** What is on the disk, looked at again where the last look is old enough. */
  #current(): Look {
    const before = this.#now();
    if (this.#look !== undefined && before < this.#lookAgainAt) return this.#look;
    this.#look = this.#lookedAgain(this.#look);
    const after = this.#now();
    this.#lookAgainAt = after + Math.max(LOOK_AGAIN, SHARE * (after - before));
    return this.#look;
  }

  /** A new look at the disk, with what was said before where that still holds. */
  #lookedAgain(last: Look | undefined): Look {
    const { root, settings, open, tick } = this.#options;
    const stamps = new Map<string, string | undefined>();
    const disk = oneLook(open?.(this.#texts) ?? diskFiles({ memory: this.#texts }), stamps, tick);
    const files = this.#staged.size === 0 ? disk : overlaid(disk, this.#staged);
    const found = scan(files, [root], { ignore: settings.ignore, memory: this.#scans.memory, ...this.#together(files, stamps) });
    const signature = signatureOf(found, files);
    const same = last?.signature === signature ? last : undefined;
    return {
      files,
      relevant: relevantIn(found, file => isLookedInto(this.#scans.memory, file)),
      signature,
      analysis: same?.analysis?.consulted.holdsFor(files) === true ? same.analysis : undefined,
      texts: same?.texts.filter(({ file, text, analysis }) => analysis.consulted.holdsFor(overlaid(files, new Map([[file, text]])))) ?? [],
    };
  }

  /** How many files are searched together. Other threads see the disk alone, not what is laid over it. */
  #together(files: Files, stamps: Map<string, string | undefined>): Pick<ScanOptions, 'together'> {
    const { open, hiring, tick } = this.#options;
    if (hiring === undefined || open !== undefined || this.#staged.size > 0) return {};
    return {
      together: paths => {
        const { looked, threads } = search(paths, file => lookInto(files, file), (file, { stamp }) => {
          stamps.set(file, stamp);
          tick?.('search');
        }, hiring);
        this.#threads = threads;
        return looked;
      },
    };
  }

  /** Keeps what the last look came to. Staged texts are not on the disk: what they come to is kept once they are. */
  #keepVerdict(): void {
    if (this.#options.build === undefined || this.#look?.analysis === undefined || this.#staged.size > 0) return;
    const verdict = this.#look.analysis.verdict(this.#look.signature);
    if (verdict !== undefined) this.#verdicts.set(this.#name, verdict);
  }

  #write(now: boolean): void {
    const time = this.#now();
    if (!now && time < this.#writeAgainAt) return;
    this.#writeAgainAt = time + WRITE_AGAIN;
    this.#keepVerdict();
    this.#facts.flush();
    this.#scans.flush();
    this.#verdicts.flush();
  }
}

/** Files whose stamps are asked for once, and that tell when one is looked into. */
function oneLook(files: Files, stamps: Map<string, string | undefined>, tick: Tick | undefined): Files {
  return {
    read: file => files.read(file),
    kind: path => files.kind(path),
    list: directory => files.list(directory),
    items: directory => files.items(directory),
    stamp: file => memoised(stamps, file, () => files.stamp(file)),
    peek: file => {
      tick?.('search');
      return files.peek(file);
    },
  };
}

/** A file that a scan has come by, and has not skipped: bundles and what is too large stay out. */
function isLookedInto(memory: ScanMemory, file: string): boolean {
  const entry = memory.get(file);
  return entry !== undefined && (entry.verdict === null || !('skipped' in entry.verdict));
}

function relevantIn(found: Scan, looksInto: (file: string) => boolean): Relevant {
  const on = (side: 'server' | 'client'): string[] => found.files.filter(({ sides }) => sides.includes(side)).map(({ file }) => file);
  const problems = found.skipped.map(({ file, detail, directory }): Problem => ({ file, detail, ...(directory ? { directory } : {}) }));
  return { server: on('server'), client: on('client'), looksInto, problems };
}

function signatureOf(found: Scan, files: Files): string {
  return hashOf(found.files.map(({ file, sides }) => `${file}\0${sides.join()}\0${files.stamp(file)}`).join('\n'));
}

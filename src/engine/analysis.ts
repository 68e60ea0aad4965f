import type { FileFacts } from '../facts/ir.ts';
import { isAsEarlier, restsOn, type WorkspaceInput } from '../model/build.ts';
import type { Edit } from '../model/build/again.ts';
import type { Workspace } from '../model/index.ts';
import { workspaceOf } from '../model/workspace.ts';
import type { Change, Rule } from '../rule.ts';
import type { Files } from '../source/files.ts';
import { ignoring } from '../source/ignored.ts';
import { overlaid } from '../source/overlay.ts';
import { sidesOf } from '../source/words.ts';
import { withUnsaved, type Facts } from './cache/facts.ts';
import { isSettled } from './cache/settled.ts';
import type { Verdict } from './cache/verdicts.ts';
import { Consulted } from './consulted.ts';
import { diagnose, headline, type Diagnostic } from './diagnostic.ts';
import { judge, type Judged } from './judged.ts';
import { editBetween, type TextEdit } from './edits/text-edit.ts';
import { moved } from './moved.ts';
import { paired, type Pairing } from './pairing.ts';
import { prove, type ProvedChange } from './proof.ts';
import { PRODUCT } from './product.ts';
import { tallyOf } from './tally.ts';

/** What a user may say of a workspace. */
export interface Settings {
  /** Origins at which browsers reach the server. */
  readonly serverOrigins: readonly string[];
  /** Environments to judge besides production, development and those the code names. */
  readonly environments: readonly string[];
  /** Glob patterns, relative to the root, of files that are not looked into. */
  readonly ignore: readonly string[];
}

/** What an analysis is made with: the model's builder and the rules. */
export interface Parts {
  readonly build: (input: WorkspaceInput) => Workspace;
  readonly rules: readonly Rule[];
}

/** The files that matter, as a scan found them. */
export interface Relevant {
  readonly server: readonly string[];
  readonly client: readonly string[];
  /** Whether a scan looks into a file at all. */
  readonly looksInto: (file: string) => boolean;
  /** Files that hold a word and could not be read. */
  readonly problems: readonly Problem[];
}

/** Something the analysis could not read, in one plain sentence. */
export interface Problem {
  readonly file: string;
  readonly detail: string;
  /** It is a directory that can't be looked into. */
  readonly directory?: true;
}

/** What an analysis rests on. */
export interface AnalysisInput {
  /** Absolute, with forward slashes. */
  readonly root: string;
  readonly files: Files;
  readonly relevant: Relevant;
  readonly facts: Facts;
  readonly settings: Settings;
  readonly parts: Parts;
  readonly tick?: Tick;
}

/** Told of each step of the work, for showing that it goes on: a file searched for words, a file read, a program run, a change tried. */
export type Tick = (step: Step) => void;
export type Step = 'search' | 'read' | 'run' | 'try';

/** What can be done about a diagnostic. */
export interface Offers {
  /** Proved, and certain enough to be applied unasked. */
  readonly fix?: ProvedChange;
  /** Proved, for the developer to choose. */
  readonly suggestions: readonly ProvedChange[];
  /** Titles of changes that could not be proved here: worth reading, not to be applied. */
  readonly advice: readonly string[];
}

/** How much there was to look at, and how much of it could be followed. */
export interface Tally {
  readonly sessions: number;
  readonly registrations: number;
  readonly followed: number;
}

/** One look at a workspace: its model, what the rules say of it, and what can be done about that. */
export class Analysis {
  readonly #input: AnalysisInput;
  readonly #offers = new Map<Diagnostic, Offers>();
  readonly #kept: Verdict | undefined;
  #built: Built | undefined;
  #judged: Judged | undefined;
  readonly diagnostics: readonly Diagnostic[];
  readonly tally: Tally;
  /** Everything that was asked of the files. */
  readonly consulted: Consulted;

  /**
   * Analyses at once, or takes over what an analysis of the same came to. Throws nothing on what the files hold.
   *
   * @param earlier an analysis whose parts can be used again
   * @param kept what an analysis came to that rests on the very same answers
   */
  constructor(input: AnalysisInput, earlier?: Earlier, kept?: Verdict) {
    this.#input = input;
    this.#kept = kept;
    this.consulted = kept === undefined ? new Consulted() : Consulted.from(kept.consulted);
    if (kept !== undefined) {
      this.diagnostics = kept.diagnostics;
      this.tally = kept.tally;
      for (const [index, diagnostic] of kept.diagnostics.entries()) {
        const offers = kept.offers[index] ?? undefined;
        if (offers !== undefined) this.#offers.set(diagnostic, offers);
      }
      return;
    }
    this.#built = this.#build(earlier);
    if (earlier !== undefined) this.consulted.include(earlier.analysis.consulted);
    const { workspace } = this.#built;
    this.tally = tallyOf(workspace);
    const same = isAsEarlier(workspace) && earlier?.compared ? earlier.analysis.#verdictIn(earlier.compared) : undefined;
    if (same !== undefined) {
      this.diagnostics = same.diagnostics;
      return;
    }
    // An ignored file may be what a program starts with: it is followed, and nothing is said of it.
    const isIgnored = ignoring(input.settings.ignore, input.root);
    this.#judged = judge(workspace, input.parts.rules, earlier?.analysis.judged);
    this.diagnostics = diagnose(this.#judged, input.parts.rules).filter(({ at }) => !isIgnored(at.file));
  }

  #build(earlier?: Earlier): Built {
    const { root, relevant, facts, settings, parts, tick } = this.#input;
    const files = this.consulted.recording(this.#input.files);
    try {
      const workspace = parts.build({
        root,
        files,
        factsOf: file => {
          const source = files.read(file);
          return 'reason' in source ? undefined : facts.factsOf(source);
        },
        done: () => { facts.letGo(); },
        serverFiles: relevant.server,
        clientFiles: relevant.client,
        serverOrigins: settings.serverOrigins,
        environments: settings.environments,
        ...(earlier ? { earlier: { workspace: earlier.analysis.workspace, edited: earlier.edited, ...(earlier.compared ? { edit: earlier.compared } : {}) } } : tick ? { ran: () => tick('run') } : {}),
      });
      return { workspace, failure: undefined };
    } catch (error) {
      return {
        workspace: workspaceOf({ root, worlds: [], serverOrigins: settings.serverOrigins }),
        failure: `The code of ${root} could not be followed: ${headline(error)}. This is a defect of ${PRODUCT.name} ${PRODUCT.version}: please report it at ${PRODUCT.bugs}.`,
      };
    }
  }

  /** The model; of a verdict that was taken over, it is built when it is first asked for. */
  get workspace(): Workspace {
    this.#built ??= this.#build();
    return this.#built.workspace;
  }

  /** What the rules say of each program; of a verdict that was taken over, they are asked when it is first asked for. */
  get judged(): Judged {
    this.#judged ??= judge(this.workspace, this.#input.parts.rules);
    return this.#judged;
  }

  /** Why there is no model, in one sentence for the user: a defect of the analyser. */
  get failure(): string | undefined {
    return this.#built?.failure;
  }

  /**
   * What this came to, to be kept; `undefined` where it can't be relied on later.
   *
   * @param signature names the files that matter and their state
   * @param isReliable whether a file with this stamp can't have changed since
   */
  verdict(signature: string, isReliable = isSettled): Verdict | undefined {
    const consulted = this.failure === undefined ? this.consulted.kept(isReliable) : undefined;
    if (consulted === undefined || this.diagnostics.some(({ crashed }) => crashed === true)) return undefined;
    const { diagnostics, problems, tally } = this;
    return { signature, diagnostics, offers: diagnostics.map(diagnostic => this.#offers.get(diagnostic) ?? null), problems, tally, consulted };
  }

  get root(): string {
    return this.#input.root;
  }

  get files(): Files {
    return this.#input.files;
  }

  get facts(): Facts {
    return this.#input.facts;
  }

  /** Files that could not be read, or not as a whole. */
  get problems(): readonly Problem[] {
    if (this.#kept !== undefined) return this.#kept.problems;
    const { relevant, files, facts } = this.#input;
    const broken = [...relevant.server, ...relevant.client].flatMap(file => {
      const source = files.read(file);
      const problem = 'reason' in source ? undefined : facts.problemOf(source);
      return problem === undefined ? [] : [{ file, detail: `It has a syntax error: ${problem.message}` }];
    });
    const all = [...relevant.problems, ...broken, ...this.workspace.problems];
    return [...new Map(all.map(problem => [problem.file, problem])).values()];
  }

  /** The same workspace with another text in one file, to see what that changes. */
  withText(file: string, text: string): Analysis {
    return this.withEdited(inputWith(this.#input, file, text), file);
  }

  /** An analysis of the same but for one file's text; what that file has no part in is taken from here. */
  withEdited(input: AnalysisInput, file: string): Analysis {
    const compared = this.#comparedWith(input, file);
    return new Analysis(input, { analysis: this, edited: file, ...(compared ? { compared } : {}) });
  }

  /** What this comes to with another text in one file, where that differs only in what had no part in it. */
  movedTo(input: AnalysisInput, file: string): Analysis | undefined {
    const compared = this.#comparedWith(input, file);
    if (compared === undefined || (compared.changed.size > 0 && !this.#isApartFrom(compared))) return undefined;
    const kept = this.#verdictIn(compared);
    return kept === undefined ? undefined : new Analysis(input, undefined, kept);
  }

  /** Whether functions that differ had no part in this. */
  #isApartFrom(compared: Compared): boolean {
    return compared.usesTheSame && this.#built !== undefined && !restsOn(this.#built.workspace, compared, compared.text);
  }

  /** How a file differs between this and what has another text in it; `undefined` where in more than places and what functions do. */
  #comparedWith(input: AnalysisInput, file: string): Compared | undefined {
    const [before, now] = [readingOf(this.#input, file), readingOf(input, file)];
    if (before === undefined || now === undefined || !sameFiles(this.#input.relevant, input.relevant)) return undefined;
    const made = editBetween(before.text, now.text);
    const pairing = paired(before.facts, now.facts, made);
    return pairing && { ...pairing, file, before: before.facts, now: now.facts, text: now.text, made };
  }

  /** What this came to, as it is in another text of a file. */
  #verdictIn({ file, move, made, changed }: Compared): Verdict | undefined {
    const verdict = this.verdict('', () => true);
    return verdict && moved(verdict, file, move, made, changed.size > 0);
  }

  /** What can be done about a diagnostic of this analysis. Each change is proved when it is first asked for. */
  offers(diagnostic: Diagnostic): Offers {
    const known = this.#offers.get(diagnostic);
    if (known !== undefined) return known;
    const advice: string[] = [];
    const proved = (change: Change): ProvedChange[] => {
      this.#input.tick?.('try');
      const made = prove(this, diagnostic, change);
      if (made === undefined) advice.push(change.title);
      return made === undefined ? [] : [made];
    };
    const [fix] = diagnostic.fix === undefined ? [] : proved(diagnostic.fix);
    const suggestions = diagnostic.suggest.flatMap(proved);
    const offers: Offers = { ...(fix === undefined ? {} : { fix }), suggestions, advice };
    this.#offers.set(diagnostic, offers);
    return offers;
  }
}

function readingOf({ files, facts }: AnalysisInput, file: string): { readonly text: string; readonly facts: FileFacts } | undefined {
  const source = files.read(file);
  return 'reason' in source ? undefined : { text: source.text, facts: facts.factsOf(source) };
}

function sameFiles(one: Relevant, other: Relevant): boolean {
  return one.server.join('\0') === other.server.join('\0') && one.client.join('\0') === other.client.join('\0');
}

/** An analysis of the same files but for the text of one. */
interface Earlier {
  readonly analysis: Analysis;
  readonly edited: string;
  /** How that differs, where it does so in places and in what functions do alone. */
  readonly compared?: Compared;
}

/** One text of a file beside an earlier one. */
interface Compared extends Edit, Pairing {
  readonly text: string;
  /** What makes it of the earlier one. */
  readonly made: TextEdit;
}

interface Built {
  readonly workspace: Workspace;
  readonly failure: string | undefined;
}

/** The same, with another text in one file. A file that a scan leaves out does not come to matter by its text. */
export function inputWith(input: AnalysisInput, file: string, text: string): AnalysisInput {
  const { files, relevant } = input;
  const sides = mayMatter(relevant, files, file) ? sidesOf(text) : [];
  const withIt = (list: readonly string[], belongs: boolean): readonly string[] => {
    if (belongs === list.includes(file)) return list;
    return belongs ? [...list, file].sort() : list.filter(other => other !== file);
  };
  return {
    ...input,
    files: overlaid(files, new Map([[file, text]])),
    facts: withUnsaved(input.facts, file),
    relevant: { ...relevant, server: withIt(relevant.server, sides.includes('server')), client: withIt(relevant.client, sides.includes('client')) },
  };
}

/** Whether a file's text can make it matter: a scan takes it in, or it is not on the disk yet. */
export function mayMatter(relevant: Relevant, files: Files, file: string): boolean {
  return relevant.looksInto(file) || files.kind(file) === undefined;
}

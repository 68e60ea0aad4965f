import { readFileSync } from 'node:fs';
import type { Offers, Problem, Tally } from '../analysis.ts';
import type { KeptAnswers } from '../consulted.ts';
import type { Diagnostic } from '../diagnostic.ts';
import type { ProvedChange } from '../proof.ts';
import { PRODUCT } from '../product.ts';
import { Pack } from './pack.ts';

/**
 * What an analysis came to. While every answer that it rests on is the same, a later process has nothing to work out:
 * no facts are read, no program is run, no rule and no proof. That is most runs of a hook, of a continuous build and
 * of ESLint's workers.
 */
export interface Verdict {
  /** Names the files that mattered and their state. */
  readonly signature: string;
  readonly diagnostics: readonly Diagnostic[];
  /** What can be done about each diagnostic; `null` where nobody has asked yet. */
  readonly offers: readonly (Offers | null)[];
  readonly problems: readonly Problem[];
  readonly tally: Tally;
  readonly consulted: KeptAnswers;
}

/**
 * Names the very code that runs: `npm run build` writes it beside the chunk that this ends up in. Without it (run from
 * its source) no verdict is kept: the next run may be of other code.
 */
export const BUILD = buildName();

function buildName(): string | undefined {
  try {
    return readFileSync(new URL('build', import.meta.url), 'utf8').trim();
  } catch {
    return undefined;
  }
}

/** The verdicts of one workspace, on disk. */
export class VerdictStore {
  readonly #pack: Pack | undefined;

  /**
   * @param directory where the cache file lies; `undefined` for none
   * @param build names the code that runs; another's verdicts are not used
   */
  constructor(directory: string | undefined, build: string | undefined) {
    this.#pack = directory === undefined || build === undefined ? undefined : new Pack(`${directory}/verdicts`, `${PRODUCT.name} ${PRODUCT.version} verdicts ${build}`);
  }

  /** What was kept under a name for a state of the files; `undefined` for nothing, and for what no analysis can have come to. */
  get(name: string, signature: string): Verdict | undefined {
    const line = this.#pack?.get(name);
    if (line === undefined) return undefined;
    try {
      const verdict: unknown = JSON.parse(line);
      return isVerdict(verdict) && verdict.signature === signature ? verdict : undefined;
    } catch {
      return undefined;
    }
  }

  /** Keeps a verdict in place of the last one under that name. */
  set(name: string, verdict: Verdict): void {
    this.#pack?.set(name, JSON.stringify(verdict));
  }

  /** Writes what was kept since to disk. */
  flush(): void {
    this.#pack?.flush();
  }
}

type Kept<T> = { readonly [K in keyof T]?: unknown };

/**
 * Whether something is a verdict as far as others rely on it. The pack's checksum tells of accidents; this is so that
 * no entry, wherever it comes from, makes a rule's reader stumble or a fix reach outside its file.
 */
function isVerdict(value: unknown): value is Verdict {
  if (!isRecord(value)) return false;
  const { signature, diagnostics, offers, problems, tally, consulted }: Kept<Verdict> = value;
  return typeof signature === 'string' && Array.isArray(diagnostics) && diagnostics.every(isDiagnostic)
    && Array.isArray(offers) && offers.length === diagnostics.length && offers.every(one => one === null || isOffers(one))
    && Array.isArray(problems) && problems.every(one => isRecord(one) && typeof one['file'] === 'string' && typeof one['detail'] === 'string')
    && isRecord(tally) && typeof tally['sessions'] === 'number' && typeof tally['registrations'] === 'number' && typeof tally['followed'] === 'number'
    && isRecord(consulted) && ['texts', 'kinds', 'lists', 'items'].every(key => Array.isArray(consulted[key]));
}

function isDiagnostic(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const { rule, level, symptom, message, at, environments, evidence, suggest }: Kept<Diagnostic> = value;
  return [rule, level, symptom, message].every(text => typeof text === 'string') && isPlace(at) && Array.isArray(environments)
    && Array.isArray(evidence) && evidence.every(one => isRecord(one) && typeof one['role'] === 'string' && isPlace(one['at'])) && Array.isArray(suggest);
}

function isOffers(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const { fix, suggestions, advice }: Kept<Offers> = value;
  return (fix === undefined || isChange(fix)) && Array.isArray(suggestions) && suggestions.every(isChange) && Array.isArray(advice) && advice.every(title => typeof title === 'string');
}

function isChange(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const { title, edits }: Kept<ProvedChange> = value;
  if (typeof title !== 'string' || !Array.isArray(edits)) return false;
  let end = 0;
  return edits.every((edit: unknown) => {
    const inOrder = isRecord(edit) && typeof edit['text'] === 'string' && isSpan(edit) && Number(edit['start']) >= end;
    if (inOrder) end = Number(edit['end']);
    return inOrder;
  });
}

function isPlace(value: unknown): boolean {
  return isRecord(value) && typeof value['file'] === 'string' && isSpan(value);
}

function isSpan({ start, end }: Record<string, unknown>): boolean {
  return Number.isInteger(start) && Number.isInteger(end) && Number(start) >= 0 && Number(end) >= Number(start);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

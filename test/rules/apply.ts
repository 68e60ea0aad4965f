import type { Analysis } from '../../src/engine/analysis.ts';
import { applyEdits, type TextEdit } from '../../src/engine/edits/text-edit.ts';
import type { Diagnostic } from '../../src/engine/diagnostic.ts';
import type { ProvedChange } from '../../src/engine/proof.ts';

/** A case after changes: what it has become, and the texts that differ. */
export interface Changed {
  readonly analysis: Analysis;
  /** By absolute path. */
  readonly texts: ReadonlyMap<string, string>;
}

/** ESLint stops after as many passes. */
const PASSES = 10;

/** Applies what `pick` takes of each diagnostic's offers, pass by pass, as ESLint does: in a pass no two edits touch. */
export function applyAll(start: Analysis, pick: (analysis: Analysis, diagnostic: Diagnostic) => ProvedChange | undefined): Changed {
  const texts = new Map<string, string>();
  let analysis = start;
  for (let pass = 0; pass < PASSES; pass += 1) {
    const changes = new Map<string, TextEdit[]>();
    for (const diagnostic of analysis.diagnostics) {
      const edits = pick(analysis, diagnostic)?.edits ?? [];
      const taken = changes.get(diagnostic.at.file) ?? [];
      if (edits.length > 0 && edits.every(edit => taken.every(other => edit.end < other.start || edit.start > other.end))) changes.set(diagnostic.at.file, [...taken, ...edits]);
    }
    if (changes.size === 0) return { analysis, texts };
    for (const [file, edits] of changes) {
      const source = analysis.files.read(file);
      if ('reason' in source) throw new Error(`${file} can't be read`);
      const text = applyEdits(source.text, edits.toSorted((a, b) => a.start - b.start));
      texts.set(file, text);
      analysis = analysis.withText(file, text);
    }
  }
  throw new Error(`changes after ${PASSES} passes still change something`);
}

/** A diagnostic's fix. */
export function fixOf(analysis: Analysis, diagnostic: Diagnostic): ProvedChange | undefined {
  return analysis.offers(diagnostic).fix;
}

/** A diagnostic's fix, else its first suggestion. */
export function fixOrSuggestionOf(analysis: Analysis, diagnostic: Diagnostic): ProvedChange | undefined {
  const { fix, suggestions } = analysis.offers(diagnostic);
  return fix ?? suggestions[0];
}

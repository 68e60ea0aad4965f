import type { ESLint, Linter } from 'eslint';
import type { Analysis } from '../engine/analysis.ts';
import type { ProvedChange } from '../engine/proof.ts';
import { elsewhere } from '../eslint/message.ts';
import { secretTexts } from '../model/secret-texts.ts';
import type { Place } from '../source/place.ts';
import { toPosix } from '../source/paths.ts';
import { lineMapOf } from '../source/text.ts';
import { fingerprints } from './fingerprint.ts';
import { holdsSecret } from './hide.ts';
import { diagnosticFor, ruleOf } from './match.ts';

/** Lines and columns count from 1, columns in UTF-16 code units; the end is the first column behind. */
export interface Region {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** A region of a file. The path is absolute, with forward slashes. */
export interface Location {
  readonly file: string;
  readonly region: Region;
}

/** A change that was proved, ready to be written by another tool. */
export interface ReportedChange {
  readonly title: string;
  readonly edits: readonly { readonly region: Region; readonly text: string }[];
}

/** One finding as plain data, for formats that other tools read. It holds no text of the code. */
export interface Reported {
  readonly at: Location;
  readonly severity: 'error' | 'warning';
  /** Empty where no rule speaks: wrong settings. */
  readonly rule: string;
  /** What happens and why, without the evidence. */
  readonly message: string;
  readonly evidence: readonly { readonly role: string; readonly at: Location }[];
  /** The fix, or the suggestions, the first one first. */
  readonly changes: readonly ReportedChange[];
  /** The same from run to run, wherever in its file the finding moves. */
  readonly fingerprint: string;
}

/** ESLint's results of one workspace, with what the analysis knows of each. */
export function reportedIn(results: readonly ESLint.LintResult[], analysis: Analysis): readonly Reported[] {
  return results.flatMap(({ filePath, messages }) => {
    const file = toPosix(filePath);
    const names = fingerprints(messages, textOf(file, analysis));
    return messages.map((message, index) => reported(message, file, analysis, names[index] ?? ''));
  });
}

function reported(message: Linter.LintMessage, file: string, analysis: Analysis, fingerprint: string): Reported {
  const diagnostic = diagnosticFor(message, file, analysis);
  const { line, column, endLine = line, endColumn = column } = message;
  const offers = diagnostic === undefined ? undefined : analysis.offers(diagnostic);
  const changes = offers === undefined ? [] : offers.fix === undefined ? offers.suggestions : [offers.fix, ...offers.suggestions];
  return {
    at: { file, region: { line, column, endLine, endColumn } },
    severity: message.severity === 2 ? 'error' : 'warning',
    rule: ruleOf(message),
    message: diagnostic?.message ?? message.message,
    evidence: diagnostic === undefined ? [] : elsewhere(diagnostic).map(({ role, at }) => ({ role, at: locationOf(at, analysis) })),
    changes: changes.filter(({ edits }) => !edits.some(({ text }) => holdsSecret(text, secretTexts(analysis.workspace)))).map(change => changeIn(change, file, analysis)),
    fingerprint,
  };
}

function changeIn({ title, edits }: ProvedChange, file: string, analysis: Analysis): ReportedChange {
  return { title, edits: edits.map(({ start, end, text }) => ({ region: locationOf({ file, start, end }, analysis).region, text })) };
}

function locationOf({ file, start, end }: Place, analysis: Analysis): Location {
  const lines = lineMapOf(textOf(file, analysis));
  const from = lines.position(start);
  const to = lines.position(end);
  return { file, region: { line: from.line, column: from.column, endLine: to.line, endColumn: to.column } };
}

function textOf(file: string, analysis: Analysis): string {
  const source = analysis.files.read(file);
  return 'reason' in source ? '' : source.text;
}

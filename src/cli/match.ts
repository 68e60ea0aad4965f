import type { Linter } from 'eslint';
import type { Analysis } from '../engine/analysis.ts';
import type { Diagnostic } from '../engine/diagnostic.ts';
import type { Place } from '../source/place.ts';
import { lineMapOf } from '../source/text.ts';

/** The diagnostic that an ESLint message tells: the same rule, at the same place, in the same words. `undefined` for a message of another kind. */
export function diagnosticFor(message: Linter.LintMessage, file: string, analysis: Analysis): Diagnostic | undefined {
  return analysis.diagnostics.find(diagnostic => {
    if (diagnostic.at.file !== file || ruleOf(message) !== diagnostic.rule || !message.message.startsWith(diagnostic.message)) return false;
    const at = positionOf(diagnostic.at, analysis);
    return at !== undefined && at.line === message.line && at.column === message.column;
  });
}

/** A rule's name without the plugin's; empty for a message of no rule. */
export function ruleOf({ ruleId }: Linter.LintMessage): string {
  return (ruleId ?? '').replace(/^.*\//, '');
}

/** Where a place begins, counted from 1; `undefined` where the file can't be read. */
export function positionOf(at: Place, analysis: Analysis): { readonly line: number; readonly column: number } | undefined {
  const source = analysis.files.read(at.file);
  return 'reason' in source ? undefined : lineMapOf(source.text).position(at.start);
}

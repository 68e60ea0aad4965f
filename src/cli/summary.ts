import type { ESLint } from 'eslint';
import type { Analysis } from '../engine/analysis.ts';
import { PRODUCT } from '../engine/product.ts';
import { nameFrom } from '../eslint/message.ts';
import type { Colors } from './colors.ts';
import { coverageOf } from './coverage.ts';

/** What the last lines of a report tell. */
export interface Summary {
  readonly results: readonly ESLint.LintResult[];
  readonly analyses: readonly Analysis[];
  /** Files whose text changed. */
  readonly changed: readonly string[];
  /** Whether what changed is on the disk. */
  readonly written: boolean;
  readonly cwd: string;
  readonly colors: Colors;
}

/** What was found, what was changed, and how much was followed. */
export function summaryOf({ results, analyses, changed, written, cwd, colors }: Summary): string {
  const errors = sum(results.map(({ errorCount }) => errorCount));
  const warnings = sum(results.map(({ warningCount }) => warningCount));
  const counts = [...(errors > 0 ? [colors.red(counted(errors, 'error'))] : []), ...(warnings > 0 ? [colors.yellow(counted(warnings, 'warning'))] : [])];
  const files = results.filter(({ messages }) => messages.length > 0).length;
  const worlds = analyses.flatMap(({ workspace }) => workspace.worlds);
  const sessions = new Set(worlds.flatMap(world => world.sessions.map(({ at }) => `${at.file}:${at.start}`)));
  const problems = analyses.flatMap(analysis => analysis.problems);

  const lines = changed.map(file => `${written ? 'Changed' : 'Would change'} ${nameFrom(file, cwd)}`);
  if (counts.length > 0) lines.push(`${counts.join(' and ')} in ${counted(files, 'file')}.${remedies(results)}`);
  else if (sessions.size === 0) lines.push('No session found: nothing here calls express-session or cookie-session.');
  else lines.push(colors.green(`Nothing found. ${counted(sessions.size, 'session')} looked at.`));
  if (problems.length > 0) lines.push(`${counted(problems.length, 'file')} could not be read, or not as a whole.`);
  const { followed, registrations } = coverageOf(analyses.map(({ workspace }) => workspace));
  const all = followed === registrations && problems.length === 0;
  lines.push(`${followed} of ${counted(registrations, 'registration')} followed${all ? '' : ` (\`${PRODUCT.name} inspect\` shows the rest)`}`);
  return `${lines.join('\n')}\n`;
}

function remedies(results: readonly ESLint.LintResult[]): string {
  const messages = results.flatMap(result => result.messages);
  const fixable = messages.filter(({ fix }) => fix !== undefined).length;
  const suggested = messages.filter(({ fix, suggestions }) => fix === undefined && (suggestions ?? []).length > 0).length;
  const parts = [...(fixable > 0 ? [`${fixable} with --fix`] : []), ...(suggested > 0 ? [`${suggested}${fixable > 0 ? ' more' : ''} with --fix-suggestions`] : [])];
  return parts.length === 0 ? '' : ` To be mended: ${parts.join(', ')}.`;
}

/** A number and a noun: `1 file`, `2 files`. */
function counted(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

import type { ESLint } from 'eslint';
import type { Analysis, Tally } from '../engine/analysis.ts';
import { PRODUCT } from '../engine/product.ts';
import { nameFrom } from '../eslint/message.ts';
import type { Baseline } from './baseline.ts';
import { diskFiles } from '../source/disk.ts';
import { packageOf } from '../source/packages.ts';
import { toPosix } from '../source/paths.ts';
import { colorsFor } from './colors.ts';
import type { Io } from './io.ts';

/** What an analysis counts for in a summary. */
export interface Counted extends Tally {
  /** Files that could not be read, or not as a whole. */
  readonly problems: number;
  /** Directories that could not be looked into. */
  readonly closed: number;
}

/** Counts what an analysis has seen. */
export function countedIn({ tally, problems }: Analysis): Counted {
  const closed = problems.filter(({ directory }) => directory).length;
  return { ...tally, problems: problems.length - closed, closed };
}

/** What the last lines of a report tell. */
export interface Summary {
  readonly results: readonly ESLint.LintResult[];
  readonly tallies: readonly Counted[];
  /** Files whose text changed. */
  readonly changed: readonly string[];
  /** Whether what changed is on the disk. */
  readonly written: boolean;
  /** Why there was nothing to look at, where that is so. */
  readonly nothing: string | undefined;
  /** What is known already. */
  readonly known: Pick<Baseline, 'met' | 'gone'> | undefined;
  readonly cwd: string;
  readonly toFile: boolean;
}

/** What was found, what was changed, and how much was followed. */
export function summaryOf({ results, tallies, changed, written, nothing, known, cwd, toFile }: Summary, io: Io): string {
  if (nothing !== undefined) return `${nothing}\n`;
  const colors = colorsFor(io, toFile);
  const errors = sum(results.map(({ errorCount }) => errorCount));
  const warnings = sum(results.map(({ warningCount }) => warningCount));
  const counts = [...(errors > 0 ? [colors.red(counted(errors, 'error'))] : []), ...(warnings > 0 ? [colors.yellow(counted(warnings, 'warning'))] : [])];
  const files = results.filter(({ messages }) => messages.length > 0).length;
  const sessions = sum(tallies.map(tally => tally.sessions));
  const problems = sum(tallies.map(tally => tally.problems));
  const closed = sum(tallies.map(tally => tally.closed));
  const followed = sum(tallies.map(tally => tally.followed));
  const registrations = sum(tallies.map(tally => tally.registrations));

  const lines = changed.map(file => `${written ? 'Changed' : 'Would change'} ${nameFrom(file, cwd)}`);
  lines.push(...byPackage(results, cwd));
  if (counts.length > 0) lines.push(`${counts.join(' and ')} in ${counted(files, 'file')}.${remedies(results)}`);
  else if (sessions === 0) lines.push('No session found: nothing here calls express-session or cookie-session.');
  else lines.push(colors.green(`Nothing found. ${counted(sessions, 'session')} looked at.`));
  if (known !== undefined && known.met > 0) lines.push(`${counted(known.met, 'finding')} of the baseline left out.`);
  if (known !== undefined && known.gone > 0) lines.push(`${counted(known.gone, 'finding')} of the baseline not met: --update-baseline takes what is mended out of it.`);
  if (problems > 0) lines.push(`${counted(problems, 'file')} could not be read, or not as a whole.`);
  if (closed > 0) lines.push(`${closed} ${closed === 1 ? 'directory' : 'directories'} could not be looked into.`);
  const all = followed === registrations && problems + closed === 0;
  lines.push(`${followed} of ${counted(registrations, 'registration')} followed${all ? '' : ` (\`${PRODUCT.name} inspect\` shows the rest)`}`);
  return `${lines.join('\n')}\n`;
}

/** Where findings stand in several packages, how many in each. */
function byPackage(results: readonly ESLint.LintResult[], cwd: string): readonly string[] {
  const disk = diskFiles();
  const packages = new Map<string, { errors: number; warnings: number }>();
  for (const { filePath, errorCount, warningCount } of results) {
    const directory = packageOf(disk, toPosix(filePath))?.directory;
    if (directory === undefined || errorCount + warningCount === 0) continue;
    const { errors, warnings } = packages.get(directory) ?? { errors: 0, warnings: 0 };
    packages.set(directory, { errors: errors + errorCount, warnings: warnings + warningCount });
  }
  if (packages.size < 2) return [];
  return [...packages].map(([directory, { errors, warnings }]) => {
    const counts = [...(errors > 0 ? [counted(errors, 'error')] : []), ...(warnings > 0 ? [counted(warnings, 'warning')] : [])];
    return `${nameFrom(directory, cwd) || '.'}: ${counts.join(' and ')}`;
  });
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

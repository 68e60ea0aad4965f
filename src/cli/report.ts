import { resolve } from 'node:path';
import type { ESLint } from 'eslint';
import type { Analysis } from '../engine/analysis.ts';
import { writeWhole } from '../engine/write.ts';
import { toPosix } from '../source/paths.ts';
import { colorsFor } from './colors.ts';
import type { Engine } from './eslint-run.ts';
import { CannotRun, type Io } from './io.ts';
import type { LintRequest } from './options.ts';
import { pretty } from './pretty.ts';

/** Lines are broken before this column, however wide the terminal is. */
const WIDEST = 100;

/** The findings of one workspace in the default format. */
export function prettyFindings(results: readonly ESLint.LintResult[], analysis: Analysis, { outputFile }: LintRequest, io: Io): string {
  const width = Math.min(io.stdout.columns ?? WIDEST, WIDEST);
  return pretty(results, analysis, { cwd: toPosix(io.cwd), width, colors: colorsFor(io, outputFile !== undefined) });
}

/**
 * Results in one of ESLint's formats.
 *
 * @param tooMany whether there are more warnings than allowed
 * @throws CannotRun where there is no such format
 */
export async function formatted(engine: Engine, results: readonly ESLint.LintResult[], { format, maxWarnings }: LintRequest, tooMany: boolean): Promise<string> {
  const formatter = await engine.loadFormatter(format).catch((error: unknown) => {
    throw new CannotRun(`The format '${format}' can't be loaded: ${firstLine(error)}`);
  });
  const foundWarnings = results.reduce((sum, { warningCount }) => sum + warningCount, 0);
  return await formatter.format([...results], tooMany ? { maxWarningsExceeded: { maxWarnings, foundWarnings } } : {});
}

/**
 * Prints a report, or writes it to the file that is asked for.
 *
 * @throws CannotRun where that file can't be written
 */
export function deliver(report: string, { outputFile }: Pick<LintRequest, 'outputFile'>, io: Io): void {
  const text = report === '' || report.endsWith('\n') ? report : `${report}\n`;
  if (outputFile === undefined) {
    io.stdout.write(text);
    return;
  }
  try {
    writeWhole(resolve(io.cwd, outputFile), text);
  } catch (error) {
    throw new CannotRun(`'${outputFile}' can't be written: ${firstLine(error)}`);
  }
}

function firstLine(error: unknown): string {
  const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
  return line;
}

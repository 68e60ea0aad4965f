import { resolve } from 'node:path';
import type { ESLint } from 'eslint';
import type { Analysis } from '../engine/analysis.ts';
import { writeWhole } from '../engine/write.ts';
import { toPosix } from '../source/paths.ts';
import { colorsFor } from './colors.ts';
import type { Engine } from './eslint-run.ts';
import { textWidth } from './frame.ts';
import { FORMATS } from './formats/index.ts';
import { CannotRun, reasonOf, type Io } from './io.ts';
import { linksFor } from './links.ts';
import { PRETTY, type LintRequest } from './options.ts';
import { pretty } from './pretty.ts';

/** The findings of one workspace in the default format. */
export function prettyFindings(results: readonly ESLint.LintResult[], analysis: Analysis, { outputFile }: LintRequest, io: Io): string {
  return pretty(results, analysis, { cwd: toPosix(io.cwd), width: textWidth(io), colors: colorsFor(io, outputFile !== undefined), link: linksFor(io, outputFile !== undefined) });
}

/**
 * Results in one of ESLint's formats.
 *
 * @param tooMany whether there are more warnings than allowed
 * @throws CannotRun where there is no such format
 */
export async function formatted(engine: Engine, results: readonly ESLint.LintResult[], { format, maxWarnings }: LintRequest, tooMany: boolean): Promise<string> {
  const formatter = await engine.loadFormatter(format).catch((error: unknown) => {
    throw new CannotRun(unloadable(format, error));
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
    throw new CannotRun(`'${outputFile}' can't be written: ${reasonOf(error)}`);
  }
}

/** Why a format can't be loaded. ESLint says where it looked in the first line, and what went wrong there in the second. */
function unloadable(format: string, error: unknown): string {
  const [first = '', second = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
  const [, path] = /^There was a problem loading formatter: (.+)$/.exec(first) ?? [];
  if (path !== undefined && second.includes(`'${path}'`)) {
    return `There is no format '${format}'. There are ${[PRETTY, ...Object.keys(FORMATS), 'json', 'html', 'stylish'].join(', ')}, or the name of a formatter's package or file.`;
  }
  return `The format '${format}' can't be loaded: ${path === undefined ? first : second}`;
}

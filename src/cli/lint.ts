import { resolve } from 'node:path';
import type { ESLint } from 'eslint';
import { rules } from '../../rules/index.ts';
import type { Analysis } from '../engine/analysis.ts';
import type { Project } from '../engine/project.ts';
import { writeWhole } from '../engine/write.ts';
import { nameFrom } from '../eslint/message.ts';
import { isInside, toPosix } from '../source/paths.ts';
import { colorsFor } from './colors.ts';
import { engineFor, type Engine } from './eslint-run.ts';
import { fixAll, textOf, writeChanged, type Changed } from './fix.ts';
import { CannotRun, EXIT, type Io } from './io.ts';
import { PRETTY, type LintRequest, type Severity } from './options.ts';
import { pretty } from './pretty.ts';
import { openProject } from './open.ts';
import { summaryOf } from './summary.ts';
import { asksAbout, targetsOf, type Target } from './targets.ts';

/** A target and its project. */
interface Job {
  readonly target: Target;
  readonly project: Project;
}

/**
 * `session-lint [paths...]`
 *
 * @returns the exit code
 * @throws CannotRun where an argument names nothing, the code can't be followed, or ESLint is missing
 */
export async function lint(request: LintRequest, io: Io): Promise<number> {
  const targets = targetsOf(request.paths, io.cwd);
  const jobs = targets.map((target): Job => ({ target, project: openProject(target, request, io) }));
  const severities = severitiesFor(request);
  const files = ({ target, project }: Job): readonly string[] => filesToReport(target, project.analysis(), severities);

  const silent = jobs.every(job => files(job).length === 0);
  const engine = silent && request.format === PRETTY ? undefined : await engineFor(request, targets, severities, io.cwd);
  const outcomes = engine === undefined ? [] : await inOrder(jobs, job => outcomeOf(job, engine, () => files(job), request));
  const results = outcomes.flatMap(outcome => outcome.results);
  const changed = new Map(outcomes.flatMap(outcome => [...outcome.changed]));
  const refused = request.write ? writeChanged(changed) : [];

  const warnings = results.reduce((sum, { warningCount }) => sum + warningCount, 0);
  const tooMany = request.maxWarnings >= 0 && warnings > request.maxWarnings;
  const report = request.format === PRETTY || engine === undefined
    ? prettyReport(results, jobs, [...changed.keys()], request, io)
    : await formatted(engine, results, request, tooMany);
  for (const { project } of jobs) project.unstage();
  deliver(report, request, io);
  for (const file of refused) io.stderr.write(`${nameFrom(file, toPosix(io.cwd))} has changed meanwhile, or is not UTF-8: it was not written.\n`);
  const errors = results.some(({ errorCount }) => errorCount > 0);
  if (tooMany && !errors) io.stderr.write(`There are more warnings than ${request.maxWarnings}.\n`);
  if (refused.length > 0) return EXIT.couldNotRun;
  return errors || tooMany ? EXIT.findings : EXIT.clean;
}

/** How grave each rule is that runs. */
function severitiesFor({ strict, only, severities, quiet }: LintRequest): ReadonlyMap<string, Severity> {
  const chosen = rules.map(({ name, level }): [string, Severity] => {
    const preset = level === 'error' ? 'error' : level === 'warn' || strict || only.includes(name) ? 'warn' : 'off';
    return [name, severities.get(name) ?? (only.length === 0 || only.includes(name) ? preset : 'off')];
  });
  return new Map(chosen.filter(([, severity]) => severity === 'error' || (severity === 'warn' && !quiet)));
}

function filesToReport(target: Target, analysis: Analysis, severities: ReadonlyMap<string, Severity>): readonly string[] {
  const found = analysis.diagnostics.filter(diagnostic => severities.has(diagnostic.rule) && asksAbout(target, diagnostic));
  return [...new Set(found.map(({ at }) => at.file))];
}

/** What became of one target. */
interface Outcome {
  readonly results: readonly ESLint.LintResult[];
  readonly changed: ReadonlyMap<string, Changed>;
}

async function outcomeOf({ project }: Job, engine: Engine, files: () => readonly string[], { fix }: LintRequest): Promise<Outcome> {
  const changed = fix === 'none' ? new Map<string, Changed>() : await fixAll(project, engine, files, fix === 'suggestions');
  const left = [...new Set([...files(), ...changed.keys()])].sort();
  const results = await inOrder(left, async filePath => {
    const [result] = await engine.lintText(textOf(project, filePath), { filePath });
    if (result === undefined) throw new CannotRun(`ESLint has nothing to say of ${filePath}.`);
    const output = changed.get(filePath)?.after;
    return output === undefined ? result : { ...result, output };
  });
  return { results, changed };
}

function prettyReport(results: readonly ESLint.LintResult[], jobs: readonly Job[], changed: readonly string[], request: LintRequest, io: Io): string {
  const cwd = toPosix(io.cwd);
  const colors = colorsFor(io, request.outputFile !== undefined);
  const analysisOf = (file: string): Analysis | undefined => jobs.find(({ target }) => isInside(file, target.root))?.project.analysis();
  const width = Math.min(io.stdout.columns ?? 100, 100);
  const findings = pretty(results, analysisOf, { cwd, width, colors });
  const summary = summaryOf({ results, analyses: jobs.map(({ project }) => project.analysis()), changed, written: request.write, cwd, colors });
  return findings === '' ? summary : `${findings}\n${summary}`;
}

async function formatted(engine: Engine, results: readonly ESLint.LintResult[], { format, maxWarnings }: LintRequest, tooMany: boolean): Promise<string> {
  const formatter = await engine.loadFormatter(format).catch((error: unknown) => {
    throw new CannotRun(`The format '${format}' can't be loaded: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`);
  });
  const warnings = results.reduce((sum, { warningCount }) => sum + warningCount, 0);
  return await formatter.format([...results], tooMany ? { maxWarningsExceeded: { maxWarnings, foundWarnings: warnings } } : {});
}

function deliver(report: string, { outputFile }: LintRequest, io: Io): void {
  const text = report === '' || report.endsWith('\n') ? report : `${report}\n`;
  if (outputFile === undefined) {
    io.stdout.write(text);
    return;
  }
  try {
    writeWhole(resolve(io.cwd, outputFile), text);
  } catch (error) {
    throw new CannotRun(`'${outputFile}' can't be written: ${error instanceof Error ? error.message : String(error)}`);
  }
}

async function inOrder<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const done: R[] = [];
  for (const item of items) done.push(await work(item));
  return done;
}

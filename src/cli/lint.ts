import type { ESLint } from 'eslint';
import { rules } from '../../rules/index.ts';
import type { Analysis } from '../engine/analysis.ts';
import type { Project } from '../engine/project.ts';
import { closeProject } from '../engine/projects.ts';
import { nameFrom } from '../eslint/message.ts';
import { toPosix } from '../source/paths.ts';
import { engineFor, type Engine } from './eslint-run.ts';
import { fixAll, textOf, writeChanged, type Changed } from './fix.ts';
import { CannotRun, EXIT, type Io } from './io.ts';
import { openProject } from './open.ts';
import { PRETTY, type LintRequest, type Severity } from './options.ts';
import { deliver, formatted, prettyFindings } from './report.ts';
import { summaryOf, tallyOf, type Tally } from './summary.ts';
import { asksAbout, targetsOf, type Target } from './targets.ts';

/** What became of one target. */
interface Outcome {
  readonly results: readonly ESLint.LintResult[];
  readonly changed: ReadonlyMap<string, Changed>;
  /** The findings in the default format, where that is asked for. */
  readonly text: string;
  readonly tally: Tally;
}

/**
 * `session-lint [paths...]`
 *
 * @returns the exit code
 * @throws CannotRun where an argument names nothing, nothing can be followed, or ESLint is missing
 */
export async function lint(request: LintRequest, io: Io): Promise<number> {
  const targets = targetsOf(request.paths, io.cwd);
  const severities = severitiesFor(request);
  let engine: Promise<Engine> | undefined;
  const run: Run = { request, io, severities, engine: () => (engine ??= engineFor(request, targets, severities, io.cwd)) };

  const outcomes: Outcome[] = [];
  const troubles: string[] = [];
  // One after the other, and each forgotten at once: a directory may hold many repositories.
  for (const target of targets) {
    try {
      outcomes.push(await outcomeOf(target, run));
    } catch (error) {
      if (!(error instanceof CannotRun) || targets.length === 1) throw error;
      troubles.push(error.message);
    }
  }
  const results = outcomes.flatMap(outcome => outcome.results);
  const changed = new Map(outcomes.flatMap(outcome => [...outcome.changed]));
  const cwd = toPosix(io.cwd);
  if (request.write) troubles.push(...writeChanged(changed).map(file => `${nameFrom(file, cwd)} has changed meanwhile, or is not UTF-8: it was not written.`));

  const warnings = results.reduce((sum, { warningCount }) => sum + warningCount, 0);
  const tooMany = request.maxWarnings >= 0 && warnings > request.maxWarnings;
  deliver(request.format === PRETTY ? prettyReport(outcomes, run) : await formatted(await run.engine(), results, request, tooMany), request, io);
  for (const trouble of troubles) io.stderr.write(`${trouble}\n`);
  const errors = results.some(({ errorCount }) => errorCount > 0);
  if (tooMany && !errors) io.stderr.write(`There are more warnings than ${request.maxWarnings}.\n`);
  if (troubles.length > 0) return EXIT.couldNotRun;
  return errors || tooMany ? EXIT.findings : EXIT.clean;
}

/** What all targets of one run share. */
interface Run {
  readonly request: LintRequest;
  readonly io: Io;
  readonly severities: ReadonlyMap<string, Severity>;
  /** ESLint, loaded when there is something to report. */
  readonly engine: () => Promise<Engine>;
}

async function outcomeOf(target: Target, run: Run): Promise<Outcome> {
  const { request, io, severities, engine } = run;
  const project = openProject(target, request, io);
  try {
    const files = (): readonly string[] => filesToReport(target, project.analysis(), severities);
    if (files().length === 0) return { results: [], changed: new Map(), text: '', tally: tallyOf(project.analysis()) };
    const eslint = await engine();
    const changed = request.fix === 'none' ? new Map<string, Changed>() : await fixAll(project, eslint, files, request.fix === 'suggestions');
    const results = await resultsFor([...new Set([...files(), ...changed.keys()])].sort(), project, eslint, changed);
    const text = request.format === PRETTY ? prettyFindings(results, project.analysis(), request, io) : '';
    return { results, changed, text, tally: tallyOf(project.analysis()) };
  } finally {
    project.unstage();
    closeProject(project);
  }
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

async function resultsFor(files: readonly string[], project: Project, engine: Engine, changed: ReadonlyMap<string, Changed>): Promise<readonly ESLint.LintResult[]> {
  const results: ESLint.LintResult[] = [];
  for (const filePath of files) {
    const output = changed.get(filePath)?.after;
    const linted = await engine.lintText(textOf(project, filePath), { filePath });
    results.push(...linted.map(result => (output === undefined ? result : { ...result, output })));
  }
  return results;
}

function prettyReport(outcomes: readonly Outcome[], { request, io }: Run): string {
  const findings = outcomes.map(({ text }) => text).filter(text => text !== '');
  const summary = summaryOf({
    results: outcomes.flatMap(({ results }) => results),
    tallies: outcomes.map(({ tally }) => tally),
    changed: outcomes.flatMap(({ changed }) => [...changed.keys()]),
    written: request.write,
    cwd: toPosix(io.cwd),
    toFile: request.outputFile !== undefined,
  }, io);
  return [...findings, summary].join('\n');
}

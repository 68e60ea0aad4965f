import type { ESLint } from 'eslint';
import type { Project } from '../engine/project.ts';
import { closeProject } from '../engine/projects.ts';
import { nameFrom } from '../eslint/message.ts';
import { diskFiles } from '../source/disk.ts';
import { resolvePath, toPosix } from '../source/paths.ts';
import { Baseline, withoutKnown, writeBaseline } from './baseline.ts';
import { choiceFor, type Choice, type Severities } from './choice.ts';
import { engineFor, type Engine } from './eslint-run.ts';
import { fingerprints } from './fingerprint.ts';
import { fixAll, textOf, writeChanged, type Changed, type Unwritten } from './fix.ts';
import { FORMATS } from './formats/index.ts';
import type { Index } from './git.ts';
import { presentable } from './hide.ts';
import { CannotRun, EXIT, type Io } from './io.ts';
import { openProject, type AnalysisSettings } from './open.ts';
import { BASELINE, PRETTY, type LintRequest } from './options.ts';
import { Progress } from './progress.ts';
import { deliver, formatted, prettyFindings } from './report.ts';
import { reportedIn, type Reported } from './reported.ts';
import { countedIn, summaryOf, type Counted } from './summary.ts';
import { asksAbout, selected, type Target } from './targets.ts';
import { secretTexts } from '../model/secret-texts.ts';

/** What became of one target. */
interface Outcome {
  /** What is reported: without what the baseline knows. */
  readonly results: readonly ESLint.LintResult[];
  readonly changed: ReadonlyMap<string, Changed>;
  /** The findings in the default format, where that is asked for. */
  readonly text: string;
  /** The findings for a format of ours, where one is asked for. */
  readonly reported: readonly Reported[];
  /** The names of all findings of each file, those of the baseline included. */
  readonly names: ReadonlyMap<string, readonly string[]>;
  readonly tally: Counted;
}

/**
 * `session-lint [paths...]`
 *
 * @returns the exit code
 * @throws CannotRun where an argument names nothing, nothing can be followed, or ESLint is missing
 */
export async function lint(request: LintRequest, io: Io): Promise<number> {
  const { targets, index } = selected(request, io.cwd);
  const baseline = request.updateBaseline ? undefined : baselineFor(request, io.cwd);
  const choice = await choiceFor(request, io.cwd);
  const workspaces = await Promise.all(targets.map(async (target): Promise<TargetWorkspace> => ({ target, settings: { ...(await choice.settingsFor(target.root)), cache: request.cache } })));
  const severities = new Map<string, Severities>();
  let engine: Promise<Engine> | undefined;
  const run: Run = {
    request,
    io,
    choice,
    severities,
    progress: new Progress(io),
    engine: () => (engine ??= engineFor({ workspaces, severitiesOf: file => severities.get(file) ?? new Map(), fix: request.fix !== 'none', cwd: io.cwd })),
    ...(index === undefined ? {} : { index }),
    ...(baseline === undefined ? {} : { baseline }),
  };

  const outcomes: Outcome[] = [];
  const troubles: string[] = [];
  // One after the other, and each forgotten at once: a directory may hold many repositories.
  for (const workspace of workspaces) {
    try {
      outcomes.push(await outcomeOf(workspace, run));
    } catch (error) {
      if (!(error instanceof CannotRun) || targets.length === 1) throw error;
      troubles.push(error.message);
    }
  }
  troubles.push(...[choice.trouble()].filter(trouble => trouble !== undefined));
  const results = outcomes.flatMap(outcome => outcome.results);
  const unwritten = request.write ? writeChanged(new Map(outcomes.flatMap(outcome => [...outcome.changed]))) : [];
  troubles.push(...unwritten.map(one => whyUnwritten(one, run)));
  if (request.updateBaseline) {
    writeBaseline(baselinePath(request, io.cwd), new Map(outcomes.flatMap(({ names }) => [...names])));
  }

  const warnings = sum(results.map(({ warningCount }) => warningCount));
  const tooMany = request.maxWarnings >= 0 && warnings > request.maxWarnings && !request.updateBaseline;
  deliver(await report(outcomes, results, run, tooMany, unwritten), request, io);
  for (const trouble of troubles) io.stderr.write(`${trouble}\n`);
  const errors = results.some(({ errorCount }) => errorCount > 0) && !request.updateBaseline;
  if (tooMany && !errors) io.stderr.write(`There are more warnings than ${request.maxWarnings}.\n`);
  if (troubles.length > 0) return EXIT.couldNotRun;
  return errors || tooMany ? EXIT.findings : EXIT.clean;
}

interface TargetWorkspace {
  readonly target: Target;
  readonly settings: AnalysisSettings;
}

/** What all targets of one run share. */
interface Run {
  readonly request: LintRequest;
  readonly io: Io;
  readonly choice: Choice;
  /** Of each file that was asked about so far. */
  readonly severities: Map<string, Severities>;
  readonly progress: Progress;
  /** ESLint, loaded when there is something to report. */
  readonly engine: () => Promise<Engine>;
  /** What is looked at instead of the disk. */
  readonly index?: Index;
  readonly baseline?: Baseline;
}

async function outcomeOf({ target, settings }: TargetWorkspace, { request, io, choice, severities, progress, engine, index, baseline }: Run): Promise<Outcome> {
  const project = openProject(target, settings, request, io, progress, index);
  try {
    const files = async (): Promise<readonly string[]> => {
      const found = project.analysis().diagnostics.filter(diagnostic => asksAbout(target, diagnostic));
      for (const { at: { file } } of found) if (!severities.has(file)) severities.set(file, await choice.severitiesFor(file));
      return [...new Set(found.filter(({ at, rule }) => severities.get(at.file)?.has(rule) === true).map(({ at }) => at.file))];
    };
    if ((await files()).length === 0) return { results: [], changed: new Map(), text: '', reported: [], names: new Map(), tally: countedIn(project.analysis()) };
    const eslint = await engine();
    const changed = request.fix === 'none' ? new Map<string, Changed>() : await fixAll(project, eslint, files, request.fix === 'suggestions');
    const all = await resultsFor([...new Set([...await files(), ...changed.keys()])].sort(), project, eslint, changed);
    const namesOf = (result: ESLint.LintResult): readonly string[] => fingerprints(result.messages, textOf(project, toPosix(result.filePath)).replace(/^\uFEFF/, ''));
    const results = baseline === undefined ? all : withoutKnown(all, namesOf, baseline);
    return {
      results: presentable(results, secretTexts(project.analysis().workspace)),
      changed,
      text: request.format === PRETTY ? prettyFindings(results, project.analysis(), request, io) : '',
      reported: Object.hasOwn(FORMATS, request.format) ? reportedIn(results, project.analysis()) : [],
      names: new Map(all.map(result => [toPosix(result.filePath), namesOf(result)])),
      tally: countedIn(project.analysis()),
    };
  } finally {
    progress.end();
    project.unstage();
    closeProject(project);
  }
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

/** What to tell of a file that was left as it is. */
function whyUnwritten({ file, refused }: Unwritten, { io, index }: Run): string {
  const name = nameFrom(file, toPosix(io.cwd));
  if (refused !== undefined) return `${name} was not written: ${refused}.`;
  return index?.texts.has(file) === true
    ? `${name} is staged only in part: it was not written.`
    : `${name} has changed meanwhile, or is not UTF-8: it was not written.`;
}

/** The baseline that is asked for, or that stands in the current directory. */
function baselineFor(request: LintRequest, cwd: string): Baseline | undefined {
  const path = baselinePath(request, cwd);
  return request.baseline === undefined && diskFiles().kind(path) !== 'file' ? undefined : Baseline.read(path);
}

function baselinePath({ baseline = BASELINE }: LintRequest, cwd: string): string {
  return resolvePath(toPosix(cwd), toPosix(baseline));
}

async function report(outcomes: readonly Outcome[], results: readonly ESLint.LintResult[], run: Run, tooMany: boolean, unwritten: readonly Unwritten[]): Promise<string> {
  const { request, io } = run;
  if (request.format === PRETTY) return prettyReport(outcomes, run, unwritten);
  const format = Object.hasOwn(FORMATS, request.format) ? FORMATS[request.format] : undefined;
  return format === undefined ? await formatted(await run.engine(), results, request, tooMany) : format(outcomes.flatMap(({ reported }) => reported), toPosix(io.cwd));
}

function prettyReport(outcomes: readonly Outcome[], { request, io, baseline }: Run, unwritten: readonly Unwritten[]): string {
  const findings = outcomes.map(({ text }) => text).filter(text => text !== '');
  const summary = summaryOf({
    results: outcomes.flatMap(({ results }) => results),
    tallies: outcomes.map(({ tally }) => tally),
    changed: outcomes.flatMap(({ changed }) => [...changed.keys()]).filter(file => !unwritten.some(one => one.file === file)),
    written: request.write,
    nothing: outcomes.length > 0 || request.changed === undefined ? undefined : request.changed === 'staged' ? 'Nothing is staged here.' : `Nothing here has changed since ${request.changed.since}.`,
    known: baseline,
    cwd: toPosix(io.cwd),
    toFile: request.outputFile !== undefined,
  }, io);
  return [...findings, summary].join('\n');
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

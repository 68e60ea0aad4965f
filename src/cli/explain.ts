import { rules } from '../../rules/index.ts';
import type { Analysis } from '../engine/analysis.ts';
import { closeProject } from '../engine/projects.ts';
import { placeText } from '../eslint/message.ts';
import type { Rule } from '../rule.ts';
import { diskFiles } from '../source/disk.ts';
import { resolvePath, toPosix } from '../source/paths.ts';
import { colorsFor, type Colors } from './colors.ts';
import { pageText } from './explain/pages.ts';
import { rulesFor } from './explain/symptoms.ts';
import { textWidth, wrapped } from './frame.ts';
import { CannotRun, EXIT, type Io } from './io.ts';
import { openProject } from './open.ts';
import type { ExplainRequest } from './options.ts';
import { Progress } from './progress.ts';
import { asksAbout, targetsOf } from './targets.ts';

/**
 * `session-lint explain <rule or symptom> [paths...]`: a rule's page, or the rules that would explain what somebody
 * sees, with what of it is found in this codebase.
 *
 * @returns the exit code
 * @throws CannotRun where nothing fits, an argument names nothing, or the code can't be followed
 */
export function explain(request: ExplainRequest, io: Io): number {
  const colors = colorsFor(io, false);
  const named = rules.find(({ name }) => name === request.about.replace(/^session-lint\//, ''));
  io.stdout.write(named === undefined ? answer(request, io, colors) : page(named, colors));
  return EXIT.clean;
}

/** Headings stand out; the rest is Markdown, which is made to be read as it is. */
function page(rule: Rule, colors: Colors): string {
  return pageText(rule).replace(/^#+ (.*)$/gm, (_, heading: string) => colors.bold(heading));
}

/** What somebody sees, and where to look: words that name nothing on the disk were meant to be quoted. */
function asked({ about, paths }: ExplainRequest, io: Io): { readonly about: string; readonly paths: readonly string[] } {
  const disk = diskFiles();
  const first = paths.findIndex(path => disk.kind(resolvePath(toPosix(io.cwd), toPosix(path))) !== undefined || isPattern(path));
  const words = first < 0 ? paths : paths.slice(0, first);
  return { about: [about, ...words].join(' '), paths: first < 0 ? ['.'] : paths.slice(first) };
}

/** Whether a word is meant for a path: no symptom has a slash or a star. */
function isPattern(word: string): boolean {
  return /[/*\\]/.test(word);
}

interface Seen {
  readonly rule: Rule;
  readonly places: readonly string[];
}

function answer(request: ExplainRequest, io: Io, colors: Colors): string {
  const { about, paths } = asked(request, io);
  if (rulesFor(about).length === 0) throw new CannotRun(`No rule speaks of '${about}'. Other words may help: what the user sees, or what the log says.`);
  const places = placesOf({ ...request, paths }, io);
  const seen = rulesFor(about, new Set(places.keys())).map((rule): Seen => ({ rule, places: places.get(rule.name) ?? [] }));
  return [...seen.map(one => entry(one, io, colors)), `More: session-lint explain ${seen[0]?.rule.name ?? ''}`, ''].join('\n');
}

function entry({ rule, places }: Seen, io: Io, colors: Colors): string {
  const here = places.length === 0 ? colors.dim('not found here') : colors.red(`found at ${places.join(', ')}`);
  return `${colors.bold(rule.name)}  ${here}\n${wrapped(rule.symptom, textWidth(io), '  ')}\n`;
}

/** Where each rule has something to say of the code, as `src/app.ts:12`. */
function placesOf(request: ExplainRequest, io: Io): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  const progress = new Progress(io);
  for (const target of targetsOf(request.paths, io.cwd)) {
    const project = openProject(target, { serverOrigins: request.serverOrigins, environments: [], ignore: [], cache: request.cache }, request, io, progress);
    const analysis: Analysis = project.analysis();
    for (const diagnostic of analysis.diagnostics.filter(one => asksAbout(target, one))) {
      const place = placeText(diagnostic.at, analysis.files, toPosix(io.cwd));
      const places = found.get(diagnostic.rule) ?? [];
      if (!places.includes(place)) found.set(diagnostic.rule, [...places, place]);
    }
    closeProject(project);
  }
  progress.end();
  return found;
}

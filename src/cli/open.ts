import type { Files } from '../source/files.ts';
import { diskFiles, type DiskMemory } from '../source/disk.ts';
import { withoutFiles } from '../source/hidden.ts';
import { overlaid } from '../source/overlay.ts';
import { rules } from '../../rules/index.ts';
import type { Settings } from '../engine/analysis.ts';
import { projectFor } from '../engine/projects.ts';
import type { Project } from '../engine/project.ts';
import { CannotRun, type Io } from './io.ts';
import type { Index } from './git.ts';
import type { Where } from './options.ts';
import type { Progress } from './progress.ts';
import type { Target } from './targets.ts';

/** How much text, in characters, the facts of which outlive the program that is run from it: those of common code are asked for again. */
const KEEPS = 2 * 1024 * 1024;

/** How a workspace is analysed. */
export interface AnalysisSettings extends Settings {
  /** Whether facts are kept on disk. */
  readonly cache: boolean;
}

/**
 * Analyses a target, with a line on the terminal where that takes long. The project is the one the plugin will find.
 *
 * @param progress is gone on with where the project is asked for more; the caller ends it before there is anything to say
 * @param index what is looked at instead of the disk, where that is asked for
 * @throws CannotRun where the code can't be followed at all
 */
export function openProject({ root }: Target, settings: AnalysisSettings, { debug }: Pick<Where, 'debug'>, io: Io, progress: Progress, index?: Index): Project {
  const started = performance.now();
  const project = projectFor({ ...settings, root, rules }, {
    tick: step => progress.tick(step),
    hiring: {},
    keeps: KEEPS,
    ...(index === undefined ? {} : { open: (memory: DiskMemory) => asInIndex(diskFiles({ memory }), index) }),
  });
  const { failure, tally, problems } = project.analysis();
  project.flush();
  if (debug || failure !== undefined) progress.end();
  if (debug) io.stderr.write(`${root}: ${tally.registrations} registrations, ${problems.length} problems, ${project.threads} ${project.threads === 1 ? 'thread' : 'threads'}, ${Math.round(performance.now() - started)} ms\n`);
  if (failure !== undefined) throw new CannotRun(failure);
  return project;
}

/** The files as a commit made now would hold them. What git ignores is there as well: installed packages say which versions run. */
function asInIndex(disk: Files, { texts, untracked }: Index): Files {
  return overlaid(withoutFiles(disk, untracked), texts);
}

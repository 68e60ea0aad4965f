import { rules } from '../../rules/index.ts';
import { projectFor, settingsOf } from '../engine/projects.ts';
import type { Project } from '../engine/project.ts';
import { CannotRun, type Io } from './io.ts';
import type { Where } from './options.ts';
import { Progress } from './progress.ts';
import type { Target } from './targets.ts';

/**
 * Analyses a target, with a line on the terminal where that takes long. The project is the one the plugin will find.
 *
 * @throws CannotRun where the code can't be followed at all
 */
export function openProject({ root }: Target, { serverOrigins, cache, debug }: Where, io: Io): Project {
  const progress = new Progress(io);
  const started = performance.now();
  const project = projectFor({ ...settingsOf({ serverOrigins }), root, rules, cache }, () => progress.tick());
  const { failure, workspace, problems } = project.analysis();
  project.flush();
  progress.end();
  if (debug) io.stderr.write(`${root}: ${workspace.worlds.length} programs and environments, ${problems.length} problems, ${Math.round(performance.now() - started)} ms\n`);
  if (failure !== undefined) throw new CannotRun(failure);
  return project;
}

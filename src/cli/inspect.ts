import { colorsFor } from './colors.ts';
import { inspectionOf } from './inspect/inspection.ts';
import { inspectionText } from './inspect/text.ts';
import { EXIT, type Io } from './io.ts';
import { openProject } from './open.ts';
import type { InspectRequest } from './options.ts';
import { targetsOf } from './targets.ts';

/**
 * `session-lint inspect [paths...]`: what the analyser sees of each workspace that the paths belong to.
 *
 * @returns the exit code
 * @throws CannotRun where an argument names nothing or the code can't be followed
 */
export function inspect(request: InspectRequest, io: Io): number {
  const inspections = targetsOf(request.paths, io.cwd).map(target => inspectionOf(openProject(target, { serverOrigins: request.serverOrigins, environments: [], ignore: [], cache: request.cache }, request, io).analysis()));
  const text = request.json
    ? `${JSON.stringify(inspections.length === 1 ? inspections[0] : inspections, null, 2)}\n`
    : inspections.map(inspection => inspectionText(inspection, colorsFor(io, false))).join('\n');
  io.stdout.write(text);
  return EXIT.clean;
}

import type { Colors } from './colors.ts';
import { colorsFor } from './colors.ts';
import { inspectionPage } from './inspect/html.ts';
import { inspectionOf, type Inspection } from './inspect/inspection.ts';
import { inspectionText } from './inspect/text.ts';
import { EXIT, type Io } from './io.ts';
import { openProject } from './open.ts';
import type { InspectRequest } from './options.ts';
import { Progress } from './progress.ts';
import { deliver } from './report.ts';
import { targetsOf } from './targets.ts';

/**
 * `session-lint inspect [paths...]`: what the analyser sees of each workspace that the paths belong to.
 *
 * @returns the exit code
 * @throws CannotRun where an argument names nothing or the code can't be followed
 */
export function inspect(request: InspectRequest, io: Io): number {
  const settings = { serverOrigins: request.serverOrigins, environments: [], ignore: [], cache: request.cache };
  const progress = new Progress(io);
  const inspections = targetsOf(request.paths, io.cwd).map(target => inspectionOf(openProject(target, settings, request, io, progress).analysis()));
  progress.end();
  deliver(written(inspections, request.as, colorsFor(io, request.outputFile !== undefined)), request, io);
  return EXIT.clean;
}

function written(inspections: readonly Inspection[], as: InspectRequest['as'], colors: Colors): string {
  switch (as) {
    case 'json': return `${JSON.stringify(inspections.length === 1 ? inspections[0] : inspections, null, 2)}\n`;
    case 'html': return inspectionPage(inspections);
    case 'text': return inspections.map(inspection => inspectionText(inspection, colors)).join('\n');
  }
}

import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { projectFor } from '../../src/engine/projects.ts';
import { rules } from '../../rules/index.ts';
import { writeApp } from './app.ts';
import { edited, fileOf, LOOKS, Times } from './typing.ts';

/**
 * `npm run bench:edits -- --files 300 --edits 500`: how long an edit takes through the API, as an editor makes one: the
 * text of one file differs from the disk, and all that is said of that file is asked for.
 */
const { values } = parseArgs({ options: { files: { type: 'string', default: '300' }, edits: { type: 'string', default: '500' } } });
const root = join(tmpdir(), 'session-lint-bench', 'app');
const files = writeApp(root, Number(values.files));
const project = projectFor({ root, rules, cache: false, serverOrigins: [], environments: [], ignore: [] });
const first = performance.now();
const { tally, diagnostics } = project.analysis();
process.stdout.write(`${files.length} files, ${tally.registrations} registrations, ${diagnostics.length} findings; the first look: ${(performance.now() - first).toFixed(0)} ms\n`);

const times = new Times();
const work = new Times();
for (let edit = 0; edit < Number(values.edits); edit += 1) {
  const file = `${root}/${fileOf(files, edit)}`;
  const text = edited(readFileSync(file, 'utf8'), edit);
  const before = process.cpuUsage();
  const started = performance.now();
  const said = project.analysisWith(file, text)?.diagnostics.filter(({ at }) => at.file === file);
  const took = performance.now() - started;
  if (said === undefined && !file.includes('/lib/')) throw new Error(`nothing was looked at in ${file}`);
  const { user, system } = process.cpuUsage(before);
  times.note(file, took);
  work.note(file, (user + system) / 1000);
  if (LOOKS.includes(edit + 1)) process.stdout.write(`after ${edit + 1} edits: ${memory()}\n`);
}
process.stdout.write(`${times.toString()}processor time of ${work.toString()}`);

function memory(): string {
  const { rss } = process.memoryUsage();
  globalThis.gc?.();
  return `${(rss / 1e6).toFixed(0)} MB, of which it holds ${(process.memoryUsage().heapUsed / 1e6).toFixed(0)} MB`;
}

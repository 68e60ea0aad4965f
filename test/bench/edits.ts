import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { projectFor } from '../../src/engine/projects.ts';
import { rules } from '../../rules/index.ts';
import { writeApp } from './app.ts';
import { percentile } from './measure.ts';

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

const kinds = new Map<string, number[]>();
for (let edit = 0; edit < Number(values.edits); edit += 1) {
  const file = `${root}/${files[(edit * 37) % files.length] ?? ''}`;
  const text = edited(readFileSync(file, 'utf8'), edit);
  const started = performance.now();
  const said = project.analysisWith(file, text)?.diagnostics.filter(({ at }) => at.file === file);
  const took = performance.now() - started;
  if (said === undefined && !file.includes('/lib/')) throw new Error(`nothing was looked at in ${file}`);
  for (const kind of ['all', file.includes('/lib/') ? 'a module without sessions' : 'a file of the server']) kinds.set(kind, [...(kinds.get(kind) ?? []), took]);
}
for (const [kind, times] of kinds) process.stdout.write(`${kind}: ${times.length} edits, median ${percentile(times, 50).toFixed(1)} ms, 95th percentile ${percentile(times, 95).toFixed(1)} ms\n`);
process.stdout.write(`heap ${(process.memoryUsage().heapUsed / 1e6).toFixed(0)} MB\n`);

/** What somebody types: a statement in the middle, or a word in a comment. */
function edited(text: string, edit: number): string {
  const at = text.indexOf('\n}', Math.floor(text.length / 2));
  return edit % 2 === 0 || at < 0 ? `${text}// edit ${edit}\n` : `${text.slice(0, at)}\n  console.log('edit', ${edit});${text.slice(at)}`;
}

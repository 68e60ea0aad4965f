import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { rules } from '../../rules/index.ts';
import { writeApp } from '../bench/app.ts';
import { equip } from '../bench/contestants.ts';
import { percentile } from '../bench/measure.ts';
import { edited, fileOf, LOOKS, Times } from '../bench/typing.ts';
import { Editor } from './editor.ts';

/**
 * `npm run bench:editor -- --files 300 --edits 2000 [--without]`: how long an edit takes in an editor, from the change
 * of a text to what is shown in it, through VS Code's ESLint server with typescript-eslint's parser and the rules that
 * ESLint recommends; `--without` session-lint, for what is not its own.
 */
const { values } = parseArgs({ options: { files: { type: 'string', default: '300' }, edits: { type: 'string', default: '2000' }, without: { type: 'boolean', default: false } } });
const root = join(tmpdir(), 'session-lint-bench', 'editor', values.without ? 'without' : 'with');
const files = writeApp(root, Number(values.files));
equip(root, rules.map(({ name }) => name));
symlinkSync(join(root, '../node_modules/.bin'), join(root, 'node_modules/.bin'));
writeFileSync(join(root, 'eslint.config.mjs'), `export { default } from './eslint.${values.without ? 'own' : 'session'}.mjs';\n`);

const editor = await Editor.open({ root, write: (file, text) => { writeFileSync(join(root, file), text); } }, true);
const open = new Set<string>();
const times = new Times();
try {
  const started = performance.now();
  await show(fileOf(files, 0));
  process.stdout.write(`${files.length} files, ${values.without ? 'without' : 'with'} session-lint; the first look: ${(performance.now() - started).toFixed(0)} ms\n`);
  const work: number[] = [];
  for (let edit = 0; edit < Number(values.edits); edit += 1) {
    const file = fileOf(files, edit);
    await show(file);
    const text = edited(readFileSync(join(root, file), 'utf8'), edit);
    const before = editor.work();
    const from = performance.now();
    await editor.type(file, text);
    await editor.shown(file);
    times.note(file, performance.now() - from);
    work.push(editor.work() - before);
    if (LOOKS.includes(edit + 1)) process.stdout.write(`the server after ${edit + 1} edits: ${editor.memory().toFixed(0)} MB, of which it holds ${(await editor.heap()).toFixed(0)} MB; processor time of an edit: ${spent(work)}\n`);
  }
  process.stdout.write(`${times.toString()}processor time of an edit: ${spent(work)}; ${loadavg()[0]?.toFixed(1) ?? '?'} programs at work on average\n`);
} finally {
  await editor.close();
}

/** What else the machine does is not in it. It is counted in steps of ten milliseconds, so that the mean says most. */
function spent(work: readonly number[]): string {
  return `mean ${(work.reduce((sum, one) => sum + one, 0) / work.length).toFixed(1)} ms, 95th percentile ${percentile(work, 95)} ms`;
}

/** Opens a file that is not open yet: what stands in it is shown before somebody types. */
async function show(file: string): Promise<void> {
  if (open.has(file)) return;
  open.add(file);
  await editor.openFile(file);
  await editor.shown(file);
}

import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { rules } from '../../rules/index.ts';
import { CONTESTANTS, equip, type Contestant } from './contestants.ts';
import { measure, type Measured } from './measure.ts';
import { growthOf, pageOf, tableOf, type Raced } from './report.ts';
import { writeTree } from './tree.ts';

/**
 * `npm run bench -- --sizes 100,1000 --runs 5 [--plugins-up-to 3000] [--only name] [--processors 2] [--write]`
 *
 * Every contestant runs once in each round, so that what else the machine does falls on all alike. Ratios are medians
 * of the rounds' own ratios. `--processors` has all run on so many of them (Linux). `--write` makes `RESULTS.md` anew:
 * a table for each size, one on two processors, how time grows, and what an edit takes.
 */
const { values } = parseArgs({ options: {
  'sizes': { type: 'string', default: '100,1000,3000,10000,50000' }, 'runs': { type: 'string', default: '5' }, 'only': { type: 'string' },
  'plugins-up-to': { type: 'string', default: 'Infinity' }, 'processors': { type: 'string' }, 'write': { type: 'boolean', default: false },
} });
const sizes = values.sizes.split(',').map(Number);
const runs = Number(values.runs);
const processors = values.processors === undefined ? undefined : Number(values.processors);
if (sizes.some(size => !(size > 0)) || !(runs > 0) || (processors !== undefined && !(processors > 0))) throw new Error('--sizes takes numbers of files, --runs how often, --processors how many.');
/** The size that is measured on two processors as well. */
const ON_TWO = 3000;
/** How many edits are made through the API, and in an editor. */
const EDITS = { api: '500', editor: '2000' };

const races: Raced[] = [];
for (const size of sizes) races.push(await raced(size, processors));
const sections = races.map(tableOf);
if (values.write) {
  if (process.platform === 'linux' && sizes.includes(ON_TWO)) sections.push(tableOf(await raced(ON_TWO, 2)));
  if (races.length > 1) sections.push(growthOf(races));
  sections.push(edits());
  writeFileSync(join(process.cwd(), 'test/bench/RESULTS.md'), pageOf(sections, runs));
}

/** Has everyone run on a tree of so many files, and prints what it came to. */
async function raced(size: number, on: number | undefined): Promise<Raced> {
  const tree = writeTree(join(tmpdir(), 'session-lint-bench', String(size)), size);
  equip(tree.root, rules.filter(({ level }) => level !== 'strict').map(({ name }) => name));
  // What takes minutes is not run on fewer processors as well.
  const most = on === undefined ? Number(values['plugins-up-to']) : 0;
  const chosen = CONTESTANTS.filter(({ name, upTo }) => size <= upTo && (upTo === Infinity || size <= most) && (values.only === undefined || name.includes(values.only) || name.startsWith('floor')));
  const race: Raced = { tree, rounds: await roundsOf(chosen, tree.root, on), ...(on === undefined ? {} : { processors: on }) };
  process.stdout.write(`${tableOf(race)}\n`);
  return race;
}

async function roundsOf(contestants: readonly Contestant[], root: string, on: number | undefined): Promise<Raced['rounds']> {
  const rounds = new Map<string, Measured[]>(contestants.map(({ name }) => [name, []]));
  // One round for nothing: the disk's cache is filled, and caches are written.
  for (let round = 0; round <= runs; round += 1) {
    for (const { name, command, args, before } of contestants) {
      before?.(root);
      const one = await (on === undefined ? measure(command, args, root) : measure('taskset', ['-c', `0-${on - 1}`, command, ...args], root));
      if (round > 0) rounds.get(name)?.push(one);
    }
    process.stderr.write(`\rround ${round} of ${runs} on ${root}   `);
  }
  process.stderr.write('\r');
  return rounds;
}

/** What an edit takes: through the API, and in an editor with and without the plugin. */
function edits(): string {
  const said = (script: string, ...args: readonly string[]): string => execFileSync('npm', ['run', '--silent', script, '--', ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  const parts = [
    ['Through the API', said('bench:edits', '--edits', EDITS.api)],
    ['In VS Code\'s ESLint server', said('bench:editor', '--edits', EDITS.editor)],
    ['There without session-lint', said('bench:editor', '--edits', EDITS.editor, '--without')],
  ] as const;
  return ['## What an edit takes', '', ...parts.flatMap(([title, text]) => [`${title}:`, '', ...text.trim().split('\n').map(line => `- ${line}`), ''])].join('\n');
}

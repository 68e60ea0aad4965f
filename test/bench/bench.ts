import { writeFileSync } from 'node:fs';
import { cpus, loadavg, release, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { rules } from '../../rules/index.ts';
import { CONTESTANTS, equip, type Contestant } from './contestants.ts';
import { measure, median, type Measured } from './measure.ts';
import { writeTree, type Tree } from './tree.ts';

/**
 * `npm run bench -- --sizes 100,1000 --runs 5 [--plugins-up-to 3000] [--only name] [--write]`
 *
 * Every contestant runs once in each round, so that what else the machine does falls on all alike. Ratios are medians
 * of the rounds' own ratios.
 */
const { values } = parseArgs({ options: {
  sizes: { type: 'string', default: '100,1000,3000,10000,50000' }, runs: { type: 'string', default: '5' }, only: { type: 'string' }, 'plugins-up-to': { type: 'string', default: 'Infinity' }, write: { type: 'boolean', default: false },
} });
const sizes = values.sizes.split(',').map(Number);
const runs = Number(values.runs);
if (sizes.some(size => !(size > 0)) || !(runs > 0)) throw new Error('--sizes takes numbers of files, --runs how often.');

const tables: string[] = [];
for (const size of sizes) {
  const tree = writeTree(join(tmpdir(), 'session-lint-bench', String(size)), size);
  equip(tree.root, rules.filter(({ level }) => level !== 'strict').map(({ name }) => name));
  const chosen = CONTESTANTS.filter(({ name, upTo }) => size <= upTo && (upTo === Infinity || size <= Number(values['plugins-up-to'])) && (values.only === undefined || name.includes(values.only) || name.startsWith('floor')));
  tables.push(tableOf(tree, await race(chosen, tree.root)));
  process.stdout.write(`${tables.at(-1) ?? ''}\n`);
}
if (values.write) writeFileSync(join(process.cwd(), 'test/bench/RESULTS.md'), report());

type Rounds = ReadonlyMap<Contestant, readonly Measured[]>;

async function race(contestants: readonly Contestant[], root: string): Promise<Rounds> {
  const rounds = new Map<Contestant, Measured[]>(contestants.map(contestant => [contestant, []]));
  // One round for nothing: the disk's cache is filled, and caches are written.
  for (let round = 0; round <= runs; round += 1) {
    for (const [contestant, measured] of rounds) {
      contestant.before?.(root);
      const one = await measure(contestant.command, contestant.args, root);
      if (round > 0) measured.push(one);
    }
    process.stderr.write(`\rround ${round} of ${runs} on ${root}   `);
  }
  process.stderr.write('\r');
  return rounds;
}

function tableOf(tree: Tree, rounds: Rounds): string {
  const of = (name: string): readonly Measured[] => [...rounds].find(([contestant]) => contestant.name === name)?.[1] ?? [];
  const middle = (measured: readonly Measured[], figure: (one: Measured) => number): string => median(measured.map(figure)).toFixed(0);
  const ratio = (measured: readonly Measured[], to: readonly Measured[], figure: (one: Measured) => number): string =>
    (to.length === 0 ? '' : median(measured.map((one, index) => figure(one) / (to[index] === undefined ? Number.NaN : figure(to[index])))).toFixed(2));
  const rows = [...rounds].map(([{ name }, measured]) => {
    const time = ['floor: Node reads every file', 'oxlint', ...(name.startsWith('ESLint') ? ['ESLint'] : [])].flatMap(to => [ratio(measured, of(to), wall), ratio(measured, of(to), processor)].join(' · '));
    return `| ${[name, middle(measured, wall), middle(measured, processor), middle(measured, ({ megabytes }) => megabytes), time[0], time[1], time[2] ?? ''].join(' | ')} |`;
  });
  return [
    `## ${tree.files} files, ${(tree.bytes / 1e6).toFixed(0)} MB, ${tree.serverFiles} of them server code`, '',
    '| | ms | CPU ms | MB | to the floor | to oxlint | to ESLint |', '|---|---|---|---|---|---|---|', ...rows, '',
  ].join('\n');
}

function report(): string {
  const [processor] = cpus();
  return `# What it costs\n\n\`npm run bench -- --write\` makes this page anew: medians of ${runs} rounds in which every contestant ran once. Ratios are of time · of processors' time, each the median of the rounds' own. "No cache" is \`--no-cache\`; "first run" fills the cache; "next run" finds it filled. ESLint runs with typescript-eslint's parser and the rules that it recommends itself.\n\n`
    + `Node ${process.version}, ${cpus().length} × ${processor?.model.trim() ?? 'unknown processor'}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, ${process.platform} ${release()}; ${loadavg()[0]?.toFixed(0) ?? '?'} programs at work on average.\n\n${tables.join('\n')}`;
}

function wall({ milliseconds }: Measured): number {
  return milliseconds;
}

function processor(one: Measured): number {
  return one.processor;
}

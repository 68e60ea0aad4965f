import { cpus, loadavg, release, totalmem } from 'node:os';
import { median, type Measured } from './measure.ts';
import type { Tree } from './tree.ts';

/** What each contestant took on one tree, round by round, by its name. */
export interface Raced {
  readonly tree: Tree;
  readonly rounds: ReadonlyMap<string, readonly Measured[]>;
  /** On how many processors, where not on all. */
  readonly processors?: number;
}

/** Contestants that others are compared with. */
const FLOOR = 'floor: Node reads every file';
const COMPARED = [FLOOR, 'oxlint', 'ESLint'];

/** A table of what each contestant took on one tree. */
export function tableOf({ tree, rounds, processors }: Raced): string {
  const rows = [...rounds].map(([name, measured]) => {
    const [toFloor = '', toOxlint = '', toESLint = ''] = COMPARED.map(other => (other === 'ESLint' && !name.startsWith('ESLint') ? '' : ratios(measured, rounds.get(other) ?? [])));
    return row([name, ...[wall, processor, memory].map(figure => median(measured.map(figure)).toFixed(0)), toFloor, toOxlint, toESLint]);
  });
  const where = processors === undefined ? '' : `, on ${processors} processors`;
  return [
    `## ${tree.files} files, ${(tree.bytes / 1e6).toFixed(0)} MB, ${tree.serverFiles} of them server code${where}`, '',
    row(['', 'ms', 'CPU ms', 'MB', 'to the floor', 'to oxlint', 'to ESLint']), rule(7), ...rows, '',
  ].join('\n');
}

/** A table of how time grows from each tree to the next, for those who ran on all of them. */
export function growthOf(races: readonly Raced[]): string {
  const steps = races.slice(1).map((to, index) => ({ from: races[index], to }));
  const names = [...(races[0]?.rounds.keys() ?? [])].filter(name => races.every(({ rounds }) => rounds.has(name)));
  const grown = (name: string, from: Raced | undefined, to: Raced): string => (middle(to, name) / (from ? middle(from, name) : Number.NaN)).toFixed(1);
  return [
    '## How time grows with the tree', '',
    row(['', ...steps.map(({ from, to }) => `${from?.tree.files ?? ''} → ${to.tree.files}`)]), rule(steps.length + 1),
    ...names.map(name => row([name, ...steps.map(({ from, to }) => grown(name, from, to))])), '',
  ].join('\n');
}

/** The whole page. */
export function pageOf(sections: readonly string[], runs: number): string {
  const [first] = cpus();
  return `# What it costs

\`npm run bench -- --write\` makes this page anew: medians of ${runs} rounds in which every contestant ran once. Ratios are of time · of processors' time, each the median of the rounds' own. "No cache" is \`--no-cache\`; "first run" fills the cache; "next run" finds it filled. ESLint runs with typescript-eslint's parser and the rules that it recommends itself.

Node ${process.version}, ${cpus().length} × ${first?.model.trim() ?? 'unknown processor'}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, ${process.platform} ${release()}; ${loadavg()[0]?.toFixed(0) ?? '?'} programs at work on average.

${sections.join('\n')}`;
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function rule(columns: number): string {
  return `|${'---|'.repeat(columns)}`;
}

/** Time, and processors' time, against another contestant's in the same rounds. */
function ratios(measured: readonly Measured[], to: readonly Measured[]): string {
  const ratio = (figure: (one: Measured) => number): string => median(measured.map((one, round) => figure(one) / (to[round] === undefined ? Number.NaN : figure(to[round])))).toFixed(2);
  return to.length === 0 ? '' : `${ratio(wall)} · ${ratio(processor)}`;
}

function middle({ rounds }: Raced, name: string): number {
  return median((rounds.get(name) ?? []).map(wall));
}

function wall({ milliseconds }: Measured): number {
  return milliseconds;
}

function processor(one: Measured): number {
  return one.processor;
}

function memory({ megabytes }: Measured): number {
  return megabytes;
}

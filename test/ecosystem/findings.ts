import { join } from 'node:path';
import { rules } from '../../rules/index.ts';
import type { Analysis } from '../../src/engine/analysis.ts';
import { analyse } from '../../src/engine/projects.ts';
import { diskFiles } from '../../src/source/disk.ts';
import type { Place } from '../../src/source/place.ts';
import { below, toPosix } from '../../src/source/paths.ts';
import { scan } from '../../src/source/scan.ts';
import { lineMapOf } from '../../src/source/text.ts';
import type { Unpacked } from './fetch.ts';

/** What all rules, strict ones included, say of a package: a paragraph of text without a word of the package's code. */
export function findingsOf({ published: { spec, within = '' }, directory }: Unpacked): string {
  const root = toPosix(join(directory, within));
  const analysis = analyse({ root, rules });
  const lines = [
    `  ${counts(root, analysis)}`,
    ...(analysis.failure === undefined ? [] : ['  could not be followed at all']),
    ...analysis.problems.map(({ file }) => `  not read whole: ${below(file, root) ?? file}`).sort(),
    ...found(analysis),
  ];
  return `${spec}${within === '' ? '' : ` ${within}`}\n${lines.join('\n')}\n`;
}

function counts(root: string, { workspace, tally }: Analysis): string {
  const { files } = scan(diskFiles(), [root]);
  const programs = new Set(workspace.worlds.map(({ entry }) => entry.file)).size;
  return `${files.length} files looked into, ${programs} programs, ${tally.sessions} sessions, ${tally.followed} of ${tally.registrations} registrations followed`;
}

/** Level, rule and place of each finding, in the order of files and lines. */
function found(analysis: Analysis): string[] {
  return analysis.diagnostics
    .map(({ level, rule, at, crashed }) => ({ text: `${crashed === true ? 'crash' : level} ${rule}`, ...lineOf(at, analysis) }))
    .sort((a, b) => compare(a.file, b.file) || a.line - b.line || compare(a.text, b.text))
    .map(({ text, file, line }) => `  ${text} ${file}:${line}`);
}

function lineOf({ file, start }: Place, { root, files }: Analysis): { file: string; line: number } {
  const source = files.read(file);
  return { file: below(file, root) ?? file, line: 'reason' in source ? 0 : lineMapOf(source.text).position(start).line };
}

/** The same order on every machine, whatever its language. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

import { existsSync, readFileSync } from 'node:fs';
import type { ESLint, Linter } from 'eslint';
import { applyEdits } from '../engine/edits/text-edit.ts';
import type { Project } from '../engine/project.ts';
import { writeWhole } from '../engine/write.ts';
import type { Engine } from './eslint-run.ts';
import { reasonOf } from './io.ts';

/** A fix may wake a rule in another file: so often it is looked again. */
const ROUNDS = 10;
const BYTE_ORDER_MARK = '\uFEFF';

/** What became of a file's text. Both with their byte order mark. */
export interface Changed {
  readonly before: string;
  readonly after: string;
}

/**
 * Applies fixes, in memory, until nothing changes any more. Texts are staged in the project, so that every file is
 * looked at beside the others as they will be.
 *
 * @param filesToFix the files that have findings as things stand
 * @param suggestions whether the first suggestion of a finding without a fix is applied as well
 * @returns what became of each file that changed
 */
export async function fixAll(project: Project, engine: Engine, filesToFix: () => Promise<readonly string[]>, suggestions: boolean): Promise<ReadonlyMap<string, Changed>> {
  const changed = new Map<string, Changed>();
  for (let round = 0; round < ROUNDS; round += 1) {
    let quiet = true;
    for (const file of await filesToFix()) {
      const before = textOf(project, file);
      const after = await fixOne(engine, file, before, suggestions);
      if (after === before) continue;
      quiet = false;
      project.stage(file, after);
      changed.set(file, { before: changed.get(file)?.before ?? before, after });
    }
    if (quiet) break;
  }
  return changed;
}

/** A file's text as things stand, with its byte order mark. */
export function textOf(project: Project, file: string): string {
  const source = project.analysis().files.read(file);
  return 'reason' in source ? '' : `${source.bom ? BYTE_ORDER_MARK : ''}${source.text}`;
}

/** A file that was left as it is: on the disk it is no longer what it was, or the system refused. */
export interface Unwritten {
  readonly file: string;
  /** What the system said. */
  readonly refused?: string;
}

/** Writes what has changed; gives the files that could not be written. */
export function writeChanged(changed: ReadonlyMap<string, Changed>): readonly Unwritten[] {
  const unwritten: Unwritten[] = [];
  for (const [file, { before, after }] of changed) {
    try {
      if (existsSync(file) && readFileSync(file).equals(Buffer.from(before))) writeWhole(file, after);
      else unwritten.push({ file });
    } catch (error) {
      unwritten.push({ file, refused: reasonOf(error) });
    }
  }
  return unwritten;
}

async function fixOne(engine: Engine, filePath: string, text: string, suggestions: boolean): Promise<string> {
  const [result] = await engine.lintText(text, { filePath });
  const output = result?.output ?? text;
  return suggestions && result !== undefined ? suggested(output, result) : output;
}

/** A text with the first suggestion of each finding that has no fix, as far as they don't touch one another. */
function suggested(text: string, { messages }: ESLint.LintResult): string {
  const mark = text.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK : '';
  const fixes = messages.flatMap(({ fix, suggestions }: Linter.LintMessage) => (fix === undefined ? (suggestions?.[0]?.fix ?? []) : []))
    .sort((a, b) => a.range[0] - b.range[0]);
  const apart = fixes.filter(({ range: [start] }, index) => fixes.slice(0, index).every(({ range: [, end] }) => end < start));
  return mark + applyEdits(text.slice(mark.length), apart.map(({ range: [start, end], text: replacement }) => ({ start, end, text: replacement })));
}

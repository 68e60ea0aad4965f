import { readFileSync } from 'node:fs';
import { writeWhole } from '../engine/write.ts';
import { PRODUCT } from '../engine/product.ts';
import { diskFiles } from '../source/disk.ts';
import { packageOf } from '../source/packages.ts';
import { pathIn, toPosix } from '../source/paths.ts';
import { sourceTextOf } from '../source/text.ts';
import { colorsFor } from './colors.ts';
import { difference } from './init/difference.ts';
import { CONFIG_NAMES, newConfig, usesPlugin, withPlugin } from './init/eslint-config.ts';
import { HOOK_FILES, type Hook } from './init/hooks.ts';
import { CannotRun, EXIT, type Io } from './io.ts';
import type { InitRequest } from './options.ts';

/** A file that is to be written. */
interface Draft {
  /** Relative to the current directory. */
  readonly name: string;
  readonly before: string | undefined;
  readonly after: string;
}

/**
 * `session-lint init`: adds the plugin to ESLint's configuration, and a hook where that is asked for. Shows what it
 * would write and asks.
 *
 * @returns the exit code
 * @throws CannotRun where a file is written in a way that is not seen through, or nobody is there to answer
 */
export async function init({ hook, yes }: InitRequest, io: Io): Promise<number> {
  const cwd = toPosix(io.cwd);
  const drafts = [configDraft(cwd), ...(hook === undefined ? [] : [hookDraft(cwd, hook)])].filter(draft => draft !== undefined);
  if (drafts.length === 0) {
    io.stdout.write('There is nothing to do: it is set up already.\n');
    return EXIT.clean;
  }
  const colors = colorsFor(io, false);
  for (const { name, before, after } of drafts) {
    io.stdout.write(`${colors.bold(before === undefined ? `${name} (new)` : name)}\n${difference(before ?? '', after, colors)}\n\n`);
  }
  const question = `Write ${drafts.map(({ name }) => name).join(' and ')}?`;
  if (!yes && io.ask === undefined) throw new CannotRun('Nothing was written: nobody is there to answer. --yes writes without asking.');
  if (!yes && (await io.ask?.(question)) !== true) {
    io.stdout.write('Nothing was written.\n');
    return EXIT.clean;
  }
  for (const { name, after } of drafts) writeWhole(pathIn(cwd, name), after);
  io.stdout.write(`Written. Install what is not there yet: npm install --save-dev ${PRODUCT.name} eslint\n`);
  return EXIT.clean;
}

function configDraft(cwd: string): Draft | undefined {
  const disk = diskFiles();
  const name = CONFIG_NAMES.find(one => disk.kind(pathIn(cwd, one)) === 'file');
  if (name === undefined) {
    const module = packageOf(disk, pathIn(cwd, 'package.json'))?.type === 'module';
    return { name: 'eslint.config.js', before: undefined, after: newConfig(module) };
  }
  const before = textOf(pathIn(cwd, name), name);
  const source = sourceTextOf(pathIn(cwd, name), before);
  if (usesPlugin(source)) return undefined;
  const after = withPlugin(source);
  if (after === undefined) throw new CannotRun(`${name} exports no list that can be added to. Add \`sessionLint.configs.recommended\` of '${PRODUCT.name}' to it by hand.`);
  return { name, before, after: before.startsWith('\uFEFF') ? `\uFEFF${after}` : after };
}

function hookDraft(cwd: string, hook: Hook): Draft | undefined {
  const { file: name, add } = HOOK_FILES[hook];
  const before = diskFiles().kind(pathIn(cwd, name)) === 'file' ? textOf(pathIn(cwd, name), name) : undefined;
  if (before?.includes(PRODUCT.name) === true) return undefined;
  const after = add(before);
  if (after === undefined) throw new CannotRun(`${name} is no YAML: the hook was not added.`);
  return { name, before, after };
}

function textOf(path: string, name: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    throw new CannotRun(`${name} can't be read.`);
  }
}

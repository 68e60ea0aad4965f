import { readFileSync } from 'node:fs';
import { writeWhole } from '../engine/write.ts';
import { PRODUCT } from '../engine/product.ts';
import { diskFiles } from '../source/disk.ts';
import { packageAt, packageOf } from '../source/packages.ts';
import { pathIn, toPosix } from '../source/paths.ts';
import { sourceTextOf } from '../source/text.ts';
import { colorsFor } from './colors.ts';
import { difference } from './init/difference.ts';
import { CONFIG_NAMES, newConfig, OLD_CONFIG_NAMES, usesPlugin, withPlugin } from './init/eslint-config.ts';
import { HOOK_FILES, type Hook } from './init/hooks.ts';
import { CannotRun, EXIT, type Io } from './io.ts';
import type { InitRequest } from './options.ts';

/** A file that is to be written. */
interface Draft {
  /** Relative to the current directory. */
  readonly name: string;
  readonly before: string | undefined;
  readonly after: string;
  /** Packages that it names besides this one. */
  readonly needs?: readonly string[];
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
  const old = oldConfig(cwd);
  const drafts = [...(old === undefined ? [configDraft(cwd)] : []), ...(hook === undefined ? [] : [hookDraft(cwd, hook)])].filter(draft => draft !== undefined);
  if (old !== undefined) {
    const remedy = old === 'package.json' ? 'https://eslint.org/docs/latest/use/configure/migration-guide' : `npx @eslint/migrate-config ${old}`;
    const why = `ESLint is configured in ${old}, which it does not read beside an eslint.config.js, and the plugin needs that one. To move it there: ${remedy}`;
    if (drafts.length === 0) throw new CannotRun(why);
    io.stderr.write(`${why}\n`);
  }
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
  io.stdout.write(`Written. Install what is not there yet: ${installs(cwd)} ${[PRODUCT.name, 'eslint', ...drafts.flatMap(({ needs = [] }) => needs)].join(' ')}\n`);
  return EXIT.clean;
}

/** The command that installs packages for development, by the lock file that is there. */
const INSTALLS: readonly (readonly [lock: string, command: string])[] = [['pnpm-lock.yaml', 'pnpm add -D'], ['yarn.lock', 'yarn add -D'], ['bun.lock', 'bun add -d']];

function installs(cwd: string): string {
  const disk = diskFiles();
  return INSTALLS.find(([lock]) => disk.kind(pathIn(cwd, lock)) === 'file')?.[1] ?? 'npm install --save-dev';
}

function configDraft(cwd: string): Draft | undefined {
  const disk = diskFiles();
  const name = CONFIG_NAMES.find(one => disk.kind(pathIn(cwd, one)) === 'file');
  if (name === undefined) {
    const found = packageOf(disk, pathIn(cwd, 'package.json'));
    const typescript = disk.kind(pathIn(cwd, 'tsconfig.json')) === 'file';
    return { name: 'eslint.config.js', before: undefined, after: newConfig({ module: found?.type === 'module', typescript }), needs: typescript ? ['typescript-eslint'] : [] };
  }
  const before = textOf(pathIn(cwd, name), name);
  const source = sourceTextOf(pathIn(cwd, name), before);
  if (usesPlugin(source)) return undefined;
  const after = withPlugin(source);
  if (after === undefined) throw new CannotRun(`${name} exports no list that can be added to. Add \`sessionLint.configs.recommended\` of '${PRODUCT.name}' to it by hand.`);
  return { name, before, after: before.startsWith('\uFEFF') ? `\uFEFF${after}` : after };
}

/** The configuration of the kind before `eslint.config.js`, where there is no other. */
function oldConfig(cwd: string): string | undefined {
  const disk = diskFiles();
  const isThere = (name: string): boolean => disk.kind(pathIn(cwd, name)) === 'file';
  if (CONFIG_NAMES.some(isThere)) return undefined;
  return OLD_CONFIG_NAMES.find(isThere) ?? (packageAt(disk, cwd)?.manifest['eslintConfig'] === undefined ? undefined : 'package.json');
}

function hookDraft(cwd: string, hook: Hook): Draft | undefined {
  const { files, add } = HOOK_FILES[hook];
  const present = files.find(one => diskFiles().kind(pathIn(cwd, one)) === 'file');
  const name = present ?? files[0];
  const before = present === undefined ? undefined : textOf(pathIn(cwd, name), name);
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

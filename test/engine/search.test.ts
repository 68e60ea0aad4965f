import { build } from 'esbuild';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { describe, expect, it, vi } from 'vitest';
import { rules } from '../../rules/index.ts';
import { Project } from '../../src/engine/project.ts';
import { settingsOf } from '../../src/engine/projects.ts';
import { search, type Hiring } from '../../src/engine/search/search.ts';
import { buildWorkspace } from '../../src/model/build.ts';
import { diskFiles } from '../../src/source/disk.ts';
import { lookInto, type Looked } from '../../src/source/scan.ts';
import { directoryWith, write } from './disk.ts';

/** Enough for some piles. */
const FILES = 500;
const TEXTS = Object.fromEntries(Array.from({ length: FILES }, (_, index) => [`file-${String(index).padStart(3, '0')}.js`, index % 50 === 0 ? `require('express-session'); // ${index}` : `export const n = ${index};`]));
const root = directoryWith({ ...TEXTS, 'package.json': '{}' });
const files = Object.keys(TEXTS).map(name => `${root}/${name}`);
const scripts = directoryWith({});
await build({ entryPoints: ['src/engine/search/helper.ts'], bundle: true, platform: 'node', format: 'cjs', outfile: `${scripts}/real.cjs` });

/** What only a helper sets: the environment is one for all threads. */
const FLAG = 'SESSION_LINT_TEST_HELPER';

/** A helper that does this and then says that it is through. */
function helperThat(name: string, does: string): URL {
  write(scripts, `${name}.cjs`, `${does}\nprocess.env.${FLAG} = '${name}';\n`);
  return pathToFileURL(`${scripts}/${name}.cjs`);
}

/** Searches all files; this thread stops in its third pile until the helper is through. */
function searched(hiring: Hiring, waitsFor?: string) {
  const disk = diskFiles();
  const here: string[] = [];
  const told: string[] = [];
  const look = (file: string): Looked => {
    here.push(file);
    while (waitsFor !== undefined && here.length === 150 && process.env[FLAG] !== waitsFor);
    return lookInto(disk, file);
  };
  const { looked, threads } = search(files, look, file => told.push(file), { most: 1, worth: 0, ...hiring });
  return { looked, threads, here, told };
}

const alone = searched({ most: 0 });

/** All that is known of the files, in their order. */
function inOrder(looked: ReadonlyMap<string, Looked>): readonly (Looked | undefined)[] {
  return files.map(file => looked.get(file));
}

describe('a search', () => {
  it('is made by one thread where no other may help', () => {
    expect(alone).toMatchObject({ threads: 1, here: files, told: [] });
    expect([...alone.looked.values()].filter(({ verdict }) => verdict !== null)).toHaveLength(FILES / 50);
  });

  it('finds the same with a helper, each file looked into once', () => {
    const { looked, threads, here, told } = searched({ helper: helperThat('helps', `require('./real.cjs');`) }, 'helps');
    expect(threads).toBe(2);
    expect(told.length).toBeGreaterThan(0);
    expect([...here, ...told].sort()).toEqual(files);
    expect(inOrder(looked)).toEqual(inOrder(alone.looked));
  });

  it.each([
    ['ends with a pile in its hands', `Atomics.add(require('node:worker_threads').workerData.cells, 0, 1); process.env.${FLAG} = 'fails-0'; process.exit(1);`],
    ['can look into nothing', `const { workerData: { port, cells } } = require('node:worker_threads'); port.postMessage({ pile: Atomics.add(cells, 0, 1) }); Atomics.add(cells, 1, 1);`],
    ['does not even start', `process.env.${FLAG} = 'fails-2'; throw new Error('no');`],
    ['does nothing', ''],
  ].map(([what, does], index) => [what, does, index] as const))('is complete where a helper %s', (_, does, index) => {
    const { looked, here, told } = searched({ helper: helperThat(`fails-${index}`, does ?? ''), patience: 50 }, `fails-${index}`);
    expect(inOrder(looked)).toEqual(inOrder(alone.looked));
    expect([...here].sort()).toEqual(files);
    expect(told).toEqual([]);
  });

  it('does without helpers where Node refuses to start a thread', () => {
    const refused = vi.spyOn(Worker.prototype, 'unref').mockImplementation(() => { throw new Error('Access to this API has been restricted.'); });
    try {
      expect(searched({ helper: helperThat('refused', 'process.exit()') })).toMatchObject({ threads: 1, here: files });
      expect(refused).toHaveBeenCalledTimes(1);
    } finally {
      refused.mockRestore();
    }
  });

  it('starts nobody for little work', () => {
    expect(searched({ worth: 60_000, helper: helperThat('idle', '') }).threads).toBe(1);
  });

  it('does without a helper that is not there', () => {
    expect(searched({ helper: pathToFileURL(`${scripts}/none.cjs`) })).toMatchObject({ threads: 1, here: files });
  });
});

describe('a project', () => {
  const HIRING: Hiring = { most: 1, worth: 0, helper: pathToFileURL(`${scripts}/real.cjs`) };
  const projectWith = (hiring?: Hiring, open?: () => ReturnType<typeof diskFiles>): Project => new Project({
    root, settings: settingsOf({}), parts: { build: buildWorkspace, rules }, cache: false, ...(hiring ? { hiring } : {}), ...(open ? { open } : {}),
  });

  it('says the same with helpers, and tells of every file that it searched', () => {
    const steps: string[] = [];
    const project = new Project({ root, settings: settingsOf({}), parts: { build: buildWorkspace, rules }, cache: false, hiring: HIRING, tick: step => steps.push(step) });
    const { diagnostics, tally } = project.analysis();
    const without = projectWith().analysis();
    expect({ diagnostics, tally }).toEqual({ diagnostics: without.diagnostics, tally: without.tally });
    expect(project.threads).toBe(2);
    expect(steps.filter(step => step === 'search')).toHaveLength(FILES);
  });

  it('searches what is laid over the disk by itself', () => {
    const project = projectWith(HIRING, () => diskFiles());
    project.analysis();
    expect(project.threads).toBe(1);
  });
});

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { rules } from '../../../rules/index.ts';
import { cacheDirectory } from '../../../src/engine/cache/place.ts';
import { Pack } from '../../../src/engine/cache/pack.ts';
import { settingsOf } from '../../../src/engine/projects.ts';
import { Project } from '../../../src/engine/project.ts';
import { PRODUCT } from '../../../src/engine/product.ts';
import { buildWorkspace } from '../../../src/model/build.ts';
import { diskFiles } from '../../../src/source/disk.ts';
import { CONFIG, FIXED_SERVER, serverIn } from '../../eslint/app.ts';
import { write } from '../disk.ts';

// Old enough times of change can't be made: the clock is put forward.
beforeEach(() => { vi.useFakeTimers({ now: Date.now() + 60_000, toFake: ['Date'] }); });
afterEach(() => { vi.useRealTimers(); });

/** A project of a new process, and how often it has built a model. */
function projectOn(root: string, build = 'this'): { readonly project: Project; readonly builds: () => number } {
  let builds = 0;
  const parts = { rules, build: (input: Parameters<typeof buildWorkspace>[0]) => {
    builds += 1;
    return buildWorkspace(input);
  } };
  return { project: new Project({ root, settings: settingsOf({}), parts, cache: true, build }), builds: () => builds };
}

/** What a new process says of a workspace, its offers included, and how often it has built a model for it. */
function said(root: string, build?: string): { readonly rules: readonly string[]; readonly offers: unknown; readonly builds: number } {
  const { project, builds } = projectOn(root, build);
  const analysis = project.analysis();
  const offers = analysis.diagnostics.map(diagnostic => analysis.offers(diagnostic));
  project.flush();
  return { rules: analysis.diagnostics.map(({ rule }) => rule), offers, builds: builds() };
}

/** A workspace that keeps its caches to itself. */
function workspace(): string {
  return serverIn({ 'node_modules/.keep': '' });
}

describe('what an analysis came to', () => {
  it('is taken over by the next process: no model is built', () => {
    const root = workspace();
    const first = said(root);
    const second = said(root);
    expect([second.rules, second.offers, second.builds]).toEqual([first.rules, first.offers, 0]);
    expect(first.builds).toBeGreaterThan(0);
  });

  it.each([
    ['an edited file', (root: string) => { write(root, 'config.js', CONFIG.replace('true', 'false'), 2); }],
    ['a new file', (root: string) => { write(root, 'more.js', `require('express-session');\n`, 2); }],
    ['another package.json', (root: string) => { write(root, 'package.json', '{ "main": "app.js" }', 2); }],
    ['a package that is installed now', (root: string) => { write(root, 'node_modules/express-session/package.json', '{ "version": "1.18.0" }', 2); }],
  ])('does not outlive %s', (_, change) => {
    const root = workspace();
    said(root);
    change(root);
    expect(said(root).builds).toBeGreaterThan(0);
    expect(said(root).builds).toBe(0);
  });

  it('is not kept while a file has only just been written', () => {
    const root = workspace();
    vi.useRealTimers();
    write(root, 'app.js', FIXED_SERVER, 0);
    said(root);
    expect(said(root).builds).toBeGreaterThan(0);
  });

  it('is not taken over from other code', () => {
    const root = workspace();
    said(root, 'one');
    expect(said(root, 'two').builds).toBeGreaterThan(0);
  });

  it('still has a model for who asks for it', () => {
    const root = workspace();
    said(root);
    const { project, builds } = projectOn(root);
    expect(project.analysis().workspace.worlds.length).toBeGreaterThan(0);
    expect(builds()).toBe(1);
  });
});

describe('an entry that no analysis can have come to', () => {
  const directoryOf = (root: string): string => cacheDirectory(diskFiles(), root);

  it.each([
    ['offers that reach backwards', (text: string) => text.replace(/"start":\d+,"end":\d+,"text"/, '"start":9,"end":1,"text"')],
    ['a place that is none', (text: string) => text.replace(/"at":\{[^}]*\}/, '"at":null')],
    ['text in place of a list', (text: string) => text.replace(/"diagnostics":\[.*?\],"offers"/, '"diagnostics":"x","offers"')],
    ['no JSON', (text: string) => text.slice(0, -5)],
  ])('(%s) counts for nothing', (_, spoil) => {
    const root = workspace();
    const before = said(root);
    const file = `${directoryOf(root)}/verdicts`;
    const [key = '', line = ''] = readFileSync(file, 'utf8').split('\n')[1]?.split('\t') ?? [];
    expect(spoil(line)).not.toBe(line);
    // A pack with a right checksum: as a mischievous hand would write it.
    writeFileSync(file, '');
    const pack = new Pack(file, `${PRODUCT.name} ${PRODUCT.version} verdicts this`);
    pack.set(key, spoil(line));
    pack.flush();
    const after = said(root);
    expect([after.rules, after.builds > 0]).toEqual([before.rules, true]);
  });

  it('is in a file beside the other caches', () => {
    const root = workspace();
    said(root);
    expect(readdirSync(directoryOf(root)).sort()).toEqual(['facts', 'scan', 'verdicts']);
  });
});

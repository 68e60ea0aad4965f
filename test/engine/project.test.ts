import { rmSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Settings } from '../../src/engine/analysis.ts';
import { Project } from '../../src/engine/project.ts';
import { directoryWith, write } from './disk.ts';
import { fakeBuild, NO_SETTINGS, refuses } from './fakes.ts';

const SERVER = `bad(1); // express-session\n`;

/** A project over a directory, a clock that the test turns, and a count of the analyses made. */
function projectOver(files: Readonly<Record<string, string>>, settings: Partial<Settings> = {}) {
  const root = directoryWith(files);
  const build = fakeBuild();
  const clock = { time: 0 };
  const project = new Project({ root, settings: { ...NO_SETTINGS, ...settings }, parts: { build, rules: [refuses('bad')] }, cache: false, now: () => clock.time });
  return { root, project, build, clock, found: (file: string, text: string) => project.analysisWith(`${root}/${file}`, text)?.diagnostics.length };
}

describe('a project', () => {
  it('makes one analysis for all who ask', () => {
    const { project, build, found } = projectOver({ 'app.js': SERVER, 'other.js': SERVER });
    expect([found('app.js', SERVER), found('other.js', SERVER), project.analysis().diagnostics.length]).toEqual([2, 2, 2]);
    expect(build.runs).toBe(1);
  });

  it('says nothing of a file that has no part in a server', () => {
    const { found } = projectOver({ 'app.js': SERVER, 'util.js': 'bad(1)' });
    expect(found('util.js', 'bad(1); bad(2)')).toBeUndefined();
  });

  it('does nothing at all where there is no server', () => {
    const { build, found } = projectOver({ 'util.js': 'bad(1)' });
    expect(found('util.js', 'bad(1)')).toBeUndefined();
    expect(build.runs).toBe(0);
  });

  it('lays a text over the disk, once', () => {
    const { build, found } = projectOver({ 'app.js': SERVER });
    expect(found('app.js', `${SERVER}bad(2)`)).toBe(2);
    expect(found('app.js', `${SERVER}bad(2)`)).toBe(2);
    expect(build.runs).toBe(1);
    expect(found('app.js', SERVER)).toBe(1);
    expect(build.runs).toBe(2);
  });

  it('lets a text bring in a file, or take it out', () => {
    const { found } = projectOver({ 'app.js': SERVER, 'util.js': 'bad(1)' });
    expect(found('util.js', SERVER)).toBe(2);
    expect(found('new.js', SERVER)).toBe(2);
    expect(found('app.js', 'bad(1)')).toBe(0);
  });

  it('keeps a text out that a scan leaves out', () => {
    const bundle = `${SERVER.trim()}${' '.repeat(30_000)}`;
    const { build, found } = projectOver({ 'app.js': SERVER, 'dist/app.js': SERVER, 'old/app.js': SERVER, 'bundled.js': bundle }, { ignore: ['old/**'] });
    expect(['dist/app.js', 'old/app.js'].map(file => found(file, `${SERVER} `))).toEqual([undefined, undefined]);
    expect(found('bundled.js', `${bundle} `)).toBeUndefined();
    expect(build.runs).toBe(1);
  });

  it('looks at the disk again, not sooner than it is told', () => {
    const { root, project, build, clock } = projectOver({ 'app.js': SERVER });
    expect(project.analysis().diagnostics).toHaveLength(1);
    write(root, 'app.js', `${SERVER}bad(2)`);
    clock.time = 249;
    expect(project.analysis().diagnostics).toHaveLength(1);
    clock.time = 250;
    expect(project.analysis().diagnostics).toHaveLength(2);
    clock.time = 1000;
    expect(project.analysis().diagnostics).toHaveLength(2);
    expect(build.runs).toBe(2);
  });

  it.each([
    ['a new file', (root: string) => write(root, 'new.js', SERVER)],
    ['a file that comes to matter', (root: string) => write(root, 'util.js', SERVER)],
    ['a package.json', (root: string) => write(root, 'package.json', '{"main":"app.js"}')],
    ['a file gone', (root: string) => rmSync(`${root}/app.js`)],
  ])('sees %s', (_, change) => {
    const { root, project, build, clock } = projectOver({ 'app.js': SERVER, 'util.js': 'x' });
    project.analysis();
    change(root);
    clock.time = 1000;
    project.analysis();
    expect(build.runs).toBe(2);
  });

  it('keeps what was said of a text while the disk stays as it is', () => {
    const { root, build, clock, found } = projectOver({ 'app.js': SERVER, 'other.js': SERVER });
    found('app.js', `${SERVER}bad(2)`);
    clock.time = 1000;
    found('app.js', `${SERVER}bad(2)`);
    expect(build.runs).toBe(1);
    write(root, 'other.js', `${SERVER}bad(3)`);
    clock.time = 2000;
    expect(found('app.js', `${SERVER}bad(2)`)).toBe(4);
    expect(build.runs).toBe(2);
  });

  it('has a digest that follows what it rests on', () => {
    const { root, project, clock } = projectOver({ 'app.js': SERVER, 'util.js': 'x' });
    const first = project.digest();
    write(root, 'util.js', 'y');
    clock.time = 1000;
    expect(project.digest()).toBe(first);
    write(root, 'app.js', `${SERVER} `);
    clock.time = 2000;
    expect(project.digest()).not.toBe(first);
  });
});

import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Loader } from '../../src/engine/loader.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'session-lint-loader-'));
  write('one.cjs', `exports.count = (exports.count ?? 0) + 1; exports.two = require('./two.cjs').word; exports.join = require('node:path').join; exports.place = [__filename, __dirname];`);
  write('two.cjs', `exports.word = (() => 'first')();`);
});
afterEach(() => { rmSync(directory, { recursive: true, force: true }); });

function write(name: string, text: string): void {
  writeFileSync(join(directory, name), text);
}

/** Loads in a new process, as it were. */
function loaded(name = 'one.cjs'): Record<string, unknown> {
  const loader = new Loader(directory);
  const exports = loader.load(name) as Record<string, unknown>;
  loader.keep();
  return exports;
}

/** What is kept of a file, and by which of all writes. */
function kept(name: string): { readonly file: string; readonly write: number } {
  const file = readdirSync(join(directory, 'compiled')).find(one => one.startsWith(name)) ?? '';
  return { file: join(directory, 'compiled', file), write: statSync(join(directory, 'compiled', file)).ino };
}

describe('the files of the package', () => {
  it('load each other and what is installed, once', () => {
    const loader = new Loader(directory, { 'two.cjs': { word: 'present' } });
    expect(loader.load('one.cjs')).toMatchObject({ count: 1, two: 'present', join, place: [join(directory, 'one.cjs'), directory] });
    expect(loader.load('one.cjs')).toBe(loader.load('one.cjs'));
  });

  it('are compiled once, and not again in the next process', () => {
    expect(loaded()).toMatchObject({ two: 'first' });
    const before = [kept('one'), kept('two')];
    expect(loaded()).toMatchObject({ two: 'first' });
    expect([kept('one'), kept('two')]).toEqual(before);
  });

  it('are kept anew after a run that loads more of them: it calls more of each', () => {
    loaded('two.cjs');
    const before = kept('two');
    loaded('one.cjs');
    expect(kept('two').write).not.toBe(before.write);
  });

  it('are compiled anew where the text differs, be it as long', () => {
    loaded();
    const before = kept('two');
    write('two.cjs', `exports.word = (() => 'other')();`);
    expect(loaded()).toMatchObject({ two: 'other' });
    expect(kept('two').write).not.toBe(before.write);
  });

  it.each([['cut off', (bytes: Buffer) => bytes.subarray(0, bytes.length / 2)], ['changed', (bytes: Buffer) => bytes.map((byte, at) => (at === bytes.length >> 1 ? byte ^ 255 : byte))], ['empty', () => Buffer.alloc(0)]])('are compiled anew where what was kept is %s', (_, damage) => {
    loaded();
    const before = kept('two');
    writeFileSync(before.file, damage(readFileSync(before.file)));
    expect(loaded()).toMatchObject({ two: 'first' });
    expect(kept('two').write).not.toBe(before.write);
  });

  it('load where nothing can be kept', () => {
    write('compiled', 'no directory');
    expect(loaded()).toMatchObject({ two: 'first' });
    rmSync(join(directory, 'compiled'));
    chmodSync(directory, 0o500);
    expect(loaded()).toMatchObject({ two: 'first' });
    chmodSync(directory, 0o700);
    expect(existsSync(join(directory, 'compiled')) ? readdirSync(join(directory, 'compiled')).filter(name => !name.includes('.cjs-')) : []).toEqual([]);
  });

  it('say what they throw', () => {
    write('bad.cjs', `throw new Error('not today');`);
    expect(() => loaded('bad.cjs')).toThrow('not today');
  });
});

import { chmodSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Pack } from '../../../src/engine/cache/pack.ts';
import { directoryWith } from '../disk.ts';

/** A cache file with two entries. */
function written(): string {
  const file = join(directoryWith({}), 'deep', 'pack');
  const pack = new Pack(file, 'v1');
  pack.set('a', '{"one":1}');
  pack.set('b', 'two');
  pack.flush();
  return file;
}

describe('a pack', () => {
  it('keeps lines from one process to the next', () => {
    const pack = new Pack(written(), 'v1');
    expect([pack.get('a'), pack.get('b'), pack.get('c')]).toEqual(['{"one":1}', 'two', undefined]);
  });

  it('answers before it is written', () => {
    const pack = new Pack(join(directoryWith({}), 'pack'), 'v1');
    pack.set('a', 'one');
    expect(pack.get('a')).toBe('one');
  });

  it('keeps what nobody asked for, behind what was', () => {
    const file = written();
    const pack = new Pack(file, 'v1');
    pack.set('c', 'three');
    pack.flush();
    const again = new Pack(file, 'v1');
    expect([again.get('a'), again.get('c')]).toEqual(['{"one":1}', 'three']);
  });

  it('is not written where nothing is new', () => {
    const file = written();
    const before = readFileSync(file, 'utf8');
    writeFileSync(file, before.replace('one', 'ONE'));
    const pack = new Pack(file, 'v1');
    pack.get('a');
    pack.flush();
    expect(readFileSync(file, 'utf8')).toContain('ONE');
  });

  it.each([
    ['another version wrote it', (text: string) => text.replace('v1', 'v2')],
    ['it is cut off', (text: string) => text.slice(0, -2)],
    ['a character is wrong', (text: string) => text.replace('two', 'twq')],
    ['it is empty', () => ''],
    ['it is something else', () => 'hello\nworld\n'],
  ])('counts as empty where %s', (_, damage) => {
    const file = written();
    writeFileSync(file, damage(readFileSync(file, 'utf8')));
    const pack = new Pack(file, 'v1');
    expect([pack.get('a'), pack.get('b')]).toEqual([undefined, undefined]);
    pack.set('a', 'new');
    pack.flush();
    expect(new Pack(file, 'v1').get('a')).toBe('new');
  });

  it('leaves no drafts behind', () => {
    expect(readdirSync(join(written(), '..'))).toEqual(['pack']);
  });

  it('does without where it can\'t be written', () => {
    const directory = directoryWith({ taken: '' });
    for (const file of [join(directory, 'taken', 'pack'), directory]) {
      const pack = new Pack(file, 'v1');
      pack.set('a', 'one');
      pack.flush();
      expect(pack.get('a')).toBe('one');
    }
    chmodSync(directory, 0o755);
    expect(readdirSync(directory)).toEqual(['taken']);
  });
});

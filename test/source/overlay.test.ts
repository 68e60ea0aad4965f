import { describe, expect, it } from 'vitest';
import { memoryFiles, overlaid } from '../../src/source/overlay.ts';

describe('memoryFiles', () => {
  const files = memoryFiles({ '/app/src/a.js': 'a', '/app/logo.png': new Uint8Array([1, 0]), '/app/empty/': '' });

  it('holds texts and the directories they imply', () => {
    expect(files.read('/app/src/a.js')).toMatchObject({ text: 'a' });
    expect(files.kind('/app/src')).toBe('directory');
    expect(files.kind('/')).toBe('directory');
    expect(files.list('/app')).toEqual(['empty', 'logo.png', 'src']);
    expect(files.items('/app')).toContainEqual({ name: 'src', kind: 'directory' });
  });

  it('says why a path has no text', () => {
    expect(files.read('/app/src')).toMatchObject({ reason: 'directory' });
    expect(files.read('/app/none')).toMatchObject({ reason: 'missing' });
    expect(files.read('/app/logo.png')).toMatchObject({ reason: 'binary' });
  });

  it('works with drives', () => {
    const windows = memoryFiles({ 'c:\\app\\a.js': 'a' });
    expect(windows.read('C:/app/a.js')).toMatchObject({ text: 'a' });
    expect(windows.list('C:/')).toEqual(['app']);
  });
});

describe('overlaid', () => {
  const below = memoryFiles({ '/app/a.js': 'old', '/app/b.js': 'b' });
  const files = overlaid(below, new Map([['/app/a.js', 'new'], ['/app/lib/c.js', 'c']]));

  it('answers with the upper text and leaves the lower files as they are', () => {
    expect(files.read('/app/a.js')).toMatchObject({ text: 'new' });
    expect(files.read('/app/b.js')).toBe(below.read('/app/b.js'));
    expect(below.read('/app/a.js')).toMatchObject({ text: 'old' });
  });

  it('shows new files in listings, once each', () => {
    expect(files.list('/app')).toEqual(['a.js', 'b.js', 'lib']);
    expect(files.items('/app')).toHaveLength(3);
    expect(files.list('/app/lib')).toEqual(['c.js']);
    expect(files.kind('/app/lib')).toBe('directory');
  });

  it('peeks and stamps by the upper text', () => {
    expect(Buffer.from(files.peek('/app/a.js') as Uint8Array).toString()).toBe('new');
    expect(files.stamp('/app/a.js')).not.toBe(below.stamp('/app/a.js'));
    expect(files.stamp('/app/b.js')).toBe(below.stamp('/app/b.js'));
  });

  it('can be laid over an overlay', () => {
    expect(overlaid(files, new Map([['/app/a.js', 'newer']])).read('/app/a.js')).toMatchObject({ text: 'newer' });
  });
});

describe('a text that is too large to be written by hand', () => {
  const large = 'x'.repeat(2 * 1024 * 1024 + 1);

  it('is not read, wherever it comes from', () => {
    expect(memoryFiles({ '/app/a.js': large }).read('/app/a.js')).toMatchObject({ reason: 'too large' });
    const files = overlaid(memoryFiles({ '/app/a.js': 'small' }), new Map([['/app/a.js', large]]));
    expect(files.read('/app/a.js')).toMatchObject({ reason: 'too large' });
    expect(files.peek('/app/a.js')).toMatchObject({ reason: 'too large' });
    expect(files.stamp('/app/a.js')).not.toBe(memoryFiles({ '/app/a.js': 'small' }).stamp('/app/a.js'));
    expect(memoryFiles({ '/app/package-lock.json': large }).read('/app/package-lock.json')).toMatchObject({ text: large });
  });
});

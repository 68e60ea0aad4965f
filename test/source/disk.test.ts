import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { diskFiles, type DiskMemory } from '../../src/source/disk.ts';
import { hashOf } from '../../src/source/text.ts';
import { toPosix } from '../../src/source/paths.ts';

let root = '';
const at = (name: string): string => toPosix(join(root, name));

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'session-lint-disk-'));
  mkdirSync(join(root, 'src'));
  writeFileSync(join(root, 'src', 'app.js'), '\uFEFFconst a = 1;\r\n');
  writeFileSync(join(root, 'src', 'logo.js'), Buffer.from([0x89, 0x50, 0, 0]));
  writeFileSync(join(root, 'big.js'), Buffer.alloc(2 * 1024 * 1024 + 1, 0x20));
  writeFileSync(join(root, 'yarn.lock'), Buffer.alloc(2 * 1024 * 1024 + 1, 0x20));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('diskFiles', () => {
  it('reads a text, its mark stripped and its line ends kept', () => {
    expect(diskFiles().read(at('src/app.js'))).toEqual({
      file: at('src/app.js'), text: 'const a = 1;\r\n', hash: hashOf('const a = 1;\r\n'), bom: true,
    });
  });

  it('says why a file has no text', () => {
    const files = diskFiles();
    expect(files.read(at('none.js'))).toMatchObject({ reason: 'missing' });
    expect(files.read(at('src/app.js/below'))).toMatchObject({ reason: 'missing' });
    expect(files.read(at('src'))).toMatchObject({ reason: 'directory' });
    expect(files.read(at('src/logo.js'))).toMatchObject({ reason: 'binary' });
    expect(files.read(at('big.js'))).toEqual({ file: at('big.js'), reason: 'too large', detail: 'It has 2.0 MB; files over 2 MB are not read.' });
    expect(files.read('/no\0such')).toMatchObject({ reason: 'unreadable' });
  });

  it('reads a lock file of several megabytes', () => {
    expect(diskFiles().read(at('yarn.lock'))).toHaveProperty('text');
  });

  it.runIf(process.platform !== 'win32')('does not follow links in circles and does not wait for a pipe', () => {
    symlinkSync(at('b.js'), at('a.js'));
    symlinkSync(at('a.js'), at('b.js'));
    execFileSync('mkfifo', [at('pipe.js')]);
    const files = diskFiles();
    expect(files.read(at('a.js'))).toMatchObject({ reason: 'unreadable', detail: 'Its symbolic links lead in a circle.' });
    expect(files.kind(at('a.js'))).toBeUndefined();
    expect(files.read(at('pipe.js'))).toMatchObject({ reason: 'unreadable', detail: 'It is no regular file.' });
  });

  it('tells files from directories and lists names in order', () => {
    const files = diskFiles();
    expect(files.kind(at('src'))).toBe('directory');
    expect(files.kind(at('src/app.js'))).toBe('file');
    expect(files.kind(at('src/none.js'))).toBeUndefined();
    expect(files.list(at('src'))).toEqual(['app.js', 'logo.js']);
    expect(files.list(at('none'))).toEqual([]);
    expect(files.items(at('src'))).toContainEqual({ name: 'app.js', kind: 'file' });
  });

  it('keeps what it read, though the disk changes', () => {
    writeFileSync(join(root, 'kept.js'), 'one');
    const files = diskFiles();
    files.read(at('kept.js'));
    appendFileSync(join(root, 'kept.js'), ' two');
    expect(files.read(at('kept.js'))).toMatchObject({ text: 'one' });
    expect(diskFiles().read(at('kept.js'))).toMatchObject({ text: 'one two' });
  });

  it('lets an overlay win over the disk, with a file the disk has not got', () => {
    const files = diskFiles({ overlay: new Map([[at('src/app.js'), 'edited'], [at('new/app.js'), 'new']]) });
    expect(files.read(at('src/app.js'))).toMatchObject({ text: 'edited', bom: false });
    expect(files.read(at('new/app.js'))).toMatchObject({ text: 'new' });
    expect(files.kind(at('new'))).toBe('directory');
    expect(files.list(at('src'))).toEqual(['app.js', 'logo.js']);
    expect(files.list(root)).toContain('new');
  });

  it('hands an unchanged text to the next Files through a memory, and reads a changed one', () => {
    const memory: DiskMemory = new Map();
    writeFileSync(join(root, 'memo.js'), 'one');
    const first = diskFiles({ memory }).read(at('memo.js'));
    expect(diskFiles({ memory }).read(at('memo.js'))).toBe(first);
    // Of the same size and with the old modification time: the change time still tells.
    writeFileSync(join(root, 'memo.js'), 'two');
    utimesSync(join(root, 'memo.js'), new Date(0), new Date(0));
    expect(diskFiles({ memory }).read(at('memo.js'))).toMatchObject({ text: 'two' });
  });

  it('peeks at bytes and then reads the same file', () => {
    const files = diskFiles();
    const bytes = files.peek(at('src/app.js'));
    expect(Buffer.from(bytes instanceof Uint8Array ? bytes : []).includes('const a')).toBe(true);
    expect(files.read(at('src/app.js'))).toMatchObject({ text: 'const a = 1;\r\n' });
    expect(files.peek(at('src'))).toMatchObject({ reason: 'directory' });
    expect(files.stamp(at('src/app.js'))).toBe(diskFiles().stamp(at('src/app.js')));
    expect(files.stamp(at('none.js'))).toBeUndefined();
  });
});

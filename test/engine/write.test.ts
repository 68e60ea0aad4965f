import { execFileSync } from 'node:child_process';
import { chmodSync, closeSync, lstatSync, openSync, readdirSync, readFileSync, readSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { writeWhole } from '../../src/engine/write.ts';
import { directoryWith } from './disk.ts';

describe('writing a file whole', () => {
  it('makes the directories it needs', () => {
    const root = directoryWith({});
    writeWhole(`${root}/a/b.txt`, 'x');
    expect(readFileSync(`${root}/a/b.txt`, 'utf8')).toBe('x');
  });

  it('keeps permissions', () => {
    const root = directoryWith({ 'a.sh': 'old' });
    chmodSync(`${root}/a.sh`, 0o750);
    writeWhole(`${root}/a.sh`, 'new');
    expect(statSync(`${root}/a.sh`).mode & 0o777).toBe(0o750);
  });

  it('follows a link', () => {
    const root = directoryWith({ 'a.js': 'old' });
    symlinkSync('a.js', `${root}/link.js`);
    writeWhole(`${root}/link.js`, 'new');
    expect(lstatSync(`${root}/link.js`).isSymbolicLink()).toBe(true);
    expect(readFileSync(`${root}/a.js`, 'utf8')).toBe('new');
  });

  it.skipIf(process.platform === 'win32')('writes to what is no file, and leaves it what it is', () => {
    const root = directoryWith({});
    execFileSync('mkfifo', [`${root}/pipe`]);
    const end = openSync(`${root}/pipe`, 'r+');
    writeWhole(`${root}/pipe`, 'new');
    expect(readSync(end, Buffer.alloc(3))).toBe(3);
    closeSync(end);
    expect(statSync(`${root}/pipe`).isFIFO()).toBe(true);
  });

  it('leaves nothing behind where it fails', () => {
    const root = directoryWith({ 'dir/x': '' });
    expect(() => writeWhole(`${root}/dir`, 'x')).toThrow();
    expect(() => writeWhole(`${root}/dir/x/y`, 'x')).toThrow();
    expect(readdirSync(root)).toEqual(['dir']);
    writeFileSync(`${root}/dir/x`, '');
  });
});

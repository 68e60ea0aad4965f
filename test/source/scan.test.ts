import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { diskFiles } from '../../src/source/disk.ts';
import type { Files } from '../../src/source/files.ts';
import { memoryFiles, overlaid } from '../../src/source/overlay.ts';
import { toPosix } from '../../src/source/paths.ts';
import { scan, type ScanMemory } from '../../src/source/scan.ts';

const SERVER = "const express = require('express');\n";
const CLIENT = "export const me = () => fetch('/api/me');\n";

function foundIn(contents: Record<string, string | Uint8Array>, roots = ['/app'], ignore: string[] = []): string[] {
  return scan(memoryFiles(contents), roots, { ignore }).files.map(found => found.file);
}

it('tells of a directory that it may not look into', () => {
  const inside = memoryFiles({ '/app/server.js': SERVER, '/app/secret/deep/': '', '/app/empty/': '' });
  const files: Files = {
    ...inside,
    peek: (path) => (path === '/app/secret/deep' ? { file: path, reason: 'unreadable', detail: 'Reading it is not permitted.' } : inside.peek(path)),
  };
  expect(scan(files, ['/app'])).toMatchObject({ looked: 1, skipped: [{ file: '/app/secret/deep', reason: 'unreadable', detail: 'Reading it is not permitted.', directory: true }] });
});

describe('which files matter', () => {
  it('tells server words from client words', () => {
    const files = memoryFiles({
      '/app/server.ts': SERVER,
      '/app/web/api.vue': `<script>${CLIENT}</script>`,
      '/app/both.mjs': SERVER + CLIENT,
      '/app/math.js': 'export const add = (a, b) => a + b;\n',
      '/app/notes.md': SERVER,
    });
    const result = scan(files, ['/app']);
    expect(result.files).toEqual([
      { file: '/app/both.mjs', sides: ['server', 'client'] },
      { file: '/app/server.ts', sides: ['server'] },
      { file: '/app/web/api.vue', sides: ['client'] },
    ]);
    expect(result).toMatchObject({ looked: 4, skipped: [] });
  });

  it.each([
    "import session from 'express-session'", 'import cors from "cors"', "app.set('trust proxy', 1)", 'if (req.session.user) {}',
    "import RedisStore from 'connect-redis'", "import { NestFactory } from '@nestjs/core'", "const io = require('socket.io')(server)",
    'app.enableCors()', "res.setHeader('Set-Cookie', x)", "res.header('access-control-allow-origin', '*')", 'module.exports = { cookie: { sameSite: x } }',
  ])('finds the server word in %s', text => {
    expect(scan(memoryFiles({ '/app/a.js': text }), ['/app']).files).toEqual([{ file: '/app/a.js', sides: ['server'] }]);
  });

  it.each(["axios.get('/me')", "request({ credentials: 'include' })", 'xhr.withCredentials = true', "new EventSource('/x')", "import ky from 'ky'", "import io from 'socket.io-client'"])(
    'finds the client word in %s', text => {
      expect(scan(memoryFiles({ '/app/a.js': text }), ['/app']).files).toEqual([{ file: '/app/a.js', sides: ['client'] }]);
    });

  it.each(['const expression = 1', 'sessionStorage.x; window.sessionStorage.y', "t('corsica')", 'const sky = 1', 'prefetch'])('takes %s for nothing', text => {
    expect(foundIn({ '/app/a.js': text })).toEqual([]);
  });

  it('finds words in UTF-16', () => {
    expect(foundIn({ '/app/a.js': Buffer.from(`\uFEFF${SERVER}`, 'utf16le') })).toEqual(['/app/a.js']);
  });
});

describe('what is left out', () => {
  it('leaves out what is installed, built, declared, minified or hidden', () => {
    expect(foundIn({
      '/app/src/a.js': SERVER,
      '/app/node_modules/x/index.js': SERVER, '/app/dist/a.js': SERVER, '/app/packages/b/build/a.js': SERVER,
      '/app/.next/a.js': SERVER, '/app/vendor/a.js': SERVER, '/app/a.min.js': SERVER, '/app/a.d.ts': SERVER,
    })).toEqual(['/app/src/a.js']);
  });

  it('never enters an ignored directory', () => {
    const below = memoryFiles({ '/app/.gitignore': '/tmp/\n', '/app/node_modules/x/a.js': SERVER, '/app/tmp/a.js': SERVER, '/app/src/a.js': SERVER });
    const entered: string[] = [];
    const files: Files = { ...below, items: directory => { entered.push(directory); return below.items(directory); } };
    scan(files, ['/app']);
    expect(entered.sort()).toEqual(['/app', '/app/src']);
  });

  it('follows .gitignore files as git does, the nearest deciding', () => {
    expect(foundIn({
      '/app/.gitignore': 'generated\n*.gen.js\n!keep.gen.js\n',
      '/app/generated/a.js': SERVER, '/app/a.gen.js': SERVER, '/app/keep.gen.js': SERVER,
      '/app/pkg/.gitignore': '/local\n!b.gen.js\n',
      '/app/pkg/local/a.js': SERVER, '/app/pkg/b.gen.js': SERVER, '/app/other/local/a.js': SERVER,
    })).toEqual(['/app/keep.gen.js', '/app/other/local/a.js', '/app/pkg/b.gen.js']);
  });

  it('follows the .gitignore files above the root up to the repository, unless they ignore the root', () => {
    const contents = { '/repo/.git/': '', '/repo/.gitignore': '*.gen.js\n/ignored\n', '/repo/app/a.gen.js': SERVER, '/repo/ignored/b.js': SERVER };
    expect(foundIn(contents, ['/repo/app'])).toEqual([]);
    expect(foundIn(contents, ['/repo/ignored'])).toEqual(['/repo/ignored/b.js']);
    expect(foundIn({ '/repo/.gitignore': '*.gen.js', '/repo/app/a.gen.js': SERVER }, ['/repo/app'])).toEqual(['/repo/app/a.gen.js']);
  });

  it('leaves out what the settings ignore', () => {
    expect(foundIn({ '/app/a.js': SERVER, '/app/legacy/b.js': SERVER, '/app/x.spec.js': SERVER }, ['/app'], ['legacy/**', '**/*.spec.js'])).toEqual(['/app/a.js']);
  });

  it('says what it skipped: a bundle, binary data, a file that is too large', () => {
    const files = memoryFiles({
      '/app/bundle.js': `${SERVER}${'x'.repeat(30_000)}`,
      '/app/video.ts': Buffer.concat([Buffer.from([0, 1]), Buffer.from(SERVER)]),
    });
    expect(scan(files, ['/app']).skipped.map(skip => [skip.file, skip.reason])).toEqual([['/app/bundle.js', 'minified'], ['/app/video.ts', 'binary']]);
  });
});

describe('roots', () => {
  it('takes single files and overlapping directories once', () => {
    const contents = { '/app/a.js': SERVER, '/app/sub/b.js': SERVER };
    expect(foundIn(contents, ['/app/a.js'])).toEqual(['/app/a.js']);
    expect(foundIn(contents, ['/app', '/app/sub', '/app/a.js', '/app/'])).toEqual(['/app/a.js', '/app/sub/b.js']);
    expect(foundIn(contents, ['/none'])).toEqual([]);
  });
});

describe('scanning again', () => {
  it('looks only into files that changed', () => {
    const below = memoryFiles({ '/app/a.js': SERVER, '/app/b.js': 'nothing' });
    const memory: ScanMemory = new Map();
    scan(below, ['/app'], { memory });
    const changed = overlaid(below, new Map([['/app/b.js', CLIENT], ['/app/new.js', SERVER]]));
    const peeked: string[] = [];
    const result = scan({ ...changed, peek: file => { peeked.push(file); return changed.peek(file); } }, ['/app'], { memory });
    expect(result.files.map(found => found.file)).toEqual(['/app/a.js', '/app/b.js', '/app/new.js']);
    expect(peeked).toEqual(['/app/b.js', '/app/new.js']);
  });
});

describe('on the disk', () => {
  it.runIf(process.platform !== 'win32')('takes a linked file and does not follow linked directories', () => {
    const root = toPosix(mkdtempSync(join(tmpdir(), 'session-lint-scan-')));
    try {
      mkdirSync(`${root}/src`);
      writeFileSync(`${root}/src/a.js`, SERVER);
      writeFileSync(`${root}/src/big.js`, Buffer.alloc(3_000_000, 0x20));
      symlinkSync(root, `${root}/src/circle`);
      symlinkSync(`${root}/src/a.js`, `${root}/linked.js`);
      symlinkSync(`${root}/gone.js`, `${root}/broken.js`);
      const files = diskFiles();
      const result = scan(files, [root]);
      expect(result.files.map(found => found.file)).toEqual([`${root}/linked.js`, `${root}/src/a.js`]);
      expect(result.skipped.map(skip => skip.reason)).toEqual(['too large']);
      expect(files.read(`${root}/src/a.js`)).toMatchObject({ text: SERVER });
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  });
});

import { describe, expect, it } from 'vitest';
import { memoryFiles } from '../../src/source/overlay.ts';
import { packageOf } from '../../src/source/packages.ts';
import { installedVersion, type InstalledVersion } from '../../src/source/versions.ts';

function versionIn(contents: Record<string, string>, name: string, from = '/repo/x.js'): InstalledVersion {
  const files = memoryFiles(contents);
  const owner = packageOf(files, from);
  if (owner === undefined) throw new Error(`no package above ${from}`);
  return installedVersion(files, owner, name);
}

const ROOT = '{"name":"root","workspaces":["packages/*"],"dependencies":{"express":"^4.17.1"}}';
const API = '{"name":"@x/api","dependencies":{"express":"^5.0.0","connect-redis":"^7.1.0","@nestjs/core":"^10"}}';
const projects = { '/repo/package.json': ROOT, '/repo/packages/api/package.json': API };
const IN_API = '/repo/packages/api/app.js';

describe('installedVersion', () => {
  it('believes node_modules first, the nearest one', () => {
    const contents = {
      ...projects,
      '/repo/node_modules/express/package.json': '{"version":"4.18.2"}',
      '/repo/packages/api/node_modules/express/package.json': '{"version":"5.1.0"}',
      '/repo/package-lock.json': '{"packages":{"node_modules/express":{"version":"4.0.0"}}}',
    };
    expect(versionIn(contents, 'express')).toEqual({ version: '4.18.2', range: '^4.17.1', from: 'node_modules', major: 4 });
    expect(versionIn(contents, 'express', IN_API)).toEqual({ version: '5.1.0', range: '^5.0.0', from: 'node_modules', major: 5 });
  });

  it('does not take what is installed above for another project', () => {
    const contents = { '/repo/demo/package.json': '{"dependencies":{"express":"^4.17.1"}}', '/repo/package.json': '{}', '/repo/node_modules/express/package.json': '{"version":"5.3.0"}' };
    expect(versionIn(contents, 'express', '/repo/demo/app.js')).toEqual({ range: '^4.17.1', from: 'range', major: 4 });
    expect(versionIn({ ...contents, '/repo/package-lock.json': '{"packages":{"node_modules/express":{"version":"5.3.0"}}}' }, 'express', '/repo/demo/app.js')).toMatchObject({ from: 'range' });
    expect(versionIn({ ...contents, '/repo/node_modules/express/package.json': '{"version":"4.20.0"}' }, 'express', '/repo/demo/app.js')).toMatchObject({ version: '4.20.0', from: 'node_modules' });
  });

  it('falls back to the range, with a major where the whole range has one', () => {
    const contents = { '/repo/package.json': '{"dependencies":{"a":"^4.17.1","b":">=3","c":"~0.5.3","d":"latest","e":"3 || 4","f":"npm:other@^2.1.0","g":"workspace:^1.0.0"}}' };
    expect(versionIn(contents, 'a')).toEqual({ range: '^4.17.1', from: 'range', major: 4 });
    expect(versionIn(contents, 'b')).toEqual({ range: '>=3', from: 'range' });
    expect(versionIn(contents, 'c')).toEqual({ range: '~0.5.3', from: 'range', major: 0 });
    expect(versionIn(contents, 'd')).toEqual({ range: 'latest', from: 'range' });
    expect(versionIn(contents, 'e')).toEqual({ range: '3 || 4', from: 'range' });
    expect(versionIn(contents, 'f')).toEqual({ range: '^2.1.0', from: 'range', major: 2 });
    expect(versionIn(contents, 'g')).toEqual({ range: '^1.0.0', from: 'range', major: 1 });
    expect(versionIn(contents, 'none')).toEqual({});
  });

  it('looks catalogs up', () => {
    const contents = {
      '/repo/package.json': '{"dependencies":{"express":"catalog:","cors":"catalog:web"}}',
      '/repo/pnpm-workspace.yaml': "catalog:\n  express: ^5.1.0\ncatalogs:\n  web:\n    cors: '2.8.5'\n",
    };
    expect(versionIn(contents, 'express')).toEqual({ range: '^5.1.0', from: 'range', major: 5 });
    expect(versionIn(contents, 'cors')).toMatchObject({ range: '2.8.5', major: 2 });
  });
});

describe('lock files', () => {
  const locks: Record<string, Record<string, string>> = {
    'package-lock.json version 3': {
      '/repo/package-lock.json': JSON.stringify({
        lockfileVersion: 3,
        packages: {
          '': { dependencies: { express: '^4.17.1' } }, 'packages/api': { name: '@x/api', version: '1.0.0' },
          'node_modules/@x/api': { resolved: 'packages/api', link: true },
          'node_modules/express': { version: '4.22.3' }, 'packages/api/node_modules/express': { version: '5.3.0' },
          'node_modules/connect-redis': { version: '7.1.1' }, 'node_modules/@nestjs/core': { version: '10.4.22' },
        },
      }),
    },
    'pnpm-lock.yaml version 5': {
      '/repo/pnpm-lock.yaml': `lockfileVersion: 5.4

importers:

  .:
    specifiers:
      express: ^4.17.1
    dependencies:
      express: 4.22.3

  packages/api:
    specifiers:
      '@nestjs/core': ^10
      connect-redis: ^7.1.0
      express: ^5.0.0
    dependencies:
      '@nestjs/core': 10.4.22
      connect-redis: 7.1.1_express-session@1.17.3
      express: 5.3.0

packages:

  /express/9.9.9:
    dev: false
`,
    },
    'pnpm-lock.yaml version 9': {
      '/repo/pnpm-lock.yaml': `lockfileVersion: '9.0'

settings:
  autoInstallPeers: true

importers:

  .:
    dependencies:
      express:
        specifier: ^4.17.1
        version: 4.22.3

  packages/api:
    dependencies:
      '@nestjs/core':
        specifier: ^10
        version: 10.4.22(@nestjs/common@10.4.22(reflect-metadata@0.2.2)(rxjs@7.8.2))(rxjs@7.8.2)
      connect-redis:
        specifier: ^7.1.0
        version: 7.1.1(express-session@1.17.3)
      express:
        specifier: ^5.0.0
        version: 5.3.0

packages:

  express@9.9.9:
    resolution: {integrity: sha512-x}
`,
    },
    'yarn.lock, classic': {
      '/repo/yarn.lock': `# yarn lockfile v1


"@nestjs/core@^10", "@nestjs/core@^10.0.0":
  version "10.4.22"
  resolved "https://registry.yarnpkg.com/@nestjs/core/-/core-10.4.22.tgz#x"

connect-redis@^7.1.0:
  version "7.1.1"
  dependencies:
    express "^3.0.0"

express@^4.17.1, express@~4.22.0:
  version "4.22.3"

express@^5.0.0:
  version "5.3.0"
`,
    },
    'yarn.lock, berry': {
      '/repo/yarn.lock': `__metadata:
  version: 8
  cacheKey: 10c0

"@nestjs/core@npm:^10":
  version: 10.4.22
  resolution: "@nestjs/core@npm:10.4.22"

"@x/api@workspace:packages/api":
  version: 0.0.0-use.local
  resolution: "@x/api@workspace:packages/api"

"connect-redis@npm:^7.1.0":
  version: 7.1.1

"express@npm:^4.17.1, express@npm:~4.22.0":
  version: 4.22.3

"express@npm:^5.0.0":
  version: 5.3.0
`,
    },
    'bun.lock': {
      '/repo/bun.lock': `{
  "lockfileVersion": 1,
  "workspaces": { "": { "name": "root" }, "packages/api": { "name": "@x/api", }, },
  "packages": {
    "@nestjs/core": ["@nestjs/core@10.4.22", "", {}, "sha512-x"],
    "connect-redis": ["connect-redis@7.1.1", "", {}, "sha512-x"],
    "express": ["express@4.22.3", "", {}, "sha512-x"],
    "@x/api/express": ["express@5.3.0", "", {}, "sha512-x"],
  }
}`,
    },
  };

  it.each(Object.entries(locks))('%s gives each project its own version', (_name, lock) => {
    const contents = { ...projects, ...lock };
    expect(versionIn(contents, 'express')).toEqual({ version: '4.22.3', range: '^4.17.1', from: 'lock', major: 4 });
    expect(versionIn(contents, 'express', IN_API)).toEqual({ version: '5.3.0', range: '^5.0.0', from: 'lock', major: 5 });
    expect(versionIn(contents, 'connect-redis', IN_API)).toMatchObject({ version: '7.1.1', from: 'lock' });
    expect(versionIn(contents, '@nestjs/core', IN_API)).toMatchObject({ version: '10.4.22', from: 'lock' });
  });

  it('package-lock.json version 1 and a lone pnpm project', () => {
    const one = { '/repo/package.json': '{"dependencies":{"express":"^4.17.1"}}' };
    expect(versionIn({ ...one, '/repo/package-lock.json': '{"lockfileVersion":1,"dependencies":{"express":{"version":"4.17.3"}}}' }, 'express')).toMatchObject({ version: '4.17.3' });
    expect(versionIn({ ...one, '/repo/pnpm-lock.yaml': 'lockfileVersion: 5.3\nspecifiers:\n  express: ^4.17.1\ndependencies:\n  express: 4.17.3\npackages:\n  /express/4.0.0:\n' }, 'express')).toMatchObject({ version: '4.17.3' });
    expect(versionIn({ ...one, '/repo/pnpm-lock.yaml': "lockfileVersion: '6.0'\ndependencies:\n  express:\n    specifier: ^4.17.1\n    version: 4.17.3\n" }, 'express')).toMatchObject({ version: '4.17.3' });
  });

  it('follows a linked package to its own version', () => {
    const lock = { '/repo/package-lock.json': '{"packages":{"node_modules/shared":{"link":true,"resolved":"packages/shared"},"packages/shared":{"version":"2.0.0"}}}' };
    expect(versionIn({ '/repo/package.json': '{"dependencies":{"shared":"*"}}', ...lock }, 'shared')).toMatchObject({ version: '2.0.0' });
  });

  it.each(['package-lock.json', 'yarn.lock', 'pnpm-lock.yaml', 'bun.lock'])('%s of garbage is passed over', name => {
    for (const garbage of ['', '{"packages":[1,{"a":', '<<<<<<< HEAD\n:::\n"@:\n  version "x"\n', 'importers:\n  .:\n    dependencies:\n      express: {}\n']) {
      expect(versionIn({ '/repo/package.json': '{"dependencies":{"express":"^4.17.1"}}', [`/repo/${name}`]: garbage }, 'express')).toEqual({ range: '^4.17.1', from: 'range', major: 4 });
    }
  });
});

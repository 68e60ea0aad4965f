import { describe, expect, it } from 'vitest';
import { createResolver, type Resolution } from '../../src/link/resolve.ts';
import { memoryFiles } from '../../src/source/overlay.ts';

type Contents = Readonly<Record<string, string>>;

function resolutionOf(contents: Contents, from: string, specifier: string): Resolution {
  return createResolver(memoryFiles({ '/app/package.json': '{"name":"app"}', ...contents }), '/app').resolve(from, specifier);
}

/** The file a specifier means, or what else it is. */
function meaning(contents: Contents, from: string, specifier: string): string {
  const resolution = resolutionOf(contents, from, specifier);
  return resolution.kind === 'file' ? resolution.file : resolution.kind === 'unresolved' ? `unresolved: ${resolution.reason}` : `${resolution.kind}: ${resolution.name}`;
}

const none = (paths: readonly string[]): Contents => Object.fromEntries(paths.map(path => [path, '']));

describe('relative specifiers', () => {
  it.each<[string, string, string, string[]]>([
    ['an ending', '/app/a.js', './b', ['/app/b.js']],
    ['the file as written', '/app/a.js', './b.json', ['/app/b.json']],
    ['a dot in the name', '/app/a.ts', './user.model', ['/app/user.model.ts']],
    ['an index file', '/app/a.js', './routes', ['/app/routes/index.js']],
    ['the directory itself', '/app/routes/a.js', '.', ['/app/routes/index.js']],
    ['the directory above', '/app/routes/a.js', '..', ['/app/index.js']],
    ['TypeScript under a .js name', '/app/a.ts', './b.js', ['/app/b.ts']],
    ['TypeScript under .mjs, .cjs and .jsx', '/app/a.mts', './b.mjs', ['/app/b.mts']],
    ['TypeScript under .cjs', '/app/a.cts', './b.cjs', ['/app/b.cts']],
    ['TSX under .jsx', '/app/a.tsx', './b.jsx', ['/app/b.tsx']],
    ['TypeScript before JavaScript from TypeScript', '/app/a.ts', './b', ['/app/b.ts', '/app/b.js']],
    ['JavaScript before TypeScript from JavaScript', '/app/a.js', './b', ['/app/b.js', '/app/b.ts']],
    ['a file before a directory', '/app/a.js', './b', ['/app/b.js', '/app/b/index.js']],
    ['a component', '/app/a.js', './B', ['/app/B.vue']],
    ['a path with a query', '/app/a.js', './b.js?raw', ['/app/b.js']],
    ['an absolute path', '/app/a.js', '/app/lib/b', ['/app/lib/b.js']],
  ])('find %s', (_what, from, specifier, files) => {
    expect(meaning(none(files), from, specifier)).toBe(files[0]);
  });

  it('find a directory by the main of its package.json, and its source', () => {
    const contents = { '/app/lib/package.json': '{"main":"./dist/start.js"}', '/app/lib/src/start.ts': '', '/app/plain/package.json': '{"main":"lib"}', '/app/plain/lib/index.js': '' };
    expect(meaning(contents, '/app/a.js', './lib')).toBe('/app/lib/src/start.ts');
    expect(meaning(contents, '/app/a.js', './plain')).toBe('/app/plain/lib/index.js');
  });

  it('find the source of what a build makes', () => {
    expect(meaning(none(['/app/src/app.ts']), '/app/bin/www', '../dist/app')).toBe('/app/src/app.ts');
  });

  it('follow what is imported from an output to its source, but stay inside the output', () => {
    const contents = { '/app/package.json': '{"scripts":{"build":"tsc -p server"}}', '/app/server/tsconfig.json': '{"compilerOptions":{"outDir":"../backend"}}', ...none(['/app/backend/app.js', '/app/backend/db.js', '/app/server/app.ts', '/app/server/db.ts']) };
    expect(meaning(contents, '/app/start.js', './backend/app.js')).toBe('/app/server/app.ts');
    expect(meaning(contents, '/app/backend/app.js', './db')).toBe('/app/backend/db.js');
  });

  it('say why there is none', () => {
    expect(meaning({}, '/app/a.js', './gone')).toBe('unresolved: there is no file for `./gone`');
    expect(meaning(none(['/app/types.d.ts']), '/app/a.ts', './types')).toBe('unresolved: `./types` has type declarations only');
    expect(meaning({}, '/app/a.js', 'https://x.example/a.js')).toBe('unresolved: `https://x.example/a.js` is an address');
  });
});

describe('packages and builtins', () => {
  it('tells a package from its subpath, installed or not', () => {
    const contents = { '/app/node_modules/express/index.js': '' };
    expect(resolutionOf(contents, '/app/a.js', 'express')).toEqual({ kind: 'package', name: 'express', subpath: '' });
    expect(resolutionOf(contents, '/app/a.js', 'dotenv/config')).toEqual({ kind: 'package', name: 'dotenv', subpath: '/config' });
    expect(resolutionOf(contents, '/app/a.js', '@nestjs/common/decorators')).toEqual({ kind: 'package', name: '@nestjs/common', subpath: '/decorators' });
  });

  it('knows builtins with and without `node:`', () => {
    expect(resolutionOf({}, '/app/a.js', 'node:https')).toEqual({ kind: 'builtin', name: 'https' });
    expect(resolutionOf({}, '/app/a.js', 'fs/promises')).toEqual({ kind: 'builtin', name: 'fs/promises' });
  });
});

describe('aliases', () => {
  it('follows `paths`, the most specific pattern first, each target in turn', () => {
    const contents = {
      '/app/tsconfig.json': '{"compilerOptions":{"paths":{"@/*":["./src/*"],"@/lib/*":["./generated/*","./lib/*"],"config":["./src/config/index.ts"],"express":["./types/express"]}}}',
      ...none(['/app/src/a.ts', '/app/lib/b.ts', '/app/src/lib/b.ts', '/app/src/config/index.ts', '/app/types/express.d.ts']),
    };
    expect(meaning(contents, '/app/src/x.ts', '@/a')).toBe('/app/src/a.ts');
    expect(meaning(contents, '/app/src/x.ts', '@/a.js')).toBe('/app/src/a.ts');
    expect(meaning(contents, '/app/src/x.ts', '@/lib/b')).toBe('/app/lib/b.ts');
    expect(meaning(contents, '/app/src/x.ts', 'config')).toBe('/app/src/config/index.ts');
    expect(meaning(contents, '/app/src/x.ts', 'express')).toBe('package: express');
  });

  it('follows `baseUrl`, unless the name is a dependency', () => {
    const contents = { '/app/package.json': '{"dependencies":{"config":"^3"}}', '/app/jsconfig.json': '{"compilerOptions":{"baseUrl":"src"}}', ...none(['/app/src/lib/db.js', '/app/src/config.js']) };
    expect(meaning(contents, '/app/src/x.js', 'lib/db')).toBe('/app/src/lib/db.js');
    expect(meaning(contents, '/app/src/x.js', 'config')).toBe('package: config');
  });

  it('takes a path below the name of no dependency for one from the top of a package', () => {
    const contents = { ...none(['/app/lib/users.js', '/app/src/api/routes.ts', '/app/ui/src/page.js', '/app/express/lib/router.js', '/app/node_modules/lib/x.js', '/app/config/index.js']), '/app/package.json': '{"dependencies":{"express":"5"}}' };
    expect(meaning(contents, '/app/api/deep/a.js', 'lib/users')).toBe('/app/lib/users.js');
    expect(meaning(contents, '/app/src/b.ts', 'api/routes')).toBe('/app/src/api/routes.ts');
    expect(meaning(contents, '/app/ui/src/b.js', 'ui/page')).toBe('/app/ui/src/page.js');
    expect(meaning(contents, '/app/a.js', 'express/lib/router')).toBe('package: express');
    expect(meaning(contents, '/app/a.js', 'config')).toBe('package: config');
  });

  it('follows the `imports` of package.json', () => {
    const contents = {
      '/app/package.json': '{"imports":{"#config":{"types":"./dist/config.d.ts","default":"./dist/config.js"},"#lib/*.js":"./lib/*.js","#web":"express"}}',
      ...none(['/app/src/config.ts', '/app/lib/deep/a.js']),
    };
    expect(meaning(contents, '/app/src/x.ts', '#config')).toBe('/app/src/config.ts');
    expect(meaning(contents, '/app/src/x.ts', '#lib/deep/a.js')).toBe('/app/lib/deep/a.js');
    expect(meaning(contents, '/app/src/x.ts', '#web')).toBe('package: express');
    expect(meaning(contents, '/app/src/x.ts', '#none')).toBe('unresolved: no alias is known for `#none`');
  });

  it('follows module-alias and Babel', () => {
    const contents = {
      '/app/package.json': '{"_moduleAliases":{"@root":".","@models":"src/models"}}',
      '/app/.babelrc': '{"plugins":["x",["babel-plugin-module-resolver",{"alias":{"services":"./src/services"}}]]}',
      ...none(['/app/server.js', '/app/src/models/user.js', '/app/src/services/index.js']),
    };
    expect(meaning(contents, '/app/x.js', '@root/server')).toBe('/app/server.js');
    expect(meaning(contents, '/app/x.js', '@models/user')).toBe('/app/src/models/user.js');
    expect(meaning(contents, '/app/x.js', 'services')).toBe('/app/src/services/index.js');
    expect(meaning(contents, '/app/x.js', 'services-api')).toBe('package: services-api');
  });

  it('takes `@/` and `~/` for the sources where no configuration says otherwise', () => {
    const contents = none(['/app/src/lib/db.ts', '/app/config/x.ts']);
    expect(meaning(contents, '/app/src/routes/a.ts', '@/lib/db')).toBe('/app/src/lib/db.ts');
    expect(meaning(contents, '/app/src/routes/a.ts', '~/config/x')).toBe('/app/config/x.ts');
    expect(meaning(contents, '/app/src/routes/a.ts', '@/none')).toBe('unresolved: no alias is known for `@/none`');
  });
});

describe('packages of the repository', () => {
  const repo = {
    '/app/package.json': '{"name":"root","workspaces":["packages/*"]}',
    '/app/packages/api/package.json': '{"name":"@x/api","exports":{".":"./dist/index.js","./*":"./dist/*.js"},"dependencies":{"local":"file:../../local"}}',
    '/app/packages/shared/package.json': '{"name":"@x/shared","main":"./dist/index.js","types":"./dist/index.d.ts"}',
    '/app/packages/source/package.json': '{"name":"@x/source","exports":{".":{"types":"./dist/index.d.ts","import":{"source":"./code/main.ts","default":"./dist/index.mjs"}},"./session":{"require":"./dist/session.cjs"}}}',
    '/app/packages/built/package.json': '{"name":"@x/built","main":"./generated.js"}',
    '/app/local/package.json': '{"name":"local","main":"start.js"}',
    ...none([
      '/app/packages/api/src/index.ts', '/app/packages/api/src/routes/user.ts', '/app/packages/shared/src/index.ts', '/app/packages/shared/src/session.ts',
      '/app/packages/source/code/main.ts', '/app/packages/source/src/session.ts', '/app/local/start.js',
    ]),
  };

  it.each([
    ['@x/shared', '/app/packages/shared/src/index.ts'], ['@x/shared/session', '/app/packages/shared/src/session.ts'], ['@x/shared/dist/session.js', '/app/packages/shared/src/session.ts'],
    ['@x/source', '/app/packages/source/code/main.ts'], ['@x/source/session', '/app/packages/source/src/session.ts'],
    ['@x/api/routes/user', '/app/packages/api/src/routes/user.ts'], ['@x/api', '/app/packages/api/src/index.ts'], ['local', '/app/local/start.js'],
    ['@x/built', 'unresolved: the source of `@x/built` was not found in /app/packages/built'], ['@x/other', 'package: @x/other'],
  ])('%s is %s', (specifier, expected) => {
    expect(meaning(repo, '/app/packages/api/src/x.ts', specifier)).toBe(expected);
  });

  it('does not take a package that is no workspace for one', () => {
    expect(meaning({ '/app/packages/api/package.json': '{"name":"@x/api"}', '/app/packages/api/index.js': '' }, '/app/a.js', '@x/api')).toBe('package: @x/api');
  });
});

describe('odd input', () => {
  it.each(['', ' ', '/', '@', '@/', '@x', '~', '#', '..', './', '../../../../../..', 'a//b', 'node:', '\0'])('%j gets an answer', specifier => {
    expect(resolutionOf({}, '/app/a.js', specifier)).toHaveProperty('kind');
  });

  it('survives broken configuration', () => {
    const contents = { '/app/package.json': '{"imports":{"#a":["./b",{}],"#c/*":3},"_moduleAliases":[1],"exports":', '/app/.babelrc': '{', '/app/tsconfig.json': '{"compilerOptions":{"paths":{"*":["*"],"a*b*":[]}}}', '/app/b.js': '' };
    expect(meaning(contents, '/app/a.js', '#a')).toBe('/app/b.js');
    expect(meaning(contents, '/app/a.js', 'express')).toBe('package: express');
  });

  it('answers the same question once', () => {
    const files = memoryFiles({ '/app/b.js': '' });
    const resolver = createResolver(files, '/app');
    expect(resolver.resolve('/app/a.js', './b')).toBe(resolver.resolve('/app/c.js', './b'));
  });
});

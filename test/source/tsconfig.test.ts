import { describe, expect, it } from 'vitest';
import { memoryFiles } from '../../src/source/overlay.ts';
import { type TsConfig, tsconfigOf, tsconfigsIn } from '../../src/source/tsconfig.ts';

function configFor(contents: Record<string, string>, file = '/app/src/a.ts'): TsConfig | undefined {
  return tsconfigOf(memoryFiles(contents), file);
}

describe('tsconfigOf', () => {
  it('reads the nearest one, with comments and trailing commas', () => {
    const config = configFor({
      '/app/tsconfig.json': `{
        // where it goes
        "compilerOptions": { "outDir": "./dist", "rootDir": "src", "baseUrl": ".", "module": "CommonJS", "esModuleInterop": true, /* short */ "paths": { "@/*": ["src/*"], }, },
      }`,
    });
    expect(config).toEqual({
      file: '/app/tsconfig.json', outDir: '/app/dist', rootDir: '/app/src', baseUrl: '/app', module: 'commonjs', esModuleInterop: true,
      paths: [{ pattern: '@/*', targets: ['/app/src/*'] }], covers: ['/app'], problems: [],
    });
  });

  it('takes jsconfig.json where there is no tsconfig.json', () => {
    expect(configFor({ '/app/jsconfig.json': '{"compilerOptions":{"baseUrl":"src"}}' }, '/app/src/a.js')?.baseUrl).toBe('/app/src');
    expect(configFor({}, '/app/a.js')).toBeUndefined();
  });

  it('works in what it extends: each path is relative to the config that wrote it', () => {
    const config = configFor({
      '/app/tsconfig.json': '{"extends":["./base/one","./base/two.json"],"compilerOptions":{"outDir":"out"}}',
      '/app/base/one.json': '{"compilerOptions":{"outDir":"one","rootDir":"one","paths":{"#lib/*":["./lib/*"]}}}',
      '/app/base/two.json': '{"compilerOptions":{"rootDir":"two"}}',
    });
    expect(config).toMatchObject({ outDir: '/app/out', rootDir: '/app/base/two', paths: [{ pattern: '#lib/*', targets: ['/app/base/lib/*'] }] });
  });

  it('extends a config from a package, by file, by field, by default name', () => {
    const base = '{"compilerOptions":{"esModuleInterop":true,"rootDir":"${configDir}/src"}}';
    const forms = { '@tsconfig/node20': '@tsconfig/node20/tsconfig.json', '@x/config/strict': '@x/config/strict.json', shared: 'shared/conf/main.json' };
    for (const [wanted, file] of Object.entries(forms)) {
      const config = configFor({
        '/app/tsconfig.json': JSON.stringify({ extends: wanted }),
        [`/app/node_modules/${file}`]: base,
        '/app/node_modules/shared/package.json': '{"tsconfig":"conf/main.json"}',
      });
      expect(config).toMatchObject({ esModuleInterop: true, rootDir: '/app/src', problems: [] });
    }
  });

  it('says when it extends itself or a file that is not there, and uses the rest', () => {
    const circle = configFor({ '/app/tsconfig.json': '{"extends":"./other.json","compilerOptions":{"outDir":"dist"}}', '/app/other.json': '{"extends":"./tsconfig.json","compilerOptions":{"rootDir":"src"}}' });
    expect(circle).toMatchObject({ outDir: '/app/dist', rootDir: '/app/src', problems: [{ file: '/app/other.json', detail: 'It extends itself through ./tsconfig.json.' }] });
    const missing = configFor({ '/app/tsconfig.json': '{"extends":"./gone.json","compilerOptions":{"outDir":"dist"}}' });
    expect(missing).toMatchObject({ outDir: '/app/dist', problems: [{ detail: 'It extends ./gone.json, which is not there.' }] });
    expect(configFor({ '/app/tsconfig.json': '{"extends":"@tsconfig/node20"}' })?.problems).toEqual([]);
  });

  it('makes the best of garbage', () => {
    expect(configFor({ '/app/tsconfig.json': '{"compilerOptions":{"outDir":"dist","paths":[1],"baseUrl":3' })).toMatchObject({ outDir: '/app/dist', paths: [], problems: [{ file: '/app/tsconfig.json' }] });
    expect(configFor({ '/app/tsconfig.json': 'null' })).toMatchObject({ paths: [] });
  });

  it('goes through a solution file to the project that covers the file', () => {
    const contents = {
      '/app/tsconfig.json': '{"files":[],"references":[{"path":"./tsconfig.web.json"},{"path":"./server"}]}',
      '/app/tsconfig.web.json': '{"include":["web/**/*"],"compilerOptions":{"paths":{"@/*":["./web/*"]}}}',
      '/app/server/tsconfig.json': '{"compilerOptions":{"outDir":"../dist"}}',
    };
    expect(configFor(contents, '/app/web/a.ts')?.file).toBe('/app/tsconfig.web.json');
    expect(configFor(contents, '/app/server/a.ts')?.file).toBe('/app/server/tsconfig.json');
    expect(configFor(contents, '/app/tool.ts')?.file).toBe('/app/tsconfig.json');
  });
});

describe('tsconfigsIn', () => {
  it('lists every config of a directory', () => {
    const files = memoryFiles({ '/app/tsconfig.json': '{}', '/app/tsconfig.server.json': '{"compilerOptions":{"outDir":"dist"}}', '/app/tsconfig.tsbuildinfo': '', '/app/package.json': '{}' });
    expect(tsconfigsIn(files, '/app').map(config => config.file)).toEqual(['/app/tsconfig.json', '/app/tsconfig.server.json']);
  });
});

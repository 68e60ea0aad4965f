import { describe, expect, it } from 'vitest';
import { memoryFiles } from '../../src/source/overlay.ts';
import { dependencyOf, packageOf } from '../../src/source/packages.ts';

describe('packageOf', () => {
  it('is the nearest package.json above a file', () => {
    const files = memoryFiles({
      '/repo/package.json': '{"name":"root","dependencies":{"express":"^4"}}',
      '/repo/api/package.json': '{"name":"api","type":"module","scripts":{"start":"node ."}}',
      '/repo/api/src/app.js': '',
    });
    const api = packageOf(files, '/repo/api/src/app.js');
    expect(api).toMatchObject({ directory: '/repo/api', name: 'api', type: 'module', problems: [] });
    expect(api?.scripts.get('start')).toBe('node .');
    expect(packageOf(files, '/repo/api/src/other.js')).toBe(api);
    expect(packageOf(files, '/repo/server.js')).toMatchObject({ name: 'root', type: 'commonjs' });
    expect(packageOf(files, '/elsewhere/a.js')).toBeUndefined();
  });

  it('merges the kinds of dependency, the one that is installed in production first', () => {
    const files = memoryFiles({ '/a/package.json': '{"devDependencies":{"express":"^5","vitest":"^4"},"peerDependencies":{"express":">=4"},"dependencies":{"express":"^4"}}' });
    const dependencies = packageOf(files, '/a/x.js')?.dependencies;
    expect(dependencies?.get('express')).toEqual({ range: '^4', kind: 'dependencies' });
    expect(dependencies?.get('vitest')).toEqual({ range: '^4', kind: 'devDependencies' });
  });

  it.each([
    ['nested without end', '{"a":'.repeat(20_000), 'It is nested too deep to read.'],
    ['cut off', '{"name":"a","dependencies":{"express":"^4"', 'It is not valid JSON (line 1, column 43).'],
    ['no object', '[]', 'It holds no object.'],
    ['empty', '', 'It holds no object.'],
  ])('makes the best of one that is %s', (_case, text, detail) => {
    const files = memoryFiles({ '/a/package.json': text });
    expect(packageOf(files, '/a/x.js')?.problems).toEqual([{ file: '/a/package.json', detail }]);
  });

  it('reads what it can of one that is cut off, and passes over fields of the wrong type', () => {
    const files = memoryFiles({
      '/a/package.json': '{"name":"a","dependencies":{"express":"^4"',
      '/b/package.json': '{"name":1,"scripts":["x"],"dependencies":{"express":null,"cors":"^2"}}',
    });
    expect(packageOf(files, '/a/x.js')?.dependencies.get('express')?.range).toBe('^4');
    const odd = packageOf(files, '/b/x.js');
    expect(odd).not.toHaveProperty('name');
    expect([...odd?.dependencies.keys() ?? []]).toEqual(['cors']);
  });
});

describe('dependencyOf', () => {
  it('looks above a package that does not name the dependency itself', () => {
    const files = memoryFiles({ '/repo/package.json': '{"dependencies":{"express":"^4"}}', '/repo/src/package.json': '{"type":"module"}' });
    const inner = packageOf(files, '/repo/src/app.js');
    expect(inner?.type).toBe('module');
    expect(inner && dependencyOf(files, inner, 'express')).toMatchObject({ declaredBy: { directory: '/repo' }, dependency: { range: '^4' } });
    expect(inner && dependencyOf(files, inner, 'cors')).toBeUndefined();
  });
});

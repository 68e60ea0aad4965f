import { describe, expect, test } from 'vitest';
import type { Coverage } from '../../src/model/path.ts';
import { coverage, inExpress5, isRefusedByExpress5, joinPaths, pathsOf } from '../../src/model/path.ts';
import type { Value } from '../../src/model/value.ts';

const at = { file: '/app.js', start: 0, end: 0 };
const known = (value: string): Value => ({ kind: 'known', value, at, via: [] });
const mount = (...paths: string[]) => pathsOf(paths.map(known), false, 5);
const route = (...paths: string[]) => pathsOf(paths.map(known), true, 5);
const route4 = (...paths: string[]) => pathsOf(paths.map(known), true, 4);

describe('how much of a route a mount path covers', () => {
  const cases: [what: string, cover: ReturnType<typeof mount>, target: ReturnType<typeof mount>, expected: Coverage][] = [
    ['the root', mount('/'), route('/api/me'), 'all'],
    ['no path at all', mount(), route('/api/me'), 'all'],
    ['the root and a route that is not known', mount('/'), undefined, 'all'],
    ['a directory above', mount('/api'), route('/api/me'), 'all'],
    ['the path itself', mount('/api/me'), route('/api/me'), 'all'],
    ['a slash at the end', mount('/api/'), route('/api/me'), 'all'],
    ['another case', mount('/API'), route('/api/me'), 'all'],
    ['a name that only begins the same', mount('/api'), route('/apiary'), 'none'],
    ['a sibling', mount('/admin'), route('/api/me'), 'none'],
    ['a directory below', mount('/api/me/cart'), route('/api/me'), 'none'],
    ['a parameter over a name', mount('/:tenant'), route('/acme/me'), 'all'],
    ['a name over a parameter', mount('/acme'), route('/:tenant/me'), 'some'],
    ['one of several', mount('/admin', '/api'), route('/api/me'), 'all'],
    ['one of several routes', mount('/api'), route('/api/me', '/login'), 'some'],
    ['a middleware below it', mount('/api'), mount('/'), 'some'],
    ['a wildcard of Express 5', route('/*splat'), route('/me'), 'all'],
    ['a wildcard of Express 5 that leaves out the root', route('/*splat'), route('/'), 'none'],
    ['an optional wildcard of Express 5', route('/{*splat}'), route('/'), 'all'],
    ['a wildcard of Express 4', route4('*'), route4('/me'), 'all'],
    ['a wildcard below a directory', route4('/api/*'), route4('/api/me'), 'all'],
    ['an exact route over a longer one', route('/api'), route('/api/me'), 'none'],
    ['a pattern in a segment', route4('/me|you'), route4('/me'), 'unknown'],
    ['a path without a slash', mount('api'), route('/api/me'), 'unknown'],
    ['a path that is not known', undefined, route('/api/me'), 'unknown'],
  ];
  test.each(cases)('%s', (_, cover, target, expected) => {
    expect(coverage(cover, target)).toBe(expected);
  });

  test('a regular expression is not worked out', () => {
    expect(pathsOf([{ kind: 'pattern', source: '^/api', flags: '', at, via: [] }], false, 5)).toBeUndefined();
  });

  test('a list of paths is each of them', () => {
    const list = pathsOf([{ kind: 'list', items: [known('/api'), known('/me')], complete: true, at, via: [] }], false, 5);
    expect(coverage(list, route('/me'))).toBe('all');
  });

  test('a router below a mount path', () => {
    expect(coverage(mount('/api'), joinPaths(mount('/api'), route('/me')))).toBe('all');
    expect(coverage(mount('/me'), joinPaths(mount('/api'), route('/me')))).toBe('none');
  });
});

describe('paths that Express 5 refuses', () => {
  test.each(['*', '/*', '/api/*', '(.*)', '/api*'])('%s', (path) => {
    expect(isRefusedByExpress5(path)).toBe(true);
  });
  test.each(['/*splat', '/{*splat}', '/', '/api/:id'])('but not %s', (path) => {
    expect(isRefusedByExpress5(path)).toBe(false);
  });
  test.each([['*', '/{*splat}'], ['/*', '/{*splat}'], ['(.*)', '/{*splat}'], ['/api/*', '/api/{*splat}']])('%s becomes %s', (path, expected) => {
    expect(inExpress5(path)).toBe(expected);
  });
  test('a wildcard inside a segment has no one reading', () => {
    expect(inExpress5('/api*')).toBeUndefined();
  });
});

import { describe, expect, it } from 'vitest';
import { below, isAbsolute, isInside, nameOf, parentOf, pathOfUrl, resolvePath, toPosix, upwards, urlOfPath } from '../../src/source/paths.ts';

describe('toPosix', () => {
  it('turns a Windows path into forward slashes with an upper-case drive', () => {
    expect(toPosix('c:\\work\\src\\..\\app.js')).toBe('C:/work/app.js');
    expect(toPosix('d:/work/')).toBe('D:/work');
    expect(toPosix('C:\\')).toBe('C:/');
  });

  it('keeps a network share', () => {
    expect(toPosix('\\\\host\\share\\app.js')).toBe('//host/share/app.js');
  });

  it('works out dots and drops the slash at the end', () => {
    expect(toPosix('/work/./src/../app/')).toBe('/work/app');
    expect(toPosix('/')).toBe('/');
  });

  it.runIf(process.platform !== 'win32')('leaves a backslash in a POSIX name alone', () => {
    expect(toPosix('/work/odd\\name.js')).toBe('/work/odd\\name.js');
  });
});

describe('walking paths', () => {
  it('goes up to the root and no further', () => {
    expect([...upwards('/a/b')]).toEqual(['/a/b', '/a', '/']);
    expect([...upwards('C:/a')]).toEqual(['C:/a', 'C:/']);
    expect(parentOf('/')).toBeUndefined();
    expect(parentOf('C:/')).toBeUndefined();
  });

  it('resolves against a directory, on a drive too', () => {
    expect(resolvePath('/a/b', '../c.js')).toBe('/a/c.js');
    expect(resolvePath('C:/a/b', './c.js')).toBe('C:/a/b/c.js');
    expect(resolvePath('/a', 'C:\\x\\y.js')).toBe('C:/x/y.js');
    expect(resolvePath('/a', '/x.js')).toBe('/x.js');
  });

  it('tells what lies inside from what merely starts alike', () => {
    expect(isInside('/work/app/x.js', '/work/app')).toBe(true);
    expect(isInside('/work/app2/x.js', '/work/app')).toBe(false);
    expect(below('/work/app/x.js', '/work')).toBe('app/x.js');
    expect(below('/work', '/work')).toBe('');
    expect(below('/x.js', '/')).toBe('x.js');
    expect(below('/other', '/work')).toBeUndefined();
  });

  it.each([['/srv/app.js', 'file:///srv/app.js'], ['C:/srv/app.js', 'file:///C:/srv/app.js']])('of %s is what its URL says', (path, url) => {
    expect([urlOfPath(path), pathOfUrl(url), pathOfUrl(path)]).toEqual([url, path, path]);
  });

  it('knows absolute paths and names', () => {
    expect(isAbsolute('C:/x')).toBe(true);
    expect(isAbsolute('./x')).toBe(false);
    expect(nameOf('/a/b.js')).toBe('b.js');
  });
});

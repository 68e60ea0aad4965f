import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { FactsStore, withUnsaved } from '../../../src/engine/cache/facts.ts';
import { cacheDirectory } from '../../../src/engine/cache/place.ts';
import { ScanStore } from '../../../src/engine/cache/scan.ts';
import { extractFacts } from '../../../src/facts/extract.ts';
import { diskFiles } from '../../../src/source/disk.ts';
import type { SourceText } from '../../../src/source/files.ts';
import { memoryFiles } from '../../../src/source/overlay.ts';
import { scan } from '../../../src/source/scan.ts';
import { sourceTextOf } from '../../../src/source/text.ts';
import { directoryWith, write } from '../disk.ts';

describe('facts', () => {
  const source = sourceTextOf('/app/a.ts', 'const a: number = 1;');

  it('are extracted once', () => {
    const extract = vi.fn(extractFacts);
    const store = new FactsStore(undefined, extract);
    expect(store.factsOf(source)).toBe(store.factsOf({ ...source, file: '/app/copy.ts' }));
    expect(extract).toHaveBeenCalledTimes(1);
  });

  it('are not those of the same text in another language', () => {
    const store = new FactsStore(undefined);
    const text = 'const a = <b>c;';
    expect(store.factsOf(sourceTextOf('/app/a.ts', text)).problem).toBeUndefined();
    expect(store.factsOf(sourceTextOf('/app/a.tsx', text)).problem).toBeDefined();
    expect(store.factsOf(sourceTextOf('/app/a.d.ts', text)).b).toEqual([]);
  });

  it('outlive the process', () => {
    const directory = directoryWith({});
    const first = new FactsStore(directory);
    const facts = first.factsOf(source);
    first.flush();
    const extract = vi.fn(extractFacts);
    expect(new FactsStore(directory, extract).factsOf(source)).toEqual(facts);
    expect(extract).not.toHaveBeenCalled();
  });
});

describe('facts in memory', () => {
  const sources = ['a', 'b', 'c'].map(name => sourceTextOf(`/app/${name}.ts`, `const ${name} = 1;`));
  const [first, second, third] = sources as [SourceText, SourceText, SourceText];

  it('stay until the program is done, however many they are', () => {
    const extract = vi.fn(extractFacts);
    const store = new FactsStore(undefined, extract, 0);
    for (const source of [...sources, ...sources]) store.factsOf(source);
    expect(extract).toHaveBeenCalledTimes(3);
  });

  it('go once later programs were run from more text than is kept', () => {
    const extract = vi.fn(extractFacts);
    const store = new FactsStore(undefined, extract, 2 * first.text.length);
    for (const source of [first, second, third]) {
      store.factsOf(source);
      store.letGo();
    }
    store.factsOf(third);
    store.factsOf(second);
    expect(extract).toHaveBeenCalledTimes(3);
    store.factsOf(first);
    expect(extract).toHaveBeenCalledTimes(4);
  });

  it('stay where program after program asks for them', () => {
    const extract = vi.fn(extractFacts);
    const store = new FactsStore(undefined, extract, 0);
    for (const other of [second, third, second]) {
      for (const source of [first, other]) store.factsOf(source);
      store.letGo();
    }
    expect(extract.mock.calls.filter(([file]) => file === first.file)).toHaveLength(1);
  });

  it('leave behind what is wrong with the text', () => {
    const extract = vi.fn(extractFacts);
    const store = new FactsStore(undefined, extract, 0);
    const broken = sourceTextOf('/app/broken.ts', 'const = ;');
    for (const source of [broken, first, second]) {
      store.factsOf(source);
      store.letGo();
    }
    expect(store.problemOf(broken)).toEqual(extractFacts(broken.file, broken.text).problem);
    expect(store.problemOf(first)).toBeUndefined();
    expect(extract).toHaveBeenCalledTimes(3);
  });
});

describe('facts of a text that is not saved', () => {
  it('are neither kept in memory nor on the disk', () => {
    const directory = directoryWith({});
    const extract = vi.fn(extractFacts);
    const store = new FactsStore(directory, extract);
    const saved = sourceTextOf('/app/a.ts', 'const a = 1;');
    const typed = sourceTextOf('/app/a.ts', 'const a = 12;');
    const unsaved = withUnsaved(store, '/app/a.ts');
    expect(unsaved.factsOf(typed)).toBe(unsaved.factsOf(typed));
    expect(unsaved.factsOf(typed)).toEqual(extractFacts('/app/a.ts', typed.text));
    expect(extract).not.toHaveBeenCalled();
    const other = sourceTextOf('/app/b.ts', 'const b = 1;');
    expect(unsaved.factsOf(other)).toBe(store.factsOf(other));
    store.factsOf(saved);
    store.flush();
    expect(readFileSync(`${directory}/facts`, 'utf8').split('\n').length).toBe(1 + 2 + 1);
  });
});

describe('what a scan found', () => {
  const files = { 'app.js': `require('express-session')`, 'other.js': 'nothing', 'web.js': 'fetch(x)' };

  it('outlives the process: unchanged files are not read again', () => {
    const root = directoryWith(files);
    const directory = directoryWith({});
    // Old enough times of change can't be made: the clock is put forward.
    vi.useFakeTimers({ now: Date.now() + 60_000, toFake: ['Date'] });
    const first = new ScanStore(directory);
    const found = scan(diskFiles(), [root], { memory: first.memory });
    first.flush();
    vi.useRealTimers();

    const disk = diskFiles();
    const peek = vi.spyOn(disk, 'peek');
    const memory = new ScanStore(directory).memory;
    expect(scan(disk, [root], { memory })).toEqual(found);
    expect(peek).not.toHaveBeenCalled();

    write(root, 'other.js', `require('express')`, 2);
    expect(scan(diskFiles(), [root], { memory }).files.map(({ file }) => file)).toEqual(['app.js', 'other.js', 'web.js'].map(name => `${root}/${name}`));
  });

  it('of a file just changed is not trusted later', () => {
    const root = directoryWith(files);
    const directory = directoryWith({});
    const store = new ScanStore(directory);
    scan(diskFiles(), [root], { memory: store.memory });
    store.flush();
    const disk = diskFiles();
    const peek = vi.spyOn(disk, 'peek');
    scan(disk, [root], { memory: new ScanStore(directory).memory });
    expect(peek).toHaveBeenCalledTimes(3);
  });
});

describe('the caches of a workspace', () => {
  it('lie in the nearest node_modules', () => {
    const files = memoryFiles({ '/repo/node_modules/x/index.js': '', '/repo/packages/a/package.json': '{}' });
    const a = cacheDirectory(files, '/repo/packages/a');
    expect(a).toMatch(/^\/repo\/node_modules\/\.cache\/session-lint\/\w+$/);
    expect(cacheDirectory(files, '/repo')).not.toBe(a);
  });

  it('lie with the user where there is none', () => {
    vi.stubEnv('XDG_CACHE_HOME', '/home/ann/caches');
    expect(cacheDirectory(memoryFiles({ '/repo/package.json': '{}' }), '/repo')).toMatch(/^\/home\/ann\/caches\/session-lint\//);
    vi.unstubAllEnvs();
  });

  it('are files of their own', () => {
    const directory = directoryWith({});
    const store = new FactsStore(directory);
    store.factsOf(sourceTextOf('/app/a.ts', 'a'));
    store.flush();
    expect(readdirSync(directory)).toEqual(['facts']);
    expect(join(directory, 'facts')).toContain('session-lint');
  });
});

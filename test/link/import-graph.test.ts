import { describe, expect, it } from 'vitest';
import { ImportGraph } from '../../src/link/import-graph.ts';
import { leadsToWeb } from '../../src/link/relevance.ts';
import { programOf } from './programs.ts';

const imports = (...names: readonly string[]): string => names.map((name) => `import './${name}.mjs';`).join('\n');
const files = (texts: Readonly<Record<string, string>>): Record<string, string> => Object.fromEntries(Object.entries(texts).map(([name, text]) => [`${name}.mjs`, text]));

/** Names of those that no other of some modules imports. */
function roots(texts: Readonly<Record<string, string>>, among = Object.keys(texts)): readonly string[] {
  return new ImportGraph(programOf(files(texts))).rootsAmong(among.map((name) => `/app/${name}.mjs`)).map((file) => file.slice('/app/'.length, -'.mjs'.length));
}

describe('the modules that no other imports', () => {
  it('are those at the beginnings of chains', () => {
    expect(roots({ a: imports('b'), b: imports('c'), c: '', d: imports('c'), e: '' })).toEqual(['a', 'd', 'e']);
  });

  it('are found through modules that are not asked about', () => {
    expect(roots({ a: imports('hidden'), hidden: imports('b'), b: '' }, ['a', 'b'])).toEqual(['a']);
  });

  it('are none of those that import one another, but may be one that a ring comes back to', () => {
    expect(roots({ a: imports('b'), b: imports('a'), c: imports('a') })).toEqual(['c']);
    expect(roots({ a: imports('b'), b: imports('a') })).toEqual([]);
    expect(roots({ a: imports('b', 'a'), b: imports('a') }, ['a'])).toEqual(['a']);
    expect(roots({ a: imports('b'), b: imports('c'), c: imports('b', 'd'), d: '' })).toEqual(['a']);
  });

  it('are found as quickly where chains are long', () => {
    const chain = Object.fromEntries(Array.from({ length: 4000 }, (_, index) => [`m${index}`, index < 3999 ? imports(`m${index + 1}`) : '']));
    const program = programOf(files(chain));
    const all = Object.keys(chain).map((name) => `/app/${name}.mjs`);
    for (const file of all) program.factsOf(file);
    const before = process.cpuUsage();
    expect(new ImportGraph(program).rootsAmong(all)).toEqual(['/app/m0.mjs']);
    expect(all.filter((file) => leadsToWeb(program, file))).toEqual([]);
    expect(process.cpuUsage(before).user / 1000).toBeLessThan(2000);
  });
});

describe('what leads to a package of the web', () => {
  it('is every module on a way to one, rings included', () => {
    const program = programOf(files({ a: imports('b', 'x'), b: imports('c'), c: `${imports('b')} import 'express';`, x: imports('y'), y: imports('x') }));
    const leading = (): string[] => ['a', 'b', 'c', 'x', 'y'].filter((name) => leadsToWeb(program, `/app/${name}.mjs`));
    expect(leading()).toEqual(['a', 'b', 'c']);
    expect(leading()).toEqual(['a', 'b', 'c']);
  });
});

import { describe, expect, it } from 'vitest';
import { argumentsOf, commandsOf, lineOf, splitAssignments } from '../../src/source/shell.ts';

describe('commandsOf', () => {
  it.each<[string, string[][]]>([
    ['node server.js', [['node', 'server.js']]],
    ['tsc && node dist/index.js', [['tsc'], ['node', 'dist/index.js']]],
    ['NODE_ENV=production&&node a.js;node b.js|bunyan', [['NODE_ENV=production'], ['node', 'a.js'], ['node', 'b.js'], ['bunyan']]],
    ['concurrently "npm run server" \'npm run "client app"\'', [['concurrently', 'npm run server', 'npm run "client app"']]],
    ['concurrently "node \\"my app.js\\""', [['concurrently', 'node "my app.js"']]],
    ['node .\\src\\app.js', [['node', './src/app.js']]],
    ['node my\\ app.js', [['node', 'my app.js']]],
    ['node app.js > out.log 2>&1 &', [['node', 'app.js']]],
    ['(cd api; node .)', [['cd', 'api'], ['node', '.']]],
    ['# a comment\nnode a.js # start\n\nnode b.js', [['node', 'a.js'], ['node', 'b.js']]],
    ['node \\\n  a.js', [['node', 'a.js']]],
    ['NODE_ENV="pro"duction node', [['NODE_ENV=production', 'node']]],
    ['node "unfinished', [['node', 'unfinished']]],
    ['', []],
    ['&& ||', []],
  ])('%j', (line, commands) => {
    expect(commandsOf(line)).toEqual(commands);
  });

  it('takes a line of words apart into the same words', () => {
    const words = ['node', 'my app.js', "it's", '$PORT', '--x=1', 'a&b'];
    expect(commandsOf(lineOf(words))).toEqual([words]);
  });
});

describe('splitAssignments', () => {
  it('ends at the first word that is none', () => {
    const { variables, rest } = splitAssignments(['A=1', 'B=x=y', 'node', 'C=3']);
    expect([...variables]).toEqual([['A', '1'], ['B', 'x=y']]);
    expect(rest).toEqual(['node', 'C=3']);
  });
});

describe('argumentsOf', () => {
  it('gives options their values and stops at a script', () => {
    expect(argumentsOf(['-r', 'dotenv/config', '--env-file=.env', '--watch', 'a.js', '-r', 'x'], new Set(['-r']), true)).toEqual({
      options: [{ name: '-r', value: 'dotenv/config' }, { name: '--env-file', value: '.env' }, { name: '--watch', value: undefined }],
      words: ['a.js', '-r', 'x'],
    });
  });

  it('collects words among options, and all after a double dash', () => {
    expect(argumentsOf(['one', '-k', 'two', '--', '-x'], new Set(), false)).toEqual({ options: [{ name: '-k', value: undefined }], words: ['one', 'two', '-x'] });
    expect(argumentsOf(['-r'], new Set(['-r']), true).options).toEqual([{ name: '-r', value: undefined }]);
  });
});

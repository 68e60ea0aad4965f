import { describe, expect, it } from 'vitest';
import { memoryFiles } from '../../src/source/overlay.ts';
import { workspacesOf } from '../../src/source/workspaces.ts';

const members = {
  '/repo/packages/api/package.json': '{"name":"@x/api"}',
  '/repo/packages/shared/package.json': '{"name":"@x/shared"}',
  '/repo/packages/node_modules/nope/package.json': '{"name":"nope"}',
  '/repo/examples/one/package.json': '{"name":"one"}',
  '/repo/packages/api/src/app.js': '',
};

function names(contents: Record<string, string>, directory = '/repo/packages/api/src'): string[] | undefined {
  const found = workspacesOf(memoryFiles({ ...members, ...contents }), directory);
  return found && [...found.packages.keys()].sort();
}

describe('workspacesOf', () => {
  it.each([
    ['an array in package.json', { '/repo/package.json': '{"name":"root","workspaces":["packages/*"]}' }],
    ['an object in package.json', { '/repo/package.json': '{"name":"root","workspaces":{"packages":["./packages/*/"]}}' }],
    ['pnpm-workspace.yaml', { '/repo/package.json': '{"name":"root"}', '/repo/pnpm-workspace.yaml': "packages:\n  - 'packages/**'\n  - '!**/test/**'\n" }],
    ['lerna.json', { '/repo/package.json': '{"name":"root"}', '/repo/lerna.json': '{"packages":["packages/*"]}' }],
    ['lerna.json without a list', { '/repo/package.json': '{"name":"root"}', '/repo/lerna.json': '{}' }],
    ['single directories', { '/repo/package.json': '{"name":"root","workspaces":["packages/api","packages/shared"]}' }],
  ])('reads %s', (_form, contents) => {
    expect(names(contents)).toEqual(['@x/api', '@x/shared', 'root']);
  });

  it('leaves out what an exclusion names', () => {
    expect(names({ '/repo/package.json': '{"workspaces":["packages/*","!packages/shared"]}' })).toEqual(['@x/api']);
  });

  it('does not count a package that the patterns leave out', () => {
    expect(names({ '/repo/package.json': '{"workspaces":["packages/*"]}' }, '/repo/examples/one')).toBeUndefined();
  });

  it('gives none where nothing is declared, or nothing sensible', () => {
    expect(names({})).toBeUndefined();
    expect(names({ '/repo/package.json': '{"workspaces":[1,"["]}', '/repo/pnpm-workspace.yaml': 'a: [\n - :' })).toBeUndefined();
  });
});

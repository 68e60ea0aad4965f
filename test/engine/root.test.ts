import { describe, expect, it } from 'vitest';
import { workspaceRoot } from '../../src/engine/root.ts';
import { memoryFiles } from '../../src/source/overlay.ts';

describe('the workspace of a directory', () => {
  it.each([
    ['is the repository', { '/r/.git/HEAD': '', '/r/a/package.json': '{}', '/r/a/src/x.js': '' }, '/r/a/src', '/r'],
    ['is the repository where .git is a file', { '/r/.git': 'gitdir: x', '/r/a/package.json': '{}' }, '/r/a', '/r'],
    ['is what declares workspaces', { '/r/package.json': '{"workspaces":["a"]}', '/r/a/package.json': '{}' }, '/r/a', '/r'],
    ['is what declares pnpm workspaces', { '/r/pnpm-workspace.yaml': '', '/r/a/package.json': '{}' }, '/r/a', '/r'],
    ['is the topmost of these', { '/r/.git/HEAD': '', '/r/b/package.json': '{"workspaces":["a"]}', '/r/b/a/package.json': '{}' }, '/r/b/a', '/r'],
    ['is the nearest package where nothing else is', { '/r/package.json': '{}', '/r/a/package.json': '{}', '/r/a/b/x.js': '' }, '/r/a/b', '/r/a'],
    ['is unknown where nothing says so', { '/r/a/x.js': '' }, '/r/a', undefined],
    ['is not the root of the disk', { '/.git/HEAD': '', '/r/a/package.json': '{}' }, '/r/a', '/r/a'],
  ])('%s', (_, files, directory, root) => {
    expect(workspaceRoot(memoryFiles(files), directory)).toBe(root);
  });
});

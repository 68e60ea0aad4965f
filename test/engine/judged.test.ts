import { describe, expect, it } from 'vitest';
import { judge } from '../../src/engine/judged.ts';
import type { Workspace, World } from '../../src/model/index.ts';
import { keptInWorkspace } from '../../src/model/view.ts';
import { workspaceOf } from '../../src/model/workspace.ts';
import { defineRule, type Rule } from '../../src/rule.ts';
import { memoryFiles } from '../../src/source/overlay.ts';
import { ROOT, worldOf } from './fakes.ts';

const NO_FILES = { files: memoryFiles({}), serverFiles: [] };

function worldsOf(entry: string): readonly World[] {
  return ['production', 'development'].map((environment) => worldOf(NO_FILES, environment, `${ROOT}/${entry}`));
}

/** A rule that notes which programs it was asked about. */
function asking(look: (workspace: Workspace) => unknown): { readonly rule: Rule; readonly asked: string[] } {
  const asked: string[] = [];
  const rule = defineRule({
    name: 'asks', level: 'warn', since: '0.1.0', description: '', symptom: '', offers: 'none', messages: { it: 'It is so.' },
    check(workspace) {
      asked.push([...new Set(workspace.judged.map(({ entry }) => entry.file.slice(ROOT.length + 1)))].join());
      look(workspace);
    },
  });
  return { rule, asked };
}

const [shop, desk, edited] = [worldsOf('shop.js'), worldsOf('desk.js'), worldsOf('shop.js')];
const call = { environment: 'production' } as Workspace['clients'][number];
const before = workspaceOf({ root: ROOT, worlds: [...shop, ...desk], clients: [call] });

/** The programs that a rule is asked about anew once the workspace is another. */
function askedAnew(look: (workspace: Workspace) => unknown, now: Workspace): readonly string[] {
  const { rule, asked } = asking(look);
  const earlier = judge(before, [rule]);
  expect(asked.splice(0)).toEqual(['shop.js', 'desk.js']);
  judge(now, [rule], earlier);
  return asked;
}

const ofCalls = keptInWorkspace(({ clients }, environment: string) => clients.filter((one) => one.environment === environment).length);

describe('a program is judged again', () => {
  const ran = workspaceOf({ root: ROOT, worlds: [...edited, ...desk], clients: [call] });

  it.each<readonly [string, readonly string[], (workspace: Workspace) => unknown, Workspace]>([
    ['where it was run again', ['shop.js'], () => undefined, ran],
    ['where a rule looked at what is another now', ['shop.js', 'desk.js'], ({ clients }) => clients, workspaceOf({ ...before, clients: [] })],
    ['where what a rule looked at was worked out before', ['shop.js', 'desk.js'], (workspace) => ofCalls(workspace, 'production'), workspaceOf({ ...before, clients: [] })],
    ['where a rule looked at other programs', ['shop.js', 'desk.js'], ({ worlds }) => worlds, ran],
    ['and not where they show of themselves what they did', ['shop.js'], ({ outlines }) => outlines, ran],
    ['and not where all that a rule looked at is the same', [], ({ clients, envFiles, proxies, serverOrigins }) => [clients, envFiles, proxies, serverOrigins], workspaceOf({ ...before, clients: [call], envFiles: [] })],
    ['where its environments are others', ['shop.js'], () => undefined, workspaceOf({ root: ROOT, worlds: [...shop.slice(0, 1), ...desk], clients: [call] })],
  ])('%s', (_, programs, look, now) => {
    expect(askedAnew(look, now)).toEqual(programs);
  });

  it('and what is worked out for a workspace is worked out once', () => {
    let times = 0;
    const worked = keptInWorkspace(({ worlds }, name: string) => { times += 1; return `${name} ${String(worlds.length)}`; });
    const { rule } = asking((workspace) => worked(workspace, 'all'));
    judge(before, [rule, rule, rule]);
    expect(times).toBe(1);
  });
});

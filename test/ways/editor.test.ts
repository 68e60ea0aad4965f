import { describe, expect, it, onTestFinished } from 'vitest';
import { appWith, CONFIG, FIXED, INSECURE, SERVER } from './app.ts';
import { Editor, type Action, type Shown } from './editor.ts';
import { projectWith, type EslintRelease, type Project } from './project.ts';

const TRUST = 'session-lint/require-trust-proxy';

async function editorOn(project: Project): Promise<Editor> {
  const editor = await Editor.open(project);
  onTestFinished(() => editor.close());
  return editor;
}

function codes(shown: readonly Shown[]): readonly string[] {
  return shown.map(({ code, range }) => `${range.start.line + 1} ${code ?? ''}`);
}

function titled(actions: readonly Action[], title: RegExp): Action {
  const action = actions.find(one => title.test(one.title));
  if (action === undefined) throw new Error(`Only these are offered: ${actions.map(one => one.title).join('; ')}`);
  return action;
}

describe.each(['eslint-8', 'eslint-9', 'eslint'] as const satisfies readonly EslintRelease[])('an editor with %s', release => {
  it('shows findings of a text that is not saved, and takes them away', async () => {
    const editor = await editorOn(projectWith(appWith({ 'app.js': FIXED }), release));
    await editor.openFile('app.js');
    expect(codes(await editor.shown('app.js'))).toEqual([]);
    await editor.type('app.js', SERVER);
    expect(codes(await editor.shown('app.js'))).toEqual([`7 ${TRUST}`]);
    await editor.type('app.js', FIXED);
    expect(codes(await editor.shown('app.js'))).toEqual([]);
  });

  it('shows what a saved edit of another open file causes', async () => {
    const editor = await editorOn(projectWith(appWith({ 'config.js': INSECURE }), release));
    await editor.openFile('app.js');
    await editor.openFile('config.js');
    expect(codes(await editor.shown('app.js'))).toEqual([]);
    await editor.type('config.js', CONFIG);
    await editor.save('config.js');
    await expect.poll(async () => codes(await editor.shown('app.js')), { timeout: 5000 }).toEqual([`7 ${TRUST}`]);
  });

  it('mends with a quick fix', async () => {
    const editor = await editorOn(projectWith(appWith(), release));
    await editor.openFile('app.js');
    const [shown] = await editor.shown('app.js');
    if (shown === undefined) throw new Error('Nothing is shown.');
    await editor.choose(titled(await editor.actions('app.js', shown), /^Fix this session-lint/));
    expect(editor.text('app.js')).toBe(FIXED);
  });

  it('offers a suggestion', async () => {
    const insecure = SERVER.replace(', cookie }', ' }').replace(`const { cookie, Store }`, `const { Store }`);
    const editor = await editorOn(projectWith(appWith({ 'app.js': insecure }), release));
    await editor.openFile('app.js');
    const shown = (await editor.shown('app.js')).find(({ code }) => code === 'session-lint/require-secure-cookie');
    if (shown === undefined) throw new Error('The finding is not shown.');
    await editor.choose(titled(await editor.actions('app.js', shown), /^Let it follow the connection|^Make it `Secure` in production/));
    expect(editor.text('app.js')).toContain('secure:');
  });

  it('mends all when a file is saved', async () => {
    const editor = await editorOn(projectWith(appWith(), release));
    await editor.openFile('app.js');
    const [shown] = await editor.shown('app.js');
    if (shown === undefined) throw new Error('Nothing is shown.');
    const [all] = await editor.actions('app.js', shown, 'source.fixAll.eslint');
    if (all === undefined) throw new Error('Nothing is offered.');
    await editor.choose(all);
    expect(editor.text('app.js')).toBe(FIXED);
  });
});

it('an editor is not slowed down by five hundred edits, and does not grow', async () => {
  const editor = await editorOn(projectWith(appWith()));
  await editor.openFile('app.js');
  /** The server's work for a hundred edits, in milliseconds. */
  const hundred = async (from: number): Promise<number> => {
    const before = editor.work();
    for (let edit = from; edit < from + 100; edit += 1) {
      await editor.type('app.js', `${SERVER}// ${edit}\n`);
      expect((await editor.shown('app.js')).length).toBe(1);
    }
    return editor.work() - before;
  };
  await hundred(0);
  const early = { work: await hundred(100), memory: editor.memory() };
  await hundred(200);
  await hundred(300);
  expect(await hundred(400)).toBeLessThan(1.5 * early.work + 200);
  expect(editor.memory()).toBeLessThan(early.memory * 1.5 + 50);
});

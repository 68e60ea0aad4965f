import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { rules } from '../../rules/index.ts';
import type { Analysis } from '../../src/engine/analysis.ts';
import { Project } from '../../src/engine/project.ts';
import { settingsOf } from '../../src/engine/projects.ts';
import { buildWorkspace } from '../../src/model/build.ts';
import { diskFiles } from '../../src/source/disk.ts';
import { overlaid } from '../../src/source/overlay.ts';
import { rewrites, rewritten } from '../fuzz/rewrites.ts';
import { Random } from '../proof/generate/random.ts';
import { ruleFixtures, type RuleFixture } from '../rules/fixture.ts';

/** How many apps are typed in; `APPS=600 npx vitest run test/engine/retyped.test.ts` is for a change of what is used again. */
const APPS = Number(process.env['APPS'] ?? 30);
/** How many texts follow one another in an app. */
const TEXTS = 5;

/** What is typed at the beginning of a block. */
const TYPED = [
  `console.log('here');`, 'return;', 'const typed = 1;', 'req.session.typed = req.session.typed + 1;', `res.json({ ok: true });`, 'next();', `res.clearCookie('sid');`, 'typed();', 'count += 1;',
  `app.set('trust proxy', 1);`, `if (process.env.NODE_ENV === 'production') return;`, 'delete req.session;', `require('express');`, 'arguments;', 'app.locals.typed = app;', 'throw new Error();',
];

function projectOf(root: string, text?: { readonly file: string; readonly text: string }): Project {
  const open = text === undefined ? {} : { open: () => overlaid(diskFiles(), new Map([[text.file, text.text]])) };
  return new Project({ root, settings: settingsOf({ ignore: ['fixed/**'] }), parts: { rules, build: buildWorkspace }, cache: false, now: () => 0, ...open });
}

function saidOf(analysis: Analysis | undefined, file: string): unknown {
  const all = analysis?.diagnostics ?? [];
  return { all, tally: analysis?.tally, offers: all.filter(({ at }) => at.file === file).map(diagnostic => analysis?.offers(diagnostic)) };
}

function typedInto(text: string, random: Random): string {
  const blocks = [...text.matchAll(/\{\n/g)].map(({ index }) => index + 2);
  const at = blocks.length === 0 ? 0 : random.pick(blocks);
  return `${text.slice(0, at)}${random.pick(TYPED)}\n${text.slice(at)}`;
}

function codeOf({ directory }: RuleFixture): readonly string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter(file => /\.[cm]?[jt]sx?$/.test(file) && !/(?:^|\/)(?:fixed|node_modules)\//.test(file)).sort().map(file => `${directory}/${file}`);
}

describe('a text that is typed', () => {
  const fixtures = ruleFixtures();
  const random = new Random('typed');
  const apps = Array.from({ length: APPS }, (_, index) => ({ index, fixture: random.pick(fixtures) })).map(({ index, fixture }) => ({ index, fixture, name: `${fixture.rule}/${fixture.name}` }));

  it.each(apps)('is told of as if it were read anew: $index $name', ({ index, fixture }) => {
    const own = new Random(`typed ${index}`);
    const code = codeOf(fixture);
    if (code.length === 0) return;
    const file = own.pick(code);
    const source = diskFiles().read(file);
    if ('reason' in source) return;
    const project = projectOf(fixture.directory);
    project.analysis();
    let text = source.text;
    for (let step = 0; step < TEXTS; step += 1) {
      text = own.chance(0.5) ? typedInto(text, own) : rewritten(own.pick(rewrites), file, own.chance(0.3) ? source.text : text, own);
      const now = project.analysisWith(file, text);
      // Nothing is said of a file that has no part in a server.
      if (now !== undefined) expect(saidOf(now, file), text).toEqual(saidOf(projectOf(fixture.directory, { file, text }).analysis(), file));
    }
  });
});

import { describe, expect, it } from 'vitest';
import { rules } from '../../rules/index.ts';
import type { Analysis } from '../../src/engine/analysis.ts';
import { Project } from '../../src/engine/project.ts';
import { settingsOf } from '../../src/engine/projects.ts';
import { buildWorkspace } from '../../src/model/build.ts';
import { diskFiles } from '../../src/source/disk.ts';
import { overlaid } from '../../src/source/overlay.ts';
import { ruleFixtures } from '../rules/fixture.ts';
import { directoryWith } from './disk.ts';

/** A project over a directory, with a count of how often its programs were run. */
function projectOf(root: string, text?: { readonly file: string; readonly text: string }) {
  const built = { times: 0 };
  const parts = { rules, build: (...given: Parameters<typeof buildWorkspace>) => { built.times += 1; return buildWorkspace(...given); } };
  const open = text === undefined ? {} : { open: () => overlaid(diskFiles(), new Map([[text.file, text.text]])) };
  return { built, project: new Project({ root, settings: settingsOf({}), parts, cache: false, now: () => 0, ...open }) };
}

function saidOf(analysis: Analysis | undefined, file: string): unknown {
  const all = analysis?.diagnostics ?? [];
  return { all, offers: all.filter(({ at }) => at.file === file).map(diagnostic => analysis?.offers(diagnostic)) };
}

/** Comments at the beginning and the end, and one on a line of its own before each statement that begins a line. */
function commented(text: string): string {
  return `// A note.\n${text.replaceAll(/^(?=(?:const|let|import|app|export) ?\b)/gm, '/* a note */\n')}\n// Another.\n`;
}

describe('a text that differs in comments alone', () => {
  // One case in eight: all of them take a minute.
  it.each(ruleFixtures().filter(({ name }) => name.startsWith('flags-')).filter((_, index) => index % 8 === 0))('is told of as if it were read anew: $rule/$name', ({ directory }) => {
    const { project, built } = projectOf(directory);
    const files = new Set(project.analysis().diagnostics.map(({ at }) => at.file));
    for (const file of files) {
      const source = diskFiles().read(file);
      if ('reason' in source || !/\.[cm]?[jt]sx?$/.test(file)) continue;
      const text = commented(source.text);
      for (const diagnostic of project.analysis().diagnostics) project.analysis().offers(diagnostic);
      const before = built.times;
      const moved = project.analysisWith(file, text);
      expect(built.times, 'programs are not run again').toBe(before);
      expect(saidOf(moved, file)).toEqual(saidOf(projectOf(directory, { file, text }).project.analysis(), file));
    }
  });
});

describe('a text that differs in more', () => {
  const APP = `const session = require('express-session');\nconst app = require('express')();\napp.use(session({ secret: process.env.SECRET, resave: false, saveUninitialized: false, cookie: { secure: true } }));\napp.listen(3000);\n`;
  it.each([
    ['a value', APP.replace('3000', '4000')],
    ['a name', APP.replace('SECRET', 'KEY')],
    ['the order', APP.replace('resave: false, saveUninitialized: false', 'saveUninitialized: false, resave: false')],
    ['a statement', `${APP}app.set('trust proxy', 1);\n`],
  ])('is analysed: %s', (_, text) => {
    const root = directoryWith({ 'package.json': '{ "main": "app.js", "dependencies": { "express": "4", "express-session": "1" } }', 'app.js': APP });
    const { project, built } = projectOf(root);
    project.analysis();
    const before = built.times;
    project.analysisWith(`${root}/app.js`, text);
    expect(built.times).toBe(before + 1);
  });
});

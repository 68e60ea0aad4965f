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

describe('a text that differs in what a function does', () => {
  const APP = `const session = require('express-session');
const { unused, used } = require('./lib');
const app = require('express')();
app.use(session({ secret: process.env.SECRET, resave: false, saveUninitialized: false, cookie: { secure: true } }));
app.get('/', (req, res) => { used(req); });
app.listen(3000);
`;
  const LIB = `exports.unused = (value) => {
  const steps = [value].map(step => step * 2);
  return steps;
};
const names = ['user'];
exports.used = (req) => { req.session[names[0]] = 1; };
`;
  const edit = (app: string, name: string, text: string) => {
    const root = directoryWith({ 'package.json': JSON.stringify({ main: 'app.js', dependencies: { express: '4', 'express-session': '1' } }), [app]: APP, 'lib.js': LIB });
    const { project, built } = projectOf(root);
    project.analysis();
    const file = `${root}/${name}`;
    const before = built.times;
    const now = project.analysisWith(file, text);
    return { again: built.times - before, now: saidOf(now, file), anew: saidOf(projectOf(root, { file, text }).project.analysis(), file) };
  };

  it.each([
    ['a statement', LIB.replace('return steps', `console.log('here');\n  return steps`)],
    ['a function in it', LIB.replace('return steps', 'return steps.filter(step => step > 1)')],
    ['one function less', LIB.replace('[value].map(step => step * 2)', '[value]')],
  ])('that nothing calls is not run again: %s', (_, text) => {
    const { again, now, anew } = edit('app.js', 'lib.js', text);
    expect(again).toBe(0);
    expect(now).toEqual(anew);
  });

  it.each([
    ['that a handler calls', 'app.js', 'lib.js', LIB.replace('= 1;', '= 2;')],
    ['that is a handler', 'app.js', 'app.js', APP.replace('used(req);', 'used(req); res.end();')],
    ['that nothing calls, and which uses what it did not', 'app.js', 'lib.js', LIB.replace('return steps', 'return names')],
    ['that nothing calls, and what it takes', 'app.js', 'lib.js', LIB.replace('(value) =>', '(value, other) =>')],
    ['of code that nothing starts', 'parts.js', 'lib.js', LIB.replace('return steps', 'console.log(steps)')],
    ['that nothing calls, and what it imports', 'app.js', 'lib.js', LIB.replace('return steps', `return require('./app')`)],
  ])('is run again: %s', (_, app, name, text) => {
    const { again, now, anew } = edit(app, name, text);
    expect(again).toBe(1);
    expect(now).toEqual(anew);
  });
});

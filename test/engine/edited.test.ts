import { describe, expect, it } from 'vitest';
import { rules } from '../../rules/index.ts';
import { Project } from '../../src/engine/project.ts';
import { settingsOf } from '../../src/engine/projects.ts';
import { buildWorkspace } from '../../src/model/build.ts';
import { diskFiles } from '../../src/source/disk.ts';
import { overlaid } from '../../src/source/overlay.ts';
import { directoryWith } from './disk.ts';

const appWith = (cookie: string, route: string): string => `
const express = require('express');
const session = require('express-session');
const { sessionOptions } = require('../shared/options');
const app = express();
app.use(session({ ...sessionOptions(), cookie: ${cookie} }));
app.get('/me', (req, res) => { ${route} });
app.listen(process.env.NODE_ENV === 'production' ? 80 : 3000);
`;
const OPTIONS = `exports.sessionOptions = () => ({ secret: process.env.SECRET, resave: false, saveUninitialized: false });\n`;
const MANIFEST = '{ "main": "app.js", "dependencies": { "express": "4", "express-session": "1" } }';
const PLAIN = appWith('{ maxAge: 3600000 }', 'res.json(req.session.user)');
const FILES = {
  'package.json': '{ "workspaces": ["*"] }',
  'shop/package.json': MANIFEST, 'shop/app.js': PLAIN,
  'desk/package.json': MANIFEST, 'desk/app.js': appWith('{ secure: true }', 'res.json(req.session.user)'),
  'shared/options.js': OPTIONS,
};

function projectOf(root: string, text?: readonly [file: string, text: string]) {
  const ran = { times: 0 };
  const parts = { rules, build: (input: Parameters<typeof buildWorkspace>[0]) => buildWorkspace({ ...input, ran: () => { ran.times += 1; } }) };
  return { ran, project: new Project({ root, settings: settingsOf({}), parts, cache: false, now: () => 0, ...(text === undefined ? {} : { open: () => overlaid(diskFiles(), new Map([text])) }) }) };
}

describe('an edit among several programs', () => {
  const root = directoryWith(FILES);
  const anew = projectOf(root);
  anew.project.analysis();
  const each = anew.ran.times / 2;

  it.each([
    ['of one program runs that one', 'shop/app.js', appWith('{ secure: true }', 'res.json(req.session.user)'), each],
    ['of a handler', 'shop/app.js', appWith('{}', 'req.session.user = 1; res.redirect("/"); req.session.save()'), each],
    ['that breaks a program', 'shop/app.js', PLAIN.replace('app.use(', 'app.use(('), each],
    ['that takes the session out', 'shop/app.js', 'console.log("express");\n', undefined],
    ['of what both load runs both', 'shared/options.js', OPTIONS.replace('resave: false', 'resave: true, name: "sid"'), 2 * each],
    ['that loads what the other program loads', 'shop/app.js', `require('../desk/app');\n${PLAIN}`, undefined],
  ])('%s, and comes to what an analysis anew comes to', (_, name, text, runs) => {
    const file = `${root}/${name}`;
    const { project, ran } = projectOf(root);
    project.analysis();
    ran.times = 0;
    const edited = project.analysisWith(file, text);
    if (runs !== undefined) expect(ran.times).toBe(runs);
    const fresh = projectOf(root, [file, text]).project.analysis();
    expect(fresh.diagnostics.length).toBeGreaterThan(0);
    expect(edited?.diagnostics).toEqual(fresh.diagnostics);
    expect(edited?.tally).toEqual(fresh.tally);
  });

  it('still rests on the files of the programs that were not run', () => {
    const { project } = projectOf(root);
    project.analysis();
    const edited = project.analysisWith(`${root}/shop/app.js`, appWith('{}', 'res.end()'));
    expect(edited?.consulted.hasRead(`${root}/desk/app.js`)).toBe(true);
    expect(edited?.consulted.holdsFor(overlaid(diskFiles(), new Map([[`${root}/desk/app.js`, PLAIN]])))).toBe(false);
  });
});

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { rules } from '../../rules/index.ts';
import { Project } from '../../src/engine/project.ts';
import { settingsOf } from '../../src/engine/projects.ts';
import { buildWorkspace } from '../../src/model/build.ts';
import { directoryWith } from './disk.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** What is in use once nobody holds the rest, in megabytes. */
function held(): number {
  collect();
  return process.memoryUsage().heapUsed / 1e6;
}

const ROUTES = 20;
const router = (extra: string): string => `const router = require('express').Router();
${Array.from({ length: ROUTES }, (_, index) => `router.post('/${index}', async (req, res, next) => {
  if (!req.session.user) return res.status(401).end();
  req.session.item${index} = await find(req.params.id);
  res.json({ user: req.session.user, item: req.session.item${index} });
});
`).join('')}${extra}module.exports = router;
`;
const FILES = {
  'package.json': '{ "main": "app.js", "dependencies": { "express": "4", "express-session": "1" } }',
  'app.js': `const express = require('express');
const session = require('express-session');
const app = express();
app.use(session({ secret: process.env.SECRET, resave: false, saveUninitialized: false, cookie: { secure: true } }));
app.use('/one', require('./one'));
app.use('/two', require('./two'));
app.listen(3000);
`,
  'one.js': router(''),
  'two.js': router(''),
};

it('holds as much after some hundred edits as after a few', () => {
  const root = directoryWith(FILES);
  const project = new Project({ root, settings: settingsOf({}), parts: { rules, build: buildWorkspace }, cache: false, now: () => 0 });
  const kinds = [
    (edit: number) => router(`// ${edit}\n`),
    (edit: number) => router(`router.get('/more', (req, res) => { res.json(${edit}); });\n`),
    (edit: number) => FILES['one.js'].replace('return res', `console.log(${edit}); return res`),
  ];
  const type = (from: number, to: number): void => {
    for (let edit = from; edit < to; edit += 1) {
      const text = kinds[edit % kinds.length]?.(edit) ?? '';
      expect(project.analysisWith(`${root}/${edit % 2 === 0 ? 'one' : 'two'}.js`, text)).toBeDefined();
    }
  };
  type(0, 30);
  const early = held();
  type(30, 230);
  // One analysis of this takes a tenth of a megabyte and more: kept, those of two hundred edits take twenty.
  expect(held()).toBeLessThan(early + 8);
});

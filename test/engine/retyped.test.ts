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
import { directoryWith } from './disk.ts';

/** How many apps are typed in; `APPS=600 npx vitest run test/engine/retyped.test.ts` is for a change of what is used again. */
const APPS = Number(process.env['APPS'] ?? 30);
/** How many texts follow one another in an app. */
const TEXTS = 5;
/** How many are typed in a server of several files. */
const EDITS = APPS;

/** What is typed at the beginning of a block. */
const TYPED = [
  `console.log('here');`, 'return;', 'const typed = 1;', 'req.session.typed = req.session.typed + 1;', `res.json({ ok: true });`, 'next();', `res.clearCookie('sid');`, 'typed();', 'count += 1;',
  `app.set('trust proxy', 1);`, `if (process.env.NODE_ENV === 'production') return;`, 'delete req.session;', `require('express');`, 'arguments;', 'app.locals.typed = app;', 'throw new Error();',
];

function projectOf(root: string, text?: { readonly file: string; readonly text: string }): Project {
  const open = text === undefined ? {} : { open: () => overlaid(diskFiles(), new Map([[text.file, text.text]])) };
  return new Project({ root, settings: settingsOf({ ignore: ['fixed/**'] }), parts: { rules, build: buildWorkspace }, cache: false, keeps: 0, now: () => 0, ...open });
}

function saidOf(analysis: Analysis, file: string): unknown {
  const all = analysis.diagnostics;
  return { all, tally: analysis.tally, offers: all.filter(({ at }) => at.file === file).map(diagnostic => analysis.offers(diagnostic)), worlds: worldsOf(analysis) };
}

/** All worlds, in which numbers that a run gives out say nothing but which of them are the same. */
function worldsOf({ workspace }: Analysis): unknown {
  return workspace.worlds.map(({ handlers, ...world }) => {
    const turns = new Map<number, string>();
    for (const handler of handlers) for (const [index, { id }] of handler.turns.entries()) turns.set(id, `${handler.id}:${index}`);
    const named = (value: unknown): unknown => {
      if (typeof value === 'string') return value.replaceAll(/conditions #\d+/g, 'conditions');
      if (Array.isArray(value)) return value.map(named);
      return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, ['turn', 'from', 'after'].includes(name) ? numbered(inner) : named(inner)])) : value;
    };
    const numbered = (value: unknown): unknown => (typeof value === 'number' ? turns.get(value) ?? value : Array.isArray(value) ? value.map(numbered) : named(value));
    return named({ ...world, handlers: handlers.map(({ turns: own, ...handler }) => ({ ...handler, turns: own.map(({ id: _, ...turn }) => turn) })) });
  });
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

/** A server whose routes stand in files of their own, and what they share: helpers, options, lists, what one changes and another reads. */
const SERVER: Readonly<Record<string, string>> = {
  'package.json': '{ "main": "server.js", "dependencies": { "express": "4", "express-session": "1", "redis": "4", "connect-redis": "7" } }',
  'server.js': `const express = require('express');
const session = require('express-session');
const { options, order } = require('./config');
const routers = require('./routes');
const app = express();
function setUp(target) {
  target.use(session(options()));
  for (const one of order) target.use(one);
}
setUp(app);
for (const [path, router] of Object.entries(routers)) app.use(path, router);
app.get('/', (req, res) => {
  res.json({ user: req.session.user });
});
app.listen(process.env.PORT);
`,
  'config.js': `let count = 0;
const counted = () => {
  count += 1;
  return count;
};
function guard(req, res, next) {
  if (!req.session.user) return res.status(401).end();
  next();
}
const logs = (req, res, next) => {
  console.log(req.path);
  next();
};
const made = () => {
  return { strict: true };
};
const limits = { age: 3600000 };
exports.flags = made();
exports.limits = limits;
exports.counted = counted;
exports.order = [logs, guard];
exports.options = () => {
  return { secret: process.env.SECRET, resave: false, saveUninitialized: false, cookie: { maxAge: limits.age, secure: true } };
};
`,
  'helpers.js': `const store = require('./store');
exports.userOf = (req) => {
  return req.session.user;
};
exports.keep = (req, user) => {
  req.session.user = user;
};
exports.answer = (res, value) => {
  res.json(value);
};
exports.find = async (id) => {
  return store.find(id);
};
exports.eachOf = (list, act) => {
  for (const item of list) act(item);
};
exports.isOpen = () => {
  return true;
};
exports.unused = (value) => {
  return value * 2;
};
`,
  'store.js': `const { createClient } = require('redis');
const client = createClient();
const seen = new Map();
exports.find = (id) => {
  if (seen.has(id)) return seen.get(id);
  return client.get(id);
};
exports.note = (id, user) => {
  seen.set(id, user);
};
`,
  'routes/index.js': `const login = require('./login');
const items = require('./items');
const admin = require('./admin');
const late = require('./late');
module.exports = { '/login': login, '/items': items, '/admin': admin, '/late': late };
`,
  'routes/login.js': `const { Router } = require('express');
const { keep, answer, find } = require('../helpers');
const { note } = require('../store');
const router = Router();
router.post('/', async (req, res) => {
  const user = await find(req.body.id);
  req.session.regenerate(() => {
    keep(req, user);
    note(req.body.id, user);
    answer(res, { ok: true });
  });
});
router.post('/out', (req, res) => {
  req.session.destroy(() => {
    res.clearCookie('connect.sid');
    res.redirect('/');
  });
});
module.exports = router;
`,
  'routes/items.js': `const { Router } = require('express');
const { userOf, answer, eachOf, isOpen } = require('../helpers');
const { counted, limits, flags } = require('../config');
const router = Router();
const names = ['one', 'two'];
let last = 'none';
for (const name of names) {
  router.get('/' + name, (req, res) => {
    last = name;
    answer(res, { user: userOf(req), name });
  });
}
router.post('/', (req, res) => {
  eachOf(names, (name) => {
    req.session[name] = limits.age;
  });
  req.session.last = last;
  req.session.count = counted();
  res.redirect('/items');
});
router.get('/flags', (req, res) => {
  if (flags.strict) req.session.strict = true;
  if (isOpen()) req.session.open = true;
  res.end();
});
module.exports = router;
`,
  'routes/admin.js': `const { Router } = require('express');
const { userOf } = require('../helpers');
const { limits } = require('../config');
const router = Router();
const allowed = (req) => {
  return userOf(req) === 'admin';
};
router.use((req, res, next) => {
  if (!allowed(req)) return res.status(403).end();
  next();
});
router.post('/age', (req, res) => {
  limits.age = Number(req.body.age);
  if (process.env.NODE_ENV === 'production') req.session.touched = true;
  res.json(limits);
});
router.get('/', (req, res) => {
  res.cookie('admin', userOf(req));
  res.json(limits.age);
});
module.exports = router;
`,
  'routes/late.js': `const { Router } = require('express');
const { flags } = require('../config');
const router = Router();
router.get('/flags', (req, res) => {
  if (flags.strict) req.session.strict = flags.strict;
  res.end();
});
router.get('/', async (req, res) => {
  const { eachOf } = require('../helpers');
  await new Promise((resolve) => {
    setTimeout(resolve, 10);
  });
  eachOf(['a'], (name) => {
    req.session[name] = 1;
  });
  res.end();
});
module.exports = router;
`,
};

/** In the server: a file, and what of it becomes what. */
const CHANGES: readonly (readonly [what: string, file: string, from: string, to: string])[] = [
  ['a helper that handlers of other files call', 'helpers.js', 'req.session.user = user;', 'req.session.name = user;'],
  ['a helper that gives something else', 'helpers.js', 'return req.session.user;', 'return undefined;'],
  ['a helper that answers no more', 'helpers.js', '  res.json(value);\n', ''],
  ['a helper that says whether', 'helpers.js', 'return true;', 'return false;'],
  ['what a function of the start gives', 'config.js', 'strict: true', 'strict: false'],
  ['a helper that nothing calls', 'helpers.js', 'value * 2', 'value * 3'],
  ['a helper that takes callbacks', 'helpers.js', 'for (const item of list) act(item);', 'setTimeout(() => list.forEach(act), 10);'],
  ['the order of middlewares', 'config.js', '[logs, guard]', '[guard, logs]'],
  ['a middleware', 'config.js', 'if (!req.session.user) return res.status(401).end();', 'req.session.seen = true;'],
  ['an option of a shared object', 'config.js', 'age: 3600000', 'age: 1000'],
  ['options that a function makes', 'config.js', 'secure: true', 'secure: false'],
  ['what a function of the start registers', 'server.js', 'for (const one of order) target.use(one);', ''],
  ['a list', 'routes/items.js', `['one', 'two']`, `['one', 'cookie']`],
  ['what is exported', 'routes/index.js', `'/admin': admin, `, ''],
  ['a variable of a module', 'config.js', 'let count = 0;', `let count = 'none';`],
  ['what a handler changes for others', 'routes/admin.js', 'limits.age = Number(req.body.age);', ''],
  ['what a handler reads that others change', 'routes/admin.js', 'res.json(limits.age);', 'req.session.cookie.maxAge = limits.age;\n  res.end();'],
  ['what a handler newly changes for others', 'routes/items.js', 'req.session.open = true;', 'flags.strict = Boolean(req.body.strict);'],
  ['a function before what others use', 'config.js', 'count += 1;', `console.log('here');\n  count += 1;`],
  ['a variable that a handler changes', 'routes/items.js', 'last = name;', ''],
  ['what a handler does', 'routes/login.js', `res.clearCookie('connect.sid');`, ''],
  ['what a handler does with a store', 'routes/login.js', 'note(req.body.id, user);', 'note(user);'],
  ['a function of a file that asks a store', 'store.js', 'return client.get(id);', 'return client.set(id, 1);'],
  ['what a handler logs', 'routes/admin.js', 'res.json(limits.age);', `console.log('here');\n  res.json(limits.age);`],
  ['a handler that loads a module', 'routes/late.js', `setTimeout(resolve, 10);`, 'resolve();'],
  ['the environment that a handler asks for', 'routes/admin.js', `'production'`, `'staging'`],
  ['that a handler asks for the environment', 'routes/items.js', 'last = name;', `if (process.env.NODE_ENV === 'test') last = name;`],
  ['a function that a handler hands on', 'routes/admin.js', `=== 'admin'`, `!== undefined && res.end()`],
];

describe('a server of several files in which somebody types', () => {
  const root = directoryWith(SERVER);
  const code = Object.keys(SERVER).filter(name => name.endsWith('.js'));
  const anew = (file: string, text: string): unknown => saidOf(projectOf(root, { file, text }).analysis(), file);

  it.each(CHANGES)('is told of as if it were read anew: %s', (_, name, from, to) => {
    const text = SERVER[name] ?? '';
    expect(text).toContain(from);
    const [file, now] = [`${root}/${name}`, text.replace(from, to)];
    const project = projectOf(root);
    project.analysis();
    const said = project.analysisWith(file, now);
    expect(said && saidOf(said, file)).toEqual(anew(file, now));
  });

  it(`is told of as if it were read anew, text by text`, () => {
    const own = new Random('server');
    const project = projectOf(root);
    project.analysis();
    for (let edit = 0; edit < EDITS; edit += 1) {
      const name = own.pick(code);
      const file = `${root}/${name}`;
      let text = SERVER[name] ?? '';
      for (let step = 0; step < 3; step += 1) {
        text = own.chance(0.5) ? typedInto(text, own) : rewritten(own.pick(rewrites), file, text, own);
        const said = project.analysisWith(file, text);
        if (said !== undefined) expect(saidOf(said, file), `${name} after edit ${edit}\n${text}`).toEqual(anew(file, text));
      }
    }
  }, 600_000);
});

import type { Random } from '../proof/generate/random.ts';
import type { Files } from './apps.ts';
import { settingsFile } from './settings.ts';

/** Changes an app in several files at once: gives those that are new or other, and those that are gone. */
type Crowd = (files: Files, random: Random) => Readonly<Record<string, string | undefined>>;

const made = (count: number, each: (index: number) => readonly [path: string, text: string]): Files => Object.fromEntries(Array.from({ length: count }, (_, index) => each(index)));
const codeIn = (files: Files): string => Object.keys(files).find((path) => /\.[cm]?[jt]s$/.test(path)) ?? 'app.js';

/** What can happen to several files, by its name. */
export const crowds: Readonly<Record<string, Crowd>> = {
  'settings': (files, random) => {
    const [path, text] = settingsFile(random);
    // Half of them beside the code that the app has, wherever that lies.
    const below = codeIn(files).replace(/[^/]*$/, '');
    return { [random.chance(0.5) ? path : below + path]: text };
  },
  'more settings': (_, random) => Object.fromEntries(Array.from({ length: 4 }, () => settingsFile(random))),
  'swap files': (files, random) => {
    const [one, other] = [random.pick(Object.keys(files)), random.pick(Object.keys(files))];
    return { [one]: files[other], [other]: files[one] };
  },
  'lose a file': (files, random) => ({ [random.pick(Object.keys(files))]: undefined }),
  'another name': (files, random) => {
    const path = random.pick(Object.keys(files));
    const name = random.pick(['app.ts', 'app.mjs', 'app.cjs', 'app.jsx', 'app.vue', 'index.js', 'src/index.ts', 'dist/app.js', 'public/app.js', 'node_modules/express/index.js', 'test/app.test.js', 'package.json', '.env', 'a b/ü.js', '[id].js']);
    return { [path]: undefined, [name]: files[path] };
  },
  'copies': (files, random) => {
    const path = codeIn(files);
    return made(random.pick([2, 5, 10]), (index) => [`copies/${index}/${path}`, files[path] ?? '']);
  },
  'a package beside': (files) => ({ ...Object.fromEntries(Object.entries(files).map(([path, text]) => [`packages/other/${path}`, text])), 'pnpm-workspace.yaml': 'packages: ["packages/*", "."]', 'lerna.json': '{ "packages": ["packages/*"] }' }),
  'a chain of modules': (files, random) => {
    const path = codeIn(files);
    const count = random.pick([10, 200, 2000]);
    const next = (index: number): string => (index + 1 < count ? `./m${index + 1}.js` : `../${path}`);
    const link = random.pick<(to: string, index: number) => string>([
      (to) => `module.exports = require('${to}');`,
      (to) => `export * from '${to}';`,
      (to, index) => `import { value as next } from '${to}'; export const value = next; export default (app) => app.use('/${index}', next);`,
      (to, index) => `const next = require('${to}'); module.exports = (app) => { app.get('/${index}', (req, res) => res.json(req.session)); return next(app); };`,
      (to) => `exports.options = { ...require('${to}').options, cookie: { ...require('${to}').options?.cookie } };`,
    ]);
    return { ...made(count, (index) => [`chain/m${index}.js`, link(next(index), index)]), [path]: `${files[path] ?? ''}\nconst chain = require('./chain/m0.js'); chain(app); app.use(chain.value); app.use(require('express-session')(chain.options));` };
  },
  'a net of modules': (files, random) => {
    const path = codeIn(files);
    const count = random.pick([5, 30, 80]);
    const link = random.pick<(to: string, index: number) => string>([
      (to) => `export * from '${to}';`,
      (to, index) => `import * as n${index} from '${to}'; export { n${index} };`,
      (to) => `Object.assign(exports, require('${to}'));`,
      (to, index) => `exports.n${index} = (app) => { app.use(require('${to}')); require('${to}').n${index}(app); };`,
      (to, index) => `import('${to}').then((made) => made.n${index}?.(made)); export const n${index} = () => import('${to}');`,
    ]);
    const all = (from: number): string => Array.from({ length: count }, (_, index) => (index === from ? '' : link(`./m${index}.js`, index))).join('\n');
    return { ...made(count, (index) => [`net/m${index}.js`, all(index)]), [path]: `${files[path] ?? ''}\nconst net = require('./net/m0.js'); net.n1(app); app.use(net.n2, net.nothing);` };
  },
  'a directory that is read': (files, random) => {
    const path = codeIn(files);
    return {
      ...made(random.pick([3, 300]), (index) => [`routes/r${index}.js`, `module.exports = (app) => { app.get('/r${index}', (req, res) => { req.session.n = ${index}; res.redirect('/'); }); require('fs').readdirSync(__dirname).forEach((file) => require('./' + file)); };`]),
      [path]: `${files[path] ?? ''}\nconst fs = require('fs'); const walk = (dir) => fs.readdirSync(dir).forEach((file) => { walk(dir + '/' + file); require(dir + '/' + file)(app); }); walk(__dirname + '/routes'); require('glob').sync('./**/*.js').forEach((file) => require(file)(app));`,
    };
  },
  'a page': (files, random) => ({
    'web/api.js': random.pick([
      "const call = (path, more) => call(path, { ...more, more }); export default call; fetch('/me'); call('/x').then(call);",
      `import axios from 'axios';\n${Array.from({ length: 800 }, (_, index) => `export const f${index} = (x) => axios.get(\`/r${index}/\${x}\`, f${(index + 1) % 800}(x));`).join('\n')}`,
      "axios.defaults = axios; axios.interceptors.request.use((config) => ({ ...config, ...axios.defaults, withCredentials: config })); const api = axios.create(axios.create(axios)); api.post(api, api, api); fetch(fetch, fetch); new XMLHttpRequest().open(fetch); new EventSource({});",
      "for (;;) fetch('/' + Math.random(), { credentials: document.cookie ? 'include' : 'omit', headers: { ...headers } }).then((r) => r.json()).then(console.log, fetch);",
    ]),
    [codeIn(files)]: files[codeIn(files)],
  }),
};

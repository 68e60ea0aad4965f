import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** How many files one package of the monorepo holds. */
const PACKAGE_SIZE = 200;
/** One file in so many is server code, as in the repositories looked at. */
const SERVER_SHARE = 40;
/** Functions a file holds: about 8 kB of text, so that 3,000 files make 25 MB. */
const FUNCTIONS = 26;
/** Routes of a router: a server file then has 3.6 registrations; the median of the repositories looked at is 3.5. */
const ROUTES = 4;
/** The module that a package's first router calls: with what it leads to, 2.8 files are read for each server file; the median is 2.5. */
const CALLED = 20;

/** What a tree holds. */
export interface Tree {
  readonly root: string;
  readonly files: number;
  readonly bytes: number;
  readonly serverFiles: number;
}

/**
 * Writes a monorepo of TypeScript packages: most of it code that has nothing to do with sessions, and in every package
 * a server of five files. The same number gives the same tree.
 *
 * @param root is removed first
 * @param files how many source files there are to be
 */
export function writeTree(root: string, files: number): Tree {
  rmSync(root, { recursive: true, force: true });
  let bytes = 0;
  let written = 0;
  let serverFiles = 0;
  const write = (file: string, text: string): void => {
    const path = join(root, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    bytes += text.length;
  };
  const source = (file: string, text: string): void => {
    write(file, text);
    written += 1;
  };
  write('package.json', JSON.stringify({ name: 'bench', private: true, workspaces: ['packages/*'] }));
  write('tsconfig.json', JSON.stringify({ compilerOptions: { module: 'NodeNext', target: 'ES2022', strict: true } }));
  for (let number = 0; written < files; number += 1) {
    const directory = `packages/part-${number}`;
    const room = Math.min(PACKAGE_SIZE, files - written);
    const ownServer = Math.round(room / SERVER_SHARE);
    write(`${directory}/package.json`, JSON.stringify({
      name: `@bench/part-${number}`, type: 'module', private: true, scripts: { start: 'node src/server.ts' },
      dependencies: { express: '^5.0.0', 'express-session': '^1.18.0', cors: '^2.8.5', 'connect-redis': '^9.0.0', redis: '^5.0.0' },
    }));
    const routes = (router: number): string => routesText({ router, count: ROUTES, calls: [CALLED - 2 * router], part: number });
    for (const [name, text] of serverOf(ownServer, routes)) source(`${directory}/src/${name}`, text);
    serverFiles += ownServer;
    for (let index = 0; index < room - ownServer; index += 1) source(`${directory}/src/lib/module-${index}.ts`, moduleText(number, index));
  }
  return { root, files: written, bytes, serverFiles };
}

/**
 * A server of so many files: the entry, its session, and routers.
 *
 * @param routes the text of a router
 */
export function serverOf(files: number, routes: (router: number) => string): readonly (readonly [string, string])[] {
  if (files === 0) return [];
  const routers = Array.from({ length: Math.max(0, files - 2) }, (_, index) => index);
  const server = `import cors from 'cors';
import express, { type Express } from 'express';
import { sessions } from './sessions.ts';
${routers.map(index => `import { routes${index} } from './routes-${index}.ts';\n`).join('')}
const app: Express = express();
app.set('trust proxy', 1);
app.use(cors({ origin: 'https://app.example.com', credentials: true }));
app.use(sessions);
${routers.map(index => `app.use('/part-${index}', routes${index});\n`).join('')}
app.listen(process.env.PORT ?? 3000);
`;
  const sessions = `import { RedisStore } from 'connect-redis';
import session from 'express-session';
import { createClient } from 'redis';

const client = createClient({ url: process.env.REDIS_URL });
client.on('error', (error: Error) => { console.error(error); });
await client.connect();

export const sessions = session({
  name: 'bench.sid',
  store: new RedisStore({ client }),
  secret: process.env.SESSION_SECRET as string,
  resave: false,
  saveUninitialized: false,
  cookie: { secure: true, sameSite: 'lax', maxAge: 7 * 24 * 60 * 60 * 1000 },
});
`;
  const all: readonly (readonly [string, string])[] = [['server.ts', server], ['sessions.ts', sessions], ...routers.map(index => [`routes-${index}.ts`, routes(index)] as const)];
  return all.slice(0, files);
}

/** What a router is like. */
interface Router {
  readonly router: number;
  /** How many routes it has. */
  readonly count: number;
  /** Modules of its package that it calls, by their numbers. */
  readonly calls: readonly number[];
  /** The package: no two have the same text, which would be read once for both. */
  readonly part: number;
}

export function routesText({ router, count, calls, part }: Router): string {
  const imports = calls.map(index => `import { compute1 as figure${index} } from './lib/module-${index}.ts';\n`);
  const routes = Array.from({ length: count }, (_, index) => `
routes${router}.${index % 3 === 0 ? 'post' : 'get'}('/item-${index}/:id', async (req, res, next) => {
  try {
    const user = req.session.userId;
    if (!user) return res.status(401).json({ error: 'login' });
    const row = await find${index}(Number(req.params.id), user);
    if (row === undefined) return res.sendStatus(404);
    ${index % 3 === 0 ? 'req.session.last = row.id;' : 'const seen = row.id;'}
    return res.json({ ...row, at: Date.now() });
  } catch (error) {
    return next(error);
  }
});
`);
  const finders = Array.from({ length: count }, (_, index) => `
async function find${index}(id: number, owner: string): Promise<{ id: number; owner: string } | undefined> {
  const rows = await Promise.resolve([{ id, owner }, { id: id + ${part * count + index}, owner }]);
  return rows.find(row => row.id === id && row.owner === owner);
}
`);
  const figures = calls.length === 0 ? '' : `\nexport const figures = [${calls.map(index => `figure${index}(1)`).join(', ')}];\n`;
  return `${imports.join('')}import { Router } from 'express';\n\ndeclare module 'express-session' {\n  interface SessionData { userId: string; last: number }\n}\n\nexport const routes${router} = Router();\n${routes.join('')}${finders.join('')}${figures}`;
}

/** Code as it is found in every repository, importing its neighbours. */
export function moduleText(part: number, index: number): string {
  const imports = [1, 2, 3].map(step => index - step * 7).filter(other => other >= 0).map(other => `import { compute0 as from${other} } from './module-${other}.ts';\n`);
  const uses = [1, 2, 3].map(step => index - step * 7).filter(other => other >= 0).map(other => `from${other}(value)`);
  const functions = Array.from({ length: FUNCTIONS }, (_, number) => `
/** Works out the ${number}th figure of module ${index} in part ${part}. */
export function compute${number}(value: number, options: Options = {}): number {
  const { scale = ${number + 1}, offset = ${index} } = options;
  if (Number.isNaN(value)) throw new RangeError(\`no figure: \${value}\`);
  const steps = [value, scale, offset].map(step => step * ${number + 2});
  return steps.reduce((sum, step) => sum + step, 0)${number === 0 && uses.length > 0 ? ` + ${uses.join(' + ')}` : ''};
}
`);
  return `${imports.join('')}\nexport interface Options {\n  readonly scale?: number;\n  readonly offset?: number;\n}\n${functions.join('')}`;
}

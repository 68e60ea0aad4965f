import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { moduleText, routesText, serverOf } from './tree.ts';

/** One file in so many of the app holds routes. */
const ROUTER_SHARE = 10;
const ROUTES = 12;
/** Modules a router calls. */
const CALLS = 4;

/**
 * Writes one app of so many files: a server, its session, routers, and the code that the routers call.
 *
 * @param root is removed first
 * @returns its source files, relative to `root`
 */
export function writeApp(root: string, files: number): readonly string[] {
  rmSync(root, { recursive: true, force: true });
  const routers = Math.floor(files / ROUTER_SHARE);
  const modules = files - routers - 2;
  const routes = (router: number): string => routesText({ router, count: ROUTES, calls: Array.from({ length: CALLS }, (_, step) => router + step * routers).filter(index => index < modules), part: 0 });
  const texts = new Map(serverOf(routers + 2, routes).map(([name, text]): [string, string] => [`src/${name}`, text]));
  for (let index = 0; index < modules; index += 1) texts.set(`src/lib/module-${index}.ts`, moduleText(0, index));
  const manifest = { name: 'app', type: 'module', scripts: { start: 'node src/server.ts' }, dependencies: { express: '^5.0.0', 'express-session': '^1.18.0', cors: '^2.8.5', 'connect-redis': '^9.0.0', redis: '^5.0.0' } };
  for (const [file, text] of [...texts, ['package.json', JSON.stringify(manifest)] as const]) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
  return [...texts.keys()];
}

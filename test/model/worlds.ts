import { analyse } from '../../src/engine/projects.ts';
import type { App, SessionSetup, World } from '../../src/model/index.ts';
import { memoryFiles } from '../../src/source/overlay.ts';

const MANIFEST = JSON.stringify({ type: 'module', scripts: { start: 'node app.js' }, dependencies: { express: '^5.1.0', 'express-session': '^1.19.0', 'cookie-session': '^2.1.1' } });
const IMPORTS = 'import express from \'express\';\nimport session from \'express-session\';\nimport cookieSession from \'cookie-session\';\n';

/** The program of one file in one environment. Express and both session libraries are imported. */
export function worldOf(code: string, environment = 'production'): World {
  const { workspace } = analyse({ root: '/app', rules: [], files: memoryFiles({ '/app/package.json': MANIFEST, '/app/app.js': IMPORTS + code }) });
  const world = workspace.worlds.find(one => one.environment === environment);
  if (!world) throw new Error(`no world in ${environment}`);
  return world;
}

/** The app that the code calls so. */
export function appNamed(world: World, name: string): App {
  const app = world.apps.find(one => one.name === name);
  if (!app) throw new Error(`no app ${name}`);
  return app;
}

/** The only session of a program. */
export function onlySession(world: World): SessionSetup {
  const [session, ...others] = world.sessions;
  if (!session || others.length > 0) throw new Error('one session is expected');
  return session;
}

import type { Parts, Settings } from '../../src/engine/analysis.ts';
import type { WorkspaceInput } from '../../src/model/build.ts';
import type { SessionSetup, Workspace, World } from '../../src/model/index.ts';
import { workspaceOf } from '../../src/model/workspace.ts';
import { defineRule, type Change, type Rule } from '../../src/rule.ts';
import type { Place } from '../../src/source/place.ts';

export const ROOT = '/app';
export const NO_SETTINGS: Settings = { serverOrigins: [], environments: [], ignore: [] };

/** A world in which every call `name(1)` of the server's files is a session; its version's range says the name. */
export function worldOf(input: Pick<WorkspaceInput, 'files' | 'serverFiles'>, environment: string, entry = '/app/app.js'): World {
  const sessions = input.serverFiles.flatMap(file => {
    const source = input.files.read(file);
    if ('reason' in source) return [];
    return [...source.text.matchAll(/\b\w+\(\d*\)/g)].map((found): SessionSetup => {
      const at: Place = { file, start: found.index, end: found.index + found[0].length };
      return {
        id: found.index, library: 'express-session', version: { range: found[0].slice(0, found[0].indexOf('(')) }, at, callee: { ...at, end: at.start + found[0].indexOf('(') },
        options: { at, properties: [], complete: true }, given: false, registrations: [], when: true, escapes: false,
      };
    });
  });
  return {
    entry: { file: entry, how: 'npm start', started: true, processes: [], given: { envFiles: [], preloads: [], variables: [] } }, environment, sessions,
    apps: [], cors: [], stores: [], storeClients: [], servers: [], sockets: [], middlewares: [], handlers: [], passports: [], imports: [], variables: { loads: [], reads: [] },
    coverage: { registrations: 0, unknown: [] },
  };
}

/** A builder of such worlds that counts how often it runs. Facts are asked for, as the real one does. */
export function fakeBuild(): Parts['build'] & { runs: number } {
  const build = (input: WorkspaceInput): Workspace => {
    build.runs += 1;
    for (const file of input.serverFiles) input.factsOf(file);
    input.files.read(`${input.root}/package.json`);
    return workspaceOf({ root: ROOT, worlds: ['production', 'development'].map(environment => worldOf(input, environment)) });
  };
  build.runs = 0;
  return build;
}

/** A rule that refuses calls of one name, and may offer changes of each. */
export function refuses(name: string, changes: { level?: Rule['level']; fix?: (at: Place) => Change; suggest?: (at: Place) => readonly Change[] } = {}): Rule {
  return defineRule({
    name: `no-${name}`,
    level: changes.level ?? 'error',
    since: '0.1.0',
    description: `Refuses ${name}.`,
    symptom: `There is ${name}.`,
    offers: 'either',
    messages: { found: `\`${name}\` stands here {{environment}}.` },
    check(workspace, report) {
      for (const world of workspace.judged) {
        for (const { at, callee, version } of world.sessions) {
          if (version.range !== name) continue;
          report('found', {
            at, world, data: {}, evidence: [{ role: 'it is called here', at: callee }],
            ...(changes.fix ? { fix: changes.fix(callee) } : {}), suggest: changes.suggest?.(callee) ?? [],
          });
        }
      }
    },
  });
}

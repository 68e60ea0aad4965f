import type { Analysis, Problem } from '../../engine/analysis.ts';
import type { App, CorsSetup, Middleware, Registration, SessionSetup, World } from '../../model/index.ts';
import type { Level } from '../../rule.ts';
import { secretTexts } from '../../model/secret-texts.ts';
import { below } from '../../source/paths.ts';
import type { Place } from '../../source/place.ts';
import { lineMapOf } from '../../source/text.ts';
import { neverSent, setCookieLine } from './cookie.ts';
import { corsAnswer, laneFacts, type LaneFacts } from './lanes.ts';
import { dataWithoutSecrets } from '../hide.ts';
import { optionTexts, settingText, valueText, versionText, whenText } from './values.ts';

/** Raised whenever a field of `Inspection` goes or means something else; a new field does not raise it. */
export const INSPECTION_VERSION = 1;

/** What the analyser sees of a workspace, in texts. Places are `file:line`, relative to the root. Plain JSON. Tools import these types from `session-lint/inspection`; the same stands in `inspection.schema.json`. */
export interface Inspection {
  readonly version: typeof INSPECTION_VERSION;
  readonly root: string;
  readonly findings: readonly FindingFacts[];
  readonly programs: readonly ProgramFacts[];
  readonly clients: readonly { readonly at: string; readonly library: string; readonly method: string; readonly url: string; readonly credentials: string }[];
  /** Names only: what env files hold is never shown. */
  readonly envFiles: readonly { readonly file: string; readonly kind: string; readonly variables: readonly string[] }[];
  readonly problems: readonly Problem[];
  readonly coverage: { readonly followed: number; readonly registrations: number };
}

export interface FindingFacts {
  readonly rule: string;
  readonly level: Level;
  readonly message: string;
  readonly at: string;
  /** Empty where it holds in every environment. */
  readonly environments: readonly string[];
  readonly evidence: readonly { readonly role: string; readonly at: string }[];
}

export interface ProgramFacts {
  readonly entry: string;
  readonly how: string;
  readonly environments: readonly EnvironmentFacts[];
}

export interface EnvironmentFacts {
  readonly environment: string;
  readonly apps: readonly AppFacts[];
  readonly lanes: readonly LaneFacts[];
  readonly sessions: readonly SessionFacts[];
  readonly cors: readonly { readonly at: string; readonly by: string; readonly options: Readonly<Record<string, string>>; readonly answer: string; readonly when: string }[];
  readonly stores: readonly { readonly at: string; readonly store: string }[];
  readonly servers: readonly { readonly at: string; readonly protocol: string; readonly listens: boolean; readonly when: string }[];
  readonly unknown: readonly { readonly at: string; readonly reason: string }[];
}

export interface AppFacts {
  readonly name: string;
  readonly kind: string;
  readonly at: string;
  readonly settings: readonly { readonly name: string; readonly value: string; readonly at: string; readonly when: string }[];
  /** In the order Express sees them. */
  readonly registrations: readonly { readonly at: string; readonly method: string; readonly paths: readonly string[]; readonly middlewares: readonly string[]; readonly when: string }[];
}

export interface SessionFacts {
  readonly at: string;
  readonly library: string;
  readonly options: Readonly<Record<string, string>>;
  readonly setCookie: string;
  /** Why the cookie is never sent, where that is certain. */
  readonly neverSent?: string;
  readonly when: string;
}

/** Gathers what an analysis has seen. */
export function inspectionOf(analysis: Analysis): Inspection {
  const { workspace, root } = analysis;
  const where = (at: Place): string => {
    const source = analysis.files.read(at.file);
    const name = below(at.file, root) ?? at.file;
    return 'reason' in source ? name : `${name}:${lineMapOf(source.text).position(at.start).line}`;
  };
  const entries = [...new Set(workspace.worlds.map(world => world.entry.file))];
  return dataWithoutSecrets({
    version: INSPECTION_VERSION,
    root,
    findings: analysis.diagnostics.map(({ rule, level, message, at, environments, evidence }) => ({
      rule, level, message, at: where(at), environments, evidence: evidence.map(one => ({ role: one.role, at: where(one.at) })),
    })),
    programs: entries.map(entry => {
      const worlds = workspace.worlds.filter(world => world.entry.file === entry);
      return { entry: below(entry, root) ?? entry, how: worlds[0]?.entry.how ?? '', environments: worlds.map(world => environmentFacts(world, where)) };
    }),
    clients: workspace.clients.map(({ at, library, method, url, credentials }) => ({
      at: where(at), library, method: valueText(method), url: valueText(url), credentials: credentials === undefined ? 'left out' : valueText(credentials),
    })),
    envFiles: workspace.envFiles.map(({ file, kind, variables }) => ({ file: below(file, root) ?? file, kind, variables: variables.map(({ name }) => name) })),
    problems: analysis.problems,
    coverage: { followed: analysis.tally.followed, registrations: analysis.tally.registrations },
  }, secretTexts(workspace));
}

type Where = (at: Place) => string;

function environmentFacts(world: World, where: Where): EnvironmentFacts {
  return {
    environment: world.environment,
    apps: world.apps.map(app => appFacts(world, app, where)),
    lanes: laneFacts(world, where),
    sessions: world.sessions.map(session => sessionFacts(world, session, where)),
    cors: world.cors.map(setup => ({ at: where(setup.at), by: setup.by, options: corsOptions(setup), answer: corsAnswer(setup), when: whenText(setup.when) })),
    stores: world.stores.map(({ at, module, version }) => ({ at: where(at), store: versionText(module, version) })),
    servers: world.servers.map(({ at, protocol, listens, when }) => ({ at: where(at), protocol, listens, when: whenText(when) })),
    unknown: world.coverage.unknown.map(({ at, reason }) => ({ at: where(at), reason })),
  };
}

function appFacts(world: World, app: App, where: Where): AppFacts {
  const inOrder = [...app.registrations].sort((a, b) => a.order - b.order);
  return {
    name: app.name,
    kind: app.kind === 'express' ? versionText('express', app.express) : app.kind,
    at: where(app.at),
    settings: app.settings.map(({ call, name, value, at, when }) => ({
      name: name.kind === 'known' ? String(name.value) : valueText(name),
      value: call === 'enable' ? 'true' : call === 'disable' ? 'false' : value === undefined ? 'only read' : settingText(name.kind === 'known' ? String(name.value) : '', value),
      at: where(at), when: whenText(when),
    })),
    registrations: inOrder.map(registration => registrationFacts(world, registration, where)),
  };
}

function registrationFacts(world: World, { at, method, paths, middlewares, when, unreachable }: Registration, where: Where): AppFacts['registrations'][number] {
  const conditions = [whenText(when), ...(unreachable === true ? ['never reached'] : [])].filter(text => text !== '');
  return {
    at: where(at),
    method,
    paths: paths.map(path => (path.kind === 'known' ? String(path.value) : valueText(path))),
    middlewares: middlewares.map(id => middlewareText(world, world.middlewares.find(one => one.id === id), where)),
    when: conditions.join(', '),
  };
}

function middlewareText(world: World, middleware: Middleware | undefined, where: Where): string {
  switch (middleware?.kind) {
    case 'session': {
      const made = where(world.sessions.find(({ id }) => id === middleware.session)?.at ?? middleware.at);
      return made === where(middleware.at) ? 'session' : `session from ${made}`;
    }
    case 'cors': return 'cors';
    case 'app': {
      const app = world.apps.find(({ id }) => id === middleware.app);
      return app === undefined ? 'an app' : `${app.kind === 'router' ? 'router' : 'app'} ${app.name} from ${where(app.at)}`;
    }
    case 'handler': return world.handlers.find(({ id }) => id === middleware.handler)?.name ?? 'a handler';
    case 'known': return middleware.name;
    case 'unknown': return `unknown (${middleware.reason})`;
    case undefined: return 'unknown';
  }
}

function sessionFacts(world: World, session: SessionSetup, where: Where): SessionFacts {
  const reason = neverSent(world, session);
  return {
    at: where(session.at),
    library: versionText(session.library, session.version),
    options: optionTexts(session.options),
    setCookie: setCookieLine(session),
    ...(reason === undefined ? {} : { neverSent: reason }),
    when: [whenText(session.when), ...(session.insideHandler === undefined ? [] : ['made anew at each request'])].filter(text => text !== '').join(', '),
  };
}

function corsOptions({ options, argument }: CorsSetup): Readonly<Record<string, string>> {
  if (options !== undefined) return optionTexts(options);
  return argument === undefined ? {} : { argument: valueText(argument) };
}

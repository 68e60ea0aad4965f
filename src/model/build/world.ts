import { forksWorkers, given, handlersIn, hoistable, type ActEvent, type AppEntity, type Argument, type Finished, type Guard, type LoadEvent, type RegistrationEvent, type SessionEntity, type SettingEvent, type StatementSite, type Summary, tracing, alternatives, type Single } from '../../link/index.ts';
import type { Place } from '../../source/place.ts';
import type { Act, App, CorsSetup, Entry, EnvFileLoad, Handler, Middleware, Registration, Server, SessionSetup, VariableRead, Version, World } from '../types.ts';
import type { Options, Value } from '../value.ts';
import { passportSetup } from './passports.ts';
import { socketServer } from './sockets.ts';
import { madeOf, storeOf } from './stores.ts';
import { Statements } from './statements.ts';
import { strangersLetIn, strangerToHandler } from './strangers.ts';
import { optionsOf, outlineOf, plainValue, type Building } from './values.ts';

/** What a world is made of beside its run. */
export interface WorldSources extends Building {
  readonly finished: Finished;
  readonly entry: Entry;
  readonly environment: string;
  /** Handlers that are known from an earlier run. */
  readonly known?: ReadonlyMap<number, Handler>;
  /** The version of a package as a file sees it. */
  version(file: string, name: string): Version;
  /** Where something in the repository makes a table, or matches a pattern. */
  tableIn(table: string, otherwise: string): Place | undefined;
}

/** Makes the plain data of one program in one environment. */
export function worldOf(sources: WorldSources): World {
  return new WorldBuilder(sources).world();
}

class WorldBuilder {
  readonly #sources: WorldSources;
  /** For what rules ask of functions: options of sessions and CORS, settings. */
  readonly #following: Building;
  readonly #handlersById = new Map<number, Handler>();
  readonly #middlewares: Middleware[] = [];
  readonly #registrationsOf = new Map<number, number[]>();
  readonly #coverage = { registrations: 0, unknown: [] as { at: Place; reason: string }[] };
  readonly #statements: Statements;

  constructor(sources: WorldSources) {
    this.#sources = sources;
    this.#following = { ...sources, follows: true };
    this.#statements = new Statements(sources.places, (file) => sources.finished.run.program.factsOf(file));
  }

  world(): World {
    const { entry, environment, finished } = this.#sources;
    const { result } = finished.run;
    const handlers = this.#handlers();
    for (const handler of handlers) this.#handlersById.set(handler.id, handler);
    const making = { sources: this.#sources, siteOf: (site: StatementSite, call: Place) => this.#statements.of(site, call), handlerAt: (at: Place | undefined) => this.#handlerAt(at, handlers) };
    const apps = result.apps.map((app) => this.#app(app));
    const mounts = this.#mounts(apps);
    return {
      entry: result.servers.some(({ listens }) => listens) && !entry.started ? { ...entry, started: true } : entry,
      environment,
      apps: apps.map((app) => ({ ...app, mounts: mounts.get(app.id) ?? [] })),
      sessions: result.sessions.map((session) => this.#session(session, handlers)),
      cors: result.cors.map((cors): CorsSetup => ({
        id: cors.id, by: cors.by, version: this.#sources.version(cors.at.file, 'cors'), at: cors.at, callee: cors.callee,
        ...this.#argument(cors.argument), registrations: this.#registrationsOf.get(cors.id) ?? [], when: this.#guard(cors.when), ...strangersLetIn(this.#sources, cors.argument),
      })),
      stores: result.stores.map((store) => storeOf(making, store)),
      storeClients: result.storeClients.map((client) => madeOf(making, client)),
      servers: result.servers.map((server): Server => ({
        id: server.id, protocol: server.protocol, at: server.at, listens: server.listens, when: this.#guard(server.when), ...(server.app ? { app: server.app.id } : {}), ...(server.platform === undefined ? {} : { platform: server.platform }),
        ...(server.port ? { port: plainValue(this.#sources, server.port, [server.at]) } : {}),
      })),
      ...this.#forks(),
      sockets: finished.sockets.map((summary) => socketServer(summary, { version: (file, name) => this.#sources.version(file, name), site: (site, call) => this.#statements.of(site, call) })),
      middlewares: this.#middlewares,
      handlers,
      passports: result.passports.map((one) => passportSetup(this.#sources, one)),
      imports: [...result.imports],
      variables: { loads: result.loads.map((one) => this.#load(one)), reads: distinctReads(result.reads) },
      coverage: { registrations: this.#coverage.registrations, unknown: [...this.#coverage.unknown, ...result.unfollowed] },
    };
  }

  #forks(): Pick<World, 'forks'> {
    const { program, result } = this.#sources.finished.run;
    for (const file of result.files) {
      const facts = program.factsOf(file);
      const fork = facts && forksWorkers(facts);
      if (fork) return { forks: { file, ...fork } };
    }
    return {};
  }

  #guard(guard: Guard): Guard {
    return given(guard, this.#sources.alive);
  }

  #value(argument: Argument): Value {
    return plainValue(this.#sources, argument.value, [argument.at]);
  }

  /** Whether a rule may move a registration: not where it is a router, or a handler that sets no header. */
  #isMoved(middlewares: readonly Middleware[]): boolean {
    return middlewares.some((one) => (one.kind === 'handler' ? this.#handlersById.get(one.handler)?.acts.some(({ does }) => does === 'set-header') : one.kind !== 'app'));
  }

  #app(app: AppEntity): Omit<App, 'mounts'> {
    return {
      id: app.id, kind: app.style, at: app.at, name: app.name, ...(app.site ? { statement: this.#statements.of(app.site, app.at) } : {}),
      express: this.#sources.version(app.at.file, app.style === 'nest' ? '@nestjs/platform-express' : 'express'),
      settings: app.settings.map((one) => this.#setting(one)),
      registrations: app.registrations.filter(({ insideHandler }) => !insideHandler).map((one) => this.#registration(one)),
      escapes: app.escapes,
    };
  }

  #load({ by, at, site, format, imported, first, plain, path, certain, when }: LoadEvent): EnvFileLoad {
    return {
      by, at, format, imported, plain, certain, when: this.#guard(when), ...(site ? { statement: this.#statements.movable(site, at) } : {}), ...(first ? { first } : {}),
      ...(path ? { path: plainValue(this.#sources, path, [at]) } : {}),
    };
  }

  #setting(setting: SettingEvent): App['settings'][number] {
    return {
      call: setting.call, name: this.#value(setting.name), at: setting.at, statement: this.#statements.of(setting.site, setting.at), when: this.#guard(setting.when),
      value: setting.value && plainValue(this.#following, setting.value, [setting.at]),
    };
  }

  #registration(event: RegistrationEvent): Registration {
    this.#coverage.registrations++;
    const middlewares = event.middlewares.flatMap((argument) => this.#middlewaresOf(argument, event.id));
    for (const middleware of middlewares) {
      if (middleware.kind === 'unknown') this.#coverage.unknown.push({ at: middleware.at, reason: middleware.reason });
    }
    return {
      id: event.id, app: event.app.id, method: event.method, paths: event.paths.map((path) => plainValue(this.#sources, path, [event.at])),
      middlewares: middlewares.map(({ id }) => id), at: event.at, statement: this.#isMoved(middlewares) ? this.#statements.movable(event.site, event.at) : this.#statements.of(event.site, event.at), when: this.#guard(event.when),
      waits: event.waits, order: event.order, ...(event.unreachable ? { unreachable: true as const } : {}),
    };
  }

  /** One argument is one middleware; a choice is several, each there under its condition. */
  #middlewaresOf(argument: Argument, registration: number): Middleware[] {
    return alternatives(argument.value).flatMap(({ value, when }) => {
      // `condition && middleware` leaves `false` on the other side: Express is given nothing there.
      if (value.t === 'primitive' && !value.v && (argument.value.t === 'choice' || value.v !== undefined)) return [];
      const made = this.#middleware({ value, at: argument.at });
      const condition = this.#guard(when);
      const middleware: Middleware = condition === true ? made : { ...made, when: condition };
      this.#middlewares.push(middleware);
      const target = middleware.kind === 'session' ? middleware.session : middleware.kind === 'cors' ? middleware.cors : undefined;
      if (target !== undefined) this.#registrationsOf.set(target, [...(this.#registrationsOf.get(target) ?? []), registration]);
      return [middleware];
    });
  }

  #middleware({ value, at }: Argument): Middleware {
    const id = this.#middlewares.length + 1;
    if ((value.t === 'object' || value.t === 'native') && value.entity) {
      const { entity } = value;
      switch (entity.kind) {
        case 'session': return { id, at, kind: 'session', session: entity.id };
        case 'cors': return { id, at, kind: 'cors', cors: entity.id };
        case 'app': return { id, at, kind: 'app', app: entity.id };
        case 'middleware': return { id, at, kind: 'known', name: entity.name, module: entity.module, version: this.#sources.version(at.file, entity.module), ...this.#knownArguments(entity.arguments), ...(entity.passport ? { passport: entity.passport.id } : {}) };
        default:
      }
    }
    if (value.t === 'choice') return { id, at, kind: 'unknown', reason: 'one of several middlewares' };
    if (value.t === 'primitive' && value.v === undefined) return { id, at, kind: 'unknown', reason: 'no value is seen there' };
    const [handler] = handlersIn(value);
    if (handler) {
      const made = this.#sources.finished.idOf(handler);
      const called = this.#calledBy(made);
      return called ? this.#middleware({ value: called, at }) : { id, at, kind: 'handler', handler: made };
    }
    if (value.t === 'unknown') {
      if (!value.from || MAY_HOLD_A_SESSION.test(value.from.module)) return { id, at, kind: 'unknown', reason: value.reason };
      const given_ = (value.given ?? []).map((one): Argument => ({ value: one, at }));
      return { id, at, kind: 'known', name: nameOf(value.from), module: value.from.module, version: this.#sources.version(at.file, value.from.module), ...this.#knownArguments(given_) };
    }
    return { id, at, kind: 'unknown', reason: value.t === 'native' ? `\`${value.name}\` is not followed` : 'it is no function that can be seen' };
  }

  /** The middleware that a handler calls and does nothing else: `(req, res, next) => sessions(req, res, next)` is `sessions`. */
  #calledBy(handler: number): Single | undefined {
    const acts = this.#sources.finished.summaries.get(handler)?.log.acts.filter(({ when }) => when !== false) ?? [];
    const [act] = acts;
    const callee = act?.callee;
    return act && acts.length === 1 && act.does === 'run-middleware' && act.when === true && act.turn === 0 && act.arguments.length === 3 && callee && callee.t !== 'choice' ? callee : undefined;
  }

  #knownArguments(list: readonly Argument[]): { readonly arguments: readonly Value[]; readonly options?: Options } {
    const options = list.map(({ value }) => value).find((value) => value.t === 'object' && !value.entity);
    return { arguments: list.map((one) => this.#value(one)), ...(options?.t === 'object' ? { options: optionsOf(this.#sources, options) } : {}) };
  }

  #argument(argument: Argument | undefined): Pick<CorsSetup, 'argument' | 'options'> {
    if (!argument) return {};
    const object = argument.value.t === 'object' && !argument.value.entity ? argument.value : undefined;
    return { argument: plainValue(this.#following, argument.value, [argument.at]), ...(object ? { options: optionsOf(this.#following, object) } : {}) };
  }

  #session(session: SessionEntity, handlers: readonly Handler[]): SessionSetup {
    const object = session.argument?.value.t === 'object' ? session.argument.value : undefined;
    const options: Options = object
      ? optionsOf(this.#following, object, 0, session.options, session.open)
      : { at: session.argument?.at ?? session.at, properties: [], complete: session.open === undefined };
    const facts = session.insideHandler && this.#sources.finished.run.program.factsOf(session.at.file);
    const hoist = facts ? hoistable(facts, session.at.file, session.at) : undefined;
    return {
      id: session.id, library: session.library, version: this.#sources.version(session.at.file, session.library), at: session.at, callee: session.callee,
      options, given: session.argument !== undefined, registrations: this.#registrationsOf.get(session.id) ?? [], when: this.#guard(session.when),
      ...(session.name === undefined ? {} : { name: session.name }), ...this.#handlerAt(session.insideHandler, handlers), ...(hoist ? { hoist } : {}), escapes: session.escapes,
    };
  }

  #handlerAt(at: Place | undefined, handlers: readonly Handler[]): { readonly insideHandler?: number } {
    const found = at && handlers.find((handler) => handler.at.file === at.file && handler.at.start === at.start);
    return found ? { insideHandler: found.id } : {};
  }

  #handlers(): readonly Handler[] {
    const { finished: { run, handlers, summaries, traces }, known } = this.#sources;
    return handlers.flatMap((id) => {
      const [summary, trace] = [summaries.get(id), traces.get(id)];
      return summary && trace ? tracing(run, trace, () => this.#handler(id, summary)) : known?.get(id) ?? [];
    });
  }

  #handler(id: number, summary: Summary): Handler {
    const { function: made, kind, log } = summary;
    const { at, name } = made;
    const stranger = strangerToHandler(this.#sources, summary);
    return { id, at, kind, ...(name === undefined ? {} : { name }), ...writtenOf(made), acts: log.acts.map((one, index) => this.#act(one, index)), turns: log.turns, ...(stranger ? { stranger } : {}), unknown: log.unknown };
  }

  #act(event: ActEvent, id: number): Act {
    const { does, at, turn, inside, site, status, target } = event;
    const { places } = this.#sources;
    const plain = (one: Argument): Value => plainValue(this.#sources, one.value, [one.at], DEPTHS[does] ?? SHALLOW);
    return {
      id, does, at: places.at(at), when: this.#guard(event.when), turn, later: turn > 0, guarded: event.guarded, through: places.list(event.through),
      arguments: event.arguments.map(does === 'answer' ? (one) => outlineOf(this.#sources, one.value, [one.at]) : plain),
      name: event.name, method: event.method, way: event.way, member: event.member, callback: event.callback, awaited: event.awaited,
      status: status && plain(status), target: target && plain(target),
      inside: inside && { at: places.at(inside.at), name: inside.name },
      statement: site && (CHANGES.has(does) ? this.#statements.movable(site, at) : this.#statements.of(site, at)),
      after: event.after, stale: event.stale, names: event.names, middleware: this.#runBy(event),
    };
  }

  /** The middleware of a package that an act runs by hand. */
  #runBy({ callee, at }: ActEvent): number | undefined {
    if (callee?.t !== 'object' || callee.entity?.kind !== 'middleware') return undefined;
    const made = this.#middleware({ value: callee, at });
    this.#middlewares.push(made);
    return made.id;
  }

  /** Where each app is mounted. */
  #mounts(apps: readonly Omit<App, 'mounts'>[]): ReadonlyMap<number, App['mounts']> {
    const found = new Map<number, { app: number; registration: number }[]>();
    for (const { id: parent, registrations } of apps) {
      for (const { id: registration, middlewares } of registrations) {
        for (const id of middlewares) {
          const middleware = this.#middlewares[id - 1];
          if (middleware?.kind !== 'app') continue;
          const known = found.get(middleware.app) ?? [];
          if (!known.some((one) => one.registration === registration)) known.push({ app: parent, registration });
          found.set(middleware.app, known);
        }
      }
    }
    return found;
  }
}

function writtenOf(made: Summary['function']): Pick<Handler, 'written'> {
  if (made.t !== 'function') return {};
  const { file, facts } = made;
  const parameters = facts.p.map(({ t, s, e }) => ({ at: { file, start: s, end: e }, ...(t.k === 'id' ? { name: t.n } : {}) }));
  return { written: { parameters, body: { file, start: facts.bs, end: facts.be } } };
}

/** Acts whose statements a rule may move. */
const CHANGES: ReadonlySet<ActEvent['does']> = new Set(['write-session', 'flash']);

/** How deep the arguments of acts are described: what is kept in the session is of no rule's interest, all of it. */
const SHALLOW = 7;
const DEPTHS: Partial<Record<ActEvent['does'], number>> = { 'set-header': 0, 'set-cookie': 0, 'clear-cookie': 0, 'log-in': 0, 'log-out': 0 };

/** Packages whose name says that a session may be inside them: what they register is not taken for harmless. */
const MAY_HOLD_A_SESSION = /session|(^|[-/@])(auth|server|bootstrap|core|common|app|framework|platform)([-/]|$)/i;

function nameOf(from: { readonly module: string; readonly path: string }): string {
  const path = from.path.replace(/\(\)/g, '').replace(/^\.(default\.?)?/, '');
  return path === '' ? from.module : `${from.module}.${path}`;
}

/** A module-level function may read one variable at one place many times. */
function distinctReads(reads: readonly VariableRead[]): readonly VariableRead[] {
  return [...new Map(reads.map((one) => [`${one.variable} ${one.at.file}:${String(one.at.start)} ${String(one.loads)}`, one] as const)).values()];
}

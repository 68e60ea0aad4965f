import { posix } from 'node:path';
import { extractFacts } from '../../src/facts/extract.ts';
import type { FileFacts } from '../../src/facts/ir.ts';
import type { Guard } from '../../src/link/guard.ts';
import { runProgram, type Program, type RunOptions } from '../../src/link/program.ts';
import { createResolver } from '../../src/link/resolve.ts';
import { Places } from '../../src/model/build/places.ts';
import { worldOf } from '../../src/model/build/world.ts';
import type { App, Middleware, Registration, SessionSetup, World } from '../../src/model/types.ts';
import type { Options, Value } from '../../src/model/value.ts';
import { keepsOrder } from '../../src/source/compiled.ts';
import { memoryFiles } from '../../src/source/overlay.ts';
import type { Place } from '../../src/source/place.ts';

/** Texts by their path under `/app`. */
export type Sources = Readonly<Record<string, string>>;

/** How a program is built and run, where the usual way will not do. */
export interface Terms extends RunOptions {
  /** Its entry; the first file where left out. */
  readonly entry?: string;
  /** Major versions installed. */
  readonly majors?: Readonly<Record<string, number>>;
  /** Variables that env files give. */
  readonly variables?: Readonly<Record<string, string>>;
}

const facts = new Map<string, FileFacts>();

/** A program over texts in memory. */
export function programOf(sources: Sources): Program {
  const files = memoryFiles({ '/app/package.json': '{ "name": "app" }', ...Object.fromEntries(Object.entries(sources).map(([path, text]) => [`/app/${path}`, text])) });
  const resolver = createResolver(files, '/app');
  const own = new Map<string, FileFacts>();
  const textOf = (file: string): string | undefined => {
    const source = files.read(file);
    return 'reason' in source ? undefined : source.text;
  };
  return {
    factsOf: (file) => {
      const known = own.get(file);
      const text = known || file.endsWith('.json') ? undefined : textOf(file);
      if (text === undefined) return known;
      const key = `${posix.extname(file)} ${text}`;
      const made = facts.get(key) ?? extractFacts(file, text);
      facts.set(key, made);
      own.set(file, made);
      return made;
    },
    resolve: (from, specifier) => resolver.resolve(from, specifier),
    json: (file) => {
      const text = file.endsWith('.json') ? textOf(file) : undefined;
      return text === undefined ? undefined : JSON.parse(text) as unknown;
    },
    list: (directory) => files.list(directory),
    keepsOrder: (file) => keepsOrder(files, file),
  };
}

/** One program run in one environment, as the model has it. */
export class Ran {
  readonly world: World;
  readonly sources: Sources;
  /** Names of environments that the code compares with. */
  readonly environments: readonly string[];

  constructor(world: World, sources: Sources, environments: readonly string[]) {
    this.world = world;
    this.sources = sources;
    this.environments = environments;
  }

  /** The text at a place. */
  text(place: Place): string {
    return this.sources[place.file.slice('/app/'.length)]?.slice(place.start, place.end) ?? '';
  }

  /** The only session. */
  get session(): SessionSetup {
    const [session, ...more] = this.world.sessions;
    if (!session || more.length > 0) throw new Error(`${String(this.world.sessions.length)} sessions instead of one; not followed: ${this.unfollowed.join('; ')}`);
    return session;
  }

  /** An option of the only session by its path: `cookie.secure`. `absent` where it is left out, `perhaps absent` where that can't be said. */
  option(path: string): string {
    return this.#option(this.session.options, path.split('.'));
  }

  /** The options of the only `cors` call. */
  cors(path: string): string {
    const [cors, ...more] = this.world.cors;
    if (!cors || more.length > 0) throw new Error(`${String(this.world.cors.length)} cors calls instead of one`);
    return cors.options ? this.#option(cors.options, path.split('.')) : cors.argument ? this.show(cors.argument) : 'no options';
  }

  /** The text where an option's value stands: what a developer would change. */
  source(path: string): string {
    const found = this.#find(this.session.options, path.split('.'));
    return found ? this.text(found.at) : 'absent';
  }

  /** Everything registered on the root apps and what is mounted in them, in order. */
  get stack(): readonly string[] {
    return this.#roots().flatMap((app) => this.#registrations(app, [app.id]));
  }

  /** `set`, `enable` and `disable`, of every app, in order. */
  get settings(): readonly string[] {
    return this.world.apps.flatMap(({ settings }) => settings.map(({ name, value, when }) =>
      `${this.show(name)} = ${value ? this.show(value) : '?'}${showCondition(when)}`));
  }

  /** What is not followed, as users are told. */
  get unfollowed(): readonly string[] {
    return this.world.coverage.unknown.map(({ reason }) => reason);
  }

  /** The places of what is not followed. */
  get unfollowedAt(): readonly string[] {
    return this.world.coverage.unknown.map(({ at }) => this.text(at));
  }

  get servers(): readonly string[] {
    return this.world.servers.map(({ protocol, listens, app, when }) =>
      `${protocol}${app === undefined ? ' of no app' : ''}${listens ? '' : ' that does not listen'}${showCondition(when)}`);
  }

  /** What the handler at a path, or of a name, does. */
  acts(name?: string): readonly string[] {
    const handlers = this.world.handlers.filter((handler) => name === undefined || handler.name === name);
    return handlers.flatMap(({ acts }) => acts.map((act) => [
      act.does, act.name, act.later && '(later)', act.guarded && '(guarded)', showCondition(act.when).trim(),
    ].filter(Boolean).join(' ')));
  }

  /** Why something in handlers could not be followed. */
  get hidden(): readonly string[] {
    return this.world.handlers.flatMap(({ unknown }) => unknown.map(({ reason }) => reason));
  }

  /** A value in a line. */
  show(value: Value): string {
    switch (value.kind) {
      case 'known': return typeof value.value === 'string' ? `'${value.value}'` : String(value.value);
      case 'pattern': return `/${value.source}/${value.flags}`;
      case 'object': return `{ ${value.options.properties.map(({ name, value: inner }) => `${name}: ${this.show(inner)}`).join(', ')}${value.options.complete ? '' : ', …'} }`;
      case 'list': return `[${value.items.map((item) => this.show(item)).join(', ')}${value.complete ? '' : ', …'}]`;
      case 'function': return `function ${value.name ?? ''}`.trim();
      case 'instance': return `${value.of}(${value.arguments.map((one) => this.show(one)).join(', ')})`;
      case 'reference': return value.to;
      case 'environment': return `env ${value.variable}`;
      case 'one-of': return value.choices.map((choice) => `${this.show(choice.value)}${showCondition(choice.when)}`).sort().join(' | ');
      case 'unknown': return `unknown: ${value.reason}`;
    }
  }

  #find(options: Options, [name, ...rest]: readonly string[]): Value | undefined {
    const found = options.properties.find((property) => property.name === name)?.value;
    if (rest.length === 0 || !found) return found;
    return found.kind === 'object' ? this.#find(found.options, rest) : undefined;
  }

  #option(options: Options, [name, ...rest]: readonly string[]): string {
    const found = options.properties.find((property) => property.name === name)?.value;
    if (!found) return options.complete ? 'absent' : 'perhaps absent';
    if (rest.length === 0) return this.show(found);
    return found.kind === 'object' ? this.#option(found.options, rest) : this.show(found);
  }

  #roots(): readonly App[] {
    return this.world.apps.filter(({ kind, mounts }) => kind !== 'router' && mounts.length === 0);
  }

  #registrations(app: App, seen: readonly number[]): readonly string[] {
    return app.registrations.flatMap((registration) => this.#registration(registration, seen));
  }

  #registration(registration: Registration, seen: readonly number[]): readonly string[] {
    const path = registration.paths.map((one) => this.show(one)).join(', ');
    const prefix = registration.method === 'use' ? path : `${registration.method} ${path}`;
    const suffix = `${registration.waits.length > 0 ? ' (later)' : ''}${registration.unreachable ? ' (unreachable)' : ''}${showCondition(registration.when)}`;
    const line = (what: string): string => `${prefix === '' ? '' : `${prefix}: `}${what}${suffix}`;
    return registration.middlewares.flatMap((id) => {
      const middleware = this.world.middlewares.find((one) => one.id === id);
      if (!middleware) return [line('nothing')];
      const inner = middleware.kind === 'app' ? this.world.apps.find((app) => app.id === middleware.app) : undefined;
      const condition = showCondition(middleware.when ?? true);
      if (!inner || seen.includes(inner.id)) return [line(this.#middleware(middleware) + condition)];
      return [line(inner.kind + condition), ...this.#registrations(inner, [...seen, inner.id]).map((one) => `> ${one}`)];
    });
  }

  #middleware(middleware: Middleware): string {
    switch (middleware.kind) {
      case 'handler': return this.world.handlers.find(({ id }) => id === middleware.handler)?.name ?? 'handler';
      case 'known': return middleware.name;
      case 'unknown': return `unknown: ${middleware.reason}`;
      default: return middleware.kind;
    }
  }
}

/** Runs a program in one environment. */
export function ran(sources: Sources | string, environment = 'production', terms: Terms = {}): Ran {
  const files = typeof sources === 'string' ? { 'app.ts': sources } : sources;
  const [first] = Object.keys(files);
  const entry = `/app/${terms.entry ?? first ?? ''}`;
  const finished = runProgram(programOf(files), entry, environment, terms);
  const world = worldOf({
    run: finished.run, places: new Places(), alive: finished.run.result.alive, finished, environment,
    variable: (_file, name) => {
      const text = terms.variables?.[name];
      return text === undefined ? [] : [{ text, at: { file: '/app/.env', start: 0, end: 0 } }];
    },
    handlerOf: (value) => (finished.summaries.has(finished.idOf(value)) ? finished.idOf(value) : undefined),
    entry: { file: entry, how: 'npm start', started: true, processes: [], given: { envFiles: [], preloads: [], variables: [] } },
    version: (_file, name) => {
      const major = terms.majors?.[name];
      return major === undefined ? {} : { major };
    },
    tableIn: () => undefined,
  });
  return new Ran(world, files, [...finished.run.result.environments]);
}

/** Runs a program in production and in development. */
export function both(sources: Sources | string, terms: Terms = {}): { readonly production: Ran; readonly development: Ran } {
  return { production: ran(sources, 'production', terms), development: ran(sources, 'development', terms) };
}

/** ` if …`, with every way there written out; nothing for what always holds. */
function showCondition(guard: Guard): string {
  if (guard === true) return '';
  const ways = waysTo(guard);
  return ways.length === 0 ? ' never' : ` if ${ways.map((way) => way.join(' and ')).join(' or ')}`;
}

function waysTo(guard: Guard): readonly (readonly string[])[] {
  if (guard === true) return [[]];
  if (guard === false) return [];
  const name = guard.symbol.replaceAll(/global\.(?=\w)/g, '');
  return [...waysTo(guard.then).map((way) => [name, ...way]), ...waysTo(guard.else).map((way) => [`not ${name}`, ...way])];
}

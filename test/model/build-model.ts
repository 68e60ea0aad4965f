import type { Guard } from '../../src/link/guard.ts';
import type { Act, App, CorsSetup, Handler, Middleware, Options, Registration, SessionSetup, Value, Version, World } from '../../src/model/index.ts';
import type { Place } from '../../src/source/place.ts';

type Writable<T> = { -readonly [K in keyof T]: T[K] };
type ActText = Pick<Act, 'does'> & Partial<Act>;

const VERSION: Version = { version: '5.1.0', major: 5, from: 'node_modules' };
/** What most acts have nothing of. */
const NOTHING_MORE = {
  name: undefined, method: undefined, way: undefined, member: undefined, callback: undefined, awaited: undefined, status: undefined, target: undefined,
  inside: undefined, statement: undefined, after: undefined, stale: undefined, names: undefined, middleware: undefined,
};
const NO_OPTIONS: Options = { at: { file: '/app.js', start: 0, end: 0 }, properties: [], complete: true };

/** A literal as a value of the model. */
export function literal(value: string | number | boolean | undefined): Value {
  return { kind: 'known', value, at: { file: '/app.js', start: 0, end: 0 }, via: [] };
}

/** An object as the options of a call. */
export function options(values: Readonly<Record<string, Value>>, complete = true): Options {
  const at: Place = { file: '/app.js', start: 0, end: 0 };
  return { at, properties: Object.entries(values).map(([name, value]) => ({ name, value, at, key: at, own: true })), complete };
}

/**
 * A program written by hand, for tests of the queries: apps with what is registered on them, in order. Every
 * registration is a statement of its own in one block, 10 characters long.
 */
export class Program {
  readonly #apps: Writable<App>[] = [];
  readonly #middlewares: Middleware[] = [];
  readonly #handlers: Handler[] = [];
  readonly #sessions: SessionSetup[] = [];
  readonly #cors: CorsSetup[] = [];
  #offset = 0;

  app(name = 'app', kind: App['kind'] = 'express'): number {
    const id = this.#apps.length + 1;
    this.#apps.push({ id, kind, at: this.#place(), name, express: VERSION, settings: [], registrations: [], mounts: [], escapes: false });
    return id;
  }

  handler(acts: readonly ActText[], more: Partial<Handler> = {}): number {
    const id = this.#handlers.length + 1;
    const at = this.#place();
    this.#handlers.push({ id, at, kind: 'handler', turns: [], unknown: [], ...more, acts: acts.map((act, position) => ({ id: position, at, when: true, turn: 0, arguments: [], later: false, through: [], guarded: false, ...NOTHING_MORE, ...act })) });
    return this.#middleware({ kind: 'handler', handler: id });
  }

  session(more: Partial<SessionSetup> = {}): number {
    const id = this.#sessions.length + 1;
    const at = this.#place();
    this.#sessions.push({ id, library: 'express-session', version: VERSION, at, callee: at, options: NO_OPTIONS, given: true, registrations: [1], when: true, escapes: false, ...more });
    return this.#middleware({ kind: 'session', session: id });
  }

  cors(more: Partial<CorsSetup> = {}): number {
    const id = this.#cors.length + 1;
    const at = this.#place();
    this.#cors.push({ id, by: 'cors', version: VERSION, at, callee: at, options: NO_OPTIONS, registrations: [1], when: true, ...more });
    return this.#middleware({ kind: 'cors', cors: id });
  }

  known(name: string, more: { readonly arguments?: readonly Value[]; readonly options?: Options; readonly version?: Version } = {}): number {
    return this.#middleware({ kind: 'known', name, module: name.split('.')[0] ?? name, version: VERSION, arguments: [], ...more });
  }

  unknown(reason = 'it is made by a function that is not followed'): number {
    return this.#middleware({ kind: 'unknown', reason });
  }

  router(app: number): number {
    return this.#middleware({ kind: 'app', app });
  }

  /** Registers middlewares on an app; `path` absent for every path. */
  on(app: number, method: string, path: string | undefined, middlewares: readonly number[], more: { readonly when?: Guard; readonly waits?: readonly number[]; readonly unreachable?: true; readonly statement?: Partial<Registration['statement']> } = {}): number {
    const at = this.#place();
    const id = this.#offset;
    const { statement, ...rest } = more;
    const block: Place = { file: '/app.js', start: 0, end: 10_000 };
    const registration: Registration = {
      id, app, method, paths: path === undefined ? [] : [literal(path)], middlewares, at,
      statement: { at, block, alone: true, needs: [], ...statement }, when: true, waits: [], order: id, ...rest,
    };
    const owner = this.#apps[app - 1];
    if (owner) owner.registrations = [...owner.registrations, registration];
    for (const one of middlewares) {
      const middleware = this.#middlewares[one - 1];
      const mounted = middleware?.kind === 'app' ? this.#apps[middleware.app - 1] : undefined;
      if (mounted) mounted.mounts = [...mounted.mounts, { app, registration: id }];
    }
    return id;
  }

  escape(app: number): void {
    const owner = this.#apps[app - 1];
    if (owner) owner.escapes = true;
  }

  world(more: Partial<World> = {}): World {
    return {
      entry: { file: '/app.js', how: 'npm start', started: true, processes: [], given: { envFiles: [], preloads: [], variables: [] } }, environment: 'production', apps: this.#apps, sessions: this.#sessions, cors: this.#cors,
      stores: [], storeClients: [], servers: [], sockets: [], middlewares: this.#middlewares, handlers: this.#handlers, passports: [], imports: [], variables: { loads: [], reads: [] }, coverage: { registrations: 0, unknown: [] }, ...more,
    };
  }

  #middleware(middleware: Middleware extends infer M ? (M extends Middleware ? Omit<M, 'id' | 'at'> : never) : never): number {
    const id = this.#middlewares.length + 1;
    this.#middlewares.push({ id, at: this.#place(), ...middleware });
    return id;
  }

  #place(): Place {
    const start = this.#offset += 10;
    return { file: '/app.js', start, end: start + 10 };
  }
}

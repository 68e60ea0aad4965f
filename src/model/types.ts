import type { Guard } from '../link/guard.ts';
import type { Place } from '../source/place.ts';
import type { Proxy } from '../source/proxies.ts';
import type { Processes } from '../source/processes.ts';
import type { Handler } from './handler.ts';
import type { Options, Value } from './value.ts';

export type * from './handler.ts';

/** What the analyser knows of a codebase: plain data, every value with its place. */
export interface Workspace {
  /** Absolute, with forward slashes. */
  readonly root: string;
  /** One for each entry and environment. */
  readonly worlds: readonly World[];
  /**
   * The worlds that a rule speaks of: all, or those of one entry where each entry is judged by itself. What it says of
   * them may rest on everything here.
   */
  readonly judged: readonly World[];
  /** What programs show of themselves to one another: one for each world. */
  readonly outlines: readonly Outline[];
  /** Calls from browser code in the repository. */
  readonly clients: readonly ClientCall[];
  /** Origins that `settings.serverOrigin` or `--server-origin` names: where browsers reach the server. */
  readonly serverOrigins: readonly string[];
  /** Names and places of what env files define, templates included. */
  readonly envFiles: readonly EnvFile[];
  /** What the proxies whose configuration is in the repository hand on. */
  readonly proxies: readonly Proxy[];
  /** Files that could not be read or parsed, with one plain sentence each. */
  readonly problems: readonly { readonly file: string; readonly detail: string }[];
}

/** What the judgement of another program may rest on. */
export interface Outline {
  readonly file: string;
  readonly how: string;
  readonly environment: string;
  /** The directory of its package. */
  readonly directory?: string;
  /** Whether something starts its entry. */
  readonly started: boolean;
  readonly listens: boolean;
  /** The ports that its apps listen on, as far as they are known. */
  readonly ports: readonly string[];
  /** What is registered on some passport of it. */
  readonly passport: { readonly serializers: boolean; readonly deserializers: boolean };
}

/** One program, run symbolically from its entry in one environment. */
export interface World {
  readonly entry: Entry;
  /** `production`, `development`, or another name the code compares `NODE_ENV` with. */
  readonly environment: string;
  readonly apps: readonly App[];
  readonly sessions: readonly SessionSetup[];
  readonly cors: readonly CorsSetup[];
  readonly stores: readonly Store[];
  /** Clients of databases, of stores or not. */
  readonly storeClients: readonly StoreClient[];
  readonly servers: readonly Server[];
  readonly sockets: readonly SocketServer[];
  /** Where the program forks several workers of itself by `node:cluster`. */
  readonly forks?: Place;
  readonly middlewares: readonly Middleware[];
  readonly handlers: readonly Handler[];
  readonly passports: readonly PassportSetup[];
  /** Whether some module of the program imports the package. */
  readonly imports: readonly string[];
  readonly variables: Variables;
  /** `app.use`, routes and settings that were met, and why some could not be followed. */
  readonly coverage: { readonly registrations: number; readonly unknown: readonly { readonly at: Place; readonly reason: string }[] };
}

/** What a program does with `process.env` at its start. */
export interface Variables {
  /** In the order they come about. */
  readonly loads: readonly EnvFileLoad[];
  readonly reads: readonly VariableRead[];
}

/** An env file is loaded into `process.env`: `dotenv.config()`, `import 'dotenv/config'`, `process.loadEnvFile()`. */
export interface EnvFileLoad {
  /** The package, or `process.loadEnvFile`. */
  readonly by: string;
  /** Outside of any file where a command does it (`node -r dotenv/config`). */
  readonly at: Place;
  readonly statement?: Statement;
  readonly format: 'esm' | 'cjs';
  /** Whether it is an `import` that does it; `at` is that statement then. */
  readonly imported: boolean;
  /** The first statement of its file that is no directive. */
  readonly first?: Place;
  /** Whether it loads `.env` where the program is started. */
  readonly plain: boolean;
  /** The path that it is given. */
  readonly path?: Value;
  /** False for a package that is not known, and may or may not load one. */
  readonly certain: boolean;
  readonly when: Guard;
}

/** A variable of the environment is read. */
export interface VariableRead {
  readonly variable: string;
  readonly at: Place;
  /** How many of the loads had come before. */
  readonly loads: number;
}

export interface Entry {
  readonly file: string;
  /** In plain words: `npm start`, `Procfile: web`, `not started by anything in the repository`. */
  readonly how: string;
  /** False where nothing starts it: then only the values it holds are judged, not order or what an app lacks. */
  readonly started: boolean;
  /** The port under which a compose file hands it to users over plain HTTP in production, with nothing before it. */
  readonly published?: Place;
  /** What the ways of starting it give it, all together. */
  readonly given: {
    /** Env files that a command loads, absolute. */
    readonly envFiles: readonly string[];
    /** Modules that are loaded before it: `dotenv/config`. */
    readonly preloads: readonly string[];
    /** Names of the variables that a command or a deployment file sets. */
    readonly variables: readonly string[];
  };
  /** What shows that it runs as several processes, or as one that does not last; empty where nothing does. */
  readonly processes: readonly Processes[];
  /** The package's directory and name. */
  readonly package?: { readonly directory: string; readonly name?: string };
}

/** The version that decides what a call means. Absent parts are unknown. */
export interface Version {
  readonly version?: string;
  readonly major?: number;
  readonly range?: string;
  readonly from?: 'node_modules' | 'lock' | 'range';
}

/** An express app, a router, a NestJS application. Numbers are ids within one world. */
export interface App {
  readonly id: number;
  readonly kind: 'express' | 'router' | 'nest' | 'connect';
  /** The call that made it. */
  readonly at: Place;
  /** The name the code gives it (`app`, `this.app`). */
  readonly name: string;
  /** The statement that made it, where a setting can be added after it. */
  readonly statement?: Statement;
  readonly express: Version;
  readonly settings: readonly AppSetting[];
  /** What is registered on it, in the order Express sees it. */
  readonly registrations: readonly Registration[];
  /** Where it is mounted. */
  readonly mounts: readonly { readonly app: number; readonly registration: number }[];
  /** True where the app left the code that was followed (returned to a caller that is not seen, given to an unknown call). */
  readonly escapes: boolean;
}

/** `app.set`, `app.enable`, `app.disable`. */
export interface AppSetting {
  readonly call: 'set' | 'enable' | 'disable';
  readonly name: Value;
  /** `undefined` where `app.set(name)` was called with one argument (a getter). */
  readonly value: Value | undefined;
  readonly at: Place;
  readonly statement: Statement;
  readonly when: Guard;
}

/** A statement in its block: what an edit needs to move it or to add a line beside it. */
export interface Statement {
  readonly at: Place;
  /** The block (or file) it stands in; statements with equal blocks are siblings. */
  readonly block: Place;
  /** Whether it holds nothing but this call: then it may be moved whole. */
  readonly alone: boolean;
  /** Where the names it uses are declared in this file: it can't move above them. Absent where nothing moves it: a route, a `return`. */
  readonly needs?: readonly Place[];
}

/** One `app.use`, `app.get`, `router.route(…).post`, `consumer.apply(…)`. */
export interface Registration {
  readonly id: number;
  readonly app: number;
  /** `use`, `all`, `get`, `post`, …; `param`. */
  readonly method: string;
  /** Mount paths or route paths; empty for `app.use(middleware)`. */
  readonly paths: readonly Value[];
  /** Ids of middlewares, in order. */
  readonly middlewares: readonly number[];
  /** The call. */
  readonly at: Place;
  readonly statement: Statement;
  readonly when: Guard;
  /**
   * What must have come about before it, beside the module bodies: awaited promises, events, timers, by number.
   * Of two registrations the earlier one is certainly first where the other waits for all that it waits for.
   */
  readonly waits: readonly number[];
  /** Position among everything that the program registered. */
  readonly order: number;
  /** On a Nest application: registered after `init` or `listen`, behind the handler that answers 404. */
  readonly unreachable?: true;
}

/** One thing in an app's stack. `at` is the argument as written; `when` is there where it is a middleware only under a condition (`production && helmet()`). */
export type Middleware = { readonly id: number; readonly at: Place; readonly when?: Guard } & (
  | { readonly kind: 'session'; readonly session: number }
  | { readonly kind: 'cors'; readonly cors: number }
  | { readonly kind: 'app'; readonly app: number }
  | { readonly kind: 'handler'; readonly handler: number }
  /** From a known package: `passport.session`, `passport.authenticate`, `csurf`, `express.static`, … */
  | { readonly kind: 'known'; readonly name: string; readonly module: string; readonly version: Version; readonly options?: Options; readonly arguments: readonly Value[]; readonly passport?: number }
  | { readonly kind: 'unknown'; readonly reason: string }
);

/** A call of express-session or cookie-session. */
export interface SessionSetup {
  readonly id: number;
  readonly library: 'express-session' | 'cookie-session';
  readonly version: Version;
  /** The call. */
  readonly at: Place;
  /** The name it is called by, as written. */
  readonly callee: Place;
  /** As they were at the call; `cookie` inside as it is at the end of the program (express-session keeps the object). */
  readonly options: Options;
  /** Whether an options argument is written at all. */
  readonly given: boolean;
  /** Ids of the registrations it is part of. */
  readonly registrations: readonly number[];
  readonly when: Guard;
  /** The request handler that makes it anew at each request. */
  readonly insideHandler?: number;
  /** With `insideHandler`: the statement it can be made before, once; absent where the call uses what only the handler has. */
  readonly hoist?: Statement;
  /** The variable it is put into. */
  readonly name?: string;
  /** True where the middleware went somewhere that is not followed: it may well be registered. */
  readonly escapes: boolean;
}

/** A call of `cors`, `app.enableCors`, or the `cors` option of `NestFactory.create` or socket.io. */
export interface CorsSetup {
  readonly id: number;
  readonly by: 'cors' | 'nest' | 'nest-option' | 'socket.io';
  readonly version: Version;
  readonly at: Place;
  readonly callee: Place;
  /** The argument as it is; absent where none is given. */
  readonly argument?: Value;
  /** Its properties, where it is an object or absent. */
  readonly options?: Options;
  readonly registrations: readonly number[];
  readonly when: Guard;
  /** For each function given as `origin`, by its place: a stranger that it let in when strangers were tried. Absent where none was. */
  readonly strangers?: readonly { readonly at: Place; readonly stranger: Stranger }[];
}

/** An origin that the owner of a server does not own, and that it lets in. */
export interface Stranger {
  readonly origin: string;
  /**
   * `anyone`: it has nothing to do with the server's own. `lookalike`: a name made to pass the test. `tenant`: a
   * name under a hosting service's suffix. `null`: what a sandboxed frame of any site sends.
   */
  readonly kind: 'anyone' | 'lookalike' | 'tenant' | 'null';
}

/** What stores and the clients of their databases have in common. */
interface Made {
  readonly id: number;
  /** The package (`connect-redis`, `ioredis`), or `express-session` for its MemoryStore. */
  readonly module: string;
  readonly version: Version;
  /** The call, and what is called. */
  readonly at: Place;
  readonly callee: Place;
  /** What made it: `new`, `call` (of a class), or the name of a function or method (`create`, `createClient`, `duplicate`). */
  readonly made: string;
  /** The variable or property it was put into (`client`, `this.client`). */
  readonly name?: string;
  /** The statement that made it, where a line can be added after it. */
  readonly statement?: Statement;
  readonly arguments: readonly Value[];
  /** Methods that were called on it; `event` where one listens to an event that is written out. */
  readonly uses: readonly { readonly method: string; readonly at: Place; readonly event?: string; readonly arguments: number }[];
  readonly when: Guard;
  readonly insideHandler?: number;
  /** True where it was given to code that is not followed: what is not seen may well be done there. */
  readonly escapes: boolean;
}

export interface Store extends Made {
  /** How the package was reached: `''` by `require`, `*` by `import *`, `import` by a default import, else by the names of exports (`default`, `RedisStore`). */
  readonly path: string;
  /** The factory's call with the session, where there was one: `connectRedis(session)`. `given` says what it was given. */
  readonly factory?: { readonly at: Place; readonly callee: Place; readonly argument: Place; readonly given: 'session' | 'store-class' | 'object' | 'unknown' };
  /** The table that it needs and does not make by itself, where its name is known, and where something in the repository makes it. */
  readonly table?: { readonly name: string; readonly madeAt?: Place };
}

/** `createClient()` of redis, `new Redis()`, `new Pool()` of pg. */
export type StoreClient = Made;

/** A passport and what the program registers on it: the one that the package exports, or `new Passport()`. */
export interface PassportSetup {
  readonly id: number;
  readonly version: Version;
  /** `passport.use([name], strategy)` */
  readonly strategies: readonly { readonly name?: Value; readonly strategy: Value; readonly at: Place; readonly when: Guard }[];
  readonly serializers: readonly UserFunction[];
  readonly deserializers: readonly UserFunction[];
  /** True where it was given to code that is not followed: more may be registered on it there. */
  readonly escapes: boolean;
}

/** A function of `passport.serializeUser` or `passport.deserializeUser`. */
export interface UserFunction {
  readonly function: Value;
  readonly at: Place;
  readonly when: Guard;
}

/** Something that listens. */
export interface Server {
  readonly id: number;
  readonly protocol: 'http' | 'https' | 'http2' | 'platform';
  /** The package that hands the app to a platform: `serverless-http`. */
  readonly platform?: string;
  readonly at: Place;
  /** The app it serves. */
  readonly app?: number;
  /** What it is told to listen on: a number, or text from the environment. */
  readonly port?: Value;
  readonly listens: boolean;
  readonly when: Guard;
}

/** A socket.io server, its namespaces included. Its requests do not pass the app. */
export interface SocketServer {
  readonly id: number;
  readonly version: Version;
  readonly at: Place;
  /** The variable it is put into. */
  readonly name?: string;
  readonly statement?: Statement;
  /** The sessions that run for its sockets, by `engine.use` or in a function given to `use`. */
  readonly sessions: readonly number[];
  /** Where its handlers use a member of the session. */
  readonly reads: readonly { readonly at: Place; readonly guarded: boolean }[];
  /** Where they look for it. */
  readonly session: 'socket.request' | 'socket.handshake';
  /** Whether something that is not followed may bring a session too. */
  readonly open: boolean;
}

/** A request that browser code in the repository makes. */
export interface ClientCall {
  readonly at: Place;
  /** The name of what is called: `axios.post`. */
  readonly name: string;
  /** The environment the page was built for. */
  readonly environment: string;
  readonly library: 'fetch' | 'axios' | 'XMLHttpRequest' | 'EventSource' | 'ky' | 'superagent' | 'socket.io-client' | 'ofetch' | 'graphql';
  readonly method: Value;
  /** The whole address, base included. */
  readonly url: Value;
  /** Whether cookies go along on a cross-origin call: `credentials` or `withCredentials`; absent where left out. */
  readonly credentials?: Value;
  readonly options?: Options;
  /** Its arguments; objects with their options. */
  readonly arguments: readonly Value[];
  /** Which of them is the body, and which are the options, where the library takes them as arguments. */
  readonly bodyAt?: number;
  readonly optionsAt?: number;
  /** The call that made the instance it goes through, and the options that was given. */
  readonly instance?: { readonly at: Place; readonly options?: Options };
  /** The directory of its package, and what serves its pages while developing (`vite`), on an origin of their own. */
  readonly package?: { readonly directory: string; readonly devServer?: string };
}

export interface EnvFile {
  readonly file: string;
  readonly kind: 'production' | 'development' | 'all' | 'template';
  readonly variables: readonly { readonly name: string; readonly text: string; readonly at: Place }[];
}

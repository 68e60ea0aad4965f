import type { Stmt } from '../facts/ir.ts';
import type { Place } from '../source/place.ts';
import type { Guard } from './guard.ts';
import type { Injector } from './known/nest/injector.ts';
import type { Argument, CallSite } from './frame.ts';
import type { ArrayValue, ObjectValue, PackageExport, Slot, Value } from './value.ts';

/** What an object of the run is, where the analyser knows. */
export type Entity =
  | AppEntity | SessionEntity | CorsEntity | MiddlewareEntity | PassportEntity | StoreMakerEntity | StoreEntity | StoreClientEntity | ServerEntity | SocketServerEntity | SocketEntity | PromiseEntity | CollectionEntity | InstanceEntity
  | CallbackEntity | RequestEntity | RequestSessionEntity | ResponseEntity | NextEntity | RouteEntity | ConsumerEntity;

/** The statement being executed when something happened, with its siblings. */
export interface StatementSite {
  readonly file: string;
  readonly statement: Stmt;
  readonly block: Place;
  readonly siblings: readonly Stmt[];
}

export interface AppEntity {
  readonly kind: 'app';
  readonly id: number;
  readonly style: 'express' | 'router' | 'nest' | 'connect';
  readonly at: Place;
  name: string;
  readonly site: StatementSite | undefined;
  readonly settings: SettingEvent[];
  readonly registrations: RegistrationEvent[];
  /** `undefined` in a place where settings can be read back: by name. */
  readonly values: Map<string, { value: Value; when: Guard }[]>;
  escapes: boolean;
  /** A Nest application after `init` or `listen`: what is registered from then on is behind its 404 handler. */
  started: boolean;
}

export interface SettingEvent {
  readonly call: 'set' | 'enable' | 'disable';
  readonly name: Argument;
  readonly value: Value | undefined;
  readonly at: Place;
  readonly site: StatementSite;
  readonly when: Guard;
}

export interface RegistrationEvent {
  readonly id: number;
  readonly app: AppEntity;
  readonly method: string;
  readonly paths: readonly Value[];
  readonly middlewares: readonly Argument[];
  readonly at: Place;
  readonly site: StatementSite;
  readonly when: Guard;
  /** What must have come about before it, beside the module bodies. */
  readonly waits: readonly number[];
  /** On a Nest application that has started. */
  readonly unreachable: boolean;
  /** Inside a request handler: the handler registers anew at each request. */
  readonly insideHandler: boolean;
  order: number;
}

export interface SessionEntity {
  readonly kind: 'session';
  readonly id: number;
  readonly library: 'express-session' | 'cookie-session';
  readonly at: Place;
  readonly callee: Place;
  readonly argument: Argument | undefined;
  /** The options' properties as they were at the call. */
  readonly options: ReadonlyMap<string, Slot>;
  readonly open: string | undefined;
  readonly when: Guard;
  /** The variable it is put into. */
  readonly name: string | undefined;
  readonly insideHandler: Place | undefined;
  escapes: boolean;
}

export interface CorsEntity {
  readonly kind: 'cors';
  readonly id: number;
  readonly by: 'cors' | 'nest' | 'nest-option' | 'socket.io';
  readonly at: Place;
  readonly callee: Place;
  readonly argument: Argument | undefined;
  readonly when: Guard;
}

/** A middleware of a package. */
export interface MiddlewareEntity {
  readonly kind: 'middleware';
  readonly id: number;
  readonly name: string;
  readonly module: string;
  readonly at: Place;
  readonly arguments: readonly Argument[];
  /** The passport whose middleware it is. */
  readonly passport?: PassportEntity;
}

/** The passport that the package exports, or `new Passport()`. */
export interface PassportEntity {
  readonly kind: 'passport';
  readonly id: number;
  /** The call that made it, or the import it was first read through. */
  readonly at: Place;
  readonly strategies: StrategyEvent[];
  readonly serializers: UserFunctionEvent[];
  readonly deserializers: UserFunctionEvent[];
  escapes: boolean;
}

/** `passport.use([name], strategy)` */
export interface StrategyEvent {
  readonly name: Value | undefined;
  readonly strategy: Argument;
  readonly at: Place;
  readonly when: Guard;
}

/** `passport.serializeUser(f)`, `passport.deserializeUser(f)` */
export interface UserFunctionEvent {
  readonly function: Argument;
  readonly at: Place;
  readonly when: Guard;
}

/** What a store package exports, or what its factory gave: something a store is made with. */
export interface StoreMakerEntity {
  readonly kind: 'store-maker';
  readonly module: string;
  /** How it is reached: `''` for what `require` gives, `*` for a namespace, `import` for a default import, else the names on the way (`default`, `RedisStore`, `create`). */
  readonly path: string;
  /** The call of the factory, where one was called with the session: `connectRedis(session)`. */
  readonly factory: CallSite | undefined;
}

/** A method that was called on a store or on its client. */
export interface UseEvent {
  readonly method: string;
  readonly at: Place;
  readonly arguments: readonly Argument[];
}

/** What stores and their clients have in common: where they were made, and what was done with them. */
interface Made {
  readonly id: number;
  readonly module: string;
  readonly at: Place;
  readonly callee: Place;
  /** The variable or property it was put into. */
  readonly name: string | undefined;
  readonly site: StatementSite | undefined;
  readonly arguments: readonly Argument[];
  readonly when: Guard;
  readonly insideHandler: Place | undefined;
  readonly uses: UseEvent[];
  /** Given to code that is not followed. */
  escapes: boolean;
}

export interface StoreEntity extends Made {
  readonly kind: 'store';
  /** Made with `new`, by a call of the class itself, or by a method (`create`). */
  readonly made: string;
  readonly maker: StoreMakerEntity;
}

/** A client of the database that a store keeps its sessions in: `createClient()`, `new Redis()`, `new Pool()`. */
export interface StoreClientEntity extends Made {
  readonly kind: 'store-client';
  /** `createClient`, `new`, `duplicate`, `legacy`, … */
  readonly made: string;
}

export interface ServerEntity {
  readonly kind: 'server';
  readonly id: number;
  readonly protocol: 'http' | 'https' | 'http2' | 'platform';
  readonly at: Place;
  app: AppEntity | undefined;
  /** The package that hands the app to a platform. */
  readonly platform?: string;
  listens: boolean;
  /** Once it listens, the conditions under which it does. */
  when: Guard;
  /** What it was told to listen on; `undefined` where that is not seen or was several things. */
  port: Value | undefined;
}

/** A socket.io server, its namespaces included. */
export interface SocketServerEntity {
  readonly kind: 'socket-server';
  readonly id: number;
  readonly at: Place;
  readonly name: string | undefined;
  readonly site: StatementSite | undefined;
  /** What it is given to run for each request (`engine`), for each socket before it connects (`use`) and once it has. */
  readonly functions: { readonly by: 'engine' | 'use' | 'connection'; readonly argument: Argument }[];
  /** Whether it may be given more that is not seen. */
  open: boolean;
}

/** A socket of socket.io. `readsHandshake` once its session is looked for at `socket.handshake`. */
export interface SocketEntity { readonly kind: 'socket'; readsHandshake: boolean }

/** A promise; `settle` runs what leads to its value, once. `waits` are what must have come about for it, once it has settled. */
export interface PromiseEntity { readonly kind: 'promise'; readonly settle: () => Value; waits: readonly number[] }
/** A map or a set. Items of a map are pairs. */
export interface CollectionEntity { readonly kind: 'collection'; readonly of: 'Map' | 'Set' | 'WeakMap' | 'WeakSet'; readonly items: ArrayValue }
/** `new Date(…)`, `new URL(…)` and their kin. */
export interface InstanceEntity { readonly kind: 'instance'; readonly of: string; readonly arguments: readonly Argument[]; readonly from?: PackageExport }
/** The callback of a function that is tried by itself; `handedOn` once it went to code that is not followed, which may call it. */
export interface CallbackEntity { readonly kind: 'callback'; handedOn: boolean }
export interface RequestEntity { readonly kind: 'request' }
/** `epoch`: the act after which the request has it, by its position: a `regenerate` or `reload` (a new session), a `destroy` (none). */
export interface RequestSessionEntity { readonly kind: 'request-session'; readonly epoch?: number }
export interface ResponseEntity { readonly kind: 'response' }
export interface NextEntity { readonly kind: 'next' }
/** `app.route(path)` */
export interface RouteEntity { readonly kind: 'route'; readonly app: AppEntity; readonly path: Argument | undefined }
/** Nest's `MiddlewareConsumer` */
export interface ConsumerEntity {
  readonly kind: 'consumer';
  readonly app: AppEntity;
  readonly applied: readonly Argument[];
  readonly injector: Injector;
  readonly prefix: string | undefined;
}

/** A request that browser code makes. */
export interface ClientEvent {
  readonly library: ClientLibrary;
  /** The call that makes it; for a link of GraphQL, the one that sets it up. */
  readonly at: Place;
  /** The name of what is called: `axios.post`. */
  readonly name: string;
  readonly method: Value;
  readonly url: Value;
  /** A call behind it in a chain may still say so: `request.get(url).withCredentials()`. */
  credentials: Value | undefined;
  readonly options: ObjectValue | ArrayValue | undefined;
  readonly arguments: readonly Argument[];
  /** Which argument is the body, where the library takes it as one; and which are the options. */
  readonly bodyAt?: number;
  readonly optionsAt?: number;
  /** The call that made the instance it is made through, and what that was given. */
  readonly instance?: { readonly at: Place; readonly options: ObjectValue | undefined };
}

export type ClientLibrary = 'fetch' | 'axios' | 'XMLHttpRequest' | 'EventSource' | 'ky' | 'superagent' | 'socket.io-client' | 'ofetch' | 'graphql';

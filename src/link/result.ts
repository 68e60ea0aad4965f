import type { Place } from '../source/place.ts';
import type { AppEntity, ClientEvent, CorsEntity, MiddlewareEntity, PassportEntity, ServerEntity, SessionEntity, SocketServerEntity, StoreClientEntity, StoreEntity } from './entity.ts';
import type { Guard } from './guard.ts';
import type { LoadEvent, ReadEvent } from './variables.ts';

/** What a run found. Lists are in the order things happened. */
export interface RunResult {
  readonly apps: AppEntity[];
  readonly sessions: SessionEntity[];
  readonly cors: CorsEntity[];
  readonly stores: StoreEntity[];
  readonly storeClients: StoreClientEntity[];
  readonly servers: ServerEntity[];
  readonly sockets: SocketServerEntity[];
  readonly middlewares: MiddlewareEntity[];
  readonly passports: PassportEntity[];
  readonly clients: ClientEvent[];
  /** Names that the code compares `NODE_ENV` with. */
  readonly environments: Set<string>;
  /** Packages that some module of the program imports. */
  readonly imports: Set<string>;
  readonly files: Set<string>;
  /** Env files that the program loads into `process.env`, and its reads of variables. */
  readonly loads: LoadEvent[];
  readonly reads: ReadEvent[];
  /** What could not be followed where it mattered. */
  readonly unfollowed: { readonly at: Place; readonly reason: string }[];
  /** The paths on which the program comes to the end of its start. */
  alive: Guard;
}

/** What a run has found before it begins. */
export function emptyResult(): RunResult {
  return {
    apps: [], sessions: [], cors: [], stores: [], storeClients: [], servers: [], sockets: [], middlewares: [], passports: [], clients: [],
    environments: new Set(), imports: new Set(), files: new Set(), loads: [], reads: [], unfollowed: [], alive: true,
  };
}

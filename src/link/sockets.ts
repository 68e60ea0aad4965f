import type { ActEvent } from './acts.ts';
import type { SocketEntity, SocketServerEntity } from './entity.ts';
import { forgetMade, handlersIn, summariseOn } from './handlers.ts';
import type { Run } from './run.ts';
import { alternatives, NOWHERE } from './value.ts';

/** What the functions of one socket.io server do with the session of its sockets' requests. */
export interface SocketSummary {
  readonly server: SocketServerEntity;
  readonly acts: readonly ActEvent[];
  /** Whether some function can't be followed, or hides what it does with the request. */
  readonly hides: boolean;
  /** Whether a session is looked for at `socket.handshake`. */
  readonly readsHandshake: boolean;
}

/** Runs what a socket.io server is given on a socket that stands for every socket; changes are taken back. */
export function summariseSockets(run: Run, server: SocketServerEntity): SocketSummary {
  const acts: ActEvent[] = [];
  let hides = server.open;
  const socket: SocketEntity = { kind: 'socket', readsHandshake: false };
  for (const { by, argument: { value } } of server.functions) {
    const functions = handlersIn(value);
    // A session itself is no function that is looked into; what a package makes may bring one.
    if (functions.length === 0 && alternatives(value).some(({ value: one }) => one.t === 'unknown' || one.t === 'native')) hides = true;
    for (const one of functions) {
      const log = summariseOn(run, one, (of) => (by === 'engine' ? [of.request, of.response, of.next] : [run.entity(socket, NOWHERE), of.next]));
      forgetMade(run, log);
      acts.push(...log.acts);
      if (log.unknown.length > 0) hides = true;
    }
  }
  return { server, acts, hides, readsHandshake: socket.readsHandshake };
}

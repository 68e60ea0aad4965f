import { alternatives, type ActEvent, type SocketSummary, type StatementSite, type Value } from '../../link/index.ts';
import type { Place } from '../../source/place.ts';
import type { SocketServer, Statement, Version } from '../types.ts';

/** What a socket.io server is made of beside its summary. */
interface Beside {
  version(file: string, name: string): Version;
  site(site: StatementSite, call: Place): Statement;
}

/** Acts that use a member of the session. */
const USES: ReadonlySet<ActEvent['does']> = new Set(['read-session', 'write-session', 'save-session', 'regenerate-session', 'destroy-session', 'reload-session', 'touch-session']);
/** Acts that may put another session on the request. */
const BRINGS: ReadonlySet<ActEvent['does']> = new Set(['replace-session', 'make-session']);

/** A socket.io server as plain data. */
export function socketServer({ server, acts, hides, readsHandshake }: SocketSummary, beside: Beside): SocketServer {
  const { id, at, name, site } = server;
  const given = server.functions.flatMap(({ by, argument }) => (by === 'engine' ? [argument.value] : []));
  const run = [...given, ...acts.flatMap(({ does, callee }) => (does === 'run-middleware' && callee ? [callee] : []))];
  return {
    id, at, version: beside.version(at.file, 'socket.io'), ...(name === undefined ? {} : { name }), ...(site ? { statement: beside.site(site, at) } : {}),
    sessions: run.flatMap(sessionsIn),
    reads: acts.filter(({ does }) => USES.has(does)).map((act) => ({ at: act.at, guarded: act.guarded })),
    session: readsHandshake ? 'socket.handshake' : 'socket.request',
    open: hides || acts.some(({ does }) => BRINGS.has(does)),
  };
}

function sessionsIn(value: Value): readonly number[] {
  return alternatives(value).flatMap(({ value: one }) => (one.t === 'object' && one.entity?.kind === 'session' ? [one.entity.id] : []));
}

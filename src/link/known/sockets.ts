import { laterAll } from '../callbacks.ts';
import type { SocketEntity, SocketServerEntity } from '../entity.ts';
import type { Argument, CallSite } from '../frame.ts';
import { sessionNow } from '../acts.ts';
import type { Run } from '../run.ts';
import type { Place } from '../../source/place.ts';
import { isString, type NativeValue, type ObjectValue, type Value } from '../value.ts';
import { makeCors } from './cors.ts';
import type { KnownModule } from './index.ts';
import { nameOf } from './stores.ts';

type Owner = ObjectValue | NativeValue;

/** `require('socket.io')(server)`, `new Server(server, options)`, `socketio.listen(server)`. */
export const socketModules: Readonly<Record<string, KnownModule>> = {
  'socket.io': (run) => run.native('socket.io', makeServer, {
    construct: makeServer, from: { module: 'socket.io', path: 'default' },
    member: (inner, name) => (name === 'Server' || name === 'listen' ? inner.native(`socket.io.${name}`, makeServer, { construct: makeServer, from: { module: 'socket.io', path: name } }) : undefined),
  }),
};

function makeServer(run: Run, site: CallSite): Value {
  for (const { value } of site.arguments) {
    // Its `cors` goes to the `cors` package (engine.io 6.6.9).
    const slot = value.t === 'object' && !value.entity ? value.slots.get('cors') : undefined;
    if (slot) makeCors(run, 'socket.io', { value: slot.value, at: slot.from }, { ...site, at: slot.from });
  }
  const entity: SocketServerEntity = { kind: 'socket-server', id: run.id(), at: site.at, name: nameOf(run, site), site: run.frame.site, functions: [], open: false };
  run.result.sockets.push(entity);
  return run.entity(entity, site.at);
}

/** `io.use`, `io.on('connection', …)`, `io.engine.use`. A namespace (`io.of('/chat')`) is taken for its server. */
export function socketServerMember(run: Run, owner: Owner, io: SocketServerEntity, name: string, at: Place): Value | undefined {
  switch (name) {
    case 'of': return run.native('io.of', () => owner);
    case 'sockets': return owner;
    case 'use': return run.native('io.use', (inner, site) => {
      note(inner, io, 'use', site);
      return owner;
    });
    case 'on': case 'once': case 'addListener': return run.native(`io.${name}`, (inner, site) => {
      const [event] = site.arguments;
      if (event && isString(event.value) && /^connect(ion)?$/.test(event.value.v)) note(inner, io, 'connection', { ...site, arguments: site.arguments.slice(1) });
      laterAll(inner, site.arguments, { by: 'event', at: site.at, atOnce: false });
      return owner;
    });
    case 'engine': return run.native('io.engine', undefined, {
      member: (inner, member, place) => (member === 'use'
        ? inner.native('io.engine.use', (one, site) => {
          note(one, io, 'engine', site);
          return one.undefined(site.at);
        })
        : rest(inner, io, `engine.${member}`, place)),
    });
    // socket.io before 1.0 asked a function whether a socket may connect.
    case 'set': case 'configure': io.open = true; return run.native(`io.${name}`, () => owner);
    default: return rest(run, io, name, at);
  }
}

function rest(run: Run, io: SocketServerEntity, name: string, at: Place): Value {
  return run.unknown('what a socket.io server does', at, `socket.io#${String(io.id)}.${name}`, { from: { module: 'socket.io', path: `Server().${name}` } });
}

function note(run: Run, io: SocketServerEntity, by: SocketServerEntity['functions'][number]['by'], site: CallSite): void {
  if (!site.complete) io.open = true;
  for (const argument of site.arguments) {
    // What is set up at a request, or by such a function itself, is one function however often that happens.
    if (run.handler && io.functions.some((one) => one.by === by && isOneText(one.argument, argument))) continue;
    if (run.mayNote(site.at)) io.functions.push({ by, argument });
  }
}

function isOneText(left: Argument, right: Argument): boolean {
  if (left.value.t === 'function' && right.value.t === 'function') return left.value.facts === right.value.facts;
  return left.at.file === right.at.file && left.at.start === right.at.start;
}

/** `socket.request` is the HTTP request that the socket began with; `socket.handshake.session` is what express-socket.io-session gives. */
export function socketMember(run: Run, _owner: Owner, socket: SocketEntity, name: string, at: Place): Value | undefined {
  const { handler } = run;
  const other = (path: string, place: Place): Value => run.unknown('what a socket holds', place, `socket.${path}`, { from: { module: 'socket.io', path: `Socket.${path}` } });
  if (!handler) return other(name, at);
  switch (name) {
    case 'request': return handler.request;
    case 'client': case 'conn': return run.native(`socket.${name}`, undefined, { member: (inner, member, place) => (member === 'request' ? handler.request : inner.unknown('what a socket holds', place, `socket.${name}.${member}`)) });
    case 'handshake': return run.native('socket.handshake', undefined, {
      member: (inner, member, place) => {
        if (member !== 'session') return other(`handshake.${member}`, place);
        socket.readsHandshake = true;
        return sessionNow(inner, handler);
      },
    });
    default: return other(name, at);
  }
}

import type { Place } from '../../source/place.ts';
import type { Entity } from '../entity.ts';
import { collectionMember } from '../builtins/collections.ts';
import { promiseMember } from '../promises.ts';
import { forget } from '../members.ts';
import type { CallSite } from '../frame.ts';
import type { Run } from '../run.ts';
import { alternatives, type NativeValue, type ObjectValue, type Single, type Slot, type Unknown, type Value } from '../value.ts';
import { anyMethodOf, callApp, routeMember } from './express.ts';
import { instanceMember } from './instances.ts';
import { memberOfApp } from './nest.ts';
import { consumerMember } from './nest/modules.ts';
import { passportMember } from './passport.ts';
import { callMiddleware, callNext, callSession, readSessionSomewhere, requestMember, requestSessionMember, responseMember, showSession, writeHeld, writeRequest, writeRequestSession, writeResponse, writeSessionSomewhere } from './request.ts';
import { serverMember } from './servers.ts';
import { socketMember, socketServerMember } from './sockets.ts';
import { storeClientMember } from './store-clients.ts';
import { storeMember } from './stores.ts';
import { handedOver, objectHandedOver } from './handover.ts';

type Owner = ObjectValue | NativeValue;

interface Behaviour<E extends Entity> {
  /** A member that is no property written by the program. */
  readonly member?: (run: Run, owner: Owner, entity: E, name: string, at: Place) => Value | undefined;
  /** Takes a write over; true where nothing more is to be done. */
  readonly write?: (run: Run, entity: E, name: string, slot: Slot) => boolean;
  readonly call?: (run: Run, entity: E, owner: Owner, site: CallSite) => Value;
}

type Behaviours = { readonly [K in Entity['kind']]: Behaviour<Extract<Entity, { kind: K }>> };

const BEHAVIOURS: Behaviours = {
  app: { member: memberOfApp, call: callApp },
  route: { member: routeMember },
  consumer: { member: consumerMember },
  session: { call: callMiddleware },
  cors: { call: callMiddleware },
  middleware: { call: callMiddleware },
  passport: { member: passportMember },
  'store-maker': {},
  store: { member: storeMember },
  'store-client': { member: storeClientMember },
  server: { member: serverMember },
  'socket-server': { member: socketServerMember },
  socket: { member: socketMember },
  promise: { member: (run, _, entity, name, at) => promiseMember(run, entity, name, at) },
  callback: {},
  collection: { member: collectionMember },
  instance: { member: instanceMember },
  request: { member: requestMember, write: writeRequest },
  'request-session': { member: requestSessionMember, write: writeRequestSession, call: callSession },
  response: { member: responseMember, write: writeResponse },
  next: { call: callNext },
};

/** A member that an entity has by itself. */
export function entityMember(run: Run, owner: Owner, entity: Entity, name: string, at: Place): Value | undefined {
  return (BEHAVIOURS[entity.kind] as Behaviour<Entity>).member?.(run, owner, entity, name, at);
}

/** Lets an entity take a write over. */
export function writeEntity(run: Run, _owner: ObjectValue, entity: Entity, name: string, slot: Slot): boolean {
  return (BEHAVIOURS[entity.kind] as Behaviour<Entity>).write?.(run, entity, name, slot) ?? false;
}

/** A property is written of something that is not known: of a part of the session, or the session goes there. */
export function writeHeldIn(run: Run, object: Unknown, name: string, slot: Slot): void {
  showSession(run, slot);
  if (object.held !== undefined) writeHeld(run, object.held, slot.value, slot.at, object.key === `req.session.${object.held}` ? name : undefined);
}

/** A property whose name is not known is read; `undefined` where nothing is known of that. */
export function readSomewhere(run: Run, object: Single, at: Place): Value | undefined {
  if (object.t !== 'object') return undefined;
  if (object.entity?.kind === 'request-session') return readSessionSomewhere(run, at);
  return object.entity?.kind === 'app' ? anyMethodOf(run, object, object.entity) : undefined;
}

/** A property whose name is not known is written: it may be any. */
export function writeSomewhere(run: Run, object: Single, value: Value, at: Place): void {
  const reason = 'a property whose name is computed';
  if (object.t === 'array') object.open ??= reason;
  else if (object.t === 'object' && !object.entity) forget(run, object, reason);
  else if (object.t === 'object' && object.entity?.kind === 'request-session') writeSessionSomewhere(run, value, at);
  else if (object.t === 'unknown' && object.held !== undefined) writeHeld(run, object.held, value, at);
}

/** Calls an entity. */
export function callEntity(run: Run, entity: Entity, owner: Owner, site: CallSite): Value {
  const { call } = BEHAVIOURS[entity.kind] as Behaviour<Entity>;
  return call ? call(run, entity, owner, site) : run.unknown('what is called is not a function', site.at);
}

/** An argument goes to code that is not followed: what may happen to it there is noted. */
export function handOver(run: Run, value: Value, at: Place, to: Unknown): void {
  for (const { value: one } of alternatives(value)) {
    if (one.t !== 'object' && one.t !== 'native') continue;
    if (one.entity) handedOver(run, one.entity, at, to);
    else if (one.t === 'object') objectHandedOver(run, one, at, to);
  }
}

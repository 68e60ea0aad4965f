import type { Place } from '../../source/place.ts';
import type { Entity } from '../entity.ts';
import { promiseMember } from '../promises.ts';
import type { CallSite, Run } from '../run.ts';
import { alternatives, type NativeValue, type ObjectValue, type Slot, type Unknown, type Value } from '../value.ts';
import { callApp, routeMember } from './express.ts';
import { instanceMember } from './instances.ts';
import { consumerMember, memberOfApp } from './nest.ts';
import { callMiddleware, callNext, requestMember, requestSessionMember, responseMember, writeRequest, writeRequestSession } from './request.ts';
import { serverMember } from './servers.ts';
import { handedOver } from './handover.ts';

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
  store: {},
  server: { member: serverMember },
  promise: { member: (run, _, entity, name, at) => promiseMember(run, entity, name, at) },
  instance: { member: instanceMember },
  request: { member: requestMember, write: writeRequest },
  'request-session': { member: requestSessionMember, write: writeRequestSession },
  response: { member: responseMember },
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

/** Calls an entity. */
export function callEntity(run: Run, entity: Entity, owner: Owner, site: CallSite): Value {
  const { call } = BEHAVIOURS[entity.kind] as Behaviour<Entity>;
  return call ? call(run, entity, owner, site) : run.unknown('what is called is not a function', site.at);
}

/** An argument goes to code that is not followed: what may happen to it there is noted. */
export function handOver(run: Run, value: Value, at: Place, to: Unknown): void {
  for (const { value: one } of alternatives(value)) {
    if (one.t === 'object' || one.t === 'native') {
      if (one.entity) handedOver(run, one.entity, at, to);
    }
  }
}

import type { Guard } from '../link/guard.ts';
import type { Place } from '../source/place.ts';
import { possibilities, type Single } from './certain.ts';
import { appById, hostsOf, registrationById, shareRequests } from './hosts.ts';
import { faultOf } from './origin.ts';
import { originOf, type Origin } from './site.ts';
import type { CorsSetup, SessionSetup, World } from './types.ts';
import type { Value } from './value.ts';

/** An origin that CORS lets in, and where it is written. */
export interface AllowedOrigin {
  readonly origin: Origin;
  /** As written. */
  readonly text: string;
  readonly at: Place;
}

/**
 * The origins that a `cors` origin option names, one list for each path where `given` holds.
 * `undefined` where some path lets in what can't be seen. What is no origin is left out; so are items of a list
 * that are not certain, since the others are let in all the same.
 */
export function allowedOrigins(value: Value, given: Guard = true): readonly (readonly AllowedOrigin[])[] | undefined {
  const lists: AllowedOrigin[][] = [];
  for (const { when, value: single } of possibilities(value, given)) {
    const list = originsOf(single, when);
    if (!list) return undefined;
    lists.push(list);
  }
  return lists;
}

function originsOf(value: Single, given: Guard): AllowedOrigin[] | undefined {
  switch (value.kind) {
    case 'known': return typeof value.value === 'string' ? named(value.value, value.at) : [];
    case 'environment': return value.files.length > 0 ? value.files.flatMap(file => named(file.text, file.at)) : undefined;
    case 'list': return value.items.flatMap(item => {
      const certain = possibilities(item, given);
      const [only] = certain;
      return certain.length === 1 && only ? originsOf(only.value, only.when) ?? [] : [];
    });
    default: return undefined;
  }
}

function named(text: string, at: Place): AllowedOrigin[] {
  // It matches no browser's origin, so it lets nobody in.
  if (faultOf(text)) return [];
  const origin = originOf(text);
  return origin ? [{ origin, text, at }] : [];
}

/** The cors middlewares on the requests that a session sees. */
export function corsBeside(world: World, session: SessionSetup): readonly CorsSetup[] {
  const { apps } = hostsOf(world, session);
  return world.cors.filter(cors => cors.by !== 'socket.io' && cors.registrations.some(id => {
    const registration = registrationById(world, id);
    const app = registration && appById(world, registration.app);
    return app !== undefined && apps.some(host => shareRequests(world, host, app));
  }));
}

import { keptFor } from '../source/kept.ts';
import type { App, Registration, SessionSetup, World } from './types.ts';

export function appById(world: World, id: number): App | undefined {
  return world.apps.find(app => app.id === id);
}

export function registrationById(world: World, id: number): Registration | undefined {
  return registrations(world.apps).get(id);
}

const registrations = keptFor((apps: World['apps']): ReadonlyMap<number, Registration> =>
  new Map(apps.flatMap(app => app.registrations.map(registration => [registration.id, registration]))));

/** The apps that hand requests to something. `complete` is false where it also went somewhere that is not seen. */
export interface Hosts {
  readonly apps: readonly App[];
  readonly complete: boolean;
}

/** The apps whose requests pass a session: those it is registered on, or that mount the router it is registered on. */
export function hostsOf(world: World, session: SessionSetup): Hosts {
  const apps = new Set<App>();
  let complete = !session.escapes;
  const seen = new Set<number>();
  const climb = (id: number): void => {
    if (seen.has(id)) return;
    seen.add(id);
    const app = appById(world, id);
    if (!app) complete = false;
    else if (app.kind !== 'router') apps.add(app);
    else {
      if (app.escapes || app.mounts.length === 0) complete = false;
      for (const mount of app.mounts) climb(mount.app);
    }
  };
  for (const id of session.registrations) {
    const registration = registrationById(world, id);
    if (registration) climb(registration.app);
    else complete = false;
  }
  return { apps: [...apps], complete };
}

/** `app` and everything it is mounted in, up to the apps that servers are made of. */
export function withParents(world: World, app: App): readonly App[] {
  const found = new Set<App>();
  const climb = (one: App): void => {
    if (found.has(one)) return;
    found.add(one);
    for (const mount of one.mounts) {
      const parent = appById(world, mount.app);
      if (parent) climb(parent);
    }
  };
  climb(app);
  return [...found];
}

/** Whether two apps answer requests of one server: one is mounted in the other, or both in a third. */
export function shareRequests(world: World, left: App, right: App): boolean {
  const above = new Set(withParents(world, left));
  return withParents(world, right).some(app => above.has(app));
}

/** An app that requests never reach, while another app of the same program is served. None where something is registered that can't be seen: it may be the app. */
export function isOrphan(world: World, app: App): boolean {
  if (!world.entry.started || app.kind !== 'express' || app.escapes || app.mounts.length > 0) return false;
  if (world.servers.some(server => server.app === undefined || server.app === app.id)) return false;
  return world.middlewares.every(middleware => middleware.kind !== 'unknown' && (middleware.kind !== 'app' || middleware.app !== app.id))
    && world.servers.some(server => server.listens && server.app !== undefined && server.app !== app.id);
}

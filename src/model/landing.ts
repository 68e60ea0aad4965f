import { compatible, symbolsOf } from '../link/guard.ts';
import type { Place } from '../source/place.ts';
import { happensWith, isBefore } from './acts.ts';
import { possibilities, type Single } from './certain.ts';
import { passesOn, type Lane, type Step } from './lane.ts';
import { coverage, pathOfAddress, writtenPath, type RoutePath } from './path.ts';
import { FLASH, PASSPORT } from './pending.ts';
import type { Act } from './types.ts';
import type { Value } from './value.ts';

/** A page of the app that a redirect leads to. */
export interface Landing {
  /** As a message names it. */
  readonly path: string;
  /** What the request for it runs through, in order; the last is the route. */
  readonly steps: readonly Step[];
}

/** The pages of the app that a redirect may lead to. None for other sites, unknown targets, and paths that no route of the app answers. */
export function landingsOf(lane: Lane, target: Value): readonly Landing[] {
  return possibilities(target).flatMap(({ value }) => {
    const path = pathOfTarget(value);
    const steps = path && stepsTo(lane, path);
    return path && steps ? [{ path: writtenPath(path), steps }] : [];
  });
}

function pathOfTarget(value: Single): RoutePath | undefined {
  if (value.kind === 'known') return typeof value.value === 'string' ? pathOfAddress([value.value]) : undefined;
  return value.kind === 'unknown' && value.text ? pathOfAddress(value.text) : undefined;
}

/** What a GET of a path runs through, up to the first route that certainly takes it. */
function stepsTo(lane: Lane, path: RoutePath): readonly Step[] | undefined {
  const met = lane.steps.filter(({ method, paths }) => (method === 'use' || method === 'all' || method === 'get') && coverage(paths, [path]) === 'all');
  const route = met.find((step) => (step.method === 'use' ? step.middleware.kind === 'handler' && passesOn(step) === 'never' : namesPath(step, path)));
  const last = route && met.findLast((step) => step.registration === route.registration);
  return last && met.filter(({ index, method, registration }) => index <= last.index && (method === 'use' || registration === last.registration));
}

/** Whether a route is for this path: one for any path at all (`/:page`, `*`) may make nothing of it. */
function namesPath({ paths }: Step, path: RoutePath): boolean {
  return paths?.some((one) => coverage([one], [path]) === 'all' && (path.segments.length === 0 ? one.segments.length === 0 && one.rest === 'none' : one.segments.some(({ is }) => is === 'text'))) ?? false;
}

/** A place on the way to a page that reads what the session holds under a key. */
export interface Reading {
  readonly step: Step;
  readonly at: Place;
}

/** Packages whose middleware hands flash messages to the page (view-helpers 0.2.0 index.js, express-flash 0.0.2 lib/express-flash.js). */
const SHOWS_FLASH: ReadonlySet<string> = new Set(['view-helpers', 'express-flash']);

/** The first reading of a key on the way to a page. */
export function readingOf(lane: Lane, { steps }: Landing, key: string): Reading | undefined {
  for (const step of steps) {
    const { middleware } = step;
    if (middleware.kind === 'known' && (key === FLASH ? SHOWS_FLASH.has(middleware.module) : key === PASSPORT && middleware.name === 'passport.session' && showsPage(steps))) return { step, at: middleware.at };
    const { handler } = step;
    const act = handler?.kind === 'handler' ? handler.acts.find((one) => compatible(one.when, step.when) && reads(lane, one, key) && !asksForPath(one) &&
      !handler.acts.some((other) => other.does === 'write-session' && other.way === 'whole' && other.name === key && isBefore(handler, other, one) && happensWith(other, one))) : undefined;
    if (act) return { step, at: act.at };
  }
  return undefined;
}

/** Whether an act depends on the path of the request: that of the page may be another. */
function asksForPath({ when }: Act): boolean {
  return symbolsOf(when).some((symbol) => /\breq\.(path|url|originalUrl|baseUrl)\b/.test(symbol));
}

/** Whether the route renders a page: what pages of an app with logins show depends on who is logged in. */
function showsPage(steps: readonly Step[]): boolean {
  const route = steps.at(-1);
  return route !== undefined && (route.handler?.acts.some(({ does, name }) => does === 'answer' && name === 'render') ?? false);
}

function reads(lane: Lane, act: Act, key: string): boolean {
  switch (act.does) {
    case 'read-session': return act.name === key || act.way === 'whole';
    case 'flash': return key === FLASH && act.arguments.length < 2;
    case 'read-user':
    case 'check-login': return key === PASSPORT && lane.steps.some(({ middleware }) => middleware.kind === 'known' && middleware.name === 'passport.session');
    default: return false;
  }
}

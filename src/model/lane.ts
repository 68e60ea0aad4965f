import type { Guard } from '../link/guard.ts';
import { and, compatible } from '../link/guard.ts';
import { keptBy, keptFor, memoised } from '../source/kept.ts';
import type { Place } from '../source/place.ts';
import type { Coverage, RoutePaths } from './path.ts';
import { coverage, EVERY_PATH, joinPaths, pathsOf, writtenPath } from './path.ts';
import type { App, Handler, Middleware, Registration, World } from './types.ts';

/** One middleware on a request's way, seen from the root app. */
export interface Step {
  /** Its position on the lane. */
  readonly index: number;
  readonly middleware: Middleware;
  /** The handler, where it is one. */
  readonly handler?: Handler;
  /** The registrations that lead to it, the root app's first; the last holds the middleware. */
  readonly chain: readonly Registration[];
  readonly registration: Registration;
  /** `use` and `all` for every method. */
  readonly method: string;
  /** From the root; `undefined` where they are not known. */
  readonly paths: RoutePaths;
  /** The conditions of the whole chain. */
  readonly when: Guard;
}

/** Every step a request to one root app can meet, in the order it meets them. */
export interface Lane {
  readonly world: World;
  readonly root: App;
  readonly steps: readonly Step[];
  /** Registered where no request comes by: on a Nest application that has started. */
  readonly unreachable: readonly Step[];
  /** Whether some app on the lane left the code that was followed: more may be registered on it. */
  readonly open: boolean;
}

/** What comes before a step, and how many of the step's requests it sees. */
export interface Earlier {
  readonly step: Step;
  readonly sees: Coverage;
}

/** Routers in routers past this depth are left out. */
const DEEPEST = 16;

/**
 * What follows from the steps of a lane and from what their handlers do, worked out once: also for a program that is
 * the same in two environments. It may not rest on anything else of the world.
 */
export function keptForSteps<Value>(make: (lane: Lane) => Value): (lane: Lane) => Value {
  return keptBy(({ steps }) => steps, make);
}

/** The lanes of a world: one for each app that is not mounted in another and that requests can reach. */
export const lanesOf = keptFor((world: World): readonly Lane[] => rootsOf(world).map((root) => laneOf(world, root)));

/** The apps that lanes begin with. */
export function rootsOf(world: World): readonly App[] {
  const roots = world.apps.filter((app) => app.kind !== 'router' && app.mounts.length === 0);
  const served = roots.filter((app) => app.escapes || world.servers.some((server) => server.app === app.id));
  return served.length > 0 ? served : roots;
}

/**
 * What has run before a step (of some steps, in order, else of all), in order, with what may have run in it; what certainly
 * has not is left out.
 */
export function whatRanBefore(lane: Lane, step: Step, among: readonly Step[] = lane.steps): readonly Earlier[] {
  const found: Earlier[] = [];
  for (const earlier of among) {
    if (earlier.index >= step.index) break;
    const sees = seen(earlier, step);
    if (sees !== 'none' && compatible(earlier.when, step.when)) found.push({ step: earlier, sees });
  }
  return found;
}

/** How many of the requests to `target` come past `cover`, by path and method, whichever is first. */
export function seen(cover: Step, target: Step): Coverage {
  const method = methodCoverage(cover.method, target.method);
  if (method === 'none') return 'none';
  const path = coverage(cover.paths, target.paths);
  return path === 'all' ? method : path;
}

/**
 * Whether the one is certainly registered before the other. Registrations that wait for different things come in an
 * order the code does not tell.
 */
export function certainlyBefore(first: Step, second: Step): boolean {
  if (first.index >= second.index) return false;
  const fork = first.chain.findIndex((registration, at) => registration !== second.chain[at]);
  const one = first.chain[fork];
  const other = second.chain[fork];
  return !one || !other || one.waits.every((wait) => other.waits.includes(wait));
}

/** Whether a step lets requests through to the next: an answering route never does, a session always. */
export function passesOn(step: Step): 'always' | 'never' | 'maybe' {
  const { handler, middleware } = step;
  if (middleware.kind === 'session' || middleware.kind === 'cors') return 'always';
  if (!handler) return 'maybe';
  if (handler.kind === 'error') return 'always';
  if (handler.unknown.length > 0) return 'maybe';
  const does = (kind: string): boolean => handler.acts.some((act) => act.does === kind && act.when !== false);
  if (does('next') || does('run-middleware')) return does('answer') || does('fail') ? 'maybe' : 'always';
  return does('answer') ? 'never' : 'maybe';
}

/** A route as a message names it (`GET /api/me`); a middleware by its handler's name or its mount path. */
export function nameOf(step: Step): string {
  const [path] = step.paths ?? [];
  const text = path ? writtenPath(path) : '…';
  if (step.method !== 'use') return `${step.method.toUpperCase()} ${text}`;
  const { middleware } = step;
  return step.handler?.name ?? (middleware.kind === 'known' ? middleware.name : `app.use('${text}', …)`);
}

function methodCoverage(cover: string, target: string): Coverage {
  if (cover === 'use' || cover === 'all' || cover === target) return 'all';
  if (target === 'use' || target === 'all') return 'some';
  return cover === 'get' && target === 'head' ? 'all' : 'none';
}

/** What a request to one root app can meet. */
type Track = Pick<Lane, 'steps' | 'unreachable' | 'open'>;

function laneOf(world: World, root: App): Lane {
  return { world, root, ...memoised(tracks(world.middlewares), root, () => trackOf(world, root)) };
}

/** By what a program registers: where that is the same in two environments, it is walked once, and its steps are the same. */
const tracks = keptFor<World['middlewares'], Map<App, Track>>(() => new Map());

function trackOf(world: World, root: App): Track {
  const steps: Step[] = [];
  const unreachable: Step[] = [];
  const apps = new Map(world.apps.map((app) => [app.id, app]));
  const middlewares = new Map(world.middlewares.map((middleware) => [middleware.id, middleware]));
  const handlers = new Map(world.handlers.map((handler) => [handler.id, handler]));
  let open = false;
  const walk = (app: App, chain: readonly Registration[], mount: RoutePaths, when: Guard, out: boolean): void => {
    open ||= app.escapes;
    for (const registration of app.registrations) {
      if (registration.method === 'param') continue;
      const exact = registration.method !== 'use';
      const paths = joinPaths(mount, pathsOf(registration.paths, exact, app.express.major));
      const condition = and(when, registration.when);
      if (condition === false) continue;
      const here = [...chain, registration];
      for (const id of registration.middlewares) {
        const middleware = middlewares.get(id);
        if (!middleware) continue;
        const inner = middleware.kind === 'app' ? apps.get(middleware.app) : undefined;
        if (inner && !here.some(({ app: outer }) => outer === inner.id) && here.length < DEEPEST) {
          walk(inner, here, paths, and(condition, middleware.when ?? true), out || registration.unreachable === true);
          continue;
        }
        const list = out || registration.unreachable === true ? unreachable : steps;
        const handler = middleware.kind === 'handler' ? handlers.get(middleware.handler) : undefined;
        list.push({ index: list.length, middleware, ...(handler ? { handler } : {}), chain: here, registration, method: registration.method, paths, when: middleware.when === undefined ? condition : and(condition, middleware.when) });
      }
    }
  };
  walk(root, [], EVERY_PATH, true, false);
  return { steps, unreachable, open };
}

/** A statement and the sibling it can be moved before. */
export interface Move {
  readonly statement: Place;
  readonly before: Place;
}

/**
 * How the registration of `late` can be moved before that of `early`: in one block, whole, and with every name
 * it uses declared above. `undefined` where it can't.
 */
function moveUp(late: Step, early: Step): Move | undefined {
  const { statement, app } = late.registration;
  const target = early.chain.find((registration) => registration.app === app)?.statement;
  if (!target || !statement.needs || !statement.alone || !samePlace(statement.block, target.block) || statement.at.start <= target.at.start) return undefined;
  if (statement.needs.some((need) => need.file === target.at.file && need.end > target.at.start)) return undefined;
  return { statement: statement.at, before: target.at };
}

/** How the registration of `late` can be moved before those of all others; `undefined` where it can't for one of them. */
export function moveAbove(late: Step, early: readonly Step[]): Move | undefined {
  let first: Move | undefined;
  for (const step of early) {
    const move = moveUp(late, step);
    if (!move) return undefined;
    if (!first || move.before.start < first.before.start) first = move;
  }
  return first;
}

/** Whether two places are one stretch of one file. */
export function samePlace(left: Place, right: Place): boolean {
  return left.file === right.file && left.start === right.start && left.end === right.end;
}

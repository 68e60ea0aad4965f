import { originReadings, credentialsReadings, corsOf } from '../../model/cors.ts';
import type { Act, CorsSetup, World } from '../../model/index.ts';
import { lanesOf, seen, type Lane, type Step } from '../../model/lane.ts';
import { sessionsBefore } from '../../model/needs.ts';
import { writtenPath } from '../../model/path.ts';
import type { Place } from '../../source/place.ts';
import { valueText, whenText } from './values.ts';

/** One app as a request meets it: everything that it may come by, in order, mounted apps and routers included. */
export interface LaneFacts {
  readonly app: string;
  readonly at: string;
  readonly steps: readonly StepFacts[];
  /** Whether more may be registered by code that was not followed. */
  readonly open: boolean;
}

export interface StepFacts {
  readonly at: string;
  readonly kind: 'session' | 'cors' | 'route' | 'middleware' | 'unknown';
  /** `use`, `all`, `get`, … */
  readonly method: string;
  /** From the root of the app. */
  readonly paths: readonly string[];
  readonly name: string;
  readonly when: string;
  /** Whether a request has a session when it comes here. */
  readonly session: 'yes' | 'some requests' | 'no';
  /** What a handler does to the session: `reads user`, `writes cart`, `logs in`. */
  readonly touches: readonly string[];
  /** Of a route: what cors puts into its answers. */
  readonly cors?: string;
}

type Where = (at: Place) => string;

/** The lanes of one program in one environment. */
export function laneFacts(world: World, where: Where): readonly LaneFacts[] {
  return lanesOf(world).map(lane => {
    const cors = lane.steps.flatMap((step): CorsStep[] => {
      const setup = corsOf(lane, step);
      return setup === undefined ? [] : [{ step, setup }];
    });
    return { app: lane.root.name, at: where(lane.root.at), steps: lane.steps.map(step => stepFacts(lane, step, cors, where)), open: lane.open };
  });
}

/** A step that is a CORS middleware. */
interface CorsStep {
  readonly step: Step;
  readonly setup: CorsSetup;
}

/** What cors answers: `Access-Control-Allow-Origin: https://app.example.com; Access-Control-Allow-Credentials: true`. */
export function corsAnswer(setup: CorsSetup): string {
  const origins = [...new Set(originReadings(setup).map(({ state, value }) => (state === 'reflect' ? 'the origin that asks' : state === 'off' ? 'none' : valueText(value).replace(/^'(.*)'$/, '$1'))))];
  const credentials = new Set(credentialsReadings(setup).map(({ state }) => state));
  const allowed = credentials.has('unknown') ? '?' : credentials.size > 1 ? 'true or left out' : credentials.has('on') ? 'true' : undefined;
  return [`Access-Control-Allow-Origin: ${origins.join(' or ')}`, ...(allowed === undefined ? [] : [`Access-Control-Allow-Credentials: ${allowed}`])].join('; ');
}

function stepFacts(lane: Lane, step: Step, cors: readonly CorsStep[], where: Where): StepFacts {
  const { middleware, registration, method, paths, when } = step;
  const kind = kindOf(step);
  const answer = kind === 'route' ? corsBefore(cors, step) : undefined;
  return {
    at: where(registration.at),
    kind,
    method,
    paths: (paths ?? []).map(writtenPath),
    name: nameOfStep(lane, step),
    when: whenText(when),
    session: sessionAt(lane, step),
    touches: middleware.kind === 'handler' ? touchesOf(step.handler?.acts ?? []) : [],
    ...(answer === undefined ? {} : { cors: answer }),
  };
}

function kindOf({ middleware, method }: Step): StepFacts['kind'] {
  if (middleware.kind === 'session' || middleware.kind === 'cors' || middleware.kind === 'unknown') return middleware.kind;
  return method === 'use' ? 'middleware' : 'route';
}

function nameOfStep(lane: Lane, step: Step): string {
  const { middleware } = step;
  switch (middleware.kind) {
    case 'session': return lane.world.sessions.find(({ id }) => id === middleware.session)?.library ?? 'session';
    case 'cors': return 'cors';
    case 'known': return middleware.name;
    case 'handler': return step.handler?.name ?? '';
    case 'app': return 'an app';
    case 'unknown': return middleware.reason;
  }
}

function sessionAt(lane: Lane, step: Step): StepFacts['session'] {
  const before = sessionsBefore(lane, step);
  if (before.some(({ sees, step: { when } }) => sees === 'all' && when === true)) return 'yes';
  return before.length > 0 ? 'some requests' : 'no';
}

/** What the last cors puts into the answers of a route that comes by it with every request. */
function corsBefore(cors: readonly CorsStep[], step: Step): string | undefined {
  const last = cors.findLast(earlier => earlier.step.index < step.index && seen(earlier.step, step) === 'all');
  return last === undefined ? undefined : corsAnswer(last.setup);
}

const VERBS: Readonly<Partial<Record<Act['does'], string>>> = {
  'read-session': 'reads', 'write-session': 'writes', 'replace-session': 'replaces the session', 'save-session': 'saves', 'regenerate-session': 'regenerates',
  'destroy-session': 'destroys', 'reload-session': 'reloads', 'read-user': 'reads the user', 'write-user': 'writes the user', 'check-login': 'checks the login',
  'log-in': 'logs in', 'log-out': 'logs out', flash: 'flashes', 'csrf-token': 'makes a CSRF token', 'set-cookie': 'sets cookie', 'clear-cookie': 'clears cookie',
};
/** Acts that say which key, or which cookie. */
const NAMED: ReadonlySet<Act['does']> = new Set(['read-session', 'write-session', 'set-cookie', 'clear-cookie']);

function touchesOf(acts: readonly Act[]): readonly string[] {
  return [...new Set(acts.flatMap(({ does, name, when }) => {
    const verb = VERBS[does];
    if (verb === undefined || when === false) return [];
    return [NAMED.has(does) ? `${verb} ${name ?? 'something'}` : verb];
  }))];
}

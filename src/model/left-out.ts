import { callsFromElsewhere } from './client.ts';
import { headersOf } from './client-call.ts';
import { corsOf, corsReadings, credentialsReadings, originReadings } from './cors.ts';
import { stepsOf } from './doing.ts';
import { lanesOf, nameOf, seen, type Lane, type Step } from './lane.ts';
import { servesScripts } from './scripted.ts';
import type { CorsSetup, Workspace, World } from './types.ts';
import type { Value } from './value.ts';

/** A method or a header that a `cors` list leaves out although a call across origins needs it. */
export interface LeftOut {
  readonly setup: CorsSetup;
  readonly option: 'methods' | 'allowedHeaders';
  /** The option's value: a list or a string with commas. */
  readonly value: Value;
  readonly missing: string;
  /** The route that needs it. */
  readonly route: string;
  readonly at: Step['registration']['at'];
}

/** Methods that a preflight must allow by name; the others need no leave (Fetch standard, CORS-safelisted method). */
const NEED_LEAVE: ReadonlySet<string> = new Set(['put', 'patch', 'delete']);
/** Headers that need no leave (Fetch standard, CORS-safelisted request-header) or that no page can set. */
const FREE_HEADERS: ReadonlySet<string> = new Set(['accept', 'accept-language', 'content-language', 'range', 'cookie', 'origin', 'host', 'referer', 'user-agent', 'content-length']);
const FREE_TYPES = /^(application\/x-www-form-urlencoded|multipart\/form-data|text\/plain)/;

/** What the lists of a world's `cors` calls leave out, for routes behind them that use the session. */
export function leftOut(workspace: Workspace, world: World): readonly LeftOut[] {
  return lanesOf(world).flatMap((lane) => stepsOf(lane, 'cors').flatMap((cors) => {
    const setup = corsOf(lane, cors);
    return setup && isMeantForSessions(setup) ? [...methodsLeftOut(lane, cors, setup), ...headersLeftOut(workspace, lane, cors, setup)] : [];
  }));
}

/** With credentials, `*` in a list stands for itself; an origin of `null` or none is there to let nobody in. */
function isMeantForSessions(setup: CorsSetup): boolean {
  return credentialsReadings(setup).every(({ state }) => state === 'on')
    && originReadings(setup).every(({ state, value }) => state !== 'off' && !(value.kind === 'known' && value.value === 'null'));
}

function methodsLeftOut(lane: Lane, cors: Step, setup: CorsSetup): readonly LeftOut[] {
  const list = listOf(setup, 'methods');
  if (!list) return [];
  const found = new Map<string, LeftOut>();
  for (const step of lane.steps.slice(cors.index + 1)) {
    const missing = step.method.toUpperCase();
    if (!NEED_LEAVE.has(step.method) || list.items.includes(missing) || found.has(missing) || seen(cors, step) === 'none' || seen(cors, step) === 'unknown') continue;
    if (!servesScripts(lane, step)) continue;
    found.set(missing, { setup, option: 'methods', value: list.value, missing, route: nameOf(step), at: step.registration.at });
  }
  return [...found.values()];
}

function headersLeftOut(workspace: Workspace, lane: Lane, cors: Step, setup: CorsSetup): readonly LeftOut[] {
  const list = listOf(setup, 'allowedHeaders') ?? listOf(setup, 'headers');
  if (!list) return [];
  const allowed = list.items.map((item) => item.toLowerCase());
  const found = new Map<string, LeftOut>();
  for (const { call, route } of callsFromElsewhere(workspace, lane)) {
    if (seen(cors, route) !== 'all' || route.index < cors.index) continue;
    for (const [name, text] of headersOf(call)) {
      if (FREE_HEADERS.has(name) || allowed.includes(name) || found.has(name)) continue;
      if (name === 'content-type' && (text === undefined || FREE_TYPES.test(text))) continue;
      found.set(name, { setup, option: 'allowedHeaders', value: list.value, missing: name, route: nameOf(route), at: call.at });
    }
  }
  return [...found.values()];
}

/** The names that an option certainly lists, as they are sent; `undefined` where it is not given or not all seen. */
function listOf(setup: CorsSetup, name: string): { readonly value: Value; readonly items: readonly string[] } | undefined {
  const [reading, ...others] = corsReadings(setup, name, undefined);
  if (!reading?.option || others.length > 0) return undefined;
  const { value } = reading;
  if (value.kind === 'known' && typeof value.value === 'string') return { value, items: value.value.split(',').map((item) => item.trim()) };
  if (value.kind !== 'list' || !value.complete) return undefined;
  const items = value.items.flatMap((item) => (item.kind === 'known' && typeof item.value === 'string' ? [item.value] : []));
  return items.length === value.items.length && items.length > 0 ? { value, items } : undefined;
}

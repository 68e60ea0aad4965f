import { cookieAttribute } from './cookie.ts';
import type { Lane, Step } from './lane.ts';
import { seen } from './lane.ts';
import type { Need } from './needs.ts';
import { needsOf } from './needs.ts';
import type { RoutePath } from './path.ts';
import type { SessionSetup } from './types.ts';
import type { KnownValue, Option } from './value.ts';

/** The path of a session cookie, where it is one narrower path on every way. */
export interface NarrowPath {
  readonly option: Option;
  readonly value: KnownValue;
  readonly path: string;
}

/** The cookie path of an express-session, where it certainly leaves requests out and begins as a path does. */
export function narrowPath(session: SessionSetup): NarrowPath | undefined {
  const [reading, ...others] = session.library === 'express-session' ? cookieAttribute(session, 'path') : [];
  if (!reading?.option || others.length > 0 || reading.value.kind !== 'known' || typeof reading.value.value !== 'string') return undefined;
  const path = reading.value.value;
  return path.startsWith('/') && path !== '/' ? { option: reading.option, value: reading.value, path } : undefined;
}

/**
 * What needs `req.session` behind a session step and never has it: express-session passes a request by whose path does
 * not begin with the cookie's, letter for letter (express-session 1.19 index.js:201-207).
 */
export function needsOutside(lane: Lane, session: Step, path: string): readonly Need[] {
  return needsOf(lane).filter(({ step }) => step.index > session.index && seen(session, step) !== 'none' && isOutside(step, path));
}

/** Whether something that needs `req.session` is outside `path`, whether the session comes before it or not. */
export function leavesNeedsOut(lane: Lane, path: string): boolean {
  return needsOf(lane).some(({ step }) => isOutside(step, path));
}

/** Whether no request to a step begins with `path`. A middleware for every path is left aside: perhaps only these come. */
function isOutside({ paths }: Step, path: string): boolean {
  return paths !== undefined && paths.length > 0 && paths.every((one) => isApart(one, path));
}

function isApart({ segments, rest }: RoutePath, path: string): boolean {
  let known = '';
  for (const { is, written } of segments) {
    if (is !== 'text') return differs(`${known}/`, path);
    known += `/${written}`;
  }
  // A route's own path may end in a slash or not; what may follow it is open.
  return rest === 'none' ? !`${known}/`.startsWith(path) : differs(known, path);
}

/** Whether two beginnings part before either ends. */
function differs(left: string, right: string): boolean {
  const length = Math.min(left.length, right.length);
  return left.slice(0, length).toLowerCase() !== right.slice(0, length).toLowerCase();
}

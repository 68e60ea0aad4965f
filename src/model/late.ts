import { compatible } from '../link/guard.ts';
import { stepsOf } from './doing.ts';
import type { Lane, Step } from './lane.ts';
import { certainlyBefore, keptForSteps, seen } from './lane.ts';
import type { Need } from './needs.ts';
import { needsOf, sessionsBefore } from './needs.ts';

/** A session that is registered after steps which need it. */
export interface LateSession {
  readonly session: Step;
  /** What certainly runs without a session because of that, in order. */
  readonly needs: readonly Need[];
  /** Whether it would cover all of them if it came first. */
  readonly covers: boolean;
}

/** What certainly runs without a session: a need with nothing before it that is one or may be one. */
export const unmetNeeds = keptForSteps((lane: Lane): readonly Need[] => needsOf(lane).filter(({ step }) => sessionsBefore(lane, step).length === 0));

/**
 * The sessions of a lane that come too late: each with the unmet needs that it would cover if it came first, and the
 * middlewares it would cover in part, which fail on its path as on all others.
 */
export function lateSessions(lane: Lane): readonly LateSession[] {
  const unmet = unmetNeeds(lane);
  return unmet.length === 0 ? [] : stepsOf(lane, 'session').flatMap((session, at, all) => {
    const needs = unmet.filter(({ step }) => isLateFor(session, step) && !all.slice(0, at).some((other) => isLateFor(other, step)));
    return needs.length > 0 ? [{ session, needs, covers: needs.every(({ step }) => seen(session, step) === 'all') }] : [];
  });
}

/**
 * Whether a need belongs to `session-before-dependents`: a middleware of a package, or a middleware of the app that
 * only calls `req.flash()`. A route, or a middleware that works with `req.session` itself, does not.
 */
export function isDependent(need: Need): boolean {
  if (need.by === 'package') return need.step.method === 'use' || !need.uses.startsWith('passport.authenticate');
  return need.uses === 'req.flash()' && need.step.method === 'use';
}

function isLateFor(session: Step, step: Step): boolean {
  const sees = seen(session, step);
  return certainlyBefore(step, session) && (sees === 'all' || (sees === 'some' && step.method === 'use')) && compatible(session.when, step.when);
}

import type { Change, Rule } from '../src/rule.ts';
import { defineRule } from '../src/rule.ts';
import { isDependent, lateSessions, unmetNeeds } from '../src/model/late.ts';
import { lanesOf, moveAbove, samePlace, type Lane, type Step } from '../src/model/lane.ts';
import type { Need } from '../src/model/needs.ts';
import { isStarted } from '../src/model/reach.ts';
import { isBefore } from '../src/model/version.ts';

/** Middlewares that rest on the session stand before it. */
export const sessionBeforeDependents: Rule = defineRule({
  name: 'session-before-dependents',
  level: 'error',
  since: '0.1.0',
  description: 'Middlewares that rest on the session (`passport.session()`, `csurf`, `req.flash()`) must come after it.',
  symptom: '"Login sessions require session support", "misconfigured csrf" or "req.flash() requires sessions" on every request; or nobody is ever logged in.',
  offers: 'fix',
  messages: {
    late: '`{{dependent}}` comes before the session, so {{effect}}.',
    missing: '`{{dependent}}` is registered and no session is, so {{effect}}.',
  },
  check(workspace, report) {
    for (const world of workspace.judged.filter(isStarted)) {
      for (const lane of lanesOf(world)) {
        for (const { session, needs, covers } of lateSessions(lane)) {
          const [first] = needs;
          if (!first || !needs.every(isDependent)) continue;
          const fix = covers ? changeFor(lane, session, needs) : undefined;
          report('late', {
            at: session.registration.at, world, data: dataOf(first),
            evidence: needs.slice(0, 3).map(({ uses, at }) => ({ role: `\`${uses}\` comes first here`, at })),
            ...(fix ? { fix } : {}),
          });
        }
        if (lane.open || world.sessions.length > 0) continue;
        const [first] = unmetNeeds(lane).filter((need) => need.uses === 'passport.session()' && need.step.method === 'use');
        if (first) report('missing', { at: first.step.middleware.at, world, data: dataOf(first) });
      }
    }
  },
});

function dataOf(need: Need): { dependent: string; effect: string } {
  return { dependent: need.uses, effect: effectOf(need) };
}

/** What becomes of a request: passport strategies/session.js, csurf index.js, lusca lib/token.js, connect-flash flash.js, grant express-4.js. */
function effectOf({ uses, step: { middleware } }: Need): string {
  if (middleware.kind !== 'known') return 'the call throws on every request';
  switch (middleware.module) {
    case 'passport':
      return uses !== 'passport.initialize()' && isBefore(middleware.version, '0.5.1') === false
        ? 'every request fails with "Login sessions require session support"'
        : 'no login is ever restored';
    case 'csurf': return 'every request fails with "misconfigured csrf"';
    case 'lusca': return 'every request fails for want of `req.session`';
    case 'grant': return 'every login fails with "Grant: mount session middleware first"';
    default: return 'it finds no `req.session` and fails';
  }
}

/** Moves the session up; where that can't be and one middleware alone is early, moves that one down. */
function changeFor(lane: Lane, session: Step, needs: readonly Need[]): Change | undefined {
  if (!needs.every((need) => need.alone || hasFlashBefore(lane, need.step))) return undefined;
  const up = moveAbove(session, needs.map(({ step }) => step));
  if (up) return { title: 'register the session first', edits: [{ edit: 'move-statement', ...up }] };
  const [need, ...others] = needs;
  const early = need?.step.registration;
  const { statement, app } = session.registration;
  if (!early || others.length > 0 || early.app !== app || !early.statement.alone || !samePlace(early.statement.block, statement.block)) return undefined;
  const between = lane.steps.filter(({ index }) => index > need.step.index && index < session.index);
  if (between.some(({ middleware }) => middleware.kind !== 'known') || !endsItsStatement(lane, session)) return undefined;
  return { title: `register \`${need.uses}\` after the session`, edits: [{ edit: 'move-statement-after', statement: early.statement.at, after: statement.at }] };
}

/** Whether nothing stands behind a step in its statement, such as routes in one chain of calls with the session. */
function endsItsStatement(lane: Lane, { registration, index }: Step): boolean {
  return registration.statement.alone && lane.steps[index + 1]?.chain.includes(registration) !== true;
}

function hasFlashBefore(lane: Lane, step: Step): boolean {
  return lane.steps.slice(0, step.index).some(({ middleware }) => middleware.kind === 'known' && /flash/.test(middleware.module));
}

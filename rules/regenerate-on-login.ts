import { hasWaitedFor, isBefore, isInCallbackOf, onOnePath } from '../src/model/acts.ts';
import { stepsBeside } from '../src/model/doing.ts';
import { loginRoutesOf, logsIdentityIn } from '../src/model/identity.ts';
import type { Act, Handler, Version } from '../src/model/index.ts';
import { lanesOf, nameOf, type Lane, type Step } from '../src/model/lane.ts';
import { sessionsBefore } from '../src/model/needs.ts';
import { loginsOf, passportInUse, regeneratesAtLogin, type Login } from '../src/model/passport.ts';
import { isStarted } from '../src/model/reach.ts';
import { versionName } from '../src/model/version.ts';
import { defineRule, type Rule } from '../src/rule.ts';

/** A login begins a new session, so that nobody can slip a browser one that he knows. */
export const regenerateOnLogin: Rule = defineRule({
  name: 'regenerate-on-login',
  level: 'strict',
  since: '0.1.0',
  description: 'A login that keeps the user in the session regenerates it first: whoever knew the session before is not to know it afterwards.',
  symptom: 'Nothing is seen: somebody who got his own session cookie into a victim\'s browser is logged in with the victim.',
  offers: 'none',
  messages: {
    written: '`{{route}}` puts `req.session.{{key}}` into the session that was there before: whoever got a victim to use his session is logged in along with the victim.',
    passport: '`{{uses}}` of passport {{version}} keeps the session that was there before: whoever got a victim to use his session is logged in along with the victim.',
  },
  check(workspace, report) {
    for (const world of workspace.judged.filter(isStarted)) {
      const version = passportInUse(world);
      const told = new Set<number>();
      for (const lane of lanesOf(world)) {
        for (const step of loginRoutesOf(lane)) {
          const { handler } = step;
          // Where passport logs in, that is where the session should have changed.
          if (!handler || standsBeforeOthers(lane, step) || handler.acts.some(({ does }) => does === 'log-in' || does === 'run-middleware') || !hasStoredSession(lane, step)) continue;
          const act = handler.acts.find((one) => logsIdentityIn(one) && !isRenewed(lane, step, handler, one, version));
          if (!act || told.has(act.at.start)) continue;
          told.add(act.at.start);
          report('written', { at: act.at, world, data: { route: nameOf(step), key: act.name ?? '' } });
        }
        // The cause is the version: one finding stands for all logins.
        const login = version && regeneratesAtLogin(version) === false ? loginsOf(lane).find((one) => hasStoredSession(lane, one.step) && !isRenewedBefore(lane, one)) : undefined;
        if (version && login) report('passport', { at: login.at, world, data: { uses: login.uses, version: versionName(version) } });
      }
    }
  },
});

/** Whether a step is a function that stands before routes of other kinds too: what it gives its visitors is no login. */
function standsBeforeOthers(lane: Lane, { middleware, registration }: Step): boolean {
  return middleware.kind === 'handler' && lane.steps.some((one) => one.middleware.kind === 'handler' && one.middleware.handler === middleware.handler && one.registration.id !== registration.id && !loginRoutesOf(lane).includes(one));
}

/** Whether all that a step's requests have are sessions of express-session: those of cookie-session have no id to know. */
function hasStoredSession(lane: Lane, step: Step): boolean {
  const before = sessionsBefore(lane, step);
  return before.some(({ sees }) => sees === 'all') && before.every(({ step: { middleware } }) => middleware.kind === 'session'
    && lane.world.sessions.some(({ id, library }) => id === middleware.session && library === 'express-session'));
}

function isRenewedBefore(lane: Lane, { step, act }: Login): boolean {
  const { handler } = step;
  return act !== undefined && handler !== undefined && isRenewed(lane, step, handler, act, undefined);
}

/** Whether the session may be another one than before by the time of an act. */
function isRenewed(lane: Lane, step: Step, handler: Handler, act: Act, version: Version | undefined): boolean {
  if (handler.unknown.some(({ before }) => before <= act.id)) return true;
  if (handler.acts.some((one) => renews(one, version) && onOnePath(one, act) && (isInCallbackOf(handler, act, one) || hasWaitedFor(handler, act, one) || isBefore(handler, one, act)))) return true;
  const earlier = stepsBeside(lane, step).filter(({ index }) => index < step.index);
  return earlier.some((one) => one.middleware.kind === 'unknown' || (one.middleware.kind === 'known' && one.middleware.module === 'passport')
    || one.handler?.acts.some((other) => renews(other, version)) === true);
}

function renews({ does, when }: Act, version: Version | undefined): boolean {
  if (when === false) return false;
  return does === 'regenerate-session' || does === 'destroy-session' || does === 'replace-session' || does === 'call-session' || does === 'run-middleware'
    || (does === 'log-in' && version !== undefined && regeneratesAtLogin(version) !== false);
}

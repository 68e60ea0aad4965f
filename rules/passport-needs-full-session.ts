import { compatible } from '../src/link/guard.ts';
import { lanesOf, type Lane, type Step } from '../src/model/lane.ts';
import { sessionsBefore } from '../src/model/needs.ts';
import { loginsOf, passportInUse, regeneratesAtLogin, type Login } from '../src/model/passport.ts';
import { isStarted } from '../src/model/reach.ts';
import type { SessionSetup } from '../src/model/index.ts';
import { versionName } from '../src/model/version.ts';
import { defineRule, type Rule } from '../src/rule.ts';

/** What passport calls on the session at a login, from 0.6 on (passport 0.7.0 lib/sessionmanager.js). */
const CALLED = ['regenerate', 'save'] as const;

/** cookie-session gives a plain object, without the methods that a login calls. */
export const passportNeedsFullSession: Rule = defineRule({
  name: 'passport-needs-full-session',
  level: 'error',
  since: '0.1.0',
  description: 'From passport 0.6 on a login calls `regenerate` and `save` of the session, which cookie-session does not have.',
  symptom: 'Login fails with "req.session.regenerate is not a function".',
  offers: 'none',
  messages: {
    missing: 'Every login fails with "req.session.{{method}} is not a function": `{{uses}}` of passport {{version}} calls it, and a session of cookie-session has no such method.',
  },
  check(workspace, report) {
    for (const world of workspace.judged.filter(isStarted)) {
      const version = passportInUse(world);
      if (!version || regeneratesAtLogin(version) !== true) continue;
      const told = new Set<SessionSetup>();
      for (const lane of lanesOf(world)) {
        for (const login of loginsOf(lane)) {
          const session = plainSessionOf(lane, login.step);
          const method = CALLED.find((name) => !isProvided(lane, login, name));
          if (!session || method === undefined || told.has(session)) continue;
          told.add(session);
          report('missing', { at: session.callee, world, data: { method, uses: login.uses, version: versionName(version) }, evidence: [{ role: 'a user is logged in here', at: login.at }] });
        }
      }
    }
  },
});

/** The cookie-session that all of a step's requests have and no other session beside it. */
function plainSessionOf(lane: Lane, step: Step): SessionSetup | undefined {
  const before = sessionsBefore(lane, step);
  const [first] = before;
  const found = first?.step.middleware.kind === 'session' ? first.step.middleware.session : undefined;
  if (first?.sees !== 'all' || !before.every(({ step: { middleware } }) => middleware.kind === 'session' && middleware.session === found)) return undefined;
  return lane.world.sessions.find(({ id, library }) => id === found && library === 'cookie-session');
}

/** Whether the app itself gives sessions a method before a login: `req.session.regenerate = (done) => done()`. */
function isProvided(lane: Lane, { step, act }: Login, method: string): boolean {
  return lane.steps.slice(0, step.index + 1).some((earlier) => compatible(earlier.when, step.when)
    && earlier.handler?.acts.some(({ id, does, name, when }) => when !== false && (name === method || name === undefined)
      && (does === 'write-session' || does === 'replace-session') && (earlier !== step || act === undefined || id < act.id)) === true);
}

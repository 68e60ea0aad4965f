import type { Act, SessionSetup } from '../src/model/index.ts';
import { onOnePath } from '../src/model/acts.ts';
import { certainText } from '../src/model/certain.ts';
import { cookieNames } from '../src/model/cookie.ts';
import { stepsBeside } from '../src/model/doing.ts';
import { endsIdentity, keepsIdentities, logoutsOf } from '../src/model/identity.ts';
import { lanesOf, nameOf, type Lane, type Step } from '../src/model/lane.ts';
import { sessionsBefore } from '../src/model/needs.ts';
import { writtenPath } from '../src/model/path.ts';
import { isStarted } from '../src/model/reach.ts';
import { defineRule, type Rule } from '../src/rule.ts';

/** A logout leaves nobody in the session, and no cookie in the browser. */
export const logoutDestroysSession: Rule = defineRule({
  name: 'logout-destroys-session',
  level: 'strict',
  since: '0.1.0',
  description: 'A logout ends the session, or at least takes the user out of it, and has the browser drop the cookie.',
  symptom: 'After logging out, going back or calling the API shows the user still logged in; or the old cookie stays in the browser.',
  offers: 'none',
  messages: {
    kept: '`{{route}}` answers and leaves the session as it is: whoever has the cookie is still logged in.',
    cookie: '`{{route}}` destroys the session and leaves its cookie `{{name}}` in the browser, which sends it with every further request.',
  },
  check(workspace, report) {
    for (const world of workspace.judged.filter(isStarted)) {
      const told = new Set<Act>();
      for (const lane of lanesOf(world)) {
        const logouts = logoutsOf(lane);
        if (logouts.length === 0 || !keepsIdentities(lane)) continue;
        for (const step of logouts) {
          const { handler } = step;
          const session = sessionOf(lane, step);
          if (!handler || handler.kind === 'error' || !session) continue;
          const [answer] = handler.acts.filter(({ does, when }) => does === 'answer' && when !== false);
          const destroy = handler.acts.find(({ does, when }) => does === 'destroy-session' && when !== false);
          const route = nameOf(step);
          const ending = logouts.filter((other) => mayEnd(other));
          if (answer && !told.has(answer) && !ending.some((other) => isSameLogout(step, other) || isPage(answer))) {
            told.add(answer);
            report('kept', { at: answer.at, world, data: { route }, evidence: [{ role: 'the session is made here', at: session.at }] });
          } else if (destroy && !told.has(destroy)) {
            const name = leftCookie(lane, step, destroy, session);
            if (name === undefined) continue;
            told.add(destroy);
            report('cookie', { at: destroy.at, world, data: { route, name }, evidence: [{ role: 'the session is made here', at: session.at }] });
          }
        }
      }
    }
  },
});

/** The one session that all requests of a route have. */
function sessionOf(lane: Lane, step: Step): SessionSetup | undefined {
  const before = sessionsBefore(lane, step);
  const [first] = before;
  if (before.length !== 1 || first?.sees !== 'all' || first.step.middleware.kind !== 'session') return undefined;
  const { session } = first.step.middleware;
  return lane.world.sessions.find(({ id }) => id === session);
}

/** Whether an answer is a page: it may well be the one from which another route logs out. */
function isPage({ name }: Act): boolean {
  return name === 'render' || name === 'sendFile';
}

/** Whether two routes are parts of one logout: a page that asks and the form it sends, a way to a provider and back. */
function isSameLogout(step: Step, other: Step): boolean {
  if (step.registration.id === other.registration.id) return true;
  const [own, theirs] = [step, other].map(({ paths }) => paths?.map(writtenPath)[0]);
  return own === undefined || theirs === undefined || theirs === own || theirs.startsWith(`${own}/`) || own.startsWith(`${theirs}/`);
}

/** Whether a route ends the session, or may do so as far as can be seen. */
function mayEnd(step: Step): boolean {
  const { middleware } = step;
  if (middleware.kind !== 'handler') return true;
  const { handler } = step;
  return !handler || handler.unknown.length > 0 || handler.acts.some(endsIdentity);
}

/** The name of the session cookie where nothing that the route does may touch it. */
function leftCookie(lane: Lane, step: Step, destroy: Act, session: SessionSetup): string | undefined {
  if (session.library !== 'express-session') return undefined;
  const [first, ...others] = cookieNames(session);
  if (first?.name === undefined || others.some(({ name }) => name !== first.name)) return undefined;
  const touches = stepsBeside(lane, step).some(({ handler, middleware }) => {
    if (middleware.kind !== 'handler') return middleware.kind === 'unknown';
    return !handler || handler.unknown.length > 0 || handler.acts.some((act) => onOnePath(act, destroy) && mayTouchCookie(act, session));
  });
  return touches ? undefined : first.name;
}

/** Another cookie that is cleared may have been meant for the session's: that is for another rule to say. */
function mayTouchCookie({ does, name, arguments: [cookie] }: Act, session: SessionSetup): boolean {
  if (does === 'clear-cookie') return true;
  if (does === 'set-header') return name?.toLowerCase() === 'set-cookie';
  const text = cookie && certainText(cookie);
  return does === 'set-cookie' && (text === undefined || cookieNames(session).some((one) => one.name === text));
}

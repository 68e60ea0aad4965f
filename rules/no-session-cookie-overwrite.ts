import { certainText, possibilities } from '../src/model/certain.ts';
import { actsThat } from '../src/model/doing.ts';
import { sessionsOfOneName } from '../src/model/duplicates.ts';
import type { Act, Handler, SessionSetup, Value, World } from '../src/model/index.ts';
import { lanesOf } from '../src/model/lane.ts';
import { isStarted } from '../src/model/reach.ts';
import { certainCookieName, clearedForEveryone, clearsCookieOf, endsSession, responseCookies } from '../src/model/response-cookie.ts';
import { defineRule, type Rule } from '../src/rule.ts';

export const noSessionCookieOverwrite: Rule = defineRule({
  name: 'no-session-cookie-overwrite',
  level: 'error',
  since: '0.1.0',
  description: 'Reports a cookie that takes the place of the session cookie.',
  symptom: 'A user is logged out by a page that has nothing to do with logging out.',
  offers: 'none',
  messages: {
    set: 'This takes the place of the session cookie `{{name}}` in the browser: {{library}} finds a value that it did not sign at the next request, and the session is gone.',
    cleared: 'Every request that comes by here clears the session cookie `{{name}}`: the browser forgets it, and each user is logged out at once.',
    twice: 'Two sessions of this app call their cookie `{{name}}`, for the same host and path: a login at one takes the place of the cookie of the other and ends the login there.',
  },
  check(workspace, report) {
    for (const world of workspace.judged) {
      const named = world.sessions.filter(({ when }) => when !== false).map(session => ({ session, name: certainCookieName(session) }));
      // Where some session's name is not seen, the cookie may belong to none of the others.
      const sessionOf = (name: string): SessionSetup | undefined => named.find(one => one.name === name)?.session;
      for (const { act, handler, name, value } of writes(world)) {
        const session = sessionOf(name);
        if (!session || !isForeign(session, value) || endsSession(handler, act)) continue;
        report('set', { at: act.at, world, data: { name, library: session.library }, evidence: evidenceOf(session) });
      }
      if (!isStarted(world)) continue;
      for (const cleared of clearedForEveryone(world)) {
        const session = sessionOf(cleared.name);
        if (session && clearsCookieOf(session, cleared)) report('cleared', { at: cleared.act.at, world, data: { name: cleared.name }, evidence: evidenceOf(session) });
      }
      for (const { earlier, later, name } of lanesOf(world).flatMap(sessionsOfOneName)) {
        report('twice', { at: later.callee, world, data: { name }, evidence: [{ role: 'the other session is made here', at: earlier.callee }] });
      }
    }
  },
});

function evidenceOf(session: SessionSetup): readonly { readonly role: string; readonly at: SessionSetup['at'] }[] {
  return [{ role: 'the session is made here', at: session.at }];
}

interface Write {
  readonly handler: Handler;
  readonly act: Act;
  readonly name: string;
  readonly value: Value;
}

/** Cookies that handlers set to something: by `res.cookie`, or by the header. */
function writes(world: World): readonly Write[] {
  const byMethod = responseCookies(world, 'set-cookie').flatMap(({ handler, act, name }): Write[] => (act.arguments[1] ? [{ handler, act, name, value: act.arguments[1] }] : []));
  const byHeader = actsThat(world, 'set-header').flatMap(({ handler, act }): Write[] => {
    const header = act.when !== false && act.name?.toLowerCase() === 'set-cookie' ? act.arguments.at(-1) : undefined;
    const line = header && /^([^=;]+)=([^;]+)/.exec(certainText(header, act.when) ?? '');
    const name = line?.[1]?.trim();
    return header && name !== undefined ? [{ handler, act, name, value: { ...header, kind: 'known', value: line?.[2] ?? '' } }] : [];
  });
  return [...byMethod, ...byHeader];
}

/**
 * Whether a value is certainly no session's: nothing clears the cookie, and what is not seen, or comes from a package
 * that signs, may be a session's id as express-session writes it.
 */
function isForeign(session: SessionSetup, value: Value): boolean {
  return possibilities(value).every(({ value: one }) => {
    switch (one.kind) {
      case 'known': return Boolean(one.value);
      case 'instance': return !/sign/i.test(one.of) || /jsonwebtoken|jose/.test(one.of);
      case 'unknown': return session.library === 'cookie-session';
      default: return true;
    }
  });
}

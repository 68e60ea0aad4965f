import { connectionOf } from '../src/model/connection.ts';
import { prefixFault } from '../src/model/cookie-name.ts';
import { onEveryPath, placeOfCookie, secureReadings } from '../src/model/cookie.ts';
import { droppedForWantOfSecure } from '../src/model/dropped.ts';
import { sessionsInUse } from '../src/model/duplicates.ts';
import { elsewhere, isTestOrExample } from '../src/model/environments.ts';
import type { Option, SessionSetup } from '../src/model/index.ts';
import { isStarted } from '../src/model/reach.ts';
import { isNotRead } from '../src/model/session-options.ts';
import { defineRule, type Change, type Rule } from '../src/rule.ts';
import type { Place } from '../src/source/place.ts';
import { changeOf } from './changes/edits.ts';
import { IN_PRODUCTION, JUDGES_OF_SECURE, setCookieAttributes } from './changes/secure-cookie.ts';
import { trustAlongside } from './changes/trust-proxy.ts';

export const requireSecureCookie: Rule = defineRule({
  name: 'require-secure-cookie',
  level: 'warn',
  since: '0.1.0',
  description: 'Reports a session cookie that is not `Secure` in production.',
  symptom: 'The session cookie travels over plain HTTP too, where anyone on the way can read it and take over the session.',
  offers: 'suggest',
  messages: {
    leftOut: 'The session cookie is sent over plain HTTP too {{environment}}: `secure` is left out, and {{library}} then sends no `Secure`.',
    off: 'The session cookie is sent over plain HTTP too {{environment}}: `secure` is off.',
    reversed: 'The session cookie is `Secure` in {{other}} and not {{environment}}: the two are the wrong way round.',
    auto: 'The session cookie is never `Secure` {{environment}}: with `secure: \'auto\'` it follows the connection, and Node serves plain HTTP and trusts no proxy.',
  },
  check(workspace, report) {
    for (const world of workspace.judged) {
      if (world.environment !== 'production' || isTestOrExample(world.entry.file, workspace.root)) continue;
      for (const session of sessionsInUse(world)) {
        const readings = secureReadings(session);
        const state = onEveryPath(readings);
        const option = readings.find(reading => reading.option)?.option;
        if (isTestOrExample(session.at.file, workspace.root) || isNotRead(session, 'secure') || droppedForWantOfSecure(world, session) || prefixFault(world, session)?.wants === 'secure') continue;
        if (!option && !isStarted(world)) continue;
        const evidence = [{ role: 'the session is made here', at: session.at }];
        if (state === 'auto') {
          const at = option?.at ?? session.at;
          if (connectionOf(world, session) === 'insecure') report('auto', { at, world, data: {}, evidence, suggest: changes(changeOf(at, 'set `trust proxy` to 1', trustAlongside(world, session, at.file))) });
          continue;
        }
        if (state !== 'off') continue;
        const at = option ? placeOf(option) : placeOfCookie(session);
        const suggest = suggestions(session, at);
        const other = elsewhere(workspace, world, session).find(one => onEveryPath(secureReadings(one.session)) === 'on');
        if (!option) report('leftOut', { at, world, data: { library: session.library }, evidence, suggest });
        else if (other) report('reversed', { at, world, data: { other: other.world.environment }, evidence, suggest });
        else report('off', { at, world, data: {}, evidence, suggest });
      }
    }
  },
});

/** Where it is changed: the literal that says so; the option where the value follows from the environment. */
function placeOf({ at, value }: Option): Place {
  return value.kind === 'known' && !value.perEnvironment ? value.at : at;
}

function suggestions(session: SessionSetup, at: Place): readonly Change[] {
  const inProduction = changeOf(at, 'make it `Secure` in production', setCookieAttributes(session, { secure: IN_PRODUCTION }), JUDGES_OF_SECURE);
  const auto = session.library === 'express-session' ? changeOf(at, 'let it follow the connection', setCookieAttributes(session, { secure: '\'auto\'' }), ['require-secure-cookie']) : undefined;
  return changes(inProduction, auto);
}

function changes(...found: readonly (Change | undefined)[]): readonly Change[] {
  return found.filter(change => change !== undefined);
}

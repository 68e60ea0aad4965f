import { crossSiteClient } from '../src/model/cross-site.ts';
import { crossSiteReturns, type CrossSiteReturn } from '../src/model/cross-site-return.ts';
import { onEveryPath, placeOfCookie, sameSiteReadings, secureReadings } from '../src/model/cookie.ts';
import { sessionsInUse } from '../src/model/duplicates.ts';
import type { SessionSetup, World } from '../src/model/index.ts';
import { isStarted } from '../src/model/reach.ts';
import { isNotRead } from '../src/model/session-options.ts';
import { defineRule, type Edit, type Evidence, type Rule } from '../src/rule.ts';
import { fixOf } from './changes/edits.ts';
import { JUDGES_OF_SECURE, setCookieAttributes } from './changes/secure-cookie.ts';
import { trustAlongside } from './changes/trust-proxy.ts';

/** A login that leads over another site finds its session on the way back. */
export const samesiteAllowsCallback: Rule = defineRule({
  name: 'samesite-allows-callback',
  level: 'error',
  since: '0.1.0',
  description: 'A session that is needed on the way back from another site (OAuth, OpenID) can\'t have a cookie that browsers keep back there.',
  symptom: 'Login with Google or GitHub fails with "Unable to verify authorization request state", or ends on a page that knows nobody until it is reloaded.',
  offers: 'fix',
  messages: {
    state: '`{{uses}}` looks for what it put into the session before the user left, and browsers keep a `SameSite={{attribute}}` cookie back when another site {{sends}}: every login fails.',
    page: 'After `{{uses}}` the user comes to `{{route}}` from another site, where browsers keep a `SameSite=Strict` cookie back: the page knows nobody until it is reloaded.',
  },
  check(workspace, report) {
    for (const world of workspace.judged.filter(isStarted)) {
      for (const session of sessionsInUse(world)) {
        const readings = sameSiteReadings(session);
        const state = onEveryPath(readings);
        // A client of another site needs `None`, whatever the way back needs.
        if ((state !== 'strict' && state !== 'lax') || isNotRead(session, 'sameSite') || crossSiteClient(workspace, world, session)) continue;
        const found = crossSiteReturns(world, session).find(({ back, needs }) => state === 'strict' || (back === 'POST' && needs.what === 'state'));
        if (!found) continue;
        const at = readings[0]?.option?.at ?? placeOfCookie(session);
        const common = { at, world, evidence: evidenceOf(found, session), ...fixOf(at, 'let the cookie come back', fixes(world, session, found, at.file), JUDGES_OF_SECURE) };
        if (found.needs.what === 'page') report('page', { ...common, data: { uses: found.uses, route: found.needs.route } });
        else report('state', { ...common, data: { uses: found.uses, attribute: state === 'strict' ? 'Strict' : 'Lax', sends: found.back === 'POST' ? 'posts a form back' : 'sends the user back' } });
      }
    }
  },
});

function evidenceOf({ at, needs }: CrossSiteReturn, session: SessionSetup): Evidence[] {
  return [
    { role: 'this sends the user to another site and takes him back', at },
    ...(needs.what === 'page' ? [{ role: 'the page looks for the login here', at: needs.at }] : []),
    { role: 'the session is made here', at: session.at },
  ];
}

/** `Lax` lets the cookie along with a link; only `None` with `Secure` lets it along with a form of another site. */
function fixes(world: World, session: SessionSetup, { back }: CrossSiteReturn, file: string): readonly Edit[] {
  if (back === 'GET') return setCookieAttributes(session, { sameSite: '\'lax\'' });
  const secure = onEveryPath(secureReadings(session));
  const edits = setCookieAttributes(session, secure === 'on' ? { sameSite: '\'none\'' } : { sameSite: '\'none\'', secure: 'true' });
  return edits.length > 0 ? [...edits, ...trustAlongside(world, session, file)] : [];
}

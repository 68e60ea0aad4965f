import { crossSiteClient, type CrossSite } from '../src/model/cross-site.ts';
import { onEveryPath, placeOfCookie, sameSiteReadings, secureReadings } from '../src/model/cookie.ts';
import { sessionsInUse } from '../src/model/duplicates.ts';
import { elsewhere } from '../src/model/environments.ts';
import type { SessionSetup, Workspace, World } from '../src/model/index.ts';
import { isNotRead } from '../src/model/session-options.ts';
import { defineRule, type Edit, type Evidence, type Rule } from '../src/rule.ts';
import { fixOf } from './changes/edits.ts';
import { IN_PRODUCTION, JUDGES_OF_SECURE, setCookieAttributes } from './changes/secure-cookie.ts';
import { trustAlongside } from './changes/trust-proxy.ts';

/** The cookies that browsers keep out of cross-site calls, as a message names them. */
const KEPT_BACK: Readonly<Record<string, string>> = {
  unset: 'a cookie without `SameSite`',
  lax: 'a `SameSite=Lax` cookie',
  strict: 'a `SameSite=Strict` cookie',
  // Where Express sees no HTTPS; it is `None` over HTTPS.
  auto: 'a `SameSite=Lax` cookie',
};

export const noSamesiteBlockedClient: Rule = defineRule({
  name: 'no-samesite-blocked-client',
  level: 'error',
  since: '0.1.0',
  description: 'Reports a session cookie that browsers keep out of the calls of a client that CORS lets in.',
  symptom: 'Login succeeds, but the client of another site never sends the session cookie back.',
  offers: 'fix',
  messages: {
    server: 'Browsers neither store nor send {{cookie}} on calls from `{{origin}}`, which CORS lets in: the server at `{{server}}` is another site.',
    domain: 'Browsers neither store nor send {{cookie}} on calls from `{{origin}}`, which CORS lets in: the cookie\'s domain `{{domain}}` is another site.',
    hosting: 'Browsers neither store nor send {{cookie}} on calls from `{{origin}}`, which CORS lets in: each name under `{{suffix}}` is a site of its own.',
    thirdParty: 'Browsers neither store nor send {{cookie}} on calls from `{{origin}}`, which CORS lets in: no server of yours is one site with `{{owner}}`.',
    twoSites: 'Browsers neither store nor send {{cookie}} on calls from another site: CORS lets in `{{origin}}` and `{{other}}`, and the server can be one site with one of them only.',
  },
  check(workspace, report) {
    for (const world of workspace.judged) {
      for (const session of sessionsInUse(world)) {
        const readings = sameSiteReadings(session);
        const [first] = readings;
        const cookie = first && KEPT_BACK[first.state];
        if (!cookie || isNotRead(session, 'sameSite') || !readings.every(({ state }) => state in KEPT_BACK)) continue;
        const found = crossSiteClient(workspace, world, session);
        if (!found || (readings.some(({ state }) => state === 'auto') && !isPlain(found))) continue;
        const at = first.option?.at ?? placeOfCookie(session);
        const origin = found.origin.text;
        const common = { at, world, evidence: evidenceOf(session, found), ...fixOf(at, 'set `sameSite: \'none\'` and `secure`', fixes(workspace, world, session, at.file), JUDGES_OF_SECURE) };
        switch (found.because) {
          case 'server': report('server', { ...common, data: { cookie, origin, server: found.server.origin.text } }); break;
          case 'domain': report('domain', { ...common, data: { cookie, origin, domain: found.domain } }); break;
          case 'hosting': report('hosting', { ...common, data: { cookie, origin, suffix: found.suffix } }); break;
          case 'third party': report('thirdParty', { ...common, data: { cookie, origin, owner: found.owner } }); break;
          case 'two sites': report('twoSites', { ...common, data: { cookie, origin, other: found.other.text } }); break;
        }
      }
    }
  },
});

/** Whether browsers certainly reach the server over plain HTTP. */
function isPlain(found: CrossSite): boolean {
  return found.because === 'server' && found.server.origin.text.startsWith('http:');
}

function evidenceOf(session: SessionSetup, found: CrossSite): Evidence[] {
  return [
    { role: `\`${found.origin.text}\` is let in here`, at: found.origin.at },
    ...(found.because === 'server' && found.server.at ? [{ role: 'the server\'s address stands here', at: found.server.at }] : []),
    ...(found.because === 'two sites' ? [{ role: `\`${found.other.text}\` is let in here`, at: found.other.at }] : []),
    { role: 'the session is made here', at: session.at },
  ];
}

/**
 * `SameSite=None` with `Secure`: everywhere, or in production alone where the cookie works as it is while developing.
 * On the developer's own machine the cure is to call the server by the name that the page has.
 */
function fixes(workspace: Workspace, world: World, session: SessionSetup, file: string): readonly Edit[] {
  if (world.environment === 'development') return [];
  const secure = onEveryPath(secureReadings(session));
  const works = elsewhere(workspace, world, session).filter(other => onEveryPath(secureReadings(other.session)) !== 'on' && !crossSiteClient(workspace, other.world, other.session));
  if (works.some(other => other.world.environment === 'production')) return [];
  const sameSite = works.length > 0 ? `${IN_PRODUCTION} ? 'none' : 'lax'` : '\'none\'';
  const attributes = secure === 'on' || secure === 'auto' ? { sameSite } : { sameSite, secure: works.length > 0 ? IN_PRODUCTION : 'true' };
  const edits = setCookieAttributes(session, attributes);
  return edits.length > 0 ? [...edits, ...trustAlongside(world, session, file)] : [];
}

import { cookieAttribute, onEveryPath, sameSiteReadings } from '../src/model/cookie.ts';
import { corsReadings, credentialsReadings } from '../src/model/cors.ts';
import { crossSiteClient } from '../src/model/cross-site.ts';
import { crossSiteReturns } from '../src/model/cross-site-return.ts';
import { stepsBeside, stepsOf } from '../src/model/doing.ts';
import { sessionsInUse } from '../src/model/duplicates.ts';
import { isTestOrExample } from '../src/model/environments.ts';
import type { CorsSetup, SessionSetup, World } from '../src/model/index.ts';
import { lanesOf, nameOf, seen } from '../src/model/lane.ts';
import { usesSession } from '../src/model/needs.ts';
import { allowedOrigins, corsBeside } from '../src/model/origins.ts';
import { isStarted } from '../src/model/reach.ts';
import { isNotRead } from '../src/model/session-options.ts';
import { defineRule, type Rule } from '../src/rule.ts';
import { suggestionOf } from './changes/edits.ts';
import { setCookieAttributes } from './changes/secure-cookie.ts';

export const noSamesiteStrict: Rule = defineRule({
  name: 'no-samesite-strict',
  level: 'warn',
  since: '0.1.0',
  description: 'Reports a `SameSite=Strict` session cookie on an app that users come to from elsewhere.',
  symptom: 'Whoever follows a link to the app from a mail or another site arrives logged out; after a reload the login is there.',
  offers: 'suggest',
  messages: {
    page: 'Whoever follows a link from another site to {{route}} arrives logged out: browsers keep a `SameSite=Strict` cookie back on the way in.',
    client: 'The login holds only while every page that this CORS lets in is one site with the server: browsers keep a `SameSite=Strict` cookie out of whatever comes from another.',
  },
  check(workspace, report) {
    for (const world of workspace.judged.filter(isStarted)) {
      if (isTestOrExample(world.entry.file, workspace.root)) continue;
      for (const session of sessionsInUse(world)) {
        if (session.when === false || isNotRead(session, 'sameSite') || onEveryPath(sameSiteReadings(session)) !== 'strict') continue;
        const [reading] = cookieAttribute(session, 'sameSite');
        // That a client of another site is known, or a way back from one, is another rule's business.
        if (!reading?.option || crossSiteClient(workspace, world, session) || crossSiteReturns(world, session).length > 0) continue;
        const { at } = reading.value;
        const evidence = [{ role: 'the session is made here', at: session.at }];
        const suggest = suggestionOf(at, 'set `sameSite` to `lax`', setCookieAttributes(session, { sameSite: '\'lax\'' }));
        const page = isBrief(session) ? undefined : renderedPage(world, session);
        const cors = corsBeside(world, session).find(isForUnknownOrigins);
        if (page) report('page', { at, world, data: { route: page.route }, evidence: [{ role: 'the page is rendered here', at: page.at }, ...evidence], ...suggest });
        else if (cors) report('client', { at, world, data: {}, evidence: [{ role: 'credentialed calls are let in here', at: cors.at }, ...evidence], ...suggest });
      }
    }
  },
});

/** Logins that last for less than this are over before anybody comes back by a link. */
const LASTING = 60 * 60 * 1000;

function isBrief(session: SessionSetup): boolean {
  return cookieAttribute(session, 'maxAge').every(({ value }) => value.kind === 'known' && typeof value.value === 'number' && value.value < LASTING);
}

/** Pages for those who are not logged in yet. */
const WAYS_IN = /log-?in|sign-?(?:in|up)|regist|auth/i;

/** A page behind the session that is rendered with its help. */
function renderedPage(world: World, session: SessionSetup): { readonly route: string; readonly at: SessionSetup['at'] } | undefined {
  for (const lane of lanesOf(world)) {
    const own = stepsOf(lane, 'session').find(({ middleware }) => middleware.kind === 'session' && middleware.session === session.id);
    if (!own) continue;
    for (const step of lane.steps.slice(own.index + 1)) {
      if (step.method !== 'get' || seen(own, step) !== 'all') continue;
      const render = step.handler?.acts.find(({ does, name, when }) => does === 'answer' && name === 'render' && when !== false);
      if (render && stepsBeside(lane, step).some(other => usesSession(lane, other)) && !WAYS_IN.test(nameOf(step))) return { route: `\`${nameOf(step)}\``, at: render.at };
    }
  }
  return undefined;
}

/** Whether credentialed calls are let in from origins that are not all known. */
function isForUnknownOrigins(cors: CorsSetup): boolean {
  return onEveryPath(credentialsReadings(cors)) === 'on' && corsReadings(cors, 'origin', '*').some(({ value, when }) => allowedOrigins(value, when) === undefined);
}

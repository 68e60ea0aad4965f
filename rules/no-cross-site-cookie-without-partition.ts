import { cookieAttribute, onEveryPath, sameSiteReadings } from '../src/model/cookie.ts';
import { droppedForWantOfSecure } from '../src/model/dropped.ts';
import { sessionsInUse } from '../src/model/duplicates.ts';
import { isTestOrExample } from '../src/model/environments.ts';
import { isNotRead, knowsPartitioned, partitionedSince } from '../src/model/session-options.ts';
import { versionName } from '../src/model/version.ts';
import { defineRule, type Rule } from '../src/rule.ts';
import { suggestionOf } from './changes/edits.ts';
import { setCookieAttributes } from './changes/secure-cookie.ts';

export const noCrossSiteCookieWithoutPartition: Rule = defineRule({
  name: 'no-cross-site-cookie-without-partition',
  level: 'strict',
  since: '0.1.0',
  description: 'Reports a session cookie for clients of other sites that browsers without third-party cookies drop.',
  symptom: 'The login from another site works in one browser and not in the next, or not in a private window.',
  offers: 'suggest',
  messages: {
    missing: 'Browsers that block third-party cookies drop the session cookie on calls from another site, and nobody stays logged in there: it is `SameSite=None` and not `Partitioned`.',
    tooOld: 'Browsers that block third-party cookies drop the session cookie on calls from another site: it is `SameSite=None`, and {{library}} {{version}} cannot make it `Partitioned`; {{since}} can.',
  },
  check(workspace, report) {
    for (const world of workspace.judged) {
      if (world.environment !== 'production' || isTestOrExample(world.entry.file, workspace.root)) continue;
      for (const session of sessionsInUse(world)) {
        if (session.when === false || isNotRead(session, 'sameSite') || isNotRead(session, 'partitioned')) continue;
        const sameSite = sameSiteReadings(session);
        const [reading] = sameSite;
        if (!reading?.option || onEveryPath(sameSite) !== 'none' || droppedForWantOfSecure(world, session)) continue;
        const { library, version } = session;
        const isKnown = knowsPartitioned(session);
        const isOff = cookieAttribute(session, 'partitioned').every(({ value }) => value.kind === 'known' && !value.value);
        if (isKnown === undefined || (isKnown && !isOff)) continue;
        const { at } = reading.value;
        const evidence = [{ role: 'the session is made here', at: session.at }];
        if (!isKnown) report('tooOld', { at, world, data: { library, version: versionName(version), since: partitionedSince(session) }, evidence });
        else report('missing', { at, world, data: {}, evidence, ...suggestionOf(at, 'make it `Partitioned`', setCookieAttributes(session, { partitioned: 'true' }), ['clear-cookie-matches']) });
      }
    }
  },
});

import { isCertainly } from '../src/model/certain.ts';
import { onEveryPath, optionOf, secureReadings } from '../src/model/cookie.ts';
import { sessionsInUse } from '../src/model/duplicates.ts';
import { elsewhere, isTestOrExample } from '../src/model/environments.ts';
import { hostsOf } from '../src/model/hosts.ts';
import type { Server, SessionSetup, World } from '../src/model/index.ts';
import { isStarted } from '../src/model/reach.ts';
import { isNotRead } from '../src/model/session-options.ts';
import { plainServer } from '../src/model/tls.ts';
import { trustReadings } from '../src/model/trust.ts';
import { defineRule, type Change, type Rule } from '../src/rule.ts';
import { changeOf } from './changes/edits.ts';
import { IN_PRODUCTION, JUDGES_OF_SECURE, setCookieAttributes } from './changes/secure-cookie.ts';

export const noAlwaysSecureCookie: Rule = defineRule({
  name: 'no-always-secure-cookie',
  level: 'strict',
  since: '0.1.0',
  description: 'Reports a session cookie that is `Secure` while developing over plain HTTP too.',
  symptom: 'The login works in production, and on the developer\'s machine no session cookie is ever set.',
  offers: 'suggest',
  messages: {
    always: 'On a developer\'s machine {{library}} sets no session cookie: `secure` is on in every environment, Node serves plain HTTP there, and no proxy stands before it to say otherwise.',
  },
  check(workspace, report) {
    for (const world of workspace.judged.filter(isStarted)) {
      if (world.environment !== 'development' || isTestOrExample(world.entry.file, workspace.root)) continue;
      for (const session of sessionsInUse(world)) {
        const readings = secureReadings(session);
        const [reading] = readings;
        if (session.when === false || !reading?.option || isNotRead(session, 'secure') || onEveryPath(readings) !== 'on') continue;
        if (!elsewhere(workspace, world, session).every(other => onEveryPath(secureReadings(other.session)) === 'on')) continue;
        const server = serverOverHttp(world, session);
        if (!server) continue;
        const { at } = reading.value;
        const suggest = [
          changeOf(at, 'make it `Secure` in production', setCookieAttributes(session, { secure: IN_PRODUCTION }), JUDGES_OF_SECURE),
          session.library === 'express-session' ? changeOf(at, 'let it follow the connection', setCookieAttributes(session, { secure: '\'auto\'' })) : undefined,
        ].filter((change): change is Change => change !== undefined);
        report('always', { at, world, data: { library: session.library }, evidence: [{ role: 'it listens on plain HTTP here', at: server.at }, { role: 'the session is made here', at: session.at }], suggest });
      }
    }
  },
});

/**
 * The server that serves a session over plain HTTP, where a proxy is trusted. Where none is, the cookie is set in no
 * environment at all, which is `require-trust-proxy`'s to say.
 */
function serverOverHttp(world: World, session: SessionSetup): Server | undefined {
  const { apps, complete } = hostsOf(world, session);
  const [app, ...others] = apps;
  if (!app || !complete || others.length > 0) return undefined;
  const proxy = optionOf(session.options, 'proxy');
  const believes = session.library === 'express-session' && proxy ? isCertainly(proxy.value, value => value.kind === 'known' && value.value === true, session.when) : false;
  const trusts = trustReadings(world, app, session.when).every(({ trust }) => trust === 'trusting');
  return believes || (trusts && !proxy) ? plainServer(world, app, session.when) : undefined;
}

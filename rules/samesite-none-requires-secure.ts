import { certainText, isCertainly, truthOf } from '../src/model/certain.ts';
import { cookieAttribute, onEveryPath, optionOf, sameSiteReadings } from '../src/model/cookie.ts';
import { actsThat } from '../src/model/doing.ts';
import { droppedForWantOfSecure, type WantOfSecure } from '../src/model/dropped.ts';
import { sessionsInUse } from '../src/model/duplicates.ts';
import { elsewhere, sessionIn, worldsOfEntry } from '../src/model/environments.ts';
import { hostsOf } from '../src/model/hosts.ts';
import type { Act, Option, Options, SessionSetup, Workspace, World } from '../src/model/index.ts';
import { plainServer } from '../src/model/tls.ts';
import { defineRule, type Edit, type Rule } from '../src/rule.ts';
import { fixOf } from './changes/edits.ts';
import { IN_PRODUCTION, JUDGES_OF_SECURE, setCookieAttributes, setValue } from './changes/secure-cookie.ts';
import { trustAlongside } from './changes/trust-proxy.ts';

export const samesiteNoneRequiresSecure: Rule = defineRule({
  name: 'samesite-none-requires-secure',
  level: 'error',
  since: '0.1.0',
  description: 'Reports a cookie with `SameSite=None` or `Partitioned` that is sent without `Secure`.',
  symptom: 'The browser shows the Set-Cookie header but refuses to store the session cookie.',
  offers: 'fix',
  messages: {
    leftOut: 'Browsers drop the session cookie {{environment}}: `{{asks}}` needs `Secure`, and `secure` is left out.',
    off: 'Browsers drop the session cookie {{environment}}: `{{asks}}` needs `Secure`, and `secure` is off.',
    auto: 'Browsers drop the session cookie {{environment}}: `{{asks}}` needs `Secure`, and `secure: \'auto\'` stays off while Node serves plain HTTP and trusts no proxy.',
    connection: 'Browsers drop the session cookie {{environment}}: `{{asks}}` needs `Secure`, which cookie-session leaves out while Node serves plain HTTP and trusts no proxy.',
    sameSiteAuto: 'Browsers drop the session cookie {{environment}}: `sameSite: \'auto\'` sends `SameSite=None` over HTTPS, and `secure` is not on.',
    response: 'Browsers drop the cookie `{{name}}` {{environment}}: `{{asks}}` needs `Secure`, and `res.cookie` sends it without.',
  },
  check(workspace, report) {
    for (const world of workspace.judged) {
      for (const session of sessionsInUse(world)) {
        const fault = droppedForWantOfSecure(world, session);
        if (!fault) continue;
        const { at } = fault.asks;
        const common = { at, world, evidence: [{ role: 'the session is made here', at: session.at }], ...fixOf(at, 'make the cookie `Secure`', fixes(workspace, world, session, fault), JUDGES_OF_SECURE) };
        const asks = attributeName(fault.asks);
        if (fault.secure === 'same site auto') report('sameSiteAuto', { ...common, data: {} });
        else if (fault.secure === 'left out') report('leftOut', { ...common, data: { asks } });
        else report(fault.secure, { ...common, data: { asks } });
      }
      for (const { act } of actsThat(world, 'set-cookie')) {
        const options = responseCookie(act);
        const asks = options && asksForSecure(options, act, world);
        if (!options || !asks) continue;
        const secure = optionOf(options, 'secure');
        const edits: readonly Edit[] = secure ? setValue(secure, 'true') : options.literal ? [{ edit: 'add-property', to: options.literal, name: 'secure', code: 'true' }] : [];
        report('response', { at: asks.at, world, data: { asks: attributeName(asks), name: nameOf(act) }, evidence: [{ role: 'the cookie is sent here', at: act.at }], ...fixOf(asks.at, 'make the cookie `Secure`', edits) });
      }
    }
  },
});

function fixes(workspace: Workspace, world: World, session: SessionSetup, fault: WantOfSecure): readonly Edit[] {
  const trust = trustAlongside(world, session, fault.asks.at.file);
  if (fault.secure === 'same site auto') return setCookieAttributes(session, { secure: '\'auto\'' });
  if (fault.secure === 'auto' || fault.secure === 'connection') return trust;
  const fine = elsewhere(workspace, world, session).filter(other => droppedForWantOfSecure(other.world, other.session) === undefined);
  if (fine.some(other => other.world.environment === 'production')) return [];
  const everywhere = setCookieAttributes(session, { secure: fine.length > 0 ? IN_PRODUCTION : 'true' });
  // Over plain HTTP a `Secure` cookie is never set, so a developer's machine goes without what asks for it.
  const apart = fine.length === 0 && developsOverHttp(workspace, world, session) ? setCookieAttributes(session, inProductionAlone(session)) : [];
  const edits = apart.length > 0 ? apart : everywhere;
  return edits.length > 0 ? [...edits, ...trust] : [];
}

function inProductionAlone(session: SessionSetup): Readonly<Record<string, string>> {
  return {
    ...(onEveryPath(sameSiteReadings(session)) === 'none' ? { sameSite: `${IN_PRODUCTION} ? 'none' : 'lax'` } : {}),
    ...(cookieAttribute(session, 'partitioned').some(({ option }) => option) ? { partitioned: IN_PRODUCTION } : {}),
    secure: IN_PRODUCTION,
  };
}

/** Whether Node itself serves the session's apps over plain HTTP in development. */
function developsOverHttp(workspace: Workspace, world: World, session: SessionSetup): boolean {
  return worldsOfEntry(workspace, world).filter(({ environment }) => environment === 'development').some(other => {
    const twin = sessionIn(other, session);
    return twin !== undefined && hostsOf(other, twin).apps.some(app => plainServer(other, app, twin.when) !== undefined);
  });
}

function nameOf(act: Act): string {
  const [name] = act.arguments;
  return (name && certainText(name)) ?? '…';
}

/** The options of a `res.cookie(name, value, options)`. */
function responseCookie(act: Act): Options | undefined {
  const [, , options] = act.arguments;
  return act.when !== false && options?.kind === 'object' && options.options.complete ? options.options : undefined;
}

/** Express 5 sends `Partitioned`; which Express 4 does is left aside. */
function asksForSecure(options: Options, act: Act, world: World): Option | undefined {
  const secure = optionOf(options, 'secure');
  if (secure && !isCertainly(secure.value, value => truthOf(value) === false, act.when)) return undefined;
  const sameSite = optionOf(options, 'sameSite');
  if (sameSite && isCertainly(sameSite.value, value => value.kind === 'known' && typeof value.value === 'string' && value.value.toLowerCase() === 'none', act.when)) return sameSite;
  const part = optionOf(options, 'partitioned');
  const express5 = world.apps.length > 0 && world.apps.every(app => (app.express.major ?? 0) >= 5);
  return part && express5 && isCertainly(part.value, value => value.kind === 'known' && value.value === true, act.when) ? part : undefined;
}

function attributeName(option: Option): string {
  return option.name === 'partitioned' ? 'Partitioned' : 'SameSite=None';
}

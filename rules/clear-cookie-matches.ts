import { certainText, isCertainly, possibilities, truthOf } from '../src/model/certain.ts';
import { connectionOf } from '../src/model/connection.ts';
import { optionOf, onEveryPath, sameSiteReadings } from '../src/model/cookie.ts';
import { crossSiteClient, type CrossSite } from '../src/model/cross-site.ts';
import { durationText } from '../src/model/duration.ts';
import type { Act, Handler, Option, Options, SessionSetup, Workspace, World } from '../src/model/index.ts';
import { certainCookieName, clearedForEveryone, clearedScope, clearOptions, endsSession, responseCookies, sessionScope, type CookieScope, type ResponseCookie } from '../src/model/response-cookie.ts';
import { isScopeAtFault } from '../src/model/scope-fault.ts';
import { PAGES } from '../src/model/scripted.ts';
import { defineRule, type Evidence, type Rule } from '../src/rule.ts';
import type { Place } from '../src/source/place.ts';
import { fixOf } from './changes/edits.ts';
import { attributes, isIn, matching, withoutMaxAge } from './clear-cookie-matches/changes.ts';
import { differences, type Difference } from './clear-cookie-matches/scope.ts';

export const clearCookieMatches: Rule = defineRule({
  name: 'clear-cookie-matches',
  level: 'error',
  since: '0.1.0',
  description: 'Reports a `res.clearCookie` after which the browser still has the session cookie.',
  symptom: 'After logout the session cookie is still in the browser.',
  offers: 'fix',
  messages: {
    scope: 'The browser keeps the session cookie `{{name}}` {{environment}}: it is set with {{set}}, and this clears one with {{cleared}}.',
    again: 'Express 4 sets the session cookie `{{name}}` again, empty and for {{life}}, in place of clearing it: `maxAge` is handed along.',
    insecure: 'The browser keeps the session cookie `{{name}}` {{environment}}: what clears it asks for `{{asks}}`, and browsers drop that without `Secure`.',
    crossSite: 'Pages of `{{origin}}` keep the session cookie `{{name}}` {{environment}}: that is another site, from which browsers take no cookie without `SameSite=None; Secure`, a cleared one included.',
    otherName: 'The browser keeps the session cookie: it is called `{{name}}`, and this clears `{{cleared}}`.',
  },
  check(workspace, report) {
    for (const world of workspace.judged) {
      const named = world.sessions.map(session => ({ session, name: certainCookieName(session) }));
      // What is cleared for every request is no logout.
      const forEveryone = new Set(clearedForEveryone(world).map(({ act }) => act));
      const cleared = responseCookies(world, 'clear-cookie').filter(({ act }) => !forEveryone.has(act));
      for (const one of cleared) {
        const { act, name } = one;
        // Where some session's name is not seen, the cookie may be that one's.
        const [session, ...others] = named.filter(other => other.name === name || other.name === undefined).map(found => found.session);
        if (!session) {
          const [meant, ...more] = named;
          if (!meant || more.length > 0 || meant.name === undefined || !isMeantFor(name, meant.name) || !endsSession(one.handler, act)) continue;
          if (cleared.some(other => other.handler === one.handler && other.name === meant.name)) continue;
          const at = act.arguments[0]?.at ?? act.at;
          report('otherName', { at, world, data: { name: meant.name, cleared: name }, evidence: evidenceOf(meant.session), ...fixOf(at, `clear \`${meant.name}\``, isInside(at, act.at) ? [{ edit: 'replace', at, code: `'${meant.name}'` }] : []) });
          continue;
        }
        const fault = others.length > 0 || certainCookieName(session) !== name ? undefined : faultOf(workspace, world, session, one);
        if (!fault) continue;
        const evidence = evidenceOf(session);
        switch (fault.is) {
          case 'scope': {
            const { differing, scope } = fault;
            const data = { name, set: differing.map(({ set }) => set).join(' and '), cleared: differing.map(part => part.cleared).join(' and ') };
            report('scope', { at: act.at, world, data, evidence, ...fixOf(act.at, 'clear the cookie that was set', matching(workspace, world, session, act, scope, differing)) });
            break;
          }
          case 'again': {
            const { options, maxAge, life } = fault;
            const at = isIn(options, act) && maxAge.own ? maxAge.at : act.at;
            report('again', { at, world, data: { name, life: durationText(life) }, evidence, ...fixOf(at, 'leave `maxAge` out', withoutMaxAge(options, maxAge, act)) });
            break;
          }
          case 'insecure': {
            const { at } = fault.asks;
            report('insecure', { at, world, data: { name, asks: fault.asks.name === 'partitioned' ? 'Partitioned' : 'SameSite=None' }, evidence, ...fixOf(at, 'make it `Secure`', attributes(act, { secure: 'true' })) });
            break;
          }
          case 'crossSite': {
            const { origin } = fault.client;
            report('crossSite', {
              at: act.at, world, data: { name, origin: origin.text }, evidence: [...evidence, { role: `\`${origin.text}\` is let in here`, at: origin.at }],
              ...fixOf(act.at, 'clear it with `sameSite: \'none\'` and `secure`', attributes(act, { sameSite: '\'none\'', secure: 'true' })),
            });
            break;
          }
        }
      }
    }
  },
});

/** Why the browser still has the session cookie after a call that clears it by its name. */
type Fault =
  | { readonly is: 'scope'; readonly scope: CookieScope; readonly differing: readonly Difference[] }
  | { readonly is: 'again'; readonly options: Options; readonly maxAge: Option; readonly life: number }
  | { readonly is: 'insecure'; readonly asks: Option }
  | { readonly is: 'crossSite'; readonly client: CrossSite };

function faultOf(workspace: Workspace, world: World, session: SessionSetup, cleared: ResponseCookie): Fault | undefined {
  const { act, handler } = cleared;
  const scope = sessionScope(session);
  const clears = clearedScope(cleared);
  const differing = scope && clears ? differences(scope, clears) : [];
  if (scope && differing.length > 0) return isScopeAtFault(workspace, world, session, scope) ? undefined : { is: 'scope', scope, differing };
  const options = clearOptions(act);
  if (options === undefined) return undefined;
  const given = options === 'none' ? undefined : options;
  const renewed = given && renewal(given, act, world);
  if (given && renewed) return { is: 'again', options: given, ...renewed };
  const asks = given && asksForSecure(given, act);
  if (asks) return { is: 'insecure', asks };
  if (!isForOtherSites(world, session) || !answersScripts(handler) || (given && optionOf(given, 'sameSite'))) return undefined;
  const client = crossSiteClient(workspace, world, session);
  return client && { is: 'crossSite', client };
}

function isInside(inner: Place, outer: Place): boolean {
  return inner.file === outer.file && inner.start >= outer.start && inner.end <= outer.end;
}

function evidenceOf(session: SessionSetup): Evidence[] {
  return [{ role: 'the session is made here', at: session.at }];
}

/** Whether the cookie is sent as `SameSite=None` where users reach the server: `'auto'` is that over HTTPS. */
function isForOtherSites(world: World, session: SessionSetup): boolean {
  const state = onEveryPath(sameSiteReadings(session));
  return state === 'none' || (state === 'auto' && connectionOf(world, session) === 'secure');
}

/** The default name of express-session, or the right one but for capitals: no other cookie is meant by it. */
function isMeantFor(cleared: string, name: string): boolean {
  return cleared === 'connect.sid' || cleared.toLowerCase() === name.toLowerCase();
}

/** Whether a handler answers scripts and sends no tab anywhere. */
function answersScripts(handler: Handler): boolean {
  const answers = handler.acts.filter(({ does, when }) => does === 'answer' && when !== false);
  return answers.length > 0 && answers.every(({ name = '' }) => !PAGES.has(name));
}

/** Express 4 counts a `maxAge` from now and lets it win (express 4.22 lib/response.js `clearCookie`, `cookie`); Express 5 leaves it out. */
function renewal(options: Options, { when }: Act, world: World): { readonly maxAge: Option; readonly life: number } | undefined {
  const maxAge = optionOf(options, 'maxAge');
  if (!maxAge || world.apps.length === 0 || !world.apps.every(app => app.express.major === 4)) return undefined;
  const all = possibilities(maxAge.value, when);
  const [first] = all;
  const life = first?.value.kind === 'known' && typeof first.value.value === 'number' ? first.value.value : 0;
  return life > 0 && all.length === 1 ? { maxAge, life } : undefined;
}

/** What asks for `Secure` in options that certainly leave it out. */
function asksForSecure(options: Options, { when }: Act): Option | undefined {
  const secure = optionOf(options, 'secure');
  if (secure && !isCertainly(secure.value, value => truthOf(value) === false, when)) return undefined;
  const sameSite = optionOf(options, 'sameSite');
  if (sameSite && certainText(sameSite.value, when)?.toLowerCase() === 'none') return sameSite;
  const partitioned = optionOf(options, 'partitioned');
  return partitioned && isCertainly(partitioned.value, value => truthOf(value) === true, when) ? partitioned : undefined;
}

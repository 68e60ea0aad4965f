import { certainText, isCertainly, possibilities, truthOf } from '../src/model/certain.ts';
import { connectionOf } from '../src/model/connection.ts';
import { optionOf, onEveryPath, sameSiteReadings } from '../src/model/cookie.ts';
import { crossSiteClient } from '../src/model/cross-site.ts';
import { durationText } from '../src/model/duration.ts';
import { elsewhere } from '../src/model/environments.ts';
import type { Act, Handler, Option, Options, SessionSetup, Workspace, World } from '../src/model/index.ts';
import { certainCookieName, clearedScope, clearOptions, endsSession, plainDomain, responseCookies, sessionScope, type CookieScope } from '../src/model/response-cookie.ts';
import { isScopeAtFault } from '../src/model/scope-fault.ts';
import { PAGES } from '../src/model/scripted.ts';
import { defineRule, type Edit, type Evidence, type Rule } from '../src/rule.ts';
import { fixOf } from './changes/edits.ts';
import { setValue } from './changes/secure-cookie.ts';

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
    for (const world of workspace.worlds) {
      const named = world.sessions.map(session => ({ session, name: certainCookieName(session) }));
      const cleared = responseCookies(world, 'clear-cookie');
      for (const one of cleared) {
        const { act, name, handler } = one;
        const sessions = named.filter(other => other.name === name || other.name === undefined).map(({ session }) => session);
        const [session] = sessions;
        if (!session) {
          const meant = named[0];
          if (!meant || named.length > 1 || meant.name === undefined || !isMeantFor(name, meant.name) || !endsSession(handler, act)) continue;
          if (cleared.some(other => other.handler === handler && other.name === meant.name)) continue;
          const at = act.arguments[0]?.at ?? act.at;
          report('otherName', { at, world, data: { name: meant.name, cleared: name }, evidence: evidenceOf(meant.session), ...fixOf(at, `clear \`${meant.name}\``, at.file === act.at.file && at.start >= act.at.start && at.end <= act.at.end ? [{ edit: 'replace', at, code: `'${meant.name}'` }] : []) });
          continue;
        }
        if (sessions.length > 1 || certainCookieName(session) !== name) continue;
        const evidence = evidenceOf(session);
        const scope = sessionScope(session);
        const clears = clearedScope(one);
        const differing = scope && clears ? differences(scope, clears) : [];
        if (scope && differing.length > 0) {
          if (isScopeAtFault(workspace, world, session, scope)) continue;
          const set = differing.map(({ set: part }) => part).join(' and ');
          const instead = differing.map(({ cleared: part }) => part).join(' and ');
          report('scope', { at: act.at, world, data: { name, set, cleared: instead }, evidence, ...fixOf(act.at, 'clear the cookie that was set', matching(workspace, world, session, act, scope, differing)) });
          continue;
        }
        const options = clearOptions(act);
        if (options === undefined) continue;
        const renews = options === 'none' ? undefined : renewal(options, act, world);
        if (renews && options !== 'none') {
          const at = isIn(options, act) && renews.option.own ? renews.option.at : act.at;
          report('again', { at, world, data: { name, life: durationText(renews.life) }, evidence, ...fixOf(at, 'leave `maxAge` out', withoutMaxAge(options, renews.option, act)) });
          continue;
        }
        const asks = options === 'none' ? undefined : asksForSecure(options, act);
        if (asks) {
          report('insecure', { at: asks.at, world, data: { name, asks: asks.name === 'partitioned' ? 'Partitioned' : 'SameSite=None' }, evidence, ...fixOf(asks.at, 'make it `Secure`', attributes(act, { secure: 'true' })) });
          continue;
        }
        const other = isForOtherSites(world, session) && answersScripts(handler) && (options === 'none' || !optionOf(options, 'sameSite')) ? crossSiteClient(workspace, world, session) : undefined;
        if (other) {
          report('crossSite', {
            at: act.at, world, data: { name, origin: other.origin.text }, evidence: [...evidence, { role: `\`${other.origin.text}\` is let in here`, at: other.origin.at }],
            ...fixOf(act.at, 'clear it with `sameSite: \'none\'` and `secure`', attributes(act, { sameSite: '\'none\'', secure: 'true' })),
          });
        }
      }
    }
  },
});

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

interface Difference {
  readonly of: 'path' | 'domain' | 'partitioned';
  /** As a message says it. */
  readonly set: string;
  readonly cleared: string;
}

function differences(set: CookieScope, cleared: CookieScope): readonly Difference[] {
  const found: Difference[] = [];
  if (set.path !== cleared.path) found.push({ of: 'path', set: `\`Path=${set.path}\``, cleared: `\`Path=${cleared.path}\`` });
  if (plainDomain(set.domain) !== plainDomain(cleared.domain)) found.push({ of: 'domain', set: domainText(set), cleared: domainText(cleared) });
  if (set.partitioned !== cleared.partitioned) found.push({ of: 'partitioned', set: partitionText(set), cleared: partitionText(cleared) });
  return found;
}

function domainText({ domain }: CookieScope): string {
  return domain === undefined ? 'no `Domain`' : `\`Domain=${domain}\``;
}

function partitionText({ partitioned }: CookieScope): string {
  return partitioned ? '`Partitioned`' : 'no `Partitioned`';
}

/** The edits that make the scopes one, where the cookie has this scope in every environment. */
function matching(workspace: Workspace, world: World, session: SessionSetup, act: Act, scope: CookieScope, found: readonly Difference[]): readonly Edit[] {
  const varies = elsewhere(workspace, world, session).some(other => {
    const there = sessionScope(other.session);
    return !there || differences(scope, there).length > 0;
  });
  if (varies || /['\\]/.test(`${scope.path}${scope.domain ?? ''}`)) return [];
  const code: Readonly<Record<Difference['of'], Readonly<Record<string, string>> | undefined>> = {
    path: { path: `'${scope.path}'` },
    domain: scope.domain === undefined ? undefined : { domain: `'${scope.domain}'` },
    partitioned: scope.partitioned ? { partitioned: 'true', secure: 'true' } : undefined,
  };
  const added = found.map(one => code[one.of]);
  const edits = attributes(act, Object.assign({}, ...added) as Record<string, string>);
  const options = clearOptions(act);
  const removed = found.filter(one => !code[one.of]).flatMap((one): readonly Edit[] => {
    const option = options && options !== 'none' ? optionOf(options, one.of) : undefined;
    return option?.own && options && options !== 'none' && options.literal && isIn(options, act) ? [{ edit: 'remove-property', from: options.literal, property: option.at }] : [];
  });
  const complete = removed.length === added.filter(one => !one).length && (edits.length > 0 || added.every(one => !one));
  return complete ? [...edits, ...removed] : [];
}

/** Gives the call these options, where they are written in it. */
function attributes(act: Act, wanted: Readonly<Record<string, string>>): readonly Edit[] {
  const entries = Object.entries(wanted);
  const options = clearOptions(act);
  if (entries.length === 0 || options === undefined) return [];
  if (options === 'none') return act.arguments.length === 1 ? [{ edit: 'add-argument', call: act.at, code: `{ ${entries.map(([name, code]) => `${name}: ${code}`).join(', ')} }` }] : [];
  const { literal } = options;
  if (!literal || !isIn(options, act)) return [];
  const edits = entries.map(([name, code]): readonly Edit[] => {
    const option = optionOf(options, name);
    return option ? setValue(option, code) : [{ edit: 'add-property', to: literal, name, code }];
  });
  return edits.every(edit => edit.length > 0) ? edits.flat() : [];
}

/** Whether the options are written in the call itself, so that nothing else reads them. */
function isIn({ literal }: Options, act: Act): boolean {
  return literal !== undefined && literal.at.file === act.at.file && literal.at.start >= act.at.start && literal.at.end <= act.at.end;
}

/** Express 4 counts a `maxAge` from now and lets it win (express 4.22 lib/response.js `clearCookie`, `cookie`); Express 5 leaves it out. */
function renewal(options: Options, { when }: Act, world: World): { readonly option: Option; readonly life: number } | undefined {
  const maxAge = optionOf(options, 'maxAge');
  if (!maxAge || world.apps.length === 0 || !world.apps.every(app => app.express.major === 4)) return undefined;
  const all = possibilities(maxAge.value, when);
  const [first] = all;
  const life = first?.value.kind === 'known' && typeof first.value.value === 'number' ? first.value.value : 0;
  return life > 0 && all.length === 1 ? { option: maxAge, life } : undefined;
}

function withoutMaxAge(options: Options, maxAge: Option, act: Act): readonly Edit[] {
  if (isIn(options, act)) return options.literal && maxAge.own ? [{ edit: 'remove-property', from: options.literal, property: maxAge.at }] : [];
  const written = act.arguments[1]?.via[0];
  return written ? [{ edit: 'wrap', at: written, before: '{ ...', after: ', maxAge: undefined }' }] : [];
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

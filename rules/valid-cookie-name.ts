import { badCharacter, namedCookie, prefixFault, soundName, type PrefixFault } from '../src/model/cookie-name.ts';
import { sessionsInUse } from '../src/model/duplicates.ts';
import { elsewhere } from '../src/model/environments.ts';
import type { Option, SessionSetup, Workspace, World } from '../src/model/index.ts';
import { defineRule, type Change, type Edit, type Evidence, type Rule } from '../src/rule.ts';
import { changeOf, fixOf } from './changes/edits.ts';
import { IN_PRODUCTION, JUDGES_OF_SECURE, removeCookieAttribute, setCookieAttributes, setValue } from './changes/secure-cookie.ts';
import { trustAlongside } from './changes/trust-proxy.ts';
import { changeValue } from './changes/written.ts';

/** Why a cookie is not `Secure`, as a message ends. */
const NOT_SECURE = {
  off: '`secure` is off',
  auto: '`secure: \'auto\'` stays off while Node serves plain HTTP and trusts no proxy',
  connection: 'cookie-session leaves it out while Node serves plain HTTP and trusts no proxy',
} as const;

export const validCookieName: Rule = defineRule({
  name: 'valid-cookie-name',
  level: 'error',
  since: '0.1.0',
  description: 'Reports a name of the session cookie that cannot be written, or with a prefix whose terms the cookie does not meet.',
  symptom: 'No session cookie is set, or the browser refuses it, although every attribute looks right.',
  offers: 'either',
  messages: {
    unwritten: 'No session cookie is ever set: its name `{{name}}` holds {{character}}, which a cookie name cannot have, and {{library}} fails to write it.',
    cut: 'The session is never found again: browsers cut the cookie\'s name `{{name}}` off before {{character}} and send it back under another.',
    insecure: 'Browsers drop the session cookie `{{name}}` {{environment}}: a name that begins with `{{prefix}}` needs `Secure`, and {{why}}.',
    domain: 'Browsers drop the session cookie `{{name}}` {{environment}}: a name that begins with `__Host-` allows no `Domain`, and `domain` is `{{value}}`.',
    path: 'Browsers drop the session cookie `{{name}}` {{environment}}: a name that begins with `__Host-` needs `Path=/`, and `path` is `{{value}}`.',
  },
  check(workspace, report) {
    for (const world of workspace.judged) {
      for (const session of sessionsInUse(world)) {
        const named = session.when === false ? undefined : namedCookie(session);
        if (!named) continue;
        const { name, option } = named;
        const { at } = option.value;
        const evidence: Evidence[] = [{ role: 'the session is made here', at: session.at }];
        const bad = badCharacter(session, name);
        if (bad) {
          const character = bad.character === ' ' ? 'a space' : `\`${bad.character}\``;
          const change = changeValue(option.value, `name it \`${soundName(name)}\``, { edit: 'replace', at, code: `'${soundName(name)}'` });
          if (bad.is === 'unwritten') report('unwritten', { at, world, data: { name, character, library: session.library }, evidence, ...change });
          else report('cut', { at, world, data: { name, character }, evidence, ...change });
          continue;
        }
        const fault = prefixFault(world, session);
        if (!fault) continue;
        if (fault.wants === 'secure') {
          report('insecure', {
            at, world, data: { name, prefix: fault.prefix, why: NOT_SECURE[fault.secure] }, evidence,
            ...fixOf(at, 'keep name and `Secure` for production', secured(workspace, world, session, fault, at.file), JUDGES_OF_SECURE),
          });
        } else {
          const found = { at, world, data: { name, value: fault.value }, evidence: [{ role: `\`${fault.given.name}\` is given here`, at: fault.given.at }, ...evidence], suggest: ways(session, fault) };
          report(fault.wants === 'no domain' ? 'domain' : 'path', found);
        }
      }
    }
  },
});

/** The name in production alone where development goes without `Secure`, and `Secure` there where it is off. */
function secured(workspace: Workspace, world: World, session: SessionSetup, { option, name, prefix, ...fault }: PrefixFault, file: string): readonly Edit[] {
  const apart = setValue(option, `${IN_PRODUCTION} ? '${name}' : '${name.slice(prefix.length)}'`);
  if (!('secure' in fault) || apart.length === 0 || name.length === prefix.length) return [];
  const fine = elsewhere(workspace, world, session).filter(other => !prefixFault(other.world, other.session));
  if (fine.some(other => other.world.environment === 'production')) return apart;
  const trust = trustAlongside(world, session, file);
  if (fault.secure !== 'off') return trust;
  const secure = setCookieAttributes(session, { secure: IN_PRODUCTION });
  return fine.length === 0 && secure.length > 0 ? [...apart, ...secure, ...trust] : [];
}

/** What is given goes, or the name takes the prefix that allows it. */
function ways(session: SessionSetup, fault: Extract<PrefixFault, { readonly given: Option }>): readonly Change[] {
  const { given, option, name, wants } = fault;
  const { at } = option.value;
  const other = `__Secure-${name.slice(fault.prefix.length)}`;
  const edits: readonly Edit[] = wants === 'root path' ? setValue(given, '\'/\'') : removeCookieAttribute(session, given);
  return [
    changeOf(at, wants === 'root path' ? 'set `path` to `/`' : 'remove `domain`', edits),
    changeOf(at, `name it \`${other}\``, setValue(option, `'${other}'`)),
  ].filter(change => change !== undefined);
}

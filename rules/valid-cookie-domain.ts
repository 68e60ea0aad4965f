import { certainText, quoted } from '../src/model/certain.ts';
import { belongsTo, domainFault, isOwnMachine, type DomainFault } from '../src/model/cookie-domain.ts';
import { cookieAttribute, type AttributeReading } from '../src/model/cookie.ts';
import { sessionsInUse } from '../src/model/duplicates.ts';
import { elsewhere, isTestOrExample } from '../src/model/environments.ts';
import type { Option, SessionSetup } from '../src/model/index.ts';
import { serverAddresses, type ServerAddress } from '../src/model/server-address.ts';
import { defineRule, type Change, type Evidence, type Rule } from '../src/rule.ts';
import { fixOf, suggestionOf } from './changes/edits.ts';
import { IN_PRODUCTION, removeCookieAttribute, setValue } from './changes/secure-cookie.ts';
import { changeValue } from './changes/written.ts';

const REMOVE = 'remove `domain`: the cookie is then the server\'s own';
/** Rules that may speak of the cookie once browsers keep it. */
const REVEALS: readonly string[] = ['valid-cookie-domain', 'no-samesite-blocked-client', 'clear-cookie-matches'];

export const validCookieDomain: Rule = defineRule({
  name: 'valid-cookie-domain',
  level: 'error',
  since: '0.1.0',
  description: 'Reports a `domain` of the session cookie for which no browser takes a cookie from the server.',
  symptom: 'The answer carries the session cookie, and the browser refuses it: its domain attribute was invalid.',
  offers: 'either',
  messages: {
    address: 'No browser keeps the session cookie {{environment}}: `domain` is `{{domain}}`, with {{has}}, and a cookie\'s domain is a bare host name.',
    variable: 'No browser keeps the session cookie {{environment}}: `domain` is `{{domain}}`, which an env file sets to an address with {{has}}; a cookie\'s domain is a bare host name.',
    unwritten: 'No session cookie is ever set: `domain` is `{{domain}}`, which express-session cannot write as a domain.',
    suffix: 'Browsers drop the session cookie {{environment}}: `{{domain}}` is a public suffix, shared by strangers, and no cookie may be set for all of them.',
    machine: 'Browsers drop the session cookie {{environment}}: `domain` is `{{domain}}`, the developer\'s own machine, and users reach the server elsewhere.',
    elsewhere: 'Browsers drop the session cookie {{environment}}: it is for `{{domain}}`, and the server at `{{server}}` is no host of that domain.',
  },
  check(workspace, report) {
    for (const world of workspace.judged) {
      for (const session of sessionsInUse(world)) {
        if (session.when === false || isTestOrExample(session.at.file, workspace.root)) continue;
        const readings = cookieAttribute(session, 'domain');
        const [reading] = readings;
        const { option } = reading ?? {};
        if (!reading || !option) continue;
        const { at } = reading.value;
        const evidence: Evidence[] = [{ role: 'the session is made here', at: session.at }];
        const faults = readings.map(one => faultOf(one, session));
        const [fault] = faults;
        if (fault && faults.every(one => one !== undefined)) {
          const domain = quotedText(reading);
          const inFile = reading.value.kind === 'environment' ? reading.value.files[0]?.at : undefined;
          if (inFile && fault.is === 'address') report('variable', { at, world, data: { domain, has: fault.has }, evidence: [{ role: 'the env file sets it here', at: inFile }, ...evidence] });
          else if (fault.is === 'address') report('address', { at, world, data: { domain, has: fault.has }, evidence, ...bare(session, option, fault, serverAddresses(workspace, world)) });
          else if (fault.is === 'unwritten') report('unwritten', { at, world, data: { domain }, evidence });
          else report('suffix', { at, world, data: { domain }, evidence, ...fixOf(at, REMOVE, removeCookieAttribute(session, option), REVEALS) });
          continue;
        }
        const domain = readings.length === 1 ? certainText(reading.value) : undefined;
        if (domain === undefined || domain === '' || fault) continue;
        const servers = serverAddresses(workspace, world);
        const server = strangerTo(servers, domain);
        if (server) {
          const isApart = world.environment === 'development' && elsewhere(workspace, world, session).some(other => other.world.environment === 'production');
          const change = isApart ? suggestionOf(at, 'keep it for production', setValue(option, `${IN_PRODUCTION} ? '${domain}' : undefined`)) : removal(session, option);
          report('elsewhere', { at, world, data: { domain, server: server.origin.text }, evidence: [...(server.at ? [{ role: 'the server\'s address stands here', at: server.at }] : []), ...evidence], ...change });
        }
        if (servers.length === 0 && world.environment === 'production' && isOwnMachine(domain)) report('machine', { at, world, data: { domain }, evidence, ...removal(session, option) });
      }
    }
  },
});

function faultOf({ value }: AttributeReading, session: SessionSetup): DomainFault | undefined {
  if (value.kind === 'known' && typeof value.value === 'string' && value.value !== '') return domainFault(session, value.value);
  if (value.kind !== 'environment') return undefined;
  const faults = value.files.map(({ text }) => (text === '' ? undefined : domainFault(session, text)));
  return faults.every(fault => fault?.is === 'address') ? faults[0] : undefined;
}

function quotedText({ value }: AttributeReading): string {
  return value.kind === 'known' ? String(value.value) : quoted(value);
}

/** One of the server's addresses, where none of them can set a cookie for the domain. */
function strangerTo(servers: readonly ServerAddress[], domain: string): ServerAddress | undefined {
  return servers.every(({ origin }) => !belongsTo(origin.host, domain)) ? servers[0] : undefined;
}

/**
 * The host name alone, where there is one that a cookie can be set for; else no domain. A whole address may be the
 * client's: it is one of two ways then, unless the server is known to be there.
 */
function bare(session: SessionSetup, option: Option, { host, has }: Extract<DomainFault, { is: 'address' }>, servers: readonly ServerAddress[]): { readonly fix?: Change; readonly suggest?: readonly Change[] } {
  const { value } = option;
  if (host === undefined || value.kind !== 'known') return removal(session, option);
  const change = changeValue(value, 'leave the host name alone', { edit: 'replace', at: value.at, code: `'${host}'` }, REVEALS);
  if (has !== 'a scheme' || (servers.length > 0 && !strangerTo(servers, host))) return change;
  return { suggest: [...(change.fix ? [change.fix] : change.suggest ?? []), ...removal(session, option).suggest ?? []] };
}

/** Without a domain the cookie is the one of the server's own host. */
function removal(session: SessionSetup, option: Option): { readonly suggest?: readonly Change[] } {
  return suggestionOf(option.value.at, REMOVE, removeCookieAttribute(session, option), REVEALS);
}

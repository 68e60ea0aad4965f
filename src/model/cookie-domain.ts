import { isIP } from 'node:net';
import { isLoopback, isPublicSuffix } from './site.ts';
import { suffixes } from './suffixes.ts';
import type { SessionSetup } from './types.ts';
import { isBefore } from './version.ts';

/** What is wrong with a text as a cookie's domain, whatever host sends it. */
export type DomainFault =
  /** It is an address or part of one; `host` is the name in it. */
  | { readonly is: 'address'; readonly has: 'a scheme' | 'a port' | 'a path' | 'a wildcard'; readonly host: string | undefined }
  /** Characters that no domain has: newer express-session refuses to write the cookie. */
  | { readonly is: 'unwritten' }
  | { readonly is: 'public suffix' };

/** A name with or without a leading dot (cookie 0.7 `domainValueRegExp`). */
const DOMAIN = /^\.?[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?(?:\.[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?)*$/i;

/** The fault of a domain; `undefined` where some host can set a cookie for it. */
export function domainFault(session: SessionSetup, text: string): DomainFault | undefined {
  const plain = text.trim();
  const scheme = /^[a-z][a-z\d+.-]*:\/\//i.exec(plain)?.[0];
  const rest = plain.slice(scheme?.length ?? 0);
  const [authority = ''] = rest.split(/[/?#]/);
  const name = authority.replace(/:\d*$/, '').replace(/^\*\./, '');
  const has = scheme !== undefined ? 'a scheme' : authority !== rest ? 'a path' : /:\d*$/.test(authority) && isIP(authority) === 0 ? 'a port' : authority.startsWith('*.') ? 'a wildcard' : undefined;
  if (has) return { is: 'address', has, host: isDomain(name) ? name : undefined };
  if (isSuffix(name.replace(/^\./, '').toLowerCase())) return { is: 'public suffix' };
  const checked = session.library === 'express-session' && isBefore(session.version, '1.18.1') === false;
  return checked && !DOMAIN.test(text) ? { is: 'unwritten' } : undefined;
}

/** Whether somebody can own the name, so that a cookie can be set for it. */
function isDomain(name: string): boolean {
  return DOMAIN.test(name) && name.includes('.') && isIP(name) === 0 && !isSuffix(name.replace(/^\./, ''));
}

function isSuffix(name: string): boolean {
  return isPublicSuffix(name) || (suffixes().getPublicSuffix(name) === name && suffixes().parse(name).isIcann === true);
}

/** Whether a host can set a cookie for a domain: it is the domain, or a name below it (RFC 6265bis 5.1.3). */
export function belongsTo(host: string, domain: string): boolean {
  const plain = domain.replace(/^\./, '').toLowerCase();
  return host === plain || (host.endsWith(`.${plain}`) && isIP(host) === 0);
}

/** Whether a domain names the developer's own machine. */
export function isOwnMachine(domain: string): boolean {
  return isLoopback(domain.replace(/^\./, '').toLowerCase());
}

import { isIP } from 'node:net';
import { getDomain } from 'tldts';

/** The registrable domain of a host by the public suffix list with its private part; the host itself where there is none. */
export function registrableDomain(host: string): string {
  return getDomain(host, { allowPrivateDomains: true }) ?? host;
}

/** Whether a host is a public suffix itself (`vercel.app`, `co.uk`), so that no cookie may be set for it. */
export function isPublicSuffix(host: string): boolean {
  return host.includes('.') && isIP(host) === 0 && getDomain(host, { allowPrivateDomains: true }) === null;
}

/** The site of a URL as Chromium has it: scheme and registrable domain, no port. */
export function siteOf(url: URL): string {
  return `${url.protocol}//${registrableDomain(url.hostname)}`;
}

/** Whether a browser counts the connection as secure for cookies and mixed content: TLS, or the machine itself. */
export function isTrustworthy(url: URL): boolean {
  return url.protocol === 'https:' || isLoopback(url.hostname);
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host.endsWith('.localhost') || host === '[::1]' || /^127(?:\.\d+){3}$/.test(host);
}

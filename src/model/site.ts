import { suffixes } from './suffixes.ts';

/** An origin as browsers send it in `Origin`. */
export interface Origin {
  /** `http` or `https`. */
  readonly scheme: string;
  /** In lower case, an IPv6 address in brackets. */
  readonly host: string;
  /** The effective port, the scheme's default included. */
  readonly port: string;
  /** `scheme://host[:port]`, default port left out. */
  readonly text: string;
}

const DEFAULT_PORT: Readonly<Record<string, string>> = { http: '80', https: '443' };
/** Private suffixes of the public suffix list count: two tenants of `vercel.app` are two sites. */
const SUFFIXES = { allowPrivateDomains: true };

/** The origin of an address with a scheme; `undefined` for anything that is no absolute http address. */
export function originOf(address: string): Origin | undefined {
  const text = address.trim();
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  const scheme = url.protocol.slice(0, -1);
  if (url.hostname === '') return undefined;
  return { scheme, host: url.hostname, port: url.port || (DEFAULT_PORT[scheme] ?? ''), text: url.origin };
}

/**
 * The site a host belongs to: its registrable domain, or the host itself where it has none
 * (`localhost`, an IP address, a public suffix). `localhost` and `127.0.0.1` are two sites.
 */
export function siteOf(host: string): string {
  const name = host.toLowerCase().replace(/^\./, '').replace(/\.$/, '');
  return suffixes().getDomain(name, SUFFIXES) ?? name;
}

/** Whether two hosts are one site. Ports never matter; the scheme is left aside. */
export function isSameSite(left: string, right: string): boolean {
  return siteOf(left) === siteOf(right);
}

/** Whether two addresses are one origin: scheme, host and port. */
export function isSameOrigin(left: Origin, right: Origin): boolean {
  return left.text === right.text;
}

/** Whether a host is the developer's own machine. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host.endsWith('.localhost') || host === '[::1]' || host === '::1' || host === '0.0.0.0' || /^127(?:\.\d{1,3}){3}$/.test(host);
}

/** Whether a host lives in a private network: an address or a name that the public does not reach. */
export function isPrivateHost(host: string): boolean {
  return isLoopback(host) || !host.includes('.') || /^(?:10|192\.168|172\.(?:1[6-9]|2\d|3[01]))\./.test(host) || /\.(?:local|internal|lan|test|home)$/.test(host);
}

/**
 * Public suffixes below which a name is one app of a hosting service, served on its own. Other private suffixes
 * (`elasticbeanstalk.com`, `duckdns.org`) name machines, where a client and its server can share one name.
 */
export const APP_SUFFIXES = [
  'vercel.app', 'now.sh', 'netlify.app', 'onrender.com', 'herokuapp.com', 'github.io', 'gitlab.io', 'pages.dev', 'workers.dev', 'web.app', 'firebaseapp.com',
  'up.railway.app', 'fly.dev', 'replit.app', 'replit.dev', 'repl.co', 'run.app', 'deno.dev', 'amplifyapp.com', 'appspot.com', 'azurewebsites.net', 'azurestaticapps.net',
  'ondigitalocean.app', 'hf.space', 'csb.app', 'northflank.app', 'code.run', 'zeabur.app',
] as const;

/** The hosting service's suffix that a host is a tenant of (`vercel.app`). */
export function hostingSuffix(host: string): string | undefined {
  // Of most hosts no list needs to be asked.
  if (!APP_SUFFIXES.some(known => host.endsWith(known) || host.endsWith(`${known}.`))) return undefined;
  const facts = suffixes().parse(host, SUFFIXES);
  if (facts.isPrivate !== true || facts.domain === null || facts.publicSuffix === null) return undefined;
  const suffix = facts.publicSuffix;
  return APP_SUFFIXES.some(known => suffix === known || suffix.endsWith(`.${known}`)) ? suffix : undefined;
}

/** Whether a host is a name below a domain that somebody registered: no IP address, no machine of a hosting service. */
export function isRegisteredName(host: string): boolean {
  const facts = suffixes().parse(host, SUFFIXES);
  return facts.isIp !== true && facts.isIcann === true && facts.domain !== null;
}

/** Whether nobody can own the name: `vercel.app`, `co.uk`, `com`. */
export function isPublicSuffix(host: string): boolean {
  return suffixes().getPublicSuffix(host, SUFFIXES) === host && host.includes('.');
}

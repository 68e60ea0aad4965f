import { isIP } from 'node:net';
import { defaultPath, domainMatch, pathMatch } from 'tough-cookie';
import { parseCookieLine, type CookieLine } from './cookie.ts';
import { isPublicSuffix, isTrustworthy, siteOf } from './site.ts';

/** A cookie the browser keeps. */
export interface StoredCookie extends CookieLine {
  readonly host: string;
  readonly hostOnly: boolean;
  readonly keptPath: string;
  /** The top-level site it belongs to, for a partitioned cookie. */
  readonly partition?: string;
}

/** What the request that a cookie comes or goes with is to the page on screen. */
export interface CookieContext {
  /** The top-level page after the request: for a navigation the page it leads to. */
  readonly topLevel: URL;
  /** `cross-site`: neither Lax nor Strict go along; `navigation`: a cross-site link, Lax does. */
  readonly kind: 'same-site' | 'cross-site' | 'navigation';
}

/** Whether the browser took a cookie, and the rule that refused it. */
export type Storing = { readonly name: string; readonly stored: true } | { readonly name: string; readonly stored: false; readonly reason: string };

/** A cookie jar by RFC 6265bis as Chromium applies it with third-party cookies allowed. */
export class CookieJar {
  #cookies: StoredCookie[] = [];
  readonly #now: () => number;
  readonly #laxByDefault: boolean;

  /** @param laxByDefault whether a cookie without `SameSite` is taken for a lax one */
  constructor(now: () => number, laxByDefault: boolean) {
    this.#now = now;
    this.#laxByDefault = laxByDefault;
  }

  /** Takes one `Set-Cookie` line of an answer, or refuses it. */
  store(line: string, url: URL, context: CookieContext): Storing {
    const parsed = this.#read(line);
    if (!parsed) return { name: '', stored: false, reason: 'malformed' };
    const reason = this.#refusal(parsed, url, context);
    if (reason) return { name: parsed.name, stored: false, reason };
    const cookie = keep(parsed, url, context);
    this.#cookies = this.#cookies.filter((each) => !isSame(each, cookie));
    if (cookie.expires !== undefined && cookie.expires <= this.#now()) return { name: cookie.name, stored: false, reason: 'expired' };
    this.#cookies.push(cookie);
    return { name: cookie.name, stored: true };
  }

  /** The `Cookie` header of a request, undefined where nothing goes along. */
  header(url: URL, context: CookieContext): string | undefined {
    const now = this.#now();
    const matching = this.#cookies.filter((cookie) => (cookie.expires ?? Infinity) > now && goesAlong(cookie, url, context));
    // Longer paths first; the jar keeps the order of creation otherwise.
    const sorted = matching.toSorted((a, b) => b.keptPath.length - a.keptPath.length);
    return sorted.length === 0 ? undefined : sorted.map(({ name, value }) => (name === '' ? value : `${name}=${value}`)).join('; ');
  }

  /** What ends with the browser ends. */
  closeBrowser(): void {
    this.#cookies = this.#cookies.filter((cookie) => cookie.expires !== undefined);
  }

  #read(line: string): CookieLine | undefined {
    const parsed = parseCookieLine(line, this.#now());
    return parsed && !this.#laxByDefault && parsed.sameSite === 'unset' ? { ...parsed, sameSite: 'anywhere' } : parsed;
  }

  get cookies(): readonly StoredCookie[] {
    return this.#cookies;
  }

  #refusal(cookie: CookieLine, url: URL, context: CookieContext): string | undefined {
    if (cookie.name.length + cookie.value.length > 4096) return 'longer than 4096 octets';
    return refusedDomain(cookie, url)
      ?? refusedAttributes(cookie, url, context)
      ?? refusedPrefix(cookie, url)
      ?? (this.#overwritesSecure(cookie, url) ? 'would overwrite a Secure cookie' : undefined);
  }

  #overwritesSecure(cookie: CookieLine, url: URL): boolean {
    if (cookie.secure || isTrustworthy(url)) return false;
    const domain = cookie.domain ?? url.hostname;
    const path = cookie.path ?? defaultPath(url.pathname);
    return this.#cookies.some((old) => old.secure && old.name === cookie.name
      && (domainMatch(domain, old.host) || domainMatch(old.host, domain)) && pathMatch(path, old.keptPath));
  }
}

function refusedDomain({ domain }: CookieLine, url: URL): string | undefined {
  const host = url.hostname;
  if (domain === undefined || domain === host) return undefined;
  if (isIP(host) !== 0 || isIP(domain) !== 0) return 'Domain on an address';
  if (isPublicSuffix(domain) || !domain.includes('.')) return 'Domain is a public suffix';
  return domainMatch(host, domain) ? undefined : 'Domain is not the host or above it';
}

function refusedAttributes(cookie: CookieLine, url: URL, context: CookieContext): string | undefined {
  if (cookie.secure && !isTrustworthy(url)) return 'Secure over plain HTTP';
  if (cookie.sameSite === 'none' && !cookie.secure) return 'SameSite=None without Secure';
  if (cookie.partitioned && !cookie.secure) return 'Partitioned without Secure';
  if (context.kind === 'cross-site' && cookie.sameSite !== 'none' && cookie.sameSite !== 'anywhere') return 'SameSite on a cross-site request';
  return undefined;
}

function refusedPrefix(cookie: CookieLine, url: URL): string | undefined {
  // A cookie without a name must not pass for one with a prefix.
  const name = (cookie.name || cookie.value).toLowerCase();
  const hostBound = cookie.secure && cookie.path === '/' && (cookie.domain === undefined || (isIP(url.hostname) !== 0 && cookie.domain === url.hostname));
  if (name.startsWith('__host-http-')) return cookie.name !== '' && hostBound && cookie.httpOnly ? undefined : '__Host-Http- without Secure, HttpOnly, Path=/ or with Domain';
  if (name.startsWith('__host-')) return cookie.name !== '' && hostBound ? undefined : '__Host- without Secure, Path=/ or with Domain';
  if (name.startsWith('__http-')) return cookie.name !== '' && cookie.secure && cookie.httpOnly ? undefined : '__Http- without Secure and HttpOnly';
  if (name.startsWith('__secure-')) return cookie.name !== '' && cookie.secure ? undefined : '__Secure- without Secure';
  return undefined;
}

function keep(cookie: CookieLine, url: URL, context: CookieContext): StoredCookie {
  const domain = cookie.domain;
  // A host with no name below it that somebody could own has its cookies to itself, `Domain` or not.
  const hostOnly = domain === undefined || isIP(domain) !== 0 || !domain.includes('.') || isPublicSuffix(domain);
  return {
    ...cookie,
    host: domain ?? url.hostname,
    hostOnly,
    keptPath: cookie.path ?? defaultPath(url.pathname),
    ...(cookie.partitioned ? { partition: siteOf(context.topLevel) } : {}),
  };
}

function isSame(a: StoredCookie, b: StoredCookie): boolean {
  return a.name === b.name && a.host === b.host && a.hostOnly === b.hostOnly && a.keptPath === b.keptPath && a.partition === b.partition;
}

function goesAlong(cookie: StoredCookie, url: URL, context: CookieContext): boolean {
  const host = url.hostname;
  if (cookie.hostOnly ? cookie.host !== host : !domainMatch(host, cookie.host)) return false;
  if (!pathMatch(url.pathname, cookie.keptPath)) return false;
  if (cookie.secure && !isTrustworthy(url)) return false;
  if (cookie.partition !== undefined && cookie.partition !== siteOf(context.topLevel)) return false;
  if (context.kind === 'same-site') return true;
  if (context.kind === 'navigation') return cookie.sameSite !== 'strict';
  return cookie.sameSite === 'none' || cookie.sameSite === 'anywhere';
}

import { requestOf, type Exchange, type Step, type UserAgent } from '../journey/agent.ts';
import { corsRefusal, needsPreflight, preflightHeaders, preflightLife, preflightRefusal, type FetchInit } from './cors.ts';
import { CookieJar, type CookieContext } from './jar.ts';
import { isTrustworthy, siteOf } from './site.ts';
import { headerValue, headerValues, NoAnswer, type Header, type Network, type WireResponse } from './wire.ts';

const redirects = new Set([301, 302, 303, 307, 308]);

/** What is gathered while a step follows its redirects. */
interface Trace {
  readonly setCookies: string[];
  readonly stored: Set<string>;
  sent: string | undefined;
  status?: number;
}

/** A browser by the book: RFC 6265bis for cookies, the fetch standard for CORS, both as Chromium has them. */
export class ModelBrowser implements UserAgent {
  readonly jar: CookieJar;
  readonly #network: Network;
  readonly #now: () => number;
  readonly #preflights = new Map<string, number>();

  /** @param laxByDefault whether a cookie without `SameSite` is taken for a lax one: Chromium's way, not that of others */
  constructor(network: Network, { now = Date.now, laxByDefault = true }: { readonly now?: () => number; readonly laxByDefault?: boolean } = {}) {
    this.#network = network;
    this.#now = now;
    this.jar = new CookieJar(now, laxByDefault);
  }

  async request(step: Step): Promise<Exchange> {
    const trace: Trace = { setCookies: [], stored: new Set(), sent: undefined };
    const outcome = await this.#attempt(step, trace);
    return {
      ...outcome,
      ...(trace.status === undefined ? {} : { status: trace.status }),
      setCookies: trace.setCookies,
      stored: [...trace.stored],
      sent: trace.sent,
    };
  }

  closeBrowser(): Promise<void> {
    this.jar.closeBrowser();
    return Promise.resolve();
  }

  async #attempt(step: Step, trace: Trace): Promise<Pick<Exchange, 'outcome' | 'why' | 'body'>> {
    try {
      return step.page ? await this.#fetch(step, step.page, trace) : await this.#navigate(step, trace);
    } catch (error) {
      if (error instanceof NoAnswer) return { outcome: error.why, why: error.message };
      throw error;
    }
  }

  /** The tab goes there from a page of the same site: a link, or a form for a POST. */
  async #navigate(step: Step, trace: Trace): Promise<Pick<Exchange, 'outcome' | 'body'>> {
    const isForm = step.method !== 'GET';
    let method = step.method;
    let url = step.url;
    for (let hops = 0; hops < 20; hops += 1) {
      const headers: Header[] = isForm && method !== 'GET' ? [['Origin', url.origin], ['Content-Type', 'application/x-www-form-urlencoded']] : [];
      const response = await this.#exchange(method, url, headers, method === 'GET' ? undefined : '', { topLevel: url, kind: 'same-site' }, trace);
      const next = redirectOf(response, url);
      if (!next) return { outcome: 'read', body: response.body };
      method = methodAfter(response.status, method);
      url = next;
    }
    throw new NoAnswer('refused', 'too many redirects');
  }

  async #fetch(step: Step, page: URL, trace: Trace): Promise<Pick<Exchange, 'outcome' | 'why' | 'body'>> {
    const asked = requestOf(step);
    let init: FetchInit = { method: step.method, ...asked };
    let url = step.url;
    let crossed = false;
    for (let hops = 0; hops < 20; hops += 1) {
      if (page.protocol === 'https:' && !isTrustworthy(url)) return { outcome: 'blocked', why: 'mixed content' };
      crossed ||= url.origin !== page.origin;
      if (crossed) {
        const refusal = await this.#preflight(init, url, page);
        if (refusal) return { outcome: 'blocked', why: refusal };
      }
      const withCookies = init.credentials === 'include' || (init.credentials === 'same-origin' && !crossed);
      const context = withCookies ? contextOf(url, page) : undefined;
      const sendsOrigin = crossed || (init.method !== 'GET' && init.method !== 'HEAD');
      const headers: Header[] = [...(sendsOrigin ? [['Origin', page.origin] as const] : []), ...init.headers];
      const response = await this.#exchange(init.method, url, headers, init.body, context, trace);
      const refusal = crossed ? corsRefusal(response, page.origin, init.credentials === 'include') : undefined;
      if (refusal) return { outcome: 'blocked', why: refusal };
      const next = redirectOf(response, url);
      if (!next) return { outcome: 'read', body: response.body };
      init = afterRedirect(init, response.status);
      url = next;
    }
    throw new NoAnswer('refused', 'too many redirects');
  }

  async #preflight(init: FetchInit, url: URL, page: URL): Promise<string | undefined> {
    if (!needsPreflight(init)) return undefined;
    const key = JSON.stringify([page.origin, url.href, init.credentials, init.method, init.headers.map(([name]) => name)]);
    if ((this.#preflights.get(key) ?? 0) > this.#now()) return undefined;
    const response = await this.#network.send({ method: 'OPTIONS', url, headers: preflightHeaders(page.origin, init) });
    const refusal = preflightRefusal(response, page.origin, init);
    if (!refusal) this.#preflights.set(key, this.#now() + preflightLife(response));
    return refusal;
  }

  async #exchange(method: string, url: URL, headers: readonly Header[], body: string | undefined, context: CookieContext | undefined, trace: Trace): Promise<WireResponse> {
    const cookie = context ? this.jar.header(url, context) : undefined;
    trace.sent = cookie;
    delete trace.status;
    const response = await this.#network.send({
      method,
      url,
      headers: [...headers, ...(cookie === undefined ? [] : [['Cookie', cookie] as const])],
      ...(body === undefined ? {} : { body }),
    });
    trace.status = response.status;
    for (const line of headerValues(response.headers, 'set-cookie')) {
      trace.setCookies.push(line);
      const storing = context ? this.jar.store(line, url, context) : undefined;
      if (storing?.stored) trace.stored.add(storing.name);
    }
    return response;
  }
}

function contextOf(url: URL, page: URL): CookieContext {
  return { topLevel: page, kind: siteOf(url) === siteOf(page) ? 'same-site' : 'cross-site' };
}

function redirectOf(response: WireResponse, from: URL): URL | undefined {
  if (!redirects.has(response.status)) return undefined;
  const location = headerValue(response.headers, 'location');
  return location === undefined ? undefined : new URL(location, from);
}

function methodAfter(status: number, method: string): string {
  if (status === 303 && method !== 'HEAD') return 'GET';
  return (status === 301 || status === 302) && method === 'POST' ? 'GET' : method;
}

function afterRedirect(init: FetchInit, status: number): FetchInit {
  const method = methodAfter(status, init.method);
  if (method === init.method) return init;
  const { credentials, headers } = init;
  return { method, credentials, headers: headers.filter(([name]) => name.toLowerCase() !== 'content-type') };
}

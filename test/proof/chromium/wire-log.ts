import type { CDPSession } from 'playwright-core';

/** What went over the wire for one request, redirects included. */
export interface WireSeen {
  readonly status: number | undefined;
  readonly setCookies: readonly string[];
  /** The `Cookie` header of the last hop. */
  readonly sent: string | undefined;
}

interface Entry {
  method: string | undefined;
  url: string | undefined;
  status: number | undefined;
  sent: string | undefined;
  readonly setCookies: string[];
}

/** Listens to what Chromium itself says of its requests, the parts included that pages never see. */
export class WireLog {
  readonly #entries = new Map<string, Entry>();

  private constructor(session: CDPSession) {
    session.on('Network.requestWillBeSent', ({ requestId, request }) => {
      const entry = this.#entry(requestId);
      // A redirect reuses the id; the first hop names the request.
      entry.method ??= request.method;
      entry.url ??= request.url;
    });
    session.on('Network.requestWillBeSentExtraInfo', ({ requestId, headers }) => {
      this.#entry(requestId).sent = Object.entries(headers).find(([name]) => name.toLowerCase() === 'cookie')?.[1];
    });
    session.on('Network.responseReceivedExtraInfo', ({ requestId, headers, statusCode }) => {
      const entry = this.#entry(requestId);
      entry.status = statusCode;
      entry.setCookies.push(...Object.entries(headers)
        .filter(([name]) => name.toLowerCase() === 'set-cookie')
        .flatMap(([, value]) => value.split('\n')));
    });
  }

  /** Starts listening. */
  static async attach(session: CDPSession): Promise<WireLog> {
    const log = new WireLog(session);
    await session.send('Network.enable');
    return log;
  }

  clear(): void {
    this.#entries.clear();
  }

  /** What was seen of a request; empty where it never left the browser (a refused preflight). */
  async of(method: string, url: string): Promise<WireSeen> {
    // Chromium reports a request's raw headers beside its other events, at times a moment later.
    for (let waited = 0; waited < 10 && this.#find(method, url)?.status === undefined; waited += 1) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    return this.#find(method, url) ?? { status: undefined, setCookies: [], sent: undefined };
  }

  /** What was seen of the first request. */
  async first(): Promise<WireSeen> {
    const [entry] = this.#entries.values();
    return entry?.method === undefined || entry.url === undefined ? { status: undefined, setCookies: [], sent: undefined } : this.of(entry.method, entry.url);
  }

  #find(method: string, url: string): Entry | undefined {
    return [...this.#entries.values()].find((entry) => entry.method === method && entry.url === url);
  }

  #entry(id: string): Entry {
    let entry = this.#entries.get(id);
    if (!entry) this.#entries.set(id, (entry = { method: undefined, url: undefined, status: undefined, sent: undefined, setCookies: [] }));
    return entry;
  }
}

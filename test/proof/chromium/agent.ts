import type { BrowserContext, CDPSession, Page, Response } from 'playwright-core';
import { requestOf, type Exchange, type Step, type UserAgent } from '../journey/agent.ts';
import { WireLog } from './wire-log.ts';

/** What a script in the page reports of its own `fetch`. */
type PageAnswer = { readonly read: true; readonly body: string } | { readonly read: false; readonly why: string };

/** Where the tab waits before it goes to the server; answered by the browser's own route, never by the app. */
const waitingRoom = '/__before';

/** The name under which a page's script is found. */
export const pageScript = 'clientPage';

const redirects: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** Time for what is no part of the case: pages that are opened beforehand. */
const settingTimeout = 30_000;

/** A real Chromium with a fresh profile, driven as a user would: pages are opened, scripts fetch, forms are sent. */
export class ChromiumAgent implements UserAgent {
  readonly #context: BrowserContext;
  readonly #page: Page;
  readonly #log: WireLog;
  readonly #timeout: number;
  readonly #release: () => Promise<void>;

  private constructor(context: BrowserContext, page: Page, log: WireLog, timeout: number, release: () => Promise<void>) {
    this.#context = context;
    this.#page = page;
    this.#log = log;
    this.#timeout = timeout;
    this.#release = release;
  }

  /** Opens a tab in the context; `release` is called when the agent is closed. */
  static async open(context: BrowserContext, timeout: number, release: () => Promise<void>): Promise<ChromiumAgent> {
    const page = await context.newPage();
    const session: CDPSession = await context.newCDPSession(page);
    const log = await WireLog.attach(session);
    return new ChromiumAgent(context, page, log, timeout, release);
  }

  async request(step: Step): Promise<Exchange> {
    if (step.page) {
      if (this.#page.url() !== step.page.href) await this.#page.goto(step.page.href, { timeout: settingTimeout });
    } else if (step.method !== 'GET') {
      await this.#waitOn(step.url);
    }
    this.#log.clear();
    const answer = step.page ? await this.#fetch(step) : await this.#go(step);
    const wire = await this.#log.of(step.method, step.url.href);
    if (step.over && answer.read) return this.#comeBack(step.over, wire.setCookies);
    const kept = new Set((await this.#context.cookies()).map(({ name }) => name));
    return {
      outcome: answer.read ? 'read' : outcomeOf(answer.why),
      ...(answer.read ? { body: answer.body } : { why: answer.why }),
      ...(wire.status === undefined ? {} : { status: wire.status }),
      setCookies: wire.setCookies,
      stored: namesOf(wire.setCookies).filter((name) => kept.has(name)),
      sent: wire.sent,
    };
  }

  /** Says yes on the page of another site, and sees what the way back ends on. */
  async #comeBack(over: URL, before: readonly string[]): Promise<Exchange> {
    if (new URL(this.#page.url()).origin !== over.origin) return { outcome: 'refused', why: `the tab is at ${this.#page.url()}`, setCookies: before, stored: [], sent: undefined };
    this.#log.clear();
    const answer = await this.#click();
    const wire = await this.#log.first();
    const kept = new Set((await this.#context.cookies()).map(({ name }) => name));
    const setCookies = [...before, ...wire.setCookies];
    return {
      outcome: answer.read ? 'read' : outcomeOf(answer.why),
      ...(answer.read ? { body: answer.body } : { why: answer.why }),
      ...(wire.status === undefined ? {} : { status: wire.status }),
      setCookies, stored: namesOf(setCookies).filter((name) => kept.has(name)), sent: wire.sent,
    };
  }

  async #click(): Promise<PageAnswer> {
    try {
      const answered = this.#page.waitForResponse((response) => response.request().isNavigationRequest() && !redirects.has(response.status()), { timeout: this.#timeout });
      const [loaded] = await Promise.all([answered, this.#page.click('#yes', { timeout: this.#timeout })]);
      return { read: true, body: await loaded.text() };
    } catch (error) {
      return { read: false, why: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
    }
  }

  /** Forgets every cookie, so that the next step starts afresh. */
  async forgetCookies(): Promise<void> {
    await this.#context.clearCookies();
  }

  async closeBrowser(): Promise<void> {
    const ending = (await this.#context.cookies()).filter(({ expires }) => expires === -1);
    for (const { name, domain, path } of ending) await this.#context.clearCookies({ name, domain, path });
  }

  /** Closes the tab and forgets its profile. */
  async close(): Promise<void> {
    await this.#context.close();
    await this.#release();
  }

  async #fetch(step: Step): Promise<PageAnswer> {
    if (step.script) return this.#ask(step.script);
    const { credentials, headers, body } = requestOf(step);
    const asked = { url: step.url.href, timeout: this.#timeout, init: { method: step.method, credentials, headers: headers.map(([name, value]) => [name, value]), ...(body === undefined ? {} : { body }) } };
    return this.#page.evaluate(async ({ url, init, timeout }): Promise<PageAnswer> => {
      try {
        const response = await fetch(url, { ...init, headers: init.headers as [string, string][], signal: AbortSignal.timeout(timeout) });
        return { read: true, body: await response.text() };
      } catch (error) {
        return { read: false, why: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
      }
    }, asked);
  }

  /** Lets the page's own script ask; it is loaded once. */
  async #ask({ bundle, call }: NonNullable<Step['script']>): Promise<PageAnswer> {
    if (await this.#page.evaluate((name) => !(name in globalThis), pageScript)) await this.#page.addScriptTag({ content: bundle });
    return this.#page.evaluate(async ({ name, asked, timeout }): Promise<PageAnswer> => {
      try {
        const script = (globalThis as unknown as Record<string, Record<string, () => Promise<unknown>>>)[name];
        const late = new Promise<never>((_, reject) => { setTimeout(() => { reject(new DOMException('no answer', 'TimeoutError')); }, timeout); });
        const answer = await Promise.race([script?.[asked]?.(), late]);
        return { read: true, body: typeof answer === 'string' ? answer : JSON.stringify(answer) };
      } catch (error) {
        return { read: false, why: error instanceof Error || error instanceof DOMException ? `${error.name}: ${error.message}` : String(error) };
      }
    }, { name: pageScript, asked: call, timeout: this.#timeout });
  }

  async #go(step: Step): Promise<PageAnswer> {
    try {
      const loaded = step.method === 'GET'
        ? await this.#page.goto(step.url.href, { timeout: this.#timeout })
        : await this.#submit();
      return loaded ? { read: true, body: await loaded.text() } : { read: false, why: 'no answer' };
    } catch (error) {
      return { read: false, why: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
    }
  }

  /** Opens a page of the server's own origin that holds a form. The route is taken away again: it would answer preflights too. */
  async #waitOn(target: URL): Promise<void> {
    const url = new URL(waitingRoom, target).href;
    const body = `<!doctype html><link rel="icon" href="data:,"><form method="post" action="${target.href.replaceAll('&', '&amp;').replaceAll('"', '&quot;')}"></form>`;
    await this.#page.route(url, (route) => route.fulfill({ contentType: 'text/html', body }));
    await this.#page.goto(url, { timeout: settingTimeout, waitUntil: 'commit' });
    await this.#page.unroute(url);
  }

  async #submit(): Promise<Response> {
    const answered = this.#page.waitForResponse((response) => response.request().isNavigationRequest() && !redirects.has(response.status()), { timeout: this.#timeout });
    await Promise.all([answered, this.#page.evaluate('document.forms[0].submit()')]);
    return answered;
  }
}

function outcomeOf(why: string): Exchange['outcome'] {
  if (why.startsWith('TimeoutError')) return 'hang';
  // A page can't tell a refused connection from a hidden answer; on a navigation the browser names it.
  return why.includes('net::ERR_') ? 'refused' : 'blocked';
}

function namesOf(lines: readonly string[]): string[] {
  // A line without `=` is a value without a name.
  return lines.map((line) => /^[^;=]*(?==)/.exec(line)?.[0].trim() ?? '');
}

import type { Network } from '../browser/wire.ts';
import { forgedCookie } from '../fixture/stranger.ts';
import { strangersTo, type Environment } from '../generate/addresses.ts';
import type { Program } from '../generate/program.ts';
import type { Exchange, UserAgent } from '../journey/agent.ts';
import { askedByPage } from './page-code.ts';
import { failureOf, userOf, verdictOf, type Symptom } from '../journey/verdict.ts';

/**
 * What goes wrong for those who use an app, beyond the symptoms of one login. `forgotten`: gone with the browser
 * though it should stay. `short`: gone after an hour. `restarted`: gone with the server's process, though the browser
 * holds it all. `ignored-option`: the cookie is not what the options ask for. `stranger`: another site reads the user's data. `late`: logins fail once
 * the app has been up for long. `cookie-for-all`: visitors who never log in get a session.
 */
export type Trouble = Symptom | 'forgotten' | 'short' | 'restarted' | 'ignored-option' | 'stranger' | 'late' | 'cookie-for-all';

/** What was seen of an app in one environment. */
export interface Usage {
  readonly trouble?: Trouble;
  /** What explains it to a reader. */
  readonly detail?: string;
}

/** How an app is used. */
export interface Manner {
  /** A browser with a fresh profile; those opened before are done with. */
  open(): Promise<UserAgent>;
  /** One that takes a cookie without `SameSite` for `None`, as Safari and Firefox do; absent where there is none. */
  readonly openLenient?: () => Promise<UserAgent>;
  /** What ended the app, or would have ended its process. */
  crash(): string | undefined;
  /** Moves everybody's clock on or back; absent where that can't be done. */
  readonly moveClock?: (milliseconds: number) => void;
  /** Starts the app anew; absent where that can't be done. */
  readonly restart?: () => Promise<void>;
  /** Sends a request that no browser would; absent where that can't be done. */
  readonly send?: Network['send'];
}

const hour = 60 * 60 * 1000;

const longUp = 400 * 24 * 60 * 60 * 1000;

/** Uses an app as all its users would, for as long as nothing goes wrong. */
export async function use(program: Program, environment: Environment, manner: Manner): Promise<Usage> {
  const scene = program.scenes[environment];
  const pages = scene.pages.length === 0 ? [undefined] : scene.pages.map((page) => new URL(page));
  const visitor = new Visitor(program, environment, manner);
  for (const page of pages) {
    const usage = await visitor.visit(page);
    if (usage.trouble) return usage;
  }
  const stranger = await visitor.comeAsStranger();
  if (stranger.trouble) return stranger;
  const forger = await visitor.comeAsForger();
  if (forger.trouble) return forger;
  for (const page of manner.moveClock ? pages : []) {
    manner.moveClock?.(longUp);
    const { trouble, detail } = await visitor.logIn(page).finally(() => manner.moveClock?.(0));
    if (trouble) return { trouble: 'late', detail: `${trouble} ${detail ?? ''}` };
  }
  for (const page of pages) {
    const usage = await visitor.lookAround(page);
    if (usage.trouble) return usage;
  }
  return {};
}

class Visitor {
  readonly #program: Program;
  readonly #environment: Environment;
  readonly #manner: Manner;

  constructor(program: Program, environment: Environment, manner: Manner) {
    this.#program = program;
    this.#environment = environment;
    this.#manner = manner;
  }

  /** Logs in, uses the session, closes the browser and comes back. */
  async visit(page: URL | undefined): Promise<Usage> {
    const browser = await this.#manner.open();
    const loggedIn = await this.logIn(page, browser);
    if (loggedIn.trouble || !loggedIn.login) return loggedIn;
    const intent = this.#program.intent[this.#environment];
    const { moveClock, restart } = this.#manner;
    const comesBack = async (trouble: Trouble): Promise<Usage> => {
      const back = await this.#ask(browser, 'me', page);
      return userOf(back) === 'ann' ? {} : { trouble, detail: describe(back) };
    };
    if (intent.persists) {
      await browser.closeBrowser();
      const usage = await comesBack('forgotten');
      if (usage.trouble) return usage;
    }
    if (moveClock) {
      moveClock(hour);
      const usage = await comesBack('short').finally(() => { moveClock(0); });
      if (usage.trouble) return usage;
    }
    if (restart && this.#program.plan.library === 'cookie-session') {
      await restart();
      const usage = await comesBack('restarted');
      if (usage.trouble) return usage;
    }
    const usage = this.#compare(loggedIn.login);
    return usage.trouble ? usage : this.#logOut(browser, page);
  }

  /** Logs out where that can be done, and in again. */
  async #logOut(browser: UserAgent, page: URL | undefined): Promise<Usage> {
    if (this.#program.paths.logout === undefined) return {};
    const logout = await this.#ask(browser, 'logout', page);
    const failed = failureOf(logout);
    if (failed) return { trouble: failed, detail: `logout ${describe(logout)}` };
    const check = await this.#ask(browser, 'me', page);
    const detail = `logout ${describe(logout)}; me ${describe(check)}`;
    if (userOf(check) === 'ann') return { trouble: 'still-in', detail };
    const { name } = this.#program.intent[this.#environment];
    if (this.#program.plan.logout === 'clear' && (check.sent ?? '').split('; ').some((pair) => pair.startsWith(`${name}=`))) return { trouble: 'kept', detail };
    const again = [await this.#ask(browser, 'login', page), await this.#ask(browser, 'me', page)];
    return again.some((exchange) => failureOf(exchange)) || userOf(again.at(-1) ?? check) !== 'ann' ? { trouble: 'lost', detail: `after the logout: ${again.map(describe).join('; ')}` } : {};
  }

  /** A login and two requests after it: some faults show at every second one. */
  async logIn(page: URL | undefined, given?: UserAgent): Promise<Usage & { login?: Exchange }> {
    const browser = given ?? await this.#manner.open();
    const login = await this.#ask(browser, 'login', page);
    for (let times = 0; times < 2; times += 1) {
      const check = login.outcome === 'hang' ? undefined : await this.#ask(browser, 'me', page);
      const verdict = verdictOf({ login, ...(check ? { check } : {}), alive: this.#manner.crash() === undefined });
      if (verdict !== 'healthy') return { trouble: verdict, detail: this.#manner.crash() ?? `login ${describe(login)}; me ${check ? describe(check) : 'not asked'}` };
    }
    return { login };
  }

  /** Pages of sites that nobody has heard of ask for the data of a user who is logged in. */
  async comeAsStranger(): Promise<Usage> {
    const scene = this.#program.scenes[this.#environment];
    const browser = await (this.#manner.openLenient ?? this.#manner.open)();
    const [page] = scene.pages;
    await this.#ask(browser, 'login', page === undefined ? undefined : new URL(page));
    for (const stranger of strangersTo(scene)) {
      const exchange = await this.#ask(browser, 'me', new URL(stranger), 'strangely');
      if (exchange.outcome === 'read' && userOf(exchange) === 'ann') return { trouble: 'stranger', detail: `${stranger} ${describe(exchange)}` };
    }
    return {};
  }

  /** Someone who has read the code takes every text in it for the key of cookie-session; a developer's machine he can't reach. */
  async comeAsForger(): Promise<Usage> {
    const { plan, files, scenes, paths, intent } = this.#program;
    const { send } = this.#manner;
    const { name } = intent[this.#environment];
    if (!send || plan.library !== 'cookie-session' || this.#environment !== 'production' || name === '') return {};
    const url = new URL(paths.me, scenes.production.server);
    for (const key of textsIn(files)) {
      const cookie = forgedCookie(name, { user: 'ann', account: { name: 'ann' } }, key);
      const { body } = await send({ method: 'GET', url, headers: [['Host', url.host], ['Cookie', cookie]] });
      if (userOf({ body }) === 'ann') return { trouble: 'forged', detail: 'signed with a text of the code' };
    }
    return {};
  }

  /** Someone who does not log in. */
  async lookAround(page: URL | undefined): Promise<Usage> {
    const exchange = await this.#ask(await this.#manner.open(), 'me', page);
    if (exchange.outcome === 'hang') return { trouble: 'hang', detail: describe(exchange) };
    if (exchange.outcome !== 'read') return { trouble: 'unreadable', detail: describe(exchange) };
    const { quiet, name } = this.#program.intent[this.#environment];
    return quiet && name !== '' && exchange.setCookies.some((line) => line.startsWith(`${name}=`)) ? { trouble: 'cookie-for-all', detail: describe(exchange) } : {};
  }

  #compare({ setCookies, stored }: Exchange): Usage {
    const set = setCookies.filter((line) => !/; Expires=Thu, 01 Jan 1970/i.test(line));
    const dropped = set.find((line) => !stored.includes(line.slice(0, line.indexOf('='))));
    if (dropped !== undefined) return { trouble: 'cookie-dropped', detail: dropped };
    const { name, carries, lacks } = this.#program.intent[this.#environment];
    if (name === '') return {};
    const line = set.find((each) => each.startsWith(`${name}=`));
    if (line === undefined) return { trouble: 'ignored-option', detail: `no cookie named ${name}: ${setCookies.join(' | ')}` };
    const parts = new Set(line.toLowerCase().split(';').map((part) => part.trim()));
    const wrong = [...carries].filter((part) => !parts.has(part)).concat([...lacks].filter((part) => parts.has(part)));
    return wrong.length > 0 ? { trouble: 'ignored-option', detail: `${wrong.join(', ')} in ${line}` } : {};
  }

  /** One call, made as the pages' own code makes it where that is there; strangers have code of their own. */
  async #ask(browser: UserAgent, what: 'login' | 'me' | 'logout', page: URL | undefined, how?: 'strangely'): Promise<Exchange> {
    const { scenes, paths, asking } = this.#program;
    const asked = page && how === undefined ? await askedByPage(this.#program, this.#environment, what) : undefined;
    const method = { login: asking.loginMethod, me: 'GET', logout: 'POST' }[what];
    return browser.request({ ...(asked ?? { method, url: new URL(paths[what] ?? '/', scenes[this.#environment].server) }), ...(page ? { page } : {}) });
  }
}

/** The texts in code that are long enough for a key. */
function textsIn(files: Program['files']): ReadonlySet<string> {
  const code = Object.entries(files).filter(([path]) => /\.[jt]s$/.test(path)).map(([, text]) => text).join('\n');
  return new Set([...code.matchAll(/'([^'\\\n]*)'/g)].map(([, text = '']) => text).filter((text) => text.length >= 8));
}

function describe({ outcome, why, status, setCookies, stored, sent, body }: Exchange): string {
  return JSON.stringify({ outcome, why, status, setCookies, stored, sent, body: body?.slice(0, 200) });
}

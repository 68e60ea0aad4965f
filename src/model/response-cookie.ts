import { keptFor } from '../source/kept.ts';
import { onOnePath } from './acts.ts';
import { certainText, isCertainly } from './certain.ts';
import { isOwnMachine } from './cookie-domain.ts';
import { cookieAttribute, cookieNames, optionOf } from './cookie.ts';
import { actsThat } from './doing.ts';
import { lanesOf, passesOn } from './lane.ts';
import { knowsPartitioned } from './session-options.ts';
import type { Act, Handler, SessionSetup, World } from './types.ts';
import type { Options, Value } from './value.ts';

/** A cookie that a handler sets or clears by `res.cookie` or `res.clearCookie`. */
export interface ResponseCookie {
  readonly handler: Handler;
  readonly act: Act;
  readonly name: string;
}

/** The cookies that handlers of a world set or clear, those whose name is certain. */
export function responseCookies(world: World, does: 'set-cookie' | 'clear-cookie'): readonly ResponseCookie[] {
  return actsThat(world, does).flatMap(({ handler, act }) => {
    const name = act.when !== false && act.arguments[0] ? certainText(act.arguments[0], act.when) : undefined;
    return name === undefined ? [] : [{ handler, act, name }];
  });
}

const ENDS: ReadonlySet<string> = new Set(['destroy-session', 'log-out', 'replace-session']);

/** Whether a handler ends the session on the way of one of its acts. */
export function endsSession(handler: Handler, act: Act): boolean {
  return handler.acts.some((one) => ENDS.has(one.does) && onOnePath(one, act));
}

/** The name a session cookie has on every path; `undefined` where it may have another or can't be seen. */
export function certainCookieName(session: SessionSetup): string | undefined {
  const [first, ...others] = cookieNames(session);
  return others.every(({ name }) => name === first?.name) ? first?.name : undefined;
}

/** What a browser tells cookies of one name apart by, `Partitioned` among it. */
export interface CookieScope {
  readonly path: string;
  /** As written; absent for a cookie of the one host. */
  readonly domain?: string;
  /** There may be a domain, and which can't be seen: it comes from the environment. */
  readonly unseenDomain?: true;
  readonly partitioned: boolean;
}

/**
 * The scope of the session cookie on every path; `undefined` where its path or partition is not certain. Both libraries set `/`
 * where no path is given; one that is given as nothing leaves the attribute out, which is not worked out here.
 */
export function sessionScope(session: SessionSetup): CookieScope | undefined {
  const paths = cookieAttribute(session, 'path');
  const path = paths.every(({ option }) => !option) ? only(paths.map(({ value }) => (value.kind === 'known' ? '/' : undefined))) : only(paths.map(({ value }) => certainText(value)));
  const domain = only(cookieAttribute(session, 'domain').map(({ value }) => domainOf(value)));
  const asked = only(cookieAttribute(session, 'partitioned').map(({ value }) => (value.kind === 'known' ? Boolean(value.value) : undefined)));
  const partitioned = asked && knowsPartitioned(session);
  return path && partitioned !== undefined ? { path, partitioned, ...domainPart(domain) } : undefined;
}

/** The scope that `res.clearCookie` clears: `/` where no path is given (express lib/response.js). */
export function clearedScope({ act }: ResponseCookie): CookieScope | undefined {
  const options = clearOptions(act);
  if (options === undefined) return undefined;
  if (options === 'none') return { path: '/', partitioned: false };
  const path = optionOf(options, 'path');
  const domain = optionOf(options, 'domain');
  const partitioned = optionOf(options, 'partitioned');
  const isNothing = !path || isCertainly(path.value, (value) => value.kind === 'known' && (value.value === undefined || value.value === null), act.when);
  const text = isNothing ? '/' : certainText(path.value, act.when);
  const host = domain ? domainOf(domain.value) : '';
  const part = partitioned ? truth(partitioned.value) : false;
  return text && part !== undefined ? { path: text, partitioned: part, ...domainPart(host) } : undefined;
}

/** The options of a `res.clearCookie` call, `none` where it has none; `undefined` where they are not all seen. */
export function clearOptions({ arguments: [, given], when }: Act): Options | 'none' | undefined {
  if (!given || isCertainly(given, (value) => value.kind === 'known' && (value.value === undefined || value.value === null), when)) return 'none';
  return given.kind === 'object' && given.options.complete ? given.options : undefined;
}

/** Whether a browser takes what is cleared for the session cookie; also where that can't be seen. */
export function clearsCookieOf(session: SessionSetup, cleared: ResponseCookie): boolean {
  const [set, clears] = [sessionScope(session), clearedScope(cleared)];
  return !set || !clears || (set.path === clears.path && !differInDomain(set, clears) && set.partitioned === clears.partitioned);
}

/** Whether two cookies of one name are certainly of two domains. */
export function differInDomain(one: CookieScope, other: CookieScope): boolean {
  return !one.unseenDomain && !other.unseenDomain && plainDomain(one.domain) !== plainDomain(other.domain);
}

/** The cookies that are cleared for every request, by middlewares of the app that each one passes on its way to somewhere else. */
export const clearedForEveryone = keptFor((world: World): readonly ResponseCookie[] => {
  const everyone = new Set(lanesOf(world).flatMap((lane) => lane.steps.flatMap((step) => {
    const { handler } = step;
    const isForAll = step.method === 'use' && step.when === true && step.paths?.some(({ segments, rest }) => segments.length === 0 && rest === 'any');
    return handler?.kind === 'handler' && isForAll && passesOn(step) === 'always' ? [handler.id] : [];
  })));
  return responseCookies(world, 'clear-cookie').filter(({ act, handler }) => act.when === true && !act.later && everyone.has(handler.id));
});

/**
 * A domain as browsers compare it: without the leading dot, in lower case. That of the developer's own machine is none:
 * nothing is below it, so the cookie is kept as one of the host (Chromium net/cookies/cookie_util.cc `GetCookieDomainWithString`).
 */
function plainDomain(domain: string | undefined): string | undefined {
  return domain === undefined || isOwnMachine(domain) ? undefined : domain.replace(/^\./, '').toLowerCase();
}

/** The text of a domain; empty where there is certainly none. */
function domainOf(value: Value): string | undefined {
  return isCertainly(value, (one) => one.kind === 'known' && !one.value) ? '' : certainText(value);
}

/** @param domain `''` for none, `undefined` for one that can't be seen */
function domainPart(domain: string | undefined): Pick<CookieScope, 'domain' | 'unseenDomain'> {
  if (domain === undefined) return { unseenDomain: true };
  return domain === '' ? {} : { domain };
}

function truth(value: Value): boolean | undefined {
  return value.kind === 'known' ? Boolean(value.value) : undefined;
}

function only<T>(values: readonly T[]): T | undefined {
  const [first] = values;
  return values.every((value) => value === first) ? first : undefined;
}

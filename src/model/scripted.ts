import { optionOf } from './cookie.ts';
import { stepsBeside, stepsOf } from './doing.ts';
import { keptForSteps, passesOn, seen, whatRanBefore, type Lane, type Step } from './lane.ts';
import { usesSession } from './needs.ts';
import type { Middleware } from './types.ts';

/** Answers that a tab is sent to; CORS and its credentials are for what a script reads. */
export const PAGES: ReadonlySet<string> = new Set(['redirect', 'render', 'sendFile', 'sendfile', 'download']);

/**
 * Whether a route answers scripts with the help of the session: it answers with more than pages, and its own handlers
 * use the session or a check before it does. A login that only redirects is no such route: tabs go there, but where its
 * method is one that no tab sends.
 */
export function servesScripts(lane: Lane, route: Step): boolean {
  if (route.method === 'use') return false;
  const own = stepsBeside(lane, route);
  if (isForTabs(own)) return false;
  return (own.some((step) => answersData(step)) || isBeyondTabs(lane, route)) && (own.some((step) => byHandler(lane, step)) || isChecked(lane, route));
}

/** The routes behind a cors step that serve scripts with a session that has run before them. */
export function scriptedBehind(lane: Lane, cors: Step): readonly Step[] {
  return lane.steps.slice(cors.index + 1).filter((step) => {
    const sees = seen(cors, step);
    if (sees === 'none' || sees === 'unknown' || !servesScripts(lane, step)) return false;
    return stepsOf(lane, 'session').some((one) => one.index < step.index && seen(one, step) !== 'none');
  });
}

/** Whether a route is a login that leads to another page, whether it succeeds or fails: a tab comes there, by a form or from a provider. */
function isForTabs(own: readonly Step[]): boolean {
  const login = own.find(({ middleware }) => sendsAwayWhoFails(middleware));
  return login !== undefined && !own.some((step) => step.index > login.index && answersData(step));
}

function sendsAwayWhoFails(middleware: Middleware): boolean {
  const options = middleware.kind === 'known' && middleware.name === 'passport.authenticate' ? middleware.arguments[1] : undefined;
  return options?.kind === 'object' && optionOf(options.options, 'failureRedirect') !== undefined;
}

/** Links and forms send GET and POST alone (HTML, form submission). */
const NOT_FROM_TABS: ReadonlySet<string> = new Set(['put', 'patch', 'delete']);

/** Whether no tab comes to a route: by its method, where nothing before it makes that of a form another. */
function isBeyondTabs(lane: Lane, route: Step): boolean {
  return NOT_FROM_TABS.has(route.method)
    && whatRanBefore(lane, route).every(({ step: { middleware } }) => middleware.kind !== 'unknown' && !(middleware.kind === 'known' && middleware.module === 'method-override'));
}

function byHandler(lane: Lane, step: Step): boolean {
  return step.middleware.kind === 'handler' && usesSession(lane, step);
}

function answersData(step: Step): boolean {
  return step.handler?.acts.some((act) => act.does === 'answer' && act.when !== false && !PAGES.has(act.name ?? '')) ?? false;
}

/** Whether a middleware before a route asks the session and may refuse the request. */
function isChecked(lane: Lane, route: Step): boolean {
  return whatRanBefore(lane, route, checks(lane)).some(({ sees }) => sees === 'all');
}

const checks = keptForSteps((lane: Lane): readonly Step[] => lane.steps.filter((step) => step.method === 'use' && byHandler(lane, step) && passesOn(step) !== 'always'));

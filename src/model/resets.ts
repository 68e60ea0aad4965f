import { compatible, implies, when } from '../link/guard.ts';
import type { Place } from '../source/place.ts';
import { onOnePath, turnsOf } from './acts.ts';
import { certainText, isCertainly, truthOf } from './certain.ts';
import { cookieNames, optionOf } from './cookie.ts';
import { stepsThat } from './doing.ts';
import { passesOn, whatRanBefore, type Lane, type Step } from './lane.ts';
import { sessionBefore } from './needs.ts';
import { coverage, EVERY_PATH } from './path.ts';
import type { Act, ActKind, Handler, SessionSetup } from './types.ts';

/** A session that is ended or let go of where nobody means it to. */
export interface Reset {
  readonly step: Step;
  readonly at: Place;
  /**
   * `request`: for every request that gets to a middleware. `error`: for every error. `kept`: `req.session = null` with
   * express-session, which leaves the session in the store. `object`: `req.session = {}`, which express-session can't save.
   */
  readonly kind: 'request' | 'error' | 'kept' | 'object';
  /** As code: `req.session.destroy()`. */
  readonly call: string;
  readonly session: SessionSetup;
}

/** Acts that end the session of a request, with the name that one must have. */
const ENDS: Partial<Record<ActKind, { readonly call: string; readonly name?: string }>> = {
  'destroy-session': { call: 'req.session.destroy()' }, 'regenerate-session': { call: 'req.session.regenerate()' }, 'replace-session': { call: 'req.session = …' },
  'call-store': { call: 'req.sessionStore.clear()', name: 'clear' },
};
/** Acts beside which a session that is let go of may well be gone from the store. */
const ENDS_OTHERWISE: ReadonlySet<ActKind> = new Set(['destroy-session', 'regenerate-session', 'call-store', 'log-out', 'save-session', 'make-session', 'run-middleware', 'call-session']);

/** The resets on a lane, in order, each place once. */
export function resetsOn(lane: Lane): readonly Reset[] {
  const found = new Map<string, Reset>();
  for (const step of stepsThat(lane, 'destroy-session', 'regenerate-session', 'replace-session', 'call-store')) {
    const { handler } = step;
    const session = handler && sessionBefore(lane, step);
    for (const act of session ? handler.acts : []) {
      const kind = session && kindOf(lane, step, handler, act, session);
      const key = `${act.at.file}:${act.at.start}`;
      if (session && kind && !found.has(key)) found.set(key, { step, at: act.at, kind, call: callOf(act), session });
    }
  }
  return [...found.values()];
}

function kindOf(lane: Lane, step: Step, handler: Handler, act: Act, session: SessionSetup): Reset['kind'] | undefined {
  const ends = ENDS[act.does];
  if (act.when === false || !ends || (ends.name !== undefined && ends.name !== act.name)) return undefined;
  const replaced = act.does === 'replace-session' ? replacement(act) : undefined;
  if (act.does === 'replace-session') {
    if (!replaced || isReplacedAgain(handler, act)) return undefined;
    if (session.library === 'express-session') return replaced === 'object' ? (compatible(when('req.session'), act.when) ? 'object' : undefined) : isKept(handler, act, session) ? 'kept' : undefined;
  }
  if (!isCertain(handler, act) || isFilledAgain(handler, act)) return undefined;
  if (handler.kind === 'error') return act.does === 'regenerate-session' ? undefined : 'error';
  return step.chain.every(({ method }) => method === 'use') && coverage(step.paths, EVERY_PATH) === 'all' && !isCutOff(lane, step) ? 'request' : undefined;
}

/** What `req.session = …` puts there, where that is certain. */
function replacement(act: Act): 'nothing' | 'object' | undefined {
  const [value] = act.arguments;
  if (!value) return undefined;
  if (isCertainly(value, (one) => one.kind === 'known' && (one.value === null || one.value === undefined), act.when)) return 'nothing';
  return isCertainly(value, (one) => one.kind === 'object' && one.options.literal !== undefined, act.when) ? 'object' : undefined;
}

function isReplacedAgain(handler: Handler, act: Act): boolean {
  return handler.acts.some((other) => other.does === 'replace-session' && other !== act && onOnePath(other, act));
}

/** `unset: 'keep'`, the default, leaves a session in the store that the request has let go of (express-session 1.19.0 index.js `shouldDestroy`). */
function isKept(handler: Handler, act: Act, session: SessionSetup): boolean {
  const unset = optionOf(session.options, 'unset');
  const keeps = unset ? isCertainly(unset.value, (value) => truthOf(value) === false || (value.kind === 'known' && value.value === 'keep'), session.when) : session.options.complete;
  return keeps && handler.unknown.length === 0 && !handler.acts.some((other) => (ENDS_OTHERWISE.has(other.does) || mayClear(other, session)) && onOnePath(other, act));
}

/** Whether the browser may lose the session's cookie with an act: the next request comes without the session then. */
export function mayClear({ does, arguments: [given], when: condition }: Act, session: SessionSetup): boolean {
  if (does !== 'clear-cookie') return false;
  const cleared = given && certainText(given, condition);
  return cleared === undefined || cookieNames(session).some(({ name }) => name === undefined || name === cleared);
}

/** Whether an act comes about whenever the handler runs. */
function isCertain(handler: Handler, act: Act): boolean {
  return implies(when('req.session'), act.when) && turnsOf(handler, act).every(({ by }) => by === 'await');
}

/** What the session held is put into the new one: its id alone changes. */
function isFilledAgain(handler: Handler, act: Act): boolean {
  return handler.unknown.length > 0 || handler.acts.some((other) => other.id > act.id && (other.does === 'write-session' || other.does === 'log-in'));
}

/** Whether something before it answers every request. */
function isCutOff(lane: Lane, step: Step): boolean {
  return whatRanBefore(lane, step).some(({ step: earlier, sees }) => sees === 'all' && passesOn(earlier) === 'never');
}

function callOf(act: Act): string {
  if (act.does !== 'replace-session') return ENDS[act.does]?.call ?? '';
  return replacement(act) === 'object' ? 'req.session = {…}' : 'req.session = null';
}

import { corsOf, handHeaders } from './cors.ts';
import { stepsBeside } from './doing.ts';
import { passesOn, whatRanBefore, type Lane, type Step } from './lane.ts';
import { usesOf, changesSession, sessionsBefore, type Need } from './needs.ts';
import type { ActKind } from './types.ts';

/**
 * Whether a route certainly uses the session, by its own code or a check before it that may refuse the request, and a
 * session has run by then. A login counts where something else reads what it leaves in the session: where tokens stand
 * for the user, nothing does.
 */
export function usesSessionFor(lane: Lane, route: Step): boolean {
  const uses = usesOf(lane);
  const own = stepsBeside(lane, route).filter((step) => uses.some((use) => use.step === step) || step.handler?.acts.some(changesSession) === true);
  const users = own.length > 0 ? own : uses.filter((use) => isCheckBefore(lane, use, route)).map(({ step }) => step);
  const reads = uses.some((use) => (users.includes(use.step) || use.step.registration !== route.registration) && readsSession(use));
  return reads && users.some((user) => sessionsBefore(lane, user).some(({ step: { middleware }, sees }) => middleware.kind === 'session' && sees === 'all'));
}

function isCheckBefore(lane: Lane, { step, by }: Need, route: Step): boolean {
  return by === 'handler' && step.method === 'use' && step.index < route.index && passesOn(step) !== 'always' && whatRanBefore(lane, route, [step]).some(({ sees }) => sees === 'all');
}

/** What rests on something that an earlier request left in the session. */
const READS: ReadonlySet<ActKind> = new Set(['read-session', 'destroy-session', 'read-user', 'check-login', 'log-out']);

function readsSession({ step, by }: Need): boolean {
  return by === 'handler' && (step.handler?.acts.some(({ does, when }) => READS.has(does) && when !== false) ?? false);
}

/** Whether an answer of a route carries CORS headers: pages of other origins are meant to call it. */
export function isOpenToOthers(lane: Lane, route: Step): boolean {
  const brings = (step: Step): boolean => corsOf(lane, step) !== undefined || handHeaders(step).some(({ name }) => name === 'access-control-allow-origin');
  return whatRanBefore(lane, route).some(({ step }) => brings(step)) || stepsBeside(lane, route).some(brings);
}

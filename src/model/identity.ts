import { possibilities, truthOf } from './certain.ts';
import { stepsThat } from './doing.ts';
import { keptForSteps, type Lane, type Step } from './lane.ts';
import { loginsOf } from './passport.ts';
import type { Act } from './types.ts';

/** Names under which a session keeps who is logged in. */
const IDENTITY = /^_?(?:(?:current|logged[-_]?in|auth|session|login)[-_]?)?(?:user|account|member|customer|admin|employee|student|client|owner)(?:[-_]?(?:id|name|email|data|info))?$|^(?:uid|username|email|profile|is[-_]?(?:auth|authed|authenticated|logged|logged[-_]?in|login|admin)|logged[-_]?in|authenticated|auth|login)$/i;

/** Whether an act puts the identity of a user into the session. */
export function logsIdentityIn({ does, name, way, when, arguments: [value] }: Act): boolean {
  if (does !== 'write-session' || way !== 'whole' || name === undefined || when === false || !IDENTITY.test(name)) return false;
  return value !== undefined && possibilities(value, when).some((one) => truthOf(one.value) !== false);
}

/** Whether an act takes the identity of a user, or all that it holds, out of the session. */
export function endsIdentity({ does, name, way, when, arguments: [value] }: Act): boolean {
  if (when === false) return false;
  if (ENDS.has(does)) return true;
  if (does !== 'write-session') return false;
  return way === 'delete' || name === undefined || (value !== undefined && possibilities(value, when).some((one) => truthOf(one.value) !== true));
}

/** `run-middleware` and `call-session`: what they do is not looked into. */
const ENDS: ReadonlySet<Act['does']> = new Set(['destroy-session', 'regenerate-session', 'replace-session', 'log-out', 'run-middleware', 'call-session']);

/** Whether somebody who uses a lane gets an identity in the session. */
export function keepsIdentities(lane: Lane): boolean {
  return loginsOf(lane).length > 0 || stepsThat(lane, 'write-session').some((step) => step.handler?.acts.some(logsIdentityIn) === true);
}

const LOGOUT = /^(?:log|sign)[-_]?(?:out|off)$/i;
const LOGOUT_NAME = /^(?:handle|do|post|get|user|auth)?_?(?:log|sign)_?(?:out|off)_?(?:user|admin|handler|controller|post|get|action)?$/i;
const LOGIN = /^(?:do|post|user|admin)?[-_]?(?:log|sign)[-_]?(?:in|on|up)(?:[-_]?action)?$|^(?:auth|authenticate|register|registration|callback|sessions?|verify[-_]?(?:otp|code|login|2fa)?)$/i;
const LOGIN_NAME = /^(?:handle|do|post|user|auth)?_?(?:(?:log|sign)_?(?:in|on|up)|authenticate|register)_?(?:user|admin|customer|handler|controller|post|action|callback)?$/i;

/** The routes of a lane that are there to log out, by their path or their handler's name. */
export const logoutsOf = keptForSteps(({ steps }: Lane): readonly Step[] => steps.filter((step) => isRouteOf(step, LOGOUT, LOGOUT_NAME)));

/** The routes of a lane that are there to log in, by their path or their handler's name. */
export const loginRoutesOf = keptForSteps((lane: Lane): readonly Step[] => lane.steps.filter((step) => isRouteOf(step, LOGIN, LOGIN_NAME) && !logoutsOf(lane).includes(step)));

function isRouteOf(step: Step, last: RegExp, name: RegExp): boolean {
  if (step.method === 'use') return false;
  const { handler } = step;
  return step.paths?.some(({ segments }) => last.test(segments.findLast(({ is }) => is === 'text')?.written ?? '')) === true
    || (handler?.name !== undefined && name.test(handler.name));
}

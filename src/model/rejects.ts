import type { Guard } from '../link/guard.ts';
import type { Step } from './lane.ts';

/**
 * Whether a middleware of the app certainly refuses a preflight: an `OPTIONS` request without cookies, whose session
 * is new and empty. It answers or fails on every path that such a request can take, and none of them goes on.
 */
export function rejectsPreflight(step: Step): boolean {
  const { handler } = step;
  if (!handler || handler.kind === 'error' || handler.unknown.length > 0) return false;
  const acts = handler.acts.map((act) => ({ does: act.does, holds: holdsForPreflight(act.when) }));
  return acts.some(({ does, holds }) => (does === 'answer' || does === 'fail') && holds === true)
    && acts.every(({ does, holds }) => holds === false || (does !== 'next' && does !== 'run-middleware'))
    && handler.acts.some(({ does }) => does === 'read-session' || does === 'read-user' || does === 'check-login');
}

/** Whether a condition holds for a preflight; `undefined` where it rests on something else. */
export function holdsForPreflight(guard: Guard): boolean | undefined {
  return holds(guard, (symbol) => answerOfMethod(symbol) ?? answerOfNobody(symbol));
}

/** Whether a condition holds for somebody who comes for the first time: without cookies, and with a new session; `undefined` where it rests on something else. */
export function holdsForVisitor(guard: Guard): boolean | undefined {
  return holds(guard, (symbol) => (/^req\.(signedC|c)ookies\.[\w.]+$/.test(symbol) ? false : answerOfNobody(symbol)));
}

function holds(guard: Guard, answerOf: (symbol: string) => boolean | undefined): boolean | undefined {
  if (typeof guard === 'boolean') return guard;
  const answer = answerOf(guard.symbol);
  if (answer !== undefined) return holds(answer ? guard.then : guard.else, answerOf);
  const [yes, no] = [holds(guard.then, answerOf), holds(guard.else, answerOf)];
  return yes === no ? yes : undefined;
}

/** What a preflight answers to a question for its method; the symbols are the link floor's: what is asked, in the code's words. */
function answerOfMethod(symbol: string): boolean | undefined {
  if (/^(req\.method === "OPTIONS"|"OPTIONS" === req\.method)$/.test(symbol)) return true;
  return /^(req\.method === "[A-Z]+"|"[A-Z]+" === req\.method)$/.test(symbol) ? false : undefined;
}

/** What a request without cookies answers to one question. */
function answerOfNobody(symbol: string): boolean | undefined {
  if (symbol === 'req.session') return true;
  // A property of an empty session, a user or a login: none, and equal to nothing that is.
  return /^(req\.session\.[\w.]+|req\.user(\.[\w.]+)?|req\.isAuthenticated\(\))( === (?!undefined|null).+)?$/.test(symbol) ? false : undefined;
}

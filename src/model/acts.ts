import { and, compatible, cutOff, given, implies, not, symbolsOf, when, type Guard, type GuardNode } from '../link/guard.ts';
import { keptFor } from '../source/kept.ts';
import { isFailure } from './certain.ts';
import type { Act, Handler, Turn } from './types.ts';

/**
 * Whether one act of a handler certainly comes before another, where both happen.
 *
 * What stands in one turn comes in the order of the code. A turn comes after those that it has waited for; where it may
 * run at once, inside the call it was given to, the order of the code decides as long as the two agree.
 */
export function isBefore(handler: Handler, first: Act, second: Act): boolean {
  if (first.turn === second.turn) return first.id < second.id;
  const turn = turnOf(handler, second.turn);
  if (!turn || (first.turn !== 0 && !turn.after.includes(first.turn))) return false;
  const between = [...turn.after, turn.id].filter((id) => id > first.turn);
  return between.some((id) => turnOf(handler, id)?.atOnce === false) || first.id < second.id;
}

/**
 * Whether two acts can happen in one request. Conditions that were not followed may hide that they can't: where one of
 * them has such conditions and the other does not, that is known only if the other happens in any case. What else is
 * asked for beside them was asked later: an early `return` on the same may be among them.
 */
export function onOnePath(first: Act, second: Act): boolean {
  if (!compatible(first.when, second.when)) return false;
  const [one, other] = [cutOff(first.when), cutOff(second.when)];
  if (one.size === 0 && other.size === 0) return true;
  const within = (inner: ReadonlySet<string>, outer: ReadonlySet<string>): boolean => [...inner].every((symbol) => outer.has(symbol));
  if (within(one, other)) return within(other, one) || isFor(first, one, second);
  return within(other, one) && isFor(second, other, first);
}

/** Whether an act happens wherever another with further conditions that were not followed does. */
function isFor(act: Act, unfollowed: ReadonlySet<string>, other: Act): boolean {
  return unfollowed.size === 0 ? act.when === true : implies(other.when, act.when);
}

/** Whether an act happens wherever another does, as far as the conditions say and as long as nothing fails. */
export function happensWith(act: Act, other: Act): boolean {
  return implies(withoutFailures(other.when), withoutFailures(act.when));
}

/** A condition where nothing fails; as it is where it asks for a failure. */
function withoutFailures(guard: Guard): Guard {
  return typeof guard === 'boolean' ? guard : usual(guard);
}

const usual = keptFor((guard: GuardNode): Guard => {
  const well = symbolsOf(guard).filter(isFailure).reduce<Guard>((left, symbol) => and(left, not(when(symbol))), true);
  return and(guard, well) === false ? guard : given(guard, well);
});

/** Whether an act happens only after something went wrong (in a `catch`, after a rejection) that the other does not know of. */
export function isAfterFailure(act: Act, other: Act): boolean {
  const known = new Set(symbolsOf(other.when));
  return withoutFailures(act.when) === act.when && symbolsOf(act.when).some((symbol) => isFailure(symbol) && !known.has(symbol));
}

/** Whether an act runs in the callback of a call, or in what the callback sets up. */
export function isInCallbackOf(handler: Handler, act: Act, call: Act): boolean {
  return turnsOf(handler, act).some(({ of }) => of === call.id);
}

/** The turns that lead to an act, its own first: each was set up in the next. */
export function turnsOf(handler: Handler, act: Act): readonly Turn[] {
  const found: Turn[] = [];
  for (let turn = turnOf(handler, act.turn); turn && !found.includes(turn); turn = turnOf(handler, turn.from)) found.push(turn);
  return found;
}

/**
 * Whether an act has waited for a call to call back: it stands in the callback, or after an `await` or a `then` of a
 * promise that the callback settles.
 */
export function hasWaitedFor(handler: Handler, act: Act, call: Act): boolean {
  const turn = turnOf(handler, act.turn);
  return turn !== undefined && [...turn.after, turn.id].some((id) => turnOf(handler, id)?.of === call.id);
}

/** Whether the request or its session went to code that is not followed, at a time when it may have done something between two acts. */
export function isHiddenBetween(handler: Handler, first: Act, second: Act): boolean {
  return handler.unknown.some(({ before }) => before > first.id && before <= second.id);
}

/** `then` of `req.session.save().then(…)`: what such a call gives back is the session, of which that is read. */
export function chainOf({ acts }: Handler, call: Act): string | undefined {
  return acts.find(({ does, name, at }) => does === 'read-session' && name !== undefined && CHAINS.has(name) && at.file === call.at.file && at.start === call.at.start && at.end > call.at.end)?.name;
}

const CHAINS: ReadonlySet<string> = new Set(['then', 'catch', 'finally']);

function turnOf(handler: Handler, id: number): Turn | undefined {
  return handler.turns.find((turn) => turn.id === id);
}

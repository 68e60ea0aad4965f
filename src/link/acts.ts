import type { FunctionFacts } from '../facts/ir.ts';
import { boundNames, walk } from '../facts/walk.ts';
import type { Place } from '../source/place.ts';
import type { RequestSessionEntity, StatementSite } from './entity.ts';
import type { Argument } from './frame.ts';
import { implies, type Guard } from './guard.ts';
import type { Run } from './run.ts';
import { alternatives, NOWHERE, type FunctionValue, type ObjectValue, type Single, type Value } from './value.ts';

/** What a handler does, by the words of the model (`ActKind`). */
export type ActName =
  | 'read-session' | 'write-session' | 'replace-session' | 'save-session' | 'regenerate-session'
  | 'destroy-session' | 'reload-session' | 'touch-session'
  | 'read-user' | 'write-user' | 'check-login' | 'log-in' | 'log-out' | 'flash' | 'csrf-token'
  | 'read-origin' | 'set-header' | 'set-cookie' | 'clear-cookie' | 'answer' | 'next' | 'fail'
  | 'make-session' | 'run-middleware' | 'call-session' | 'call-store' | 'call-held';

/** The callback that a call is given. */
export interface CallbackEvent {
  readonly at: Place;
  readonly error: 'used' | 'handed-on' | 'ignored' | 'unknown';
}

/** What an answer is made of, as far as it was noted before it. */
interface Noted { readonly argument: Argument; readonly when: Guard }

export interface ActEvent {
  readonly does: ActName;
  readonly at: Place;
  readonly when: Guard;
  readonly name: string | undefined;
  readonly arguments: readonly Argument[];
  readonly guarded: boolean;
  /** The turn it is part of; 0 for the handler's own beginning. */
  readonly turn: number;
  /** The calls of the project's functions that lead to it, the outermost first. */
  readonly through: readonly Place[];
  /** The function it stands in, where that is one of the project. */
  readonly inside: FunctionValue | undefined;
  readonly site: StatementSite | undefined;
  readonly way: 'whole' | 'part' | 'delete' | undefined;
  /** Of a part that is written right below its key: its name. */
  readonly member: string | undefined;
  readonly callback: CallbackEvent | undefined;
  awaited: true | undefined;
  readonly status: Argument | undefined;
  readonly target: Argument | undefined;
  /** The act that left the request without the session, or with another one, before `req.session` was read for this. */
  readonly after: number | undefined;
  /** The act that replaced the session which this one is about: it was kept from before. */
  readonly stale: number | undefined;
  /** What the request and `next` are called here. */
  readonly names: { readonly request?: string; readonly next?: string } | undefined;
  /** Of a method of what the session holds: the way to it (`req.session.cart.total`). */
  readonly method: string | undefined;
  /** The middleware that is run by hand. */
  readonly callee: Value | undefined;
}

/** A stretch of a handler that runs without interruption. */
export interface TurnEvent {
  readonly id: number;
  readonly by: 'await' | 'then' | 'rejected' | 'callback' | 'timer' | 'event';
  /** The call whose callback it is, or what is awaited. */
  readonly at: Place;
  /** The turn in which it was set up. */
  readonly from: number;
  /** The act whose callback it is, by its position. */
  readonly of?: number;
  /** What must have come about before it, by number. */
  readonly after: readonly number[];
  /** Whether what calls it may do so at once. */
  readonly atOnce: boolean;
}

/** How a turn comes about. */
export type TurnCause = Pick<TurnEvent, 'by' | 'at' | 'of' | 'atOnce'>;

/** An act that changes which session the request has, once its turn has begun: a `destroy` at once, `regenerate` and `reload` with their callback. */
export interface Epoch {
  readonly act: number;
  readonly turn: number;
  readonly when: Guard;
  readonly session: ObjectValue;
}

/** What is noted while a handler is summarised. */
export interface HandlerLog {
  /** The `Origin` header that the request is tried with; without it, any. */
  readonly origin: string | undefined;
  readonly at: Place;
  readonly acts: ActEvent[];
  readonly turns: TurnEvent[];
  readonly unknown: { readonly at: Place; readonly reason: string; readonly turn: number; readonly before: number }[];
  /** Ids up to this one were given before; ids from `until` on, afterwards. */
  readonly since: number;
  until: number;
  /** What the handler reads of what was there before, by what it is a part of, until it writes to that itself. */
  readonly read: Map<object, Set<string | undefined>>;
  /** What was there before that the handler writes to. */
  readonly written: Set<object>;
  /** Whether it is known what handlers change. */
  readonly second: boolean;
  readonly request: ObjectValue;
  readonly response: ObjectValue;
  readonly next: ObjectValue;
  readonly session: ObjectValue;
  /** The acts that change which session the request has, in order. */
  readonly epochs: Epoch[];
  /** The last status and `Location` that were set on the answer. */
  status: Noted | undefined;
  location: Noted | undefined;
}

/** What an act is told by beside what it does and where. */
type Details = Partial<Pick<ActEvent, 'name' | 'method' | 'arguments' | 'guarded' | 'callee' | 'way' | 'member' | 'callback' | 'status' | 'target' | 'after' | 'stale'>>;

/** Notes one act of the handler that is being summarised. Returns its position among the acts; `undefined` outside handlers. */
export function act(run: Run, does: ActName, at: Place, more: Details = {}): number | undefined {
  const { handler } = run;
  if (!handler) return undefined;
  // Written out, as each turn is: there are very many acts.
  return handler.acts.push({
    does, at, when: run.guard, name: more.name, arguments: more.arguments ?? [],
    guarded: more.guarded ?? (run.optionalChain > 0 || isGuarded(run.guard)), turn: presentTurn(run), through: callsHere(run),
    inside: run.stack.at(-1), site: run.frame.site, way: more.way, member: more.member, callback: more.callback, awaited: undefined,
    status: more.status, target: more.target, after: more.after, stale: more.stale, names: NAMING.has(does) ? namesHere(run, handler) : undefined,
    method: more.method, callee: more.callee,
  }) - 1;
}

/** Acts beside which a change may write code that names the request or `next`. */
const NAMING: ReadonlySet<ActName> = new Set(['answer', 'save-session', 'destroy-session', 'regenerate-session', 'reload-session', 'log-in', 'log-out']);

function namesHere({ frame: { scope } }: Run, handler: HandlerLog): NonNullable<ActEvent['names']> {
  // Where a name of the module means them, the handler has put them there.
  const inModule = handler.written.size > 0;
  const request = scope.nameOf(handler.request, inModule);
  const next = scope.nameOf(handler.next, inModule);
  return { ...(request === undefined ? {} : { request }), ...(next === undefined ? {} : { next }) };
}

/** The session that the request has now: the one it came with, or what `regenerate`, `reload` or `destroy` left. */
export function sessionNow(run: Run, { session, epochs }: HandlerLog): ObjectValue {
  const last = epochs.findLast(({ turn, when }) => (turn === 0 || run.waits.includes(turn)) && implies(run.guard, when));
  return last?.session ?? session;
}

/** Notes an act that changes which session the request has, from the beginning of a turn. */
export function noteEpoch(run: Run, act: number, turn: number): void {
  run.handler?.epochs.push({ act, turn, when: run.guard, session: run.entity({ kind: 'request-session', epoch: act }, NOWHERE) });
}

/** What an act on a session says of how old that session is. */
export function ageOf(run: Run, session: RequestSessionEntity): Pick<ActEvent, 'after' | 'stale'> {
  const now = run.handler && sessionNow(run, run.handler).entity;
  const present = now?.kind === 'request-session' ? now.epoch : undefined;
  return { after: session.epoch, stale: present === session.epoch ? undefined : present };
}

/** The calls that lead from the handler to here. A callback has no call in the code: it is called at its own place. */
function callsHere(run: Run): readonly Place[] {
  return run.calls.filter((at, depth) => depth > 0 && at !== run.stack[depth]?.at);
}

/** Notes that the answer is given, with the status and target that were set before where the call itself names none. */
export function actAnswer(run: Run, at: Place, name: string, given: readonly Argument[], more: Pick<Details, 'status' | 'target'> = {}): void {
  const { handler } = run;
  const status = more.status ?? notedHere(run, handler?.status);
  const target = more.target ?? notedHere(run, handler?.location);
  act(run, 'answer', at, { name, arguments: given, status, target });
}

function notedHere(run: Run, noted: Noted | undefined): Argument | undefined {
  return noted && implies(run.guard, noted.when) ? noted.argument : undefined;
}

/** Something was set on the answer for when it is given. */
export function noteForAnswer(run: Run, what: 'status' | 'location', argument: Argument | undefined): void {
  if (run.handler && argument) run.handler[what] = { argument, when: run.guard };
}

/** Something of the request went where it can't be followed: acts may be hidden there. */
export function hideAct(run: Run, at: Place, reason: string): void {
  run.handler?.unknown.push({ at, reason, turn: presentTurn(run), before: run.handler.acts.length });
}

/** Marks the session call whose result is awaited: the call at a place, else the last one since `from` where the value is the session that such calls give back. */
export function noteAwaited(run: Run, at: Place, from: number, value: Value): void {
  const { handler } = run;
  if (!handler) return;
  const isSession = value.t === 'object' && value.entity?.kind === 'request-session';
  const found = handler.acts.findLast((one, index) => index >= from && (samePlace(one.at, at) || (isSession && SESSION_CALLS.has(one.does))));
  if (found) found.awaited = true;
}

const SESSION_CALLS: ReadonlySet<ActName> = new Set(['save-session', 'regenerate-session', 'destroy-session', 'reload-session', 'touch-session']);

function samePlace(left: Place, right: Place): boolean {
  return left.start === right.start && left.end === right.end && left.file === right.file;
}

/** The number of the turn that is running: of all that has come about, the last. */
export function presentTurn(run: Run): number {
  return run.waits.at(-1) ?? 0;
}

/** Notes that a turn begins that has waited for `after`. */
export function noteTurn(run: Run, id: number, after: readonly number[], cause: TurnCause | undefined): void {
  const { handler } = run;
  if (!handler || !cause) return;
  const { by, at, of, atOnce } = cause;
  // Written out: V8 gives each copy that is spread here a shape of its own, and there are very many turns.
  const turn: TurnEvent = of === undefined ? { id, by, at, from: presentTurn(run), after, atOnce } : { id, by, at, from: presentTurn(run), of, after, atOnce };
  handler.turns.push(turn);
  const does = of === undefined ? undefined : handler.acts[of]?.does;
  if (of !== undefined && (does === 'regenerate-session' || does === 'reload-session')) noteEpoch(run, of, id);
}

/** Whether the present condition says that there is a session: then `req.session` is not missing here. It stands at the root of each guard. */
function isGuarded(guard: Guard): boolean {
  return typeof guard !== 'boolean' && guard.symbol === 'req.session' && guard.else === false;
}

/** The callback among the arguments of a call that takes one; `undefined` where none is given. */
export function callbackAmong(run: Run, given: readonly Argument[]): CallbackEvent | undefined {
  const found = given.findLast(({ value }) => alternatives(value).some(({ value: one }) => isCallable(one)));
  if (!found) return undefined;
  const uses = new Set(alternatives(found.value).map(({ value }) => errorUse(run, value)));
  const [first] = uses;
  const at = alternatives(found.value).map(({ value }) => value).find((one) => one.t === 'function')?.at ?? found.at;
  return { at, error: first !== undefined && uses.size === 1 ? first : 'unknown' };
}

function isCallable(value: Single): boolean {
  return value.t === 'function' || value.t === 'native' || value.t === 'unknown' || (value.t === 'object' && value.entity?.kind === 'next');
}

/** What becomes of the error that a callback is given first. */
function errorUse(run: Run, value: Single): CallbackEvent['error'] {
  if (value.t === 'native' || value.t === 'object') return 'handed-on';
  if (value.t !== 'function') return 'unknown';
  const { facts, bound = [] } = value;
  const parameter = facts.p[bound.length];
  if (!parameter) return names(run, value.file, facts, ['arguments']) ? 'used' : 'ignored';
  if (parameter.rest || parameter.t.k !== 'id') return 'used';
  return names(run, value.file, facts, [...boundNames(parameter.t), 'arguments']) ? 'used' : 'ignored';
}

/** Whether a function's body says one of some names, in a function inside it perhaps. */
function names(run: Run, file: string, made: FunctionFacts, wanted: readonly string[]): boolean {
  let found = false;
  walk(made.b, { expr: (expression) => {
    if (expression.k === 'id' && wanted.includes(expression.n)) found = true;
    return !found;
  } }, run.program.factsOf(file));
  return found;
}

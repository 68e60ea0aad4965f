import type { Guard } from '../link/guard.ts';
import type { Place } from '../source/place.ts';
import type { Statement, Stranger } from './types.ts';
import type { Value } from './value.ts';

/** What a function that Express calls with a request does, through the helpers it calls. */
export interface Handler {
  readonly id: number;
  readonly at: Place;
  readonly name?: string;
  /** `error` for four parameters. */
  readonly kind: 'handler' | 'error';
  /** Its parameters, by name where they are plain names, and what stands between its braces; absent where a framework calls it in its own way. */
  readonly written?: { readonly parameters: readonly { readonly name?: string; readonly at: Place }[]; readonly body: Place };
  /** In the order in which the code is run through: a callback stands where it is handed over. `src/model/acts.ts` says what comes first. */
  readonly acts: readonly Act[];
  /** The stretches that run without interruption, but for its own beginning (turn 0). */
  readonly turns: readonly Turn[];
  /** A stranger to whom it certainly sends the CORS headers that let credentialed calls through. */
  readonly stranger?: Stranger;
  /** Why something in it could not be followed, where that hid an act; empty where all was seen. `before` is the id of the act after it. */
  readonly unknown: readonly { readonly at: Place; readonly reason: string; readonly turn: number; readonly before: number }[];
}

/** A stretch of a handler that runs without interruption: what follows an `await`, a callback. */
export interface Turn {
  readonly id: number;
  /** `rejected`: the callback of `catch`. `callback`: of any call that takes one. `event`: of `on` and its kin. */
  readonly by: 'await' | 'then' | 'rejected' | 'callback' | 'timer' | 'event';
  /** The call whose callback it is, or the `await`. */
  readonly at: Place;
  /** The turn in which it was set up. */
  readonly from: number;
  /** The id of the act whose callback it is: `req.session.save(…)`. */
  readonly of?: number;
  /** The turns that have certainly begun before it, those before which it waits included. */
  readonly after: readonly number[];
  /** Whether it may run inside the call it is given to; else it certainly comes after the turn it was set up in. */
  readonly atOnce: boolean;
}

/** The callback that a call is given. */
export interface Callback {
  readonly at: Place;
  /**
   * What becomes of the error it is given first. `handed-on`: it is `next`, or settles a promise. `ignored`: it has no
   * such parameter, or never names it.
   */
  readonly error: 'used' | 'handed-on' | 'ignored' | 'unknown';
}

/** One thing a handler does to the request, its session or the answer. All have all of the fields: what is of one shape is made and read soonest. */
export interface Act {
  /** Its position among the acts of the handler. */
  readonly id: number;
  readonly does: ActKind;
  readonly at: Place;
  /** Two acts under guards that exclude one another are never on one path. */
  readonly when: Guard;
  /** The turn it is part of; 0 for the handler's own beginning. */
  readonly turn: number;
  /** Session key, header name, cookie name, answering method (`send`, `redirect`, …), as the act has it. */
  readonly name: string | undefined;
  /** Of `call-held`, what is called: `req.session.cart.total`. */
  readonly method: string | undefined;
  /** Of a write, what is written. Of an answer, what is answered, by its kind alone. */
  readonly arguments: readonly Value[];
  /** In a callback or after an `await`. */
  readonly later: boolean;
  /** The calls of the project's functions that lead to it, the outermost first; empty where it stands in the handler itself. */
  readonly through: readonly Place[];
  /** The function it stands in: the handler, or a helper or callback that it calls. */
  readonly inside: { readonly at: Place; readonly name: string | undefined } | undefined;
  /** The statement it stands in. */
  readonly statement: Statement | undefined;
  /** Of a write: a key, a part of what the session holds under it, or a key is deleted. Of a read without a name: the whole session is shown. */
  readonly way: 'whole' | 'part' | 'delete' | undefined;
  /** Of a part that is written right below its key: its name (`maxAge` of `req.session.cookie.maxAge = …`). */
  readonly member: string | undefined;
  /** Of a call that takes a callback and is given one. */
  readonly callback: Callback | undefined;
  /** Of a session call: its result is awaited. */
  readonly awaited: true | undefined;
  /** The id of the act that left the request without a session (`destroy`) or with a new one (`regenerate`, `reload`) before `req.session` was read for this. */
  readonly after: number | undefined;
  /** The id of the act that replaced the session which this one is about: it was kept from before. */
  readonly stale: number | undefined;
  /** What the request and `next` are called where it stands. */
  readonly names: { readonly request?: string; readonly next?: string } | undefined;
  /** Of an answer: its status, where one is set, and where it redirects to. */
  readonly status: Value | undefined;
  readonly target: Value | undefined;
  /** Of a package's middleware that is run by hand: its id. */
  readonly middleware: number | undefined;
  /** Read through `?.` or under a test of `req.session` itself. */
  readonly guarded: boolean;
}

export type ActKind =
  | 'read-session' | 'write-session' | 'replace-session' | 'save-session' | 'regenerate-session'
  | 'destroy-session' | 'reload-session' | 'touch-session'
  | 'read-user' | 'write-user' | 'check-login' | 'log-in' | 'log-out' | 'flash' | 'csrf-token'
  | 'read-origin' | 'set-header' | 'set-cookie' | 'clear-cookie' | 'answer' | 'next' | 'fail'
  | 'make-session' | 'run-middleware' | 'call-session'
  /** `req.sessionStore.destroy(…)` and its kin. */
  | 'call-store'
  /** A method of what the session holds: `req.session.cart.total()`. */
  | 'call-held';

import type { Place } from '../source/place.ts';
import type { StatementSite } from './entity.ts';
import type { Guard } from './guard.ts';
import type { Module } from './modules.ts';
import type { Scope } from './scope.ts';
import type { ClassValue, Value } from './value.ts';

/** A value that is given to a call, and where it is written. */
export interface Argument { readonly value: Value; readonly at: Place }

/** A call as a native function sees it. */
export interface CallSite {
  /** The whole call. */
  readonly at: Place;
  readonly callee: Place;
  readonly arguments: readonly Argument[];
  readonly self: Value | undefined;
  /** False where an unknown list was spread into the arguments. */
  readonly complete: boolean;
}

/** Where `break` and `continue` lead, for the statements inside a loop, a switch or a label. */
export interface Jumps {
  readonly outer: Jumps | undefined;
  readonly label: string | undefined;
  readonly loop: boolean;
  broken: Guard;
  continued: Guard;
}

/** A function (or module body) being executed. */
export interface Frame {
  readonly file: string;
  readonly module: Module;
  /** The names that its parameters bind. */
  readonly scope: Scope;
  readonly self: Value;
  readonly home: ClassValue | undefined;
  returns: { readonly when: Guard; readonly value: Value }[];
  /** The paths that threw, for the nearest `try`. */
  thrown: Guard;
  site: StatementSite | undefined;
  jumps: Jumps | undefined;
}

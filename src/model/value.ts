import type { Guard } from '../link/guard.ts';
import type { Place } from '../source/place.ts';

/**
 * What an expression is in one environment, as plain data.
 *
 * `at` is the value's own literal (or the expression that computed it), the place a developer would change;
 * `via` are the places it came through, from there to the option, in order.
 */
export type Value =
  | KnownValue | PatternValue | ObjectValue | ListValue | FunctionValue | InstanceValue | ReferenceValue
  | EnvironmentValue | OneOfValue | UnknownValue;

export interface Traced {
  readonly at: Place;
  readonly via: readonly Place[];
}

export interface KnownValue extends Traced {
  readonly kind: 'known';
  readonly value: string | number | boolean | null | undefined;
  /** Computed from `NODE_ENV`: what it is in the other environment says whether the two are the wrong way round. */
  readonly perEnvironment?: true;
  /** The numbers that it is written as a product of: `60 * 60 * 24`. */
  readonly factors?: readonly number[];
}
/** A regular expression. */
export interface PatternValue extends Traced { readonly kind: 'pattern'; readonly source: string; readonly flags: string }
export interface ObjectValue extends Traced { readonly kind: 'object'; readonly options: Options }
/** `complete` is false where an unknown number of items was spread or pushed in. */
export interface ListValue extends Traced { readonly kind: 'list'; readonly items: readonly Value[]; readonly complete: boolean }
export interface FunctionValue extends Traced {
  readonly kind: 'function';
  readonly name?: string;
  readonly async: boolean;
  readonly generator: boolean;
  /** Number of declared parameters, as `Function.length` counts them. */
  readonly arity: number;
  /** What the body does, where it was followed: as a request handler, as an origin function, as a cookie function. */
  readonly handler?: number;
  /** What a call gives back on each path, where the body was run with unknown arguments: of functions in options of sessions and CORS, in settings, and that passport is given. */
  readonly returns?: Value;
  /** How a callback parameter is called, by the parameter's position: one entry a call, the arguments in order. */
  readonly callsBack?: readonly { readonly parameter: number; readonly arguments: readonly Value[]; readonly when: Guard; readonly at: Place }[];
  /** Its last parameter went to code that is not followed: it may be called there too. */
  readonly handsOn?: true;
  /** The paths that end with an error it throws, where there are any. */
  readonly throws?: Guard;
}
/** What makes a value that is another one at each start of the program: `randomBytes`, `Math.random`. */
export interface Fresh { readonly by: string; readonly at: Place }
/** An object of a class that is no part of the model: `new Date(…)`, `new URL(…)`, a promise (`Promise`), a class itself (`class X`), `Date.now() + n` (`Date.now` with `n`), what a package gave (`config.get()`). */
export interface InstanceValue extends Traced {
  readonly kind: 'instance';
  readonly of: string;
  readonly arguments: readonly Value[];
  /** The name of the condition that it is truthy, where guards can ask for it. */
  readonly symbol?: string;
  readonly fresh?: Fresh;
  readonly orUndefined?: true;
}
/** Something the model lists by itself. */
export interface ReferenceValue extends Traced { readonly kind: 'reference'; readonly to: 'app' | 'session' | 'cors' | 'store' | 'store-client' | 'server' | 'middleware'; readonly id: number }
/** Read from the environment: always a string or undefined at run time. */
export interface EnvironmentValue extends Traced {
  readonly kind: 'environment';
  readonly variable: string;
  /** The values that env files of this environment give it, with their places. Never print a secret's. */
  readonly files: readonly { readonly text: string; readonly at: Place }[];
  /** The program ends at its start where it is not set. */
  readonly required?: true;
  /** It was made a text (`String(…)`, a template), which says `undefined` where it is not set. */
  readonly asText?: true;
}
/** One of several, each under the unknown conditions of its guard; the guards exclude one another. */
export interface OneOfValue extends Traced { readonly kind: 'one-of'; readonly choices: readonly { readonly when: Guard; readonly value: Value }[] }
/** What can't be seen, and why: `reason` continues "not followed: …". */
export interface UnknownValue extends Traced {
  readonly kind: 'unknown';
  readonly reason: string;
  /** What JSON can't write, where that is all that is known of it. */
  readonly is?: 'bigint' | 'symbol';
  /** A package checked it: where it is missing, the program may not start. */
  readonly checked?: true;
  /** It is a text with this variable of the environment in it: `undefined` stands there where it is not set. */
  readonly around?: string;
  /** A text that is partly known, in pieces; `null` stands for what is not. */
  readonly text?: readonly (string | null)[];
  /** The name of the condition that it is truthy, where guards can ask for it. */
  readonly symbol?: string;
  readonly fresh?: Fresh;
  /** Found in a list, or `undefined` where there is none: `rows[0]`, `list.find(…)`. */
  readonly orUndefined?: true;
}

/** An object literal as written: what an edit needs to add, remove or move a property. */
export interface ObjectLiteral {
  readonly at: Place;
  /** Each property or spread, in order, as written; `name` absent for spreads and computed keys. */
  readonly properties: readonly { readonly name?: string; readonly at: Place; readonly value?: Place }[];
}

/** An object's properties as they are when the library reads them. */
export interface Options {
  /** The literal, or the call where none is written. */
  readonly at: Place;
  /** The literal the object was made from, where there is one. */
  readonly literal?: ObjectLiteral;
  readonly properties: readonly Option[];
  /** False where an unknown object was spread in, or the object was handed to code that could not be followed. */
  readonly complete: boolean;
}

export interface Option {
  readonly name: string;
  readonly value: Value;
  /** The property (`name: value`) or the assignment that wrote it. */
  readonly at: Place;
  /** The name as written. */
  readonly key: Place;
  /** Whether it stands in the options' own literal (else: a spread, another object, an assignment). */
  readonly own: boolean;
}

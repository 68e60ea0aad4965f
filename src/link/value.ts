import type { ClassFacts, FunctionFacts, ObjectExpr } from '../facts/ir.ts';
import type { Place } from '../source/place.ts';
import { hashOf } from '../source/text.ts';
import type { Entity } from './entity.ts';
import type { Fresh } from './fresh.ts';
import type { Guard } from './guard.ts';
import { and, compatible, or } from './guard.ts';
import type { CallSite } from './frame.ts';
import type { Run } from './run.ts';
import type { Scope } from './scope.ts';

/** A value of the symbolic run. Objects, arrays, functions and classes have identity. */
export type Value = Primitive | Pattern | ObjectValue | ArrayValue | FunctionValue | ClassValue | NativeValue | EnvironmentValue | Unknown | Choice;

/** Any value but a choice. */
export type Single = Exclude<Value, Choice>;

export interface Primitive {
  readonly t: 'primitive';
  readonly v: string | number | boolean | null | undefined;
  readonly at: Place;
  /** `NODE_ENV` itself: comparisons with it name environments. */
  readonly nodeEnv?: true;
  /** Computed from `NODE_ENV`: another environment may give another value. */
  readonly perEnvironment?: true;
  /** The numbers that it is written as a product of. */
  readonly factors?: readonly number[];
  /** `undefined` because there is no such property, not because it was written. */
  readonly absent?: true;
}

export interface Pattern { readonly t: 'pattern'; readonly source: string; readonly flags: string; readonly at: Place }

/** A property's value and where it was written. */
export interface Slot {
  readonly value: Value;
  /** The property as written, or the assignment. */
  readonly at: Place;
  /** Its name as written. */
  readonly key: Place;
  /** Where its value stands. */
  readonly from: Place;
  /** A getter, run at each read. */
  readonly getter?: FunctionValue;
}

export interface ObjectValue {
  readonly t: 'object';
  readonly id: number;
  readonly at: Place;
  readonly slots: Map<string, Slot>;
  /** The conditions under which it was made: under the same ones a write replaces, under others it adds a choice. */
  readonly born: Guard;
  readonly literal?: { readonly file: string; readonly expression: ObjectExpr };
  readonly of?: ClassValue;
  /** What it is, where the analyser knows: an app, a request, a promise, a `Date`. */
  readonly entity?: Entity;
  /** Why there may be properties that are not seen. */
  open?: string;
  /** What else it has properties of: `{ ...process.env }`. */
  rest?: NativeValue;
}

export interface ArrayValue {
  readonly t: 'array';
  readonly id: number;
  readonly at: Place;
  readonly born: Guard;
  items: { readonly value: Value; readonly when: Guard }[];
  /** Why there may be items that are not seen. */
  open?: string;
}

export interface FunctionValue {
  readonly t: 'function';
  readonly id: number;
  readonly at: Place;
  readonly facts: FunctionFacts;
  readonly file: string;
  readonly scope: Scope;
  readonly name: string | undefined;
  /** `this` of an arrow, a method of a class instance looked up, or a bound function. */
  readonly self: Value | undefined;
  readonly bound?: readonly Value[];
  /** The class whose method it is, for `super`. */
  readonly home: ClassValue | undefined;
  /** A generator that is run as an async function: compiled code does so with both. */
  readonly driven?: true;
  readonly slots: Map<string, Slot>;
}

export interface ClassValue {
  readonly t: 'class';
  readonly id: number;
  readonly at: Place;
  readonly facts: ClassFacts;
  readonly file: string;
  readonly scope: Scope;
  readonly base?: Value;
  readonly slots: Map<string, Slot>;
}

/** A function or object of the platform or of a known package, played by the analyser. */
export interface NativeValue {
  readonly t: 'native';
  readonly name: string;
  readonly at: Place;
  /** Properties that the program wrote; there once it wrote one. */
  slots: Map<string, Slot> | undefined;
  readonly call: ((run: Run, site: CallSite) => Value) | undefined;
  readonly construct: ((run: Run, site: CallSite) => Value) | undefined;
  readonly member: ((run: Run, name: string, at: Place) => Value | undefined) | undefined;
  readonly entity: Entity | undefined;
  /** A class: what one of the program that extends it has of it. */
  readonly base?: NativeBase;
  /** The package it comes from, and the way to it (`default.Router`). */
  readonly from: PackageExport | undefined;
}

/** What a class of the program has of a class of a package that it extends. */
export interface NativeBase {
  /** A method that its objects have. */
  readonly member: (run: Run, name: string, at: Place) => Value | undefined;
  /** `super(…)`, on the object that is `site.self`. */
  readonly construct: (run: Run, site: CallSite) => void;
}

export interface PackageExport { readonly module: string; readonly path: string }

/** `process.env.X`: a string or undefined at run time; `asText` where it was made a text, which is `undefined` where it is not set. */
export interface EnvironmentValue { readonly t: 'environment'; readonly variable: string; readonly at: Place; readonly asText?: true }

/** Why what `find` gives is not known: it is in a list of the program, if it is there. */
export const FOUND_IN_LIST = 'an item of a list, where it is found';

/** The reason of what a `catch` is given. */
export const CAUGHT_ERROR = 'a caught error';

export interface Unknown {
  readonly t: 'unknown';
  readonly reason: string;
  readonly at: Place;
  /** Equal keys are the same value at run time: conditions on them carry the same symbol. */
  readonly key: string;
  /** The package whose code makes it, where it is a package's. */
  readonly from: PackageExport | undefined;
  /** Arguments of the call that made it. */
  readonly given: readonly Value[] | undefined;
  /** A package was given a function of the project, here or on the way here: what is done may be that function's. */
  readonly wraps: true | undefined;
  /** A text that was made of a value: `JSON.stringify(value)`. */
  readonly written?: Value;
  /** What JSON can't write, where that is all that is known of it. */
  readonly is: 'bigint' | 'symbol' | undefined;
  /** What it is part of, in the session of the request: `cart` for `req.session.cart.items`. */
  readonly held: string | undefined;
  /** A string that is partly known, in pieces; `null` stands for what is not. */
  readonly text?: readonly (string | EnvironmentValue | null)[];
  /** A package checked it: where it is missing, the program may not start. */
  readonly checked?: true;
  /** It is certainly there: the program does not start without it. */
  readonly present?: true;
  /** It is another value at each start of the program. */
  readonly fresh: Fresh | undefined;
  /** Found in a list, or `undefined` where there is none. */
  readonly orUndefined: true | undefined;
  /** What `Date.now() + n` adds to the present time: `n`, and where it is written. */
  readonly fromNow?: { readonly value: Value; readonly at: Place };
}

export interface Choice { readonly t: 'choice'; readonly of: readonly Alternative[] }
export interface Alternative { readonly when: Guard; readonly value: Single }

/** Past this many alternatives a value is no longer followed. */
const MOST_ALTERNATIVES = 8;

/** `value`'s alternatives, one for a single value. */
export function alternatives(value: Value): readonly Alternative[] {
  return value.t === 'choice' ? value.of : [{ when: true, value }];
}

/** `yes` under `guard`, `no` elsewhere. */
export function choose(guard: Guard, yes: Value, no: Value, otherwise: Guard): Value {
  if (guard === true || yes === no) return yes;
  if (guard === false) return no;
  return collect([
    ...alternatives(yes).map(({ when, value }) => ({ when: and(guard, when), value })),
    ...alternatives(no).map(({ when, value }) => ({ when: and(otherwise, when), value })),
  ], placeOf(yes));
}

/** A value of alternatives that exclude one another; equal ones are joined, impossible ones dropped. */
export function collect(found: readonly Alternative[], at: Place): Value {
  const kept: Alternative[] = [];
  for (const one of found) {
    if (one.when === false) continue;
    const twin = kept.findIndex(({ value }) => sameValue(value, one.value));
    const other = kept[twin];
    if (other) kept[twin] = { when: or(other.when, one.when), value: other.value };
    else kept.push(one);
  }
  const [first] = kept;
  if (!first) return unknown('no path leads here', at, 'unreachable');
  if (kept.length === 1) return first.value;
  if (kept.length > MOST_ALTERNATIVES) return unknown('too many alternatives', at, `many@${at.file}:${at.start}`);
  return { t: 'choice', of: kept };
}

/** `value` as it reads where `guard` holds. */
export function under(value: Value, guard: Guard): Value {
  if (value.t !== 'choice' || guard === true) return value;
  const left = value.of.filter(({ when }) => compatible(when, guard));
  if (left.length === value.of.length) return value;
  const [first] = left;
  if (!first) return value.of[0]?.value ?? value;
  return left.length === 1 ? first.value : { t: 'choice', of: left };
}

/** Applies a function to every alternative. */
export function each(value: Value, f: (single: Single) => Value, at: Place): Value {
  if (value.t !== 'choice') return f(value);
  return collect(value.of.flatMap(({ when, value: single }) =>
    alternatives(f(single)).map((made) => ({ when: and(when, made.when), value: made.value }))), at);
}

export function placeOf(value: Value): Place {
  return value.t === 'choice' ? placeOf(value.of[0]?.value ?? { t: 'primitive', v: undefined, at: NOWHERE }) : value.at;
}

/** The place of what no file holds: a platform's own values. */
export const NOWHERE: Place = { file: '', start: 0, end: 0 };

export function primitive(v: Primitive['v'], at: Place): Primitive {
  return { t: 'primitive', v, at };
}

/** What is known of something unknown beside why it is. */
export type Hints = Partial<Pick<Unknown, 'is' | 'from' | 'given' | 'held' | 'wraps' | 'fresh' | 'orUndefined'>>;

export function unknown(reason: string, at: Place, key: string, hints: Hints = NO_HINTS): Unknown {
  const { from, given, wraps, is, held, fresh, orUndefined } = hints;
  return { t: 'unknown', reason, at, key: bounded(key), from, given, wraps, is, held, fresh, orUndefined };
}

const NO_HINTS: Hints = {};

/** Keys are made of one another, so that in a loop they would grow without end. */
const LONGEST_KEY = 400;

function bounded(key: string): string {
  return key.length <= LONGEST_KEY ? key : `${key.slice(0, 40)}… ${hashOf(key)}`;
}

export function isString(value: Value | undefined): value is Primitive & { readonly v: string } {
  return value?.t === 'primitive' && typeof value.v === 'string';
}

function sameValue(left: Single, right: Single): boolean {
  if (left === right) return true;
  if (left.t === 'primitive' && right.t === 'primitive') return Object.is(left.v, right.v) && left.at.file === right.at.file && left.at.start === right.at.start;
  if (left.t === 'unknown' && right.t === 'unknown') return left.key === right.key;
  if (left.t === 'environment' && right.t === 'environment') return left.variable === right.variable && left.at.start === right.at.start;
  return false;
}

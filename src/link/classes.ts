import type { ClassMember } from '../facts/ir.ts';
import type { Place } from '../source/place.ts';
import { BOUNDS, isCutOff, TOO_DEEP } from './bounds.ts';
import { boundHit, callFunction, callValue } from './calls.ts';
import { evaluate } from './expressions.ts';
import type { Argument, CallSite } from './frame.ts';
import type { Run } from './run.ts';
import { Scope } from './scope.ts';
import { primitive, type ClassValue, type FunctionValue, type ObjectValue, type Value } from './value.ts';
import { setSlot } from './members.ts';

/** A class made here; its static fields and blocks run at once. */
export function makeClass(run: Run, index: number, at: Place, scope: Scope): Value {
  const facts = run.frame.module.facts.classes[index];
  if (!facts) return run.unknown('a class without a body', at);
  const written = facts.x ? evaluate(run, facts.x, scope) : undefined;
  const base = written && hasTooManyAbove(written) ? run.unknown(TOO_DEEP, at) : written;
  const inner = new Scope(scope, false);
  const made: ClassValue = { t: 'class', id: run.id(), at, facts, file: run.frame.file, scope: inner, slots: new Map(), ...(base ? { base } : {}) };
  if (facts.n !== undefined) inner.declare(facts.n, { value: made, at, born: run.guard });
  for (const member of facts.m) {
    if (member.k === 'field' && member.static && member.n !== undefined) {
      const place = run.place(member);
      const value = member.v ? withSelf(run, made, made, () => member.v ? evaluate(run, member.v, inner, member.n) : run.undefined(place)) : run.undefined(place);
      made.slots.set(member.n, { value, at: place, key: place, from: member.v ? run.place(member.v) : place });
    } else if (member.k === 'static') {
      const block = method(run, made, member, made);
      if (block) callFunction(run, block, { at, callee: at, arguments: [], self: made, complete: true });
    }
  }
  return made;
}

/** Whether a class stands on so many others that one more is not followed. */
function hasTooManyAbove(made: Value): boolean {
  let count = 0;
  for (let one: Value | undefined = made; one?.t === 'class'; one = one.base) count++;
  return count >= BOUNDS.depth;
}

/** `new C(…)`: fields from the base down, then the constructor. */
export function instantiate(run: Run, made: ClassValue, site: CallSite): ObjectValue {
  const object = run.object(site.at, { of: made });
  initialise(run, made, object, site);
  return object;
}

/** Runs fields and constructor of a class on an object that is being made. */
export function initialise(run: Run, made: ClassValue, object: ObjectValue, site: CallSite): void {
  const constructor = made.facts.m.find((member) => member.k === 'ctor');
  // Without a constructor of its own a class hands its arguments to its base.
  if (!constructor && made.base) initialiseBase(run, made.base, object, site);
  if (!constructor || !made.base) setFields(run, made, object);
  const run_ = constructor && method(run, made, constructor, object);
  if (run_) {
    if (made.base) setFields(run, made, object);
    const bound = boundHit(run, run_.facts);
    if (bound !== undefined) object.open ??= bound;
    callFunction(run, { ...run_, self: object }, { ...site, self: object });
  }
}

function initialiseBase(run: Run, base: Value, object: ObjectValue, site: CallSite): void {
  if (base.t === 'class') initialise(run, base, object, site);
  else if (base.t === 'function') callFunction(run, { ...base, self: object }, { ...site, self: object });
  else object.open ??= whyNotAbove(base);
  if (base.t === 'native') base.base?.construct(run, { ...site, self: object });
}

function setFields(run: Run, made: ClassValue, object: ObjectValue): void {
  inFileOf(run, made, () => {
    for (const member of made.facts.m) {
      if (member.k !== 'field' || member.static || member.n === undefined) continue;
      const at = run.place(member);
      const value = withSelf(run, object, made, () => (member.v ? evaluate(run, member.v, made.scope, member.n) : undeclared(run, member, at)));
      if (member.v || !object.slots.has(member.n)) setSlot(run, object, member.n, { value, at, key: at, from: member.v ? run.place(member.v) : at });
    }
  });
}

/** A field without a value: `undefined`, or what injection puts there. */
function undeclared(run: Run, member: ClassMember, at: Place): Value {
  return member.dec && member.dec.length > 0 ? run.unknown(`\`${member.n ?? ''}\` is injected`, at) : run.undefined(at);
}

/** Runs `f` with another `this`, in the file of a class. */
function withSelf<T>(run: Run, self: Value, home: ClassValue, f: () => T): T {
  const before = run.frame;
  run.frame = { ...before, self, home, file: home.file };
  const made = f();
  before.thrown = run.frame.thrown;
  run.frame = before;
  return made;
}

function inFileOf(run: Run, made: ClassValue, f: () => void): void {
  const module = run.modules.get(made.file);
  const before = run.frame;
  if (module) run.frame = { ...before, file: made.file, module };
  f();
  run.frame = before;
}

function method(run: Run, made: ClassValue, member: ClassMember, self: Value): FunctionValue | undefined {
  const facts = member.f === undefined ? undefined : run.modules.get(made.file)?.facts.functions[member.f];
  return facts && {
    t: 'function', id: run.id(), at: { file: made.file, start: member.s, end: member.e }, facts, file: made.file, scope: made.scope, slots: new Map(),
    name: member.n, self, home: made,
  };
}

/** A method or getter of an instance, from its class or the ones above; `undefined` where there is none. */
export function instanceMember(run: Run, object: Value, made: ClassValue, name: string, at: Place): Value | undefined {
  const member = made.facts.m.find((one) => one.n === name && !one.static && (one.k === 'method' || one.k === 'get'));
  const found = member && method(run, made, member, object);
  if (found) return member.k === 'get' ? callFunction(run, found, { at, callee: at, arguments: [], self: object, complete: true }) : found;
  return made.base ? inheritedMember(run, object, made.base, name, at) : undefined;
}

/** A method that an object has of the class above its own; a class that is not followed may have any. */
export function inheritedMember(run: Run, object: Value, base: Value, name: string, at: Place): Value | undefined {
  if (base.t === 'class') return instanceMember(run, object, base, name, at);
  const known = base.t === 'native' ? base.base?.member(run, name, at) : undefined;
  return known ?? run.unknown(whyNotAbove(base), at);
}

/** Why a class that another extends is not seen: a bound, where one cut it off. */
function whyNotAbove(base: Value): string {
  return base.t === 'unknown' && isCutOff(base.reason) ? base.reason : 'it extends a class that is not followed';
}

/** A static member of a class, its own or inherited. */
export function staticMember(run: Run, made: ClassValue, name: string, at: Place): Value {
  const slot = made.slots.get(name);
  if (slot) return slot.value;
  const member = made.facts.m.find((one) => one.n === name && one.static && (one.k === 'method' || one.k === 'get'));
  const found = member && method(run, made, member, made);
  if (found) return member.k === 'get' ? callFunction(run, found, { at, callee: at, arguments: [], self: made, complete: true }) : found;
  if (name === 'prototype') {
    const prototype = run.object(made.at, { of: made });
    return prototype;
  }
  if (name === 'name') return primitive(made.facts.n ?? '', at);
  if (made.base?.t === 'class') return staticMember(run, made.base, name, at);
  if (made.base) return run.unknown(whyNotAbove(made.base), at);
  return { ...primitive(undefined, at), absent: true };
}

/** The class's methods, for frameworks that call them by themselves. */
export function methodsOf(run: Run, made: ClassValue, self: Value): { readonly member: ClassMember; readonly function: FunctionValue }[] {
  return made.facts.m.flatMap((member) => {
    const found = member.k === 'method' && !member.static ? method(run, made, member, self) : undefined;
    return found ? [{ member, function: found }] : [];
  });
}

/** Calls a method of an object where it has one. */
export function callMethod(run: Run, object: ObjectValue, name: string, given: readonly Argument[], at: Place): Value | undefined {
  const found = object.of && instanceMember(run, object, object.of, name, at);
  return found?.t === 'function' ? callValue(run, found, { at, callee: at, arguments: given, self: object, complete: true }) : undefined;
}

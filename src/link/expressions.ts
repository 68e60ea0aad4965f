import type { BinaryExpr, CallExpr, Expr, Item, NewExpr, ObjectExpr } from '../facts/ir.ts';
import type { Place } from '../source/place.ts';
import { assign, update } from './assign.ts';
import { spreadOf } from './builtins/collections.ts';
import { asRead } from './changing.ts';
import { callValue, constructValue } from './calls.ts';
import { instanceMember, makeClass } from './classes.ts';
import { and, not, or, type Guard } from './guard.ts';
import { writeSomewhere } from './known/entities.ts';
import { copyInto, getIndex, getMember, setSlot, slotName } from './members.ts';
import { importModule } from './modules.ts';
import { binary, isNothing, isNullish, truth, unary } from './operators.ts';
import { awaited } from './promises.ts';
import { TOO_LARGE, type Argument, type Run } from './run.ts';
import type { Scope } from './scope.ts';
import { alternatives, choose, primitive, under, type FunctionValue, type Slot, type Value } from './value.ts';

/** The value of an expression under the present condition. Runs what it calls. Never throws. */
export function evaluate(run: Run, expression: Expr, scope: Scope, name?: string): Value {
  if (run.exhausted()) return run.unknown(TOO_LARGE, run.place(expression));
  const at = run.place(expression);
  switch (expression.k) {
    case 'lit': return primitive(expression.v, at);
    case 'bigint': return run.unknown('a bigint', at);
    case 'regex': return { t: 'pattern', source: expression.source, flags: expression.flags, at };
    case 'template': return template(run, expression.text, expression.x.map((part) => evaluate(run, part, scope)), at);
    case 'id': return variable(run, expression.n, scope, at);
    case 'this': return run.frame.self;
    case 'super': return run.frame.home?.base ?? run.unknown('super', at);
    case 'meta': return run.globals.get('import.meta') ?? run.unknown('import.meta', at, 'import.meta');
    case 'member':
      if (expression.o.k === 'super') return superMember(run, expression.n, at);
      return optional(run, evaluate(run, expression.o, scope), expression.opt, at, (object) => getMember(run, object, expression.n, at));
    case 'index':
      return optional(run, evaluate(run, expression.o, scope), expression.opt, at, (object) => getIndex(run, object, evaluate(run, expression.i, scope), at));
    case 'call': return call(run, expression, scope);
    case 'new': return construct(run, expression, scope);
    case 'fn': return makeFunction(run, expression.f, at, scope, name);
    case 'class': return makeClass(run, expression.c, at, scope);
    case 'object': return objectLiteral(run, expression, scope);
    case 'array': return arrayLiteral(run, expression.x, scope, at);
    case 'unary': return unary(run, expression.op, expression.op === 'delete' ? deletion(run, expression.x, scope) : evaluate(run, expression.x, scope), at);
    case 'binary': return operation(run, expression, scope);
    case 'logical': return logical(run, expression.op, expression.l, expression.r, scope);
    case 'cond': return conditional(run, truth(run, evaluate(run, expression.t, scope)), expression.y, expression.n, scope);
    case 'assign': return assign(run, expression, scope);
    case 'update': return update(run, expression, scope);
    case 'await': return awaited(run, evaluate(run, expression.x, scope), at);
    // Where a generator is driven as an async function, `yield` is its `await`.
    case 'yield': return expression.x ? awaited(run, evaluate(run, expression.x, scope), at) : run.unknown('a generator', at);
    case 'seq': return expression.x.reduce<Value>((_, part) => evaluate(run, part, scope), run.undefined(at));
    case 'import': return importModule(run, evaluate(run, expression.x, scope), at);
    case 'opaque':
      for (const part of expression.x) evaluate(run, part, scope);
      return run.unknown(expression.what, at);
  }
}

function operation(run: Run, { op, l, r, s, e }: BinaryExpr, scope: Scope): Value {
  const left = evaluate(run, l, scope);
  const right = evaluate(run, r, scope);
  const value = binary(run, op, left, right, run.place({ s, e }));
  if (op !== '+' || value.t !== 'unknown') return value;
  if (isNow(left)) return { ...value, fromNow: { value: right, at: run.place(r) } };
  return isNow(right) ? { ...value, fromNow: { value: left, at: run.place(l) } } : value;
}

/** Whether a value is `Date.now()`. */
function isNow(value: Value): boolean {
  return value.t === 'unknown' && value.key === 'Date.now()';
}

/** A function made here: an arrow keeps `this`. */
export function makeFunction(run: Run, index: number, at: Place, scope: Scope, name?: string): Value {
  const facts = run.frame.module.facts.functions[index];
  if (!facts) return run.unknown('a function without a body', at);
  const called = facts.n ?? name;
  const made: FunctionValue = {
    t: 'function', id: run.id(), at, facts, file: run.frame.file, scope, slots: new Map(),
    ...(called === undefined ? {} : { name: called }),
    ...(facts.arrow ? { self: run.frame.self } : {}),
    ...(facts.arrow && run.frame.home ? { home: run.frame.home } : {}),
  };
  return made;
}

function variable(run: Run, name: string, scope: Scope, at: Place): Value {
  const found = scope.find(name);
  if (found) {
    const value = found.imported ? found.imported() : found.value;
    if (value === undefined) return run.unknown(`\`${name}\` is read before it has a value`, at);
    return under(found.ofRequest || found.imported ? value : asRead(run, found, '', value, found.at), run.guard);
  }
  if (name === 'undefined') return run.undefined(at);
  if (name === 'NaN' || name === 'Infinity') return primitive(name === 'NaN' ? Number.NaN : Number.POSITIVE_INFINITY, at);
  const global = run.globals.get(name);
  if (global) return under(global, run.guard);
  const written = run.written.get('global')?.get(name);
  return written ? under(written.value, run.guard) : run.unknown(`\`${name}\` is not declared`, at, `global.${name}`);
}

/** `o?.x`: undefined where `o` is. What is not known is taken to be there: its member is not known either way. */
function optional(run: Run, object: Value, isOptional: true | undefined, at: Place, read: (object: Value) => Value): Value {
  if (!isOptional) return read(object);
  const nullish = isNothing(run, object);
  if (nullish === true) return run.undefined(at);
  let value: Value = run.undefined(at);
  run.optionalChain++;
  run.within(not(nullish), () => { value = read(object); });
  run.optionalChain--;
  return choose(nullish, run.undefined(at), value, not(nullish));
}

function template(run: Run, text: readonly string[], parts: readonly Value[], at: Place): Value {
  return parts.reduce<Value>((left, part, index) =>
    binary(run, '+', binary(run, '+', left, part, at), primitive(text[index + 1] ?? '', at), at), primitive(text[0] ?? '', at));
}

function call(run: Run, expression: CallExpr, scope: Scope): Value {
  const at = run.place(expression);
  const callee = expression.f;
  const place = run.place(callee);
  if (callee.k === 'super') {
    const base = run.frame.home?.base;
    const { values, complete } = evaluateArguments(run, expression.a, scope);
    if (base?.t === 'class') return callValue(run, base, { at, callee: place, arguments: values, self: run.frame.self, complete });
    return run.unknown('the constructor of a class that is not followed', at);
  }
  const self = callee.k === 'member' || callee.k === 'index' ? evaluate(run, callee.o, scope) : undefined;
  const target = (object: Value | undefined): Value => {
    if (object === undefined || (callee.k !== 'member' && callee.k !== 'index')) return evaluate(run, callee, scope);
    if (callee.k === 'member' && callee.o.k === 'super') return superMember(run, callee.n, place);
    return callee.k === 'member' ? getMember(run, object, callee.n, place) : getIndex(run, object, evaluate(run, callee.i, scope), place);
  };
  const invoke = (object: Value | undefined): Value =>
    optional(run, target(object), expression.opt, at, (callable) => {
      const { values, complete } = evaluateArguments(run, expression.a, scope);
      const receiver = callee.k === 'member' && callee.o.k === 'super' ? run.frame.self : object;
      return callValue(run, callable, { at, callee: place, arguments: values, self: receiver, complete });
    });
  if (self && (callee.k === 'member' || callee.k === 'index')) return optional(run, self, callee.opt, at, invoke);
  return invoke(undefined);
}

/** `super.x`: a method of the class above, on the same object. */
function superMember(run: Run, name: string, at: Place): Value {
  const base = run.frame.home?.base;
  const found = base?.t === 'class' ? instanceMember(run, run.frame.self, base, name, at) : undefined;
  return found ?? run.unknown('a class that is not followed', at);
}

function construct(run: Run, expression: NewExpr, scope: Scope): Value {
  const callee = evaluate(run, expression.f, scope);
  const { values, complete } = evaluateArguments(run, expression.a, scope);
  return constructValue(run, callee, { at: run.place(expression), callee: run.place(expression.f), arguments: values, self: undefined, complete });
}

function evaluateArguments(run: Run, items: readonly Item[], scope: Scope): { values: Argument[]; complete: boolean } {
  const values: Argument[] = [];
  let complete = true;
  for (const item of items) {
    const at = run.place(item);
    if (item.k === 'hole') continue;
    if (item.k !== 'spread') {
      values.push({ value: evaluate(run, item, scope), at });
      continue;
    }
    const list = spreadOf(evaluate(run, item.x, scope));
    for (const { value, when } of list.items) values.push({ value: choose(when, value, run.undefined(at), not(when)), at });
    if (list.open !== undefined) complete = false;
  }
  return { values, complete };
}

function objectLiteral(run: Run, expression: ObjectExpr, scope: Scope): Value {
  const object = run.object(run.place(expression), { literal: { file: run.frame.file, expression } });
  for (const property of expression.p) {
    const at = run.place(property);
    if (property.k === 'spread') {
      copyInto(run, object, evaluate(run, property.x, scope), at);
      continue;
    }
    if (property.k === 'get') {
      const getter = makeFunction(run, property.f, at, scope, property.n);
      if (getter.t === 'function') object.slots.set(property.n, { value: getter, at, key: at, from: at, getter: { ...getter, self: object } });
      continue;
    }
    const key = property.n === undefined && property.c ? evaluate(run, property.c, scope) : undefined;
    const name = property.n ?? (key?.t === 'primitive' ? String(key.v) : undefined);
    const value = evaluate(run, property.v, scope, name);
    if (name === undefined) {
      object.open = 'a property whose name is computed';
      continue;
    }
    const slot: Slot = { value, at, key: { file: at.file, start: property.ks, end: property.ke }, from: run.place(property.v) };
    object.slots.delete(name);
    object.slots.set(name, slot);
  }
  return object;
}

function arrayLiteral(run: Run, items: readonly Item[], scope: Scope, at: Place): Value {
  const found: { value: Value; when: Guard }[] = [];
  let open: string | undefined;
  for (const item of items) {
    if (item.k === 'hole') found.push({ value: run.undefined(at), when: true });
    else if (item.k !== 'spread') found.push({ value: evaluate(run, item, scope), when: true });
    else {
      const list = spreadOf(evaluate(run, item.x, scope));
      for (const one of list.items) found.push(one);
      open ??= list.open;
    }
  }
  return { t: 'array', id: run.id(), at, born: run.guard, items: found, ...(open === undefined ? {} : { open }) };
}

function logical(run: Run, op: '&&' | '||' | '??', left: Expr, right: Expr, scope: Scope): Value {
  const first = evaluate(run, left, scope);
  const takesRight = op === '&&' ? truth(run, first) : op === '||' ? not(truth(run, first)) : isNullish(run, first);
  if (takesRight === false) return first;
  let second: Value = first;
  const before = run.guard;
  const after = run.within(takesRight, () => { second = evaluate(run, right, scope); });
  run.guard = and(before, takesRight) === false ? before : or(after, and(before, not(takesRight)));
  return choose(takesRight, second, under(first, not(takesRight)), not(takesRight));
}

function conditional(run: Run, test: Guard, yes: Expr, no: Expr, scope: Scope): Value {
  let first: Value | undefined;
  let second: Value | undefined;
  // One side may end the program: `secret ? secret : process.exit(1)`.
  const afterYes = run.within(test, () => { first = evaluate(run, yes, scope); });
  const afterNo = run.within(not(test), () => { second = evaluate(run, no, scope); });
  run.guard = or(first ? afterYes : false, second ? afterNo : false);
  if (!first || !second) return first ?? second ?? run.unknown('no path leads here', run.place(yes), 'unreachable');
  return choose(test, first, second, not(test));
}

function deletion(run: Run, target: Expr, scope: Scope): Value {
  const at = run.place(target);
  if (target.k !== 'member' && target.k !== 'index') return evaluate(run, target, scope);
  const gone = { ...primitive(undefined, at), absent: true } as const;
  const name = target.k === 'member' ? target.n : slotName(evaluate(run, target.i, scope));
  for (const { when, value: object } of alternatives(evaluate(run, target.o, scope))) {
    run.within(when, () => {
      if (name !== undefined) setSlot(run, object, name, { value: gone, at, key: at, from: at });
      else writeSomewhere(run, object, gone, at);
    });
  }
  return primitive(true, at);
}

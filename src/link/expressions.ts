import type { AwaitExpr, BinaryExpr, CallExpr, Expr, IdExpr, Item, ObjectExpr } from '../facts/ir.ts';
import type { Place } from '../source/place.ts';
import { noteAwaited } from './acts.ts';
import { assign, update } from './assign.ts';
import { addItems } from './builtins/arrays.ts';
import { spreadOf } from './builtins/collections.ts';
import { asRead } from './changing.ts';
import { makeClass } from './classes.ts';
import { and, not, or, type Guard } from './guard.ts';
import { call, construct, optional, superMember } from './invocations.ts';
import { writeSomewhere } from './known/entities.ts';
import { copyInto, getIndex, getMember, setSlot, slotName } from './members.ts';
import { importModule } from './modules.ts';
import { binary, isNullish, truth, unary } from './operators.ts';
import { awaited } from './promises.ts';
import { BOUNDS, TOO_DEEP, TOO_LARGE } from './bounds.ts';
import type { Run } from './run.ts';
import type { Scope } from './scope.ts';
import { alternatives, choose, primitive, under, type FunctionValue, type Slot, type Value } from './value.ts';

/** The value of an expression under the present condition. Runs what it calls. Never throws. */
export function evaluate(run: Run, expression: Expr, scope: Scope, name?: string): Value {
  if (run.budget.step()) return run.unknown(TOO_LARGE, run.place(expression));
  if (expression.k === 'id') return variable(run, expression, scope);
  if (run.nesting >= BOUNDS.nesting) return run.unknown(TOO_DEEP, run.place(expression));
  run.nesting++;
  const value = expression.k === 'call' ? call(run, expression, scope) : expression.k === 'object' ? objectLiteral(run, expression, scope) : evaluateAt(run, expression, scope, run.place(expression), name);
  run.nesting--;
  return value;
}

/** Any expression but those that find their place themselves. */
function evaluateAt(run: Run, expression: Exclude<Expr, IdExpr | CallExpr | ObjectExpr>, scope: Scope, at: Place, name: string | undefined): Value {
  switch (expression.k) {
    case 'lit': return primitive(expression.v, at);
    case 'bigint': return run.unknown('a bigint', at, undefined, { is: 'bigint' });
    case 'regex': return { t: 'pattern', source: expression.source, flags: expression.flags, at };
    case 'template': return template(run, expression.text, expression.x.map((part) => evaluate(run, part, scope)), at);
    case 'this': return run.frame.self;
    case 'super': return run.frame.home?.base ?? run.unknown('super', at);
    case 'meta': return run.globals.get('import.meta') ?? run.unknown('import.meta', at, 'import.meta');
    case 'member':
      if (expression.o.k === 'super') return superMember(run, expression.n, at);
      if (!expression.opt) return getMember(run, evaluate(run, expression.o, scope), expression.n, at);
      return optional(run, evaluate(run, expression.o, scope), at, (object) => getMember(run, object, expression.n, at));
    case 'index':
      if (!expression.opt) return getIndex(run, evaluate(run, expression.o, scope), evaluate(run, expression.i, scope), at);
      return optional(run, evaluate(run, expression.o, scope), at, (object) => getIndex(run, object, evaluate(run, expression.i, scope), at));
    case 'new': return construct(run, expression, scope);
    case 'fn': return makeFunction(run, expression.f, at, scope, name);
    case 'class': return makeClass(run, expression.c, at, scope);
    case 'array': return arrayLiteral(run, expression.x, scope, at);
    case 'unary': return unary(run, expression.op, expression.op === 'delete' ? deletion(run, expression.x, scope) : evaluate(run, expression.x, scope), at);
    case 'binary': return operation(run, expression, scope);
    case 'logical': return logical(run, expression.op, expression.l, expression.r, scope);
    case 'cond': return conditional(run, truth(run, evaluate(run, expression.t, scope)), expression.y, expression.n, scope);
    case 'assign': return assign(run, expression, scope);
    case 'update': return update(run, expression, scope);
    case 'await': return awaitedValue(run, expression, scope, at);
    // Where a generator is driven as an async function, `yield` is its `await`.
    case 'yield': return expression.x ? awaited(run, evaluate(run, expression.x, scope), at) : run.unknown('a generator', at);
    case 'seq': return expression.x.reduce<Value>((_, part) => evaluate(run, part, scope), run.undefined(at));
    case 'import': return importModule(run, evaluate(run, expression.x, scope), at);
    case 'opaque':
      for (const part of expression.x) evaluate(run, part, scope);
      return run.unknown(expression.what, at);
  }
}

function awaitedValue(run: Run, { x }: AwaitExpr, scope: Scope, at: Place): Value {
  const before = run.handler?.acts.length ?? 0;
  const value = evaluate(run, x, scope);
  noteAwaited(run, run.place(x), before, value);
  return awaited(run, value, at);
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
  const { file, self, home } = run.frame;
  const made: FunctionValue = {
    t: 'function', id: run.id(), at, facts, file, scope, slots: new Map(), name: facts.n ?? name,
    self: facts.arrow ? self : undefined, home: facts.arrow ? home : undefined,
  };
  run.made?.push(made);
  return made;
}

function variable(run: Run, expression: IdExpr, scope: Scope): Value {
  const name = expression.n;
  const found = scope.find(name);
  if (!found) return globalNamed(run, name, run.place(expression));
  const value = found.imported ? found.imported() : found.value;
  if (value === undefined) return run.unknown(`\`${name}\` is read before it has a value`, run.place(expression));
  return under(found.ofRequest || found.imported ? value : asRead(run, found, '', value, found.at), run.guard);
}

function globalNamed(run: Run, name: string, at: Place): Value {
  if (name === 'undefined') return run.undefined(at);
  if (name === 'NaN' || name === 'Infinity') return primitive(name === 'NaN' ? Number.NaN : Number.POSITIVE_INFINITY, at);
  const global = run.globals.get(name);
  if (global) return under(global, run.guard);
  const written = run.written.get('global')?.get(name);
  return written ? under(written.value, run.guard) : run.unknown(`\`${name}\` is not declared`, at, `global.${name}`);
}

function template(run: Run, text: readonly string[], parts: readonly Value[], at: Place): Value {
  return parts.reduce<Value>((left, part, index) =>
    binary(run, '+', binary(run, '+', left, part, at), primitive(text[index + 1] ?? '', at), at), primitive(text[0] ?? '', at));
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
      addItems(found, list.items);
      open ??= list.open;
    }
  }
  return run.list(found, at, open);
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

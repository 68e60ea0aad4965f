import type { CallExpr, IndexExpr, Item, MemberExpr, NewExpr } from '../facts/ir.ts';
import type { Place } from '../source/place.ts';
import { spreadOf } from './builtins/collections.ts';
import { callValue, constructValue } from './calls.ts';
import { inheritedMember } from './classes.ts';
import { evaluate } from './expressions.ts';
import { not } from './guard.ts';
import { getIndex, getMember } from './members.ts';
import { isNothing } from './operators.ts';
import { BOUNDS } from './bounds.ts';
import type { Argument } from './frame.ts';
import type { Run } from './run.ts';
import type { Scope } from './scope.ts';
import { choose, type Value } from './value.ts';

/** `o?.x`: undefined where `o` is. What is not known is taken to be there: its member is not known either way. */
export function optional(run: Run, object: Value, at: Place, read: (object: Value) => Value): Value {
  const nullish = isNothing(run, object);
  if (nullish === true) return run.undefined(at);
  let value: Value = run.undefined(at);
  run.optionalChain++;
  run.within(not(nullish), () => { value = read(object); });
  run.optionalChain--;
  return choose(nullish, run.undefined(at), value, not(nullish));
}

/** `f(…)`, `o.f(…)`, `super(…)` and their optional kin. */
export function call(run: Run, expression: CallExpr, scope: Scope): Value {
  const at = run.place(expression);
  const callee = expression.f;
  if (callee.k === 'super') return superCall(run, expression, scope, at);
  if (callee.k !== 'member' && callee.k !== 'index') return invoke(run, expression, evaluate(run, callee, scope), undefined, scope, at);
  if (callee.o.k === 'super' && callee.k === 'member') return invoke(run, expression, superMember(run, callee.n, at), run.frame.self, scope, at);
  const object = evaluate(run, callee.o, scope);
  if (!callee.opt) return invoke(run, expression, methodOf(run, callee, object, scope), object, scope, at);
  return optional(run, object, at, (present) => invoke(run, expression, methodOf(run, callee, present, scope), present, scope, at));
}

function methodOf(run: Run, callee: MemberExpr | IndexExpr, object: Value, scope: Scope): Value {
  const place = run.place(callee);
  return callee.k === 'member' ? getMember(run, object, callee.n, place) : getIndex(run, object, evaluate(run, callee.i, scope), place);
}

function invoke(run: Run, expression: CallExpr, callable: Value, self: Value | undefined, scope: Scope, at: Place): Value {
  if (expression.opt) return optional(run, callable, at, (present) => invokePresent(run, expression, present, self, scope, at));
  return invokePresent(run, expression, callable, self, scope, at);
}

function invokePresent(run: Run, expression: CallExpr, callable: Value, self: Value | undefined, scope: Scope, at: Place): Value {
  const { values, complete } = evaluateArguments(run, expression.a, scope);
  return callValue(run, callable, { at, callee: run.place(expression.f), arguments: values, self, complete });
}

function superCall(run: Run, expression: CallExpr, scope: Scope, at: Place): Value {
  const base = run.frame.home?.base;
  const { values, complete } = evaluateArguments(run, expression.a, scope);
  const site = { at, callee: run.place(expression.f), arguments: values, self: run.frame.self, complete };
  if (base?.t === 'class') return callValue(run, base, site);
  if (base?.t === 'native') base.base?.construct(run, site);
  return run.unknown('the constructor of a class that is not followed', at);
}

/** `super.x`: a method of the class above, on the same object. */
export function superMember(run: Run, name: string, at: Place): Value {
  const base = run.frame.home?.base;
  return (base && inheritedMember(run, run.frame.self, base, name, at)) ?? run.unknown('a class that is not followed', at);
}

/** `new C(…)` */
export function construct(run: Run, expression: NewExpr, scope: Scope): Value {
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
    for (const { value, when } of list.items.slice(0, Math.max(0, BOUNDS.items - values.length))) values.push({ value: choose(when, value, run.undefined(at), not(when)), at });
    run.budget.spendOnItems(list.items.length);
    if (list.open !== undefined || values.length >= BOUNDS.items) complete = false;
  }
  return { values, complete };
}


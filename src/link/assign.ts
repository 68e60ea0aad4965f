import type { ArrayPattern, AssignExpr, ObjectPattern, Target, UpdateExpr } from '../facts/ir.ts';
import type { Place } from '../source/place.ts';
import { asRead, noteWrite } from './changing.ts';
import { listIn } from './builtins/collections.ts';
import { evaluate } from './expressions.ts';
import { and, given, not, or, type Guard } from './guard.ts';
import { getIndex, getMember, setSlot, slotName } from './members.ts';
import { writeSomewhere } from './known/entities.ts';
import { binary, isNullish, truth } from './operators.ts';
import type { Run } from './run.ts';
import type { Scope, Variable } from './scope.ts';
import { alternatives, choose, each, NOWHERE, primitive, under, type Value } from './value.ts';

/** How names in a target are bound: declared in a scope, or assigned where they are found. */
interface Binding { readonly declare?: Scope }

/** Binds a value to a name, a property or a pattern. */
export function bind(run: Run, target: Target, value: Value, scope: Scope, how: Binding): void {
  switch (target.k) {
    case 'id': {
      const at = run.place(target);
      if (how.declare) how.declare.declare(target.n, { value, at, born: run.guard, ofRequest: run.handler !== undefined });
      else assignName(run, target.n, value, scope, at);
      return;
    }
    case 'member':
    case 'index': { assignMember(run, target, value, scope); return; }
    case 'default': {
      const missing = isMissing(run, value);
      if (missing === false) { bind(run, target.t, value, scope, how); return; }
      const name = target.t.k === 'id' ? target.t.n : undefined;
      let fallback = value;
      run.within(missing, () => { fallback = evaluate(run, target.d, scope, name); });
      bind(run, target.t, choose(missing, fallback, value, not(missing)), scope, how); return;
    }
    case 'objpat': { bindObject(run, target, value, scope, how); return; }
    case 'arrpat': { bindArray(run, target, value, scope, how); return; }
  }
}

/** A default applies to `undefined` alone; what is unknown is taken to be given, but for `req.session`, which it is there for. */
function isMissing(run: Run, value: Value): Guard {
  return alternatives(value).reduce<Guard>((sum, { when, value: one }) => {
    if (one.t === 'object' && one.entity?.kind === 'request-session') return or(sum, and(when, isNullish(run, one)));
    return one.t === 'primitive' && one.v === undefined ? or(sum, when) : sum;
  }, false);
}

function bindObject(run: Run, target: ObjectPattern, value: Value, scope: Scope, how: Binding): void {
  const taken = new Set<string>();
  for (const property of target.p) {
    const at = run.place(property.t);
    const key = property.c ? slotName(evaluate(run, property.c, scope)) : property.n;
    if (key !== undefined) taken.add(key);
    bind(run, property.t, key === undefined ? run.unknown('a property whose name is computed', at) : getMember(run, value, key, at), scope, how);
  }
  if (!target.rest) return;
  const at = run.place(target.rest);
  bind(run, target.rest, each(value, (one) => {
    if (one.t !== 'object' || one.entity) return run.unknown('the rest of an object', at);
    run.budget.spendOnItems(one.slots.size);
    const rest = run.object(one.at, { ...(one.open === undefined ? {} : { open: one.open }) });
    for (const [name, slot] of one.slots) if (!taken.has(name)) rest.slots.set(name, slot);
    return rest;
  }, at), scope, how);
}

function bindArray(run: Run, target: ArrayPattern, value: Value, scope: Scope, how: Binding): void {
  const list = listIn(value);
  target.x.forEach((item, index) => {
    if (!item) return;
    const at = run.place(item);
    bind(run, item, getIndex(run, list ?? value, primitive(index, at), at), scope, how);
  });
  if (!target.rest) return;
  const at = run.place(target.rest);
  const rest: Value = list
    ? run.list(list.items.slice(target.x.length), list.at, list.open)
    : run.unknown('the rest of a list', at);
  bind(run, target.rest, rest, scope, how);
}

/** The value of an assignment is what was assigned. */
export function assign(run: Run, expression: AssignExpr, scope: Scope): Value {
  const at = run.place(expression);
  const { op, to } = expression;
  const name = to.k === 'id' ? to.n : to.k === 'member' ? to.n : undefined;
  if (op === '=') {
    const value = evaluate(run, expression.v, scope, name);
    bind(run, to, value, scope, {});
    return value;
  }
  const present = read(run, to, scope);
  if (op === '||=' || op === '&&=' || op === '??=') {
    const takes = op === '&&=' ? truth(run, present) : op === '||=' ? not(truth(run, present)) : isNullish(run, present);
    if (takes === false) return present;
    let value = present;
    run.within(takes, () => {
      value = evaluate(run, expression.v, scope, name);
      bind(run, to, value, scope, {});
    });
    return choose(takes, value, present, not(takes));
  }
  const value = binary(run, op.slice(0, -1), present, evaluate(run, expression.v, scope), at);
  bind(run, to, value, scope, {});
  return value;
}

export function update(run: Run, expression: UpdateExpr, scope: Scope): Value {
  const at = run.place(expression);
  const value = binary(run, expression.op === '++' ? '+' : '-', read(run, expression.x, scope), primitive(1, at), at);
  bind(run, expression.x, value, scope, {});
  return value;
}

function read(run: Run, target: Target, scope: Scope): Value {
  return target.k === 'id' || target.k === 'member' || target.k === 'index'
    ? evaluate(run, target, scope)
    : run.unknown('a pattern', run.place(target));
}

function assignName(run: Run, name: string, value: Value, scope: Scope, at: Place): void {
  const variable = scope.find(name);
  if (variable) { setVariable(run, variable, value); return; }
  const slots = run.written.get('global') ?? new Map<string, { value: Value; at: Place; key: Place; from: Place }>();
  run.written.set('global', slots);
  const before = slots.get(name);
  slots.set(name, { value, at, key: at, from: at });
  run.remember(() => { if (before) slots.set(name, before); else slots.delete(name); });
}

/** Under the conditions it was declared under a variable is replaced; under others it gains an alternative. */
export function setVariable(run: Run, variable: Variable, value: Value): void {
  const before = variable.value;
  const present = before && !variable.ofRequest ? asRead(run, variable, '', before, variable.at) : before;
  if (!variable.ofRequest) noteWrite(run, variable, '');
  const condition = given(run.guard, variable.born);
  variable.value = condition === true || before === undefined ? value : choose(condition, value, under(present ?? before, variable.born), not(condition));
  run.remember(() => { variable.value = before; });
}

function assignMember(run: Run, target: Extract<Target, { k: 'member' | 'index' }>, value: Value, scope: Scope): void {
  const at = run.frame.site && run.frame.site.statement.k === 'expr' ? run.place(run.frame.site.statement.x) : run.place(target);
  const object = evaluate(run, target.o, scope);
  const name = target.k === 'member' ? target.n : slotName(evaluate(run, target.i, scope));
  const key = target.k === 'member' ? { ...run.place(target), start: target.e - target.n.length } : run.place(target.i);
  const from = alternatives(value)[0]?.value.at ?? NOWHERE;
  for (const { when, value: one } of alternatives(object)) {
    run.within(when, () => {
      if (name === undefined) {
        writeSomewhere(run, one, value, at);
        return;
      }
      setSlot(run, one, name, { value, at, key, from });
    });
  }
}

import type { Place } from '../source/place.ts';
import { arrayMember } from './builtins/arrays.ts';
import { functionMember } from './builtins/functions.ts';
import { objectMethod } from './builtins/objects.ts';
import { patternMember } from './builtins/patterns.ts';
import { stringMember } from './builtins/strings.ts';
import { callValue } from './calls.ts';
import { asRead, noteWrite } from './changing.ts';
import { instanceMember, staticMember } from './classes.ts';
import { and, given, not } from './guard.ts';
import { entityMember, readSomewhere, writeEntity, writeHeldIn } from './known/entities.ts';
import { isNamespace } from './namespace.ts';
import type { Run } from './run.ts';
import { alternatives, choose, collect, each, primitive, under, type Choice, type NativeValue, type ObjectValue, type Single, type Slot, type Unknown, type Value } from './value.ts';

/** `object.name`, under the present condition. */
export function getMember(run: Run, object: Value, name: string, at: Place): Value {
  if (object.t !== 'choice') return under(memberOf(run, object, name, at), run.guard);
  const seen = under(object, run.guard);
  return under(seen.t === 'choice' && seen.of.some(({ value }) => isSession(value)) ? memberOfSession(run, seen, name, at) : each(seen, (one) => memberOf(run, one, name, at), at), run.guard);
}

/** `(req.session || {}).x`: the session is read only where the object is the session. */
function memberOfSession(run: Run, object: Choice, name: string, at: Place): Value {
  return collect(object.of.flatMap(({ when, value }) => {
    let made: Value = run.undefined(at);
    run.within(when, () => { made = memberOf(run, value, name, at); });
    return alternatives(made).map((one) => ({ when: and(when, one.when), value: one.value }));
  }), at);
}

function isSession(value: Single): boolean {
  return value.t === 'object' && value.entity?.kind === 'request-session';
}

/** `object[key]` */
export function getIndex(run: Run, object: Value, key: Value, at: Place): Value {
  return each(key, (one) => {
    if (one.t === 'primitive' && one.nodeEnv) noteTable(run, object);
    const name = slotName(one);
    if (name !== undefined) return getMember(run, object, name, at);
    for (const { value } of alternatives(object)) {
      const read = readSomewhere(run, value, at);
      if (read) return read;
    }
    // With a key that is not known the answer is one of the properties: of a table of functions or routers, any.
    return run.unknown(one.t === 'unknown' ? one.reason : 'a property whose name is computed', at, undefined, one.t === 'unknown' && one.fresh ? { fresh: one.fresh } : {});
  }, at);
}

/** Names that a table by environment may have beside those of environments. */
const SHARED: ReadonlySet<string> = new Set(['default', 'defaults', 'common', 'base', 'all', 'shared', 'global']);

/** `config[process.env.NODE_ENV]`: the properties of such a table name environments. */
function noteTable(run: Run, object: Value): void {
  if (object.t !== 'object' || object.entity) return;
  const names = [...object.slots.keys()];
  if (!names.some((name) => name === 'production' || name === 'development')) return;
  for (const name of names) if (!SHARED.has(name)) run.result.environments.add(name);
}

/** The property name that a value stands for, where it is known. */
export function slotName(value: Value): string | undefined {
  return value.t === 'primitive' ? String(value.v) : undefined;
}

function memberOf(run: Run, object: Single, name: string, at: Place): Value {
  switch (object.t) {
    case 'object': return objectMember(run, object, name, at);
    case 'array': return arrayMember(run, object, name, at);
    case 'function': return object.slots.get(name)?.value ?? functionMember(run, object, name, at);
    case 'class': return staticMember(run, object, name, at);
    case 'native': return nativeMember(run, object, name, at);
    case 'primitive':
      if (typeof object.v === 'string') return stringMember(run, object, name, at);
      return object.v === undefined || object.v === null ? run.unknown(`\`${name}\` of ${String(object.v)}`, at) : primitiveMember(run, object, name, at);
    case 'environment': return run.unknown(`read from the environment variable \`${object.variable}\``, at, `process.env.${object.variable}.${name}`);
    case 'unknown': return unknownMember(run, object, name, at);
    case 'pattern': return patternMember(run, object, name, at);
  }
}

function primitiveMember(run: Run, object: Extract<Single, { t: 'primitive' }>, name: string, at: Place): Value {
  if (name === 'toString') return run.native('toString', () => primitive(String(object.v), at));
  return run.unknown('a method of a number or boolean', at);
}

function objectMember(run: Run, object: ObjectValue, name: string, at: Place): Value {
  const slot = object.slots.get(name);
  if (slot?.getter) return callValue(run, slot.getter, { at, callee: at, arguments: [], self: object, complete: true });
  if (slot) return isOlder(run, object) ? asRead(run, object, name, slot.value, slot.at) : slot.value;
  if (object.entity) {
    const member = entityMember(run, object, object.entity, name, at);
    if (member) return member;
  }
  const inherited = object.of ? instanceMember(run, object, object.of, name, at) : undefined;
  if (inherited) return inherited;
  const known = object.rest && getMember(run, object.rest, name, at);
  if (known) return known;
  if (object.open !== undefined || object.entity) return run.unknown(object.open ?? `\`${name}\` is not followed`, at, `#${String(object.id)}.${name}`);
  const missing: Value = { ...primitive(undefined, at), absent: true };
  return objectMethod(run, name) ?? (isOlder(run, object) ? asRead(run, object, name, missing, object.at) : missing);
}

/** Whether something was there before the handler that is being summarised ran. */
export function isOlder(run: Run, { id }: { readonly id: number }): boolean {
  return run.handler !== undefined && id <= run.handler.since;
}

function nativeMember(run: Run, object: NativeValue, name: string, at: Place): Value {
  const own = object.slots?.get(name)?.value ?? object.member?.(run, name, at);
  if (own) return own;
  if (object.entity) {
    const member = entityMember(run, object, object.entity, name, at);
    if (member) return member;
  }
  if (name === 'default' && object.from) return object;
  if (name === '__esModule') return run.undefined(at);
  if (name === 'bind' || name === 'call' || name === 'apply') return functionMember(run, object, name, at);
  return run.unknown(`\`${object.name}.${name}\` is not followed`, at, `${object.name}.${name}`, object.from ? { from: { module: object.from.module, path: `${object.from.path}.${name}` } } : {});
}

function unknownMember(run: Run, object: Unknown, name: string, at: Place): Value {
  const written = run.written.get(object.key)?.get(name);
  if (written) return written.value;
  const global = object.key === 'global' ? run.globals.get(name) : undefined;
  if (global) return global;
  if (name === 'call' || name === 'apply' || name === 'bind') return functionMember(run, object, name, at);
  if (object.from?.path === '') {
    // A package's default export is the package, as compiled code reads it too.
    if (name === 'default') return object;
    if (name === '__esModule') return run.undefined(at);
  }
  const { reason, key, from, given: list, held, wraps, fresh } = object;
  return run.unknown(reason, at, `${key}.${name}`, {
    from: from && { module: from.module, path: `${from.path}.${name}` }, given: list, held, wraps, fresh, orUndefined: /^\d+$/.test(name) ? true : undefined,
  });
}

/**
 * Writes a property. Under the conditions its object was made under the value replaces the old one;
 * under further ones it adds an alternative beside it.
 */
export function setSlot(run: Run, object: Single, name: string, slot: Slot): void {
  if (object.t === 'object' && object.entity && writeEntity(run, object, object.entity, name, slot)) return;
  if (object.t === 'unknown') writeHeldIn(run, object, name, slot);
  const slots = slotsOf(run, object);
  if (!slots) return;
  const before = slots.get(name);
  const older = object.t === 'object' && isOlder(run, object);
  const present = before && older ? asRead(run, object, name, before.value, before.at) : before?.value;
  if (older) noteWrite(run, object, name);
  const condition = given(run.guard, object.t === 'object' ? object.born : true);
  if (condition === true) slots.set(name, slot);
  else {
    const old = present ?? (object.t === 'object' && object.open === undefined
      ? { ...primitive(undefined, slot.at), absent: true as const }
      : run.unknown('written under a condition', slot.at, `old ${name}@${slot.at.file}:${String(slot.at.start)}`));
    slots.set(name, { ...slot, value: choose(condition, slot.value, old, not(condition)) });
  }
  run.remember(() => { if (before) slots.set(name, before); else slots.delete(name); });
}

function slotsOf(run: Run, object: Single): Map<string, Slot> | undefined {
  switch (object.t) {
    case 'object': case 'function': case 'class': return object.slots;
    case 'native': return object.slots ??= new Map();
    case 'unknown': {
      const slots = run.written.get(object.key) ?? new Map<string, Slot>();
      run.written.set(object.key, slots);
      return slots;
    }
    default: return undefined;
  }
}

/** `{...from}` and `Object.assign`: every property of `from`, as it is now; of a choice, each under its condition. */
export function copyInto(run: Run, target: ObjectValue, from: Value, at: Place): void {
  for (const { when, value } of alternatives(from)) {
    run.within(when, () => {
      if (value.t === 'object' && !value.entity) {
        run.budget.spendOnItems(value.slots.size);
        // An object may be given itself: what is written now is not copied again.
        for (const [name, slot] of [...value.slots]) {
          const read = slot.getter ? { ...withoutGetter(slot), value: callValue(run, slot.getter, { at, callee: at, arguments: [], self: value, complete: true }) } : slot;
          if (!target.slots.has(name)) setSlot(run, target, name, read);
          else {
            const before = target.slots.get(name);
            if (run.guard === target.born || given(run.guard, target.born) === true) target.slots.delete(name);
            setSlot(run, target, name, read);
            if (before) run.remember(() => { target.slots.set(name, before); });
          }
        }
        if (value.open !== undefined) target.open ??= value.open;
      } else if (value.t === 'unknown' || value.t === 'environment' || value.t === 'native' || (value.t === 'object' && value.entity)) {
        const reason = value.t === 'unknown' ? value.reason : 'an object that is not known is spread in';
        const first = target.open === undefined && target.slots.size === 0;
        forget(run, target, reason);
        if (first && value.t === 'native' && value.name === 'process.env') target.rest = value;
      }
    });
  }
}

/** After something not known was written to it, no property is certain any more: each is what it was or something else. */
export function forget(run: Run, target: ObjectValue, reason: string): void {
  // Nothing but its module writes to a namespace.
  if (isNamespace(target)) return;
  const { open } = target;
  target.open ??= reason;
  run.remember(() => {
    if (open === undefined) delete target.open;
  });
  run.budget.spendOnItems(target.slots.size);
  for (const [name, slot] of target.slots) {
    if (slot.value.t === 'unknown' && slot.value.reason === reason) continue;
    target.slots.set(name, { ...withoutGetter(slot), value: run.unknown(reason, slot.at, `written over #${String(target.id)}.${name}`) });
    run.remember(() => { target.slots.set(name, slot); });
  }
}

function withoutGetter(slot: Slot): Slot {
  return { value: slot.value, at: slot.at, key: slot.key, from: slot.from };
}

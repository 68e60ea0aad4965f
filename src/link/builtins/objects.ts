import { callFunction } from '../calls.ts';
import { writeSomewhere } from '../known/entities.ts';
import { binary } from '../operators.ts';
import { copyInto, setSlot, slotName } from '../members.ts';
import type { CallSite } from '../frame.ts';
import { or, type Guard } from '../guard.ts';
import type { Run } from '../run.ts';
import { listIn } from './collections.ts';
import { alternatives, primitive, type Slot, type Value } from '../value.ts';

type Static = (run: Run, site: CallSite) => Value;

/** `Object` and its statics. */
export function objectConstructor(run: Run): Value {
  return run.native('Object', (inner, site) => site.arguments[0]?.value ?? inner.object(site.at), {
    construct: (inner, site) => inner.object(site.at),
    member: (inner, name) => {
      if (name === 'prototype') return prototype(inner);
      const method = Object.hasOwn(STATICS, name) ? STATICS[name] : undefined;
      return inner.native(`Object.${name}`, (one, site) => (method ? method(one, site) : one.unknown(`\`Object.${name}\` is not followed`, site.at)));
    },
  });
}

/** `Object.prototype`, for `Object.prototype.hasOwnProperty.call(o, key)`. */
function prototype(run: Run): Value {
  return run.native('Object.prototype', undefined, { member: (inner, name) => objectMethod(inner, name) });
}

/** What every object has from `Object.prototype`; `undefined` for other names. */
export function objectMethod(run: Run, name: string): Value | undefined {
  if (name === 'hasOwnProperty') return run.native(name, (inner, site) => owns(inner, site.self, site.arguments[0]?.value, site));
  if (name === 'valueOf') return run.native(name, (inner, site) => site.self ?? inner.undefined(site.at));
  return METHODS.has(name) ? run.native(name, (inner, site) => inner.unknown('a method of every object', site.at)) : undefined;
}

const METHODS: ReadonlySet<string> = new Set(['toString', 'toLocaleString', 'isPrototypeOf', 'propertyIsEnumerable']);

/** Whether an object has a property of its own. */
function owns(run: Run, object: Value | undefined, key: Value | undefined, site: CallSite): Value {
  return binary(run, 'in', key ?? run.undefined(site.at), object ?? run.undefined(site.at), site.at);
}

const itself: Static = (run, site) => site.arguments[0]?.value ?? run.undefined(site.at);

const STATICS: Readonly<Record<string, Static>> = {
  assign: (run, site) => {
    const [target, ...sources] = site.arguments;
    if (!target) return run.undefined(site.at);
    for (const { value: one } of alternatives(target.value)) {
      for (const source of sources) {
        if (one.t === 'object' && !one.entity) copyInto(run, one, source.value, source.at);
        else for (const { value: from } of alternatives(source.value)) {
          if (from.t === 'object') for (const [name, slot] of from.slots) setSlot(run, one, name, slot);
          // `Object.assign(req.session, kept)`: what it is given is not known.
          if (from.t === 'unknown' || (from.t === 'object' && from.open !== undefined)) writeSomewhere(run, one, from, source.at);
        }
      }
    }
    return target.value;
  },
  freeze: itself, seal: itself, preventExtensions: itself,
  setPrototypeOf: itself,
  keys: (run, site) => list(run, site, (name, slot) => primitive(name, slot.key)),
  values: (run, site) => list(run, site, (_, slot) => slot.value),
  entries: (run, site) => list(run, site, (name, slot) => pair(run, site, primitive(name, slot.key), slot.value)),
  fromEntries: (run, site) => {
    const object = run.object(site.at);
    const from = site.arguments[0]?.value;
    const pairs = from && listIn(from);
    if (!pairs || pairs.open !== undefined) object.open = 'made from a list that is not known';
    if (pairs) {
      for (const { value } of pairs.items) {
        const [key, item] = value.t === 'array' ? value.items : [];
        const name = key && slotName(key.value);
        if (name !== undefined && item) object.slots.set(name, { value: item.value, at: site.at, key: site.at, from: item.value.t === 'choice' ? site.at : item.value.at });
        else object.open ??= 'made from a list that is not known';
      }
    }
    return object;
  },
  create: (run, site) => {
    const object = run.object(site.at);
    const prototype = site.arguments[0]?.value;
    if (prototype?.t === 'object') for (const [name, slot] of prototype.slots) object.slots.set(name, slot);
    if (prototype?.t === 'unknown') object.open = prototype.reason;
    return object;
  },
  defineProperty: (run, site) => {
    const [target, key, descriptor] = site.arguments.map(({ value }) => value);
    const name = key && slotName(key);
    if (target && target.t !== 'choice' && name !== undefined && descriptor?.t === 'object') {
      const value = descriptor.slots.get('value');
      const getter = descriptor.slots.get('get')?.value;
      // TypeScript's emitted re-exports: `get: function () { return other.name }`.
      if (getter?.t === 'function') setSlot(run, target, name, { value: getter, getter, at: site.at, key: site.at, from: site.at });
      else if (value) setSlot(run, target, name, { ...value, at: site.at });
    }
    return target ?? run.undefined(site.at);
  },
  hasOwn: (run, site) => owns(run, site.arguments[0]?.value, site.arguments[1]?.value, site),
  getOwnPropertyNames: (run, site) => list(run, site, (name, slot) => primitive(name, slot.key)),
};

function list(run: Run, site: CallSite, item: (name: string, slot: Slot) => Value): Value {
  const from = site.arguments[0]?.value;
  const known = from?.t === 'object' && !from.entity;
  if (known) for (const [name, slot] of from.slots) if (slot.getter) from.slots.set(name, { value: callFunction(run, slot.getter, { at: site.at, callee: site.at, arguments: [], self: from, complete: true }), at: slot.at, key: slot.key, from: slot.from });
  const open = known ? from.open : from?.t === 'unknown' ? from.reason : 'an object that is not known';
  return run.list(known ? [...from.slots].map(([name, slot]) => ({ value: item(name, slot), when: isThere(slot) })).filter(({ when }) => when !== false) : [], site.at, open);
}

/** The conditions under which a property is there: one that some path wrote is on the others absent. */
function isThere({ value }: Slot): Guard {
  return alternatives(value).reduce<Guard>((sum, one) => (one.value.t === 'primitive' && one.value.absent ? sum : or(sum, one.when)), false);
}

function pair(run: Run, site: CallSite, key: Value, value: Value): Value {
  return run.list([{ value: key, when: true }, { value, when: true }], site.at);
}

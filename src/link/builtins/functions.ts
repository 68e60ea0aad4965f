import type { Place } from '../../source/place.ts';
import { callValue } from '../calls.ts';
import type { Argument } from '../frame.ts';
import type { Run } from '../run.ts';
import { primitive, type FunctionValue, type NativeValue, type Unknown, type Value } from '../value.ts';

/** `call`, `apply`, `bind` and the data properties of a function. */
export function functionMember(run: Run, callee: FunctionValue | NativeValue | Unknown, name: string, at: Place): Value {
  switch (name) {
    case 'call': return run.native('call', (inner, site) =>
      callValue(inner, callee, { ...site, self: site.arguments[0]?.value, arguments: site.arguments.slice(1) }));
    case 'apply': return run.native('apply', (inner, site) => {
      const list = site.arguments[1]?.value;
      const given: Argument[] = list?.t === 'array' ? list.items.map(({ value }) => ({ value, at: site.at })) : [];
      return callValue(inner, callee, { ...site, self: site.arguments[0]?.value, arguments: given, complete: list === undefined || (list.t === 'array' && list.open === undefined) });
    });
    case 'bind': return run.native('bind', (inner, site) => {
      if (callee.t !== 'function') return callee;
      const self = callee.self ?? site.arguments[0]?.value;
      inner.budget.spendOnItems((callee.bound ?? []).length);
      return { ...callee, id: inner.id(), ...(self ? { self } : {}), bound: [...(callee.bound ?? []), ...site.arguments.slice(1).map(({ value }) => value)] };
    });
    case 'name': return primitive(callee.t === 'function' ? callee.name ?? '' : '', at);
    case 'length': return callee.t === 'function' ? primitive(callee.facts.p.length, at) : run.unknown('the length of a function', at, callee.t === 'native' ? `${callee.name}.length` : undefined);
    case 'prototype': {
      if (callee.t !== 'function') return run.unknown('a prototype', at);
      const prototype = run.object(at);
      callee.slots.set('prototype', { value: prototype, at, key: at, from: at });
      return prototype;
    }
    default: return { ...primitive(undefined, at), absent: true };
  }
}

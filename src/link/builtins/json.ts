import type { Place } from '../../source/place.ts';
import { BOUNDS, TOO_DEEP, TOO_LARGE } from '../bounds.ts';
import { fromJson } from '../modules.ts';
import type { CallSite } from '../frame.ts';
import type { Run } from '../run.ts';
import { each, type Single, type Value } from '../value.ts';

/** `JSON`: what is written out can be read in again. */
export function jsonObject(run: Run): Value {
  return run.native('JSON', undefined, {
    member: (inner, name) => inner.native(`JSON.${name}`, (one, site) => {
      const given = site.arguments[0]?.value ?? one.undefined(site.at);
      if (name === 'parse') return each(given, (text) => parsed(one, text, site), site.at);
      if (name === 'stringify') return { ...one.unknown('a text made of an object', site.at), written: given };
      return one.unknown(`\`JSON.${name}\` is not followed`, site.at);
    }),
  });
}

function parsed(run: Run, text: Single, site: CallSite): Value {
  if (text.t === 'unknown') {
    if (text.written) return copyOf(run, text.written, site.at);
    return run.unknown(text.reason, site.at, `JSON.parse(${text.key})`);
  }
  if (text.t === 'environment') return run.unknown(`read from the environment variable \`${text.variable}\``, site.at, `JSON.parse(process.env.${text.variable})`);
  if (text.t !== 'primitive' || typeof text.v !== 'string') return run.unknown('a text that is no JSON', site.at);
  try {
    return fromJson(run, JSON.parse(text.v), text.at);
  } catch {
    return run.unknown('a text that is no JSON', site.at);
  }
}

/** How deep a copy goes; below, nothing is known. */
const DEEPEST = 12;

/** A copy of a value with all that it holds, as `structuredClone` makes it. What has too many parts is copied in part: the rest is not known. */
export function copyOf(run: Run, value: Value, at: Place): Value {
  let left: number = BOUNDS.parts;
  const copied = (whole: Value, depth: number): Value => each(whole, (one) => {
    if (one.t !== 'array' && (one.t !== 'object' || one.entity)) return one;
    if (depth > DEEPEST) return run.unknown(TOO_DEEP, at);
    if (left-- <= 0) return run.unknown(TOO_LARGE, at);
    if (one.t === 'array') return run.list(one.items.map((item) => ({ value: copied(item.value, depth + 1), when: item.when })), one.at, one.open);
    const copy = run.object(at, one.open === undefined ? {} : { open: one.open });
    for (const [name, slot] of one.slots) if (slot.value.t !== 'function') copy.slots.set(name, { ...slot, value: copied(slot.value, depth + 1) });
    return copy;
  }, at);
  const copy = copied(value, 0);
  run.budget.spendOnParts(BOUNDS.parts - left);
  return copy;
}

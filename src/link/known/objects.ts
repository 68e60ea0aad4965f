import { copyOf } from '../builtins/json.ts';
import { TOO_DEEP, TOO_LARGE } from '../bounds.ts';
import { copyInto, setSlot } from '../members.ts';
import type { CallSite } from '../frame.ts';
import type { Run } from '../run.ts';
import { type ObjectValue, type Value } from '../value.ts';
import type { KnownModule } from './index.ts';

type Merge = (run: Run, site: CallSite) => Value;

/** Into the first argument, all that the others have; objects in objects are merged in turn. */
const deeply: Merge = (run, site) => into(run, site, (target, source) => { mergeInto(run, target, source, site, false); });
const deeplyMissing: Merge = (run, site) => into(run, site, (target, source) => { mergeInto(run, target, source, site, true); });
const flatly: Merge = (run, site) => into(run, site, (target, source) => { copyInto(run, target, source, site.at); });
const flatlyMissing: Merge = (run, site) => into(run, site, (target, source) => {
  if (source.t === 'object') for (const [name, slot] of source.slots) if (!target.slots.has(name)) setSlot(run, target, name, slot);
});

/** As `deeply`, into an object of its own. */
const merged: Merge = (run, site) => deeply(run, { ...site, arguments: [{ value: run.object(site.at), at: site.at }, ...site.arguments] });
const copied: Merge = (run, site) => copyOf(run, site.arguments[0]?.value ?? run.undefined(site.at), site.at);

function into(run: Run, site: CallSite, merge: (target: ObjectValue, source: Value) => void): Value {
  const [target, ...sources] = site.arguments;
  if (target?.value.t !== 'object') return run.unknown('objects are merged that are not known', site.at);
  for (const { value } of sources) merge(target.value, value);
  return target.value;
}

/** How deep objects in objects are merged. */
const DEEPEST = 8;

function mergeInto(run: Run, target: ObjectValue, source: Value, site: CallSite, missingOnly: boolean, depth = 0): void {
  if (source.t !== 'object' || source.entity) { copyInto(run, target, source, site.at); return; }
  for (const [name, slot] of source.slots) {
    if (depth > 0 && run.budget.step()) { target.open ??= TOO_LARGE; return; }
    const own = target.slots.get(name)?.value;
    const both = own?.t === 'object' && !own.entity && slot.value.t === 'object' && !slot.value.entity;
    if (both && depth < DEEPEST) mergeInto(run, own, slot.value, site, missingOnly, depth + 1);
    else if (both) setSlot(run, target, name, { ...slot, value: run.unknown(TOO_DEEP, slot.at) });
    else if (!own || !missingOnly) setSlot(run, target, name, slot.value.t === 'object' && !slot.value.entity ? { ...slot, value: copyOf(run, slot.value, site.at) } : slot);
  }
  if (source.open !== undefined) target.open ??= source.open;
}

const LODASH: Readonly<Record<string, Merge>> = {
  merge: deeply, defaultsDeep: deeplyMissing, assign: flatly, extend: flatly, assignIn: flatly, defaults: flatlyMissing, cloneDeep: copied, clone: copied,
};

/** Packages that put objects together. */
export const objectModules: Readonly<Record<string, KnownModule>> = {
  ...library('lodash'), ...library('lodash-es'), ...library('underscore'),
  ...Object.fromEntries(Object.entries(LODASH).flatMap(([name, merge]): [string, KnownModule][] => [[`lodash/${name}`, single(`lodash/${name}`, merge)], [`lodash.${name.toLowerCase()}`, single(`lodash.${name.toLowerCase()}`, merge)]])),
  'object-assign': single('object-assign', flatly), 'utils-merge': single('utils-merge', flatly), xtend: single('xtend', merged), 'merge-deep': single('merge-deep', merged),
  deepmerge: single('deepmerge', merged), 'merge-options': single('merge-options', merged), 'ts-deepmerge': single('ts-deepmerge', merged), 'deep-extend': single('deep-extend', deeply),
};

function library(module: string): Readonly<Record<string, KnownModule>> {
  return { [module]: (run) => run.native(module, undefined, {
    from: { module, path: '' },
    member: (inner, name) => {
      const merge = Object.hasOwn(LODASH, name) ? LODASH[name] : undefined;
      return merge && inner.native(`${module}.${name}`, merge);
    },
  }) };
}

function single(module: string, merge: Merge): KnownModule {
  return (run) => run.native(module, merge, { from: { module, path: 'default' }, member: (inner, name) => (name === 'merge' || name === 'recursive' ? inner.native(`${module}.${name}`, merge) : undefined) });
}

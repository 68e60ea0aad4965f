import type { Place } from '../../source/place.ts';
import { callValue } from '../calls.ts';
import { and, given, not, or, type Guard } from '../guard.ts';
import { noteWrite, openForRequests } from '../changing.ts';
import { isOlder } from '../members.ts';
import { booleanValue, equals, truth } from '../operators.ts';
import { leadsToWeb } from '../relevance.ts';
import { BOUNDS, TOO_LONG_TEXT } from '../bounds.ts';
import type { CallSite } from '../frame.ts';
import type { Run } from '../run.ts';
import { choose, collect, FOUND_IN_LIST, isString, placeOf, primitive, type ArrayValue, type Value } from '../value.ts';

type Items = ArrayValue['items'];
type Method = (run: Run, list: ArrayValue, site: CallSite) => Value;

/** A member of a list: its length, an item, a method. */
export function arrayMember(run: Run, given_: ArrayValue, name: string, at: Place): Value {
  const open = isOlder(run, given_) ? openForRequests(run, given_) : undefined;
  const list: ArrayValue = open === undefined || name === 'push' || name === 'unshift' ? given_ : { ...given_, open };
  if (name === 'length') return list.open === undefined && list.items.every(({ when }) => when === true) ? primitive(list.items.length, at) : run.unknown('the length of a list that is not known', at);
  if (/^\d+$/.test(name)) {
    const item = list.items[Number(name)];
    if (list.items.some(({ when }, index) => when !== true && index <= Number(name))) return name === '0' ? firstOf(run, list, at) : run.unknown('an item of a list', at, undefined, { orUndefined: true });
    return item ? item.value : list.open === undefined ? { ...primitive(undefined, at), absent: true } : run.unknown(list.open, at, `#${String(list.id)}[${name}]`);
  }
  const method = Object.hasOwn(METHODS, name) ? METHODS[name] : undefined;
  if (!method) return run.unknown(`\`${name}\` of a list`, at);
  return run.native(name, (inner, site) => method(inner, list, site));
}

/** The first item of a list in which each may be missing. */
function firstOf(run: Run, list: ArrayValue, at: Place): Value {
  const none: Value = list.open === undefined ? { ...primitive(undefined, at), absent: true } : run.unknown(list.open, at, undefined, { orUndefined: true });
  return list.items.reduceRight<Value>((rest, { value, when }) => choose(when, value, rest, not(when)), none);
}

/** The items that are gone over; what is left out of a longer list is told. */
export function withinBound<T>(run: Run, items: readonly T[], at: Place): readonly T[] {
  if (items.length <= BOUNDS.iterations) return items;
  if (leadsToWeb(run.program, run.frame.file)) run.unfollowed(at, `a list of more than ${String(BOUNDS.iterations)} items`);
  return items.slice(0, BOUNDS.iterations);
}

/** Adds items to others, as many as a list may have and one more at the most: that it is too long is then seen. */
export function addItems(items: Items, more: Items): void {
  for (const item of more) {
    if (items.length > BOUNDS.items) return;
    items.push(item);
  }
}

/** Calls the callback for each item that is there, under the item's condition. */
function forEachItem(run: Run, list: ArrayValue, site: CallSite, then: (result: Value, item: Items[number]) => void): void {
  const callback = site.arguments[0]?.value;
  if (!callback) return;
  withinBound(run, list.items, site.at).forEach((item, index) => {
    if (run.guard === false) return;
    const after = run.within(item.when, () => {
      then(callValue(run, callback, { ...site, self: undefined, arguments: [{ value: item.value, at: site.at }, { value: primitive(index, site.at), at: site.at }, { value: list, at: site.at }] }), item);
    });
    run.guard = or(and(run.guard, not(item.when)), after);
  });
  if (list.open !== undefined) {
    const value = run.unknown(list.open, site.at, `item of #${String(list.id)}`);
    callValue(run, callback, { ...site, self: undefined, arguments: [{ value, at: site.at }, { value: run.unknown('an index', site.at), at: site.at }, { value: list, at: site.at }] });
  }
}

/** A value as it is where it is truthy. */
function whereTrue(run: Run, value: Value): Value {
  if (value.t !== 'choice') return value;
  const known = truth(run, value);
  return collect(value.of.map(({ when, value: one }) => {
    const holds = and(when, truth(run, one));
    return { when: holds === false ? holds : given(holds, known), value: one };
  }), placeOf(value));
}

function add(run: Run, list: ArrayValue, site: CallSite, atEnd: boolean): Value {
  const before = list.items;
  if (isOlder(run, list)) noteWrite(run, list, '');
  const open = list.open;
  const condition: Guard = given(run.guard, list.born);
  const added = site.arguments.map(({ value }) => ({ value, when: condition }));
  // `list.push.apply(list, list)` in a loop doubles it each time.
  const fits = before.length + added.length <= BOUNDS.iterations;
  if (fits) list.items = atEnd ? [...before, ...added] : [...added, ...before];
  else list.open ??= `a list of more than ${String(BOUNDS.iterations)} items`;
  if (!site.complete) list.open ??= 'an unknown list was added';
  run.remember(() => {
    list.items = before;
    if (open === undefined) delete list.open;
  });
  return run.unknown('the length of a list', site.at);
}

function replace(run: Run, list: ArrayValue, items: Items): void {
  const before = list.items;
  if (isOlder(run, list)) noteWrite(run, list, '');
  list.items = items;
  run.remember(() => { list.items = before; });
}

/** Takes one item out of a list and gives it. */
function take(run: Run, list: ArrayValue, site: CallSite, at: number): Value {
  const item = list.items[at];
  if (!item) return list.open === undefined ? { ...primitive(undefined, site.at), absent: true } : run.unknown(list.open, site.at);
  if (given(run.guard, list.born) === true) replace(run, list, list.items.filter((one) => one !== item));
  return item.value;
}

const METHODS: Readonly<Record<string, Method>> = {
  push: (run, list, site) => add(run, list, site, true),
  unshift: (run, list, site) => add(run, list, site, false),
  pop: (run, list, site) => take(run, list, site, list.items.length - 1),
  shift: (run, list, site) => take(run, list, site, 0),
  splice: (run, list, site) => {
    const [from, count, ...more] = site.arguments.map(({ value }) => value);
    const [start, length] = [from, count].map((value) => (value?.t === 'primitive' ? Number(value.v) : undefined));
    if (start === undefined || (count && length === undefined) || list.open !== undefined || given(run.guard, list.born) !== true) {
      list.open ??= 'an unknown part was taken out';
      return run.unknown('a part of a list', site.at);
    }
    const items = [...list.items];
    const taken = items.splice(start, length ?? items.length, ...more.map((value) => ({ value, when: true })));
    replace(run, list, items);
    return run.list(taken, site.at);
  },
  forEach: (run, list, site) => {
    forEachItem(run, list, site, () => undefined);
    return run.undefined(site.at);
  },
  map: (run, list, site) => {
    const items: Items = [];
    forEachItem(run, list, site, (value, item) => items.push({ value, when: item.when }));
    return run.list(items, site.at, list.open);
  },
  flatMap: (run, list, site) => {
    const items: Items = [];
    let { open } = list;
    forEachItem(run, list, site, (value, item) => {
      if (value.t === 'array') addItems(items, value.items.map((one) => ({ value: one.value, when: and(item.when, one.when) })));
      else items.push({ value, when: item.when });
      if (value.t === 'unknown') open ??= value.reason;
    });
    return run.list(items, site.at, open);
  },
  filter: (run, list, site) => {
    const callback = site.arguments[0]?.value;
    const items: Items = [];
    // `filter(Boolean)` is the usual way to leave out what an environment does not set.
    if (callback?.t === 'native' && callback.name === 'Boolean') {
      for (const item of list.items) {
        const when = and(item.when, truth(run, item.value));
        if (when !== false) items.push({ value: whereTrue(run, item.value), when });
      }
      return run.list(items, site.at, list.open);
    }
    forEachItem(run, list, site, (value, item) => {
      const when = and(item.when, truth(run, value));
      if (when !== false) items.push({ value: item.value, when });
    });
    return run.list(items, site.at, list.open);
  },
  concat: (run, list, site) => {
    let { open } = list;
    const items = [...list.items];
    for (const { value } of site.arguments) {
      if (value.t === 'array') {
        addItems(items, value.items);
        open ??= value.open;
      } else if (value.t === 'unknown') open ??= value.reason;
      else items.push({ value, when: true });
    }
    return run.list(items, site.at, open);
  },
  slice: (run, list, site) => {
    const [from, to] = site.arguments.map(({ value }) => (value.t === 'primitive' ? Number(value.v) : undefined));
    return run.list(site.arguments.length === 0 ? list.items : list.items.slice(from, to), site.at, list.open);
  },
  includes: (run, list, site) => {
    const [wanted] = site.arguments;
    if (!wanted) return primitive(false, site.at);
    run.budget.spendOnItems(list.items.length);
    const test = list.items.reduce<Guard>((sum, item) => or(sum, and(item.when, equals(run, item.value, wanted.value, true))), false);
    if (list.open !== undefined && test === false) return run.unknown(list.open, site.at);
    return booleanValue(run, test, site.at, false);
  },
  indexOf: (run, list, site) => {
    const [wanted, from] = site.arguments;
    if (!wanted || from || list.open !== undefined || list.items.some(({ when }) => when !== true)) return run.unknown('a place in a list', site.at);
    run.budget.spendOnItems(list.items.length);
    let before: Guard = false;
    const found = list.items.map((item, index) => {
      const here = equals(run, item.value, wanted.value, true);
      const first = and(here, not(before));
      before = or(before, here);
      return { when: first, value: primitive(index, site.at) };
    });
    return collect([...found, { when: not(before), value: primitive(-1, site.at) }], site.at);
  },
  join: (run, list, site) => {
    const between = site.arguments[0]?.value;
    const parts = list.items.map(({ value }) => (isString(value) ? value.v : undefined));
    if (list.open !== undefined || parts.includes(undefined) || (between && !isString(between))) return run.unknown('computed from a list', site.at);
    const separator = between && isString(between) ? between.v : ',';
    const length = parts.reduce((sum, part = '') => sum + part.length + separator.length, 0);
    run.budget.spendOnText(length);
    return length > BOUNDS.text ? run.unknown(TOO_LONG_TEXT, site.at) : primitive(parts.join(separator), site.at);
  },
  find: (run, list, site) => {
    forEachItem(run, list, site, () => undefined);
    return run.unknown(FOUND_IN_LIST, site.at, undefined, { orUndefined: true });
  },
  some: (run, list, site) => {
    let test: Guard = false;
    forEachItem(run, list, site, (value, item) => { test = or(test, and(item.when, truth(run, value))); });
    return list.open === undefined ? booleanValue(run, test, site.at, false) : run.unknown('computed from a list', site.at);
  },
  every: (run, list, site) => {
    let test: Guard = true;
    forEachItem(run, list, site, (value, item) => { test = and(test, or(not(item.when), truth(run, value))); });
    return list.open === undefined ? booleanValue(run, test, site.at, false) : run.unknown('computed from a list', site.at);
  },
  reduce: (run, list, site) => {
    const [callback, first] = site.arguments;
    if (!callback || !first || list.open !== undefined) return run.unknown('computed from a list', site.at);
    return list.items.reduce<Value>((sum, { value }) =>
      callValue(run, callback.value, { ...site, self: undefined, arguments: [{ value: sum, at: site.at }, { value, at: site.at }] }), first.value);
  },
  at: (run, list, site) => {
    const index = site.arguments[0]?.value;
    const item = index?.t === 'primitive' && list.open === undefined ? list.items.at(Number(index.v)) : undefined;
    return item ? item.value : run.unknown('an item of a list', site.at);
  },
  entries: (run, list, site) => run.list(list.items.map((item, index) => ({ value: run.list([{ value: primitive(index, site.at), when: true }, { value: item.value, when: true }], site.at), when: item.when })), site.at, list.open),
  keys: (run, list, site) => run.list(list.items.map((item, index) => ({ value: primitive(index, site.at), when: item.when })), site.at, list.open),
  reverse: (run, list, site) => run.list([...list.items].reverse(), site.at, list.open),
  sort: (_run, list) => list,
  flat: (run, list, site) => {
    const items: Items = [];
    for (const item of list.items) addItems(items, item.value.t === 'array' ? item.value.items : [item]);
    return run.list(items, site.at, list.open);
  },
  values: (_run, list) => list,
};

import type { Place } from '../../source/place.ts';
import { callValue } from '../calls.ts';
import type { CollectionEntity } from '../entity.ts';
import { and, given, not, or, type Guard } from '../guard.ts';
import { withinBound } from './arrays.ts';
import { noteWrite, openForRequests } from '../changing.ts';
import { isOlder } from '../members.ts';
import { booleanValue, equals } from '../operators.ts';
import type { CallSite } from '../frame.ts';
import type { Run } from '../run.ts';
import { alternatives, choose, NOWHERE, primitive, type ArrayValue, type NativeValue, type ObjectValue, type Value } from '../value.ts';

type Owner = ObjectValue | NativeValue;
type Method = (run: Run, owner: Owner, collection: CollectionEntity, site: CallSite) => Value;

/** `Map`, `Set` and their weak kin. */
export function collections(run: Run): Readonly<Record<string, Value>> {
  return Object.fromEntries((['Map', 'Set', 'WeakMap', 'WeakSet'] as const).map((of): [string, Value] => [of, run.native(of, undefined, {
    construct: (inner, site) => {
      const from = site.arguments[0]?.value;
      const list = from && listIn(from);
      const open = list ? list.open : from && !(from.t === 'primitive' && (from.v === undefined || from.v === null)) ? 'made from a list that is not known' : undefined;
      return inner.entity({ kind: 'collection', of, items: inner.list([...(list?.items ?? [])], site.at, open) }, site.at);
    },
  })]));
}

/** The items that `for … of` and a spread go over; `undefined` where that is not known. */
export function listIn(value: Value): ArrayValue | undefined {
  if (value.t === 'array') return value;
  return value.t === 'object' && value.entity?.kind === 'collection' ? value.entity.items : undefined;
}

/** What a spread puts in: the items that are there, each under its condition, and why there may be more. */
export function spreadOf(value: Value): Pick<ArrayValue, 'items' | 'open'> {
  const items: ArrayValue['items'] = [];
  let open: string | undefined;
  for (const { value: one, when } of alternatives(value)) {
    const list = listIn(one);
    for (const item of list?.items ?? []) items.push({ value: item.value, when: and(when, item.when) });
    if (!list) open ??= one.t === 'unknown' ? one.reason : 'a list that is not known is spread in';
    else if (list.open !== undefined) open ??= list.open;
  }
  return { items, ...(open === undefined ? {} : { open }) };
}

/** `map.get`, `set.has`, … */
export function collectionMember(run: Run, owner: Owner, made: CollectionEntity, name: string, at: Place): Value | undefined {
  const changed = isOlder(run, made.items) ? openForRequests(run, made.items) : undefined;
  const collection: CollectionEntity = changed === undefined || CHANGES.has(name) ? made : { ...made, items: { ...made.items, open: changed } };
  if (name === 'size') {
    const { items, open } = collection.items;
    return open === undefined && items.every(({ when }) => when === true) ? primitive(items.length, at) : run.unknown('how much a collection holds', at);
  }
  const method = Object.hasOwn(METHODS, name) ? METHODS[name] : undefined;
  return method ? run.native(`${collection.of}.${name}`, (inner, site) => method(inner, owner, collection, site)) : run.unknown(`\`${name}\` of a \`${collection.of}\``, at);
}

const CHANGES: ReadonlySet<string> = new Set(['set', 'add', 'delete', 'clear']);

function isMap({ of }: CollectionEntity): boolean {
  return of === 'Map' || of === 'WeakMap';
}

/** The key of an item: a map's items are pairs. */
function keyIn(collection: CollectionEntity, item: Value): Value {
  return isMap(collection) ? partOf(item, 0) : item;
}

function valueIn(collection: CollectionEntity, item: Value): Value {
  return isMap(collection) ? partOf(item, 1) : item;
}

function partOf(pair: Value, index: number): Value {
  return (pair.t === 'array' ? pair.items[index]?.value : undefined) ?? primitive(undefined, NOWHERE);
}

/** Each item with the condition under which its key is `key`. */
function matching(run: Run, collection: CollectionEntity, key: Value): { readonly value: Value; readonly when: Guard }[] {
  run.budget.spendOnItems(collection.items.items.length);
  return collection.items.items.flatMap((item) => {
    const own = keyIn(collection, item.value);
    const when = and(item.when, own === key ? true : equals(run, own, key, true));
    return when === false ? [] : [{ value: item.value, when }];
  });
}

function change(run: Run, list: ArrayValue, items: ArrayValue['items']): void {
  if (isOlder(run, list)) noteWrite(run, list, '');
  const before = list.items;
  list.items = items;
  run.remember(() => { list.items = before; });
}

function put(run: Run, collection: CollectionEntity, key: Value, value: Value): void {
  const list = collection.items;
  const condition = given(run.guard, list.born);
  const item: Value = isMap(collection) ? run.list([{ value: key, when: true }, { value, when: true }], list.at, undefined, true) : value;
  run.budget.spendOnItems(list.items.length);
  const at = list.items.findIndex((one) => equals(run, keyIn(collection, one.value), key, true) === true);
  const old = list.items[at];
  if (!old) { change(run, list, [...list.items, { value: item, when: condition }]); return; }
  change(run, list, list.items.map((one, index) => (index === at ? { value: choose(condition, item, old.value, not(condition)), when: or(old.when, condition) } : one)));
}

const METHODS: Readonly<Record<string, Method>> = {
  set: (run, owner, collection, { arguments: [key, value], at }) => {
    if (key) put(run, collection, key.value, value?.value ?? run.undefined(at));
    return owner;
  },
  add: (run, owner, collection, { arguments: [key] }) => {
    if (key) put(run, collection, key.value, key.value);
    return owner;
  },
  get: (run, _, collection, { arguments: [key], at }) => {
    if (!key) return run.undefined(at);
    const { open } = collection.items;
    const missing: Value = open === undefined ? { ...primitive(undefined, at), absent: true } : run.unknown(open, at);
    return matching(run, collection, key.value).reduce<Value>((rest, { value, when }) => choose(when, valueIn(collection, value), rest, not(when)), missing);
  },
  has: (run, _, collection, { arguments: [key], at }) => {
    if (!key) return primitive(false, at);
    const when = matching(run, collection, key.value).reduce<Guard>((sum, one) => or(sum, one.when), false);
    const { open } = collection.items;
    return when === false && open !== undefined ? run.unknown(open, at) : booleanValue(run, when, at, alternatives(key.value).some(({ value }) => value.t === 'primitive' && value.nodeEnv === true));
  },
  delete: (run, _, collection, { arguments: [key], at }) => {
    const list = collection.items;
    const condition = given(run.guard, list.born);
    if (key) change(run, list, list.items.flatMap(({ value, when }) => {
      const left = and(when, not(and(condition, equals(run, keyIn(collection, value), key.value, true))));
      return left === false ? [] : [{ value, when: left }];
    }));
    return primitive(true, at);
  },
  clear: (run, _, collection, { at }) => {
    if (given(run.guard, collection.items.born) === true) change(run, collection.items, []);
    return run.undefined(at);
  },
  forEach: (run, owner, collection, site) => {
    const callback = site.arguments[0]?.value;
    for (const { value, when } of callback ? withinBound(run, collection.items.items, site.at) : []) {
      const values = [valueIn(collection, value), keyIn(collection, value), owner].map((one) => ({ value: one, at: site.at }));
      if (callback) run.guard = or(run.within(when, () => { callValue(run, callback, { ...site, self: undefined, arguments: values }); }), and(run.guard, not(when)));
    }
    return run.undefined(site.at);
  },
  keys: (run, _, collection, site) => listed(run, collection, site, (item) => keyIn(collection, item)),
  values: (run, _, collection, site) => listed(run, collection, site, (item) => valueIn(collection, item)),
  entries: (run, _, collection, site) => listed(run, collection, site, (item) => item),
};

function listed(run: Run, { items: { items, open } }: CollectionEntity, site: CallSite, of: (item: Value) => Value): Value {
  return run.list(items.map(({ value, when }) => ({ value: of(value), when })), site.at, open);
}

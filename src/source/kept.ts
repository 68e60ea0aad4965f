/**
 * Makes something for an object once and keeps it as long as the object lives.
 * For what follows from a `Files` (whose answers never change) or from one `SourceText` (which outlives a `Files`).
 */
export function keptFor<Key extends object, Value>(make: (key: Key) => Value): (key: Key) => Value {
  return keptBy(key => key, make);
}

/** The same for what is asked by something else, as long as the object lives that `keyOf` names of it. */
export function keptBy<Asked, Value>(keyOf: (asked: Asked) => object, make: (asked: Asked) => Value): (asked: Asked) => Value {
  const kept = new WeakMap<object, { readonly value: Value }>();
  return asked => {
    const key = keyOf(asked);
    let entry = kept.get(key);
    if (entry === undefined) {
      entry = { value: make(asked) };
      kept.set(key, entry);
    }
    return entry.value;
  };
}

/** The value of a map's key, made when it is first asked for. */
export function memoised<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined || map.has(key)) return known as Value;
  const value = make();
  map.set(key, value);
  return value;
}

/** Values by key, each made when it is first asked for; what an earlier table holds is not made again. */
export class Table<Key, Value> {
  readonly #earlier: Table<Key, Value> | undefined;
  readonly #own = new Map<Key, Value>();

  constructor(earlier?: Table<Key, Value>) {
    this.#earlier = earlier;
  }

  get(key: Key, make: () => Value): Value {
    return memoised((this.#holderOf(key) ?? this).#own, key, make);
  }

  #holderOf(key: Key): Table<Key, Value> | undefined {
    if (this.#own.has(key)) return this;
    const earlier = this.#earlier;
    return earlier === undefined ? undefined : earlier.#holderOf(key);
  }
}

import type { Place } from '../source/place.ts';
import type { Module } from './modules.ts';
import type { ObjectValue, Slot, Value } from './value.ts';

/** What a module exports under one name. */
export interface Exported {
  /** Its value by now. */
  readonly read: () => Value;
  /** Where it is exported. */
  readonly at: Place;
}

/** A property that holds what is exported by now. */
export class ExportSlot implements Slot {
  readonly at: Place;
  readonly key: Place;
  readonly from: Place;
  readonly #read: () => Value;

  constructor({ at, read }: Exported) {
    this.at = this.key = this.from = at;
    this.#read = read;
  }

  get value(): Value {
    return this.#read();
  }
}

/** Why a namespace may hold more than is seen: modules that import one another see each other half loaded. */
const LOADING = 'its module is still being loaded';

/**
 * A module's namespace: one object, the same for all who import it. Namespaces may hold one another.
 *
 * @param make makes an object that holds nothing yet
 * @param stars the modules that a module exports all of
 */
export function namespaceOf(module: Module, make: () => ObjectValue, stars: (module: Module) => readonly Module[]): ObjectValue {
  const namespace: ObjectValue = module.namespace ??= { ...make(), slots: new Exports(module, stars), get born() { return module.alive; } };
  if (module.state !== 'done') namespace.open ??= LOADING;
  else if (namespace.open === LOADING) delete namespace.open;
  return namespace;
}

/** Whether an object is the namespace of a module. */
export function isNamespace(object: ObjectValue): boolean {
  return object.slots instanceof Exports;
}

/** The properties of a namespace: what its module exports by now, read through to the module at each read, and what was written to it. */
class Exports extends Map<string, Slot> {
  readonly #module: Module;
  readonly #stars: (module: Module) => readonly Module[];

  constructor(module: Module, stars: (module: Module) => readonly Module[]) {
    super();
    this.#module = module;
    this.#stars = stars;
  }

  override get size(): number {
    return [...this.keys()].length;
  }

  override has(name: string): boolean {
    return super.has(name) || this.#find(name) !== undefined;
  }

  override get(name: string): Slot | undefined {
    const written = super.get(name);
    const found = written ? undefined : this.#find(name);
    return found ? { value: found.read(), at: found.at, key: found.at, from: found.at } : written;
  }

  override * entries(): MapIterator<[string, Slot]> {
    for (const name of this.keys()) {
      const slot = this.get(name);
      if (slot) yield [name, slot];
    }
    return undefined;
  }

  override keys(): MapIterator<string> {
    return this.#stars(this.#module).length === 0 && super.size === 0 ? this.#module.exports.keys() : this.#names().values();
  }

  override * values(): MapIterator<Slot> {
    for (const [, slot] of this.entries()) yield slot;
    return undefined;
  }

  override [Symbol.iterator](): MapIterator<[string, Slot]> {
    return this.entries();
  }

  override forEach(callback: (slot: Slot, name: string, map: Map<string, Slot>) => void): void {
    for (const [name, slot] of this.entries()) callback(slot, name, this);
  }

  #find(name: string): Exported | undefined {
    const own = this.#module.exports.get(name);
    if (own || name === 'default') return own;
    for (const module of this.#modules()) {
      const found = module.exports.get(name);
      if (found) return found;
    }
    return undefined;
  }

  #names(): Set<string> {
    const all = [...this.#modules()].flatMap((module) => [...module.exports.keys()].filter((name) => name !== 'default' || module === this.#module));
    return new Set([...all, ...super.keys()]);
  }

  /** The module itself, and those it exports all of, each once. */
  #modules(): ReadonlySet<Module> {
    const found = new Set([this.#module]);
    for (const module of found) for (const star of this.#stars(module)) found.add(star);
    return found;
  }
}

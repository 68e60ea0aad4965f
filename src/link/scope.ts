import type { Place } from '../source/place.ts';
import type { Guard } from './guard.ts';
import type { Value } from './value.ts';

/** A variable. An import is read through to the module that exports it, at each read, as ESM does. */
export interface Variable {
  value: Value | undefined;
  /** Where it is declared. */
  readonly at: Place;
  readonly born: Guard;
  readonly imported?: () => Value;
  /** Made while a request was handled: each request has its own. */
  readonly ofRequest?: boolean;
}

const NOTHING: ReadonlyMap<string, Variable> = new Map();

/** Names visible at a place, innermost first. */
export class Scope {
  /** There once it declares something: many blocks declare nothing. */
  #names: Map<string, Variable> | undefined;
  readonly parent: Scope | undefined;
  /** A function's or module's scope, where `var` lands. */
  readonly isFunction: boolean;

  constructor(parent: Scope | undefined, isFunction: boolean) {
    this.parent = parent;
    this.isFunction = isFunction;
  }

  declare(name: string, variable: Variable): void {
    (this.#names ??= new Map()).set(name, variable);
  }

  own(name: string): Variable | undefined {
    return this.#names?.get(name);
  }

  /** The variable a name means here; `undefined` for a global. */
  find(name: string): Variable | undefined {
    return this.#names?.get(name) ?? this.parent?.find(name);
  }

  /**
   * The innermost name that means a value in `scope`, of those that are declared here and around.
   *
   * @param inModule whether a name of the module may mean it
   */
  nameOf(value: Value, inModule: boolean, scope: Scope = this): string | undefined {
    if (!this.parent && !inModule) return undefined;
    for (const [name, variable] of this.#names ?? NOTHING) if (variable.value === value && scope.find(name) === variable) return name;
    return this.parent?.nameOf(value, inModule, scope);
  }

  /** The nearest function's or module's scope. */
  function(): Scope {
    return this.isFunction || !this.parent ? this : this.parent.function();
  }
}

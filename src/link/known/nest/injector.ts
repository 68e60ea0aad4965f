import type { ClassMember, Parameter } from '../../../facts/ir.ts';
import type { Place } from '../../../source/place.ts';
import { initialise } from '../../classes.ts';
import type { Argument } from '../../frame.ts';
import type { Run } from '../../run.ts';
import type { ClassValue, NativeValue, ObjectValue, Value } from '../../value.ts';
import { named } from '../environment.ts';

const REASON = 'it is made by NestJS';

/** `ConfigService.get('X')` reads the environment, by default. */
export function configService(run: Run): NativeValue {
  return run.native('ConfigService', undefined, {
    member: (inner, name) => (name === 'get' || name === 'getOrThrow' ? inner.native(`ConfigService.${name}`, (one, site) => named(one, site)) : undefined),
  });
}

/** Makes the objects of one Nest application: one of each class, its constructor given what its parameters' types name. */
export class Injector {
  readonly #run: Run;
  readonly #made = new Map<number, ObjectValue>();
  /** Guards of every controller: `app.useGlobalGuards`, and providers of `APP_GUARD`. */
  readonly guards: Argument[] = [];
  /** What `PassportModule.register` is given. */
  passportOptions: Value | undefined;

  constructor(run: Run) {
    this.#run = run;
  }

  /** The object of a class. One that is being made is given as far as it is. */
  instance(made: ClassValue): ObjectValue {
    const known = this.#made.get(made.id);
    if (known) return known;
    const object = this.#run.object(made.at, { of: made });
    this.#made.set(made.id, object);
    const constructor = made.facts.m.find(({ k }) => k === 'ctor');
    const parameters = constructor?.f === undefined ? [] : this.#run.modules.get(made.file)?.facts.functions[constructor.f]?.p ?? [];
    const values = parameters.map((parameter): Argument => ({ value: this.#injected(made, parameter), at: made.at }));
    initialise(this.#run, made, object, { at: made.at, callee: made.at, arguments: values, self: object, complete: true });
    for (const member of made.facts.m) if (member.k === 'field' && member.dec && member.type !== undefined) this.#setField(made, object, member);
    // What is registered under a token, and what a framework puts there, is not seen.
    object.open ??= REASON;
    return object;
  }

  /** What a class or a token stands for; `undefined` where that is not seen. */
  provide(token: Value, at: Place): Value | undefined {
    if (token.t === 'native' && token.name === 'ConfigService') return configService(this.#run);
    return token.t === 'class' ? this.instance(token) : token.t === 'unknown' ? this.#run.unknown(REASON, at, `provider ${token.key}`) : undefined;
  }

  #injected(made: ClassValue, parameter: Parameter): Value {
    const at = { file: made.file, start: parameter.s, end: parameter.e };
    const type = parameter.type === undefined || parameter.dec?.some((one) => one.k === 'call' && one.a.length > 0) ? undefined : this.#named(made, parameter.type);
    return (type && this.provide(type, at)) ?? this.#run.unknown(REASON, at);
  }

  #setField(made: ClassValue, object: ObjectValue, member: ClassMember): void {
    if (member.n === undefined || member.type === undefined) return;
    const at = { file: made.file, start: member.s, end: member.e };
    const type = this.#named(made, member.type);
    const value = type && this.provide(type, at);
    if (value) object.slots.set(member.n, { value, at, key: at, from: at });
  }

  /** What the name of a type is as a value: a class. */
  #named(made: ClassValue, name: string): Value | undefined {
    const found = made.scope.find(name);
    return found?.imported ? found.imported() : found?.value;
  }
}

import { indent } from './source-file.ts';

/** Code of one value: the same in both environments, or one for each. */
export type Code = string | { readonly production: string; readonly development: string };

/** The properties of an options object in the making, in order; a nested object is options again. */
export class Options {
  readonly #properties = new Map<string, Code | Options>();

  /** Options with the given properties. */
  static of(properties: Readonly<Record<string, Code | Options>>): Options {
    const options = new Options();
    for (const [name, value] of Object.entries(properties)) options.set(name, value);
    return options;
  }

  get names(): string[] {
    return [...this.#properties.keys()];
  }

  get(name: string): Code | Options | undefined {
    return this.#properties.get(name);
  }

  /** The nested options of a name, where there are some. */
  nested(name: string): Options | undefined {
    const value = this.#properties.get(name);
    return value instanceof Options ? value : undefined;
  }

  set(name: string, value: Code | Options): void {
    this.#properties.set(name, value);
  }

  delete(name: string): void {
    this.#properties.delete(name);
  }

  /** Writes the object. `test` is the code that is true in production. */
  print(test: string): string {
    if (this.#properties.size === 0) return '{}';
    const lines = [...this.#properties].map(([name, value]) => `${keyOf(name)}: ${value instanceof Options ? value.print(test) : printCode(value, test)},`);
    return `{\n${indent(lines.join('\n'))}\n}`;
  }

  /** The same options as they are in one environment only; what is `undefined` there is left out. */
  in(environment: 'production' | 'development'): Options {
    const options = new Options();
    for (const [name, value] of this.#properties) {
      const here = value instanceof Options ? value.in(environment) : typeof value === 'string' ? value : value[environment];
      if (here !== 'undefined' || typeof value === 'string') options.set(name, here);
    }
    return options;
  }

  /** The same options with one more, or another, property. */
  with(name: string, value: Code | Options): Options {
    const options = new Options();
    for (const [each, old] of this.#properties) options.set(each, old);
    options.set(name, value);
    return options;
  }

  /** Splits after the given number of properties. */
  split(after: number): [Options, Options] {
    const parts: [Options, Options] = [new Options(), new Options()];
    [...this.#properties].forEach(([name, value], at) => { (at < after ? parts[0] : parts[1]).set(name, value); });
    return parts;
  }

  /** Writes the object as it is in development, with what differs in production spread over it. */
  printSpread(test: string): string {
    const lines = [...this.#properties].flatMap(([name, value]) => {
      if (value instanceof Options) return [`${keyOf(name)}: ${value.printSpread(test)},`];
      if (typeof value === 'string') return [`${keyOf(name)}: ${value},`];
      return value.development === 'undefined' ? [] : [`${keyOf(name)}: ${value.development},`];
    });
    const over = [...this.#properties].flatMap(([name, value]) => (value instanceof Options || typeof value === 'string' ? [] : [`${keyOf(name)}: ${value.production}`]));
    const all = over.length === 0 ? lines : [...lines, `...(${test} ? { ${over.join(', ')} } : {}),`];
    return all.length === 0 ? '{}' : `{\n${indent(all.join('\n'))}\n}`;
  }

  /** The statements that build the object up from an empty one. */
  building(target: string, test: string): string[] {
    return [...this.#properties].flatMap(([name, value]) => {
      if (value instanceof Options) return [`${target}.${name} = {};`, ...value.building(`${target}.${name}`, test)];
      return [`${target}.${name} = ${printCode(value, test)};`];
    });
  }

  /** The assignments that make development's options those of production. */
  assignments(target: string): string[] {
    return [...this.#properties].flatMap(([name, value]) => {
      if (value instanceof Options) return value.assignments(`${target}.${name}`);
      return typeof value === 'string' ? [] : [`${target}.${name} = ${value.production};`];
    });
  }
}

/** Writes a value. */
export function printCode(code: Code, test: string): string {
  if (typeof code === 'string') return code;
  const { production, development } = code;
  if (production === development) return production;
  if (production === 'true' && development === 'false') return test;
  return `${test} ? ${production} : ${development}`;
}

function keyOf(name: string): string {
  return /^\w+$/.test(name) ? name : `'${name}'`;
}

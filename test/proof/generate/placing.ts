import type { Options } from './options.ts';
import type { Plan } from './plan.ts';
import type { Writing } from './program.ts';
import { indent, type SourceFile, TEST, TEST_WITH_APP, type Statement } from './source-file.ts';

/** An options object that is to be written somewhere. */
export interface Placing {
  readonly style: Plan['options'];
  /** What a constant of it is called. */
  readonly name: string;
  /** Its type, for TypeScript. */
  readonly type: string;
  readonly options: Options;
  /** The file of the call. */
  readonly file: SourceFile;
  readonly writing: Writing;
}

/** Where options stand: statements that come before the call, the code of the argument, and what comes after. */
export interface Placed {
  readonly before: Statement[];
  readonly code: string;
  readonly after: Statement[];
}

/** Writes an options object in one of the ways people do. */
export function placeOptions({ style, name, type, options, file, writing }: Placing): Placed {
  const here = (code: string, before: Statement[] = [], after: Statement[] = []): Placed => ({ before, code, after });
  const text = options.print(TEST_WITH_APP);
  switch (style) {
    case 'inline': return here(text);
    case 'constant': return here(name, [`const ${name} = ${text};`]);
    case 'typed': return here(name, [`const ${name} = ${text} satisfies ${type};`]);
    case 'pieces': {
      const cookie = options.nested('cookie');
      if (!cookie) return here(name, [`const ${name} = ${text};`]);
      const outer = options.with('cookie', 'cookieOptions');
      return here(name, [`const cookieOptions = ${cookie.print(TEST_WITH_APP)};`, `const ${name} = ${outer.print(TEST_WITH_APP)};`]);
    }
    case 'module': {
      const other = writing.fileOf(`${name.replace(/Options$/, '')}-options`);
      writing.know(other.addExported(name, `const ${name} = ${options.print(TEST)};`, 'only'));
      return here(name);
    }
    case 'function':
      file.add(`function ${name}() {\n${indent(`return ${options.print(TEST)};`)}\n}`);
      return here(`${name}()`);
    case 'static':
      file.add(`class ${capital(name)} {\n${indent(`static options = ${options.print(TEST)};`)}\n}`);
      return here(`${capital(name)}.options`);
    case 'spread': case 'assign': {
      const [first, second] = options.split(Math.ceil(options.names.length / 2));
      const common = `const common = ${first.print(TEST_WITH_APP)};`;
      const rest = second.print(TEST_WITH_APP);
      if (style === 'assign') return here(`Object.assign({}, common, ${rest})`, [common]);
      return here(rest === '{}' ? '{ ...common }' : rest.replace('{\n', '{\n  ...common,\n'), [common]);
    }
    case 'frozen': return here(name, [`const ${name} = Object.freeze(${text});`]);
    case 'conditional-spread': return here(name, [`const ${name} = ${options.printSpread(TEST_WITH_APP)};`]);
    case 'parameter':
      file.add(`function ${name}(production${writing.typed(': boolean')}) {\n${indent(`return ${options.print('production')};`)}\n}`);
      return here(`${name}(${TEST_WITH_APP})`);
    case 'instance':
      file.add(`class ${capital(name)} {\n${indent(`${writing.typed('options: any;\n')}constructor() {\n${indent(`this.options = ${options.print(TEST)};`)}\n}`)}\n}`);
      return here(`new ${capital(name)}().options`);
    case 'builder': return here(name, [`const ${name}${writing.typed(': any')} = {};`, ...options.building(name, TEST_WITH_APP)]);
    case 'table': {
      const tables = (['production', 'development'] as const).map((environment) => `${environment}: ${options.in(environment).print(TEST)},`);
      file.add(`const ${name}For${writing.typed(': any')} = {\n${indent(tables.join('\n'))}\n};`);
      return here(`${name}For[process.env.NODE_ENV${writing.typed(' as string')}]`);
    }
    case 'mutated': case 'mutated-after': {
      const assignments = options.assignments(name);
      if (assignments.length === 0) return here(name, [`const ${name} = ${text};`]);
      const change = `if (${TEST_WITH_APP}) {\n${indent(assignments.join('\n'))}\n}`;
      const constant = `const ${name}${writing.typed(': any')} = ${options.in('development').print(TEST_WITH_APP)};`;
      // Only the cookie is kept by express-session; all else is read at the call.
      const cookieOnly = assignments.every((line) => line.startsWith(`${name}.cookie.`));
      return style === 'mutated-after' && cookieOnly ? here(name, [constant], [change]) : here(name, [constant, change]);
    }
  }
}

function capital(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

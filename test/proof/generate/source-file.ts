import type { Plan } from './plan.ts';

/** A line or a few of code; `use` is what is handed to `app.use` alone, so that several can be joined. */
export type Statement = string | { readonly use: string };

/** Stands for the app in statements until its name is known. */
export const APP = '$APP$';
/** Stands for the test of the environment; the second where the app is at hand. */
export const TEST = '$TEST$';
export const TEST_WITH_APP = '$TESTAPP$';

/** A name that code may use, and where it comes from. */
export interface Known {
  /** Finds a use of it. */
  readonly word: RegExp;
  readonly name: string;
  /** The module, and whether it is exported by default; `type` is written in TypeScript only. */
  readonly from?: { readonly module: string; readonly as: 'default' | 'named' | 'type' };
  /** Else the declaration. */
  readonly declaration?: string;
}

/** One file in the making; what its code uses is imported or declared when it is printed. */
export class SourceFile {
  /** Path from the root, without extension. */
  readonly path: string;
  readonly #body: string[] = [];
  readonly #exports: string[] = [];

  #first = '';

  readonly #exporting: Plan['exporting'];
  #byDefault = false;

  constructor(path: string, exporting: Plan['exporting']) {
    this.path = path;
    this.#exporting = exporting;
  }

  /** Adds code at the top level. */
  add(...code: readonly string[]): void {
    this.#body.push(...code);
  }

  /** Puts code before all other at the top level. */
  begin(code: string): void {
    this.#body.unshift(code);
  }

  /** Puts a line above the imports. */
  beginBeforeImports(line: string): void {
    this.#first = `${line}\n`;
  }

  /**
   * Adds the declaration of a name that other files may use; they import it from here. `only` promises that the file
   * exports nothing else, so that it can be its default.
   */
  addExported(name: string, code: string, only?: 'only'): Known {
    this.#body.push(code);
    this.#exports.push(name);
    this.#byDefault = only !== undefined && this.#exporting === 'default';
    return { word: new RegExp(`(?<![.\\w$'-])${name}\\b`), name, from: { module: `./${this.path}`, as: this.#byDefault ? 'default' : 'named' } };
  }

  /** The names that other files may use. */
  get exports(): readonly string[] {
    return this.#exports;
  }

  /** The whole text. `barrel` is the file that hands on what others export, where entries import from that. */
  print(plan: Plan, known: readonly Known[], barrel?: string): string {
    let code = this.#body.join('\n\n');
    code = code.replaceAll(TEST_WITH_APP, () => testCode(plan.test, true)).replaceAll(TEST, () => testCode(plan.test, false)).replaceAll(APP, plan.appName);
    const imports = new Imports(plan);
    const done = new Set<string>(this.#exports);
    // A declaration may use names itself, and comes before what uses it.
    for (let changed = true; changed;) {
      changed = false;
      for (const { word, name, from, declaration } of known) {
        if (done.has(name) || from?.module === `./${this.path}` || !word.test(code)) continue;
        done.add(name);
        changed = true;
        if (declaration !== undefined) code = `${declaration.replaceAll(TEST, testCode(plan.test, false))}\n\n${code}`;
        else if (from) imports.add(name, barrel !== undefined && from.module.startsWith('.') ? { module: `./${barrel}`, as: 'named' } : { ...from, module: this.#seenFromHere(from.module) });
      }
    }
    const exports = this.#printExports(plan);
    return `${[`${this.#first}${imports.print()}`, code, ...exports].filter((part) => part !== '').join('\n\n')}\n`;
  }

  /** A file's path as an import here has it; those of packages stay. */
  #seenFromHere(module: string): string {
    return module.startsWith('./') && this.path.includes('/') ? `.${module}` : module;
  }

  #printExports(plan: Plan): string[] {
    const [first] = this.#exports;
    if (first === undefined) return [];
    const isModule = plan.modules !== 'cjs';
    if (this.#byDefault) return [isModule ? `export default ${first};` : `module.exports = ${first};`];
    return [isModule ? `export { ${this.#exports.join(', ')} };` : `module.exports = { ${this.#exports.join(', ')} };`];
  }
}

/** The imports of one file, one line a module. */
class Imports {
  readonly #modules: Plan['modules'];
  readonly #asEquals: boolean;
  readonly #byModule = new Map<string, { byDefault?: string; readonly named: string[] }>();

  constructor({ modules, importing }: Plan) {
    this.#modules = modules;
    this.#asEquals = importing === 'import-equals';
  }

  add(name: string, { module, as }: NonNullable<Known['from']>): void {
    if (as === 'type' && !this.#modules.startsWith('ts')) return;
    const known = this.#byModule.get(module) ?? { named: [] };
    this.#byModule.set(module, known);
    if (as === 'default') known.byDefault = name;
    else known.named.push(as === 'type' ? `type ${name}` : name);
  }

  print(): string {
    return [...this.#byModule].map(([module, { byDefault, named }]) => {
      const names = named.length > 0 ? [`{ ${named.toSorted().join(', ')} }`] : [];
      if (this.#modules === 'cjs') return [byDefault ?? [], names].flat().map((name) => `const ${name} = require('${module}');`).join('\n');
      if (this.#asEquals && byDefault !== undefined && names.length === 0 && !module.startsWith('.') && !module.startsWith('node:')) return `import ${byDefault} = require('${module}');`;
      const specifier = module.startsWith('.') && this.#modules !== 'ts-cjs' ? `${module}.js` : module;
      return `import ${[byDefault ?? [], names].flat().join(', ')} from '${specifier}';`;
    }).toSorted().join('\n');
  }
}

/** How the code asks whether this is production. */
function testCode(test: Plan['test'], withApp: boolean): string {
  switch (test) {
    case 'constant': return 'isProduction';
    case 'function': return 'inProduction()';
    case 'destructured': return "NODE_ENV === 'production'";
    case 'with-default': return "environment === 'production'";
    case 'config': case 'config-table': case 'config-switch': return 'config.isProduction';
    case 'negated': return '!isDevelopment';
    case 'one-of': return "['production', 'staging'].includes(process.env.NODE_ENV)";
    case 'loose': return "process.env.NODE_ENV == 'production'";
    case 'bracket': return "process.env['NODE_ENV'] === 'production'";
    case 'not-development': return "process.env.NODE_ENV !== 'development'";
    case 'app-env': return withApp ? `${APP}.get('env') === 'production'` : "process.env.NODE_ENV === 'production'";
    case 'node-env': return "process.env.NODE_ENV === 'production'";
  }
}

/** Statements as code, uses joined as the plan has it. */
export function printStatements(statements: readonly Statement[], registering: Plan['registering']): string {
  const lines: string[] = [];
  let uses: string[] = [];
  const flush = (): void => {
    if (registering === 'chained' && uses.length > 1) lines.push(`${APP}${uses.map((use) => `.use(${use})`).join('')};`);
    else if (registering === 'together' && uses.length > 1) lines.push(`${APP}.use(${uses.join(', ')});`);
    else if (registering === 'list' && uses.length > 1) lines.push(`${APP}.use([${uses.join(', ')}]);`);
    else lines.push(...uses.map((use) => `${APP}.use(${use});`));
    uses = [];
  };
  for (const statement of statements) {
    if (typeof statement !== 'string') {
      uses.push(statement.use);
      continue;
    }
    flush();
    lines.push(statement);
  }
  flush();
  return lines.join('\n');
}

/** Code with every line moved in. */
export function indent(code: string): string {
  return code.split('\n').map((line) => (line === '' ? line : `  ${line}`)).join('\n');
}

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

  constructor(path: string) {
    this.path = path;
  }

  /** Adds code at the top level. */
  add(...code: readonly string[]): void {
    this.#body.push(...code);
  }

  /** Adds the declaration of a name that other files may use; they import it from here. */
  addExported(name: string, code: string): Known {
    this.#body.push(code);
    this.#exports.push(name);
    return { word: new RegExp(`(?<![.\\w$'-])${name}\\b`), name, from: { module: `./${this.path}`, as: 'named' } };
  }

  /** The whole text. */
  print(plan: Plan, known: readonly Known[]): string {
    let code = this.#body.join('\n\n');
    code = code.replaceAll(TEST_WITH_APP, testCode(plan.test, true)).replaceAll(TEST, testCode(plan.test, false)).replaceAll(APP, plan.appName);
    const imports = new Imports(plan.modules);
    const isModule = plan.modules !== 'cjs';
    const done = new Set<string>(this.#exports);
    // A declaration may use names itself, and comes before what uses it.
    for (let changed = true; changed;) {
      changed = false;
      for (const { word, name, from, declaration } of known) {
        if (done.has(name) || from?.module === `./${this.path}` || !word.test(code)) continue;
        done.add(name);
        changed = true;
        if (declaration !== undefined) code = `${declaration.replaceAll(TEST, testCode(plan.test, false))}\n\n${code}`;
        else if (from) imports.add(name, from);
      }
    }
    const exports = this.#exports.length === 0 ? [] : [isModule ? `export { ${this.#exports.join(', ')} };` : `module.exports = { ${this.#exports.join(', ')} };`];
    return `${[imports.print(), code, ...exports].filter((part) => part !== '').join('\n\n')}\n`;
  }
}

/** The imports of one file, one line a module. */
class Imports {
  readonly #modules: Plan['modules'];
  readonly #byModule = new Map<string, { byDefault?: string; readonly named: string[] }>();

  constructor(modules: Plan['modules']) {
    this.#modules = modules;
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
      const specifier = module.startsWith('.') && this.#modules !== 'ts-cjs' ? `${module}.js` : module;
      return `import ${[byDefault ?? [], names].flat().join(', ')} from '${specifier}';`;
    }).toSorted().join('\n');
  }
}

/** How the code asks whether this is production. */
function testCode(test: Plan['test'], withApp: boolean): string {
  switch (test) {
    case 'constant': return 'isProduction';
    case 'config': return 'config.isProduction';
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

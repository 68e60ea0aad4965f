import type { ExportDefaultStmt, ExportStmt, FileFacts, ImportStmt, ExportAllStmt } from '../facts/ir.ts';
import type { Place } from '../source/place.ts';
import { globalsOfModule } from './builtins/module-globals.ts';
import { evaluate } from './expressions.ts';
import { knownModule } from './known/index.ts';
import { importedPackage } from './known/stores.ts';
import { getMember } from './members.ts';
import { ExportSlot, isNamespace, namespaceOf, type Exported } from './namespace.ts';
import { BOUNDS, TOO_DEEP } from './bounds.ts';
import { promiseOf } from './promises.ts';
import type { Frame } from './frame.ts';
import type { Guard } from './guard.ts';
import type { Run } from './run.ts';
import { Scope } from './scope.ts';
import { runBody } from './statements.ts';
import { noteImport } from './variables.ts';
import { each, isString, NOWHERE, primitive, type ObjectValue, type Value } from './value.ts';

/** A module of the program: its body runs once, when it is first imported or required. */
export interface Module {
  readonly file: string;
  readonly facts: FileFacts;
  readonly scope: Scope;
  /** The object whose `exports` property is what `require` gives. */
  readonly moduleObject: ObjectValue;
  /** What that property is at first: compiled code puts the names of `export` into it. */
  readonly ownExports: ObjectValue;
  /** What `import` gives for a name, read anew each time. */
  readonly exports: Map<string, Exported>;
  /** Files of modules that it exports all of. */
  readonly stars: string[];
  /** The object that is all of it, once somebody asked for that. */
  namespace?: ObjectValue;
  state: 'new' | 'running' | 'done';
  /** The conditions under which its body got as far as it is: on other paths the program has ended, and nobody reads what it exports. */
  alive: Guard;
}

/** The module of a file, not yet run; `undefined` where the file has no facts. */
export function moduleOf(run: Run, file: string): Module | undefined {
  const known = run.modules.get(file);
  if (known) return known;
  const facts = run.program.factsOf(file);
  if (!facts) return undefined;
  const at: Place = { file, start: 0, end: 0 };
  const object = (): ObjectValue => ({ ...run.object(at), get born() { return module.alive; } });
  const moduleObject = object();
  const exports = object();
  moduleObject.slots.set('exports', { value: exports, at, key: at, from: at });
  const module: Module = { file, facts, scope: new Scope(undefined, true), moduleObject, ownExports: exports, exports: new Map(), stars: [], state: 'new', alive: run.guard };
  run.modules.set(file, module);
  run.result.files.add(file);
  globalsOfModule(run, module, exports);
  return module;
}

/** Runs a module's body, its imports first, as Node does. */
export function execute(run: Run, module: Module): void {
  if (module.state !== 'new') return;
  if (run.handler) { run.apart(() => { execute(run, module); }); return; }
  if (run.nesting >= BOUNDS.nesting) { run.unfollowed({ file: module.file, start: 0, end: 0 }, TOO_DEEP); return; }
  run.nesting++;
  module.state = 'running';
  const before = { frame: run.frame, guard: run.guard, endings: run.endings };
  const self = module.facts.format === 'cjs' ? module.moduleObject.slots.get('exports')?.value : undefined;
  const frame: Frame = { file: module.file, module, scope: module.scope, self: self ?? run.undefined(NOWHERE), home: undefined, returns: [], thrown: false, site: undefined, jumps: undefined };
  run.frame = frame;
  for (const statement of module.facts.b) {
    if (statement.k === 'import' && !run.program.keepsOrder(module.file)) link(run, module, statement);
    else if (statement.k === 'export') linkExports(run, module, statement);
    else if (statement.k === 'exportall') linkAll(run, module, statement);
    else if (statement.k === 'exportdefault') {
      const at = run.place(statement);
      module.exports.set('default', { at, read: () => module.scope.own(DEFAULT)?.value ?? run.unknown('the default export is read before it has a value', at) });
    }
  }
  runBody(run, module.facts.b, module.scope, { file: module.file, start: 0, end: Number.MAX_SAFE_INTEGER });
  module.state = 'done';
  module.alive = run.guard;
  run.nesting--;
  run.frame = before.frame;
  // A module that throws on some path ends the program on that path; on all paths, we have misread it.
  if (run.guard === false) run.guard = before.guard;
  else run.goOn(before.guard, before.endings, () => run.guard);
}

/** The name a module's default export is kept under: no program can declare it. */
const DEFAULT = '*default*';

/** `export default x` has its value from here on. */
export function bindDefault(run: Run, statement: ExportDefaultStmt, scope: Scope): void {
  scope.declare(DEFAULT, { value: evaluate(run, statement.x, scope, 'default'), at: run.place(statement), born: run.guard });
}

/** An `import`: before the body, or in its turn where the file is compiled to `require` calls that stay where they stand. */
export function link(run: Run, module: Module, statement: ImportStmt): void {
  const at = run.place(statement);
  const source = load(run, module.file, statement.from, { file: module.file, start: statement.fs, end: statement.fe });
  for (const name of statement.names) {
    const place = run.place(name, module.file);
    module.scope.declare(name.l, { value: undefined, at: place, born: true, imported: () => source(name.n, at) });
  }
}

function linkExports(run: Run, module: Module, statement: ExportStmt): void {
  const at = run.place(statement);
  const source = statement.from === undefined ? undefined : load(run, module.file, statement.from, at);
  for (const { l, n } of statement.names) {
    const read = (): Value => {
      if (source) return source(l, at);
      const variable = module.scope.own(l);
      return (variable?.imported ? variable.imported() : variable?.value) ?? run.unknown(`\`${l}\` is read before it has a value`, at);
    };
    const exported: Exported = { at, read };
    module.exports.set(n, exported);
    module.ownExports.slots.set(n, new ExportSlot(exported));
  }
}

function linkAll(run: Run, module: Module, statement: ExportAllStmt): void {
  const resolution = run.program.resolve(module.file, statement.from);
  load(run, module.file, statement.from, run.place(statement));
  if (resolution.kind === 'file') module.stars.push(resolution.file);
}

/** What `require` gives of a package: no export has this name. */
const WHOLE = '';

/** Loads what a specifier means and gives the way to read its exports. */
function load(run: Run, from: string, specifier: string, at: Place): (name: string, at: Place) => Value {
  const resolution = run.program.resolve(from, specifier);
  if (resolution.kind === 'file') {
    const module = moduleOf(run, resolution.file);
    if (!module) {
      const json = run.program.json(resolution.file);
      const value = json === undefined ? run.unknown(`\`${specifier}\` can't be read`, at, `file:${resolution.file}`) : fromJson(run, json, { file: resolution.file, start: 0, end: 0 });
      return (name, place) => (name === 'default' || name === '*' ? value : getMember(run, value, name, place));
    }
    execute(run, module);
    return (name, place) => exportOf(run, module, name, place);
  }
  const whole = packageValue(run, resolution.kind === 'package' ? resolution.name + resolution.subpath : resolution.kind === 'builtin' ? resolution.name : specifier, resolution.kind === 'unresolved' ? resolution.reason : undefined, at);
  return (name, place) => {
    if (name === WHOLE) return whole;
    return name === 'default' || name === '*' ? importedPackage(run, whole, name) : getMember(run, whole, name, place);
  };
}

/** Imports a package for what it does by being loaded: `node -r dotenv/config`. */
export function importPackage(run: Run, from: string, specifier: string): void {
  load(run, from, specifier, NOWHERE);
}

/** What a package exports, as far as the analyser knows it. */
function packageValue(run: Run, name: string, reason: string | undefined, at: Place): Value {
  run.result.imports.add(name);
  noteImport(run, name, at);
  const known = knownModule(run, name);
  if (known) return known;
  if (reason !== undefined) return run.unknown(reason, at, `pkg:${name}`);
  return run.unknown(`the package \`${name}\` is not followed`, at, `pkg:${name}`, { from: { module: name, path: '' } });
}

/** What a module gives for an imported name; `*` for its namespace. */
export function exportOf(run: Run, module: Module, name: string, at: Place): Value {
  // Modules may import a name from one another that none of them has.
  if (run.nesting >= BOUNDS.nesting) return run.unknown(TOO_DEEP, at);
  run.nesting++;
  const value = exportIn(run, module, name, at);
  run.nesting--;
  return value;
}

function exportIn(run: Run, module: Module, name: string, at: Place): Value {
  const assigned = module.moduleObject.slots.get('exports')?.value;
  // Compiled to CommonJS, as it must be to hold both, what is assigned takes the place of all that is exported.
  if (module.facts.format === 'cjs' || (assigned && assigned !== module.ownExports) || (module.ownExports.slots.size > 0 && module.exports.size === 0)) {
    const whole = assigned ?? run.undefined(at);
    if (name === '*') return whole;
    if (name !== 'default') return getMember(run, whole, name, at);
    return whole.t === 'object' && whole.slots.has('__esModule') ? getMember(run, whole, 'default', at) : whole;
  }
  if (name === '*') return namespaceOf(module, () => run.object({ file: module.file, start: 0, end: 0 }), ({ stars }) => stars.flatMap((file) => run.modules.get(file) ?? []));
  const own = module.exports.get(name);
  if (own) return own.read();
  const holder = name === 'default' ? undefined : holderAmong(run, module.stars, name, new Set([module.file]));
  return holder ? exportOf(run, holder, name, at) : run.unknown(`\`${name}\` is not exported there`, at, `${module.file}#${name}`);
}

/** The first of some modules, or of those they export all of, that has an export itself. */
function holderAmong(run: Run, files: readonly string[], name: string, seen: Set<string>): Module | undefined {
  for (const file of files) {
    const module = seen.has(file) ? undefined : run.modules.get(file);
    seen.add(file);
    const holder = module && (hasExport(module, name) ? module : holderAmong(run, module.stars, name, seen));
    if (holder) return holder;
  }
  return undefined;
}

function hasExport({ facts, moduleObject, exports }: Module, name: string): boolean {
  if (facts.format !== 'cjs') return exports.has(name);
  const whole = moduleObject.slots.get('exports')?.value;
  return whole?.t === 'object' && whole.slots.has(name);
}

/** `require(specifier)` */
export function requireModule(run: Run, from: string, specifier: Value, at: Place): Value {
  return each(specifier, (one) => {
    if (!isString(one)) return run.unknown('a module whose name is computed', at);
    const read = load(run, from, one.v, at);
    const resolution = run.program.resolve(from, one.v);
    const module = resolution.kind === 'file' ? run.modules.get(resolution.file) : undefined;
    // A module of `export`s gives its namespace; `module.exports` is what it is.
    return module ? exportOf(run, module, '*', at) : read(resolution.kind === 'file' ? '*' : WHOLE, at);
  }, at);
}

/** `import(specifier)` */
export function importModule(run: Run, specifier: Value, at: Place): Value {
  const { waits } = run;
  const value = each(specifier, (one) => {
    if (!isString(one)) return run.unknown('a module whose name is computed', at);
    const read = load(run, run.frame.file, one.v, at);
    const whole = read('*', at);
    if (whole.t === 'object' && !isNamespace(whole) && !whole.slots.has('default') && whole.entity === undefined) {
      run.budget.spendOnItems(whole.slots.size);
      const namespace = run.object(at);
      for (const [name, slot] of whole.slots) namespace.slots.set(name, slot);
      namespace.slots.set('default', { value: whole, at, key: at, from: at });
      return namespace;
    }
    return whole;
  }, at);
  const promise = promiseOf(run, value, at);
  run.waits = waits;
  return promise;
}

/** A value of parsed JSON. All of it stands at the file's beginning. */
export function fromJson(run: Run, json: unknown, at: Place, depth = 0): Value {
  if (depth >= BOUNDS.nesting) return run.unknown(TOO_DEEP, at);
  if (Array.isArray(json)) return run.list(json.map((item: unknown) => ({ value: fromJson(run, item, at, depth + 1), when: true })), at, undefined, true);
  if (typeof json === 'object' && json !== null) {
    const object = run.object(at);
    for (const [name, value] of Object.entries(json)) object.slots.set(name, { value: fromJson(run, value, at, depth + 1), at, key: at, from: at });
    return object;
  }
  return typeof json === 'string' || typeof json === 'number' || typeof json === 'boolean' || json === null ? primitive(json, at) : run.undefined(at);
}

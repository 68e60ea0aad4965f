import type { FileFacts, FunctionFacts, Stmt, Target } from '../facts/ir.ts';
import { boundNames, walk, walkExpr, walkFunction, type Visitor } from '../facts/walk.ts';
import { BOUNDS } from './bounds.ts';
import { defineGlobals } from './builtins/globals.ts';
import { callFunction } from './calls.ts';
import type { AppEntity, RegistrationEvent } from './entity.ts';
import { handlerId } from './handlers.ts';
import { clientModules } from './known/clients.ts';
import { execute, moduleOf, type Module } from './modules.ts';
import { rootFrame, type Finished, type Program } from './program.ts';
import { Run } from './run.ts';
import type { FunctionValue } from './value.ts';

/** What every page can make a request with. */
const REQUESTS: ReadonlySet<string> = new Set(['fetch', '$fetch', 'axios', 'XMLHttpRequest', 'EventSource']);
/** Names that a function which sets up a part of a server holds. */
const SERVERS = /session|cors|express|passport|cookie|^app$|router|server/i;
/** Functions that a framework runs on its server, though they stand in a page's file. */
const ON_SERVER: ReadonlySet<string> = new Set(['getServerSideProps', 'getStaticProps', 'getStaticPaths', 'getInitialProps', 'generateMetadata', 'generateStaticParams', 'loader', 'action']);

/** Runs every function of a module that nothing called: for code that nothing in the repository starts. */
export function sweepServer(run: Run, module: Module): void {
  forgetSetLater(run);
  sweep(run, module, (facts) => namesOneOf((name) => SERVERS.test(name), facts, module.facts), BOUNDS.sweep);
}

/**
 * What a function sets that nothing called (`let client; exports.connect = () => { client = … }`) is not what it was at the
 * start, by the time that others run: nothing shows which of them ran before.
 */
function forgetSetLater(run: Run): void {
  for (const { file, facts, scope } of run.modules.values()) {
    for (const [name, setters] of setIn(facts)) {
      const variable = scope.own(name);
      if (!variable || variable.imported || setters.every((setter) => run.called.has(setter))) continue;
      variable.value = run.unknown(`\`${name}\` is set by a function that nothing seen calls`, variable.at, `${name} of ${file} later`);
    }
  }
}

const settersOf = new WeakMap<FileFacts, ReadonlyMap<string, readonly FunctionFacts[]>>();

/** The names that functions of a file assign to, each with those functions. */
function setIn(facts: FileFacts): ReadonlyMap<string, readonly FunctionFacts[]> {
  const known = settersOf.get(facts);
  if (known) return known;
  const found = new Map<string, FunctionFacts[]>();
  for (const made of facts.functions) {
    const note = (target: Target): void => {
      for (const name of boundNames(target)) found.set(name, [...found.get(name) ?? [], made]);
    };
    walkFunction(made, { expr: (one) => {
      if (one.k === 'assign') note(one.to);
      else if (one.k === 'update') note(one.x);
    } });
  }
  settersOf.set(facts, found);
  return found;
}

/**
 * Runs browser code: the modules of all files, then what sets defaults for every request of an instance, then each
 * function that makes requests. Nothing shows what starts them, and in which order.
 */
export function sweepAll(program: Program, files: readonly string[], environment: string): Finished {
  const run = new Run(program, environment, rootFrame(files[0] ?? ''));
  defineGlobals(run);
  const modules = files.flatMap((file) => moduleOf(run, file) ?? []);
  for (const module of modules) {
    run.guard = true;
    execute(run, module);
    run.drain();
  }
  const { clients } = run.result;
  const atLoad = clients.length;
  for (const module of modules) setDefaults(run, module);
  // What these functions ask for is noted when each is run on its own.
  clients.length = atLoad;
  const swept = new Set(files);
  for (const module of modules) {
    run.guard = true;
    const names = namesOfRequests(program, module, swept);
    sweep(run, module, (facts) => !isOnServer(facts) && namesOneOf((name) => names.has(name), facts, module.facts));
  }
  return { run, started: run.called, summaries: new Map(), traces: new Map(), handlers: [], idOf: handlerId, sockets: [] };
}

/** Runs the functions of a module that write to the defaults of a client or add interceptors, and keeps what they do: a page's first component does so. */
function setDefaults(run: Run, module: Module): void {
  module.facts.functions.forEach((facts, index) => {
    if (run.called.has(facts) || !writesDefaults(facts, module.facts)) return;
    run.guard = true;
    run.budget.separately(BOUNDS.trial, () => { callUnseen(run, functionOf(run, module, facts, index)); });
    run.called.delete(facts);
  });
  run.guard = true;
  run.drain();
}

function writesDefaults(made: FunctionFacts, inside: FileFacts): boolean {
  let found = false;
  walk(made.b, {
    expr: (expression) => {
      if (expression.k === 'member' && (expression.n === 'interceptors' || expression.n === 'defaults')) found = true;
      return !found;
    },
  }, { ...inside, functions: [] });
  return found;
}

function isOnServer({ n, b }: FunctionFacts): boolean {
  return (n !== undefined && ON_SERVER.has(n)) || isDirective(b[0], 'use server');
}

/** Whether a statement is a directive such as `'use client'`. */
function isDirective(statement: Stmt | undefined, text: string): boolean {
  return statement?.k === 'expr' && statement.x.k === 'lit' && statement.x.v === text;
}

/** Whether a function, or one inside it, names something: most functions of a file do not, and need not be run. */
function namesOneOf(is: (name: string) => boolean, made: FunctionFacts, facts: FileFacts): boolean {
  let found = false;
  walk(made.b, { expr: (expression) => {
    if ((expression.k === 'id' || expression.k === 'member') && is(expression.n)) found = true;
    return !found;
  } }, facts);
  return found;
}

/**
 * What a module makes requests with: what every page has, packages, what it imports from another file of the client,
 * and what it declares with any of these.
 */
function namesOfRequests(program: Program, { file, facts }: Module, swept: ReadonlySet<string>): ReadonlySet<string> {
  const names = new Set(REQUESTS);
  for (const statement of facts.b) {
    for (const [from, bound] of importsIn(statement)) {
      const resolution = program.resolve(file, from);
      if (Object.hasOwn(clientModules, from) || (resolution.kind === 'file' && swept.has(resolution.file))) for (const name of bound) names.add(name);
    }
  }
  const declared = facts.b.flatMap((statement) => declarationsIn(statement, facts));
  for (let before = -1; before !== names.size;) {
    before = names.size;
    for (const { name, holds } of declared) if (!names.has(name) && holds((one) => names.has(one))) names.add(name);
  }
  return names;
}

/** What a statement imports, and the names it binds: `import`, and `const x = require(…)`. */
function importsIn(statement: Stmt): readonly (readonly [from: string, names: readonly string[]])[] {
  if (statement.k === 'import') return [[statement.from, statement.names.map(({ l }) => l)]];
  if (statement.k !== 'declare') return [];
  return statement.d.flatMap(({ t, v }): (readonly [string, readonly string[]])[] => {
    const from = v?.k === 'call' && v.f.k === 'id' && v.f.n === 'require' ? v.a[0] : undefined;
    return from?.k === 'lit' && typeof from.v === 'string' ? [[from.v, boundNames(t)]] : [];
  });
}

/** Whether a file makes requests by itself: with what every page has, or with a package. */
export function makesRequests(facts: FileFacts): boolean {
  const known = requesting.get(facts);
  if (known !== undefined) return known;
  let found = facts.imports.some((name) => Object.hasOwn(clientModules, name));
  if (!found) walk(facts.b, { expr: (expression) => {
    found ||= (expression.k === 'id' || expression.k === 'member') && REQUESTS.has(expression.n);
    return !found;
  } }, facts);
  requesting.set(facts, found);
  return found;
}

const requesting = new WeakMap<FileFacts, boolean>();

/** Something declared at the top of a module, and whether it holds one of some names. */
interface Declaration {
  readonly name: string;
  readonly holds: (is: (name: string) => boolean) => boolean;
}

function declarationsIn(statement: Stmt, facts: FileFacts): readonly Declaration[] {
  const holds = (visit: (visitor: Visitor) => void) => (is: (name: string) => boolean): boolean => {
    let found = false;
    visit({ expr: (expression) => {
      found ||= (expression.k === 'id' || expression.k === 'member') && is(expression.n);
      return !found;
    } });
    return found;
  };
  switch (statement.k) {
    case 'function': return [{ name: statement.n, holds: holds((visitor) => { walk(facts.functions[statement.f]?.b ?? [], visitor, facts); }) }];
    case 'classdecl': return [{ name: statement.n, holds: holds((visitor) => { walk([statement], visitor, facts); }) }];
    case 'declare': return statement.d.flatMap(({ t, v }) => (t.k === 'id' && v ? [{ name: t.n, holds: holds((visitor) => { walkExpr(v, visitor, facts); }) }] : []));
    default: return [];
  }
}

/**
 * Functions that nothing seen calls are run once each, on arguments that are not known; their changes are taken back.
 * The outer ones come first: what they make and hand to nobody that is followed (the handler of a button) runs as
 * part of them, where the names it uses have their values.
 */
function sweep(run: Run, module: Module, wanted: (facts: FunctionFacts) => boolean, steps: number = BOUNDS.trial): void {
  const all = module.facts.functions.map((facts, index) => ({ facts, index })).sort((left, right) => left.facts.s - right.facts.s || right.facts.e - left.facts.e);
  for (const { facts, index } of all) {
    if (run.called.has(facts) || !wanted(facts)) continue;
    const earlier = run.result.apps.length;
    let kept: readonly (readonly [AppEntity, readonly RegistrationEvent[]])[] = [];
    run.trial(() => {
      run.guard = true;
      const made: FunctionValue[] = [];
      run.made = made;
      callUnseen(run, functionOf(run, module, facts, index));
      for (let one = made.shift(); one; one = made.shift()) {
        if (one.file !== module.file || run.called.has(one.facts) || !wanted(one.facts)) continue;
        const inner = one;
        run.guard = true;
        run.budget.separately(steps, () => { callUnseen(run, inner); });
      }
      run.made = undefined;
      // What waits for a promise or an event is part of the function as well.
      run.budget.separately(steps, () => { run.drain(); });
      kept = run.result.apps.slice(earlier).map((app) => [app, [...app.registrations]]);
    }, steps);
    // An app that the function made has what was registered on it there.
    for (const [app, registrations] of kept) app.registrations.push(...registrations);
  }
}

function functionOf(run: Run, module: Module, facts: FunctionFacts, index: number): FunctionValue {
  const at = run.place(facts, module.file);
  return { t: 'function', id: run.id(), at, facts, file: module.file, scope: module.scope, slots: new Map(), name: undefined, self: run.unknown('`this` is not known', at, `this of #${String(index)}`), home: undefined };
}

function callUnseen(run: Run, called: FunctionValue): void {
  const { at, facts, file } = called;
  callFunction(run, called, { at, callee: at, arguments: facts.p.map((parameter) => ({ value: run.unknown('an argument that is not seen', run.place(parameter, file)), at })), self: undefined, complete: true });
}

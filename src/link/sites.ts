import type { Expr, FileFacts, FunctionFacts, Stmt } from '../facts/ir.ts';
import { boundNames, walk, walkExpr } from '../facts/walk.ts';
import type { Place, Span } from '../source/place.ts';
import type { StatementSite } from './entity.ts';

/** A statement in its block. */
export interface SiteReading {
  readonly at: Place;
  readonly block: Place;
  /** Whether the statement is this call and nothing else. */
  readonly alone: boolean;
}

/** By the file too: two files of one text have the same facts. */
const needs = new WeakMap<Stmt, Map<string, readonly Place[]>>();

/** Where the names that a statement uses are declared in its file: what a move of it must respect. */
export function needsOf({ statement, file }: StatementSite, facts: FileFacts): readonly Place[] {
  const known = needs.get(statement) ?? new Map<string, readonly Place[]>();
  needs.set(statement, known);
  const found = known.get(file) ?? declaredAt(facts, file, namesUsed([statement], facts), statement);
  known.set(file, found);
  return found;
}

/** Whether a statement is a call and nothing else. */
export function isAlone(statement: Stmt, call: Span): boolean {
  if (statement.k !== 'expr') return false;
  const expression = statement.x.k === 'await' ? statement.x.x : statement.x;
  return expression.k === 'call' && expression.s === call.start && expression.e === call.end && !isChained(expression.f);
}

/** `app.use(a).use(b)`: one statement holds two calls. */
function isChained(callee: { readonly k: string; readonly o?: { readonly k: string } }): boolean {
  return callee.k === 'member' && callee.o?.k === 'call';
}

/** Every name that statements read, those inside their functions included. */
function namesUsed(statements: readonly Stmt[], facts: FileFacts): Set<string> {
  const names = new Set<string>();
  walk(statements, { expr: (expression) => { if (expression.k === 'id') names.add(expression.n); } }, facts);
  return names;
}

/** What a file's functions and top level declare, each by name. Functions are hoisted: they bind nothing. */
interface Outline {
  readonly top: ReadonlyMap<string, readonly Span[]>;
  /** In the order in which they begin. */
  readonly functions: readonly Owner[];
}

interface Owner {
  readonly made: FunctionFacts;
  readonly around: Owner | undefined;
  readonly declared: ReadonlyMap<string, readonly Span[]>;
}

const outlines = new WeakMap<FileFacts, Outline>();

function outlineOf(facts: FileFacts): Outline {
  const known = outlines.get(facts);
  if (known) return known;
  const functions: Owner[] = [];
  for (const made of [...facts.functions].sort((left, right) => left.s - right.s || right.e - left.e)) {
    let around = functions.at(-1);
    while (around && around.made.e < made.e) around = around.around;
    functions.push({ made, around, declared: declaredIn(made.b) });
  }
  const outline = { top: declaredIn(facts.b), functions };
  outlines.set(facts, outline);
  return outline;
}

function declaredIn(body: readonly Stmt[], found = new Map<string, Span[]>()): ReadonlyMap<string, readonly Span[]> {
  for (const statement of body) {
    const bound = statement.k === 'declare' ? statement.d.flatMap(({ t }) => boundNames(t)) : statement.k === 'classdecl' ? [statement.n] : [];
    for (const name of bound) found.set(name, [...(found.get(name) ?? []), { start: statement.s, end: statement.e }]);
    for (const inner of bodiesOf(statement)) declaredIn(inner, found);
  }
  return found;
}

/** The innermost function around an offset. */
function ownerAt({ functions }: Outline, offset: number): Owner | undefined {
  let [low, high] = [0, functions.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((functions[middle]?.made.s ?? offset) <= offset) low = middle + 1;
    else high = middle;
  }
  let found = functions[low - 1];
  while (found && found.made.e < offset) found = found.around;
  return found;
}

/** The declarations of names at the top level or in the functions around a statement. */
function declaredAt(facts: FileFacts, file: string, names: ReadonlySet<string>, at: Stmt): Place[] {
  const outline = outlineOf(facts);
  const scopes = [outline.top];
  for (let owner = ownerAt(outline, at.s); owner; owner = owner.around) scopes.push(owner.declared);
  const found = new Map<number, Place>();
  for (const name of names) {
    for (const scope of scopes) for (const span of scope.get(name) ?? []) if (span.start !== at.s) found.set(span.start, { file, ...span });
  }
  return [...found.values()].sort((left, right) => left.start - right.start);
}

function bodiesOf(statement: Stmt): readonly (readonly Stmt[])[] {
  switch (statement.k) {
    case 'block': return [statement.b];
    case 'if': return statement.n ? [statement.y, statement.n] : [statement.y];
    case 'try': return [statement.b, ...(statement.h ? [statement.h] : [])];
    default: return [];
  }
}

/**
 * The top-level statement before which a call inside a function could stand instead; `undefined` where the
 * call uses a name that only a function around it has, or `this`, or `await`.
 */
export function hoistable(facts: FileFacts, file: string, call: Span): SiteReading | undefined {
  const around = facts.functions.filter((made) => made.bs <= call.start && call.end <= made.be);
  const own = new Set(around.flatMap((made) => localNames(made)));
  const calls = around.flatMap((made) => expressionsAt(made, call, facts));
  const statement = facts.b.find(({ s, e }) => s <= call.start && call.end <= e);
  if (calls.length === 0 || !statement || calls.some((one) => isBound(one, own, facts))) return undefined;
  return { at: { file, start: statement.s, end: statement.e }, block: { file, start: 0, end: Number.MAX_SAFE_INTEGER }, alone: false };
}

function expressionsAt(made: FunctionFacts, { start, end }: Span, facts: FileFacts): Expr[] {
  const found: Expr[] = [];
  walk(made.b, { expr: (expression) => { if (expression.s === start && expression.e === end) found.push(expression); } }, facts);
  return found;
}

/** Whether an expression uses one of some names, `this`, or what it waits for. */
function isBound(expression: Expr, names: ReadonlySet<string>, facts: FileFacts): boolean {
  let bound = false;
  walkExpr(expression, { expr: (inner) => { bound ||= (inner.k === 'id' && names.has(inner.n)) || inner.k === 'this' || inner.k === 'await'; } }, facts);
  return bound;
}

function localNames(made: FunctionFacts): string[] {
  const names = made.p.flatMap(({ t }) => boundNames(t));
  walk(made.b, { stmt: (statement) => {
    if (statement.k === 'declare') names.push(...statement.d.flatMap(({ t }) => boundNames(t)));
    if (statement.k === 'function' || statement.k === 'classdecl') names.push(statement.n);
  } });
  return names;
}

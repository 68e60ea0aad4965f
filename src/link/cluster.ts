import type { CallExpr, Expr, FileFacts, IfStmt, Stmt } from '../facts/ir.ts';
import { walk, walkExpr } from '../facts/walk.ts';
import type { Span } from '../source/place.ts';

/** Methods that run a callback for each of several. */
const REPEATS: ReadonlySet<string> = new Set(['forEach', 'map', 'from', 'times', 'each']);

/**
 * Where a file forks several workers by `node:cluster`: `fork` in a loop, in the branch of the primary process alone.
 * The run takes the way of a worker, so the branch itself is never run. `undefined` where it may be one worker, or
 * where more decides on it.
 */
export function forksWorkers(facts: FileFacts): Span | undefined {
  if (!facts.imports.some((name) => name === 'cluster' || name === 'node:cluster')) return undefined;
  let found: Span | undefined;
  const look = (stmt: Stmt): void => {
    const branch = stmt.k === 'if' ? primaryBranch(stmt) : undefined;
    if (branch) found ??= repeatedFork(branch, facts);
  };
  walk(facts.b, { stmt: look }, facts);
  return found;
}

/** The statements that only the primary process comes to. */
function primaryBranch({ t, y, n }: IfStmt): readonly Stmt[] | undefined {
  if (t.k === 'member' && /^is(?:Master|Primary)$/.test(t.n)) return y;
  if (t.k === 'member' && t.n === 'isWorker') return n;
  return t.k === 'unary' && t.op === '!' && t.x.k === 'member' && t.x.n === 'isWorker' ? y : undefined;
}

function repeatedFork(branch: readonly Stmt[], facts: FileFacts): Span | undefined {
  if (!countsProcessors(facts)) return undefined;
  let found: Span | undefined;
  walk(branch, {
    stmt: (stmt) => {
      if (stmt.k === 'for' || stmt.k === 'forof' || stmt.k === 'while') found ??= forkIn(stmt.b, facts);
    },
    expr: (expr) => {
      if (expr.k === 'call' && isRepeat(expr)) walkExpr(expr, { expr: (inner) => { if (isFork(inner)) found ??= spanOf(inner); } }, facts);
    },
  }, facts);
  return found;
}

function forkIn(body: readonly Stmt[], facts: FileFacts): Span | undefined {
  let found: Span | undefined;
  walk(body, { expr: (expr) => { if (isFork(expr)) found ??= spanOf(expr); } }, facts);
  return found;
}

/** Whether a file asks how many processors there are, or counts to a number itself: else the number may be one. */
function countsProcessors(facts: FileFacts): boolean {
  let counts = false;
  walk(facts.b, { expr: (expr) => {
    counts ||= (expr.k === 'member' || expr.k === 'id') && /^(?:cpus|availableParallelism|numCPUs|numCpus)$/.test(expr.n);
    counts ||= expr.k === 'binary' && /^<=?$/.test(expr.op) && expr.r.k === 'lit' && typeof expr.r.v === 'number' && expr.r.v >= 2;
  } }, facts);
  return counts;
}

function isRepeat({ f }: CallExpr): boolean {
  return f.k === 'member' && REPEATS.has(f.n);
}

function isFork(expr: Expr): boolean {
  return expr.k === 'call' && ((expr.f.k === 'member' && expr.f.n === 'fork') || (expr.f.k === 'id' && expr.f.n === 'fork'));
}

function spanOf({ s, e }: Expr): Span {
  return { start: s, end: e };
}

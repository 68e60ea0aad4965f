import type { ts } from '../extract.ts';
import type { Expr, Stmt } from '../ir.ts';
import type { Lowering } from './lowering.ts';

/** How one kind of expression is lowered. */
export type ExprLowerer = (node: ts.Node, lo: Lowering) => Expr;
/** How one kind of statement is lowered: it adds none, one or two to `out`. */
export type StmtLowerer = (node: ts.Node, lo: Lowering, out: Stmt[]) => void;

/** What one file offers: a lowerer for each kind of syntax it knows. */
export interface Lowerers {
  readonly expr?: readonly (readonly [ts.SyntaxKind, ExprLowerer])[];
  readonly stmt?: readonly (readonly [ts.SyntaxKind, StmtLowerer])[];
}

/** The lowerer of one kind of expression. The kind decides the node's type: that makes the cast sound. */
export function onExpr<N extends ts.Node>(kind: N['kind'], lower: (node: N, lo: Lowering) => Expr): readonly [ts.SyntaxKind, ExprLowerer] {
  return [kind, lower as ExprLowerer];
}

/** The lowerer of one kind of statement; see `onExpr`. */
export function onStmt<N extends ts.Node>(kind: N['kind'], lower: (node: N, lo: Lowering, out: Stmt[]) => void): readonly [ts.SyntaxKind, StmtLowerer] {
  return [kind, lower as StmtLowerer];
}

/** All lowerers, by kind of syntax. */
export interface LowererTable {
  readonly expr: ReadonlyMap<ts.SyntaxKind, ExprLowerer>;
  readonly stmt: ReadonlyMap<ts.SyntaxKind, StmtLowerer>;
  /** Parentheses, casts and type arguments: what they hold stands for itself. */
  readonly wrappers: ReadonlySet<ts.SyntaxKind>;
}

import type { TS, ts } from '../extract.ts';
import type { ForOfStmt, Stmt } from '../ir.ts';
import { declaration, declarationKind } from './declarations.ts';
import { onStmt, type Lowerers } from './lowerers.ts';
import type { Lowering } from './lowering.ts';
import { assignmentTarget, bindingTarget } from './patterns.ts';

/** Loops. */
export function loopLowerers(ts: TS): Lowerers {
  const K = ts.SyntaxKind;
  return {
    stmt: [
      onStmt(K.ForStatement, forLoop),
      onStmt<ts.ForOfStatement>(K.ForOfStatement, forEach),
      onStmt<ts.ForInStatement>(K.ForInStatement, forEach),
      onStmt<ts.WhileStatement>(K.WhileStatement, (node, lo, out) => {
        out.push({ k: 'while', t: lo.expr(node.expression), b: lo.body(node.statement), s: lo.start(node), e: node.end });
      }),
      onStmt<ts.DoStatement>(K.DoStatement, (node, lo, out) => {
        const b = lo.body(node.statement);
        out.push({ k: 'while', t: lo.expr(node.expression), b, post: true, s: lo.start(node), e: node.end });
      }),
    ],
  };
}

function forLoop(node: ts.ForStatement, lo: Lowering, out: Stmt[]): void {
  const { initializer, condition, incrementor } = node;
  const init = initializer && initialiser(initializer, lo);
  const t = condition && lo.expr(condition);
  const u = incrementor && lo.expr(incrementor);
  out.push({ k: 'for', ...(init && { init }), ...(t && { t }), ...(u && { u }), b: lo.body(node.statement), s: lo.start(node), e: node.end });
}

function initialiser(node: ts.ForInitializer, lo: Lowering): Stmt {
  const s = lo.start(node);
  return lo.ts.isVariableDeclarationList(node) ? { ...declaration(node, lo), s, e: node.end } : { k: 'expr', x: lo.expr(node), s, e: node.end };
}

/** `for … of` and `for … in`. */
function forEach(node: ts.ForOfStatement | ts.ForInStatement, lo: Lowering, out: Stmt[]): void {
  const isIn = lo.ts.isForInStatement(node);
  if (!isIn && node.awaitModifier && lo.functionDepth === 0) lo.esm = true;
  const { kind, t } = variable(node.initializer, lo);
  const x = lo.expr(node.expression);
  const b = lo.body(node.statement);
  out.push({ k: 'forof', ...(isIn && { in: true }), ...(kind && { kind }), t, x, b, s: lo.start(node), e: node.end });
}

/** What can't be assigned to binds nothing. */
function variable(node: ts.ForInitializer, lo: Lowering): Pick<ForOfStmt, 'kind' | 't'> {
  if (!lo.ts.isVariableDeclarationList(node)) return { t: assignmentTarget(node, lo) ?? nothing(node, lo) };
  const name = node.declarations[0]?.name;
  return { kind: declarationKind(node, lo), t: name ? bindingTarget(name, lo) : nothing(node, lo) };
}

function nothing(node: ts.Node, lo: Lowering): ForOfStmt['t'] {
  return { k: 'arrpat', x: [], s: lo.start(node), e: node.end };
}

import type { TS, ts } from '../extract.ts';
import type { Stmt } from '../ir.ts';
import { onStmt, type Lowerers } from './lowerers.ts';
import type { Lowering } from './lowering.ts';
import { bindingTarget } from './patterns.ts';

/** Statements that declare nothing and do not loop. Empty statements and `debugger` are left out. */
export function statementLowerers(ts: TS): Lowerers {
  const K = ts.SyntaxKind;
  return {
    stmt: [
      onStmt<ts.ExpressionStatement>(K.ExpressionStatement, (node, lo, out) => out.push({ k: 'expr', x: lo.expr(node.expression), s: lo.start(node), e: node.end })),
      onStmt<ts.Block>(K.Block, (node, lo, out) => out.push({ k: 'block', b: lo.stmts(node.statements), s: lo.start(node), e: node.end })),
      onStmt<ts.ThrowStatement>(K.ThrowStatement, (node, lo, out) => out.push({ k: 'throw', x: lo.expr(node.expression), s: lo.start(node), e: node.end })),
      onStmt(K.IfStatement, ifStatement),
      onStmt(K.SwitchStatement, switchStatement),
      onStmt(K.TryStatement, tryStatement),
      onStmt(K.ReturnStatement, returnStatement),
      onStmt<ts.BreakStatement>(K.BreakStatement, (node, lo, out) => jump('break', node, lo, out)),
      onStmt<ts.ContinueStatement>(K.ContinueStatement, (node, lo, out) => jump('continue', node, lo, out)),
      onStmt(K.LabeledStatement, labelled),
      onStmt(K.WithStatement, withStatement),
    ],
  };
}

function ifStatement(node: ts.IfStatement, lo: Lowering, out: Stmt[]): void {
  const t = lo.expr(node.expression);
  const y = lo.body(node.thenStatement);
  const n = node.elseStatement && lo.body(node.elseStatement);
  const s = lo.start(node);
  out.push(n ? { k: 'if', t, y, n, s, e: node.end } : { k: 'if', t, y, s, e: node.end });
}

function switchStatement(node: ts.SwitchStatement, lo: Lowering, out: Stmt[]): void {
  const x = lo.expr(node.expression);
  const c = node.caseBlock.clauses.map((clause) => {
    const t = lo.ts.isCaseClause(clause) ? lo.expr(clause.expression) : undefined;
    const b = lo.stmts(clause.statements);
    return t ? { t, b } : { b };
  });
  out.push({ k: 'switch', x, c, s: lo.start(node), e: node.end });
}

function tryStatement(node: ts.TryStatement, lo: Lowering, out: Stmt[]): void {
  const { catchClause, finallyBlock } = node;
  const b = lo.body(node.tryBlock);
  const p = catchClause?.variableDeclaration && bindingTarget(catchClause.variableDeclaration.name, lo);
  const h = catchClause && lo.body(catchClause.block);
  const s = lo.start(node);
  const e = node.end;
  if (p && h && !finallyBlock) out.push({ k: 'try', b, p, h, s, e });
  else out.push({ k: 'try', b, ...(p && { p }), ...(h && { h }), ...(finallyBlock && { f: lo.body(finallyBlock) }), s, e });
}

function returnStatement(node: ts.ReturnStatement, lo: Lowering, out: Stmt[]): void {
  const s = lo.start(node);
  out.push(node.expression ? { k: 'return', x: lo.expr(node.expression), s, e: node.end } : { k: 'return', s, e: node.end });
}

function jump(k: 'break' | 'continue', node: ts.BreakOrContinueStatement, lo: Lowering, out: Stmt[]): void {
  const s = lo.start(node);
  out.push(node.label ? { k, label: node.label.text, s, e: node.end } : { k, s, e: node.end });
}

function labelled(node: ts.LabeledStatement, lo: Lowering, out: Stmt[]): void {
  const inner = lo.stmts([node.statement]);
  const [only] = inner;
  const s = lo.start(node.statement);
  const b: Stmt = only && inner.length === 1 ? only : { k: 'block', b: inner, s, e: node.statement.end };
  out.push({ k: 'label', n: node.label.text, b, s: lo.start(node), e: node.end });
}

/** Inside `with` a name may be a property of the object: the object stands before, unread. */
function withStatement(node: ts.WithStatement, lo: Lowering, out: Stmt[]): void {
  const s = lo.start(node);
  const x = lo.opaque(node.expression, 'with', [lo.expr(node.expression)]);
  out.push({ k: 'block', b: [{ k: 'expr', x, s: x.s, e: x.e }, ...lo.body(node.statement)], s, e: node.end });
}

import type { TS, ts } from '../extract.ts';
import type { Expr, UnaryExpr } from '../ir.ts';
import { onExpr, type Lowerers } from './lowerers.ts';
import type { Lowering } from './lowering.ts';
import { assignmentTarget } from './patterns.ts';

/** Operators, assignments, conditions, sequences, `await` and `yield`. */
export function operatorLowerers(ts: TS): Lowerers {
  const K = ts.SyntaxKind;
  return {
    expr: [
      onExpr(K.PrefixUnaryExpression, prefix),
      onExpr<ts.PostfixUnaryExpression>(K.PostfixUnaryExpression, (node, lo) => update(node, node.operator, lo)),
      onExpr<ts.TypeOfExpression>(K.TypeOfExpression, (node, lo) => unary(node, 'typeof', node.expression, lo)),
      onExpr<ts.VoidExpression>(K.VoidExpression, (node, lo) => unary(node, 'void', node.expression, lo)),
      onExpr<ts.DeleteExpression>(K.DeleteExpression, (node, lo) => unary(node, 'delete', node.expression, lo)),
      onExpr(K.BinaryExpression, binary),
      onExpr(K.ConditionalExpression, conditional),
      onExpr(K.AwaitExpression, awaited),
      onExpr(K.YieldExpression, yielded),
    ],
  };
}

function unary(node: ts.Node, op: UnaryExpr['op'], operand: ts.Expression, lo: Lowering): Expr {
  return { k: 'unary', op, x: lo.expr(operand), s: lo.start(node), e: node.end };
}

function prefix(node: ts.PrefixUnaryExpression, lo: Lowering): Expr {
  const K = lo.ts.SyntaxKind;
  switch (node.operator) {
    case K.ExclamationToken: return unary(node, '!', node.operand, lo);
    case K.MinusToken: return unary(node, '-', node.operand, lo);
    case K.PlusToken: return unary(node, '+', node.operand, lo);
    case K.TildeToken: return unary(node, '~', node.operand, lo);
    default: return update(node, node.operator, lo);
  }
}

function update(node: ts.PrefixUnaryExpression | ts.PostfixUnaryExpression, operator: ts.SyntaxKind, lo: Lowering): Expr {
  const x = assignmentTarget(node.operand, lo);
  if (!x) return lo.opaque(node, 'parse error', [lo.expr(node.operand)]);
  return { k: 'update', op: operator === lo.ts.SyntaxKind.PlusPlusToken ? '++' : '--', x, s: lo.start(node), e: node.end };
}

function binary(node: ts.BinaryExpression, lo: Lowering): Expr {
  const K = lo.ts.SyntaxKind;
  const kind = node.operatorToken.kind;
  if (kind === K.CommaToken) return sequence(node, lo);
  if (kind >= K.FirstAssignment && kind <= K.LastAssignment) return assignment(node, lo);
  const op = lo.ts.tokenToString(kind) ?? '';
  const s = lo.start(node);
  const e = node.end;
  const l = lo.expr(node.left);
  const r = lo.expr(node.right);
  return op === '&&' || op === '||' || op === '??' ? { k: 'logical', op, l, r, s, e } : { k: 'binary', op, l, r, s, e };
}

/** `a, b, c` is one sequence. `(0, x.default)(…)` is how compilers call a member without its object: the member stands for it. */
function sequence(node: ts.BinaryExpression, lo: Lowering): Expr {
  const { ts } = lo;
  const parts: ts.Expression[] = [];
  let left: ts.Expression = node;
  while (ts.isBinaryExpression(left) && left.operatorToken.kind === ts.SyntaxKind.CommaToken) {
    parts.unshift(left.right);
    left = left.left;
  }
  const [second] = parts;
  if (parts.length === 1 && second && ts.isNumericLiteral(left) && left.text === '0') return lo.expr(second);
  return { k: 'seq', x: [left, ...parts].map((part) => lo.expr(part)), s: lo.start(node), e: node.end };
}

function assignment(node: ts.BinaryExpression, lo: Lowering): Expr {
  const to = assignmentTarget(node.left, lo);
  if (!to) return lo.opaque(node, 'parse error', [lo.expr(node.left), lo.expr(node.right)]);
  const op = lo.ts.tokenToString(node.operatorToken.kind) ?? '=';
  return { k: 'assign', op, to, v: lo.expr(node.right), s: lo.start(node), e: node.end };
}

function conditional(node: ts.ConditionalExpression, lo: Lowering): Expr {
  return { k: 'cond', t: lo.expr(node.condition), y: lo.expr(node.whenTrue), n: lo.expr(node.whenFalse), s: lo.start(node), e: node.end };
}

function awaited(node: ts.AwaitExpression, lo: Lowering): Expr {
  if (lo.functionDepth === 0) lo.esm = true;
  return { k: 'await', x: lo.expr(node.expression), s: lo.start(node), e: node.end };
}

function yielded(node: ts.YieldExpression, lo: Lowering): Expr {
  const s = lo.start(node);
  return node.expression ? { k: 'yield', x: lo.expr(node.expression), s, e: node.end } : { k: 'yield', s, e: node.end };
}

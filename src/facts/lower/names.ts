import type { TS, ts } from '../extract.ts';
import type { Expr } from '../ir.ts';
import { onExpr, type Lowerers } from './lowerers.ts';
import type { Lowering } from './lowering.ts';

/** Names, `this` and `super`, and what is read of them: `o.n`, `o[i]`. */
export function nameLowerers(ts: TS): Lowerers {
  const K = ts.SyntaxKind;
  return {
    expr: [
      onExpr(K.Identifier, name),
      onExpr<ts.PrivateIdentifier>(K.PrivateIdentifier, (node, lo) => ({ k: 'id', n: node.text, s: lo.start(node), e: node.end })),
      onExpr<ts.ThisExpression>(K.ThisKeyword, (node, lo) => ({ k: 'this', s: lo.start(node), e: node.end })),
      onExpr<ts.SuperExpression>(K.SuperKeyword, (node, lo) => ({ k: 'super', s: lo.start(node), e: node.end })),
      onExpr(K.MetaProperty, metaProperty),
      onExpr(K.PropertyAccessExpression, member),
      onExpr(K.ElementAccessExpression, index),
    ],
  };
}

/** The parser puts an empty name where an expression is missing. */
function name(node: ts.Identifier, lo: Lowering): Expr {
  if (node.text === '') return lo.opaque(node, 'parse error');
  return { k: 'id', n: node.text, s: lo.start(node), e: node.end };
}

/** `import.meta` and `new.target`. */
function metaProperty(node: ts.MetaProperty, lo: Lowering): Expr {
  if (node.keywordToken === lo.ts.SyntaxKind.NewKeyword) return lo.opaque(node, 'new.target');
  return { k: 'meta', s: lo.start(node), e: node.end };
}

function member(node: ts.PropertyAccessExpression, lo: Lowering): Expr {
  const o = lo.expr(node.expression);
  const n = node.name.text;
  if (n === '') return lo.opaque(node, 'parse error', [o]);
  const s = lo.start(node);
  return node.questionDotToken ? { k: 'member', o, n, opt: true, s, e: node.end } : { k: 'member', o, n, s, e: node.end };
}

function index(node: ts.ElementAccessExpression, lo: Lowering): Expr {
  const o = lo.expr(node.expression);
  const i = lo.expr(node.argumentExpression);
  const s = lo.start(node);
  return node.questionDotToken ? { k: 'index', o, i, opt: true, s, e: node.end } : { k: 'index', o, i, s, e: node.end };
}

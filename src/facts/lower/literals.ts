import type { TS, ts } from '../extract.ts';
import type { Expr } from '../ir.ts';
import { onExpr, type Lowerers } from './lowerers.ts';
import type { Lowering } from './lowering.ts';

/** Literals and templates. */
export function literalLowerers(ts: TS): Lowerers {
  const K = ts.SyntaxKind;
  return {
    expr: [
      onExpr<ts.StringLiteral>(K.StringLiteral, text),
      onExpr<ts.NoSubstitutionTemplateLiteral>(K.NoSubstitutionTemplateLiteral, text),
      onExpr(K.NumericLiteral, number),
      onExpr<ts.BigIntLiteral>(K.BigIntLiteral, (node, lo) => ({ k: 'bigint', v: node.text.replace(/n$/, ''), s: lo.start(node), e: node.end })),
      onExpr<ts.TrueLiteral>(K.TrueKeyword, (node, lo) => ({ k: 'lit', v: true, s: lo.start(node), e: node.end })),
      onExpr<ts.FalseLiteral>(K.FalseKeyword, (node, lo) => ({ k: 'lit', v: false, s: lo.start(node), e: node.end })),
      onExpr<ts.NullLiteral>(K.NullKeyword, (node, lo) => ({ k: 'lit', v: null, s: lo.start(node), e: node.end })),
      onExpr(K.RegularExpressionLiteral, regex),
      onExpr(K.TemplateExpression, template),
    ],
  };
}

function text(node: ts.StringLiteral | ts.NoSubstitutionTemplateLiteral, lo: Lowering): Expr {
  const s = lo.start(node);
  return { k: 'lit', v: node.text, raw: lo.source.text.charAt(s), s, e: node.end };
}

/** The scanner has already read hexadecimal digits and separators: `text` is decimal. JSON has no Infinity. */
function number(node: ts.NumericLiteral, lo: Lowering): Expr {
  const v = Number(node.text);
  const s = lo.start(node);
  return Number.isFinite(v) ? { k: 'lit', v, s, e: node.end } : { k: 'id', n: 'Infinity', s, e: node.end };
}

function regex(node: ts.RegularExpressionLiteral, lo: Lowering): Expr {
  const close = node.text.lastIndexOf('/');
  return { k: 'regex', source: node.text.slice(1, close), flags: node.text.slice(close + 1), s: lo.start(node), e: node.end };
}

function template(node: ts.TemplateExpression, lo: Lowering): Expr {
  return {
    k: 'template',
    text: [node.head.text, ...node.templateSpans.map((span) => span.literal.text)],
    x: node.templateSpans.map((span) => lo.expr(span.expression)),
    s: lo.start(node),
    e: node.end,
  };
}

import type { TS, ts } from '../extract.ts';
import type { Expr } from '../ir.ts';
import { onExpr, type Lowerers } from './lowerers.ts';
import type { Lowering } from './lowering.ts';

/** JSX is kept for the functions inside it: an opaque expression of its attributes' and children's expressions. */
export function jsxLowerers(ts: TS): Lowerers {
  const K = ts.SyntaxKind;
  return {
    expr: [
      onExpr<ts.JsxElement>(K.JsxElement, (node, lo) => jsx(node, [...attributes(node.openingElement, lo), ...children(node, lo)], lo)),
      onExpr<ts.JsxSelfClosingElement>(K.JsxSelfClosingElement, (node, lo) => jsx(node, attributes(node, lo), lo)),
      onExpr<ts.JsxFragment>(K.JsxFragment, (node, lo) => jsx(node, children(node, lo), lo)),
    ],
  };
}

function jsx(node: ts.Node, parts: readonly ts.Node[], lo: Lowering): Expr {
  return lo.opaque(node, 'jsx', parts.map((part) => lo.expr(part)));
}

/** Attributes that are plain text hold no code. */
function attributes(element: ts.JsxOpeningElement | ts.JsxSelfClosingElement, lo: Lowering): ts.Node[] {
  return element.attributes.properties.flatMap((attribute) => {
    if (lo.ts.isJsxSpreadAttribute(attribute)) return [attribute.expression];
    const value = attribute.initializer;
    return value && !lo.ts.isStringLiteral(value) ? code(value, lo) : [];
  });
}

function children(element: ts.JsxElement | ts.JsxFragment, lo: Lowering): ts.Node[] {
  return element.children.flatMap((child) => (lo.ts.isJsxText(child) ? [] : code(child, lo)));
}

/** An element, or what stands between braces. */
function code(node: ts.Node, lo: Lowering): ts.Node[] {
  if (!lo.ts.isJsxExpression(node)) return [node];
  return node.expression ? [node.expression] : [];
}

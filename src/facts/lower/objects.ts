import type { TS, ts } from '../extract.ts';
import type { Expr, NamedProperty, Property } from '../ir.ts';
import { items } from './calls.ts';
import { lowerFunction } from './functions.ts';
import { onExpr, type Lowerers } from './lowerers.ts';
import type { Lowering } from './lowering.ts';

/** Object and array literals. */
export function objectLowerers(ts: TS): Lowerers {
  const K = ts.SyntaxKind;
  return {
    expr: [
      onExpr(K.ObjectLiteralExpression, object),
      onExpr<ts.ArrayLiteralExpression>(K.ArrayLiteralExpression, (node, lo) => ({ k: 'array', x: items(node.elements, lo), s: lo.start(node), e: node.end })),
    ],
  };
}

/** A key as it is known from the text: its name, or the expression that computes it. */
export type Key = { readonly n: string } | { readonly c: Expr };

/** The key of a property, a pattern's element or a class member. A computed key that is a literal is a name. */
export function keyOf(name: ts.PropertyName, lo: Lowering): Key {
  if (lo.ts.isIdentifier(name) && name.text === '') return { c: lo.opaque(name, 'parse error') };
  if (!lo.ts.isComputedPropertyName(name)) return { n: name.text };
  const inner = lo.bare(name.expression);
  if (lo.ts.isStringLiteralLike(inner) || lo.ts.isNumericLiteral(inner)) return { n: inner.text };
  return { c: lo.expr(inner) };
}

function object(node: ts.ObjectLiteralExpression, lo: Lowering): Expr {
  return { k: 'object', p: node.properties.flatMap((property) => member(property, lo)), s: lo.start(node), e: node.end };
}

function member(node: ts.ObjectLiteralElementLike, lo: Lowering): Property[] {
  const { ts } = lo;
  const s = lo.start(node);
  const e = node.end;
  if (ts.isSpreadAssignment(node)) return [{ k: 'spread', x: lo.expr(node.expression), s, e }];
  // A key that is missing stands before the comments that the property begins after.
  const ks = Math.max(s, lo.start(node.name));
  const ke = Math.max(s, node.name.end);
  if (ts.isShorthandPropertyAssignment(node)) {
    return [{ k: 'prop', n: node.name.text, v: lo.expr(node.name), short: true, ks, ke, s, e }];
  }
  if (ts.isPropertyAssignment(node)) return [property(keyOf(node.name, lo), lo.expr(node.initializer), ks, ke, s, e)];
  if (ts.isSetAccessorDeclaration(node)) return [];
  const key = keyOf(node.name, lo);
  const f = lowerFunction(node, lo);
  if (f === undefined) return [];
  const v: Expr = { k: 'fn', f, s, e };
  if (ts.isMethodDeclaration(node)) return [property(key, v, ks, ke, s, e)];
  return 'n' in key ? [{ k: 'get', n: key.n, f, s, e }] : [property(key, lo.opaque(node, 'getter', [v]), ks, ke, s, e)];
}

function property(key: Key, v: Expr, ks: number, ke: number, s: number, e: number): NamedProperty {
  return 'n' in key ? { k: 'prop', n: key.n, v, ks, ke, s, e } : { k: 'prop', c: key.c, v, ks, ke, s, e };
}

import type { ts } from '../extract.ts';
import type { ObjectPattern, Target } from '../ir.ts';
import type { Lowering } from './lowering.ts';
import { keyOf, type Key } from './objects.ts';

type Element = ObjectPattern['p'][number];

/** What a declared name, a pattern of names or a parameter binds. Past the bound a pattern binds nothing. */
export function bindingTarget(node: ts.BindingName, lo: Lowering): Target {
  const { ts } = lo;
  const s = lo.start(node);
  const e = node.end;
  if (ts.isIdentifier(node)) return { k: 'id', n: node.text, s, e };
  if (ts.isArrayBindingPattern(node)) return lo.deeper<Target>(() => arrayBinding(node, lo), { k: 'arrpat', x: [], s, e });
  return lo.deeper<Target>(() => objectBinding(node, lo), { k: 'objpat', p: [], s, e });
}

/** `t`, or `t = d` where there is a default. */
export function withDefault(t: Target, initializer: ts.Expression | undefined, lo: Lowering): Target {
  return initializer ? { k: 'default', t, d: lo.expr(initializer), s: t.s, e: initializer.end } : t;
}

function arrayBinding(node: ts.ArrayBindingPattern, lo: Lowering): Target {
  const x: (Target | null)[] = [];
  let rest: Target | undefined;
  for (const element of node.elements) {
    if (lo.ts.isOmittedExpression(element)) x.push(null);
    else if (element.dotDotDotToken) rest = bindingTarget(element.name, lo);
    else x.push(withDefault(bindingTarget(element.name, lo), element.initializer, lo));
  }
  return arrayPattern(x, rest, node, lo);
}

function bound(key: Key, t: Target): Element {
  return 'n' in key ? { n: key.n, t } : { c: key.c, t };
}

function arrayPattern(x: readonly (Target | null)[], rest: Target | undefined, node: ts.Node, lo: Lowering): Target {
  const s = lo.start(node);
  return rest ? { k: 'arrpat', x, rest, s, e: node.end } : { k: 'arrpat', x, s, e: node.end };
}

function objectPattern(p: readonly Element[], rest: Target | undefined, node: ts.Node, lo: Lowering): Target {
  const s = lo.start(node);
  return rest ? { k: 'objpat', p, rest, s, e: node.end } : { k: 'objpat', p, s, e: node.end };
}

function objectBinding(node: ts.ObjectBindingPattern, lo: Lowering): Target {
  const p: Element[] = [];
  let rest: Target | undefined;
  for (const element of node.elements) {
    const { name } = element;
    const t = bindingTarget(name, lo);
    if (element.dotDotDotToken) rest = t;
    else if (element.propertyName) p.push(bound(keyOf(element.propertyName, lo), withDefault(t, element.initializer, lo)));
    else if (t.k === 'id') p.push({ n: t.n, t: withDefault(t, element.initializer, lo) });
  }
  return objectPattern(p, rest, node, lo);
}

/**
 * What the left side of an assignment, or the variable of a loop that declares none, assigns to.
 * @returns `undefined` for what can't be assigned to, such as a call
 */
export function assignmentTarget(node: ts.Node, lo: Lowering): Target | undefined {
  const { ts } = lo;
  const inner = lo.bare(node);
  if (ts.isArrayLiteralExpression(inner)) return lo.deeper<Target>(() => arrayAssignment(inner, lo), { k: 'arrpat', x: [], s: lo.start(inner), e: inner.end });
  if (ts.isObjectLiteralExpression(inner)) return lo.deeper<Target>(() => objectAssignment(inner, lo), { k: 'objpat', p: [], s: lo.start(inner), e: inner.end });
  const x = lo.expr(inner);
  return x.k === 'id' || x.k === 'member' || x.k === 'index' ? x : undefined;
}

/** An element of a pattern: a target, or `target = default`. */
function elementTarget(node: ts.Expression, lo: Lowering): Target | undefined {
  if (!lo.ts.isBinaryExpression(node) || node.operatorToken.kind !== lo.ts.SyntaxKind.EqualsToken) return assignmentTarget(node, lo);
  const t = assignmentTarget(node.left, lo);
  return t && { k: 'default', t, d: lo.expr(node.right), s: lo.start(node), e: node.end };
}

function arrayAssignment(node: ts.ArrayLiteralExpression, lo: Lowering): Target {
  const x: (Target | null)[] = [];
  let rest: Target | undefined;
  for (const element of node.elements) {
    if (lo.ts.isSpreadElement(element)) rest = assignmentTarget(element.expression, lo);
    else x.push(lo.ts.isOmittedExpression(element) ? null : elementTarget(element, lo) ?? null);
  }
  return arrayPattern(x, rest, node, lo);
}

function objectAssignment(node: ts.ObjectLiteralExpression, lo: Lowering): Target {
  const { ts } = lo;
  const p: Element[] = [];
  let rest: Target | undefined;
  for (const property of node.properties) {
    if (ts.isSpreadAssignment(property)) rest = assignmentTarget(property.expression, lo);
    else if (ts.isShorthandPropertyAssignment(property)) {
      const name: Target = { k: 'id', n: property.name.text, s: lo.start(property.name), e: property.name.end };
      p.push({ n: name.n, t: withDefault(name, property.objectAssignmentInitializer, lo) });
    } else if (ts.isPropertyAssignment(property)) {
      const key = keyOf(property.name, lo);
      const t = elementTarget(property.initializer, lo);
      if (t) p.push(bound(key, t));
    }
  }
  return objectPattern(p, rest, node, lo);
}

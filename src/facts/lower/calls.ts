import type { TS, ts } from '../extract.ts';
import type { Expr, Item } from '../ir.ts';
import { onExpr, type Lowerers } from './lowerers.ts';
import type { Lowering } from './lowering.ts';

/** Calls, `new`, `import()` and tagged templates. */
export function callLowerers(ts: TS): Lowerers {
  const K = ts.SyntaxKind;
  return {
    expr: [onExpr(K.CallExpression, call), onExpr(K.NewExpression, construct), onExpr(K.TaggedTemplateExpression, taggedTemplate)],
  };
}

/** Arguments or array elements. */
export function items(nodes: readonly ts.Expression[], lo: Lowering): Item[] {
  return nodes.map((node): Item => {
    if (lo.ts.isSpreadElement(node)) return { k: 'spread', x: lo.expr(node.expression), s: lo.start(node), e: node.end };
    if (lo.ts.isOmittedExpression(node)) return { k: 'hole', s: lo.start(node), e: node.end };
    return lo.expr(node);
  });
}

function call(node: ts.CallExpression, lo: Lowering): Expr {
  const s = lo.start(node);
  const e = node.end;
  const callee = lo.bare(node.expression);
  const first = node.arguments[0];
  if (isImport(callee, lo) && first) {
    noteImport(first, lo);
    return { k: 'import', x: lo.expr(first), s, e };
  }
  if (lo.ts.isIdentifier(callee) && first) {
    if (callee.text === 'require') noteImport(first, lo);
    // In a text without `import` and `export` the parser takes a top-level `await (x)` for a call.
    if (callee.text === 'await' && lo.functionDepth === 0) {
      lo.esm = true;
      return { k: 'await', x: lo.expr(first), s, e };
    }
  }
  const f = lo.expr(callee);
  const a = items(node.arguments, lo);
  return node.questionDotToken ? { k: 'call', f, a, opt: true, s, e } : { k: 'call', f, a, s, e };
}

/** `import(x)`, and the phases of it: `import.defer(x)`. */
function isImport(callee: ts.Node, lo: Lowering): boolean {
  const { SyntaxKind } = lo.ts;
  return callee.kind === SyntaxKind.ImportKeyword || (lo.ts.isMetaProperty(callee) && callee.keywordToken === SyntaxKind.ImportKeyword && callee.name.text !== 'meta');
}

/** A specifier counts where it is a literal; any other is known at run time only. */
function noteImport(specifier: ts.Expression, lo: Lowering): void {
  const inner = lo.bare(specifier);
  if (lo.ts.isStringLiteralLike(inner)) lo.imports.add(inner.text);
}

function construct(node: ts.NewExpression, lo: Lowering): Expr {
  return { k: 'new', f: lo.expr(node.expression), a: items(node.arguments ?? [], lo), s: lo.start(node), e: node.end };
}

function taggedTemplate(node: ts.TaggedTemplateExpression, lo: Lowering): Expr {
  const { template } = node;
  const substitutions = lo.ts.isTemplateExpression(template) ? template.templateSpans.map((span) => span.expression) : [];
  return lo.opaque(node, 'tagged template', [node.tag, ...substitutions].map((part) => lo.expr(part)));
}

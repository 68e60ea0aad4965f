import type { ts } from '../extract.ts';
import type { Lowering } from './lowering.ts';

/**
 * The simple name of a type annotation: `Application` of `express.Application`, `import('express').Application`,
 * `Application | undefined` and `Application & Extra`.
 *
 * @returns `undefined` where the annotation names no type, or a choice of several
 */
export function typeName(type: ts.TypeNode | undefined, lo: Lowering): string | undefined {
  if (!type) return undefined;
  const { ts } = lo;
  const outer = unwrapped(type, lo);
  if (ts.isUnionTypeNode(outer)) {
    const members = outer.types.filter((member) => !isNothing(member, lo));
    const [only] = members;
    return only && members.length === 1 ? referenceName(only, lo) : undefined;
  }
  if (!ts.isIntersectionTypeNode(outer)) return referenceName(outer, lo);
  for (const member of outer.types) {
    const name = referenceName(member, lo);
    if (name) return name;
  }
  return undefined;
}

function unwrapped(type: ts.TypeNode, lo: Lowering): ts.TypeNode {
  let inner = type;
  while (lo.ts.isParenthesizedTypeNode(inner)) inner = inner.type;
  return inner;
}

/** `null` and `undefined`. */
function isNothing(type: ts.TypeNode, lo: Lowering): boolean {
  const { ts } = lo;
  return type.kind === ts.SyntaxKind.UndefinedKeyword || (ts.isLiteralTypeNode(type) && type.literal.kind === ts.SyntaxKind.NullKeyword);
}

function referenceName(type: ts.TypeNode, lo: Lowering): string | undefined {
  const { ts } = lo;
  const inner = unwrapped(type, lo);
  const name = ts.isTypeReferenceNode(inner) ? inner.typeName : ts.isImportTypeNode(inner) ? inner.qualifier : undefined;
  if (!name) return undefined;
  const { text } = ts.isQualifiedName(name) ? name.right : name;
  return text === '' ? undefined : text;
}

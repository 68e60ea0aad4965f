import type { TS, ts } from '../extract.ts';
import type { Expr, NamedProperty, Stmt } from '../ir.ts';
import { addExport } from './declarations.ts';
import { onStmt, type Lowerers } from './lowerers.ts';
import type { Lowering } from './lowering.ts';
import { keyOf } from './objects.ts';

/** An enum is a constant object of its members. */
export function enumLowerers(ts: TS): Lowerers {
  return { stmt: [onStmt(ts.SyntaxKind.EnumDeclaration, enumDeclaration)] };
}

function enumDeclaration(node: ts.EnumDeclaration, lo: Lowering, out: Stmt[]): void {
  if (lo.has(node, lo.ts.SyntaxKind.DeclareKeyword)) return;
  const s = lo.start(node);
  const e = node.end;
  const t = { k: 'id', n: node.name.text, s: lo.start(node.name), e: node.name.end } as const;
  out.push({ k: 'declare', kind: 'const', d: [{ t, v: { k: 'object', p: members(node, lo), s: t.s, e }, s: t.s, e }], s, e });
  addExport(node, () => [t.n], lo, out);
}

function members(node: ts.EnumDeclaration, lo: Lowering): NamedProperty[] {
  let base: Expr | undefined;
  let steps = 0;
  return node.members.map((member) => {
    const span = { s: lo.start(member), e: member.end };
    base = member.initializer ? lo.expr(member.initializer) : base;
    steps = member.initializer ? 0 : steps + 1;
    const v = valueAfter(base, steps, span);
    return { k: 'prop', ...keyOf(member.name, lo), v, ks: lo.start(member.name), ke: member.name.end, ...span };
  });
}

/** A member without a value is one more than the member before it; the first is 0. */
function valueAfter(base: Expr | undefined, steps: number, span: { readonly s: number; readonly e: number }): Expr {
  if (!base) return { k: 'lit', v: steps - 1, ...span };
  if (steps === 0) return base;
  if (base.k === 'lit' && typeof base.v === 'number') return { k: 'lit', v: base.v + steps, ...span };
  return { k: 'binary', op: '+', l: base, r: { k: 'lit', v: steps, ...span }, ...span };
}

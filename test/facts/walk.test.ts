import { describe, expect, it } from 'vitest';
import { extractFacts } from '../../src/facts/extract.ts';
import { boundNames, walk, walkExpr } from '../../src/facts/walk.ts';

/** The names read and the names bound, in the order they are met. */
function names(text: string, enter: boolean): string[] {
  const facts = extractFacts('a.ts', text);
  const found: string[] = [];
  walk(facts.b, {
    expr: (expr) => { if (expr.k === 'id') found.push(expr.n); },
    target: (target) => { if (target.k === 'id') found.push(`${target.n}=`); },
  }, enter ? facts : undefined);
  return found;
}

describe('a walk', () => {
  it.each([
    ['const a = b, { c = d, [e]: f } = g', ['a=', 'b', 'c=', 'd', 'e', 'f=', 'g']],
    ['a.b = c; d[e] += f; [g, h.i] = j; k++', ['a', 'c', 'd', 'e', 'f', 'g=', 'h', 'j', 'k=']],
    ['a(b, ...c)[d]; new e(f); [g, , ...h]; `${i}`', ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i']],
    ['({ a: b, [c]: d, ...e, f })', ['b', 'c', 'd', 'e', 'f']],
    ['!a; b + c; d && e; f ? g : h; i, j; import(k); l`${m}`', ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm']],
    ['if (a) b; else c; { d }', ['a', 'b', 'c', 'd']],
    ['for (let a = b; c; d) e; for (const f of g) h; while (i) j; do k; while (l)', ['a=', 'b', 'c', 'd', 'e', 'f=', 'g', 'h', 'i', 'j', 'k', 'l']],
    ['switch (a) { case b: c; default: d }', ['a', 'b', 'c', 'd']],
    ['try { a } catch (b) { c } finally { d }; throw e; f: g', ['a', 'b=', 'c', 'd', 'e', 'g']],
    ['export default a', ['a']],
  ])('goes through %s in order', (text, expected) => {
    expect(names(text, false)).toEqual(expected);
  });

  const nested = 'a(function (b = c) { d }); class E extends f { @g h = i; m(j) { k } }; function n() { return o } ({ get p() { return q } }); r';

  it('goes into functions and classes where they stand', () => {
    expect(names(nested, true)).toEqual(['a', 'b=', 'c', 'd', 'f', 'g', 'i', 'j=', 'k', 'o', 'q', 'r']);
  });

  it('stays outside of them without the facts', () => {
    expect(names(nested, false)).toEqual(['a', 'r']);
  });

  it('does not look inside what is refused', () => {
    const facts = extractFacts('a.ts', 'a(b(c)); if (d) e; f.g = h; i');
    const found: string[] = [];
    walk(facts.b, {
      stmt: (stmt) => stmt.k !== 'if',
      target: () => false,
      expr: (expr) => {
        if (expr.k === 'id') found.push(expr.n);
        return expr.k !== 'call' || expr.f.k !== 'id' || expr.f.n !== 'b';
      },
    });
    expect(found).toEqual(['a', 'h', 'i']);
  });

  it('can begin at an expression', () => {
    const [stmt] = extractFacts('a.ts', 'a(b)').b;
    const kinds: string[] = [];
    if (stmt?.k === 'expr') walkExpr(stmt.x, { expr: (expr) => kinds.push(expr.k) });
    expect(kinds).toEqual(['call', 'id', 'id']);
  });
});

describe('bound names', () => {
  it.each([
    ['a', ['a']],
    ['{ a, b: c, d: { e = 1 }, ...f }', ['a', 'c', 'e', 'f']],
    ['[a, , [b], ...c]', ['a', 'b', 'c']],
  ])('of %s', (pattern, expected) => {
    const [stmt] = extractFacts('a.ts', `const ${pattern} = x`).b;
    expect(stmt?.k === 'declare' && stmt.d.flatMap((declarator) => boundNames(declarator.t))).toEqual(expected);
  });

  it('leave out members', () => {
    const facts = extractFacts('a.ts', '[a, b.c, d[e]] = x');
    const found: string[][] = [];
    walk(facts.b, { target: (target) => { found.push(boundNames(target)); return false; } });
    expect(found).toEqual([['a']]);
  });
});

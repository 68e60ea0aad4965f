import type { TS, ts } from '../extract.ts';
import type { ClassFacts, Expr, FunctionFacts, OpaqueExpr, Stmt } from '../ir.ts';
import type { LowererTable } from './lowerers.ts';

/**
 * How many levels of expressions and statements may stand inside one another. What is deeper is opaque,
 * so that the floors above may recurse over a tree without a care for the stack.
 */
export const MAX_DEPTH = 400;

/**
 * A node in the making: what it may lack is set one by one. There may be a literal for each form as well, but `...` of
 * what is there or not takes V8 a microsecond for each, as long as all else of a small node.
 */
export type Making<T> = { -readonly [Name in keyof T]?: T[Name] };

/** The lowering of one file: what has been gathered, and the way from any node to its intermediate form. */
export class Lowering {
  readonly functions: FunctionFacts[] = [];
  readonly classes: ClassFacts[] = [];
  readonly imports = new Set<string>();
  readonly ts: TS;
  readonly source: ts.SourceFile;
  /** Whether the text is TypeScript: there an import without names is dropped by every compiler. */
  readonly typescript: boolean;
  /** Whether an `import`, an `export` or a top-level `await` was seen. */
  esm: boolean;
  /** How many functions stand around the present node. */
  functionDepth = 0;
  /** Inside a namespace: the names it exports so far. */
  namespaceExports: string[] | undefined;
  #depth = 0;
  readonly #lowerers: LowererTable;

  constructor(ts: TS, lowerers: LowererTable, source: ts.SourceFile, typescript: boolean, esm: boolean) {
    this.ts = ts;
    this.#lowerers = lowerers;
    this.source = source;
    this.typescript = typescript;
    this.esm = esm;
  }

  /** Where a node starts, comments before it left out. */
  start(node: ts.Node): number {
    return Math.min(this.ts.getTokenPosOfNode(node, this.source), node.end);
  }

  /** The expression inside parentheses, casts and type arguments. */
  bare(node: ts.Node): ts.Node {
    let inner = node;
    while (this.#lowerers.wrappers.has(inner.kind)) inner = (inner as ts.ParenthesizedExpression).expression;
    return inner;
  }

  expr(node: ts.Node): Expr {
    const inner = this.bare(node);
    if (this.#depth >= MAX_DEPTH) return this.opaque(inner, 'too deep');
    const lower = this.#lowerers.expr.get(inner.kind);
    if (!lower) return this.opaque(inner, this.ts.SyntaxKind[inner.kind]);
    this.#depth++;
    const lowered = lower(inner, this);
    this.#depth--;
    return lowered;
  }

  /** Adds a statement to `out`: nothing for a type, two for an exported declaration. */
  stmt(node: ts.Node, out: Stmt[]): void {
    const lower = this.#lowerers.stmt.get(node.kind);
    if (!lower) return;
    if (this.#depth >= MAX_DEPTH) {
      const x = this.opaque(node, 'too deep');
      out.push({ k: 'expr', x, s: x.s, e: x.e });
      return;
    }
    this.#depth++;
    lower(node, this, out);
    this.#depth--;
  }

  stmts(nodes: readonly ts.Node[]): Stmt[] {
    const out: Stmt[] = [];
    for (const node of nodes) this.stmt(node, out);
    return out.slice();
  }

  /** The statements of a block, or the one statement that stands without braces. */
  body(node: ts.Statement): Stmt[] {
    return this.stmts(this.ts.isBlock(node) ? node.statements : [node]);
  }

  /** Runs `inner` one level deeper; `otherwise` stands for it past the bound. */
  deeper<T>(inner: () => T, otherwise: T): T {
    if (this.#depth >= MAX_DEPTH) return otherwise;
    this.#depth++;
    const result = inner();
    this.#depth--;
    return result;
  }

  opaque(node: ts.Node, what: string, x: readonly Expr[] = []): OpaqueExpr {
    return { k: 'opaque', what, x, s: this.start(node), e: node.end };
  }

  /** Whether a declaration carries a modifier such as `export` or `declare`. */
  has(node: ts.Node, modifier: ts.ModifierSyntaxKind): boolean {
    if (!this.ts.canHaveModifiers(node)) return false;
    return node.modifiers?.some((m) => m.kind === modifier) ?? false;
  }

  /** Leaves whatever a failure has left half done. */
  reset(): void {
    this.#depth = 0;
    this.functionDepth = 0;
    this.namespaceExports = undefined;
  }
}

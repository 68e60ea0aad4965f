import type { ClassFacts, Expr, FileFacts, FunctionFacts, Item, Property, Stmt, Target } from './ir.ts';

/** What to do at each node. What returns `false` is not looked into. */
export interface Visitor {
  readonly stmt?: (stmt: Stmt) => unknown;
  readonly expr?: (expr: Expr) => unknown;
  /** What is assigned to, declared, or bound by a parameter: `a.b` in `a.b = 1`. Its object is an expression. */
  readonly target?: (target: Target) => unknown;
}

/** The functions and classes that `fn` and `class` nodes point at. */
export type Inside = Pick<FileFacts, 'functions' | 'classes'>;

/**
 * Visits statements and all they hold, in the order of the text.
 *
 * @param stmts where to begin
 * @param visitor what to do at each node
 * @param inside the file's facts, to go into functions and classes where they are written; without it they are not entered
 */
export function walk(stmts: readonly Stmt[], visitor: Visitor, inside?: Inside): void {
  new Walk(visitor, inside).stmts(stmts);
}

/** As `walk`, of one expression. */
export function walkExpr(expr: Expr, visitor: Visitor, inside?: Inside): void {
  new Walk(visitor, inside).expr(expr);
}

/** As `walk`, of one function: its parameters and its body. */
export function walkFunction(made: FunctionFacts, visitor: Visitor, inside?: Inside): void {
  new Walk(visitor, inside).function(made);
}

/** The names a target binds, in order; a member binds none. */
export function boundNames(target: Target): string[] {
  switch (target.k) {
    case 'id': return [target.n];
    case 'default': return boundNames(target.t);
    case 'objpat': return [...target.p.flatMap((p) => boundNames(p.t)), ...(target.rest ? boundNames(target.rest) : [])];
    case 'arrpat': return [...target.x.flatMap((t) => (t ? boundNames(t) : [])), ...(target.rest ? boundNames(target.rest) : [])];
    case 'member':
    case 'index': return [];
  }
}

class Walk {
  readonly #visitor: Visitor;
  readonly #inside: Inside | undefined;

  constructor(visitor: Visitor, inside: Inside | undefined) {
    this.#visitor = visitor;
    this.#inside = inside;
  }

  stmts(stmts: readonly Stmt[] | undefined): void {
    if (stmts) for (const stmt of stmts) this.stmt(stmt);
  }

  stmt(stmt: Stmt): void {
    if (this.#visitor.stmt?.(stmt) === false) return;
    switch (stmt.k) {
      case 'declare':
        for (const declarator of stmt.d) {
          this.target(declarator.t);
          this.expr(declarator.v);
        }
        break;
      case 'expr':
      case 'exportdefault':
      case 'throw':
      case 'return': this.expr(stmt.x); break;
      case 'if':
        this.expr(stmt.t);
        this.stmts(stmt.y);
        this.stmts(stmt.n);
        break;
      case 'block': this.stmts(stmt.b); break;
      case 'for':
        if (stmt.init) this.stmt(stmt.init);
        this.expr(stmt.t);
        this.expr(stmt.u);
        this.stmts(stmt.b);
        break;
      case 'forof':
        this.target(stmt.t);
        this.expr(stmt.x);
        this.stmts(stmt.b);
        break;
      case 'while':
        if (!stmt.post) this.expr(stmt.t);
        this.stmts(stmt.b);
        if (stmt.post) this.expr(stmt.t);
        break;
      case 'switch':
        this.expr(stmt.x);
        for (const clause of stmt.c) {
          this.expr(clause.t);
          this.stmts(clause.b);
        }
        break;
      case 'try':
        this.stmts(stmt.b);
        this.target(stmt.p);
        this.stmts(stmt.h);
        this.stmts(stmt.f);
        break;
      case 'label': this.stmt(stmt.b); break;
      case 'function': this.function(this.#inside?.functions[stmt.f]); break;
      case 'classdecl': this.class(this.#inside?.classes[stmt.c]); break;
      case 'break':
      case 'continue':
      case 'import':
      case 'export':
      case 'exportall': break;
    }
  }

  expr(expr: Expr | undefined): void {
    if (!expr || this.#visitor.expr?.(expr) === false) return;
    switch (expr.k) {
      case 'template':
      case 'seq':
      case 'opaque':
        for (const part of expr.x) this.expr(part);
        break;
      case 'member': this.expr(expr.o); break;
      case 'index':
        this.expr(expr.o);
        this.expr(expr.i);
        break;
      case 'call':
      case 'new':
        this.expr(expr.f);
        this.items(expr.a);
        break;
      case 'fn': this.function(this.#inside?.functions[expr.f]); break;
      case 'class': this.class(this.#inside?.classes[expr.c]); break;
      case 'object':
        for (const property of expr.p) this.property(property);
        break;
      case 'array': this.items(expr.x); break;
      case 'unary':
      case 'await':
      case 'yield':
      case 'import': this.expr(expr.x); break;
      case 'binary':
      case 'logical':
        this.expr(expr.l);
        this.expr(expr.r);
        break;
      case 'cond':
        this.expr(expr.t);
        this.expr(expr.y);
        this.expr(expr.n);
        break;
      case 'assign':
        this.target(expr.to);
        this.expr(expr.v);
        break;
      case 'update': this.target(expr.x); break;
      case 'lit':
      case 'bigint':
      case 'regex':
      case 'id':
      case 'this':
      case 'super':
      case 'meta': break;
    }
  }

  target(target: Target | null | undefined): void {
    if (!target || this.#visitor.target?.(target) === false) return;
    switch (target.k) {
      case 'id': break;
      case 'member': this.expr(target.o); break;
      case 'index':
        this.expr(target.o);
        this.expr(target.i);
        break;
      case 'default':
        this.target(target.t);
        this.expr(target.d);
        break;
      case 'objpat':
        for (const element of target.p) {
          this.expr(element.c);
          this.target(element.t);
        }
        this.target(target.rest);
        break;
      case 'arrpat':
        for (const element of target.x) this.target(element);
        this.target(target.rest);
        break;
    }
  }

  items(items: readonly Item[]): void {
    for (const item of items) {
      if (item.k === 'spread') this.expr(item.x);
      else if (item.k !== 'hole') this.expr(item);
    }
  }

  property(property: Property): void {
    if (property.k === 'spread') this.expr(property.x);
    else if (property.k === 'get') this.function(this.#inside?.functions[property.f]);
    else {
      this.expr(property.c);
      this.expr(property.v);
    }
  }

  function(fn: FunctionFacts | undefined): void {
    if (!fn) return;
    for (const parameter of fn.p) {
      this.exprs(parameter.dec);
      this.target(parameter.t);
    }
    this.stmts(fn.b);
  }

  class(cls: ClassFacts | undefined): void {
    if (!cls) return;
    this.exprs(cls.dec);
    this.expr(cls.x);
    for (const member of cls.m) {
      this.exprs(member.dec);
      this.expr(member.v);
      if (member.f !== undefined) this.function(this.#inside?.functions[member.f]);
    }
  }

  exprs(exprs: readonly Expr[] | undefined): void {
    if (exprs) for (const expr of exprs) this.expr(expr);
  }
}

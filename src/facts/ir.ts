/**
 * The intermediate form of one file: what the analyser needs of its syntax, as plain JSON.
 *
 * Syntax variety ends here. Casts, `satisfies`, `!`, parentheses, type arguments and type-only
 * imports are gone; `import x = require('m')` is a declaration; `export =` is an assignment to
 * `module.exports`; an enum is a constant object. Keys are short because facts are cached on disk.
 *
 * Every node carries `s` and `e`: UTF-16 offsets of its start and end, of the whole construct as written
 * (a cast's own span covers the inner expression only, so an edit keeps the cast).
 */
export interface Spanned {
  readonly s: number;
  readonly e: number;
}

/** A literal. `raw` holds the quote character of a string: `'`, `"` or a backtick. */
export interface LiteralExpr extends Spanned { readonly k: 'lit'; readonly v: string | number | boolean | null; readonly raw?: string }
export interface BigintExpr extends Spanned { readonly k: 'bigint'; readonly v: string }
export interface RegexExpr extends Spanned { readonly k: 'regex'; readonly source: string; readonly flags: string }
/** `text` has one element more than `x`. */
export interface TemplateExpr extends Spanned { readonly k: 'template'; readonly text: readonly string[]; readonly x: readonly Expr[] }
export interface IdExpr extends Spanned { readonly k: 'id'; readonly n: string }
export interface ThisExpr extends Spanned { readonly k: 'this' }
export interface SuperExpr extends Spanned { readonly k: 'super' }
/** `import.meta` */
export interface MetaExpr extends Spanned { readonly k: 'meta' }
/** `o.n`; `opt` for `o?.n`. The name's own span is the last `n.length` characters. */
export interface MemberExpr extends Spanned { readonly k: 'member'; readonly o: Expr; readonly n: string; readonly opt?: true }
/** `o[i]` */
export interface IndexExpr extends Spanned { readonly k: 'index'; readonly o: Expr; readonly i: Expr; readonly opt?: true }
export interface CallExpr extends Spanned { readonly k: 'call'; readonly f: Expr; readonly a: readonly Item[]; readonly opt?: true }
export interface NewExpr extends Spanned { readonly k: 'new'; readonly f: Expr; readonly a: readonly Item[] }
/** A function or arrow: an index into `FileFacts.functions`. */
export interface FnExpr extends Spanned { readonly k: 'fn'; readonly f: number }
/** A class: an index into `FileFacts.classes`. */
export interface ClassExpr extends Spanned { readonly k: 'class'; readonly c: number }
export interface ObjectExpr extends Spanned { readonly k: 'object'; readonly p: readonly Property[] }
export interface ArrayExpr extends Spanned { readonly k: 'array'; readonly x: readonly Item[] }
export interface UnaryExpr extends Spanned { readonly k: 'unary'; readonly op: '!' | '-' | '+' | '~' | 'typeof' | 'void' | 'delete'; readonly x: Expr }
export interface BinaryExpr extends Spanned { readonly k: 'binary'; readonly op: string; readonly l: Expr; readonly r: Expr }
export interface LogicalExpr extends Spanned { readonly k: 'logical'; readonly op: '&&' | '||' | '??'; readonly l: Expr; readonly r: Expr }
export interface ConditionalExpr extends Spanned { readonly k: 'cond'; readonly t: Expr; readonly y: Expr; readonly n: Expr }
/** `op` is `=` or the operator of a compound assignment (`+=`, `||=`, `??=`, …). */
export interface AssignExpr extends Spanned { readonly k: 'assign'; readonly op: string; readonly to: Target; readonly v: Expr }
export interface UpdateExpr extends Spanned { readonly k: 'update'; readonly op: '++' | '--'; readonly x: Target }
export interface AwaitExpr extends Spanned { readonly k: 'await'; readonly x: Expr }
export interface YieldExpr extends Spanned { readonly k: 'yield'; readonly x?: Expr }
export interface SequenceExpr extends Spanned { readonly k: 'seq'; readonly x: readonly Expr[] }
/** `import(x)` */
export interface ImportExpr extends Spanned { readonly k: 'import'; readonly x: Expr }
/** Anything else (JSX, a tagged template, a parse error, nesting past the bound): what it is, and its parts in order. */
export interface OpaqueExpr extends Spanned { readonly k: 'opaque'; readonly what: string; readonly x: readonly Expr[] }

export type Expr =
  | LiteralExpr | BigintExpr | RegexExpr | TemplateExpr | IdExpr | ThisExpr | SuperExpr | MetaExpr
  | MemberExpr | IndexExpr | CallExpr | NewExpr | FnExpr | ClassExpr | ObjectExpr | ArrayExpr
  | UnaryExpr | BinaryExpr | LogicalExpr | ConditionalExpr | AssignExpr | UpdateExpr
  | AwaitExpr | YieldExpr | SequenceExpr | ImportExpr | OpaqueExpr;

export interface SpreadItem extends Spanned { readonly k: 'spread'; readonly x: Expr }
export interface HoleItem extends Spanned { readonly k: 'hole' }
/** An argument or an array element. */
export type Item = Expr | SpreadItem | HoleItem;

/**
 * `n: v`, a shorthand (`short`), or a method (`v` is an `fn`). `n` is absent for a computed key that is no
 * literal; then `c` is the key. `ks`/`ke` span the key as written.
 */
export interface NamedProperty extends Spanned {
  readonly k: 'prop'; readonly n?: string; readonly c?: Expr; readonly v: Expr;
  readonly ks: number; readonly ke: number; readonly short?: true;
}
/** A getter: `f` indexes `FileFacts.functions`. Setters are left out. */
export interface GetterProperty extends Spanned { readonly k: 'get'; readonly n: string; readonly f: number }
export type Property = NamedProperty | GetterProperty | SpreadItem;

/** What an assignment, a declaration or a parameter binds. */
export type Target = IdExpr | MemberExpr | IndexExpr | ObjectPattern | ArrayPattern | DefaultTarget;
export interface ObjectPattern extends Spanned {
  readonly k: 'objpat';
  readonly p: readonly { readonly n?: string; readonly c?: Expr; readonly t: Target }[];
  readonly rest?: Target;
}
export interface ArrayPattern extends Spanned { readonly k: 'arrpat'; readonly x: readonly (Target | null)[]; readonly rest?: Target }
/** `t = d` inside a pattern or a parameter list. */
export interface DefaultTarget extends Spanned { readonly k: 'default'; readonly t: Target; readonly d: Expr }

export interface Declarator extends Spanned { readonly t: Target; readonly v?: Expr; /** Simple name of the type annotation: `express.Application` is `Application`. */ readonly type?: string }
export interface DeclareStmt extends Spanned { readonly k: 'declare'; readonly kind: 'const' | 'let' | 'var'; readonly d: readonly Declarator[] }
export interface ExprStmt extends Spanned { readonly k: 'expr'; readonly x: Expr }
export interface IfStmt extends Spanned { readonly k: 'if'; readonly t: Expr; readonly y: readonly Stmt[]; readonly n?: readonly Stmt[] }
export interface BlockStmt extends Spanned { readonly k: 'block'; readonly b: readonly Stmt[] }
export interface ForStmt extends Spanned { readonly k: 'for'; readonly init?: Stmt; readonly t?: Expr; readonly u?: Expr; readonly b: readonly Stmt[] }
/** `for (t of x)` (`in: true` for `for … in`); `kind` where it declares. */
export interface ForOfStmt extends Spanned { readonly k: 'forof'; readonly in?: true; readonly kind?: 'const' | 'let' | 'var'; readonly t: Target; readonly x: Expr; readonly b: readonly Stmt[] }
export interface WhileStmt extends Spanned { readonly k: 'while'; readonly t: Expr; readonly b: readonly Stmt[]; readonly post?: true }
export interface SwitchStmt extends Spanned { readonly k: 'switch'; readonly x: Expr; readonly c: readonly { readonly t?: Expr; readonly b: readonly Stmt[] }[] }
export interface TryStmt extends Spanned { readonly k: 'try'; readonly b: readonly Stmt[]; readonly p?: Target; readonly h?: readonly Stmt[]; readonly f?: readonly Stmt[] }
export interface ReturnStmt extends Spanned { readonly k: 'return'; readonly x?: Expr; /** The body of an arrow without braces. */ readonly implied?: true }
export interface ThrowStmt extends Spanned { readonly k: 'throw'; readonly x: Expr }
export interface JumpStmt extends Spanned { readonly k: 'break' | 'continue'; readonly label?: string }
export interface LabelStmt extends Spanned { readonly k: 'label'; readonly n: string; readonly b: Stmt }
/** A function declaration: hoisted to the top of its block. */
export interface FnStmt extends Spanned { readonly k: 'function'; readonly n: string; readonly f: number }
export interface ClassStmt extends Spanned { readonly k: 'classdecl'; readonly n: string; readonly c: number }
/** `names[].n` is the exported name, `default` or `*`; `l` the local one. Empty for `import 'x'`. */
export interface ImportStmt extends Spanned { readonly k: 'import'; readonly from: string; readonly fs: number; readonly fe: number; readonly names: readonly ({ readonly n: string; readonly l: string } & Spanned)[] }
/** `export { l as n }`; with `from`, `l` is the other module's name (`*` for `export * as n`). */
export interface ExportStmt extends Spanned { readonly k: 'export'; readonly names: readonly { readonly l: string; readonly n: string }[]; readonly from?: string }
/** `export * from` */
export interface ExportAllStmt extends Spanned { readonly k: 'exportall'; readonly from: string }
/** `export default x` */
export interface ExportDefaultStmt extends Spanned { readonly k: 'exportdefault'; readonly x: Expr }

/**
 * A statement. `export const x = 1` is a `declare` followed by an `export` of the same span;
 * `export default function f() {}` a `function` followed by an `exportdefault` of its name.
 */
export type Stmt =
  | DeclareStmt | ExprStmt | IfStmt | BlockStmt | ForStmt | ForOfStmt | WhileStmt | SwitchStmt | TryStmt
  | ReturnStmt | ThrowStmt | JumpStmt | LabelStmt | FnStmt | ClassStmt
  | ImportStmt | ExportStmt | ExportAllStmt | ExportDefaultStmt;

export interface Parameter extends Spanned {
  readonly t: Target;
  readonly rest?: true;
  /** Simple name of the type annotation: `express.Application` is `Application`. */
  readonly type?: string;
  /** A TypeScript parameter property (`constructor(private app: App)`): assigned to `this` under this name. */
  readonly field?: string;
  readonly dec?: readonly Expr[];
}

export interface FunctionFacts extends Spanned {
  readonly n?: string;
  readonly p: readonly Parameter[];
  readonly b: readonly Stmt[];
  readonly async?: true;
  readonly gen?: true;
  readonly arrow?: true;
  /** Span of the body: between the braces, or the expression. */
  readonly bs: number;
  readonly be: number;
}

export interface ClassMember extends Spanned {
  readonly k: 'field' | 'method' | 'get' | 'ctor' | 'static';
  /** Absent for the constructor, a static block and a computed name. */
  readonly n?: string;
  readonly static?: true;
  /** A field's initial value. */
  readonly v?: Expr;
  /** A method's, getter's, constructor's or static block's function. */
  readonly f?: number;
  readonly type?: string;
  readonly dec?: readonly Expr[];
}

export interface ClassFacts extends Spanned {
  readonly n?: string;
  readonly x?: Expr;
  readonly m: readonly ClassMember[];
  readonly dec?: readonly Expr[];
}

/** Everything the analyser keeps of one text. Depends on that text and its file name's ending alone. */
export interface FileFacts {
  /** `FACTS_VERSION` of the code that wrote it. */
  readonly v: number;
  /** `esm` where the text has an `import` or `export` declaration or a top-level `await`; else `cjs`. */
  readonly format: 'esm' | 'cjs';
  readonly b: readonly Stmt[];
  readonly functions: readonly FunctionFacts[];
  readonly classes: readonly ClassFacts[];
  /** Every specifier the text imports, requires or dynamically imports as a literal, in order, without repeats. */
  readonly imports: readonly string[];
  /** The first syntax error; what could be read is in the rest. */
  readonly problem?: { readonly message: string } & Spanned;
}

/** Rises with every change of the shapes above or of what `extract` puts in them. */
export const FACTS_VERSION = 1;

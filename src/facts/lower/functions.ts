import type { TS, ts } from '../extract.ts';
import type { Expr, FunctionFacts, Parameter, Stmt } from '../ir.ts';
import { onExpr, type Lowerers } from './lowerers.ts';
import type { Lowering, Making } from './lowering.ts';
import { bindingTarget, withDefault } from './patterns.ts';
import { typeName } from './types.ts';

/** Function expressions and arrows. */
export function functionLowerers(ts: TS): Lowerers {
  const K = ts.SyntaxKind;
  return {
    expr: [onExpr<ts.FunctionExpression>(K.FunctionExpression, functionExpr), onExpr<ts.ArrowFunction>(K.ArrowFunction, arrow)],
  };
}

/** The parser takes Flow's cast `(x: T)` for the head of an arrow whose `=>` is missing. */
function arrow(node: ts.ArrowFunction, lo: Lowering): Expr {
  const isWhole = node.equalsGreaterThanToken.end > node.equalsGreaterThanToken.pos;
  if (isWhole) return functionExpr(node, lo);
  const [only] = node.parameters;
  return only && node.parameters.length === 1 && lo.ts.isIdentifier(only.name) ? lo.expr(only.name) : lo.opaque(node, 'parse error');
}

type WithBody = ts.FunctionExpression | ts.ArrowFunction | ts.FunctionDeclaration | ts.MethodDeclaration | ts.GetAccessorDeclaration | ts.ConstructorDeclaration;

function functionExpr(node: ts.FunctionExpression | ts.ArrowFunction, lo: Lowering): Expr {
  const f = lowerFunction(node, lo);
  return f === undefined ? lo.opaque(node, 'parse error') : { k: 'fn', f, s: lo.start(node), e: node.end };
}

/**
 * Adds a function to the file's.
 *
 * @param node any function, method, getter or constructor
 * @returns its index, or `undefined` for a signature without a body
 */
export function lowerFunction(node: WithBody, lo: Lowering): number | undefined {
  const { ts } = lo;
  const { body } = node;
  if (!body) return undefined;
  const block = ts.isBlock(body);
  const { bs, be } = block ? blockSpan(body, lo) : { bs: lo.start(body), be: body.end };
  const made: Making<FunctionFacts> = {};
  if ((ts.isFunctionDeclaration(node) || ts.isFunctionExpression(node)) && node.name?.text) made.n = node.name.text;
  if (lo.has(node, ts.SyntaxKind.AsyncKeyword)) made.async = true;
  if ('asteriskToken' in node && node.asteriskToken) made.gen = true;
  if (ts.isArrowFunction(node)) made.arrow = true;
  made.bs = bs;
  made.be = be;
  made.s = startOfDeclaration(node, lo);
  made.e = node.end;
  return addFunction(lo, made, () => ({ p: parameters(node.parameters, lo), b: block ? lo.stmts(body.statements) : implied(body, lo) }));
}

/**
 * Adds a function to the file's, before what stands inside it: indices follow the order of the text.
 *
 * @param made all but the parameters and the body
 * @param inner lowers the parameters and the body
 * @returns its index
 */
export function addFunction(lo: Lowering, made: Making<FunctionFacts>, inner: () => Pick<FunctionFacts, 'p' | 'b'>): number {
  made.p = [];
  made.b = [];
  const index = lo.functions.push(made as FunctionFacts) - 1;
  lo.functionDepth++;
  const { p, b } = inner();
  made.p = p;
  made.b = b;
  lo.functionDepth--;
  return index;
}

/** What stands between the braces of a block; a brace that is missing is not counted. */
export function blockSpan(block: ts.Block | ts.ModuleBlock, lo: Lowering): { readonly bs: number; readonly be: number } {
  const start = lo.start(block);
  const bs = Math.min(start + 1, block.end);
  const closed = block.end > bs && lo.source.text.charAt(block.end - 1) === '}';
  return { bs, be: closed ? block.end - 1 : block.end };
}

/** Where a declaration begins without its `export` and `default`. */
export function startOfDeclaration(node: ts.Node, lo: Lowering): number {
  const K = lo.ts.SyntaxKind;
  if (!lo.ts.canHaveModifiers(node)) return lo.start(node);
  const last = node.modifiers?.filter((modifier) => modifier.kind === K.ExportKeyword || modifier.kind === K.DefaultKeyword).pop();
  return last ? afterTrivia(last.end, lo) : lo.start(node);
}

const TRIVIA = /(?:\s+|\/\*[^]*?\*\/|\/\/.*)*/y;

/** Where the code at or after `from` begins. */
function afterTrivia(from: number, lo: Lowering): number {
  TRIVIA.lastIndex = from;
  return from + (TRIVIA.exec(lo.source.text)?.[0].length ?? 0);
}

/** The body of an arrow without braces. */
function implied(body: ts.Expression, lo: Lowering): Stmt[] {
  return [{ k: 'return', x: lo.expr(body), implied: true, s: lo.start(body), e: body.end }];
}

/** A constructor's parameter with one of these is a field too. */
const FIELD_MODIFIERS = ['PrivateKeyword', 'PublicKeyword', 'ProtectedKeyword', 'ReadonlyKeyword', 'OverrideKeyword'] as const;

/** The `this` of a TypeScript signature is no parameter. */
function parameters(nodes: readonly ts.ParameterDeclaration[], lo: Lowering): Parameter[] {
  return nodes.filter((node) => !(lo.ts.isIdentifier(node.name) && node.name.text === 'this')).map((node) => parameter(node, lo));
}

function parameter(node: ts.ParameterDeclaration, lo: Lowering): Parameter {
  const { ts } = lo;
  const type = typeName(node.type, lo);
  const dec = decorators(node, lo);
  const t = withDefault(bindingTarget(node.name, lo), node.initializer, lo);
  const field = ts.isIdentifier(node.name) && FIELD_MODIFIERS.some((modifier) => lo.has(node, ts.SyntaxKind[modifier])) ? node.name.text : undefined;
  const made: Making<Parameter> = {};
  made.t = t;
  if (node.dotDotDotToken) made.rest = true;
  if (type) made.type = type;
  if (field) made.field = field;
  if (dec.length > 0) made.dec = dec;
  made.s = lo.start(node);
  made.e = node.end;
  return made as Parameter;
}

/** The expressions of a declaration's decorators, without the `@`. */
export function decorators(node: ts.Node, lo: Lowering): Expr[] {
  if (!lo.ts.canHaveDecorators(node)) return [];
  return (lo.ts.getDecorators(node) ?? []).map((decorator) => lo.expr(decorator.expression));
}

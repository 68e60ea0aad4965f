import type { TS, ts } from '../extract.ts';
import type { ClassMember } from '../ir.ts';
import { addFunction, blockSpan, decorators, lowerFunction, startOfDeclaration } from './functions.ts';
import { onExpr, type Lowerers } from './lowerers.ts';
import type { Lowering, Making } from './lowering.ts';
import { keyOf } from './objects.ts';
import { typeName } from './types.ts';

/** Class expressions. */
export function classLowerers(ts: TS): Lowerers {
  return {
    expr: [onExpr<ts.ClassExpression>(ts.SyntaxKind.ClassExpression, (node, lo) => ({ k: 'class', c: lowerClass(node, lo), s: lo.start(node), e: node.end }))],
  };
}

/**
 * Adds a class to the file's.
 * @returns its index
 */
export function lowerClass(node: ts.ClassLikeDeclaration, lo: Lowering): number {
  const head = { ...(node.name && { n: node.name.text }), s: startOfDeclaration(node, lo), e: node.end };
  const index = lo.classes.push({ ...head, m: [] }) - 1;
  const dec = decorators(node, lo);
  const base = node.heritageClauses?.find((clause) => clause.token === lo.ts.SyntaxKind.ExtendsKeyword)?.types[0];
  lo.classes[index] = {
    ...head,
    ...(base && { x: lo.expr(base) }),
    ...(dec.length > 0 && { dec }),
    m: node.members.flatMap((member) => classMember(member, lo)),
  };
  return index;
}

/** Setters, signatures and members that are only declared hold nothing that runs. */
function classMember(node: ts.ClassElement, lo: Lowering): ClassMember[] {
  const { ts } = lo;
  if (ts.isClassStaticBlockDeclaration(node)) return [staticBlock(node, lo)];
  if (ts.isPropertyDeclaration(node)) return field(node, lo);
  if (ts.isConstructorDeclaration(node) || ts.isMethodDeclaration(node) || ts.isGetAccessorDeclaration(node)) return withFunction(node, lo);
  return [];
}

function staticBlock(node: ts.ClassStaticBlockDeclaration, lo: Lowering): ClassMember {
  const s = lo.start(node);
  const f = addFunction(lo, { ...blockSpan(node.body, lo), s, e: node.end }, () => ({ p: [], b: lo.stmts(node.body.statements) }));
  return { k: 'static', static: true, f, s, e: node.end };
}

function field(node: ts.PropertyDeclaration, lo: Lowering): ClassMember[] {
  const K = lo.ts.SyntaxKind;
  if (lo.has(node, K.DeclareKeyword) || lo.has(node, K.AbstractKeyword)) return [];
  const type = typeName(node.type, lo);
  const made = named('field', node, node.name, lo);
  if (node.initializer) made.v = fieldValue(node.initializer, lo);
  if (type) made.type = type;
  return [spanned(made, node, lo)];
}

/** An initial value runs in a function of its own: an `await` in it is not the module's. */
function fieldValue(node: ts.Expression, lo: Lowering) {
  lo.functionDepth++;
  const value = lo.expr(node);
  lo.functionDepth--;
  return value;
}

function withFunction(node: ts.ConstructorDeclaration | ts.MethodDeclaration | ts.GetAccessorDeclaration, lo: Lowering): ClassMember[] {
  const { ts } = lo;
  const k = ts.isConstructorDeclaration(node) ? 'ctor' : ts.isMethodDeclaration(node) ? 'method' : 'get';
  const made = named(k, node, ts.isConstructorDeclaration(node) ? undefined : node.name, lo);
  const f = lowerFunction(node, lo);
  if (f === undefined) return [];
  made.f = f;
  return [spanned(made, node, lo)];
}

/** What all kinds of members have. */
function named(k: ClassMember['k'], node: ts.ClassElement, name: ts.PropertyName | undefined, lo: Lowering): Making<ClassMember> {
  const made: Making<ClassMember> = {};
  const key = name && keyOf(name, lo);
  const dec = decorators(node, lo);
  made.k = k;
  if (key && 'n' in key) made.n = key.n;
  if (lo.has(node, lo.ts.SyntaxKind.StaticKeyword)) made.static = true;
  if (dec.length > 0) made.dec = dec;
  return made;
}

function spanned(made: Making<ClassMember>, node: ts.ClassElement, lo: Lowering): ClassMember {
  made.s = lo.start(node);
  made.e = node.end;
  return made as ClassMember;
}

import type { TS, ts } from '../extract.ts';
import { FACTS_VERSION, type FileFacts, type Stmt } from '../ir.ts';
import { callLowerers } from './calls.ts';
import { classLowerers } from './classes.ts';
import { declarationLowerers } from './declarations.ts';
import { enumLowerers } from './enums.ts';
import { functionLowerers } from './functions.ts';
import { jsxLowerers } from './jsx.ts';
import { literalLowerers } from './literals.ts';
import { loopLowerers } from './loops.ts';
import type { LowererTable } from './lowerers.ts';
import { Lowering } from './lowering.ts';
import { isModule, moduleLowerers } from './modules.ts';
import { nameLowerers } from './names.ts';
import { namespaceLowerers } from './namespaces.ts';
import { objectLowerers } from './objects.ts';
import { operatorLowerers } from './operators.ts';
import { statementLowerers } from './statements.ts';

/**
 * Prepares the lowering of files.
 *
 * @param ts the compiler
 * @returns a function from a parsed file to its facts; `typescript` says that the text is TypeScript
 */
export function createLowering(ts: TS): (source: ts.SourceFile, typescript: boolean) => FileFacts {
  const lowerers = lowererTable(ts);
  return (source, typescript) => lowerFile(new Lowering(ts, lowerers, source, typescript, isModule(ts, source)));
}

function lowererTable(ts: TS): LowererTable {
  const K = ts.SyntaxKind;
  const files = [
    nameLowerers, literalLowerers, objectLowerers, operatorLowerers, callLowerers, functionLowerers, classLowerers, jsxLowerers,
    statementLowerers, loopLowerers, declarationLowerers, moduleLowerers, enumLowerers, namespaceLowerers,
  ].map((lowerers) => lowerers(ts));
  return {
    expr: new Map(files.flatMap((file) => file.expr ?? [])),
    stmt: new Map(files.flatMap((file) => file.stmt ?? [])),
    wrappers: new Set([
      K.ParenthesizedExpression, K.AsExpression, K.SatisfiesExpression, K.TypeAssertionExpression,
      K.NonNullExpression, K.ExpressionWithTypeArguments,
    ]),
  };
}

/** Lowers the whole file. A statement that can't be lowered is told in `problem`; the others are kept. */
function lowerFile(lo: Lowering): FileFacts {
  const b: Stmt[] = [];
  let problem = syntaxError(lo.ts, lo.source);
  for (const statement of lo.source.statements) {
    try {
      lo.stmt(statement, b);
    } catch (error) {
      lo.reset();
      problem ??= { message: `The statement can't be read: ${String(error)}`, s: lo.start(statement), e: statement.end };
    }
  }
  const { functions, classes } = lo;
  const facts = { v: FACTS_VERSION, format: lo.esm ? 'esm' : 'cjs', b, functions, classes, imports: [...lo.imports] } as const;
  return problem ? { ...facts, problem } : facts;
}

/** The parser keeps its errors on the file, though the public type does not say so (TypeScript 4 to 6). */
interface Parsed extends ts.SourceFile {
  readonly parseDiagnostics?: readonly ts.DiagnosticWithLocation[];
}

function syntaxError(ts: TS, source: Parsed): FileFacts['problem'] {
  const errors = source.parseDiagnostics ?? [];
  const first = errors.reduce<ts.DiagnosticWithLocation | undefined>((least, error) => (least && least.start <= error.start ? least : error), undefined);
  if (!first) return undefined;
  const { messageText } = first;
  return { message: typeof messageText === 'string' ? messageText : messageText.messageText, s: first.start, e: first.start + first.length };
}

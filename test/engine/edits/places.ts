import ts from 'typescript';
import type { ObjectLiteral } from '../../../src/model/index.ts';
import type { Change, Edit } from '../../../src/rule.ts';
import type { Place } from '../../../src/source/place.ts';
import { sourceTextOf } from '../../../src/source/text.ts';
import { applyEdits } from '../../../src/engine/edits/text-edit.ts';
import { concreteEdits } from '../../../src/engine/edits/concrete.ts';

export const FILE = '/app/app.ts';

/** The first place where `snippet` stands. */
export function placeOf(text: string, snippet: string): Place {
  const start = text.indexOf(snippet);
  if (start < 0) throw new Error(`No ${JSON.stringify(snippet)} in ${JSON.stringify(text)}`);
  return { file: FILE, start, end: start + snippet.length };
}

/** The first object literal that starts at or after `snippet`, as the model tells it. */
export function objectAt(text: string, snippet: string): ObjectLiteral {
  const from = placeOf(text, snippet).start;
  const source = ts.createSourceFile(FILE, text, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX);
  const place = (node: ts.Node): Place => ({ file: FILE, start: node.getStart(source), end: node.end });
  let found: ts.ObjectLiteralExpression | undefined;
  const visit = (node: ts.Node): void => {
    if (found === undefined && ts.isObjectLiteralExpression(node) && node.getStart(source) >= from) found = node;
    ts.forEachChild(node, visit);
  };
  visit(source);
  if (found === undefined) throw new Error(`No object at ${JSON.stringify(snippet)}`);
  return {
    at: place(found),
    properties: found.properties.map(property => ({
      at: place(property),
      ...(property.name !== undefined && (ts.isIdentifier(property.name) || ts.isStringLiteral(property.name)) ? { name: property.name.text } : {}),
      ...(ts.isPropertyAssignment(property) ? { value: place(property.initializer) } : {}),
      ...(ts.isShorthandPropertyAssignment(property) ? { value: place(property.name) } : {}),
    })),
  };
}

/** The place of a property of an object. */
export function propertyAt(object: ObjectLiteral, name: string): Place {
  const property = object.properties.find(one => one.name === name);
  if (property === undefined) throw new Error(`No property ${name}`);
  return property.at;
}

/** A text after a change; `undefined` where the change can't be made. The result must parse. */
export function changed(text: string, ...edits: [Edit, ...Edit[]]): string | undefined {
  const change: Change = { title: 'change it', edits };
  const made = concreteEdits(sourceTextOf(FILE, text), change);
  if (made === undefined) return undefined;
  const result = applyEdits(text, made);
  const problems = ts.transpileModule(result, { reportDiagnostics: true, fileName: 'app.tsx' }).diagnostics ?? [];
  if (problems.length > 0) throw new Error(`${ts.flattenDiagnosticMessageText(problems[0]?.messageText, '\n')} in ${result}`);
  return result;
}

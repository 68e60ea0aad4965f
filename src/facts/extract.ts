import { createRequire } from 'node:module';
import type { ts } from 'ts-morph';
import { FACTS_VERSION, type FileFacts } from './ir.ts';
import { createLowering } from './lower/file.ts';
import { scriptOf, type Script } from './script.ts';

/** The compiler's syntax types, for the floor's own files: this file alone imports ts-morph. */
export type { ts } from 'ts-morph';
/**
 * The compiler's functions and enums. Where a node starts is asked of the function that nodes themselves ask
 * (TypeScript 4 to 6, src/compiler/utilities.ts; not in the public types): the methods of nodes belong to the language service.
 */
export type TS = typeof ts & { readonly getTokenPosOfNode: (node: ts.Node, source: ts.SourceFile) => number };

/** Reads the facts of a script. Throws a RangeError where it is nested too deeply. */
type Reader = (script: Script) => FileFacts;

let reader: Reader | undefined;

/**
 * Makes a reader of a compiler. Its parser is called as such, without a ts-morph project around it: nothing of a text
 * is kept, and no wrapper is made for a node. Comments are skipped, the types in them too.
 */
export function readerWith(ts: TS): Reader {
  const lower = createLowering(ts);
  const kinds: Readonly<Record<Script['language'], ts.ScriptKind>> = { none: ts.ScriptKind.Unknown, js: ts.ScriptKind.JS, ts: ts.ScriptKind.TS, tsx: ts.ScriptKind.TSX };
  const options = { languageVersion: ts.ScriptTarget.Latest, jsDocParsingMode: ts.JSDocParsingMode.ParseNone };
  return ({ language, text }) => lower(ts.createSourceFile(`/file.${language}`, text, options, false, kinds[language]), language !== 'js');
}

/**
 * Reads the facts of one text.
 *
 * @param file the file's path; only its ending counts
 * @param text the file's text without a byte order mark
 * @returns the facts; what can't be read is told in `problem`; never throws
 */
export function extractFacts(file: string, text: string): FileFacts {
  const script = scriptOf(file, text);
  if (script.language === 'none') return nothing();
  // Loaded only where a file has no cached facts.
  reader ??= readerWith((createRequire(import.meta.url)('ts-morph') as { readonly ts: TS }).ts);
  // The parser recurses: text that is nested deeply enough ends it with a RangeError.
  try {
    return reader(script);
  } catch (error) {
    const message = error instanceof RangeError ? 'The code is nested too deeply to be read.' : `The code can't be read: ${String(error)}`;
    return { ...nothing(), problem: { message, s: 0, e: 0 } };
  }
}

function nothing(): FileFacts {
  return { v: FACTS_VERSION, format: 'cjs', b: [], functions: [], classes: [], imports: [] };
}

import { Project, ts } from 'ts-morph';
import { FACTS_VERSION, type FileFacts } from './ir.ts';
import { createLowering } from './lower/file.ts';
import { scriptOf, type Language } from './script.ts';

/** The compiler's syntax types, for the floor's own files: this file alone imports ts-morph. */
export type { ts } from 'ts-morph';
/** The compiler's functions and enums. */
export type TS = typeof ts;

const lower = createLowering(ts);

/**
 * Files exist in memory only, one at a time. Each is forgotten as soon as it is lowered: 500 files
 * that stay take 156 MB of heap instead of 39.
 */
const project = new Project({
  useInMemoryFileSystem: true,
  skipFileDependencyResolution: true,
  skipLoadingLibFiles: true,
  compilerOptions: { allowJs: true, target: ts.ScriptTarget.Latest },
});

const PARSED_AS: Readonly<Record<Exclude<Language, 'none'>, { readonly path: string; readonly scriptKind: ts.ScriptKind }>> = {
  js: { path: '/file.js', scriptKind: ts.ScriptKind.JS },
  ts: { path: '/file.ts', scriptKind: ts.ScriptKind.TS },
  tsx: { path: '/file.tsx', scriptKind: ts.ScriptKind.TSX },
};

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
  const { path, scriptKind } = PARSED_AS[script.language];
  // The parser recurses: text that is nested deeply enough ends it with a RangeError.
  try {
    // ts-morph cuts a byte order mark off, which would shift every span by one.
    const source = project.createSourceFile(path, script.text.replace(/^\uFEFF/, ' '), { scriptKind });
    try {
      return lower(source.compilerNode, script.language !== 'js');
    } finally {
      source.forget();
    }
  } catch (error) {
    project.getSourceFile(path)?.forget();
    const message = error instanceof RangeError ? 'The code is nested too deeply to be read.' : `The code can't be read: ${String(error)}`;
    return { ...nothing(), problem: { message, s: 0, e: 0 } };
  }
}

function nothing(): FileFacts {
  return { v: FACTS_VERSION, format: 'cjs', b: [], functions: [], classes: [], imports: [] };
}

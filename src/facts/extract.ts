import { createRequire } from 'node:module';
import type { SourceFile, ts } from 'ts-morph';
import { FACTS_VERSION, type FileFacts } from './ir.ts';
import { createLowering } from './lower/file.ts';
import { scriptOf, type Language } from './script.ts';

/** The compiler's syntax types, for the floor's own files: this file alone imports ts-morph. */
export type { ts } from 'ts-morph';
/** The compiler's functions and enums. */
export type TS = typeof ts;

/** Texts as the compiler reads them. */
interface Reader {
  readonly lower: (source: ts.SourceFile, typescript: boolean) => FileFacts;
  readonly open: (language: Exclude<Language, 'none'>, text: string) => SourceFile;
  /** Lets go of whatever is left of a text that could not be read. */
  readonly clear: () => void;
}

let reader: Reader | undefined;

/** ts-morph takes a quarter of a second to load, and is needed only where a file has no cached facts. */
function load(): Reader {
  const { Project, ts } = createRequire(import.meta.url)('ts-morph') as typeof import('ts-morph');
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
  const kinds = { js: ts.ScriptKind.JS, ts: ts.ScriptKind.TS, tsx: ts.ScriptKind.TSX };
  return {
    lower: createLowering(ts),
    // ts-morph cuts a byte order mark off, which would shift every span by one.
    open: (language, text) => project.createSourceFile(`/file.${language}`, text.replace(/^\uFEFF/, ' '), { scriptKind: kinds[language] }),
    clear: () => project.getSourceFiles().forEach(file => file.forget()),
  };
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
  reader ??= load();
  // The parser recurses: text that is nested deeply enough ends it with a RangeError.
  try {
    const source = reader.open(script.language, script.text);
    try {
      return reader.lower(source.compilerNode, script.language !== 'js');
    } finally {
      source.forget();
    }
  } catch (error) {
    reader.clear();
    const message = error instanceof RangeError ? 'The code is nested too deeply to be read.' : `The code can't be read: ${String(error)}`;
    return { ...nothing(), problem: { message, s: 0, e: 0 } };
  }
}

function nothing(): FileFacts {
  return { v: FACTS_VERSION, format: 'cjs', b: [], functions: [], classes: [], imports: [] };
}

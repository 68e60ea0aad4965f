import type { Files } from './files.ts';
import { keptFor, memoised } from './kept.ts';
import { packageOf, type Package } from './packages.ts';
import { tsconfigOf } from './tsconfig.ts';

/** What runs or bundles TypeScript with its imports before all else, as ECMAScript asks for, whatever the module format. */
const HOISTING = /\b(?:tsx|tsup|esbuild|esbuild-register|esno|bun|swc|swc-node|@swc\/\w+|vite|vite-node|rollup|webpack|ncc|babel|babel-node)\b/;
/** What keeps them where they stand in CommonJS: TypeScript's own compiler, and what is made on it. */
const KEEPING = /\b(?:tsc|tsc-watch|ts-node|ts-node-dev|tsnd|nest)\b/;

/**
 * Whether a file's imports run where they stand: TypeScript that its own compiler makes CommonJS of. Where it can't be
 * seen what compiles a file, they do: what is written above them then comes first, which hides nothing that is certain.
 */
export function keepsOrder(files: Files, file: string): boolean {
  if (!/\.c?tsx?$/.test(file)) return false;
  return memoised(kept(files), file, () => {
    const own = packageOf(files, file);
    const module = file.endsWith('.cts') ? 'commonjs' : tsconfigOf(files, file)?.module;
    const isCommon = module === 'commonjs' || own?.type !== 'module';
    return isCommon && !(own !== undefined && hoists(own));
  });
}

const kept = keptFor<Files, Map<string, boolean>>(() => new Map());

function hoists({ scripts }: Package): boolean {
  const lines = [...scripts.values()];
  return lines.some(line => HOISTING.test(line)) && !lines.some(line => KEEPING.test(line));
}

import type { Linter } from 'eslint';
import { tokensInFile } from '../engine/edits/layout.ts';
import { lineMapOf, type LineMap } from '../source/text.ts';

/** A comment as ESLint knows it. */
interface Comment {
  readonly type: 'Line' | 'Block';
  readonly value: string;
  readonly range: [number, number];
  readonly loc: { readonly start: Location; readonly end: Location };
}

interface Location {
  readonly line: number;
  readonly column: number;
}

/** What a comment tells ESLint that concerns the rules of this plugin. */
const DIRECTIVE = /^\s*(?:eslint-(?:disable|enable)(?:-(?:next-)?line)?(?=\s|$)|eslint\s)/;
const OWN_RULES = /(['"]?)session-lint\/[\w-]+\1\s*:\s*(?:\[[^\]]*\]|['"]?\w+['"]?)/g;

/**
 * A parser for ESLint that yields comments and no code: the rules need no more, since the analysis has read the
 * file already. Only comments that may silence or set a rule of this plugin come through; what they say of others is not ours to judge.
 */
export const commentParser: Linter.Parser = {
  meta: { name: 'session-lint/comments', version: '1' },
  parseForESLint(text: string, options?: unknown) {
    const file = typeof options === 'object' && options !== null && 'filePath' in options ? String(options.filePath) : 'file.tsx';
    const lines = lineMapOf(text);
    const range: [number, number] = [0, text.length];
    const loc = { start: locationOf(lines, 0), end: locationOf(lines, text.length) };
    return { ast: { type: 'Program', sourceType: 'module', body: [], tokens: [], comments: commentsIn(file, text, lines), range, loc } };
  },
};

function commentsIn(file: string, text: string, lines: LineMap): Comment[] {
  return tokensInFile(file, text).flatMap(({ kind, start, end }): Comment[] => {
    if (kind !== 'line-comment' && kind !== 'block-comment') return [];
    const block = kind === 'block-comment';
    const value = directive(text.slice(start + 2, block ? end - 2 : end));
    if (value === undefined) return [];
    return [{ type: block ? 'Block' : 'Line', value, range: [start, end], loc: { start: locationOf(lines, start), end: locationOf(lines, end) } }];
  });
}

/** The comment's text where it is a directive; of the settings of rules, those of this plugin's. */
function directive(value: string): string | undefined {
  if (!DIRECTIVE.test(value)) return undefined;
  if (!/^\s*eslint\s/.test(value)) return value;
  const own = value.match(OWN_RULES);
  return own === null ? undefined : ` eslint ${own.join(', ')} `;
}

function locationOf(lines: LineMap, offset: number): Location {
  const { line, column } = lines.position(offset);
  return { line, column: column - 1 };
}

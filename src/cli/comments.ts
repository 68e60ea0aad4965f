import type { Linter } from 'eslint';
import { tokensInFile } from '../engine/edits/layout.ts';
import { PRODUCT } from '../engine/product.ts';
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

/** A comment that tells ESLint what to do: what it does, the rules it names, why. */
const SILENCES = /^(\s*eslint-(?:disable|enable)(?:-(?:next-)?line)?)(?:\s+([^]*?))?(\s-{2,}\s[^]*)?$/;
const SETS = /^\s*eslint\s/;
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

/** The comment's text as far as it is about this plugin's rules, or about all: ESLint complains of rules that it does not know. */
function directive(value: string): string | undefined {
  if (SETS.test(value)) {
    const own = value.match(OWN_RULES);
    return own === null ? undefined : ` eslint ${own.join(', ')} `;
  }
  const [, does, names = '', why = ''] = SILENCES.exec(value) ?? [];
  if (does === undefined) return undefined;
  const named = names.split(',').map(name => name.trim()).filter(name => name !== '');
  if (named.length === 0) return `${does}${why}`;
  const own = named.filter(name => name.startsWith(`${PRODUCT.name}/`));
  return own.length === 0 ? undefined : `${does} ${own.join(', ')}${why}`;
}

function locationOf(lines: LineMap, offset: number): Location {
  const { line, column } = lines.position(offset);
  return { line, column: column - 1 };
}

import { Linter, type Rule } from 'eslint';
import { describe, expect, it } from 'vitest';
import { commentParser } from '../../src/cli/comments.ts';

/** A rule that reports every line, so that it shows which ones are silenced. */
const everyLine: Rule.RuleModule = {
  create: context => ({
    Program: () => context.sourceCode.getText().split('\n').forEach((_, index) => context.report({ loc: { line: index + 1, column: 0 }, message: 'line' })),
  }),
};

const lines: Linter.Config = {
  files: ['**/*.{js,ts,tsx,vue}'],
  languageOptions: { parser: commentParser },
  linterOptions: { reportUnusedDisableDirectives: 'off' },
  plugins: { 'session-lint': { rules: { lines: everyLine } } },
  rules: { 'session-lint/lines': 'error' },
};

function linesLeft(text: string, filename = 'app.js'): number[] {
  return new Linter().verify(text, [lines], { filename }).map(({ line, ruleId }) => (ruleId === 'session-lint/lines' ? line : -1));
}

describe('the parser of comments', () => {
  it.each([
    ['a line', 'a // eslint-disable-line\nb', [2]],
    ['the next line', 'a\n// eslint-disable-next-line session-lint/lines -- because\nb\nc', [1, 2, 4]],
    ['a stretch', 'a\n/* eslint-disable */\nb\n/* eslint-enable */\nc', [1, 4, 5]],
    ['all but one rule', '/* eslint-disable no-undef */\na', [1, 2]],
    ['as far as our rules are named', 'a // eslint-disable-line @typescript-eslint/x, session-lint/lines\nb // eslint-disable-line other/y -- why', [2]],
    ['a rule by its severity', '/* eslint session-lint/lines: "off", no-undef: "error" */\na', []],
    ['a rule with options', '/* eslint "session-lint/lines": ["off"] */\na', []],
    ['nothing by a text that looks alike', '"/* eslint-disable */"\n`\n// eslint-disable-next-line\n${a}`', [1, 2, 3, 4]],
    ['after a hashbang', '#!/usr/bin/env node\n/* eslint-disable */\na', [1]],
  ])('lets comments silence %s', (_, text, left) => {
    expect(linesLeft(text)).toEqual(left);
  });

  it('reads TypeScript, JSX and component files', () => {
    expect(linesLeft('const a = <T,>(b: T) => <p>don\'t</p>;\nc // eslint-disable-line', 'app.tsx')).toEqual([1]);
    expect(linesLeft('const a = <A>b; // it\'s\nc // eslint-disable-line', 'app.ts')).toEqual([1]);
    expect(linesLeft('<template>// eslint-disable-line</template>\n<script>\na // eslint-disable-line\n</script>', 'app.vue')).toEqual([1, 2, 4]);
  });

  it('tells of no other rules, whatever comments say of them', () => {
    expect(linesLeft('/* eslint max-lines: ["error", 1], nobody/knows: 2 */\n/* global a */\n/* exported b */\nc')).toEqual([1, 2, 3, 4]);
  });
});

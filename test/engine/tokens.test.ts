import { readFileSync } from 'node:fs';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { tokensOf } from '../../src/engine/tokens.ts';

function comments(text: string, jsx = true): string[] {
  return tokensOf(text, jsx).filter(token => token.kind.endsWith('comment')).map(token => text.slice(token.start, token.end));
}

function kinds(text: string, jsx = true): string[] {
  return tokensOf(text, jsx).map(token => `${token.kind} ${text.slice(token.start, token.end)}`);
}

describe('tokens', () => {
  it.each([
    ['a line comment', 'a(); // one\nb();', ['// one']],
    ['a block comment over lines', '/* a\n * b */ c', ['/* a\n * b */']],
    ['a comment that never ends', 'a /* b', ['/* b']],
    ['a hashbang', '#!/usr/bin/env node\n// a', ['#!/usr/bin/env node', '// a']],
    ['CRLF', '// a\r\nb // c\r\n', ['// a', '// c']],
    ['strings', `'http://a' + "/* b */" + 'it\\'s // c' // d`, ['// d']],
    ['a string continued on the next line', `'a\\\r\n // b' // c`, ['// c']],
    ['templates', '`http://a ${ b /* c */ + `${d}// e` } // f` // g', ['/* c */', '// g']],
    ['an object in a template', '`${ { a: `}` } } // b` // c', ['// c']],
    ['a regular expression', 'x = /[/*]\\/\\/ "/ // a', ['// a']],
    ['a regular expression after a condition', 'if (a) /"/.test(b) // c', ['// c']],
    ['a regular expression after a block', '{ a() }\n/"/.test(b) // c', ['// c']],
    ['a regular expression after return', 'return /\'/ // a', ['// a']],
    ['division', 'a / b / c // "d', ['// "d']],
    ['division after a call', 'f(a) / 2 // "b', ['// "b']],
    ['division after a method named like a keyword', 'a.if(b) / 2 // "c', ['// "c']],
    ['division after an object', 'x = { a } / 2 // "b', ['// "b']],
    ['division after x++', 'a++ / 2 // "b', ['// "b']],
    ['an apostrophe in an element', '<p>it\'s // no comment</p> // a', ['// a']],
    ['a comment in an element', '<p>{/* a */}don\'t</p>', ['/* a */']],
    ['attributes', '<A b="//" c={/* d */ 1} {...e} // f\n /> // g', ['/* d */', '// f', '// g']],
    ['elements in elements', 'x = <><B.c d:e="f">\'</B.c><g-h/>"{i ? <j>`</j> : null}</> // k', ['// k']],
    ['an element as an attribute', '<a b=<c>\'</c>>"</a> // d', ['// d']],
    ['comparison', 'a < b // c', ['// c']],
    ['a generic arrow function in TSX', 'const f = <T,>(x: T) => x; // it\'s a', ['// it\'s a']],
    ['a bounded generic arrow function in TSX', 'const f = <T extends U>(x: T) => x; // it\'s a', ['// it\'s a']],
  ])('finds the comments beside %s', (_, text, expected) => {
    expect(comments(text)).toEqual(expected);
  });

  it('reads `<` as an operator where there is no JSX', () => {
    expect(comments('const a = <A>b; // it\'s c', false)).toEqual(['// it\'s c']);
  });

  it('names what it finds', () => {
    expect(kinds('const a = { b: [1.5e-3, /c/g] }; // d')).toEqual([
      'word const', 'word a', 'punctuation =', 'punctuation {', 'word b', 'punctuation :', 'punctuation [', 'number 1.5e-3', 'punctuation ,',
      'regex /c/g', 'punctuation ]', 'punctuation }', 'punctuation ;', 'line-comment // d',
    ]);
  });

  it.each(['', '`', '`${', '\'', '/', '/[', '<', '<a', '<a>', '</', '}', ')', '${}', '\u0000', '😀 = "😀"'])('ends on any text: %j', text => {
    const tokens = tokensOf(text, true);
    expect(tokens.every(token => token.end > token.start && token.end <= text.length)).toBe(true);
  });

  it.each(['node_modules/express-session/index.js', 'node_modules/eslint/lib/linter/linter.js', 'node_modules/commander/lib/command.js', 'node_modules/zod/v4/core/regexes.js', 'src/engine/tokens.ts'])(
    'agrees with the compiler on %s', file => {
      const text = readFileSync(file, 'utf8');
      expect(comments(text, !file.endsWith('.ts'))).toEqual(compilerComments(file, text));
    });
});

/** Every comment of a file as the compiler sees it: the trivia before each token. */
function compilerComments(file: string, text: string): string[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found = new Map<number, string>();
  const visit = (node: ts.Node): void => {
    for (const ranges of [ts.getLeadingCommentRanges(text, node.pos), ts.getTrailingCommentRanges(text, node.end)]) {
      for (const range of ranges ?? []) found.set(range.pos, text.slice(range.pos, range.end));
    }
    node.getChildren(source).forEach(visit);
  };
  if (text.startsWith('#!')) found.set(0, /^.*/.exec(text)?.[0] ?? '');
  visit(source);
  return [...found].sort(([a], [b]) => a - b).map(([, comment]) => comment);
}

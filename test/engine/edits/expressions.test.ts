import { describe, expect, it } from 'vitest';
import { concreteEdits } from '../../../src/engine/edits/concrete.ts';
import { applyEdits, arrange, movedOffset } from '../../../src/engine/edits/text-edit.ts';
import { sourceTextOf } from '../../../src/source/text.ts';
import { changed, FILE, placeOf } from './places.ts';

function replace(text: string, snippet: string, code: string): string | undefined {
  return changed(text, { edit: 'replace', at: placeOf(text, snippet), code });
}

function argument(text: string, code = '{ credentials: true }'): string | undefined {
  return changed(text, { edit: 'add-argument', call: placeOf(text, /f\([^]*\)/.exec(text)?.[0] ?? 'new F'), code });
}

describe('a replacement', () => {
  it.each([
    ['keeps the quotes it stands in', `f("a", 'b', 'c');`, '"a"', `'lax'`, `f("lax", 'b', 'c');`],
    ['takes the quotes of the file', `f(a, "b");`, 'a', `'lax'`, `f("lax", "b");`],
    ['keeps quotes that save escapes', `f(a, "b");`, 'a', `'say "x"'`, `f('say "x"', "b");`],
    ['writes out a shorthand', 'f({ secure });', 'secure', 'true', 'f({ secure: true });'],
    ['writes out a shorthand among others', 'f({ a: [1], secure, b });', 'secure', 'true', 'f({ a: [1], secure: true, b });'],
    ['is no shorthand in a list', 'f({ a: [x, secure, y] });', 'secure', 'true', 'f({ a: [x, true, y] });'],
    ['is no shorthand as an argument', 'if (x) { f(a, secure, b) }', 'secure', 'true', 'if (x) { f(a, true, b) }'],
    ['indents its lines', 'if (a) {\n\tf(x);\n}', 'x', '{\n  b,\n}', 'if (a) {\n\tf({\n\t\tb,\n\t});\n}'],
  ])('%s', (_, text, snippet, code, expected) => {
    expect(replace(text, snippet, code)).toBe(expected);
  });

  it('is refused where a comment would be lost', () => {
    expect(replace('f(a /* why */ + b);', 'a /* why */ + b', '1')).toBeUndefined();
  });
});

describe('a file that is not code alone', () => {
  const replaced = (file: string, text: string, snippet: string, code: string): string | undefined => {
    const start = text.indexOf(snippet);
    const edits = concreteEdits(sourceTextOf(file, text), { title: '', edits: [{ edit: 'replace', at: { file, start, end: start + snippet.length }, code }] });
    return edits && applyEdits(text, edits);
  };

  it('is edited as text where it holds none', () => {
    expect(replaced('/app/.env', 'ORIGIN=https://a.example/\n', 'https://a.example/', 'https://a.example')).toBe('ORIGIN=https://a.example\n');
  });

  it('is edited in the style of its scripts', () => {
    const text = `<template>"it's // this"</template>\n<script>\nf(a, "b");\n</script>\n`;
    expect(replaced('/app/a.vue', text, 'a, ', `'c', `)).toBe(text.replace('a, ', '"c", '));
  });
});

describe('an argument added', () => {
  it.each([
    ['as the only one', 'f();', 'f({ credentials: true });'],
    ['behind another', 'f(a);', 'f(a, { credentials: true });'],
    ['behind a trailing comma', 'f(a,);', 'f(a, { credentials: true },);'],
    ['behind a comment', 'f(a /* b */);', 'f(a /* b */, { credentials: true });'],
    ['beside a comment', 'f(/* b */);', 'f(/* b */{ credentials: true });'],
    ['behind a call', 'f(g(a));', 'f(g(a), { credentials: true });'],
    ['on a line of its own', 'f(\n  a\n);', 'f(\n  a,\n  { credentials: true }\n);'],
    ['on a line of its own behind a comma and a comment', 'f(\n  a, // b\n);', 'f(\n  a, // b\n  { credentials: true },\n);'],
    ['behind a function', 'f(() => {\n  a();\n});', 'f(() => {\n  a();\n}, { credentials: true });'],
    ['to a class without parentheses', 'x = new F;', 'x = new F({ credentials: true });'],
  ])('%s', (_, text, expected) => {
    expect(argument(text)).toBe(expected);
  });
});

describe('wrapping', () => {
  it('puts texts around an expression', () => {
    const text = 'f("a", io.use(x));';
    expect(changed(text, { edit: 'wrap', at: placeOf(text, 'io.use(x)'), before: `g('a', `, after: ')' })).toBe('f("a", g("a", io.use(x)));');
  });
});

describe('hoisting', () => {
  it('declares a constant before a statement', () => {
    const text = 'a();\napp.use((req, res, next) => {\n  session({\n    secret: "x",\n  })(req, res, next);\n});\n';
    expect(changed(text, { edit: 'hoist', expression: placeOf(text, 'session({\n    secret: "x",\n  })'), name: 'sessionMiddleware', before: placeOf(text, 'app.use((req, res, next) => {') }))
      .toBe('a();\nconst sessionMiddleware = session({\n  secret: "x",\n});\napp.use((req, res, next) => {\n  sessionMiddleware(req, res, next);\n});\n');
  });

  it('finds a free name, and keeps a file without semicolons so', () => {
    const text = 'const s = 1, s2 = 2\nconst t = 3\nb(f($1))\n';
    expect(changed(text, { edit: 'hoist', expression: placeOf(text, 'f($1)'), name: 's', before: placeOf(text, 'b(') })).toBe('const s = 1, s2 = 2\nconst t = 3\nconst s3 = f($1)\nb(s3)\n');
  });
});

describe('a change', () => {
  it('may hold edits of several kinds', () => {
    const text = 'a(1);\nb(2);\n';
    expect(changed(text, { edit: 'replace', at: placeOf(text, '1'), code: '3' }, { edit: 'move-statement', statement: placeOf(text, 'b(2);'), before: placeOf(text, 'a(1);') })).toBe('b(2);\na(3);\n');
  });

  it('is refused where its edits contradict one another', () => {
    const text = 'a(1);\nb(2);\n';
    const at = placeOf(text, '1');
    expect(changed(text, { edit: 'replace', at, code: '3' }, { edit: 'replace', at, code: '4' })).toBeUndefined();
    expect(changed(text, { edit: 'replace', at: placeOf(text, '2'), code: '3' }, { edit: 'move-statement', statement: placeOf(text, 'b(2);'), before: placeOf(text, 'a(1);') })).toBeUndefined();
  });

  it('is refused where it leaves the file', () => {
    const text = 'a(1);';
    expect(changed(text, { edit: 'replace', at: placeOf(text, '1'), code: '3' }, { edit: 'replace', at: { file: `${FILE}x`, start: 0, end: 1 }, code: '4' })).toBeUndefined();
    expect(changed(text, { edit: 'replace', at: { file: FILE, start: 2, end: 99 }, code: '4' })).toBeUndefined();
  });
});

describe('text edits', () => {
  it('are applied in order, and tell where an offset comes to lie', () => {
    const edits = arrange([{ start: 4, end: 6, text: '' }, { start: 1, end: 1, text: 'xy' }, { start: 1, end: 2, text: 'Q' }]) ?? [];
    expect(edits).toEqual([{ start: 1, end: 2, text: 'xyQ' }, { start: 4, end: 6, text: '' }]);
    expect(applyEdits('abcdefgh', edits)).toBe('axyQcdgh');
    expect([0, 1, 2, 3, 4, 5, 6, 7].map(offset => movedOffset(offset, edits))).toEqual([0, 1, 4, 5, 6, 6, 6, 7]);
  });
});

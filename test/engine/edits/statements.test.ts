import { describe, expect, it } from 'vitest';
import { changed, placeOf } from './places.ts';

const SET = `app.set('trust proxy', 1);`;

function insert(where: 'before' | 'after', text: string, code = SET, statement = text.includes('const app = e();') ? 'const app = e();' : 'const app = e()'): string | undefined {
  return changed(text, { edit: 'insert-statement', where, statement: placeOf(text, statement), code });
}

function move(text: string, statement: string, target: string, where: 'before' | 'after' = 'before'): string | undefined {
  const place = placeOf(text, statement);
  return where === 'before'
    ? changed(text, { edit: 'move-statement', statement: place, before: placeOf(text, target) })
    : changed(text, { edit: 'move-statement-after', statement: place, after: placeOf(text, target) });
}

function remove(text: string, statement: string): string | undefined {
  return changed(text, { edit: 'remove-statement', statement: placeOf(text, statement) });
}

describe('a statement inserted behind another', () => {
  it.each([
    ['on a line of its own', 'const app = e();\nb();\n', `const app = e();\n${SET}\nb();\n`],
    ['at the end of the text', 'const app = e();', `const app = e();\n${SET}`],
    ['with CRLF', 'const app = e();\r\nb();\r\n', `const app = e();\r\n${SET}\r\nb();\r\n`],
    ['after a comment on its line', 'const app = e(); // the app\nb();\n', `const app = e(); // the app\n${SET}\nb();\n`],
    ['indented', 'function f() {\n\tconst app = e();\n\tb();\n}\n', `function f() {\n\tconst app = e();\n\t${SET}\n\tb();\n}\n`],
    ['on a shared line', 'const app = e(); b();', `const app = e(); ${SET} b();`],
    ['in a block on one line', 'function f() { const app = e(); }', `function f() { const app = e(); ${SET} }`],
    ['in a block on one line without a semicolon', 'function f() { const app = e() }', `function f() { const app = e(); ${SET} }`],
    ['without semicolons', 'const app = e()\nb()\n', `const app = e()\napp.set('trust proxy', 1)\nb()\n`],
    ['without semicolons before a line that goes on', 'const app = e()\n;[1].forEach(b)\nb()\n', `const app = e()\napp.set('trust proxy', 1)\n;[1].forEach(b)\nb()\n`],
    ['in double quotes', 'const app = e();\nb("a");\n', `const app = e();\napp.set("trust proxy", 1);\nb("a");\n`],
  ])('%s', (_, text, expected) => {
    expect(insert('after', text)).toBe(expected);
  });

  it('keeps a bracket from going on with the line before', () => {
    expect(insert('after', 'const app = e()\nb()\n', '[1].forEach(b);')).toBe('const app = e()\n;[1].forEach(b)\nb()\n');
  });

  it('indents its further lines', () => {
    expect(insert('after', '\tconst app = e();\n\tif (b) {\n\t\tb();\n\t}\n', `app.use(() => {\n  c();\n});`)).toBe('\tconst app = e();\n\tapp.use(() => {\n\t\tc();\n\t});\n\tif (b) {\n\t\tb();\n\t}\n');
  });

  it('keeps the order of several', () => {
    const text = 'const app = e();\nb();\n';
    const statement = placeOf(text, 'const app = e();');
    expect(changed(text, { edit: 'insert-statement', where: 'after', statement, code: 'one();' }, { edit: 'insert-statement', where: 'after', statement, code: 'two();' }))
      .toBe('const app = e();\none();\ntwo();\nb();\n');
  });
});

describe('a statement inserted before another', () => {
  it.each([
    ['on a line of its own', 'a();\nconst app = e();\n', `a();\n${SET}\nconst app = e();\n`],
    ['above its comment', 'a();\n\n// The app.\n// All of it.\nconst app = e();\n', `a();\n\n${SET}\n// The app.\n// All of it.\nconst app = e();\n`],
    ['below a comment apart', 'a();\n// Part one.\n\nconst app = e();\n', `a();\n// Part one.\n\n${SET}\nconst app = e();\n`],
    ['below the comment that begins the file', '// @ts-check\nconst app = e();\n', `// @ts-check\n${SET}\nconst app = e();\n`],
    ['below a hashbang', '#!/usr/bin/env node\nconst app = e();\n', `#!/usr/bin/env node\n${SET}\nconst app = e();\n`],
    ['on a shared line', 'a(); const app = e();', `a(); ${SET} const app = e();`],
    ['without semicolons', 'a()\nconst app = e()\n', `a()\napp.set('trust proxy', 1)\nconst app = e()\n`],
  ])('%s', (_, text, expected) => {
    expect(insert('before', text)).toBe(expected);
  });

  it('keeps its semicolon where the next line would go on', () => {
    const text = `'use strict'\nconst a = 1\nexport { a }\n(function () {})()\n`;
    expect(changed(text, { edit: 'insert-statement', where: 'before', statement: placeOf(text, '(function () {})()'), code: SET }))
      .toBe(`'use strict'\nconst a = 1\nexport { a }\napp.set('trust proxy', 1);\n(function () {})()\n`);
  });
});

describe('a statement moved', () => {
  it.each([
    ['up', 'a();\nb();\nc();\n', 'a();\nc();\nb();\n'],
    ['with its comments', 'a();\nb();\n// Why.\nc(); // here\n', 'a();\n// Why.\nc(); // here\nb();\n'],
    ['above the comment of its target', 'a();\n// b\nb();\nc();\n', 'a();\nc();\n// b\nb();\n'],
    ['from the end of a text without a last line break', 'a();\nb();\nc();', 'a();\nc();\nb();'],
    ['from between blank lines, with one of them', 'a();\n\nb();\n\nc();\n\nd();\n', 'a();\n\nc();\n\nb();\n\nd();\n'],
    ['from the start of a block', 'b();\nif (x) {\n  c();\n  d();\n}\n', 'c();\nb();\nif (x) {\n  d();\n}\n'],
    ['into a block', 'if (x) {\n  b();\n}\nc();\n', 'if (x) {\n  c();\n  b();\n}\n'],
    ['with CRLF', 'a();\r\nb();\r\nc();\r\n', 'a();\r\nc();\r\nb();\r\n'],
    ['from a shared line', 'a();\nb();\nd(); c();\n', 'a();\nc();\nb();\nd();\n'],
    ['to a shared line', 'a(); b();\nc();\n', 'a(); c(); b();\n'],
  ])('%s', (_, text, expected) => {
    expect(move(text, 'c();', 'b();')).toBe(expected);
  });

  it('keeps the shape of several lines', () => {
    expect(move('b();\nfunction f() {\n\tc(\n\t\t1,\n\t);\n\td();\n}\n', 'c(\n\t\t1,\n\t);', 'b();')).toBe('c(\n\t1,\n);\nb();\nfunction f() {\n\td();\n}\n');
  });

  it('keeps lines without semicolons apart', () => {
    expect(move('a()\nb()\n;[1].forEach(c)\nd()\n', '[1].forEach(c)', 'b()')).toBe('a()\n;[1].forEach(c)\nb()\n;\nd()\n');
    expect(move('const a = x\nb();\n(c)();\nd()\ne()\nconst f = 1\nimport g from "g"\n', 'b();', 'd()')).toBe('const a = x\n;(c)();\nb();\nd()\ne()\nconst f = 1\nimport g from "g"\n');
  });

  it('goes behind another with its comments', () => {
    expect(move('// First.\n\n// Why.\na(); // here\n\nb(); // b\nc();\n', 'a();', 'b();', 'after')).toBe('// First.\n\nb(); // b\n\n// Why.\na(); // here\nc();\n');
  });

  it('goes to the end of a text', () => {
    expect(move('a();\nb();', 'a();', 'b();', 'after')).toBe('b();\na();');
  });
});

describe('a statement removed', () => {
  it.each([
    ['with its line', 'a();\nc();\nb();\n', 'a();\nb();\n'],
    ['not its comments', 'a();\n// Why.\nc(); // here\nb();\n', 'a();\n// Why.\n// here\nb();\n'],
    ['with one of two blank lines', 'a();\n\nc();\n\nb();\n', 'a();\n\nb();\n'],
    ['from a shared line', 'a(); c(); b();\n', 'a(); b();\n'],
    ['from the start of a shared line', 'c(); b();\n', 'b();\n'],
    ['from the end', 'a();\nc();', 'a();'],
  ])('%s', (_, text, expected) => {
    expect(remove(text, 'c();')).toBe(expected);
  });

  it('stays where a comment would be lost', () => {
    expect(remove('a(/* why */ 1);\n', 'a(/* why */ 1);')).toBeUndefined();
  });
});

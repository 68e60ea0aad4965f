import { describe, expect, it } from 'vitest';
import { changed, placeOf } from './places.ts';

/** `go()` goes on in a callback with all that follows it in the braces. */
function goOn(text: string, statement = 'go();'): string | undefined {
  const [start, end] = [text.indexOf('{') + 1, text.lastIndexOf('}')];
  const call = placeOf(text, statement.replace(/;$/, ''));
  return changed(text, { edit: 'continue-in-callback', call, statement: placeOf(text, statement), block: { ...call, start, end }, head: '(error) => {', first: 'if (error) return next(error);' });
}

describe('what follows a call, in its callback', () => {
  it.each([
    ['a line', '{\n  go();\n  a();\n}\n', '{\n  go((error) => {\n    if (error) return next(error);\n    a();\n  });\n}\n'],
    ['lines, comments and an empty line', '{\n  go();\n  // One.\n  a();\n\n  b(); // Two.\n}\n', '{\n  go((error) => {\n    if (error) return next(error);\n    // One.\n    a();\n\n    b(); // Two.\n  });\n}\n'],
    ['behind a comment on its line', '{\n  go(); // Off.\n  a();\n}\n', '{\n  go((error) => { // Off.\n    if (error) return next(error);\n    a();\n  });\n}\n'],
    ['with an argument', '{\n\tgo({ b: 1 });\n\ta();\n}\n', '{\n\tgo({ b: 1 }, (error) => {\n\t\tif (error) return next(error);\n\t\ta();\n\t});\n}\n', 'go({ b: 1 });'],
    ['without semicolons', '{\n  go()\n  a()\n}\n', '{\n  go((error) => {\n    if (error) return next(error)\n    a()\n  })\n}\n', 'go()'],
    ['with CRLF', '{\r\n  go();\r\n  a();\r\n}\r\n', '{\r\n  go((error) => {\r\n    if (error) return next(error);\r\n    a();\r\n  });\r\n}\r\n'],
    ['on one line', 'f(() => { go(); a(); });\n', 'f(() => { go((error) => { if (error) return next(error); a(); }); });\n'],
  ])('%s', (_, text, expected, statement?: string) => {
    expect(goOn(text, statement)).toBe(expected);
  });

  it.each([
    ['where nothing follows', '{\n  go();\n}\n'],
    ['where a text of several lines would be indented', '{\n  go();\n  a(`\nb`);\n}\n'],
  ])('is left %s', (_, text) => {
    expect(goOn(text)).toBeUndefined();
  });
});

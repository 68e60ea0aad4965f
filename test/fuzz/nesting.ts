/** Puts code deep into other code of one kind: code, and how deep. */
export type Nesting = (code: string, depth: number) => string;

const around = (open: string, close: string): Nesting => (code, depth) => open.repeat(depth) + code + close.repeat(depth);

/** Ways for an expression to stand deep inside. */
export const nestings: readonly Nesting[] = [
  around('(', ')'),
  around('[', ']'),
  around('{ a: ', ' }'),
  around('f(', ')'),
  around('() => ', ''),
  around('(() => { return ', '; })()'),
  around('!', ''),
  around('await ', ''),
  around('`${', '}`'),
  around('a ? b : ', ''),
  around('x = ', ''),
  around('new ', ''),
  around('', '.a'),
  around('', '[0]'),
  around('', '()'),
  around('', '?.a'),
  around('', '.use(a)'),
  around('', ' + 1'),
  around('', ' || a'),
  around('', ", 'a'"),
  around('<div>{', '}</div>'),
  around('function f() {', '}'),
  around('(class { x = ', '})'),
];

/** Ways for statements to stand deep inside. */
export const blocks: readonly Nesting[] = [
  around('{', '}'),
  around('if (a) ', ''),
  around('if (a) {} else ', ''),
  around('for (;;) ', ''),
  around('try {', '} finally {}'),
  around('switch (a) { case 1: ', '}'),
  around('a: ', ''),
  around('(function () {', '})();'),
  around('app.use((req, res, next) => {', '});'),
];

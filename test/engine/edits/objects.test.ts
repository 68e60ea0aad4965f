import { describe, expect, it } from 'vitest';
import { changed, objectAt, placeOf, propertyAt } from './places.ts';

function add(text: string, ...properties: [string, string][]): string | undefined {
  const to = objectAt(text, 'f(');
  const [first = ['secure', 'true'], ...rest] = properties;
  const edit = ([name, code]: readonly [string, string]) => ({ edit: 'add-property', to, name, code }) as const;
  return changed(text, edit(first), ...rest.map(edit));
}

function remove(text: string, first: string, ...names: string[]): string | undefined {
  const from = objectAt(text, 'f(');
  const edit = (name: string) => ({ edit: 'remove-property', from, property: propertyAt(from, name) }) as const;
  return changed(text, edit(first), ...names.map(edit));
}

describe('a property added', () => {
  it.each([
    ['to an empty object', 'f({});', 'f({ secure: true });'],
    ['to an empty object with a space', 'f({ });', 'f({ secure: true });'],
    ['to an empty object of two lines', 'f({\n});', 'f({\n  secure: true\n});'],
    ['to an empty object with a comment', 'f({ /* none */ });', 'f({ /* none */ secure: true });'],
    ['to an empty object with a tight comment', 'f({/* none */});', 'f({/* none */ secure: true });'],
    ['to an object of comment lines', 'f({\n  // none\n});', 'f({\n  // none\n  secure: true\n});'],
    ['behind a shorthand', 'f({ a });', 'f({ a, secure: true });'],
    ['behind a trailing comma', 'f({ a, });', 'f({ a, secure: true, });'],
    ['without padding', 'f({a: 1});', 'f({a: 1, secure: true});'],
    ['behind a comment on the same line', 'f({ a: 1 /* one */ });', 'f({ a: 1 /* one */, secure: true });'],
    ['behind a spread', 'f({ ...a });', 'f({ ...a, secure: true });'],
    ['on a line of its own', 'f({\n  a: 1\n});', 'f({\n  a: 1,\n  secure: true\n});'],
    ['on a line of its own with a trailing comma', 'f({\n  a: 1,\n});', 'f({\n  a: 1,\n  secure: true,\n});'],
    ['behind a line comment', 'f({\n  a: 1 // one\n});', 'f({\n  a: 1, // one\n  secure: true\n});'],
    ['behind a comma and a line comment', 'f({\n  a: 1, // one\n});', 'f({\n  a: 1, // one\n  secure: true,\n});'],
    ['before comment lines', 'f({\n  a: 1,\n  // b: 2,\n});', 'f({\n  a: 1,\n  secure: true,\n  // b: 2,\n});'],
    ['with tabs', 'f({\n\ta: 1,\n});', 'f({\n\ta: 1,\n\tsecure: true,\n});'],
    ['with CRLF', 'f({\r\n  a: 1\r\n});\r\n', 'f({\r\n  a: 1,\r\n  secure: true\r\n});\r\n'],
    ['to an object whose last line is shared', 'f({ a: 1,\n    b: 2 });', 'f({ a: 1,\n    b: 2, secure: true });'],
    ['to an object with leading commas', 'f({\n    a: 1\n  , b: 2\n});', 'f({\n    a: 1\n  , b: 2\n  , secure: true\n});'],
    ['to an object with quoted keys', 'f({ "a": 1 });', 'f({ "a": 1, "secure": true });'],
    ['behind a method', 'f({\n  a() {\n    return 1;\n  },\n});', 'f({\n  a() {\n    return 1;\n  },\n  secure: true,\n});'],
    ['behind a nested object', 'f({\n  a: {\n    b: 1,\n  }\n});', 'f({\n  a: {\n    b: 1,\n  },\n  secure: true\n});'],
    ['in an indented object', 'if (x) {\n    f({\n        a,\n    });\n}', 'if (x) {\n    f({\n        a,\n        secure: true,\n    });\n}'],
    ['to an object with a cast', 'f({ a } as const);', 'f({ a, secure: true } as const);'],
  ])('%s', (_, text, expected) => {
    expect(add(text, ['secure', 'true'])).toBe(expected);
  });

  it('keeps the order of several', () => {
    expect(add('f({\n  a\n});', ['resave', 'false'], ['saveUninitialized', 'false'])).toBe('f({\n  a,\n  resave: false,\n  saveUninitialized: false\n});');
    expect(add('f({ a });', ['resave', 'false'], ['saveUninitialized', 'false'])).toBe('f({ a, resave: false, saveUninitialized: false });');
    expect(add('f({});', ['resave', 'false'], ['saveUninitialized', 'false'])).toBe('f({ resave: false, saveUninitialized: false });');
  });

  it('writes strings and names as the file does', () => {
    expect(add('const a = "b";\nf({});', ['sameSite', `'lax'`])).toBe('const a = "b";\nf({ sameSite: "lax" });');
    expect(add('f({});', ['a-b', `'it"s'`])).toBe(`f({ 'a-b': 'it"s' });`);
  });

  it('indents code of several lines', () => {
    expect(add('f({\n\ta,\n});', ['cookie', '{\n  secure: true,\n}'])).toBe('f({\n\ta,\n\tcookie: {\n\t\tsecure: true,\n\t},\n});');
  });
});

describe('a property removed', () => {
  it.each([
    ['alone', 'f({ a: 1 });', 'f({});'],
    ['alone on a line', 'f({\n  a: 1,\n});', 'f({});'],
    ['first', 'f({ a: 1, b: 2 });', 'f({ b: 2 });'],
    ['last', 'f({ b: 2, a: 1 });', 'f({ b: 2 });'],
    ['last with a trailing comma', 'f({ b: 2, a: 1, });', 'f({ b: 2, });'],
    ['in the middle', 'f({ b: 2, a: 1, c: 3 });', 'f({ b: 2, c: 3 });'],
    ['first of several lines', 'f({\n  a: 1,\n  b: 2,\n});', 'f({\n  b: 2,\n});'],
    ['last of several lines', 'f({\n  b: 2,\n  a: 1\n});', 'f({\n  b: 2\n});'],
    ['beside another on its line', 'f({\n  a: 1, b: 2,\n});', 'f({\n  b: 2,\n});'],
    ['with CRLF', 'f({\r\n  b: 2,\r\n  a: 1\r\n});', 'f({\r\n  b: 2\r\n});'],
    ['with a comment behind it', 'f({\n  a: 1, // why\n  b: 2,\n});', 'f({\n  // why\n  b: 2,\n});'],
    ['with a comment above it', 'f({\n  // why\n  a: 1,\n  b: 2,\n});', 'f({\n  // why\n  b: 2,\n});'],
    ['with a comment before its comma', 'f({ a: 1 /* why */, b: 2 });', 'f({ /* why */ b: 2 });'],
    ['alone with a comment', 'f({ a: 1 /* why */ });', 'f({ /* why */ });'],
  ])('%s', (_, text, expected) => {
    expect(remove(text, 'a')).toBe(expected);
  });

  it('is removed together with others', () => {
    expect(remove('f({ a: 1, b: 2, c: 3 });', 'a', 'b')).toBe('f({ c: 3 });');
    expect(remove('f({ a: 1, b: 2, c: 3 });', 'b', 'c')).toBe('f({ a: 1 });');
    expect(remove('f({\n  a: 1,\n  b: 2\n});', 'a', 'b')).toBe('f({});');
  });

  it('stays where a comment would be lost', () => {
    expect(remove('f({ a: g(/* why */ 1) });', 'a')).toBeUndefined();
  });

  it('makes room for another', () => {
    const text = 'f({\n  url: u\n});';
    const object = objectAt(text, 'f(');
    expect(changed(text, { edit: 'remove-property', from: object, property: propertyAt(object, 'url') }, { edit: 'add-property', to: object, name: 'client', code: 'c' }))
      .toBe('f({\n  client: c\n});');
  });

  it('leaves the commas right beside an addition', () => {
    const text = 'f({ a: 1, url: u });';
    const object = objectAt(text, 'f(');
    expect(changed(text, { edit: 'remove-property', from: object, property: propertyAt(object, 'url') }, { edit: 'add-property', to: object, name: 'client', code: 'c' }))
      .toBe('f({ a: 1, client: c });');
  });
});

describe('a property moved', () => {
  function into(text: string, name: string): string | undefined {
    const from = objectAt(text, 'f(');
    return changed(text, { edit: 'move-property', from, property: propertyAt(from, name), into: objectAt(text, 'cookie:'), name });
  }

  it.each([
    ['on one line', 'f({ maxAge: 5, cookie: { secure: true } });', 'f({ cookie: { secure: true, maxAge: 5 } });'],
    ['into an empty object', 'f({ cookie: {}, maxAge: 5 });', 'f({ cookie: { maxAge: 5 } });'],
    ['over several lines', 'f({\n  maxAge: 5,\n  cookie: {\n    secure: true,\n  },\n});', 'f({\n  cookie: {\n    secure: true,\n    maxAge: 5,\n  },\n});'],
    ['with its comments', 'f({\n  // a day\n  maxAge: 5, // ms\n  cookie: {\n    secure: true\n  }\n});', 'f({\n  cookie: {\n    secure: true,\n    // a day\n    maxAge: 5 // ms\n  }\n});'],
    ['from the end', 'f({\n  cookie: {\n    secure: true\n  },\n  maxAge: 5\n});', 'f({\n  cookie: {\n    secure: true,\n    maxAge: 5\n  }\n});'],
    ['as a shorthand', 'f({ maxAge, cookie: { secure } });', 'f({ cookie: { secure, maxAge: maxAge } });'],
  ])('%s', (_, text, expected) => {
    expect(into(text, 'maxAge')).toBe(expected);
  });

  it('becomes a nested object in its place', () => {
    const text = 'f({\n  secret,\n  maxAge: 5, // ms\n  secure: true,\n});';
    const from = objectAt(text, 'f(');
    const edit = (name: string) => ({ edit: 'move-property', from, property: propertyAt(from, name), nest: 'cookie', name }) as const;
    expect(changed(text, edit('maxAge'))).toBe('f({\n  secret,\n  cookie: { maxAge: 5 }, // ms\n  secure: true,\n});');
    expect(changed(text, edit('maxAge'), edit('secure'))).toBe('f({\n  secret,\n  cookie: { maxAge: 5, secure: true }, // ms\n});');
  });

  it('may get another value and name', () => {
    const text = 'f({ ttl: 5, cookie: {} });';
    const from = objectAt(text, 'f(');
    expect(changed(text, { edit: 'move-property', from, property: propertyAt(from, 'ttl'), into: objectAt(text, 'cookie'), name: 'maxAge', code: '5000' }))
      .toBe('f({ cookie: { maxAge: 5000 } });');
  });

  it('may leave a part of its value', () => {
    const text = 'f({\n  expires: new Date(Date.now() + 5 * 60), // five minutes\n  secure,\n});';
    const from = objectAt(text, 'f(');
    expect(changed(text, { edit: 'move-property', from, property: propertyAt(from, 'expires'), into: from, name: 'maxAge', part: placeOf(text, '5 * 60') }))
      .toBe('f({\n  maxAge: 5 * 60, // five minutes\n  secure,\n});');
  });

  it('stays where a comment would be lost', () => {
    const text = 'f({ maxAge /* why */: 5 });';
    const from = objectAt(text, 'f(');
    expect(changed(text, { edit: 'move-property', from, property: propertyAt(from, 'maxAge'), nest: 'cookie', name: 'maxAge' })).toBeUndefined();
  });
});

it('refuses a literal that is not there', () => {
  const text = 'f({ a });';
  expect(changed(text, { edit: 'add-property', to: { at: placeOf(text, 'f('), properties: [] }, name: 'b', code: '1' })).toBeUndefined();
});

describe('a property unwrapped', () => {
  it.each([
    ['in a line', 'f({ a, cookie: { b: 1, c: 2 }, d });', 'f({ a, b: 1, c: 2, d });'],
    ['with a trailing comma', 'f({ a, cookie: { b: 1, } });', 'f({ a, b: 1 });'],
    ['over several lines', 'f({\n  a,\n  cookie: {\n    b: 1,\n    c: {\n      d,\n    },\n  },\n});', 'f({\n  a,\n  b: 1,\n  c: {\n    d,\n  },\n});'],
    ['with its comments', 'f({\n  cookie: { // one\n    b: 1, // two\n    c\n  }\n});', 'f({\n  // one\n  b: 1, // two\n  c\n});'],
  ])('%s', (_, text, expected) => {
    expect(unwrap(text)).toBe(expected);
  });

  it('is refused where a comment comes last, or nothing is there', () => {
    expect(unwrap('f({\n  cookie: {\n    b: 1, // one\n  },\n});')).toBeUndefined();
    expect(unwrap('f({ cookie: {} });')).toBeUndefined();
  });
});

function unwrap(text: string): string | undefined {
  const from = objectAt(text, 'f(');
  return changed(text, { edit: 'unwrap-property', from, property: propertyAt(from, 'cookie'), inner: objectAt(text, 'cookie: ') });
}

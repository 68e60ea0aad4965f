import { describe, expect, it } from 'vitest';
import { COOKIE_ATTRIBUTES, COOKIE_SESSION_OPTIONS, EXPRESS_SESSION_OPTIONS, meantName } from '../../src/model/session-options.ts';

describe('the name that a misspelt option is meant as', () => {
  it.each([
    ['saveUninitialised', 'saveUninitialized'], ['saveUnitialized', 'saveUninitialized'], ['saveUninitalized', 'saveUninitialized'], ['saveuninitialized', 'saveUninitialized'],
    ['reSave', 'resave'], ['cookies', 'cookie'], ['secrets', 'secret'], ['rollling', 'rolling'], ['genId', 'genid'],
  ])('of express-session: %s', (written, meant) => {
    expect(meantName(written, EXPRESS_SESSION_OPTIONS)).toBe(meant);
  });

  it.each([['samesite', 'sameSite'], ['maxage', 'maxAge'], ['max-age', 'maxAge'], ['httponly', 'httpOnly'], ['HttpOnly', 'httpOnly'], ['Secure', 'secure'], ['expire', 'expires'], ['Path', 'path']])('of the cookie: %s', (written, meant) => {
    expect(meantName(written, COOKIE_ATTRIBUTES)).toBe(meant);
  });

  it.each([
    ['resave', EXPRESS_SESSION_OPTIONS], ['ttl', EXPRESS_SESSION_OPTIONS], ['credentials', EXPRESS_SESSION_OPTIONS], ['keys', EXPRESS_SESSION_OPTIONS], ['keyName', EXPRESS_SESSION_OPTIONS],
    ['signed', COOKIE_ATTRIBUTES], ['overwrite', COOKIE_ATTRIBUTES], ['secret', COOKIE_ATTRIBUTES], ['pathname', COOKIE_ATTRIBUTES], ['maxage', COOKIE_SESSION_OPTIONS], ['secureProxy', COOKIE_SESSION_OPTIONS],
  ])('is not looked for in what is known, or like nothing: %s', (written, known) => {
    expect(meantName(written, known)).toBeUndefined();
  });
});

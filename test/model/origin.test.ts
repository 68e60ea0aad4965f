import { describe, expect, test } from 'vitest';
import { faultOf, globPattern } from '../../src/model/origin.ts';

describe('origins that no browser sends', () => {
  test.each([
    ['https://app.example.com/', 'slash', 'https://app.example.com'],
    ['https://app.example.com/login', 'path', 'https://app.example.com'],
    ['https://app.example.com/?a=1', 'path', 'https://app.example.com'],
    ['HTTPS://app.example.com', 'spelling', 'https://app.example.com'],
    ['https://App.Example.com', 'spelling', 'https://app.example.com'],
    ['https://app.example.com:443', 'port', 'https://app.example.com'],
    ['http://localhost:80', 'port', 'http://localhost'],
    [' https://app.example.com', 'space', 'https://app.example.com'],
    ['localhost:3000', 'scheme', 'http://localhost:3000'],
    ['capacitor://localhost/', 'slash', 'capacitor://localhost'],
  ])('%s', (text, fault, meant) => {
    expect(faultOf(text)).toEqual({ fault, meant: [meant] });
  });

  test.each([
    ['https://a.example.com,https://b.example.com', ['https://a.example.com', 'https://b.example.com']],
    ['https://a.example.com https://b.example.com', ['https://a.example.com', 'https://b.example.com']],
    ['http://localhost:3000; https://b.example.com/', ['http://localhost:3000', 'https://b.example.com']],
  ])('several in one string: %s', (text, meant) => {
    expect(faultOf(text)).toEqual({ fault: 'several', meant });
  });

  test.each([['app.example.com', 'scheme'], ['//app.example.com', 'scheme'], ['*.example.com', 'glob'], ['https://*.example.com', 'glob'], ['/example\\.com$/', 'pattern'], ['/^https/i', 'pattern']])('%s has no one reading', (text, fault) => {
    expect(faultOf(text)).toEqual({ fault, meant: [] });
  });

  test.each(['https://app.example.com', 'http://localhost:3000', 'http://127.0.0.1:8080', 'http://[::1]:3000', '*', 'null', '', 'chrome-extension://abc', 'https://app.example.com:8443', 'no origin at all'])('but not %s', (text) => {
    expect(faultOf(text)).toBeUndefined();
  });
});

describe('the regular expression of a glob', () => {
  test.each([
    ['https://*.example.com', 'https://a.example.com', true],
    ['https://*.example.com', 'https://a.example.com.evil.org', false],
    ['*.example.com', 'https://a.example.com', true],
    ['http://*.localhost:3000', 'http://a.localhost:3000', true],
  ])('%s and %s', (glob, origin, expected) => {
    const code = globPattern(glob) ?? '/$^/';
    expect(new RegExp(code.slice(1, -1)).test(origin)).toBe(expected);
  });
  test('a star elsewhere has none', () => {
    expect(globPattern('https://app-*.example.com')).toBeUndefined();
  });
});

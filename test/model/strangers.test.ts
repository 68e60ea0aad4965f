import { describe, expect, it } from 'vitest';
import { isCostly } from '../../src/link/builtins/patterns.ts';
import { strangerTo } from '../../src/model/strangers.ts';

const tried = (pattern: RegExp): string | undefined => strangerTo(pattern)?.origin;

describe('a regular expression for origins', () => {
  it.each([
    [/example\.com$/, 'https://evilexample.com'],
    [/^https:\/\/example\.com/, 'https://example.com.evil.example'],
    [/^https:\/\/app.example.com$/, 'https://appxexample.com'],
    [/localhost/, 'https://localhost.evil.example'],
    [/^http:\/\/192\.168\./, 'http://192.168.evil.example'],
    [/\.netlify\.app$/, 'https://evil.netlify.app'],
    [/^(https?:\/\/.*|null)$/, 'https://evil.example'],
    [/^https:\/\/app\.example\.com$|^null$/, 'null'],
    [/^https?:\/\/(.+\.)?example\.com(:\d+)?/, 'https://example.com.evil.example'],
  ])('%s lets a stranger in', (pattern, origin) => {
    expect(tried(pattern)).toBe(origin);
  });

  it.each([
    /^https:\/\/app\.example\.com$/,
    /^https?:\/\/([\w-]+\.)?example\.com(:\d+)?$/,
    /\.example\.com$/,
    /^https?:\/\/localhost(:\d+)?$/,
    /^http:\/\/localhost:/,
    /^https:\/\/shop-[a-z\d]+-ann\.vercel\.app$/,
    /^https:\/\/example\.(com|org)$/,
  ])('%s lets none in', (pattern) => {
    expect(tried(pattern)).toBeUndefined();
  });

  it.each(['^(a+)+$', '^(a|a)*$', '(\\w+\\s?)*$', '^(([a-z])+.)+$', '(a)\\1', '.*.*.*.*.*=', '^(\\w{1,50}){20,}$'])('%s is not tried: it may take very long', (source) => {
    expect(isCostly(source, 60)).toBe(true);
    expect(strangerTo({ source, flags: '' })).toBeUndefined();
  });

  it.each(['^https:\\/\\/[a-z]+-[a-z]+\\.example\\.com$', '[(+*]+$', 'a{2,4}b?', '(?:https|http):\\/\\/'])('%s is', (source) => {
    expect(isCostly(source, 60)).toBe(false);
  });
});

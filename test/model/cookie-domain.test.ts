import { describe, expect, it } from 'vitest';
import { belongsTo, domainFault } from '../../src/model/cookie-domain.ts';
import { onlySession, worldOf } from './worlds.ts';

const session = onlySession(worldOf(`
  const express = require('express');
  const session = require('express-session');
  express().use(session({ secret: process.env.SECRET, resave: false, saveUninitialized: false }));
`));

describe('a cookie\'s domain', () => {
  it.each([
    ['https://example.com', 'a scheme', 'example.com'], ['http://localhost:3000', 'a scheme', undefined], ['example.com:443', 'a port', 'example.com'], ['.example.com/', 'a path', '.example.com'],
    ['*.example.com', 'a wildcard', 'example.com'], ['*.vercel.app', 'a wildcard', undefined], ['https://10.0.0.1', 'a scheme', undefined],
  ])('is an address: %s', (text, has, host) => {
    expect(domainFault(session, text)).toEqual({ is: 'address', has, host });
  });

  it.each(['vercel.app', '.herokuapp.com', 'co.uk', 'com'])('is a public suffix: %s', text => {
    expect(domainFault(session, text)).toEqual({ is: 'public suffix' });
  });

  it.each(['example.com', '.example.com', 'shop.vercel.app', 'localhost', 'intranet', '10.0.0.1', 'Example.COM'])('is one that some host can set a cookie for: %s', text => {
    expect(domainFault(session, text)).toBeUndefined();
  });

  it('holds its host and those below it', () => {
    expect(['example.com', 'a.example.com', 'example.com.evil.test', 'badexample.com'].map(host => belongsTo(host, '.example.com'))).toEqual([true, true, false, false]);
  });
});

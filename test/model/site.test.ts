import { describe, expect, it } from 'vitest';
import { hostingSuffix, isLoopback, isPrivateHost, isPublicSuffix, isRegisteredName, isSameOrigin, isSameSite, originOf } from '../../src/model/site.ts';

describe('an origin', () => {
  it('is scheme, host and port, in lower case and without the default port', () => {
    expect(originOf('HTTPS://Shop.Example.com:443/path?x')).toEqual({ scheme: 'https', host: 'shop.example.com', port: '443', text: 'https://shop.example.com' });
    expect(originOf('http://localhost:3000')?.text).toBe('http://localhost:3000');
  });

  it.each(['example.com', '//example.com', 'ftp://example.com', '/api', '', 'https://', '*'])('is not in %j', text => {
    expect(originOf(text)).toBeUndefined();
  });

  it('is the same with and without the default port', () => {
    const [a, b, c] = [originOf('https://example.com'), originOf('https://example.com:443/'), originOf('http://example.com')];
    if (!a || !b || !c) throw new Error('an origin is expected');
    expect(isSameOrigin(a, b)).toBe(true);
    expect(isSameOrigin(a, c)).toBe(false);
  });
});

describe('a site', () => {
  it.each([
    ['app.example.com', 'api.example.com', true],
    ['example.com', '.example.com', true],
    ['a.example.co.uk', 'b.example.co.uk', true],
    ['a.co.uk', 'b.co.uk', false],
    ['a.vercel.app', 'b.vercel.app', false],
    ['a.herokuapp.com', 'a.herokuapp.com', true],
    ['localhost', 'localhost', true],
    ['localhost', '127.0.0.1', false],
    ['10.0.0.1', '10.0.0.2', false],
    ['api', 'web', false],
  ])('holds %s and %s: %s', (left, right, same) => {
    expect(isSameSite(left, right)).toBe(same);
  });
});

describe('a host', () => {
  it('may be the machine itself, or in a private network', () => {
    for (const host of ['localhost', 'shop.localhost', '127.0.0.1', '127.1.2.3', '[::1]', '0.0.0.0']) expect(isLoopback(host)).toBe(true);
    for (const host of ['10.1.2.3', '172.16.0.1', '192.168.1.1', 'api', 'nas.local']) expect([isPrivateHost(host), isLoopback(host)]).toEqual([true, false]);
    for (const host of ['172.32.0.1', 'example.com', '52.78.32.212']) expect(isPrivateHost(host)).toBe(false);
  });

  it('may be one app of a hosting service', () => {
    expect(hostingSuffix('shop.vercel.app')).toBe('vercel.app');
    expect(hostingSuffix('shop-1-ew.a.run.app')).toBe('a.run.app');
    expect(hostingSuffix('shop.example.com')).toBeUndefined();
    expect(hostingSuffix('vercel.app')).toBeUndefined();
    // A machine: client and server may share its name.
    expect(hostingSuffix('shop.eu-west-1.elasticbeanstalk.com')).toBeUndefined();
    expect(isRegisteredName('shop.eu-west-1.elasticbeanstalk.com')).toBe(false);
    expect(isRegisteredName('app.example.co.uk')).toBe(true);
    expect(isRegisteredName('52.78.32.212')).toBe(false);
  });

  it('may be a public suffix', () => {
    for (const host of ['vercel.app', 'co.uk', 'github.io']) expect(isPublicSuffix(host)).toBe(true);
    for (const host of ['example.com', 'a.vercel.app', 'localhost']) expect(isPublicSuffix(host)).toBe(false);
  });
});

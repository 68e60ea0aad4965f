import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { readAddresses } from '../../src/model/addresses.ts';

/** The part of a real Express app that is asked. */
interface Asked {
  set(name: string, value: unknown): void;
  get(name: string): unknown;
}

const express = createRequire(import.meta.url)('express') as () => Asked;

const TEXTS = [
  'loopback', 'linklocal', 'uniquelocal', 'loopback, linklocal', '127.0.0.1', '10.0.0.0/8', '10.0.0.0/255.0.0.0', '::1', 'fc00::/7', '::ffff:10.0.0.1', '10.0.0.1,::1',
  '1', '2', ' 1 ', '1,2',
  '', '*', 'true', 'false', 'all', 'localhost', 'private', 'nginx', 'example.com', 'loopback, nginx', '0.0.0.0/0', '::/0', '10.0.0.0/33', '::1/129', '10.0.0.0/x', '/8', '256.0.0.1',
];

/** What Express itself makes of a text. */
function byExpress(text: string): 'throws' | 'nobody' | 'addresses' {
  const app = express();
  try {
    app.set('trust proxy', text);
  } catch {
    return 'throws';
  }
  const trusts = app.get('trust proxy fn') as (address: string, hop: number) => boolean;
  const proxies = ['127.0.0.1', '::1', '10.0.0.1', '169.254.0.1', 'fc00::1'];
  return proxies.some(address => trusts(address, 0)) ? 'addresses' : 'nobody';
}

describe('a text given as `trust proxy`', () => {
  it.each(TEXTS)('is read as Express reads it: %j', text => {
    expect(readAddresses(text)).toBe(byExpress(text));
  });

  it('is not judged where the spelling of an address is an unusual one', () => {
    expect(readAddresses('127.1')).toBe('unclear');
    expect(readAddresses('0x7f000001')).toBe('unclear');
  });
});

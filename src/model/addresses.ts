import { isIP, isIPv4 } from 'node:net';

/**
 * How Express reads a text given as `trust proxy` (express lib/utils.js `compileTrust`, proxy-addr index.js `compile`).
 *
 * `addresses`: names or ranges it can match. `nobody`: bare numbers, read as addresses such as 0.0.0.1.
 * `throws`: `app.set` throws. `unclear`: an unusual spelling of an address, not judged.
 */
export type AddressReading = 'addresses' | 'nobody' | 'throws' | 'unclear';

const NAMED_RANGES: ReadonlySet<string> = new Set(['linklocal', 'loopback', 'uniquelocal']);
/** Spellings of IPv4 that ipaddr.js takes beside the dotted one: fewer parts, octal, hexadecimal. */
const LOOSE_IPV4 = /^(?:0x[\da-f]+|\d+)(?:\.(?:0x[\da-f]+|\d+)){0,3}$/i;

export function readAddresses(text: string): AddressReading {
  const readings = text.split(',').map(part => readAddress(part.trim()));
  if (readings.includes('throws')) return 'throws';
  if (readings.includes('unclear')) return 'unclear';
  return readings.every(reading => reading === 'nobody') ? 'nobody' : 'addresses';
}

function readAddress(text: string): AddressReading {
  if (NAMED_RANGES.has(text)) return 'addresses';
  const slash = text.lastIndexOf('/');
  const address = slash === -1 ? text : text.slice(0, slash);
  if (isIP(address) === 0) {
    if (!LOOSE_IPV4.test(address) || /^(?:\d+\.){3}\d+$/.test(address) && address.split('.').some(part => Number(part) > 255)) return 'throws';
    return /^\d{1,9}$/.test(address) && slash === -1 ? 'nobody' : 'unclear';
  }
  return slash === -1 || isRange(text.slice(slash + 1), isIPv4(address)) ? 'addresses' : 'throws';
}

/** proxy-addr wants a prefix of at least one bit, or a netmask for IPv4. */
function isRange(text: string, v4: boolean): boolean {
  if (/^\d+$/.test(text)) return Number(text) >= 1 && Number(text) <= (v4 ? 32 : 128);
  return v4 && isIPv4(text) && text !== '0.0.0.0';
}

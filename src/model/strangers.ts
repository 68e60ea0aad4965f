import { matches } from '../link/index.ts';
import { APP_SUFFIXES, originOf, siteOf } from './site.ts';
import type { Stranger } from './types.ts';

/** Past this many, further origins are not tried. */
const MOST_TRIED = 48;

/** A name that is nobody's (RFC 2606), and one that no test for the first is made for. */
const ANYONE = ['https://evil.example', 'https://www.other.test'];

/** What passes a test for the beginning of an address in a private network. */
const PRIVATE_LOOKALIKES = ['localhost', '127.0.0.1', '192.168.1.1', '10.0.0.1', '172.16.0.1'].map((host) => `http://${host}.evil.example`);

/**
 * The stranger that a test of origins lets in; `undefined` where all that were tried are refused.
 *
 * @param texts what the test compares with, as far as it is seen: origins, host names and parts of them
 * @param lets whether the test certainly lets an origin in
 */
export function findStranger(texts: readonly string[], lets: (origin: string) => boolean): Stranger | undefined {
  if (ANYONE.every(lets)) return { origin: ANYONE[0] ?? '', kind: 'anyone' };
  for (const origin of lookalikes(texts)) if (lets(origin)) return { origin, kind: 'lookalike' };
  for (const suffix of APP_SUFFIXES) if (texts.some((text) => text.includes(suffix)) && lets(`https://evil.${suffix}`)) return { origin: `https://evil.${suffix}`, kind: 'tenant' };
  return lets('null') ? { origin: 'null', kind: 'null' } : undefined;
}

/** The stranger that a regular expression lets in. */
export function strangerTo(pattern: { readonly source: string; readonly flags: string }): Stranger | undefined {
  return findStranger(textsIn(pattern.source), (origin) => matches(pattern, origin) === true);
}

/** Stands for a dot that matches any character. */
const ANY = '\u0001';

/** The texts that a regular expression is made of: what stands between its operators. A dot that is not escaped is `ANY`. */
export function textsIn(source: string): readonly string[] {
  const plain = source.replace(/\\?\.(?![*+?{])/g, (dot) => (dot === '.' ? ANY : '.')).replace(/\\([/:-])/g, '$1');
  return plain.split(/[\^$()[\]{}|*+?\\]+/).filter((text) => text !== '');
}

/** Origins that pass careless tests for these texts and belong to somebody else. */
function lookalikes(texts: readonly string[]): readonly string[] {
  const found = new Set<string>();
  for (const text of texts) {
    const begun = /^https?:\/\//i.exec(text)?.[0];
    if (begun !== undefined && !text.includes(ANY)) found.add(`${text.replace(/\/$/, '')}${/\.\/?$/.test(text) ? '' : '.'}evil.example`);
    for (const [host] of text.matchAll(HOST)) for (const one of hostsLike(host)) for (const scheme of ['https', 'http']) found.add(`${scheme}://${one}`);
  }
  for (const origin of PRIVATE_LOOKALIKES) found.add(origin);
  return [...found].filter((origin) => originOf(origin)?.text === origin).slice(0, MOST_TRIED);
}

const HOST = /[a-z\d-]+(?:[.\u0001][a-z\d-]+)+|localhost/gi;

/** Names on other sites that contain a host's name, or differ where a test takes any character for a dot. */
function hostsLike(written: string): readonly string[] {
  const host = written.replaceAll(ANY, '.').toLowerCase();
  const loose = [...written.matchAll(new RegExp(ANY, 'g'))].map(({ index }) => `${host.slice(0, index)}x${host.slice(index + 1)}`);
  return [`${host}.evil.example`, ...(host.includes('.') ? [`evil${host}`, `evil-${host}`] : []), ...loose]
    .filter((one) => siteOf(one) !== siteOf(host) && one.includes('.') && !/^[\d.]+$/.test(one) && !(APP_SUFFIXES as readonly string[]).includes(host.replace(/^\./, '')));
}

import { parseDate } from 'tough-cookie';

/** A `Set-Cookie` line taken apart, before any rule is applied (RFC 6265bis §5.6). */
export interface CookieLine {
  readonly name: string;
  readonly value: string;
  /** As written, without a leading dot, in lower case; absent where the attribute is missing or empty. */
  readonly domain?: string;
  /** Absent where the attribute is missing or doesn't start with a slash. */
  readonly path?: string;
  /** Milliseconds since 1970, `Max-Age` before `Expires`; absent for a cookie that ends with the browser. */
  readonly expires?: number;
  readonly secure: boolean;
  readonly httpOnly: boolean;
  /** `anywhere` is what a browser that knows no default makes of `unset`. */
  readonly sameSite: 'strict' | 'lax' | 'none' | 'unset' | 'anywhere';
  readonly partitioned: boolean;
}

const longestLife = 400 * 24 * 60 * 60 * 1000;

/**
 * Takes a `Set-Cookie` line apart.
 *
 * Own code because the attributes that decide here (`SameSite` without a known value, `Partitioned`, which of
 * two equal attributes wins) are read otherwise by cookie libraries than by browsers.
 *
 * @returns undefined where a browser ignores the line: no name and no value, a control character.
 */
export function parseCookieLine(line: string, now: number): CookieLine | undefined {
  // The very characters that make a browser drop the line.
  if (/[\x00-\x08\x0a-\x1f\x7f]/.test(line)) return undefined;
  const [pair = '', ...rest] = line.split(';');
  const equals = pair.indexOf('=');
  const name = equals < 0 ? '' : pair.slice(0, equals).trim();
  const value = pair.slice(equals + 1).trim();
  if (name === '' && value === '') return undefined;

  const attributes = new Map<string, string>();
  for (const attribute of rest) {
    const at = attribute.indexOf('=');
    const key = (at < 0 ? attribute : attribute.slice(0, at)).trim().toLowerCase();
    // The last of several equal attributes wins.
    attributes.set(key, at < 0 ? '' : attribute.slice(at + 1).trim());
  }
  const domain = attributes.get('domain')?.replace(/^\./, '').toLowerCase();
  const path = attributes.get('path');
  const expires = expiry(attributes, now);
  return {
    name,
    value,
    ...(domain ? { domain } : {}),
    ...(path?.startsWith('/') ? { path } : {}),
    ...(expires === undefined ? {} : { expires }),
    secure: attributes.has('secure'),
    httpOnly: attributes.has('httponly'),
    sameSite: sameSite(attributes.get('samesite')),
    partitioned: attributes.has('partitioned'),
  };
}

function expiry(attributes: ReadonlyMap<string, string>, now: number): number | undefined {
  const maxAge = attributes.get('max-age');
  if (maxAge !== undefined && /^-?\d+$/.test(maxAge)) return Math.min(now + Number(maxAge) * 1000, now + longestLife);
  const date = parseDate(attributes.get('expires'));
  return date ? Math.min(date.getTime(), now + longestLife) : undefined;
}

function sameSite(written: string | undefined): CookieLine['sameSite'] {
  const known = written?.toLowerCase();
  return known === 'strict' || known === 'lax' || known === 'none' ? known : 'unset';
}

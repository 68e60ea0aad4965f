import { originOf } from './site.ts';

/** Why a string can never equal the `Origin` that a browser sends. */
export type OriginFault = 'space' | 'several' | 'pattern' | 'glob' | 'scheme' | 'slash' | 'path' | 'spelling' | 'port';

export interface FaultyOrigin {
  readonly fault: OriginFault;
  /** What was meant, where there is one reading: the origins as browsers send them. */
  readonly meant: readonly string[];
}

/**
 * What is wrong with a string that stands for one origin; `undefined` where a browser can send it.
 *
 * `Origin` is `scheme://host[:port]` in lower case, the default port left out, nothing behind it (RFC 6454, 6.2).
 * `*` and `null` have meanings of their own and are no fault here. A scheme other than http and https is an app's or
 * an extension's: only a slash at its end is certain.
 */
export function faultOf(text: string): FaultyOrigin | undefined {
  if (text === '' || text === '*' || text === 'null') return undefined;
  const parts = text.split(/[\s,;]+/).filter((part) => part !== '');
  if (parts.length > 1) return parts.every(looksLikeOrigin) ? { fault: 'several', meant: parts.every((part) => meantBy(part)) ? parts.flatMap((part) => meantBy(part) ?? []) : [] } : undefined;
  const [bare] = parts;
  if (bare === undefined) return undefined;
  if (bare !== text) return { fault: /\s/.test(text) ? 'space' : 'several', meant: one(meantBy(bare)) };
  if (/^\/.+\/[a-z]*$/.test(text)) return { fault: 'pattern', meant: [] };
  if (text.includes('*')) return { fault: 'glob', meant: [] };
  const scheme = /^([a-z][\w+.-]*):\/\//i.exec(text)?.[1]?.toLowerCase();
  if (scheme === undefined) return { fault: 'scheme', meant: one(meantBy(text)) };
  if (scheme !== 'http' && scheme !== 'https') return /[^/]\/$/.test(text) ? { fault: 'slash', meant: [text.slice(0, -1)] } : undefined;
  const origin = originOf(text);
  if (!origin || origin.text === text) return undefined;
  const rest = text.slice(scheme.length + 3);
  const fault = /^[^/?#]+\/$/.test(rest) ? 'slash' : /[/?#]/.test(rest) ? 'path' : text.toLowerCase() === origin.text || text !== text.toLowerCase() ? 'spelling' : /:\d+$/.test(text) ? 'port' : 'spelling';
  return { fault, meant: [origin.text] };
}

/** Whether a part of a list is an origin, written well or not: an address, or a host name with a dot or a port. */
function looksLikeOrigin(part: string): boolean {
  return /^[a-z][\w+.-]*:\/\/[^\s,]+$/i.test(part) || /^[\w-]+(\.[\w-]+)+(:\d+)?$/.test(part) || /^localhost(:\d+)?$/.test(part);
}

/** The origin that a text stands for where there is one reading: a machine of one's own has no TLS. */
function meantBy(text: string): string | undefined {
  const address = /^(localhost|127\.0\.0\.1)(:\d+)?\/?$/.test(text) ? `http://${text}` : text;
  return address.includes('*') ? undefined : originOf(address)?.text;
}

function one(text: string | undefined): readonly string[] {
  return text === undefined ? [] : [text];
}

/** The regular expression that a glob such as `https://*.example.com` stands for, as code; `undefined` for other globs. */
export function globPattern(text: string): string | undefined {
  const parts = /^(?:(https?):\/\/)?\*\.([\w.-]+)(:\d+)?\/?$/i.exec(text);
  const [, scheme = 'https', host, port = ''] = parts ?? [];
  return host === undefined ? undefined : `/^${scheme.toLowerCase()}:\\/\\/[\\w-]+\\.${host.toLowerCase().replaceAll('.', '\\.')}${port}$/`;
}

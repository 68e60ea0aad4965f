import { headerValue, type Header, type WireResponse } from './wire.ts';

/** What a page hands to `fetch`, as far as it matters here. */
export interface FetchInit {
  readonly method: string;
  readonly credentials: 'include' | 'same-origin' | 'omit';
  readonly headers: readonly Header[];
  readonly body?: string;
}

const simpleMethods = new Set(['GET', 'HEAD', 'POST']);
const simpleHeaders = new Set(['accept', 'accept-language', 'content-language', 'content-type']);
const simpleTypes = new Set(['application/x-www-form-urlencoded', 'multipart/form-data', 'text/plain']);

/** Names of the headers that a cross-origin request must ask for first (fetch standard, CORS-unsafe request-headers), sorted. */
export function unsafeHeaders(headers: readonly Header[]): string[] {
  return headers
    .filter(([name, value]) => {
      const lower = name.toLowerCase();
      if (lower === 'content-type') return !simpleTypes.has((value.split(';')[0] ?? '').trim().toLowerCase());
      return !simpleHeaders.has(lower);
    })
    .map(([name]) => name.toLowerCase())
    .toSorted();
}

/** Whether a cross-origin request is preceded by a preflight. */
export function needsPreflight(init: FetchInit): boolean {
  return !simpleMethods.has(init.method) || unsafeHeaders(init.headers).length > 0;
}

/** The headers of a preflight. */
export function preflightHeaders(origin: string, init: FetchInit): Header[] {
  const unsafe = unsafeHeaders(init.headers);
  return [
    ['Origin', origin],
    ['Access-Control-Request-Method', init.method],
    ...(unsafe.length > 0 ? [['Access-Control-Request-Headers', unsafe.join(',')] as const] : []),
  ];
}

/** The fetch standard's CORS check of one answer: undefined where it passes, else the reason. */
export function corsRefusal(response: WireResponse, origin: string, withCredentials: boolean): string | undefined {
  const allowed = headerValue(response.headers, 'access-control-allow-origin');
  if (allowed === undefined) return 'no Access-Control-Allow-Origin';
  if (!withCredentials && allowed === '*') return undefined;
  if (allowed !== origin) return allowed === '*' ? 'Access-Control-Allow-Origin is * with credentials' : 'Access-Control-Allow-Origin is another';
  if (withCredentials && headerValue(response.headers, 'access-control-allow-credentials') !== 'true') return 'no Access-Control-Allow-Credentials';
  return undefined;
}

/** Whether a preflight's answer lets the request through: undefined, or the reason it does not. */
export function preflightRefusal(response: WireResponse, origin: string, init: FetchInit): string | undefined {
  const withCredentials = init.credentials === 'include';
  const refusal = corsRefusal(response, origin, withCredentials);
  if (refusal) return refusal;
  if (response.status < 200 || response.status > 299) return `preflight answered ${response.status}`;
  const methods = list(response, 'access-control-allow-methods');
  const anyMethod = methods.includes('*') && !withCredentials;
  if (!simpleMethods.has(init.method) && !anyMethod && !methods.includes(init.method)) return 'method not in Access-Control-Allow-Methods';
  const headers = list(response, 'access-control-allow-headers').map((name) => name.toLowerCase());
  // The standard leaves Authorization out of the wildcard; Chromium does not yet.
  const anyHeader = headers.includes('*') && !withCredentials;
  const missing = unsafeHeaders(init.headers).find((name) => !anyHeader && !headers.includes(name));
  return missing === undefined ? undefined : `${missing} not in Access-Control-Allow-Headers`;
}

/** How long a preflight's answer is remembered, in milliseconds (5 s unless said, two hours at most in Chromium). */
export function preflightLife(response: WireResponse): number {
  const said = headerValue(response.headers, 'access-control-max-age');
  const seconds = said !== undefined && /^\d+$/.test(said.trim()) ? Number(said) : 5;
  return Math.min(seconds, 7200) * 1000;
}

function list(response: WireResponse, name: string): string[] {
  return (headerValue(response.headers, name) ?? '').split(',').map((item) => item.trim()).filter((item) => item !== '');
}

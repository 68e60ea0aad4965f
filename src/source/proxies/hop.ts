import type { SourceText } from '../files.ts';
import type { Place } from '../place.ts';

/** What a proxy's configuration does with the requests that it hands to a server at one place. */
export interface ProxyHop {
  readonly software: 'nginx' | 'Apache' | 'Caddy' | 'HAProxy';
  /** The line that hands them on. */
  readonly at: Place;
  /** Where they go, over plain HTTP. `port` is a number, or a variable of a template as it is written. */
  readonly upstreams: readonly { readonly host: string; readonly port: string }[];
  /** Where it ends TLS; absent where it does not. */
  readonly tls?: Place;
  /** The ports it listens on: numbers, and variables of a template. */
  readonly ports: readonly string[];
  /** The host names it answers to. */
  readonly names: readonly string[];
  /** The path that its requests begin with; absent where that is not plain text. */
  readonly path?: string;
  readonly proto: ForwardedProto;
  readonly damages: readonly CookieDamage[];
}

/**
 * What becomes of `X-Forwarded-Proto`: the protocol that the proxy itself is spoken to with, one fixed text, what came in
 * (`passed`: nothing, where browsers speak to it), or what can't be seen.
 */
export type ForwardedProto = 'connection' | 'https' | 'http' | 'passed' | 'unknown';

/** What a proxy does to the session's cookie. */
export type CookieDamage =
  | { readonly kind: 'hidden' | 'cleared'; readonly at: Place }
  | { readonly kind: 'path' | 'domain'; readonly at: Place; readonly from: string; readonly to: string };

/** The line that begins at or holds an offset, without the blanks at its ends. */
export function lineAt({ file, text }: SourceText, offset: number): Place {
  const from = text.lastIndexOf('\n', offset - 1) + 1;
  const next = text.indexOf('\n', offset);
  const line = text.slice(from, next === -1 ? text.length : next);
  const start = from + line.length - line.trimStart().length;
  return { file, start, end: start + line.trim().length };
}

/** `http://app:3000/api` as a host and a port; `undefined` for an address that is none, or is reached over TLS. */
export function upstreamOf(address: string): ProxyHop['upstreams'][number] | undefined {
  const [, host, port, rest = ''] = /^(?:http:\/\/)?(\[[^\]]+\]|[\w.-]+)(?::(\d+|\$\{?\w+\}?|\{\$\w+\}))?(.*)$/.exec(address) ?? [];
  if (host === undefined || !/^(?:[/?].*)?$/.test(rest)) return undefined;
  return { host, port: port ?? '80' };
}

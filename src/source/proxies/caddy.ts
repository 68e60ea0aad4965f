import type { SourceText } from '../files.ts';
import { lineAt, upstreamOf, type CookieDamage, type ForwardedProto, type ProxyHop } from './hop.ts';

/** Past this many lines, a file is not read further. */
const MOST_LINES = 5_000;

/** What a Caddyfile hands on. Caddy sends `X-Forwarded-Proto` by itself, and ends TLS for every site that does not say `http://` or a port of its own. */
export function caddyHops(source: SourceText): ProxyHop[] {
  const hops: ProxyHop[] = [];
  const open: { readonly words: readonly string[]; readonly offset: number; readonly inner: { readonly words: readonly string[]; readonly offset: number }[] }[] = [];
  let count = 0;
  for (const match of source.text.matchAll(/^[ \t]*([^\s#][^\r\n]*)/gm)) {
    if (count++ > MOST_LINES) break;
    const offset = match.index + match[0].indexOf(match[1] ?? '');
    const line = (match[1] ?? '').replace(/\s#.*$/, '').trim();
    if (line === '}') {
      const ended = open.pop();
      if (ended?.words[0] === 'reverse_proxy') hops.push(...hopOf(source, ended.words, ended.offset, ended.inner, open[0]));
      continue;
    }
    const words = line.replace(/\{$/, '').trim().split(/\s+/).filter((word) => word !== '');
    if (line.endsWith('{')) open.push({ words, offset, inner: [] });
    else {
      open.at(-1)?.inner.push({ words, offset });
      if (words[0] === 'reverse_proxy') hops.push(...hopOf(source, words, offset, [], open[0]));
    }
  }
  return hops;
}

function hopOf(source: SourceText, words: readonly string[], offset: number, inner: readonly { readonly words: readonly string[]; readonly offset: number }[], site: { readonly words: readonly string[]; readonly offset: number } | undefined): ProxyHop[] {
  const [first = '', ...rest] = words.slice(1);
  const isPath = first.startsWith('/');
  const upstreams = (isPath ? rest : [first, ...rest]).filter((word) => !word.startsWith('@')).flatMap((word) => upstreamOf(word) ?? []);
  if (upstreams.length === 0 || !site) return [];
  const names = site.words.flatMap((word) => word.split(',')).filter((word) => word !== '');
  const isPlain = names.every((name) => name.startsWith('http://') || /^:(?!443$)\d+$/.test(name));
  const damages = inner.flatMap(({ words: [name, field, value], offset: at }): readonly CookieDamage[] => {
    if (name === 'header_down' && /^-set-cookie$/i.test(field ?? '')) return [{ kind: 'hidden', at: lineAt(source, at) }];
    return name === 'header_up' && (/^-cookie$/i.test(field ?? '') || (/^cookie$/i.test(field ?? '') && value === '""')) ? [{ kind: 'cleared', at: lineAt(source, at) }] : [];
  });
  return [{
    software: 'Caddy', at: lineAt(source, offset), upstreams, ...(isPlain ? {} : { tls: lineAt(source, site.offset) }),
    ports: names.flatMap((name) => /:(\d+)$/.exec(name)?.[1] ?? []), names: names.map((name) => name.replace(/^https?:\/\//, '').replace(/:\d+$/, '')),
    path: isPath ? first.replace(/\*$/, '') : '/', proto: protoOf(inner), damages,
  }];
}

function protoOf(inner: readonly { readonly words: readonly string[] }[]): ForwardedProto {
  const header = inner.findLast(({ words: [name, field = ''] }) => name === 'header_up' && /^[-+]?x-forwarded-proto$/i.test(field))?.words;
  if (!header) return inner.some(({ words: [name] }) => name === 'import') ? 'unknown' : 'connection';
  if (header[1]?.startsWith('-') === true) return 'passed';
  const value = (header[2] ?? '').replace(/^"|"$/g, '').toLowerCase();
  return value === 'https' || value === 'http' ? value : value === '{scheme}' || value === '{http.request.scheme}' ? 'connection' : value === '{header.x-forwarded-proto}' ? 'passed' : 'unknown';
}

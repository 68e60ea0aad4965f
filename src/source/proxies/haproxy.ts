import type { SourceText } from '../files.ts';
import { lineAt, upstreamOf, type CookieDamage, type ForwardedProto, type ProxyHop } from './hop.ts';

interface Line { readonly words: readonly string[]; readonly offset: number }
interface Section { readonly kind: string; readonly name: string; readonly lines: Line[] }

/** Past this many lines, a file is not read further. */
const MOST_LINES = 5_000;

/** What an HAProxy configuration hands on: each server behind each frontend that leads to it. Throws nothing. */
export function haproxyHops(source: SourceText): ProxyHop[] {
  const sections = sectionsOf(source);
  const shared = sections.filter(({ kind }) => kind === 'defaults').flatMap(({ lines }) => lines);
  return sections.filter(({ kind }) => kind === 'frontend' || kind === 'listen').flatMap((front) => {
    const named = front.lines.filter(({ words: [name] }) => name === 'default_backend' || name === 'use_backend').map(({ words }) => words[1]);
    const backends = front.kind === 'listen' ? [front] : sections.filter(({ kind, name }) => kind === 'backend' && named.includes(name));
    const binds = front.lines.filter(({ words: [name] }) => name === 'bind');
    const tls = binds.find(({ words }) => words.includes('ssl'));
    return backends.flatMap((backend) => {
      const lines = [...shared, ...front.lines, ...(backend === front ? [] : backend.lines)];
      // In TCP mode it reads no requests and changes none.
      if (lines.some(({ words }) => words[0] === 'mode' && words[1] === 'tcp')) return [];
      return backend.lines.filter(({ words: [name] }) => name === 'server').flatMap((server): ProxyHop[] => {
        const upstream = server.words.includes('ssl') ? undefined : upstreamOf(server.words[2] ?? '');
        return upstream ? [{
          software: 'HAProxy', at: lineAt(source, server.offset), upstreams: [upstream], ...(tls ? { tls: lineAt(source, tls.offset) } : {}),
          ports: binds.flatMap(({ words }) => /:(\d+)$/.exec(words[1] ?? '')?.[1] ?? []), names: [], path: '/', proto: protoOf(lines), damages: damagesOf(source, lines),
        }] : [];
      });
    });
  });
}

function protoOf(lines: readonly Line[]): ForwardedProto {
  const set = lines.filter(({ words }) => /x-forwarded-proto/i.test(words.join(' ')) && !/^(?:acl|redirect)$/.test(words[0] ?? '') && !words.includes('del-header'));
  if (set.length === 0) return 'passed';
  const values = set.map(({ words }) => words.join(' '));
  if (values.some((line) => /x-forwarded-proto:?\\?\s+https\b/i.test(line))) return 'connection';
  return values.every((line) => /x-forwarded-proto:?\\?\s+http(?:\s|$)/i.test(line)) ? 'http' : 'unknown';
}

function damagesOf(source: SourceText, lines: readonly Line[]): readonly CookieDamage[] {
  return lines.flatMap(({ words, offset }): readonly CookieDamage[] => {
    const [name, action, field = ''] = words;
    if (words.includes('if') || words.includes('unless') || action !== 'del-header') return [];
    if (name === 'http-response' && /^set-cookie$/i.test(field)) return [{ kind: 'hidden', at: lineAt(source, offset) }];
    return name === 'http-request' && /^cookie$/i.test(field) ? [{ kind: 'cleared', at: lineAt(source, offset) }] : [];
  });
}

function sectionsOf({ text }: SourceText): readonly Section[] {
  const found: Section[] = [];
  let count = 0;
  for (const match of text.matchAll(/^[ \t]*([^\s#][^\r\n#]*)/gm)) {
    if (count++ > MOST_LINES) break;
    const words = (match[1] ?? '').trim().split(/\s+/);
    const [kind = '', name = ''] = words;
    if (/^(?:global|defaults|frontend|backend|listen|resolvers|peers|userlist|cache|program)$/.test(kind)) found.push({ kind, name, lines: [] });
    else found.at(-1)?.lines.push({ words, offset: match.index + match[0].indexOf(match[1] ?? '') });
  }
  return found;
}

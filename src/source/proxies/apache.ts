import type { SourceText } from '../files.ts';
import { lineAt, upstreamOf, type CookieDamage, type ForwardedProto, type ProxyHop } from './hop.ts';

/** One directive in its sections, the innermost last. */
interface Line {
  readonly name: string;
  readonly rest: string;
  readonly offset: number;
  readonly sections: readonly Section[];
}

interface Section { readonly name: string; readonly rest: string }

/** Past this many lines, a file is not read further. */
const MOST_LINES = 5_000;

/** What an Apache configuration hands on with mod_proxy, which by itself sends no `X-Forwarded-Proto`. Throws nothing. */
export function apacheHops(source: SourceText): ProxyHop[] {
  const lines = linesOf(source);
  return lines.flatMap((line): ProxyHop[] => {
    if (line.name !== 'proxypass' || line.rest.includes('!')) return [];
    const host = line.sections.find(({ name }) => name === 'virtualhost');
    const location = line.sections.find(({ name }) => name === 'location');
    const words = line.rest.split(/\s+/).map((word) => word.replace(/^"|"$/g, ''));
    const [path, target] = location ? [location.rest, words[0]] : [words[0] ?? '/', words[1]];
    const upstream = target?.startsWith('http://') ? upstreamOf(target) : undefined;
    if (!upstream) return [];
    const around = lines.filter(({ sections }) => sections.every((section) => line.sections.includes(section)));
    const engine = around.find(({ name, rest }) => name === 'sslengine' && /^on$/i.test(rest));
    return [{
      software: 'Apache', at: lineAt(source, line.offset), upstreams: [upstream], ...(engine ? { tls: lineAt(source, engine.offset) } : {}),
      ports: [...(host?.rest ?? '').matchAll(/:(\d+)/g)].map(([, port]) => port ?? ''),
      names: around.filter(({ name }) => name === 'servername' || name === 'serveralias').flatMap(({ rest }) => rest.split(/\s+/)),
      path, proto: protoOf(around), damages: damagesOf(source, around),
    }];
  });
}

function protoOf(around: readonly Line[]): ForwardedProto {
  const header = around.findLast(({ name, rest }) => name === 'requestheader' && /^(?:set|add|append|merge|setifempty)\s+"?x-forwarded-proto/i.test(rest));
  if (!header) return around.some(({ name }) => name === 'include' || name === 'includeoptional' || name === 'use') ? 'unknown' : 'passed';
  const value = header.rest.replace(/^\S+\s+\S+\s+/, '').replace(/^"|"$/g, '');
  if (/^https?$/i.test(value)) return value.toLowerCase() === 'https' ? 'https' : 'http';
  return /REQUEST_SCHEME/.test(value) ? 'connection' : 'unknown';
}

function damagesOf(source: SourceText, around: readonly Line[]): readonly CookieDamage[] {
  return around.flatMap(({ name, rest, offset }): readonly CookieDamage[] => {
    const at = lineAt(source, offset);
    if (name === 'header' && /^(?:always\s+)?unset\s+"?set-cookie"?$/i.test(rest)) return [{ kind: 'hidden', at }];
    if (name === 'requestheader' && /^unset\s+"?cookie"?$/i.test(rest)) return [{ kind: 'cleared', at }];
    const [from, to] = rest.split(/\s+/).map((word) => word.replace(/^"|"$/g, ''));
    if (from === undefined || to === undefined) return [];
    // The public side stands on the right here as well.
    if (name === 'proxypassreversecookiepath') return [{ kind: 'path', at, from, to }];
    return name === 'proxypassreversecookiedomain' ? [{ kind: 'domain', at, from, to }] : [];
  });
}

function linesOf({ text }: SourceText): readonly Line[] {
  const found: Line[] = [];
  const open: Section[] = [];
  for (const match of text.matchAll(/^[ \t]*([^\s#](?:\\\r?\n|[^\r\n])*)/gm)) {
    if (found.length > MOST_LINES) break;
    const line = (match[1] ?? '').replace(/\\\r?\n\s*/g, ' ').trim();
    const section = /^<(\/?)(\w+)\s*([^>]*)>$/.exec(line);
    if (section?.[1] === '/') open.pop();
    else if (section) open.push({ name: (section[2] ?? '').toLowerCase(), rest: (section[3] ?? '').trim().replace(/^"|"$/g, '') });
    else {
      const [, name = '', rest = ''] = /^(\S+)\s*(.*)$/s.exec(line) ?? [];
      found.push({ name: name.toLowerCase(), rest, offset: match.index + match[0].indexOf(match[1] ?? ''), sections: [...open] });
    }
  }
  return found;
}

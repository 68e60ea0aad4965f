import type { SourceText } from '../files.ts';
import type { Place } from '../place.ts';
import { upstreamOf, type CookieDamage, type ForwardedProto, type ProxyHop } from './hop.ts';
import { entryOf } from '../table.ts';

/** One directive, and what its block holds. */
interface Directive {
  readonly name: string;
  readonly arguments: readonly string[];
  readonly at: Place;
  readonly block: readonly Directive[] | undefined;
}

/** Past these, a file is not read further. */
const MOST_DIRECTIVES = 5_000;
const DEEPEST = 12;

/** What an nginx configuration hands on. Variables of templates (`${PORT}`) may stand in it. Throws nothing. */
export function nginxHops(source: SourceText): ProxyHop[] {
  const top = parse(source);
  const http = top.find(({ name }) => name === 'http');
  const inside = http?.block ?? top;
  const upstreams = new Map(inside.filter(({ name }) => name === 'upstream').map(({ arguments: [name = ''], block }) => [name, block ?? []]));
  return inside.filter(({ name }) => name === 'server').flatMap((server) => hopsOf(server.block ?? [], [inside, server.block ?? []], upstreams, server.block ?? [], undefined));
}

/** The hops of a block; `scopes` are the blocks around what it holds, the innermost last. */
function hopsOf(server: readonly Directive[], scopes: readonly (readonly Directive[])[], upstreams: ReadonlyMap<string, readonly Directive[]>, block: readonly Directive[], path: string | undefined): ProxyHop[] {
  return block.flatMap((directive) => {
    const { name, arguments: list, at } = directive;
    if (directive.block && (name === 'location' || name === 'if')) {
      return hopsOf(server, [...scopes, directive.block], upstreams, directive.block, name === 'location' ? locationPath(list) : path);
    }
    const target = name === 'proxy_pass' ? targetsOf(list[0] ?? '', scopes, upstreams) : [];
    if (target.length === 0) return [];
    const listens = server.filter((one) => one.name === 'listen');
    const tls = listens.find((one) => one.arguments.includes('ssl')) ?? server.find((one) => one.name === 'ssl' && one.arguments[0] === 'on');
    return [{
      software: 'nginx' as const, at, upstreams: target, ...(tls ? { tls: tls.at } : {}), ...(path === undefined ? {} : { path }),
      ports: listens.flatMap(({ arguments: [address = ''] }) => /(?:^|:)(\d+|\$\{\w+\})$/.exec(address)?.[1] ?? []),
      names: server.filter((one) => one.name === 'server_name').flatMap((one) => one.arguments),
      proto: protoOf(scopes), damages: damagesOf(scopes),
    }];
  });
}

/** `location /api/ {`, `location ^~ /api {`; a regular expression begins with nothing certain. */
function locationPath(list: readonly string[]): string | undefined {
  return list.length === 1 ? list[0] : list[0] === '=' || list[0] === '^~' ? list[1] : undefined;
}

function targetsOf(address: string, scopes: readonly (readonly Directive[])[], upstreams: ReadonlyMap<string, readonly Directive[]>): ProxyHop['upstreams'] {
  const variable = /^(https?:\/\/)?\$(\w+)$/.exec(address);
  if (variable) {
    const set = scopes.flat().find(({ name, arguments: [left] }) => name === 'set' && left === `$${variable[2] ?? ''}`);
    return set ? targetsOf(`${variable[1] ?? ''}${set.arguments[1] ?? ''}`, [], upstreams) : [];
  }
  const named = upstreams.get(/^http:\/\/([\w.-]+)(?:\/.*)?$/.exec(address)?.[1] ?? '');
  const targets = named ? named.filter(({ name }) => name === 'server').map(({ arguments: [one = ''] }) => upstreamOf(one)) : [address.startsWith('http://') ? upstreamOf(address) : undefined];
  return targets.flatMap((one) => one ?? []);
}

/** Directives of which a block that has one inherits none from around it (ngx_http_proxy_module). */
function inEffect(scopes: readonly (readonly Directive[])[], name: string): readonly Directive[] {
  const own = scopes.findLast((scope) => scope.some((one) => one.name === name));
  return own?.filter((one) => one.name === name) ?? [];
}

/** What an included file is called that sets no header of a request. */
const HARMLESS = /mime\.types|ssl|letsencrypt|gzip|modules|conf\.d|sites-enabled|fastcgi|uwsgi|error|certbot|brotli/i;

function protoOf(scopes: readonly (readonly Directive[])[]): ForwardedProto {
  const headers = inEffect(scopes, 'proxy_set_header');
  const header = headers.findLast(({ arguments: [name = ''] }) => name.toLowerCase() === 'x-forwarded-proto');
  const own = scopes.findLastIndex((scope) => scope.some(({ name }) => name === 'proxy_set_header'));
  // What is included may set it, in this block or, where this one sets none, around it.
  if (!header && scopes.slice(Math.max(0, own)).flat().some(({ name, arguments: [file = ''] }) => name === 'include' && !HARMLESS.test(file))) return 'unknown';
  if (!header) return 'passed';
  const value = (header.arguments[1] ?? '').toLowerCase();
  return entryOf(VALUES, value) ?? 'unknown';
}

const VALUES: Readonly<Record<string, ForwardedProto>> = { $scheme: 'connection', https: 'https', http: 'http', $http_x_forwarded_proto: 'passed', '': 'passed' };

function damagesOf(scopes: readonly (readonly Directive[])[]): readonly CookieDamage[] {
  const is = (text: string | undefined, name: string): boolean => text?.toLowerCase() === name;
  return [
    ...inEffect(scopes, 'proxy_hide_header').filter(({ arguments: [name] }) => is(name, 'set-cookie')).map(({ at }) => ({ kind: 'hidden' as const, at })),
    ...inEffect(scopes, 'proxy_set_header').filter(({ arguments: [name, value] }) => is(name, 'cookie') && value === '').map(({ at }) => ({ kind: 'cleared' as const, at })),
    ...inEffect(scopes, 'proxy_pass_request_headers').filter(({ arguments: [value] }) => value === 'off').map(({ at }) => ({ kind: 'cleared' as const, at })),
    ...(['path', 'domain'] as const).flatMap((kind) => inEffect(scopes, `proxy_cookie_${kind}`)
      .flatMap(({ arguments: [from, to], at }) => (from === undefined || to === undefined || /^~/.test(from) || /\$/.test(from + to) ? [] : [{ kind, at, from, to: to.replace(/;.*$/s, '') }]))),
  ];
}

interface Token { readonly text: string; readonly start: number }

const TOKEN = /#[^\n]*|["']|[{};]|(?:\$\{\w+\}|[^\s{};"'#]|(?<=[^\s{};])#)+/g;

function tokensOf(text: string): Token[] {
  const found: Token[] = [];
  // A quote that nothing ends is passed over, and so are all later ones: each would be looked for to the end of the text.
  const endless = new Set<string>();
  TOKEN.lastIndex = 0;
  for (let match = TOKEN.exec(text); match; match = TOKEN.exec(text)) {
    const [word] = match;
    const start = match.index;
    if (word !== '"' && word !== "'") {
      found.push({ text: word, start });
      continue;
    }
    const end = endless.has(word) ? undefined : endOfQuoted(text, start);
    if (end === undefined) endless.add(word);
    else {
      found.push({ text: text.slice(start, end), start });
      TOKEN.lastIndex = end;
    }
  }
  return found;
}

/** Where a quoted text ends that begins at a place; `undefined` where it does not. */
function endOfQuoted(text: string, start: number): number | undefined {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === text[start]) return at + 1;
  }
  return undefined;
}

/** Splits a configuration into directives (ngx_conf_file.c): words, quoted ones among them, up to `;` or a block. */
function parse({ file, text }: SourceText): readonly Directive[] {
  const tokens = tokensOf(text);
  let at = 0;
  let count = 0;
  const block = (depth: number): Directive[] => {
    const found: Directive[] = [];
    let words: { readonly text: string; readonly start: number; readonly end: number }[] = [];
    for (let token = tokens[at]; token && count < MOST_DIRECTIVES; token = tokens[at]) {
      at++;
      const { text: word, start } = token;
      if (word.startsWith('#')) continue;
      if (word === '}') break;
      const [name] = words;
      if (word !== ';' && word !== '{') {
        words.push({ text: /^["']/.test(word) ? word.slice(1, -1).replace(/\\(.)/g, '$1') : word, start, end: start + word.length });
        continue;
      }
      const last = words.at(-1);
      const inner = word === '{' && depth < DEEPEST ? block(depth + 1) : undefined;
      if (name && last) {
        count++;
        found.push({ name: name.text, arguments: words.slice(1).map((one) => one.text), at: { file, start: name.start, end: last.end }, block: inner });
      }
      words = [];
    }
    return found;
  };
  return block(0);
}

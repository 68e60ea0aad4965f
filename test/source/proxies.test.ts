import { describe, expect, it } from 'vitest';
import { memoryFiles } from '../../src/source/overlay.ts';
import { proxiesNear, type Proxy } from '../../src/source/proxies.ts';

function proxiesIn(files: Readonly<Record<string, string>>): readonly Proxy[] {
  return proxiesNear(memoryFiles({ '/shop/api/package.json': '{}', ...files }), ['/shop/api'], '/shop');
}

function nginx(text: string): readonly Proxy[] {
  return proxiesIn({ '/shop/nginx.conf': text });
}

const server = (inside: string, around = ''): string => `server { listen 443 ssl; ${around} location / { proxy_pass http://127.0.0.1:3000; ${inside} } }`;

describe('an nginx configuration', () => {
  it.each([
    ['no header', server(''), 'passed'],
    ['the connection\'s protocol', server('proxy_set_header X-Forwarded-Proto $scheme;'), 'connection'],
    ['a fixed one, in any case, quoted', server('proxy_set_header x-forwarded-proto "https";'), 'https'],
    ['what came in', server('proxy_set_header X-Forwarded-Proto $http_x_forwarded_proto;'), 'passed'],
    ['a variable of its own', server('proxy_set_header X-Forwarded-Proto $forwarded;'), 'unknown'],
    ['the server\'s header, inherited', server('', 'proxy_set_header X-Forwarded-Proto $scheme;'), 'connection'],
    ['the server\'s header, cut off by another', server('proxy_set_header Host $host;', 'proxy_set_header X-Forwarded-Proto $scheme;'), 'passed'],
    ['an included file', server('include proxy_params;'), 'unknown'],
    ['an included file that sets none', server('include mime.types;'), 'passed'],
    ['a header in a comment', server('# proxy_set_header X-Forwarded-Proto $scheme;\n'), 'passed'],
  ])('sends %s', (_, text, proto) => {
    expect(nginx(text).map((proxy) => proxy.proto)).toEqual([proto]);
  });

  it('is read as quickly where quotes never end', () => {
    const before = process.cpuUsage();
    expect(nginx(`${server('')} add_header X "${'\\"'.repeat(90_000)}`)).toHaveLength(1);
    expect(process.cpuUsage(before).user / 1000).toBeLessThan(1000);
  });

  it('ends TLS where it listens with `ssl`', () => {
    expect(nginx(server(''))[0]?.tls).toBeDefined();
    expect(nginx('server { listen 80; location / { proxy_pass http://127.0.0.1:3000; } }')[0]?.tls).toBeUndefined();
  });

  it('leads to the servers of an upstream, and through a variable', () => {
    expect(nginx('http { upstream api { server a:3000 weight=2; server b:3001; } server { listen 80; location /api/ { proxy_pass http://api; } } }')[0]).toMatchObject({ upstreams: [{ host: 'a', port: '3000' }, { host: 'b', port: '3001' }], path: '/api/' });
    expect(nginx('server { listen 80; set $api http://api:3000; location / { proxy_pass $api; } }')[0]?.upstreams).toEqual([{ host: 'api', port: '3000' }]);
    expect(nginx('server { listen 80; location / { proxy_pass http://127.0.0.1:${PORT}; } }')[0]?.upstreams).toEqual([{ host: '127.0.0.1', port: '${PORT}' }]);
  });

  it('names the lines that damage cookies', () => {
    const [proxy] = nginx(server('proxy_hide_header Set-Cookie; proxy_cookie_path / "/app; Secure"; proxy_cookie_domain ~.* example.org;'));
    expect(proxy?.damages.map(({ at, ...rest }) => rest)).toEqual([{ kind: 'hidden' }, { kind: 'path', from: '/', to: '/app' }]);
  });

  it.each(['server {', '}}}}', '"', 'server { location / { proxy_pass', `${'server { location / { '.repeat(5_000)}proxy_pass http://a;`, ';;;{;}proxy_pass'])('may be garbage: %s', (text) => {
    expect(() => nginx(`${text} # proxy_pass`)).not.toThrow();
  });
});

it('Apache, HAProxy and Caddy are read as well', () => {
  const found = proxiesIn({
    '/shop/deploy/site.conf': '<VirtualHost *:443>\n  SSLEngine on\n  RequestHeader \\\n    set X-Forwarded-Proto "https"\n  ProxyPass /api http://localhost:3000/api\n</VirtualHost>\n',
    '/shop/infra/haproxy.cfg': 'frontend web\n  bind *:443 ssl crt a.pem\n  default_backend api\nbackend api\n  server a 10.0.0.1:3000\n',
    '/shop/Caddyfile': 'shop.example.com {\n  reverse_proxy /api/* api:3000\n}\n',
  });
  expect(found.map(({ software, proto, path, tls }) => [software, proto, path, tls !== undefined]).toSorted()).toEqual([
    ['Apache', 'https', '/api', true], ['Caddy', 'connection', '/api/', true], ['HAProxy', 'passed', '/', true],
  ]);
});

describe('a proxy', () => {
  it('leads to what a compose file builds a service from', () => {
    const compose = 'services:\n  backend:\n    build: ./api\n  front:\n    image: nginx\n';
    expect(proxiesIn({ '/shop/docker-compose.yml': compose, '/shop/docker/nginx/default.conf': 'server { listen 80; location / { proxy_pass http://backend:3000; } }' })[0]?.builtFrom).toEqual(['/shop/api']);
  });

  it('of an example is none', () => {
    expect(proxiesIn({ '/shop/examples/nginx/nginx.conf': server(''), '/shop/docker/dev/nginx.conf': server('') })).toEqual([]);
  });
});

import type { Step } from '../journey/agent.ts';

/** Who asks whom. */
export interface Situation {
  /** The page whose script fetches; absent for a tab on the server itself. */
  readonly page?: string;
  readonly server: string;
  /** Whether the CORS cases are tried in it too. */
  readonly cors?: true;
  /** Whether cookies are cleared in it too. */
  readonly clearing?: true;
}

/** Every relation of page and server that the rules tell apart. */
export const situations: readonly Situation[] = [
  { page: 'https://app.example.com', server: 'https://app.example.com' },
  { page: 'https://app.example.com', server: 'https://api.example.com' },
  { page: 'https://app.example.com', server: 'https://app.example.com:8443', cors: true, clearing: true },
  { page: 'https://app.other.net', server: 'https://api.example.com', cors: true, clearing: true },
  { page: 'http://app.example.com', server: 'https://api.example.com' },
  { page: 'http://app.example.com', server: 'http://api.example.com' },
  { page: 'https://app.example.com', server: 'http://api.example.com' },
  { page: 'https://shop.vercel.app', server: 'https://shop-api.vercel.app' },
  { page: 'https://shop.example.co.uk', server: 'https://api.example.co.uk' },
  { page: 'https://one.co.uk', server: 'https://two.co.uk' },
  { page: 'http://localhost:5173', server: 'http://localhost:3000', cors: true },
  { page: 'http://localhost:5173', server: 'http://127.0.0.1:3000' },
  { page: 'http://localhost:5173', server: 'https://api.example.com' },
  { page: 'https://app.example.com', server: 'http://localhost:3000' },
  { page: 'http://app.localhost:5173', server: 'http://api.localhost:3000' },
  { server: 'https://app.example.com', clearing: true },
  { server: 'http://app.example.com' },
  { server: 'http://localhost:3000', clearing: true },
  { server: 'http://127.0.0.1:3000', clearing: true },
  { server: 'https://shop.vercel.app' },
];

const host = 'app.example.com';

/** `Set-Cookie` lines: SameSite, Secure, prefixes, Domain, Path, Partitioned, life, and what is malformed. */
export const cookieLines: readonly string[] = [
  'sid=1; Path=/; HttpOnly',
  'sid=1; Path=/; SameSite=Lax',
  'sid=1; Path=/; SameSite=Strict',
  'sid=1; Path=/; SameSite=None',
  'sid=1; Path=/; SameSite=None; Secure',
  'sid=1; Path=/; SameSite=none; secure',
  'sid=1; Path=/; SameSite=Wrong',
  'sid=1; Path=/; SameSite',
  'sid=1; Path=/; Secure',
  'sid=1; Path=/; Secure; SameSite=Lax',
  'sid=1; Path=/; Secure; SameSite=Strict',
  'sid=1; Path=/; Partitioned',
  'sid=1; Path=/; Partitioned; Secure',
  'sid=1; Path=/; Partitioned; Secure; SameSite=None',
  'sid=1; Path=/; Partitioned; Secure; SameSite=Lax',
  '__Host-sid=1; Path=/; Secure',
  '__Host-sid=1; Path=/; Secure; SameSite=None',
  '__Host-sid=1; Path=/',
  '__Host-sid=1; Path=/deep; Secure',
  '__Host-sid=1; Secure',
  `__Host-sid=1; Path=/; Secure; Domain=${host}`,
  '__host-sid=1; Path=/; Secure',
  '__host-sid=1; Path=/',
  '__Secure-sid=1; Path=/; Secure',
  '__Secure-sid=1; Path=/',
  '__Http-sid=1; Path=/; Secure',
  '__Http-sid=1; Path=/; Secure; HttpOnly',
  '__Host-Http-sid=1; Path=/; Secure',
  '__Host-Http-sid=1; Path=/; Secure; HttpOnly',
  `sid=1; Path=/; Domain=${host}`,
  `sid=1; Path=/; Domain=.${host}`,
  'sid=1; Path=/; Domain=example.com',
  'sid=1; Path=/; Domain=.example.com',
  'sid=1; Path=/; Domain=EXAMPLE.com',
  'sid=1; Path=/; Domain=com',
  'sid=1; Path=/; Domain=deep.app.example.com',
  'sid=1; Path=/; Domain=other.net',
  'sid=1; Path=/; Domain=vercel.app',
  'sid=1; Path=/; Domain=shop.vercel.app',
  'sid=1; Path=/; Domain=co.uk',
  'sid=1; Path=/; Domain=example.co.uk',
  'sid=1; Path=/; Domain=localhost',
  'sid=1; Path=/; Domain=.localhost',
  'sid=1; Path=/; Domain=127.0.0.1',
  'sid=1; Path=/; Domain=https://app.example.com',
  'sid=1; Path=/; Domain=app.example.com:443',
  'sid=1; Path=/; Domain=',
  'sid=1; Path=/; Domain=other.net; Domain=app.example.com',
  'sid=1',
  'sid=1; Path=',
  'sid=1; Path=deep',
  'sid=1; Path=/deep',
  'sid=1; Path=/deep/',
  'sid=1; Path=/deep/page',
  'sid=1; Path=/de',
  'sid=1; Path=/elsewhere',
  'sid=1; Path=/; Max-Age=60',
  'sid=1; Path=/; Max-Age=0',
  'sid=1; Path=/; Max-Age=-1',
  'sid=1; Path=/; Max-Age=soon',
  'sid=1; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT',
  'sid=1; Path=/; Expires=Thu, 01 Jan 2099 00:00:00 GMT',
  'sid=1; Path=/; Expires=Invalid Date',
  'sid=1; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=60',
  'sid; Path=/',
  '=sid; Path=/',
  'sid=; Path=/',
  `sid=${'x'.repeat(4093)}; Path=/`,
  `sid=${'x'.repeat(4094)}; Path=/`,
  'my session=1; Path=/',
  'sid=a b; Path=/',
  'sid=a=b; Path=/',
];

/** A cookie that is set, and the line that is to clear it. */
export const clearings: readonly (readonly [set: string, cleared: string])[] = (() => {
  const ended = 'Expires=Thu, 01 Jan 1970 00:00:00 GMT';
  const scopes = ['Path=/', 'Path=/deep', 'Path=/; Domain=app.example.com', 'Path=/; Domain=.example.com', 'Path=/; Domain=localhost', 'Path=/; Domain=127.0.0.1'];
  const attributes = ['Path=/; SameSite=None; Secure', 'Path=/; Secure', 'Path=/; SameSite=None; Secure; Partitioned', 'Path=/; SameSite=None'];
  return [scopes, attributes].flatMap((some) => some.flatMap((set) => some.map((cleared) => [`sid=1; ${set}`, `sid=; ${cleared}; ${ended}`] as const)));
})();

/** What a server says of CORS; `ORIGIN` stands for the origin that asks. `status` is the preflight's. */
export const corsAnswers: readonly Record<string, string>[] = [
  {},
  { 'access-control-allow-origin': 'ORIGIN', 'access-control-allow-credentials': 'true', 'access-control-allow-headers': 'content-type, x-token', 'access-control-allow-methods': 'PUT, DELETE' },
  { 'access-control-allow-origin': 'ORIGIN', 'access-control-allow-credentials': 'true' },
  { 'access-control-allow-origin': 'ORIGIN', 'access-control-allow-credentials': 'true', 'access-control-allow-headers': 'Content-Type', 'access-control-allow-methods': 'put' },
  { 'access-control-allow-origin': 'ORIGIN', 'access-control-allow-credentials': 'true', 'access-control-allow-headers': '*', 'access-control-allow-methods': '*' },
  { 'access-control-allow-origin': 'ORIGIN', 'access-control-allow-headers': '*', 'access-control-allow-methods': '*' },
  { 'access-control-allow-origin': '*', 'access-control-allow-headers': '*', 'access-control-allow-methods': '*' },
  { 'access-control-allow-origin': '*', 'access-control-allow-credentials': 'true', 'access-control-allow-headers': 'content-type, x-token', 'access-control-allow-methods': 'PUT' },
  { 'access-control-allow-origin': 'ORIGIN/', 'access-control-allow-credentials': 'true', 'access-control-allow-headers': 'content-type' },
  { 'access-control-allow-origin': 'ORIGIN, https://two.example', 'access-control-allow-credentials': 'true', 'access-control-allow-headers': 'content-type' },
  { 'access-control-allow-origin': 'ORIGIN', 'access-control-allow-credentials': 'True', 'access-control-allow-headers': 'content-type' },
  { 'access-control-allow-origin': 'ORIGIN', 'access-control-allow-credentials': 'true', 'access-control-allow-headers': 'content-type, x-token', 'access-control-allow-methods': 'PUT', 'status': '401' },
  { 'access-control-allow-origin': 'ORIGIN', 'access-control-allow-credentials': 'true', 'access-control-allow-headers': 'content-type, x-token', 'access-control-allow-methods': 'PUT', 'status': '204' },
];

/** Kinds of cross-origin requests. */
export const corsRequests: readonly Pick<Step, 'method' | 'credentials' | 'headers'>[] = [
  { method: 'GET' },
  { method: 'POST' },
  { method: 'PUT' },
  { method: 'DELETE' },
  { method: 'GET', credentials: 'omit' },
  { method: 'GET', credentials: 'same-origin' },
  { method: 'POST', credentials: 'same-origin' },
  { method: 'PUT', credentials: 'omit' },
  { method: 'GET', headers: [['X-Token', '1']] },
  { method: 'GET', headers: [['Authorization', 'Bearer x']], credentials: 'omit' },
];

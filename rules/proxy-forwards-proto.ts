import { certainText } from '../src/model/certain.ts';
import { connectionOf } from '../src/model/connection.ts';
import { cookieAttribute, onEveryPath, secureReadings } from '../src/model/cookie.ts';
import { sessionsInUse } from '../src/model/duplicates.ts';
import { hostsOf } from '../src/model/hosts.ts';
import type { SessionSetup, Workspace, World } from '../src/model/index.ts';
import { waysTo, type ProxiedWay } from '../src/model/proxies.ts';
import { isStarted } from '../src/model/reach.ts';
import { plainServer } from '../src/model/tls.ts';
import { defineRule, type Report, type Rule } from '../src/rule.ts';
import type { Place } from '../src/source/place.ts';

const MESSAGES = {
  missing: '`{{file}}` ends TLS and hands requests on without `X-Forwarded-Proto`: the app takes each for plain HTTP, and the `secure` session cookie is never set.',
  plain: '`{{file}}` hands requests that came over HTTPS on with `X-Forwarded-Proto: http`: the app takes each for plain HTTP, and the `secure` session cookie is never set.',
  hidden: '`{{file}}` takes `Set-Cookie` out of the app\'s answers: no browser gets the session cookie, and every request is a new session.',
  cleared: '`{{file}}` takes `Cookie` out of the requests to the app: the session cookie never arrives, and every request is a new session.',
  path: '`{{file}}` rewrites the path of cookies to `{{to}}` where the app is reached at `{{path}}`: browsers do not send the session cookie back.',
  domain: '`{{file}}` rewrites the domain of cookies to `{{to}}`, which `{{name}}` is no part of: browsers drop the session cookie.',
} as const;

/** A proxy whose configuration is in the repository keeps the session cookie from being set, or from coming back. */
export const proxyForwardsProto: Rule = defineRule({
  name: 'proxy-forwards-proto',
  level: 'error',
  since: '0.1.0',
  description: 'A proxy that ends TLS says so with `X-Forwarded-Proto`, and leaves the session cookie as it is.',
  symptom: '`trust proxy` is set, the cookie is `secure`, and behind nginx there is still no `Set-Cookie`.',
  offers: 'none',
  messages: MESSAGES,
  check(workspace, report) {
    if (workspace.proxies.length === 0) return;
    for (const world of workspace.judged.filter((one) => isStarted(one) && one.environment !== 'development')) {
      for (const session of sessionsInUse(world)) checkSession(report, workspace, world, session);
    }
  },
});

type Reporter = Report<typeof MESSAGES, 'none'>;

function checkSession(report: Reporter, workspace: Workspace, world: World, session: SessionSetup): void {
  const { apps } = hostsOf(world, session);
  const [app] = apps;
  if (!app || apps.length > 1 || !plainServer(world, app, session.when)) return;
  const ways = waysTo(workspace, world, app);
  const at = session.callee;
  const overTls = ways.filter(({ tls }) => tls);
  const [way] = overTls;
  const needsProto = onEveryPath(secureReadings(session)) === 'on' && connectionOf(world, session) === 'secure';
  if (way && needsProto && overTls.every(({ proto }) => proto === 'nothing' || proto === 'http')) {
    const evidence = [{ role: 'it hands requests on here', at: way.at }, ...(way.tls ? [{ role: 'TLS ends here', at: way.tls }] : [])];
    report(way.proto === 'http' ? 'plain' : 'missing', { at, world, data: { file: fileOf(workspace, way.at) }, evidence });
    return;
  }
  const [damaged] = ways.flatMap((one) => damagesOf(session, one));
  if (!damaged || !ways.every((one) => damagesOf(session, one).length > 0)) return;
  const file = fileOf(workspace, damaged.at);
  const common = { at, world, evidence: [{ role: 'it is done here', at: damaged.at }] };
  switch (damaged.kind) {
    case 'hidden': report('hidden', { ...common, data: { file } }); break;
    case 'cleared': report('cleared', { ...common, data: { file } }); break;
    case 'path': report('path', { ...common, data: { file, to: damaged.to, path: damaged.meets } }); break;
    case 'domain': report('domain', { ...common, data: { file, to: damaged.to, name: damaged.meets } }); break;
  }
}

/** A file as seen from the workspace's root. */
function fileOf(workspace: Workspace, { file }: Place): string {
  return file.startsWith(`${workspace.root}/`) ? file.slice(workspace.root.length + 1) : file;
}

type Damage = { readonly kind: 'hidden' | 'cleared'; readonly at: Place } | { readonly kind: 'path' | 'domain'; readonly at: Place; readonly to: string; readonly meets: string };

/** What certainly happens to the session's cookie on the way; a rewritten path or domain may well be right. */
function damagesOf(session: SessionSetup, { last, damages }: ProxiedWay): readonly Damage[] {
  return damages.flatMap((damage): readonly Damage[] => {
    if (!('from' in damage)) return [{ kind: damage.kind, at: damage.at }];
    return damage.kind === 'path' ? pathDamage(session, last, damage) : domainDamage(session, last, damage);
  });
}

type Rewritten = { readonly at: Place; readonly from: string; readonly to: string };

/** nginx puts the new text in place of the old one at the beginning of the cookie's path (ngx_http_proxy_module `proxy_cookie_path`). */
function pathDamage(session: SessionSetup, { path, software }: ProxiedWay['last'], { at, from, to }: Rewritten): readonly Damage[] {
  const own = attributeOf(session, 'path', '/');
  if (own === undefined || path === undefined || software !== 'nginx' || !own.startsWith(from)) return [];
  const made = to + own.slice(from.length);
  const covers = made === '/' || path === made || path.startsWith(made.endsWith('/') ? made : `${made}/`) || path === made.replace(/\/$/, '');
  return covers ? [] : [{ kind: 'path', at, to: made, meets: path }];
}

function domainDamage(session: SessionSetup, { names }: ProxiedWay['last'], { at, from, to }: Rewritten): readonly Damage[] {
  const own = attributeOf(session, 'domain', undefined)?.replace(/^\./, '');
  const domain = to.replace(/^\./, '').toLowerCase();
  const [name] = names;
  if (own === undefined || own !== from.replace(/^\./, '') || name === undefined || !names.every((one) => /^[\w.-]+$/.test(one) && one.includes('.')) || domain === 'off') return [];
  return names.some((one) => one === domain || one.endsWith(`.${domain}`)) ? [] : [{ kind: 'domain', at, to, meets: name }];
}

/** A cookie attribute where it certainly is one text; left out, `fallback`. */
function attributeOf(session: SessionSetup, name: string, fallback: string | undefined): string | undefined {
  const readings = cookieAttribute(session, name);
  if (readings.every(({ value }) => value.kind === 'known' && value.value === undefined)) return fallback;
  const [first] = readings;
  const text = first && certainText(first.value);
  return text !== undefined && readings.every(({ value }) => certainText(value) === text) ? text : undefined;
}

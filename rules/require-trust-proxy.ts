import { isCertainly, possibilities } from '../src/model/certain.ts';
import { optionOf, secureReadings } from '../src/model/cookie.ts';
import { sessionsInUse } from '../src/model/duplicates.ts';
import { elsewhere } from '../src/model/environments.ts';
import { hostsOf } from '../src/model/hosts.ts';
import type { App, Option, Server, SessionSetup, Workspace, World } from '../src/model/index.ts';
import { plainServer } from '../src/model/tls.ts';
import { trustReadings, type TrustReading } from '../src/model/trust.ts';
import { defineRule, type Edit, type Evidence, type Rule } from '../src/rule.ts';
import { fixOf, suggestionOf } from './changes/edits.ts';
import { setValue } from './changes/secure-cookie.ts';
import { trustNearestProxy, turnOn } from './changes/trust-proxy.ts';

const TITLE = 'set `trust proxy` to 1';

/** A secure cookie that this app never sets, and what shows it. */
interface Fault {
  readonly app: App;
  readonly server: Server;
  readonly secure: Option;
  /** `proxy: false`: express-session then ignores what the proxy says. */
  readonly refusal?: Option;
  /** What every path finds as `trust proxy`. */
  readonly trust: readonly TrustReading[];
}

export const requireTrustProxy: Rule = defineRule({
  name: 'require-trust-proxy',
  level: 'error',
  since: '0.1.0',
  description: 'Reports a `secure` session cookie on an app that serves plain HTTP and trusts no proxy.',
  symptom: 'Login succeeds, but no session cookie is ever set and the next request is a new session.',
  offers: 'either',
  messages: {
    absent: '{{library}} sets no session cookie {{environment}}: `{{option}}` is on, Node serves plain HTTP and `{{app}}` sets no `trust proxy`, so no request counts as HTTPS.',
    off: '{{library}} sets no session cookie {{environment}}: `{{option}}` is on, Node serves plain HTTP and `{{app}}` turns `trust proxy` off, so no request counts as HTTPS.',
    otherEnvironment: '{{library}} sets no session cookie {{environment}}: `{{option}}` is on there and Node serves plain HTTP, but `{{app}}` sets `trust proxy` only in {{other}}.',
    refused: '{{library}} sets no session cookie {{environment}}: `{{option}}` is on and Node serves plain HTTP, but `proxy: false` makes it ignore what the proxy says.',
    published: '{{library}} sets no session cookie {{environment}}: `{{option}}` is on, and `{{file}}` hands `{{app}}` to users over plain HTTP, with no proxy before it.',
    connect: '{{library}} sets no session cookie {{environment}}: `{{option}}` is on, Node serves plain HTTP and a connect app has no `trust proxy`, so no request counts as HTTPS.',
  },
  check(workspace, report) {
    for (const world of workspace.judged) {
      const reported = new Set<App>();
      for (const session of sessionsInUse(world)) {
        for (const fault of faultsOf(world, session)) {
          if (reported.has(fault.app) || isOnlyDevelopment(workspace, world, session)) continue;
          reported.add(fault.app);
          const { app, refusal } = fault;
          const { library } = session;
          const { literal } = session.options;
          const option = library === 'express-session' ? 'cookie.secure' : 'secure';
          const evidence = evidenceOf(session, fault);
          if (app.kind === 'connect') {
            report('connect', {
              at: session.at, world, data: { library, option }, evidence,
              ...(literal && session.library === 'express-session' && !refusal ? { suggest: [{ title: 'set `proxy` to `true`', edits: [{ edit: 'add-property', to: literal, name: 'proxy', code: 'true' }] }] } : {}),
            });
            continue;
          }
          const follow: Edit[] = refusal?.own && literal ? [{ edit: 'remove-property', from: literal, property: refusal.at }] : [];
          const off = fault.trust.find(reading => reading.trust === 'off');
          const absent = fault.trust.some(reading => reading.trust === 'absent');
          if (refusal && !off && !absent) {
            report('refused', { at: refusal.at, world, data: { library, option }, evidence, ...fixOf(refusal.at, 'remove `proxy: false`', follow) });
            continue;
          }
          if (off?.setting) {
            const at = off.value?.at ?? off.setting.at;
            report('off', { at, world, data: { library, option, app: app.name }, evidence, ...fixOf(at, TITLE, [...turnOn(app, off.setting, off.value?.at), ...follow]) });
            continue;
          }
          const { published } = world.entry;
          if (published && world.environment === 'production') {
            report('published', {
              at: fault.secure.at, world, data: { library, option, app: app.name, file: published.file.slice(published.file.lastIndexOf('/') + 1) },
              evidence: [{ role: 'its port is published here', at: published }, ...evidence],
              ...suggestionOf(fault.secure.at, 'let `secure` follow the connection', library === 'express-session' ? setValue(fault.secure, '\'auto\'') : [], ['require-secure-cookie']),
            });
            continue;
          }
          // The setting goes into the file of the app: a report elsewhere could not carry the fix.
          const [setting] = trustNearestProxy(app);
          const at = !setting || setting.statement.file === session.at.file ? session.at : app.at;
          const fix = fixOf(at, TITLE, setting ? [setting, ...follow] : []);
          const other = trustingEnvironment(workspace, world, session, app);
          if (other) report('otherEnvironment', { at, world, data: { library, option, app: app.name, other }, evidence, ...fix });
          else report('absent', { at, world, data: { library, option, app: app.name }, evidence, ...fix });
        }
      }
    }
  },
});

/** The apps on which a session's cookie is certainly never set: one for each app the session is registered on. */
function faultsOf(world: World, session: SessionSetup): readonly Fault[] {
  const readings = secureReadings(session);
  const secure = readings.find(reading => reading.option)?.option;
  if (!secure || !readings.every(reading => reading.state === 'on')) return [];
  const proxy = proxyOf(session);
  if (proxy === 'other') return [];
  const { apps, complete } = hostsOf(world, session);
  if (!complete) return [];
  return apps.flatMap(app => {
    const server = plainServer(world, app, session.when);
    if (!server) return [];
    const trust = app.kind === 'connect' ? [] : trustReadings(world, app, session.when);
    if (!trust.every(reading => reading.trust === 'absent' || reading.trust === 'off' || (proxy !== 'follows' && reading.trust === 'trusting'))) return [];
    return [{ app, server, secure, trust, ...(proxy !== 'follows' ? { refusal: proxy } : {}) }];
  });
}

/** express-session's `proxy`: `follows` Express' setting, or the option where it is `false`; `other` where it decides by itself or can't be seen. */
function proxyOf(session: SessionSetup): 'follows' | 'other' | Option {
  if (session.library === 'cookie-session') return 'follows';
  const proxy = optionOf(session.options, 'proxy');
  if (!proxy) return session.options.complete ? 'follows' : 'other';
  if (isCertainly(proxy.value, value => value.kind === 'known' && value.value === false, session.when)) return proxy;
  return possibilities(proxy.value, session.when).every(({ value }) => value.kind === 'known' && !value.value && value.value !== false) ? 'follows' : 'other';
}

/** In development nothing stands before Node: a cookie that is secure there and fine elsewhere is another fault. */
function isOnlyDevelopment(workspace: Workspace, world: World, session: SessionSetup): boolean {
  return world.environment === 'development' && elsewhere(workspace, world, session).every(other => faultsOf(other.world, other.session).length === 0);
}

/** The environment in which the same app does trust its proxy. */
function trustingEnvironment(workspace: Workspace, world: World, session: SessionSetup, app: App): string | undefined {
  return elsewhere(workspace, world, session).find(other => {
    const twin = other.world.apps.find(one => one.at.file === app.at.file && one.at.start === app.at.start);
    return twin && trustReadings(other.world, twin, other.session.when).every(reading => reading.trust === 'trusting');
  })?.world.environment;
}

function evidenceOf(session: SessionSetup, { app, server, secure }: Fault): Evidence[] {
  return [
    { role: 'the cookie is made secure here', at: secure.at },
    { role: 'the session is made here', at: session.at },
    { role: `\`${app.name}\` is created here`, at: app.at },
    { role: 'it listens on plain HTTP here', at: server.at },
  ];
}

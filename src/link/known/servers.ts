import type { Place } from '../../source/place.ts';
import { laterAll } from '../callbacks.ts';
import type { AppEntity, ServerEntity } from '../entity.ts';
import type { CallSite } from '../frame.ts';
import type { Run } from '../run.ts';
import { and, or } from '../guard.ts';
import { summarise } from '../handlers.ts';
import { getMember } from '../members.ts';
import { alternatives, collect, type NativeValue, type ObjectValue, type Unknown, type Value } from '../value.ts';
import type { KnownModule } from './index.ts';

/** Modules with a `createServer` that takes the app as its request listener, and what they speak. */
const PROTOCOLS: Readonly<Record<string, ServerEntity['protocol']>> = {
  http: 'http', https: 'https', http2: 'http2', spdy: 'https', 'http2-express-bridge': 'http2', 'http2-express': 'http2',
};

/** Packages that run the app on a platform that ends TLS by itself. */
const PLATFORMS = /^(serverless-http|aws-serverless-express|@vendia\/serverless-express|@codegenie\/serverless-express|firebase-functions|@google-cloud\/functions-framework|azure-function-express|azure-aws-serverless-express|@netlify\/functions|serverless-express|lambda-api|greenlock-express|@vercel\/node)/;

export const serverModules: Readonly<Record<string, KnownModule>> = Object.fromEntries(Object.entries(PROTOCOLS).map(([module, protocol]): [string, KnownModule] => [module, (run) => serverModule(run, module, protocol)]));

function serverModule(run: Run, module: string, protocol: ServerEntity['protocol']): Value {
  const create = (inner: Run, site: CallSite): Value => {
    const listener = site.arguments.map(({ value }) => value).find((value) => appIn(value) !== undefined);
    const serve = (app: AppEntity | undefined): Value => inner.entity(addServer(inner, protocol, app, site.at), site.at);
    if (listener === undefined) return serve(site.arguments.map(({ value }) => appCalledBy(inner, value)).find((one) => one !== undefined));
    const apps = new Set(alternatives(listener).flatMap(({ value }) => appIn(value) ?? []));
    return apps.size === 1 ? serve(appIn(listener)) : serveEach(inner, listener, serve, site.at);
  };
  return run.native(module, undefined, {
    from: { module, path: 'default' },
    member: (inner, name, at) => {
      if (name === 'createServer' || name === 'createSecureServer') return inner.native(`${module}.${name}`, create);
      if (name === 'Server') return inner.native(`${module}.Server`, create, { construct: create });
      return inner.unknown(`\`${module}.${name}\``, at, `${module}.${name}`, { from: { module, path: name } });
    },
  });
}

function appIn(value: Value): AppEntity | undefined {
  for (const { value: one } of alternatives(value)) if ((one.t === 'object' || one.t === 'native') && one.entity?.kind === 'app') return one.entity;
  return undefined;
}

/** One of several apps, by a condition: a server for each. */
function serveEach(run: Run, listener: Value, serve: (app: AppEntity | undefined) => Value, at: Place): Value {
  return collect(alternatives(listener).flatMap(({ when, value }) => {
    let server: Value | undefined;
    run.within(when, () => { server = serve(appIn(value)); });
    return server === undefined ? [] : alternatives(server).map((one) => ({ when: and(when, one.when), value: one.value }));
  }), at);
}

/** The app that a request listener hands its requests to: `(req, res) => app(req, res)`. */
function appCalledBy(run: Run, value: Value): AppEntity | undefined {
  if (value.t !== 'function' || run.handler) return undefined;
  return summarise(run, value).log.acts.map(({ callee }) => callee && appIn(callee)).find((app) => app !== undefined);
}

function starts(run: Run, server: ServerEntity, port?: Value): void {
  if (port) server.port = server.port && server.listens ? undefined : port;
  server.when = server.listens ? or(server.when, run.guard) : run.guard;
  server.listens = true;
}

/** The port that a `listen` is given: alone, or in an object of options. */
function portOf(run: Run, site: CallSite): Value | undefined {
  const [first] = site.arguments;
  return first?.value.t === 'object' && !first.value.entity ? getMember(run, first.value, 'port', first.at) : first?.value;
}

function addServer(run: Run, protocol: ServerEntity['protocol'], app: AppEntity | undefined, at: Place, listens = false, platform?: string): ServerEntity {
  const server: ServerEntity = { kind: 'server', id: run.id(), protocol, at, app, listens, when: run.guard, port: undefined, ...(platform === undefined ? {} : { platform }) };
  run.result.servers.push(server);
  return server;
}

/** What wraps a server hands its `listen` on: `shutdown(server).listen(3000)`. */
export function callOfWrapper(run: Run, callee: Unknown): void {
  if (!callee.key.endsWith('.listen')) return;
  for (const value of callee.given ?? []) if (value.t === 'object' && value.entity?.kind === 'server') starts(run, value.entity);
}

/** `app.listen(…)`: plain HTTP (express 5.2.1 lib/application.js `listen`). */
export function listen(run: Run, app: AppEntity, site: CallSite): Value {
  const server = addServer(run, 'http', app, site.at, true);
  server.port = portOf(run, site);
  runCallbacks(run, site);
  return run.entity(server, site.at);
}

/** `server.listen`, `server.on`: callbacks run once it listens. */
export function serverMember(run: Run, owner: ObjectValue | NativeValue, server: ServerEntity, name: string): Value | undefined {
  return run.native(`server.${name}`, (inner, site) => {
    if (name === 'listen') starts(inner, server, portOf(inner, site));
    if (name === 'on' || name === 'once' || name === 'addListener') {
      const [event, listener] = site.arguments;
      const app = listener && appIn(listener.value);
      if (event?.value.t === 'primitive' && event.value.v === 'request' && app) server.app = app;
      if (event?.value.t === 'primitive' && event.value.v === 'listening') runCallbacks(inner, site);
      return owner;
    }
    runCallbacks(inner, site);
    return owner;
  });
}

function runCallbacks(run: Run, site: CallSite): void {
  laterAll(run, site.arguments, { by: 'event', at: site.at, atOnce: false });
}

/** An app handed to a platform's wrapper is served by the platform. Returns false where the package is no such wrapper. */
export function serveOnPlatform(run: Run, module: string, app: AppEntity, at: Place): boolean {
  if (!PLATFORMS.test(module)) return false;
  addServer(run, 'platform', app, at, true, module);
  return true;
}

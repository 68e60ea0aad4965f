import type { Place } from '../../source/place.ts';
import { act } from '../acts.ts';
import { BOUNDS, TOO_DEEP, TOO_LARGE } from '../bounds.ts';
import { callMethodLater, handlerId, handlersIn } from '../handlers.ts';
import type { AppEntity, RegistrationEvent, RouteEntity } from '../entity.ts';
import { and, given, not, type Guard } from '../guard.ts';
import type { Argument, CallSite } from '../frame.ts';
import type { Run } from '../run.ts';
import { alternatives, choose, collect, isString, primitive, type ArrayValue, type NativeValue, type ObjectValue, type Value } from '../value.ts';
import type { KnownModule } from './index.ts';
import { listen } from './servers.ts';

type Owner = ObjectValue | NativeValue;
type Method = (run: Run, owner: Owner, app: AppEntity, site: CallSite) => Value;

/** Methods that register a route (express 4.22 and 5: `lib/application.js` over `methods`). */
const VERBS = ['all', 'get', 'post', 'put', 'delete', 'patch', 'options', 'head', 'search', 'propfind', 'copy', 'lock', 'unlock', 'link', 'unlink', 'report', 'checkout', 'merge', 'notify', 'subscribe', 'unsubscribe', 'purge', 'query', 'del', 'ws'];

/** `express` and its wrappers, `connect`, and routers of their own packages. */
export const expressModule: Readonly<Record<string, KnownModule>> = {
  express: (run) => run.native('express', (inner, site) => makeApp(inner, 'express', site.at, site.at), {
    from: { module: 'express', path: 'default' },
    member: (inner, name) => {
      if (name === 'Router' || name === 'application') return routerMaker(inner, 'express');
      if (['static', 'json', 'urlencoded', 'raw', 'text', 'query'].includes(name)) return middlewareMaker(inner, 'express', name);
      return undefined;
    },
  }),
  'express-promise-router': (run) => routerMaker(run, 'express-promise-router'),
  router: (run) => routerMaker(run, 'router'),
  connect: (run) => run.native('connect', (inner, site) => makeApp(inner, 'connect', site.at, site.at), { from: { module: 'connect', path: 'default' } }),
  'express-ws': (run) => run.native('express-ws', (inner, site) => {
    const object = inner.object(site.at, { open: 'made by express-ws' });
    const app = site.arguments[0];
    if (app) object.slots.set('app', { value: app.value, at: app.at, key: app.at, from: app.at });
    return object;
  }),
};

function routerMaker(run: Run, module: string): Value {
  const make = (inner: Run, site: CallSite): Value => makeApp(inner, 'router', site.at, site.at);
  return run.native(`${module}.Router`, make, { construct: make, from: { module, path: 'Router' } });
}

function middlewareMaker(run: Run, module: string, name: string): Value {
  return run.native(`${module}.${name}`, (inner, site) => middlewareOf(inner, module, name, site), { from: { module, path: name } });
}

/** A middleware of a package, with the arguments it was made with. */
export function middlewareOf(run: Run, module: string, name: string, site: CallSite): Value {
  const entity = { kind: 'middleware', id: run.id(), name, module, at: site.at, arguments: site.arguments } as const;
  run.result.middlewares.push(entity);
  return run.entity(entity, site.at);
}

/** Makes an app. Its name is the one the declaration around the call gives it, if any. */
export function makeApp(run: Run, style: AppEntity['style'], at: Place, callee: Place): Value & { readonly entity: AppEntity } {
  const entity: AppEntity = {
    kind: 'app', id: run.id(), style, at, name: nameFor(run, callee) ?? (style === 'router' ? 'router' : 'app'), site: run.frame.site,
    settings: [], registrations: [], values: new Map(), started: false,
    // What a handler registers is taken back with all else it does: where an app of its own is mounted is not seen.
    escapes: run.handler !== undefined,
  };
  // Nobody looks at one of very many that a loop makes.
  if (style === 'router' || !run.madeTooOften(run.result.apps, at)) run.result.apps.push(entity);
  return run.entity(entity, at);
}

/** The name in `const app = express()` or `this.app = express()`. */
function nameFor(run: Run, at: Place): string | undefined {
  const statement = run.frame.site?.statement;
  if (statement?.k === 'declare') {
    const declarator = statement.d.find(({ s, e }) => s <= at.start && at.end <= e);
    return declarator?.t.k === 'id' ? declarator.t.n : undefined;
  }
  if (statement?.k !== 'expr' || statement.x.k !== 'assign') return undefined;
  const { to } = statement.x;
  if (to.k === 'id') return to.n;
  return to.k === 'member' ? `${to.o.k === 'this' ? 'this' : to.o.k === 'id' ? to.o.n : '…'}.${to.n}` : undefined;
}

/** What `app.x` is. */
export function appMember(run: Run, owner: Owner, app: AppEntity, name: string, at: Place): Value | undefined {
  const method = Object.hasOwn(METHODS, name) ? METHODS[name] : undefined;
  if (method) return run.native(`${app.name}.${name}`, (inner, site) => method(inner, owner, app, site));
  if (name === 'settings') return run.native(`${app.name}.settings`, undefined, { member: (inner, key, place) => setting(inner, app, primitive(key, place), place) });
  if (name === 'locals') return run.unknown(`\`${name}\` of an app`, at, `app#${String(app.id)}.${name}`);
  if (name === 'router' || name === '_router') return owner;
  return undefined;
}

const METHODS: Readonly<Record<string, Method>> = {
  ...Object.fromEntries(VERBS.map((verb): [string, Method] => [verb, (run, owner, app, site) => {
    const [first] = site.arguments;
    if (verb === 'get' && site.arguments.length === 1 && first && app.style !== 'router') return setting(run, app, first.value, site.at);
    registerRoute(run, app, verb, first, site.arguments.slice(1), site.at);
    return owner;
  }])),
  use: (run, owner, app, site) => {
    registerUse(run, app, site);
    return owner;
  },
  route: (run, _, app, site) => run.entity({ kind: 'route', app, path: site.arguments[0] }, site.at),
  param: (run, owner, app, site) => {
    register(run, app, 'param', [site.arguments[0]?.value ?? run.undefined(site.at)], site.arguments.slice(1), site.at);
    return owner;
  },
  set: (run, owner, app, site) => {
    const [name, value] = site.arguments;
    if (name) note(run, app, 'set', name, value?.value, site);
    // With one argument it reads (express 5.2.1 lib/application.js:351).
    return name && !value ? setting(run, app, name.value, site.at) : owner;
  },
  enable: (run, owner, app, site) => {
    const [name] = site.arguments;
    if (name) note(run, app, 'enable', name, primitive(true, site.at), site);
    return owner;
  },
  disable: (run, owner, app, site) => {
    const [name] = site.arguments;
    if (name) note(run, app, 'disable', name, primitive(false, site.at), site);
    return owner;
  },
  enabled: (run, _, app, site) => setting(run, app, site.arguments[0]?.value ?? run.undefined(site.at), site.at),
  disabled: (run, _, app, site) => run.unknown('a setting', site.at, `app#${String(app.id)} disabled`),
  listen: (run, _, app, site) => listen(run, app, site),
  engine: (_, owner) => owner,
  on: (run, owner, _, site) => {
    callMethodLater(run, site);
    return owner;
  },
  once: (run, owner, _, site) => {
    callMethodLater(run, site);
    return owner;
  },
  render: (run, _owner, _app, site) => run.undefined(site.at),
  path: (run, _owner, _app, site) => run.unknown('a mount path', site.at),
  handle: (run, owner, app, site) => callApp(run, app, owner, site),
};

/** `app[method](path, …handlers)` with a method that is not known: a route, of any method. */
export function anyMethodOf(run: Run, owner: Owner, app: AppEntity): Value {
  return run.native(`${app.name}[…]`, (inner, site) => {
    const [path, ...handlers] = site.arguments;
    if (handlers.length > 0) registerRoute(inner, app, 'all', path, handlers, site.at);
    else inner.unfollowed(site.at, 'a method of an app whose name is computed');
    return owner;
  });
}

/** An app that is called handles a request: `(req, res) => app(req, res)`. */
export function callApp(run: Run, app: AppEntity, owner: Owner, site: CallSite): Value {
  act(run, 'run-middleware', site.at, { name: app.name, arguments: site.arguments, guarded: false, callee: owner });
  return run.undefined(site.at);
}

/** `app.set`: kept in order, and by name for `app.get`. */
function note(run: Run, app: AppEntity, call: 'set' | 'enable' | 'disable', name: Argument, value: Value | undefined, site: CallSite): void {
  if (!run.mayNote(site.at)) return;
  app.settings.push({ call, name, value, at: site.at, site: run.site, when: run.guard });
  if (value === undefined || !isString(name.value)) return;
  const values = app.values.get(name.value.v) ?? [];
  app.values.set(name.value.v, values);
  values.push({ value, when: run.guard });
}

/** `app.get(name)`: the last value that was set on the present path; `env` is the environment. */
function setting(run: Run, app: AppEntity, name: Value, at: Place): Value {
  if (!isString(name)) return run.unknown('a setting whose name is computed', at);
  const found: { when: Guard; value: Value }[] = [];
  let open: Guard = run.guard;
  const values = app.values.get(name.v) ?? [];
  for (let index = values.length - 1; index >= 0 && open !== false; index--) {
    const one = values[index];
    if (!one) break;
    const holds = and(open, one.when);
    if (holds !== false) found.push({ when: holds, value: one.value });
    open = and(open, not(one.when));
  }
  if (open !== false) {
    // express 5.2.1 lib/application.js:76: `env` is NODE_ENV or `development`.
    const preset: Value = name.v === 'env' ? { ...primitive(run.environment, at), nodeEnv: true } : run.unknown(`the setting \`${name.v}\``, at, `app setting ${name.v}`);
    found.push({ when: open, value: preset });
  }
  return collect(found.flatMap(({ when, value }) => alternatives(value).map((one) => ({ when: given(and(when, one.when), run.guard), value: one.value }))), at);
}

/** Lists of paths in lists of paths, past what anybody writes. */
const DEEPEST_LIST = 4;

/** `app.use([path], …middlewares)` */
export function registerUse(run: Run, app: AppEntity, site: CallSite): void {
  const [first, ...rest] = site.arguments;
  if (!first) return;
  const isPath = looksLikePath(first.value) ? rest.length > 0 || first.value.t !== 'unknown' : rest.length > 0 && mayBePath(first.value);
  const middlewares = isPath ? rest : site.arguments;
  register(run, app, 'use', isPath ? pathsOf(first.value) : [], middlewares, site.at);
}

function registerRoute(run: Run, app: AppEntity, method: string, path: Argument | undefined, handlers: readonly Argument[], at: Place): void {
  register(run, app, method, path ? pathsOf(path.value) : [], handlers, at);
}

/** @param inside how many lists it is in; one that holds itself is no path */
function looksLikePath(value: Value, inside = 0): boolean {
  return alternatives(value).every(({ value: one }) => {
    if (one.t === 'array') return one.items.length > 0 && inside < DEEPEST_LIST && one.items.every((item) => looksLikePath(item.value, inside + 1));
    return (one.t === 'primitive' && typeof one.v === 'string') || one.t === 'pattern' || one.t === 'environment' || (one.t === 'unknown' && one.text !== undefined);
  });
}

/** Whether something that is not known is a path: on some ways it is, or it is called one (`app.use(route.path, route.router)`). */
function mayBePath(value: Value): boolean {
  const all = alternatives(value).map((one) => one.value);
  return all.every((one) => one.t === 'unknown' || one.t === 'environment' || one.t === 'primitive') && all.some((one) => looksLikePath(one) || isNamedPath(one));
}

function isNamedPath(value: Value): boolean {
  return value.t === 'unknown' && /(path|prefix|route|url|uri|endpoint|mount\w*|base)$/i.test(value.key.replace(/\(.*$/s, ''));
}

function pathsOf(value: Value): readonly Value[] {
  return value.t === 'array' ? value.items.map((item) => item.value) : [value];
}

/** Adds a registration; lists of middlewares are opened, `false && x` leaves nothing. */
export function register(run: Run, app: AppEntity, method: string, paths: readonly Value[], given_: readonly Argument[], at: Place): void {
  if (!run.mayNote(at)) return;
  const middlewares = opened(run, given_);
  if (method === 'use' && middlewares.length === 0 && given_.length > 0 && given_.every(({ value }) => value.t === 'array' && value.open === undefined)) return;
  if (setsUp({ middlewares }) && run.madeTooOften(app.registrations.filter(setsUp), at)) return;
  app.registrations.push({
    id: run.id(), app, method, paths, middlewares, at, site: run.site, when: run.guard, waits: run.waits,
    unreachable: app.started, insideHandler: run.handler !== undefined, order: ++run.order,
  });
  for (const { value } of middlewares) for (const handler of handlersIn(value)) run.registered.add(handlerId(handler));
  const { registrations } = app;
  run.remember(() => { registrations.pop(); });
}

/** Whether a session or CORS is among what is registered. */
function setsUp({ middlewares }: Pick<RegistrationEvent, 'middlewares'>): boolean {
  return middlewares.some(({ value }) => isSetup(value));
}

/** Whether something is a session or CORS: rules hold each of them against every other. */
function isSetup(value: Value): boolean {
  return value.t === 'object' && (value.entity?.kind === 'session' || value.entity?.kind === 'cors');
}

/**
 * What lists of lists hold in the end, as Express flattens them; of one of several lists, what each holds under its
 * condition. A list may hold itself: Express would not come to an end.
 */
function opened(run: Run, given_: readonly Argument[]): Argument[] {
  const found: Argument[] = [];
  let left: number = BOUNDS.parts;
  const isTooMuch = (): boolean => found.length >= BOUNDS.iterations || left-- <= 0;
  const add = (one: Value, own: Place, holds: Guard, around: readonly ArrayValue[]): void => {
    const put = (made: Value): void => { found.push({ value: choose(holds, made, primitive(undefined, own), not(holds)), at: own }); };
    if (one.t === 'choice' && one.of.some((part) => part.value.t === 'array')) {
      for (const part of one.of) add(part.value, own, and(holds, part.when), around);
      return;
    }
    if (one.t !== 'array') { put(one); return; }
    const isRing = around.includes(one);
    if (isRing || around.length >= BOUNDS.depth) { put(run.unknown(isRing ? 'a list that holds itself' : TOO_DEEP, own)); return; }
    for (const item of one.items) {
      if (isTooMuch()) { put(run.unknown(TOO_LARGE, own)); return; }
      add(item.value, item.value.t === 'choice' || item.value.at.file === '' ? own : item.value.at, and(holds, item.when), [...around, one]);
    }
    if (one.open !== undefined) put(run.unknown(one.open, own, `items of #${String(one.id)}`));
  };
  for (const { value, at } of given_) {
    if (found.length > 0 && isTooMuch()) return [...found, { value: run.unknown(TOO_LARGE, at), at }];
    add(value, at, true, []);
  }
  return found;
}

/** `app.route(path).get(…).post(…)` */
export function routeMember(run: Run, owner: Owner, route: RouteEntity, name: string): Value | undefined {
  if (!VERBS.includes(name)) return undefined;
  return run.native(`route.${name}`, (inner, site) => {
    registerRoute(inner, route.app, name, route.path, site.arguments, site.at);
    return owner;
  });
}

import type { Expr } from '../../facts/ir.ts';
import type { Place } from '../../source/place.ts';
import { callMethod, methodsOf } from '../classes.ts';
import type { AppEntity, ConsumerEntity } from '../entity.ts';
import { evaluate } from '../expressions.ts';
import { getMember } from '../members.ts';
import { promiseOf } from '../promises.ts';
import type { Argument, CallSite, Run } from '../run.ts';
import { alternatives, isString, NOWHERE, primitive, type ClassValue, type FunctionValue, type NativeValue, type ObjectValue, type Value } from '../value.ts';
import { makeCors } from './cors.ts';
import { named } from './environment.ts';
import { appMember, makeApp, register } from './express.ts';
import type { KnownModule } from './index.ts';
import { listen } from './servers.ts';

type Owner = ObjectValue | NativeValue;

/** NestJS: the application, its modules' middlewares and its controllers' routes. */
export const nestModules: Readonly<Record<string, KnownModule>> = {
  '@nestjs/core': (run) => run.native('@nestjs/core', undefined, {
    from: { module: '@nestjs/core', path: '' },
    member: (inner, name) => (name === 'NestFactory' ? inner.native('NestFactory', undefined, { member: (one, member) => (member === 'create' ? one.native('NestFactory.create', create) : undefined) }) : undefined),
  }),
  '@nestjs/config': (run) => run.native('@nestjs/config', undefined, {
    from: { module: '@nestjs/config', path: '' },
    member: (inner, name) => (name === 'ConfigService' ? inner.native('ConfigService', undefined, { construct: configService, from: { module: '@nestjs/config', path: 'ConfigService' } }) : undefined),
  }),
};

/** `ConfigService.get('X')` reads the environment, by default. */
export function configService(run: Run): Value {
  return run.native('ConfigService', undefined, {
    member: (inner, name) => (name === 'get' || name === 'getOrThrow' ? inner.native(`ConfigService.${name}`, (one, site) => named(one, site)) : undefined),
  });
}

/** What Nest does at `init`, in its order (nest-application.js `init`): the `cors` option, module middlewares, routes. */
interface Bootstrap { readonly app: AppEntity; readonly module: Value | undefined; readonly options: Argument | undefined; done: boolean }

const bootstraps = new WeakMap<AppEntity, Bootstrap>();

/** `NestFactory.create(module, [adapter], [options])` */
function create(run: Run, site: CallSite): Value {
  const [module, ...rest] = site.arguments;
  const adapter = rest.find(({ value }) => value.t === 'unknown' && value.from?.module === '@nestjs/platform-fastify');
  if (adapter) return promiseOf(run, run.unknown('a NestJS application on Fastify', site.at), site.at);
  const app = makeApp(run, 'nest', site.at, site.at);
  const options = rest.find(({ value }) => value.t === 'object' && !value.entity);
  bootstraps.set(app.entity, { app: app.entity, module: module?.value, options, done: false });
  return promiseOf(run, app, site.at);
}

type Method = (run: Run, owner: Owner, app: AppEntity, site: CallSite) => Value;

const METHODS: Readonly<Record<string, Method>> = {
  enableCors: (run, owner, app, site) => {
    const cors = makeCors(run, 'nest', site.arguments[0], site);
    register(run, app, 'use', [], [{ value: cors, at: site.at }], site.at);
    return owner;
  },
  listen: (run, _, app, site) => {
    initialise(run, app, site.at);
    return promiseOf(run, listen(run, app, site), site.at);
  },
  init: (run, owner, app, site) => {
    initialise(run, app, site.at);
    return promiseOf(run, owner, site.at);
  },
  getHttpAdapter: (run, owner) => run.native('HttpAdapter', undefined, {
    member: (inner, name) => (name === 'getInstance' || name === 'getHttpServer' ? inner.native(`HttpAdapter.${name}`, () => owner) : inner.native(`HttpAdapter.${name}`, (one, site) => one.undefined(site.at))),
  }),
  get: (run, _, app, site) => {
    const [token] = site.arguments;
    if (token && isString(token.value)) return run.unknown('a setting', site.at, `app setting ${token.value.v}`);
    if (token?.value.t === 'native' && token.value.name === 'ConfigService') return configService(run);
    return run.unknown('a provider of NestJS', site.at, `provider@${app.name}`);
  },
};

/** Members that a Nest application has beside Express's own, which it hands through to its adapter. */
export function nestMember(run: Run, owner: Owner, app: AppEntity, name: string): Value | undefined {
  const method = Object.hasOwn(METHODS, name) ? METHODS[name] : undefined;
  if (method) return run.native(`${app.name}.${name}`, (inner, site) => method(inner, owner, app, site));
  if (['use', 'set', 'enable', 'disable'].includes(name)) return undefined;
  return run.native(`${app.name}.${name}`, () => owner);
}

function initialise(run: Run, app: AppEntity, at: Place): void {
  const bootstrap = bootstraps.get(app);
  if (!bootstrap || bootstrap.done) return;
  bootstrap.done = true;
  const cors = bootstrap.options?.value.t === 'object' ? bootstrap.options.value.slots.get('cors') : undefined;
  if (cors && !(cors.value.t === 'primitive' && !cors.value.v)) {
    const place = cors.from;
    const argument = cors.value.t === 'primitive' ? undefined : { value: cors.value, at: place };
    const value = makeCors(run, 'nest-option', argument, { at: place, callee: cors.key, arguments: [], self: undefined, complete: true });
    register(run, app, 'use', [], [{ value, at: place }], place);
  }
  if (bootstrap.module) visit(run, app, bootstrap.module, at, new Set());
  app.started = true;
}

/** A module's middlewares, then those of what it imports; then every controller's routes. */
function visit(run: Run, app: AppEntity, root: Value, at: Place, seen: Set<string>): void {
  const modules: ClassValue[] = [];
  const collect = (value: Value): void => {
    for (const { value: one } of alternatives(value)) {
      if (one.t !== 'class' || seen.has(`${one.file}:${String(one.at.start)}`)) continue;
      seen.add(`${one.file}:${String(one.at.start)}`);
      modules.push(one);
      for (const item of metadata(run, one, 'Module', 'imports')) collect(item);
    }
  };
  collect(root);
  for (const module of modules) {
    const instance = run.object(module.at, { of: module, open: 'it is made by NestJS' });
    const consumer = run.entity({ kind: 'consumer', app, applied: [] }, module.at);
    callMethod(run, instance, 'configure', [{ value: consumer, at: module.at }], module.at);
  }
  for (const module of modules) for (const item of metadata(run, module, 'Module', 'controllers')) if (item.t === 'class') controller(run, app, item, at);
}

/** A list in a class's decorator: `@Module({ imports: […] })`. */
function metadata(run: Run, made: ClassValue, decorator: string, key: string): readonly Value[] {
  const found = decoration(run, made, made.facts.dec, decorator);
  const value = found && getMember(run, found, key, made.at);
  return value?.t === 'array' ? value.items.map((item) => item.value) : [];
}

/** The first argument of a decorator call; `undefined` where there is no such decorator. */
function decoration(run: Run, made: ClassValue, decorators: readonly Expr[] | undefined, name: string): Value | undefined {
  const found = decorators?.find((one) => one.k === 'call' && one.f.k === 'id' && one.f.n === name);
  if (found?.k !== 'call') return undefined;
  const [argument] = found.a;
  const module = run.modules.get(made.file);
  if (!module || !argument || argument.k === 'hole' || argument.k === 'spread') return run.undefined(made.at);
  const before = run.frame;
  run.frame = { ...before, file: made.file, module };
  const value = evaluate(run, argument, made.scope);
  run.frame = before;
  return value;
}

/** HTTP methods by their decorator. */
const ROUTES: Readonly<Record<string, string>> = { Get: 'get', Post: 'post', Put: 'put', Delete: 'delete', Patch: 'patch', Options: 'options', Head: 'head', All: 'all' };

function controller(run: Run, app: AppEntity, made: ClassValue, at: Place): void {
  const base = decoration(run, made, made.facts.dec, 'Controller');
  const prefix = base && isString(base) ? base.v : base?.t === 'object' ? textOf(getMember(run, base, 'path', at)) : '';
  const instance = run.object(made.at, { of: made, open: 'it is made by NestJS' });
  for (const { member, function: method } of methodsOf(run, made, instance)) {
    for (const decorator of member.dec ?? []) {
      const verb = decorator.k === 'call' && decorator.f.k === 'id' ? ROUTES[decorator.f.n] : undefined;
      if (verb === undefined || decorator.k !== 'call' || decorator.f.k !== 'id') continue;
      const path = textOf(decoration(run, made, member.dec, decorator.f.n) ?? run.undefined(at));
      const place = { file: made.file, start: member.s, end: member.e };
      const route = prefix === undefined || path === undefined ? run.unknown('a route path', place) : primitive(`/${[prefix, path].map((part) => part.replace(/^\/|\/$/g, '')).filter(Boolean).join('/')}`, place);
      register(run, app, verb, [route], [{ value: adapted(run, method), at: place }], place);
    }
  }
}

function textOf(value: Value): string | undefined {
  if (isString(value)) return value.v;
  return value.t === 'primitive' && value.v === undefined ? '' : undefined;
}

/** A controller's method as Express calls it: its decorated parameters are parts of the request. */
function adapted(run: Run, method: FunctionValue): Value {
  const parameters = method.facts.p.map((parameter) => parameter.dec?.map((one) => (one.k === 'call' && one.f.k === 'id' ? one.f.n : one.k === 'id' ? one.n : '')) ?? []);
  return run.native(method.name ?? 'handler', (inner, site) => {
    const [request, response, next] = site.arguments;
    const values = parameters.map((names): Argument => {
      const value = names.includes('Req') || names.includes('Request') ? request?.value
        : names.includes('Res') || names.includes('Response') ? response?.value
        : names.includes('Next') ? next?.value
        : names.includes('Session') && request ? getMember(inner, request.value, 'session', site.at) : undefined;
      return { value: value ?? inner.unknown('what the request says', site.at), at: site.at };
    });
    const call = getMember(inner, method, 'call', method.at);
    return call.t === 'native' && call.call ? call.call(inner, { ...site, arguments: [{ value: method.self ?? inner.undefined(NOWHERE), at: site.at }, ...values] }) : inner.undefined(site.at);
  }, { entity: { kind: 'instance', of: 'nest handler', arguments: [{ value: method, at: method.at }] } });
}

/** `consumer.apply(…).forRoutes(…)` */
export function consumerMember(run: Run, owner: Owner, consumer: ConsumerEntity, name: string): Value | undefined {
  if (name === 'apply') return run.native('consumer.apply', (inner, site) => inner.entity({ ...consumer, applied: site.arguments }, site.at));
  if (name === 'exclude') return run.native('consumer.exclude', () => owner);
  if (name !== 'forRoutes') return undefined;
  return run.native('consumer.forRoutes', (inner, site) => {
    const everywhere = site.arguments.some(({ value }) => isString(value) && ['*', '/', '(.*)', '{*splat}', '*path'].includes(value.v.replace(/^\//, '') || '/'));
    const paths = everywhere ? [] : site.arguments.map(({ value, at }) => (isString(value) ? value : inner.unknown('a route of NestJS', at)));
    register(inner, consumer.app, 'use', paths, consumer.applied.map((one) => ({ value: middlewareClass(inner, one.value), at: one.at })), site.at);
    return inner.entity({ ...consumer, applied: [] }, site.at);
  });
}

/** `class X implements NestMiddleware { use(req, res, next) }` */
function middlewareClass(run: Run, value: Value): Value {
  if (value.t !== 'class') return value;
  const instance = run.object(value.at, { of: value, open: 'it is made by NestJS' });
  const use = getMember(run, instance, 'use', value.at);
  return use.t === 'function' ? use : value;
}

/** Members of an app in the style it has. */
export function memberOfApp(run: Run, owner: Owner, app: AppEntity, name: string, at: Place): Value | undefined {
  return (app.style === 'nest' ? nestMember(run, owner, app, name) : undefined) ?? appMember(run, owner, app, name, at);
}

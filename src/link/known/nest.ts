import type { AppEntity } from '../entity.ts';
import { getMember } from '../members.ts';
import { callValue } from '../calls.ts';
import { promiseOf } from '../promises.ts';
import type { Argument, CallSite } from '../frame.ts';
import type { Run } from '../run.ts';
import type { Place } from '../../source/place.ts';
import { alternatives, isString, type NativeValue, type ObjectValue, type Value } from '../value.ts';
import { makeCors } from './cors.ts';
import { appMember, makeApp, middlewareOf, register } from './express.ts';
import type { KnownModule } from './index.ts';
import { configService, Injector } from './nest/injector.ts';
import { registerModules } from './nest/modules.ts';
import { nestPassportModule } from './nest/passport.ts';
import { listen } from './servers.ts';

type Owner = ObjectValue | NativeValue;

/** NestJS: the application, its modules' middlewares and its controllers' routes. */
export const nestModules: Readonly<Record<string, KnownModule>> = {
  '@nestjs/core': (run) => run.native('@nestjs/core', undefined, {
    from: { module: '@nestjs/core', path: '' },
    member: (inner, name) => (name === 'NestFactory' ? inner.native('NestFactory', undefined, { member: (one, member) => (member === 'create' ? one.native('NestFactory.create', create) : undefined) }) : undefined),
  }),
  '@nestjs/common': (run) => run.native('@nestjs/common', undefined, {
    from: { module: '@nestjs/common', path: '' },
    member: (inner, name) => (name === 'forwardRef' ? inner.native('forwardRef', (one, site) => callValue(one, site.arguments[0]?.value ?? one.undefined(site.at), { ...site, arguments: [] })) : undefined),
  }),
  ...nestPassportModule,
  '@nestjs/platform-express': (run) => run.native('@nestjs/platform-express', undefined, {
    from: { module: '@nestjs/platform-express', path: '' },
    member: (inner, name) => (name === 'ExpressAdapter' ? inner.native('ExpressAdapter', undefined, { construct: (one, site) => one.entity({ kind: 'instance', of: 'ExpressAdapter', arguments: site.arguments }, site.at) }) : undefined),
  }),
  '@nestjs/config': (run) => run.native('@nestjs/config', undefined, {
    from: { module: '@nestjs/config', path: '' },
    member: (inner, name) => (name === 'ConfigService' ? inner.native('ConfigService', undefined, { construct: configService, from: { module: '@nestjs/config', path: 'ConfigService' } }) : undefined),
  }),
};

/** What Nest does at `init`, in its order (nest-application.js `init`): the `cors` option, module middlewares, routes. */
interface Bootstrap {
  readonly module: Value | undefined;
  readonly options: Argument | undefined;
  readonly injector: Injector;
  /** Of every route; `undefined` where it is not known. */
  prefix: string | undefined;
  done: boolean;
}

const bootstraps = new WeakMap<AppEntity, Bootstrap>();

/** `NestFactory.create(module, [adapter], [options])` */
function create(run: Run, site: CallSite): Value {
  const [module, ...rest] = site.arguments;
  if (rest.some(({ value }) => value.t === 'unknown' && value.from?.module === '@nestjs/platform-fastify')) {
    return promiseOf(run, run.unknown('a NestJS application on Fastify', site.at), site.at);
  }
  const app = ownApp(rest) ?? makeApp(run, 'nest', site.at, site.at);
  const options = rest.find(({ value }) => value.t === 'object' && !value.entity);
  bootstraps.set(app.entity, { module: module?.value, options, injector: new Injector(run), prefix: '', done: false });
  return promiseOf(run, app, site.at);
}

/** The express app in `NestFactory.create(module, new ExpressAdapter(app))`. */
function ownApp(given: readonly Argument[]): (ObjectValue & { readonly entity: AppEntity }) | undefined {
  for (const { value } of given) {
    const app = value.t === 'object' && value.entity?.kind === 'instance' && value.entity.of === 'ExpressAdapter' ? value.entity.arguments[0]?.value : undefined;
    if (app?.t === 'object' && app.entity?.kind === 'app') return { ...app, entity: app.entity };
  }
  return undefined;
}

type Method = (run: Run, owner: Owner, app: AppEntity, site: CallSite) => Value;

const METHODS: Readonly<Record<string, Method>> = {
  enableCors: (run, owner, app, site) => {
    const cors = makeCors(run, 'nest', site.arguments[0], site);
    register(run, app, 'use', [], [{ value: cors, at: site.at }], site.at);
    return owner;
  },
  // platform-express 12 adapters/express-adapter.js: registered at once, for its prefix.
  useStaticAssets: (run, owner, app, site) => {
    const options = site.arguments[1]?.value;
    const prefix = options?.t === 'object' ? options.slots.get('prefix')?.value : undefined;
    register(run, app, 'use', prefix ? [prefix] : [], [{ value: middlewareOf(run, 'express', 'static', site), at: site.at }], site.at);
    return owner;
  },
  useGlobalGuards: (_, owner, app, site) => {
    bootstraps.get(app)?.injector.guards.push(...site.arguments);
    return owner;
  },
  setGlobalPrefix: (_, owner, app, site) => {
    const bootstrap = bootstraps.get(app);
    const prefix = site.arguments[0]?.value;
    if (bootstrap) bootstrap.prefix = prefix && isString(prefix) ? prefix.v : undefined;
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
  getHttpAdapter: (run, owner, app) => run.native('HttpAdapter', undefined, {
    member: (inner, name, at) => (name === 'getInstance' || name === 'getHttpServer' ? inner.native(`HttpAdapter.${name}`, () => owner)
      : appMember(inner, owner, app, name, at) ?? inner.native(`HttpAdapter.${name}`, (one, site) => one.undefined(site.at))),
  }),
  get: (run, _, app, site) => {
    const [token] = site.arguments;
    if (token && isString(token.value)) return run.unknown('a setting', site.at, `app setting ${token.value.v}`);
    return (token && bootstraps.get(app)?.injector.provide(token.value, site.at)) ?? run.unknown('a provider of NestJS', site.at, `provider@${app.name}`);
  },
};

/** Members that a Nest application has beside Express's own, which it hands through to its adapter. */
function nestMember(run: Run, owner: Owner, app: AppEntity, name: string): Value | undefined {
  const method = Object.hasOwn(METHODS, name) ? METHODS[name] : undefined;
  if (method) return run.native(`${app.name}.${name}`, (inner, site) => method(inner, owner, app, site));
  if (['use', 'set', 'enable', 'disable'].includes(name)) return undefined;
  return run.native(`${app.name}.${name}`, () => owner);
}

function initialise(run: Run, app: AppEntity, at: Place): void {
  const bootstrap = bootstraps.get(app);
  if (!bootstrap || bootstrap.done) return;
  bootstrap.done = true;
  const options = bootstrap.options && getMember(run, bootstrap.options.value, 'cors', at);
  const slot = bootstrap.options?.value.t === 'object' ? bootstrap.options.value.slots.get('cors') : undefined;
  for (const { value, when } of slot && options ? alternatives(options) : []) {
    if (value.t === 'primitive' && !value.v) continue;
    const place = slot?.from ?? at;
    run.within(when, () => {
      const argument = value.t === 'primitive' ? undefined : { value, at: place };
      const cors = makeCors(run, 'nest-option', argument, { at: place, callee: slot?.key ?? at, arguments: [], self: undefined, complete: true });
      register(run, app, 'use', [], [{ value: cors, at: place }], place);
    });
  }
  if (bootstrap.module) registerModules(run, app, bootstrap.module, bootstrap.injector, bootstrap.prefix);
  app.started = app.style === 'nest';
}

/** Members of an app in the style it has; an express app that a Nest application runs on has Nest's too. */
export function memberOfApp(run: Run, owner: Owner, app: AppEntity, name: string, at: Place): Value | undefined {
  if (app.style === 'nest') return nestMember(run, owner, app, name) ?? appMember(run, owner, app, name, at);
  return (bootstraps.has(app) && name !== 'get' && name !== 'listen' && Object.hasOwn(METHODS, name) ? nestMember(run, owner, app, name) : undefined) ?? appMember(run, owner, app, name, at);
}

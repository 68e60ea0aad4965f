import { callMethod } from '../../classes.ts';
import type { AppEntity, ConsumerEntity } from '../../entity.ts';
import { getMember } from '../../members.ts';
import { settled } from '../../promises.ts';
import type { Run } from '../../run.ts';
import { alternatives, isString, placeOf, primitive, type ClassValue, type NativeValue, type ObjectValue, type Unknown, type Value } from '../../value.ts';
import { register } from '../express.ts';
import { sharedPassport } from '../passport.ts';
import { pathUnder, pathsOfController, registerController } from './controllers.ts';
import { decoration } from './decorators.ts';
import type { Injector } from './injector.ts';
import { registerWithPassport } from './passport.ts';

/** A module with what its decorator and a dynamic module say of it. */
interface NestModule { readonly made: ClassValue; readonly controllers: readonly Value[]; readonly providers: readonly Value[] }

/** Registers the middlewares of a module and of all that it imports, then their controllers' routes. */
export function registerModules(run: Run, app: AppEntity, root: Value, injector: Injector, prefix: string | undefined): void {
  const modules = modulesOf(run, root, injector);
  for (const { made } of modules) {
    if (!made.facts.m.some(({ n }) => n === 'configure')) continue;
    const consumer = run.entity({ kind: 'consumer', app, applied: [], injector, prefix }, made.at);
    callMethod(run, injector.instance(made), 'configure', [{ value: consumer, at: made.at }], made.at);
  }
  const providers = modules.flatMap((one) => one.providers);
  for (const value of providers) if (isGuardOfAll(run, value)) injector.guards.push({ value: guardIn(run, value), at: placeOf(value) });
  for (const value of providers) {
    const made = providerIn(run, value);
    if (made.t === 'class') registerWithPassport(run, made, injector);
    // What a provider that is not seen registers is not known.
    else if (made.t === 'unknown' && !made.from) sharedPassport(run).escapes = true;
  }
  for (const { controllers } of modules) {
    for (const value of controllers) if (value.t === 'class') registerController(run, app, value, injector, prefix);
  }
}

/** A module and those it imports, each once, in the order Nest finds them. */
function modulesOf(run: Run, root: Value, injector: Injector): readonly NestModule[] {
  const found = new Map<number, NestModule>();
  const look = (value: Value): void => {
    for (const { value: one } of alternatives(settled(run, value, run.place({ s: 0, e: 0 })).value)) {
      const dynamic = one.t === 'object' && !one.entity ? one : undefined;
      const made = dynamic ? dynamic.slots.get('module')?.value : one;
      if (one.t === 'unknown') noteUnknown(run, one, injector);
      if (made?.t !== 'class') continue;
      const known = found.get(made.id);
      if (known && !dynamic) continue;
      const decorated = known ? undefined : decoration(run, made, made.facts.dec, 'Module');
      const own = (key: 'controllers' | 'providers'): readonly Value[] => [...known?.[key] ?? listOf(run, decorated, key), ...listOf(run, dynamic, key)];
      found.set(made.id, { made, controllers: own('controllers'), providers: own('providers') });
      const imports = known ? [] : listOf(run, decorated, 'imports');
      for (const item of [...imports, ...listOf(run, dynamic, 'imports')]) look(item);
    }
  };
  look(root);
  return [...found.values()];
}

function listOf(run: Run, holder: Value | undefined, key: string): readonly Value[] {
  const value = holder && getMember(run, holder, key, run.place({ s: 0, e: 0 }));
  return value?.t === 'array' ? value.items.map((item) => item.value) : [];
}

/** An import that is no class of the program: a module of a package, or one that is not seen. */
function noteUnknown(run: Run, { from, given }: Unknown, injector: Injector): void {
  if (from?.module === '@nestjs/passport' && from.path.startsWith('.PassportModule.register')) injector.passportOptions = from.path === '.PassportModule.register()' ? given?.[0] : run.unknown('options of passport', run.place({ s: 0, e: 0 }));
  else if (!from) sharedPassport(run).escapes = true;
}

/** `{ provide: APP_GUARD, useClass: X }` */
function isGuardOfAll(run: Run, value: Value): boolean {
  const token = value.t === 'object' && !value.entity ? getMember(run, value, 'provide', value.at) : undefined;
  return token?.t === 'unknown' && token.from?.module === '@nestjs/core' && token.from.path === '.APP_GUARD';
}

function guardIn(run: Run, value: Value): Value {
  const found = ['useClass', 'useExisting', 'useValue'].map((key) => getMember(run, value, key, placeOf(value))).find((one) => one.t !== 'primitive');
  return found ?? run.unknown('a guard of NestJS', placeOf(value));
}

/** `SessionSerializer`, or `{ provide: X, useClass: SessionSerializer }`. */
function providerIn(run: Run, value: Value): Value {
  return value.t === 'object' && !value.entity ? getMember(run, value, 'useClass', value.at) : value;
}

const EVERYWHERE: ReadonlySet<string> = new Set(['*', '', '(.*)', '{*splat}', '*path', '*splat', '{*path}']);

/** `consumer.apply(…).forRoutes(…)` */
export function consumerMember(run: Run, owner: ObjectValue | NativeValue, consumer: ConsumerEntity, name: string): Value | undefined {
  if (name === 'apply') return run.native('consumer.apply', (inner, site) => inner.entity({ ...consumer, applied: site.arguments }, site.at));
  if (name === 'exclude') return run.native('consumer.exclude', () => owner);
  if (name !== 'forRoutes') return undefined;
  return run.native('consumer.forRoutes', (inner, site) => {
    const routes = site.arguments.flatMap(({ value }) => (value.t === 'array' ? value.items.map((item) => item.value) : [value])).flatMap((value) => pathsFor(inner, consumer, value));
    const everywhere = routes.some((route) => route.t === 'primitive' && typeof route.v === 'string' && EVERYWHERE.has(route.v.replace(/^\//, '')));
    register(inner, consumer.app, 'use', everywhere ? [] : routes, consumer.applied.map((one) => ({ value: middlewareOf(inner, consumer, one.value), at: one.at })), site.at);
    return inner.entity({ ...consumer, applied: [] }, site.at);
  });
}

/** The paths of one argument of `forRoutes`: a path, `{ path, method }`, a controller. */
function pathsFor(run: Run, consumer: ConsumerEntity, value: Value): readonly Value[] {
  if (value.t === 'class') return pathsOfController(run, value, consumer.prefix);
  const path = value.t === 'object' && !value.entity ? getMember(run, value, 'path', value.at) : value;
  if (!isString(path)) return [run.unknown('a route of NestJS', run.place({ s: 0, e: 0 }))];
  return EVERYWHERE.has(path.v.replace(/^\//, '')) ? [path] : [pathUnder(run, consumer.prefix, [path.v], path.at)];
}

/** `class X implements NestMiddleware { use(req, res, next) }` */
function middlewareOf(run: Run, consumer: ConsumerEntity, value: Value): Value {
  if (value.t !== 'class') return value;
  const use = getMember(run, consumer.injector.instance(value), 'use', value.at);
  return use.t === 'function' ? use : primitive(undefined, value.at);
}

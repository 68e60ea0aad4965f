import type { Place } from '../../../source/place.ts';
import { constructValue, callValue } from '../../calls.ts';
import { methodsOf } from '../../classes.ts';
import type { CallSite } from '../../frame.ts';
import { and, not, or, when } from '../../guard.ts';
import { getMember } from '../../members.ts';
import { promiseBy, promiseOf } from '../../promises.ts';
import type { Run } from '../../run.ts';
import { primitive, type ClassValue, type NativeValue, type ObjectValue, type Value } from '../../value.ts';
import type { KnownModule } from '../index.ts';
import { sharedPassport } from '../passport.ts';
import type { Injector } from './injector.ts';

/** A class that `AuthGuard(type)` made. */
interface PassportGuard { readonly type: Value | undefined; readonly at: Place }

const guards = new WeakMap<NativeValue, PassportGuard>();
const strategies = new WeakSet<NativeValue>();

export const nestPassportModule: Readonly<Record<string, KnownModule>> = {
  '@nestjs/passport': (run) => run.native('@nestjs/passport', undefined, {
    from: { module: '@nestjs/passport', path: '' },
    member: (inner, name) => {
      if (name === 'AuthGuard') return inner.native('AuthGuard', authGuard);
      return name === 'PassportStrategy' ? inner.native('PassportStrategy', passportStrategy) : undefined;
    },
  }),
};

/** `AuthGuard(type)` (@nestjs/passport 12 auth.guard.js). */
function authGuard(run: Run, { arguments: [type], at }: CallSite): Value {
  const guard: PassportGuard = { type: type?.value, at };
  const made = run.native('AuthGuard()', undefined, { from: { module: '@nestjs/passport', path: '.AuthGuard()' }, base: { construct: () => undefined, member: (inner, name) => {
    if (name === 'canActivate') return inner.native(name, (one, site) => canActivate(one, guard, site.at));
    if (name === 'logIn') return inner.native(name, logIn);
    return name === 'getAuthenticateOptions' ? inner.native(name, (one, site) => one.undefined(site.at)) : undefined;
  } } });
  guards.set(made, guard);
  return made;
}

/** The guard of passport that a guard is or extends. */
export function guardAbove(value: Value): PassportGuard | undefined {
  if (value.t === 'native') return guards.get(value);
  const above = value.t === 'class' ? value.base : value.t === 'object' ? value.of : undefined;
  return above && guardAbove(above);
}

/** What a guard does that does not change it: `passport.authenticate` with a callback, which puts the user on the request and logs nobody in. */
export function authenticateBy(run: Run, { type, at }: PassportGuard, { passportOptions }: Pick<Injector, 'passportOptions'>): ObjectValue {
  const name = type ?? (passportOptions?.t === 'object' ? passportOptions.slots.get('defaultStrategy')?.value : undefined) ?? run.unknown('the default strategy', at);
  const given = [name, passportOptions ?? run.undefined(at), run.native('callback', (inner, site) => inner.undefined(site.at))];
  const entity = { kind: 'middleware', id: run.id(), name: 'passport.authenticate', module: 'passport', at, arguments: given.map((value) => ({ value, at })), passport: sharedPassport(run) } as const;
  run.result.middlewares.push(entity);
  return run.entity(entity, at);
}

/** `super.canActivate(context)`: without a user it throws. */
function canActivate(run: Run, guard: PassportGuard, at: Place): Value {
  const { handler } = run;
  if (!handler) return run.unknown('what a guard decides', at);
  const middleware = authenticateBy(run, guard, { passportOptions: undefined });
  callValue(run, middleware, { at, callee: at, self: undefined, complete: true, arguments: [handler.request, handler.response, handler.next].map((value) => ({ value, at })) });
  const passes = when(`a user of passport at ${at.file}:${String(at.start)}`);
  run.frame.thrown = or(run.frame.thrown, and(run.guard, not(passes)));
  run.guard = and(run.guard, passes);
  run.endings++;
  return promiseOf(run, primitive(true, at), at);
}

/** `super.logIn(request)`: waits for `request.logIn`. */
function logIn(run: Run, { at, arguments: [request] }: CallSite): Value {
  const { handler } = run;
  if (!handler) return run.unknown('a login', at);
  const login = getMember(run, request?.value ?? handler.request, 'logIn', at);
  return promiseBy(run, at, (resolve) => {
    const done = run.native('callback', (inner) => resolve(inner, undefined));
    callValue(run, login, { at, callee: at, self: request?.value, complete: true, arguments: [{ value: run.unknown('what the request says', at, 'req.user'), at }, { value: done, at }] });
  });
}

/** `PassportStrategy(Strategy, [name])`: its constructor registers the strategy (@nestjs/passport 12 passport/passport.strategy.js). */
function passportStrategy(run: Run, { arguments: [strategy, name], at }: CallSite): Value {
  const made = run.native('PassportStrategy()', undefined, { from: { module: '@nestjs/passport', path: '.PassportStrategy()' }, base: { member: () => undefined, construct: (inner, site) => {
    const value = constructValue(inner, strategy?.value ?? inner.undefined(at), { ...site, self: undefined });
    sharedPassport(inner).strategies.push({ name: name?.value, strategy: { value, at: site.at }, at: site.at, when: inner.guard });
  } } });
  strategies.add(made);
  return made;
}

/** Makes what registers itself with passport when it is made: strategies, and the serializer. */
export function registerWithPassport(run: Run, made: ClassValue, injector: Injector): void {
  if (extendsStrategy(made)) injector.instance(made);
  registerSerializer(run, made, injector);
}

function extendsStrategy({ base }: ClassValue): boolean {
  return base?.t === 'class' ? extendsStrategy(base) : base?.t === 'native' && strategies.has(base);
}

/** The two methods of a `PassportSerializer`, which its constructor hands to passport (@nestjs/passport 12 passport/passport.serializer.js). */
function registerSerializer(run: Run, made: ClassValue, injector: Injector): void {
  if (!extendsSerializer(made)) return;
  const { serializers, deserializers } = sharedPassport(run);
  for (const { member, function: method } of methodsOf(run, made, injector.instance(made))) {
    const list = member.n === 'serializeUser' ? serializers : member.n === 'deserializeUser' ? deserializers : undefined;
    list?.push({ function: { value: method, at: method.at }, at: method.at, when: run.guard });
  }
}

function extendsSerializer({ base }: ClassValue): boolean {
  if (base?.t === 'class') return extendsSerializer(base);
  return base?.t === 'unknown' && base.from?.module === '@nestjs/passport' && base.from.path === '.PassportSerializer';
}

import type { Place } from '../../source/place.ts';
import { laterAll } from '../callbacks.ts';
import type { PassportEntity, UserFunctionEvent } from '../entity.ts';
import type { CallSite } from '../frame.ts';
import type { Run } from '../run.ts';
import { NOWHERE, type NativeValue, type ObjectValue, type Value } from '../value.ts';
import { knownModule, type KnownModule } from './index.ts';

type Owner = ObjectValue | NativeValue;
type Method = (run: Run, owner: Owner, passport: PassportEntity, site: CallSite) => Value;

/** passport 0.3 to 0.7 lib/index.js: an instance that all modules share, with the class beside it. */
export const passportModule: Readonly<Record<string, KnownModule>> = {
  passport: (run) => {
    const make = (inner: Run, site: CallSite): Value => inner.entity(passportOf(inner, site.at), site.at);
    const maker = run.native('passport.Passport', make, { construct: make, from: { module: 'passport', path: '.Passport' } });
    return run.native('passport', undefined, {
      from: { module: 'passport', path: '' },
      entity: passportOf(run, NOWHERE),
      member: (_, name) => (name === 'Passport' || name === 'Authenticator' ? maker : undefined),
    });
  },
};

/** The instance that all modules share. */
export function sharedPassport(run: Run): PassportEntity {
  const value = knownModule(run, 'passport');
  return value?.t === 'native' && value.entity?.kind === 'passport' ? value.entity : passportOf(run, NOWHERE);
}

function passportOf(run: Run, at: Place): PassportEntity {
  const entity: PassportEntity = { kind: 'passport', id: run.id(), at, strategies: [], serializers: [], deserializers: [], escapes: false };
  run.result.passports.push(entity);
  return entity;
}

/** `passport.x` */
export function passportMember(run: Run, owner: Owner, passport: PassportEntity, name: string): Value | undefined {
  const method = Object.hasOwn(METHODS, name) ? METHODS[name] : undefined;
  return method && run.native(`passport.${name}`, (inner, site) => method(inner, owner, passport, site));
}

const METHODS: Readonly<Record<string, Method>> = {
  use: (run, owner, passport, { arguments: [first, second], at }) => {
    const strategy = second ?? first;
    if (strategy) add(run, passport.strategies, { name: second ? first?.value : undefined, strategy, at, when: run.guard });
    return owner;
  },
  unuse: (_, owner) => owner,
  framework: (_, owner) => owner,
  transformAuthInfo: (_, owner) => owner,
  serializeUser: (run, owner, passport, site) => userFunction(run, owner, passport.serializers, site),
  deserializeUser: (run, owner, passport, site) => userFunction(run, owner, passport.deserializers, site),
  initialize: (run, _, passport, site) => middleware(run, passport, 'initialize', site),
  session: (run, _, passport, site) => middleware(run, passport, 'session', site),
  authenticate: (run, _, passport, site) => middleware(run, passport, 'authenticate', site),
  authorize: (run, _, passport, site) => middleware(run, passport, 'authorize', site),
};

/** They run at requests, not now. */
function userFunction(run: Run, owner: Owner, list: UserFunctionEvent[], { arguments: [first], at }: CallSite): Value {
  if (first) add(run, list, { function: first, at, when: run.guard });
  return owner;
}

function middleware(run: Run, passport: PassportEntity, name: string, site: CallSite): Value {
  // A callback of one's own is part of what the handler does that makes the middleware.
  if (run.handler) laterAll(run, site.arguments, { by: 'callback', at: site.at, atOnce: true });
  const entity = { kind: 'middleware', id: run.id(), name: `passport.${name}`, module: 'passport', at: site.at, arguments: site.arguments, passport } as const;
  run.result.middlewares.push(entity);
  return run.entity(entity, site.at);
}

function add<T>(run: Run, list: T[], item: T): void {
  list.push(item);
  run.remember(() => { list.pop(); });
}

import type { Expr } from '../../../facts/ir.ts';
import { actAnswer } from '../../acts.ts';
import { callValue } from '../../calls.ts';
import type { Argument, CallSite } from '../../frame.ts';
import { not } from '../../guard.ts';
import { getMember } from '../../members.ts';
import { truth } from '../../operators.ts';
import { settled } from '../../promises.ts';
import type { Run } from '../../run.ts';
import { primitive, type ClassValue, type FunctionValue, type NativeValue, type ObjectValue, type Value } from '../../value.ts';
import { decorations } from './decorators.ts';
import type { Injector } from './injector.ts';
import { authenticateBy, guardAbove } from './passport.ts';

/** What lets a request through to a controller's method, in Nest's order (@nestjs/core 12 guards/guards-context-creator.js): for all of them, for the controller, for the method. */
export function guardsOf(run: Run, made: ClassValue, decorators: readonly Expr[] | undefined, injector: Injector): readonly Argument[] {
  const own = [made.facts.dec, decorators].flatMap((list) => decorations(run, made, list, 'UseGuards'));
  return [...injector.guards, ...own].flatMap(({ value, at }) => {
    const guard = asMiddleware(run, value, injector);
    return guard ? [{ value: guard, at }] : [];
  });
}

/** A guard as Express would call it; `undefined` for one of a package, which lets through or answers. */
function asMiddleware(run: Run, value: Value, injector: Injector): Value | undefined {
  const passport = guardAbove(value);
  if (passport && !hasOwnCheck(value)) return authenticateBy(run, passport, injector);
  const guard = value.t === 'class' ? injector.instance(value) : value;
  if (guard.t !== 'object' || guard.entity) return guard.t === 'unknown' && !guard.from ? guard : undefined;
  const known = middlewares.get(guard);
  if (known) return known;
  const check = getMember(run, guard, 'canActivate', guard.at);
  const made = check.t === 'function' ? adapted(run, check, guard) : undefined;
  if (made) middlewares.set(guard, made);
  return made;
}

/** The one function that a guard is, whatever it stands before. */
const middlewares = new WeakMap<ObjectValue, Value>();

function hasOwnCheck(value: Value): boolean {
  const made = value.t === 'object' ? value.of : value;
  return made?.t === 'class' && (made.facts.m.some(({ n }) => n === 'canActivate') || (made.base !== undefined && hasOwnCheck(made.base)));
}

/** `canActivate(context)`: the request goes on where it gives true, or is answered (@nestjs/core 12 guards/guards-consumer.js). */
function adapted(run: Run, check: FunctionValue, guard: Value): Value {
  const made = run.native(check.name ?? 'canActivate', (inner, site) => {
    const result = settled(inner, callValue(inner, check, { ...site, self: guard, arguments: [{ value: contextOf(inner, site), at: site.at }] }), site.at);
    if (inner.guard === false) return inner.undefined(site.at);
    const decide = (): void => {
      const passes = truth(inner, result.value);
      inner.within(passes, () => { const next = site.arguments[2]?.value; if (next) callValue(inner, next, { ...site, arguments: [] }); });
      inner.within(not(passes), () => { actAnswer(inner, check.at, 'send', []); });
    };
    if (result.waits.length === 0) decide();
    else inner.afterWaiting(result.waits, decide, { by: 'then', at: check.at, atOnce: false });
    return inner.undefined(site.at);
  }, { entity: { kind: 'instance', of: 'nest handler', arguments: [{ value: check, at: check.at }] } });
  return { ...made, at: check.at };
}

/** Nest's `ExecutionContext` of a request. */
function contextOf(run: Run, { arguments: [request, response, next], at }: CallSite): NativeValue {
  const give = (name: string, value: Value | undefined): Value => run.native(name, (inner, site) => value ?? inner.undefined(site.at));
  const parts: Readonly<Record<string, Value | undefined>> = { getRequest: request?.value, getResponse: response?.value, getNext: next?.value };
  const http = run.native('HttpArgumentsHost', undefined, { member: (_, name) => (Object.hasOwn(parts, name) ? give(name, parts[name]) : undefined) });
  return run.native('ExecutionContext', undefined, { member: (_, name) => {
    if (name === 'switchToHttp') return give(name, http);
    return name === 'getType' ? give(name, primitive('http', at)) : undefined;
  } });
}

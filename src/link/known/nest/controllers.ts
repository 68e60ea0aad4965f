import type { Expr } from '../../../facts/ir.ts';
import type { Place } from '../../../source/place.ts';
import { callFunction } from '../../calls.ts';
import { methodsOf } from '../../classes.ts';
import type { AppEntity } from '../../entity.ts';
import { actAnswer } from '../../acts.ts';
import { getMember } from '../../members.ts';
import type { Argument, CallSite } from '../../frame.ts';
import type { Run } from '../../run.ts';
import { isString, primitive, type ClassValue, type FunctionValue, type Value } from '../../value.ts';
import { settled } from '../../promises.ts';
import { register } from '../express.ts';
import { decoration, nameOf } from './decorators.ts';
import { guardsOf } from './guards.ts';
import type { Injector } from './injector.ts';

/** HTTP methods by their decorator. */
const ROUTES: Readonly<Record<string, string>> = { Get: 'get', Post: 'post', Put: 'put', Delete: 'delete', Patch: 'patch', Options: 'options', Head: 'head', All: 'all', Sse: 'get' };

/** Registers the routes of a controller in the order of its methods. */
export function registerController(run: Run, app: AppEntity, made: ClassValue, injector: Injector, prefix: string | undefined): void {
  const bases = basesOf(run, made);
  const instance = injector.instance(made);
  for (const { member, function: method } of methodsOf(run, made, instance)) {
    for (const decorator of member.dec ?? []) {
      const name = nameOf(decorator);
      const verb = name !== undefined && Object.hasOwn(ROUTES, name) ? ROUTES[name] : undefined;
      if (name === undefined || verb === undefined) continue;
      const place = { file: made.file, start: member.s, end: member.e };
      const own = textsOf(decoration(run, made, [decorator], name));
      const paths = bases && own ? bases.flatMap((base) => own.map((path) => pathUnder(run, prefix, [base, path], place))) : [run.unknown('a route path', place)];
      register(run, app, verb, paths, [...guardsOf(run, made, member.dec, injector), { value: adapted(run, made, method, member.dec), at: place }], place);
    }
  }
}

/** The paths that a controller's routes begin with. */
export function pathsOfController(run: Run, made: ClassValue, prefix: string | undefined): readonly Value[] {
  return basesOf(run, made)?.map((base) => pathUnder(run, prefix, [base], made.at)) ?? [run.unknown('a route path', made.at)];
}

/** `prefix` and parts joined by one slash each. */
export function pathUnder(run: Run, prefix: string | undefined, parts: readonly string[], at: Place): Value {
  if (prefix === undefined) return run.unknown('a route path', at);
  return primitive(`/${[prefix, ...parts].map((part) => part.replace(/^\/|\/$/g, '')).filter(Boolean).join('/')}`, at);
}

function basesOf(run: Run, made: ClassValue): readonly string[] | undefined {
  const base = decoration(run, made, made.facts.dec, 'Controller');
  return textsOf(base?.t === 'object' ? getMember(run, base, 'path', made.at) : base);
}

/** The texts of a path or a list of paths; `undefined` where one is not known. */
function textsOf(value: Value | undefined): readonly string[] | undefined {
  if (!value || (value.t === 'primitive' && value.v === undefined)) return [''];
  if (isString(value)) return [value.v];
  if (value.t !== 'array' || value.open !== undefined) return undefined;
  const texts = value.items.flatMap((item) => (isString(item.value) ? [item.value.v] : []));
  return texts.length === value.items.length ? texts : undefined;
}

/** Decorators of a parameter that leave the answer to the method. */
const OWN_ANSWER: ReadonlySet<string> = new Set(['Res', 'Response', 'Next']);

/** A controller's method as Express calls it: its decorated parameters are parts of the request. */
function adapted(run: Run, made: ClassValue, method: FunctionValue, dec: readonly Expr[] | undefined): Value {
  const answersItself = method.facts.p.some(({ dec }) => dec?.some((one) => OWN_ANSWER.has(nameOf(one) ?? '') && !(one.k === 'call' && one.a.length > 0)));
  return run.native(method.name ?? 'handler', (inner, site) => {
    const values = method.facts.p.map(({ dec }): Argument => ({ value: given(inner, made, dec, site), at: site.at }));
    const result = callFunction(inner, method, { ...site, self: method.self, arguments: values });
    // Nest answers with what the method gives back (router-execution-context.js).
    if (!answersItself && inner.guard !== false) answerWith(inner, method, result, decoration(inner, made, dec, 'Redirect'));
    return result;
  }, { entity: { kind: 'instance', of: 'nest handler', arguments: [{ value: method, at: method.at }] } });
}

/** What a method gives back is the answer, once it is there. `@Redirect(target)`: what is given back may name another target. */
function answerWith(run: Run, method: FunctionValue, result: Value, target: Value | undefined): void {
  const answer = (): void => {
    if (target) actAnswer(run, method.at, 'redirect', [], { target: { value: target, at: method.at } });
    else actAnswer(run, method.at, 'send', []);
  };
  const { waits } = settled(run, result, method.at);
  if (waits.length === 0) answer();
  else run.afterWaiting(waits, answer, { by: 'then', at: method.at, atOnce: false });
}

function given(run: Run, made: ClassValue, decorators: FunctionValue['facts']['p'][number]['dec'], site: CallSite): Value {
  const [request, response, next] = site.arguments;
  for (const decorator of decorators ?? []) {
    const name = nameOf(decorator);
    if ((name === 'Req' || name === 'Request') && request) return request.value;
    if ((name === 'Res' || name === 'Response') && response) return response.value;
    if (name === 'Next' && next) return next.value;
    if (name === 'Session' && request) {
      const session = getMember(run, request.value, 'session', site.at);
      const key = decoration(run, made, [decorator], name);
      return key && isString(key) ? getMember(run, session, key.v, site.at) : session;
    }
  }
  return run.unknown('what the request says', site.at);
}

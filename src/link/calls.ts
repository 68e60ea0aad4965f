import type { FileFacts, FunctionFacts } from '../facts/ir.ts';
import { walk } from '../facts/walk.ts';
import { bind } from './assign.ts';
import { callbacksOfUnknown } from './callbacks.ts';
import { initialise, instantiate } from './classes.ts';
import { freshCall, freshHere } from './fresh.ts';
import { and, given, or, type Guard } from './guard.ts';
import { callEntity, handOver } from './known/entities.ts';
import { checkedEnvironment, isEnvironment } from './known/environment.ts';
import { callHeld } from './known/request.ts';
import { callOfWrapper } from './known/servers.ts';
import { forget } from './members.ts';
import { chainedOnUnknown, promiseOf } from './promises.ts';
import { isApart, isDiscarded } from './relevance.ts';
import { BOUNDS, STEPS_OF_CALL, TOO_DEEP, TOO_LARGE } from './bounds.ts';
import type { Argument, CallSite, Frame } from './frame.ts';
import type { Run } from './run.ts';
import { Scope } from './scope.ts';
import { runBody } from './statements.ts';
import { collect, each, alternatives, type Choice, type FunctionValue, type ObjectValue, type Single, type Unknown, type Value } from './value.ts';

/** Calls a value, whatever it is. */
export function callValue(run: Run, callee: Value, site: CallSite): Value {
  // `f.call.call.call`: what a native function calls is part of it.
  if (run.nesting >= BOUNDS.nesting) return run.unknown(TOO_DEEP, site.at);
  run.nesting++;
  const value = callee.t === 'choice' ? callEach(run, callee, site) : callOne(run, callee, site);
  run.nesting--;
  return value;
}

function callEach(run: Run, callee: Choice, site: CallSite): Value {
  const results: { when: Guard; value: Single }[] = [];
  let after: Guard = false;
  for (const { when: condition, value } of callee.of) {
    const end = run.within(condition, () => {
      for (const made of alternatives(callOne(run, value, site))) results.push({ when: condition === made.when ? condition : and(condition, made.when), value: made.value });
    });
    after = or(after, end);
  }
  run.guard = after;
  return collect(results, site.at);
}

function callOne(run: Run, callee: Single, site: CallSite): Value {
  switch (callee.t) {
    case 'function': return callFunction(run, callee, site);
    case 'native':
      if (callee.call) return callee.call(run, site);
      return callee.entity ? callEntity(run, callee.entity, callee, site) : callUnknown(run, run.unknown(`\`${callee.name}\` is not followed`, site.at, callee.name, callee.from ? { from: callee.from } : {}), site);
    case 'class':
      // `super(…)`: the base's fields and constructor run on the object being made.
      if (site.self?.t === 'object') initialise(run, callee, site.self, site);
      return site.self ?? run.undefined(site.at);
    case 'object': return callee.entity ? callEntity(run, callee.entity, callee, site) : run.unknown('an object is called', site.at);
    case 'unknown': return callUnknown(run, callee, site);
    default: return callUnknown(run, run.unknown('what is called is not a function', site.callee), site);
  }
}

/** `new callee(…)` */
export function constructValue(run: Run, callee: Value, site: CallSite): Value {
  return each(callee, (one) => {
    switch (one.t) {
      case 'class': return instantiate(run, one, site);
      case 'native': return one.construct ? one.construct(run, site) : one.call ? one.call(run, site) : callUnknown(run, run.unknown(`\`${one.name}\` is not followed`, site.at, one.name), site, true);
      case 'function': {
        const object = run.object(site.at);
        object.slots.set('constructor', { value: one, at: one.at, key: one.at, from: one.at });
        copyPrototype(one, object);
        const made = callFunction(run, { ...one, self: object }, { ...site, self: object });
        return made.t === 'object' ? made : object;
      }
      case 'object': return one.entity ? callEntity(run, one.entity, one, site) : run.unknown('an object is constructed', site.at);
      case 'unknown': return callUnknown(run, one, site, true);
      default: return run.unknown('what is constructed is not a class', site.at);
    }
  }, site.at);
}

/** Methods that were assigned to a constructor function's prototype are the object's. */
function copyPrototype(maker: FunctionValue, object: ObjectValue): void {
  const prototype = maker.slots.get('prototype')?.value;
  if (prototype?.t !== 'object') return;
  if (prototype.open !== undefined) object.open ??= prototype.open;
  for (const [name, slot] of prototype.slots) {
    object.slots.set(name, slot.value.t === 'function' && !slot.value.facts.arrow ? { ...slot, value: { ...slot.value, self: object } } : slot);
  }
}

/** What a call gives: what was returned on each path. What goes on afterwards are the paths that returned. */
function returned(run: Run, { returns }: Frame, entered: Guard, endings: number, site: CallSite): Value {
  const [only] = returns;
  if (only && returns.length === 1 && only.when === entered) {
    run.guard = entered;
    return only.value;
  }
  run.goOn(entered, endings, () => returns.reduce<Guard>((sum, one) => or(sum, one.when), false));
  return collect(returns.flatMap(({ when: condition, value: one }) =>
    alternatives(one).map((made) => ({ when: and(given(condition, entered), made.when), value: made.value }))), site.at);
}

/** The bound that keeps a function from being run once more, in plain words. */
export function boundHit(run: Run, facts: FunctionFacts): string | undefined {
  if (run.stack.length >= BOUNDS.depth) return 'the calls are nested too deep';
  let same = 0;
  for (const running of run.stack) if (running.facts === facts) same++;
  return same >= BOUNDS.sameFunction ? 'the function calls itself' : undefined;
}

/** Runs a function with its arguments, to the bounds of the run. */
export function callFunction(run: Run, callee: FunctionValue, site: CallSite): Value {
  const bound = boundHit(run, callee.facts);
  if (bound !== undefined) return run.unknown(bound, site.at);
  if (!isApart(run, callee, site)) return runFunction(run, callee, site);
  // The value alone is of interest, where it is one that is soon found: options, a constant.
  const given_ = (): Value => run.unknown(TOO_LARGE, site.at);
  if (isDiscarded(run, site)) return run.undefined(site.at);
  const value = run.briefly(callee.facts, () => runFunction(run, callee, site));
  if (value !== undefined) return value;
  // What it would have written to its object is there in part, or not at all.
  const self = callee.self ?? site.self;
  if (self?.t === 'object' && !self.entity) forget(run, self, TOO_LARGE);
  return callee.facts.async ? promiseOf(run, given_(), site.at) : given_();
}

function runFunction(run: Run, callee: FunctionValue, site: CallSite): Value {
  const module = run.modules.get(callee.file);
  if (!module) return run.unknown('its file is not loaded', site.at);
  const scope = new Scope(callee.scope, true);
  const self = callee.self ?? site.self ?? run.unknown('`this` is not known', site.at);
  const frame: Frame = { file: callee.file, module, scope, self, home: callee.home, returns: [], thrown: false, site: undefined, jumps: undefined };
  run.budget.spend(STEPS_OF_CALL);
  const outer = run.frame;
  const entered = run.guard;
  const { waits, endings } = run;
  run.frame = frame;
  run.stack.push(callee);
  run.calls.push(site.at);
  run.called.add(callee.facts);
  bindParameters(run, callee, scope, callee.bound ? [...callee.bound.map((value) => ({ value, at: site.at })), ...site.arguments] : site.arguments, site);
  const { facts } = callee;
  runBody(run, facts.b, scope, { file: callee.file, start: facts.bs, end: facts.be });
  const ended = run.guard;
  run.stack.pop();
  run.calls.pop();
  run.frame = outer;
  if (ended !== false) frame.returns.push({ when: ended, value: run.undefined(site.at) });
  outer.thrown = or(outer.thrown, frame.thrown);
  const value = freshHere(returned(run, frame, entered, endings, site), site.at);
  if (facts.gen && !callee.driven) return run.unknown('a generator', site.at);
  if (!facts.async && !callee.driven) return value;
  // What comes after its first `await` happens after what the caller goes on with, unless the caller awaits it.
  const promise = promiseOf(run, value, site.at);
  run.waits = waits;
  return promise;
}

const usingArguments = new WeakMap<FunctionFacts, boolean>();

/** Whether a function's body says `arguments`, in an arrow inside it perhaps. */
function usesArguments(made: FunctionFacts, facts: FileFacts): boolean {
  const known = usingArguments.get(made);
  if (known !== undefined) return known;
  let found = false;
  walk(made.b, { expr: (expression) => {
    if (expression.k === 'id' && expression.n === 'arguments') found = true;
    return !found;
  } }, facts);
  usingArguments.set(made, found);
  return found;
}

function bindParameters(run: Run, callee: FunctionValue, scope: Scope, values: readonly Argument[], site: CallSite): void {
  const at = site.at;
  if (usesArguments(callee.facts, run.frame.module.facts)) scope.declare('arguments', { value: run.list(values.map(({ value }) => ({ value, when: true })), at), at, born: run.guard });
  if (callee.name !== undefined && !callee.scope.find(callee.name)) scope.declare(callee.name, { value: callee, at: callee.at, born: run.guard });
  callee.facts.p.forEach((parameter, index) => {
    if (parameter.rest) {
      const rest = run.list(values.slice(index).map(({ value }) => ({ value, when: true })), at, site.complete ? undefined : 'an unknown list is spread in');
      bind(run, parameter.t, rest, scope, { declare: scope });
      return;
    }
    const value = values[index]?.value ?? (site.complete ? run.undefined(at) : run.unknown('an unknown list is spread into the arguments', at));
    bind(run, parameter.t, value, scope, { declare: scope });
    if (parameter.field !== undefined && run.frame.self.t === 'object') {
      const place = run.place(parameter);
      const target = parameter.t.k === 'default' ? parameter.t.t : parameter.t;
      const bound = target.k === 'id' ? scope.own(target.n)?.value : undefined;
      run.frame.self.slots.set(parameter.field, { value: bound ?? value, at: place, key: place, from: place });
    }
  });
}

/** Methods of lists that give an item: with a function that looks for it, or without arguments. */
const MAY_FIND_NOTHING = /\.(find|findLast|pop|shift)$/;

/** Calls what can't be seen: the callbacks it is given run later, with arguments that are not known. */
export function callUnknown(run: Run, callee: Unknown, site: CallSite, isNew = false): Value {
  // A package that checks `process.env` gives back what it checked.
  if (callee.from && site.arguments.some(({ value }) => isEnvironment(value))) return checkedEnvironment(run, [...(callee.given ?? []), ...site.arguments.map(({ value }) => value)]);
  const chain = chainedOnUnknown(run, callee, site);
  if (chain) return chain;
  callHeld(run, callee, site);
  callOfWrapper(run, callee);
  for (const { value, at } of site.arguments) handOver(run, value, at, callee);
  callbacksOfUnknown(run, callee, site);
  const keys = site.arguments.map(({ value }) => (value.t === 'primitive' ? JSON.stringify(value.v) : value.t === 'environment' ? `process.env.${value.variable}` : undefined));
  const key = !isNew && site.complete && !keys.includes(undefined) ? `${callee.key}(${keys.join(', ')})` : `${callee.key}(…)@${site.at.file}:${String(site.at.start)}`;
  const fresh = freshCall(callee, site);
  return run.unknown(callee.reason, site.at, key, {
    fresh, held: callee.held,
    from: callee.from && { module: callee.from.module, path: `${callee.from.path}()` },
    given: site.arguments.map(({ value }) => value),
    orUndefined: MAY_FIND_NOTHING.test(callee.key) && (site.arguments[0]?.value.t ?? 'function') === 'function' ? true : undefined,
    wraps: callee.wraps || site.arguments.some(({ value }) => value.t === 'function') ? true : undefined,
  });
}

import { hideAct } from '../acts.ts';
import { spreadOf } from '../builtins/collections.ts';
import { callFunction, callValue } from '../calls.ts';
import { not } from '../guard.ts';
import { copyInto, setSlot, slotName } from '../members.ts';
import { unary } from '../operators.ts';
import type { CallSite } from '../frame.ts';
import type { Run } from '../run.ts';
import { alternatives, choose, each, primitive, type FunctionValue, type Value } from '../value.ts';
import { writeSomewhere } from './entities.ts';
import type { KnownModule } from './index.ts';
import { importedPackage } from './stores.ts';

type Helper = (run: Run, site: CallSite) => Value;

/** A module as the default of an object, unless it says that it was compiled from one with a default. */
const defaultOf: Helper = (run, site) => each(first(run, site), (one) => {
  if (one.t === 'object' && !one.entity && one.slots.has('__esModule')) return one;
  const object = run.object(site.at);
  object.slots.set('default', { value: importedPackage(run, one, 'default'), at: site.at, key: site.at, from: site.at });
  return object;
}, site.at);

/** A module with itself as its default beside what it exports. Packages read their default as themselves. */
const starOf: Helper = (run, site) => each(first(run, site), (one) => {
  if (one.t === 'native' || one.t === 'unknown') return one;
  if (one.t === 'object' && one.slots.has('__esModule')) return one;
  const object = run.object(site.at);
  if (one.t === 'object') copyInto(run, object, one, site.at);
  setSlot(run, object, 'default', { value: one, at: site.at, key: site.at, from: site.at });
  return object;
}, site.at);

/** Copies what a module exports, but for its default. */
const exportsInto = (from: number, to: number): Helper => (run, site) => {
  const [source, target] = [site.arguments[from]?.value, site.arguments[to]?.value];
  if (source?.t === 'object' && target?.t === 'object') {
    for (const [name, slot] of source.slots) if (name !== 'default' && !target.slots.has(name)) setSlot(run, target, name, slot);
  }
  return target ?? run.undefined(site.at);
};

/** Runs a generator as the async function it was written as. */
const driven = (position: number): Helper => (run, site) => {
  const generator = site.arguments[position]?.value;
  if (generator?.t !== 'function') return run.unknown('a generator', site.at);
  const self = site.arguments[0]?.value;
  return callFunction(run, { ...asyncOf(generator), ...(self && position > 0 ? { self } : {}) }, { ...site, arguments: [] });
};

/** The async function that a generator was written as. */
const madeAsync: Helper = (run, site) => each(first(run, site), (one) => (one.t === 'function' ? asyncOf(one) : run.unknown('a generator', site.at)), site.at);

/** `typeof x`, also for a symbol that is none. */
const typeOf: Helper = (run, site) => unary(run, 'typeof', first(run, site), site.at);

/** `{ ...target, ...from }`: every property of the others is put into the first. */
const spreadInto: Helper = (run, site) => {
  const [target, ...sources] = site.arguments;
  for (const { value, when } of target ? alternatives(target.value) : []) {
    run.within(when, () => { if (value.t === 'object' && !value.entity) for (const source of sources) if (!isMissing(source.value)) copyInto(run, value, source.value, source.at); });
  }
  return first(run, site);
};

/** `{ [key]: value }` put into an object. */
const define: Helper = (run, site) => {
  const [target, key, value] = site.arguments;
  const name = key && slotName(key.value);
  for (const { value: one, when } of target ? alternatives(target.value) : []) {
    run.within(when, () => {
      if (!key || !value || name === undefined) writeSomewhere(run, one, value?.value ?? run.undefined(site.at), site.at);
      else setSlot(run, one, name, { value: value.value, at: site.at, key: key.at, from: value.at });
    });
  }
  return first(run, site);
};

/** `[...list]` */
const listOf: Helper = (run, site) => ({ t: 'array', id: run.id(), at: site.at, born: run.guard, ...spreadOf(first(run, site)) });

/** Throws where what it is given is not as the compiled code needs it: of code that works, it does nothing. */
const checks: Helper = (run, site) => run.undefined(site.at);

/** What `for … of` was compiled to asks for one item after another: `s` begins, `n` gives the next, `e` and `f` end it. */
const iterator: Helper = (run, site) => {
  const { items, open } = spreadOf(first(run, site));
  const left = items.map(({ value, when }) => choose(when, value, run.undefined(site.at), not(when)));
  if (open !== undefined) left.push(run.unknown(open, site.at));
  const steps: Readonly<Record<string, Helper>> = {
    n: (inner, call) => {
      const value = left.shift();
      const step = inner.object(call.at);
      setSlot(inner, step, 'done', { value: primitive(!value, call.at), at: call.at, key: call.at, from: call.at });
      if (value) setSlot(inner, step, 'value', { value, at: call.at, key: call.at, from: call.at });
      return step;
    },
    s: checks, e: checks, f: checks,
  };
  return run.native('an iterator', undefined, { member: (inner, name) => (Object.hasOwn(steps, name) ? inner.native(`an iterator's ${name}`, steps[name]) : undefined) });
};

/** regenerator: what it makes of a generator is a machine that is not followed, whatever it does in a handler. */
const regenerator: Helper = (run) => run.native('regenerator', undefined, { member: (inner, name) => {
  if (name === 'mark') return inner.native('regenerator.mark', first);
  return name === 'wrap' ? inner.native('regenerator.wrap', machine) : undefined;
} });

const machine: Helper = (run, site) => {
  if (run.handler) hideAct(run, site.at, 'a generator');
  return run.unknown('a generator', site.at);
};

/** Where the class that a constructor function extends is kept. */
const BASE = '__proto__';

/** `class Derived extends Base`, of two functions: what is on the one's prototype is on the other's. */
const inherits: Helper = (run, site) => {
  const [derived, base] = site.arguments.map(({ value }) => value);
  if (derived?.t !== 'function' || !base) return run.undefined(site.at);
  const prototype = run.object(site.at, base.t === 'unknown' || base.t === 'native' ? { open: 'it extends a class that is not followed' } : {});
  const above = base.t === 'function' ? base.slots.get('prototype')?.value : undefined;
  if (above?.t === 'object') copyInto(run, prototype, above, site.at);
  for (const [name, value] of [['prototype', prototype], [BASE, base]] as const) setSlot(run, derived, name, { value, at: site.at, key: site.at, from: site.at });
  return run.undefined(site.at);
};

/** `super(…)`: runs the constructor of the class above on the object that is being made. */
function superOf(run: Run, derived: Value | undefined, self: Value | undefined, site: CallSite): Value {
  const base = derived?.t === 'function' ? derived.slots.get(BASE)?.value : undefined;
  if (base && self) callValue(run, base, { ...site, self });
  return self ?? run.undefined(site.at);
}

const callSuper: Helper = (run, site) => {
  const [self, derived, list] = site.arguments.map(({ value }) => value);
  const given = list?.t === 'array' ? list.items.map(({ value }) => ({ value, at: site.at })) : [];
  return superOf(run, derived, self, { ...site, arguments: given, complete: !list || (list.t === 'array' && list.open === undefined) });
};

/** Makes the `_super` that is then called on the object. */
const createSuper: Helper = (run, site) => {
  const derived = site.arguments[0]?.value;
  return run.native('_super', (inner, call) => superOf(inner, derived, call.self, call));
};

const prototypeOf: Helper = (run, site) => {
  const of = first(run, site);
  return (of.t === 'function' ? of.slots.get(BASE)?.value : undefined) ?? run.unknown('a prototype', site.at);
};

function isMissing(value: Value): boolean {
  return value.t === 'primitive' && (value.v === null || value.v === undefined);
}

function asyncOf(generator: FunctionValue): FunctionValue {
  return { ...generator, driven: true };
}

function first(run: Run, site: CallSite): Value {
  return site.arguments[0]?.value ?? primitive(undefined, site.at);
}

/**
 * Functions that compilers put into what they emit (TypeScript 6 `tslib.d.ts`, Babel 7 `packages/babel-helpers`,
 * esbuild 0.28 `internal/runtime`). They do one thing each, written in ways that are hard to follow.
 */
const HELPERS: Readonly<Record<string, Helper>> = {
  __importDefault: defaultOf, _interopRequireDefault: defaultOf,
  __importStar: starOf, _interopRequireWildcard: starOf, __toESM: starOf,
  __exportStar: exportsInto(0, 1),
  __awaiter: driven(3), __async: driven(2),
  _asyncToGenerator: madeAsync,
  _typeof: typeOf, _classCallCheck: checks, _toPropertyKey: first,
  _defineProperty: define, _objectSpread: spreadInto, _objectSpread2: spreadInto, _extends: spreadInto, __assign: spreadInto,
  _toConsumableArray: listOf, _slicedToArray: first, _toArray: listOf, _createForOfIteratorHelper: iterator, _regeneratorRuntime: regenerator,
  _inherits: inherits, _inheritsLoose: inherits, _callSuper: callSuper, _createSuper: createSuper, _possibleConstructorReturn: first, _assertThisInitialized: first,
  _getPrototypeOf: prototypeOf, _setPrototypeOf: first, _isNativeReflectConstruct: (_, site) => primitive(true, site.at),
};

/** Babel's helpers as modules of their own, and tslib. */
export const compiledModules: Readonly<Record<string, KnownModule>> = {
  tslib: (run) => run.native('tslib', undefined, { from: { module: 'tslib', path: '' }, member: (inner, name) => helperNamed(inner, name) }),
  ...Object.fromEntries(['', 'esm/'].flatMap((directory) => ['interopRequireDefault', 'interopRequireWildcard', 'asyncToGenerator'].map((name): [string, KnownModule] =>
    [`@babel/runtime/helpers/${directory}${name}`, (run) => helperNamed(run, `_${name}`) ?? run.undefined({ file: '', start: 0, end: 0 })]))),
};

/** The helper a name stands for in compiled code; `undefined` for any other name. */
export function helperNamed(run: Run, name: string): Value | undefined {
  const helper = Object.hasOwn(HELPERS, name) ? HELPERS[name] : undefined;
  return helper && run.native(name, helper, { from: { module: 'tslib', path: name } });
}

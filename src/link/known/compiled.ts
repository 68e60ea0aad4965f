import { callFunction } from '../calls.ts';
import { copyInto, setSlot } from '../members.ts';
import type { CallSite } from '../frame.ts';
import type { Run } from '../run.ts';
import { each, primitive, type FunctionValue, type Value } from '../value.ts';
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

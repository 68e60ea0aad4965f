import { environmentObject } from '../builtins/process.ts';
import type { Place } from '../../source/place.ts';
import { not, when } from '../guard.ts';
import { getMember } from '../members.ts';
import type { Argument, CallSite } from '../frame.ts';
import type { Run } from '../run.ts';
import { alternatives, choose, isString, type NativeValue, type ObjectValue, type Value } from '../value.ts';
import { noteLoad, noteRead } from '../variables.ts';
import type { KnownModule } from './index.ts';
import { configFiles, settingIn, variableOf, type ConfigFiles } from './config-files.ts';
import { fieldOf, type Field } from './schemas.ts';

/**
 * Packages that read the environment. What they give is not known, but it is known to come from a variable:
 * conditions on one variable belong together however it is read. They convert and default, so a value of
 * theirs is not taken for a raw string.
 */
export const environmentModules: Readonly<Record<string, KnownModule>> = {
  ...Object.fromEntries(['dotenv', 'dotenv-safe', 'dotenv-flow', 'dotenv-defaults', 'dotenv-expand', '@dotenvx/dotenvx', 'dotenv-extended', 'custom-env'].map((name): [string, KnownModule] => [name, (run) => dotenv(run, name)])),
  '@t3-oss/env-core': (run) => run.native('@t3-oss/env-core', undefined, {
    from: { module: '@t3-oss/env-core', path: 'default' },
    member: (inner, name) => (name === 'createEnv' ? inner.native('createEnv', (one, site) => checkedEnvironment(one, site.arguments.map(({ value }) => value))) : undefined),
  }),
  'env-var': (run) => getter(run, 'env-var', ['get']),
  getenv: (run) => getter(run, 'getenv', ['string', 'int', 'float', 'bool', 'boolish', 'url', 'array']),
  nconf: (run) => getter(run, 'nconf', ['get', 'any', 'required']),
  config: (run) => settings(run, 'config', ''),
  convict: (run) => run.native('convict', (inner, site) => convict(inner, site.arguments[0]), { from: { module: 'convict', path: 'default' } }),
};

/** Functions of dotenv and its kin that load a file. */
const LOADERS: ReadonlySet<string> = new Set(['config', 'load', 'expand', 'env', 'configDotenv']);

/** `dotenv.config().parsed` and what its kin give: variables as they are in the file. */
function dotenv(run: Run, module: string): Value {
  const raw = environmentObject(run, false);
  const result = run.native(`${module}.config()`, undefined, {
    member: (inner, name, at) => (name === 'parsed' ? raw : name === 'error' ? inner.undefined(at) : raw.member?.(inner, name, at)),
  });
  const load = (inner: Run, site: CallSite): Value => {
    const options = site.arguments[0]?.value;
    const path = options && getMember(inner, options, 'path', site.at);
    const plain = options === undefined || (options.t === 'object' && options.open === undefined && options.slots.size === 0);
    noteLoad(inner, { by: module, at: site.at, plain, path: plain || (path?.t === 'primitive' && path.v === undefined) ? undefined : path, certain: true });
    return result;
  };
  return run.native(module, load, {
    from: { module, path: 'default' },
    member: (inner, name) => (name === 'parse' ? inner.native(`${module}.parse`, () => raw) : LOADERS.has(name) ? inner.native(`${module}.${name}`, load) : undefined),
  });
}

/** A package with functions that take a variable's name. */
function getter(run: Run, module: string, names: readonly string[]): Value {
  return run.native(module, (inner, site) => named(inner, site), {
    from: { module, path: 'default' },
    member: (inner, name) => (names.includes(name) ? inner.native(`${module}.${name}`, (one, site) => named(one, site)) : undefined),
  });
}

/** Names by which checkers hand out what they checked: `schema.safeParse(process.env).data`. */
const WRAPPERS: ReadonlySet<string> = new Set(['data', 'value', 'env', 'output', 'parsed', 'result', 'then']);

/** An object whose properties are variables of the environment, checked and converted; `shapes` may say how. */
export function checkedEnvironment(run: Run, shapes: readonly Value[]): NativeValue {
  const raw = environmentObject(run);
  const loads = run.result.loads.length;
  const checked: NativeValue = run.native('the environment', undefined, {
    member: (inner, name, at) => {
      if (name === 'NODE_ENV') return raw.member?.(inner, name, at);
      if (name === 'isProduction' || name === 'isProd') return { t: 'primitive', v: inner.environment === 'production', at, perEnvironment: true };
      if (name === 'isDevelopment' || name === 'isDev') return { t: 'primitive', v: inner.environment === 'development', at, perEnvironment: true };
      if (WRAPPERS.has(name)) return checked;
      noteRead(inner, name, at, loads);
      return checkedVariable(inner, name, at, fieldOf(shapes, name));
    },
  });
  return checked;
}

/** What a checker gives for a variable: it, its default where it is not set, or nothing that is missing. */
function checkedVariable(run: Run, name: string, at: Place, field: Field | undefined): Value {
  const value = setting(run, name, at);
  if (value.t !== 'unknown') return value;
  if (field?.fallback) return withFallback(value, field.fallback);
  return field && !field.required ? value : { ...value, checked: true, ...(field ? { present: true } : {}) };
}

/** A setting, or what stands in for it where it is not there. */
function withFallback(value: Value, fallback: Value): Value {
  if (value.t !== 'unknown') return value;
  const isThere = when(value.key);
  return choose(isThere, value, fallback, not(isThere));
}

/** Whether a value is `process.env` or a copy of it. */
export function isEnvironment(value: Value): boolean {
  return alternatives(value).some(({ value: one }) => (one.t === 'native' && one.name === 'process.env') || (one.t === 'object' && one.rest?.name === 'process.env'));
}

/** `config.get('NAME')` of a reader that looks in the environment. */
export function named(run: Run, site: CallSite): Value {
  const [name, fallback] = site.arguments.map(({ value }) => value);
  if (!name || !isString(name)) return run.unknown('a setting whose name is computed', site.at);
  const value = setting(run, name.v, site.at);
  // What is no text is options: `get('NAME', { infer: true })`.
  return fallback?.t === 'primitive' && fallback.v !== undefined ? withFallback(value, fallback) : value;
}

/** What a reader gives for a name: a variable of the environment by convention, else a setting of its own. */
function setting(run: Run, name: string, at: Place): Value {
  if (name === 'NODE_ENV') return { t: 'primitive', v: run.environment, at, nodeEnv: true };
  return /^[A-Z_][A-Z0-9_]*$/.test(name)
    ? run.unknown(`read from the environment variable \`${name}\``, at, `process.env.${name}`)
    : run.unknown(`read from the setting \`${name}\``, at, `setting:${name}`);
}

/** The package `config`: `config.get('a.b')` and `config.a.b` are one setting. */
function settings(run: Run, module: string, path: string): NativeValue {
  const under = (name: string): string => (path === '' ? name : `${path}.${name}`);
  return run.native(path === '' ? module : `${module}:${path}`, undefined, {
    ...(path === '' ? { from: { module, path: 'default' } } : {}),
    member: (inner, name, at) => {
      if (name === 'default' && path === '') return undefined;
      if (name === 'get') return inner.native(`${module}.get`, (one, site) => {
        const key = site.arguments[0]?.value;
        return key && isString(key) ? configured(one, module, under(key.v), site.at) : one.unknown('a setting whose name is computed', site.at);
      });
      if (name === 'has') return inner.native(`${module}.has`, (one, site) => one.unknown('whether a setting is there', site.at));
      return configured(inner, module, under(name), at);
    },
  });
}

const files = new WeakMap<Run, { readonly found: ConfigFiles | undefined }>();

/** A setting of the package `config`: what its files say where nothing that is not seen (a file of one machine, `NODE_CONFIG`) says otherwise. */
function configured(run: Run, module: string, path: string, at: Place): Value {
  const { found } = files.get(run) ?? { found: configFiles(run) };
  files.set(run, { found });
  const unseen = settingOf(run, module, path, at);
  if (!found) return unseen;
  const steps = path.split('.');
  const values = settingIn(found, steps);
  if (values.some((value) => value.t === 'object')) return settings(run, module, path);
  const variable = variableOf(found, steps);
  const above = variable === undefined ? unseen : setting(run, variable, at);
  const last = values.at(-1);
  return last ? withFallback(above, last) : above;
}

function settingOf(run: Run, module: string, path: string, at: Place): Value {
  return run.unknown(`read from the setting \`${path}\` of the package \`${module}\``, at, `${module}:${path}`);
}

/** `convict(schema)`: a setting with `env` comes from that variable; one without has its default, unless a file is loaded. */
function convict(run: Run, schema: Argument | undefined): Value {
  let loads = false;
  const root = schema?.value;
  const read = (inner: Run, path: readonly string[], at: Place): Value => {
    const found = path.reduce<Value | undefined>((node, name) => (node?.t === 'object' ? node.slots.get(name)?.value : undefined), root);
    if (found?.t !== 'object') return settingOf(inner, 'convict', path.join('.'), at);
    if (!found.slots.has('default') && !found.slots.has('format')) return branch(inner, found, path, at);
    const variable = found.slots.get('env')?.value;
    const fallback = found.slots.get('default')?.value;
    if (variable && isString(variable)) {
      const value = setting(inner, variable.v, at);
      return fallback?.t === 'primitive' && !loads ? withFallback(value, fallback) : value;
    }
    return loads ? settingOf(inner, 'convict', path.join('.'), at) : getMember(inner, found, 'default', at);
  };
  const branch = (inner: Run, node: ObjectValue, path: readonly string[], at: Place): Value => {
    const object = inner.object(at);
    for (const [name, slot] of node.slots) object.slots.set(name, { value: read(inner, [...path, name], at), at: slot.at, key: slot.key, from: slot.from });
    return object;
  };
  const config: NativeValue = run.native('convict()', undefined, {
    member: (inner, name) => {
      if (name === 'get' || name === 'getProperties') return inner.native(`convict.${name}`, (one, site) => {
        const key = site.arguments[0]?.value;
        if (key && !isString(key)) return one.unknown('a setting whose name is computed', site.at);
        return key ? read(one, key.v.split('.'), site.at) : root?.t === 'object' ? branch(one, root, [], site.at) : one.unknown('settings that are not known', site.at);
      });
      if (name === 'load' || name === 'loadFile' || name === 'set') loads = true;
      return inner.native(`convict.${name}`, () => config);
    },
  });
  return config;
}

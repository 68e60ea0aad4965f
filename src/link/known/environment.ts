import { environmentObject } from '../builtins/process.ts';
import type { CallSite, Run } from '../run.ts';
import type { NativeValue, Value } from '../value.ts';
import type { KnownModule } from './index.ts';

/**
 * Packages that read the environment. What they give is not known, but it is known to come from a variable:
 * conditions on one variable belong together however it is read. They convert and default, so a value of
 * theirs is not taken for a raw string.
 */
export const environmentModules: Readonly<Record<string, KnownModule>> = {
  envalid: (run) => reader(run, 'envalid', { cleanEnv: true }),
  '@t3-oss/env-core': (run) => reader(run, '@t3-oss/env-core', { createEnv: true }),
  'env-var': (run) => run.native('env-var', undefined, {
    from: { module: 'env-var', path: 'default' },
    member: (inner, name) => (name === 'get' ? inner.native('env.get', (one, site) => named(one, site)) : undefined),
  }),
};

function reader(run: Run, module: string, makers: Readonly<Record<string, true>>): Value {
  return run.native(module, undefined, {
    from: { module, path: 'default' },
    member: (inner, name) => (Object.hasOwn(makers, name) ? inner.native(`${module}.${name}`, (one) => checkedEnvironment(one)) : undefined),
  });
}

/** An object whose properties are variables of the environment, checked and converted. */
export function checkedEnvironment(run: Run): NativeValue {
  const raw = environmentObject(run);
  return run.native('the environment', undefined, {
    member: (inner, name, at) => {
      if (name === 'NODE_ENV') return raw.member?.(inner, name, at);
      if (name === 'isProduction' || name === 'isProd') return { t: 'primitive', v: inner.environment === 'production', at, perEnvironment: true };
      if (name === 'isDevelopment' || name === 'isDev') return { t: 'primitive', v: inner.environment === 'development', at, perEnvironment: true };
      return variable(inner, name, at);
    },
  });
}

/** `config.get('NAME')` of a reader that looks in the environment. */
export function named(run: Run, site: CallSite): Value {
  const name = site.arguments[0]?.value;
  if (name?.t !== 'primitive' || typeof name.v !== 'string') return run.unknown('a variable whose name is computed', site.at);
  if (name.v === 'NODE_ENV') return { t: 'primitive', v: run.environment, at: site.at, nodeEnv: true };
  return variable(run, name.v, site.at);
}

function variable(run: Run, name: string, at: CallSite['at']): Value {
  return run.unknown(`read from the environment variable \`${name}\``, at, `process.env.${name}`);
}

import { posix } from 'node:path';
import { isAbsolute, pathOfUrl, resolvePath } from '../../source/paths.ts';
import { callValue } from '../calls.ts';
import { promiseBy } from '../promises.ts';
import type { CallSite } from '../frame.ts';
import type { Run } from '../run.ts';
import { isString, primitive, type Value } from '../value.ts';
import { startDirectory } from './file-system.ts';
import type { KnownModule } from './index.ts';

/** What modules of Node do with known values: enough to follow modules that are loaded by name. */
export const nodeModules: Readonly<Record<string, KnownModule>> = {
  path: (run) => run.native('path', undefined, {
    from: { module: 'path', path: 'default' },
    member: (inner, name, at) => {
      if (name === 'posix' || name === 'win32') return undefined;
      if (name === 'sep' || name === 'delimiter') return primitive(name === 'sep' ? '/' : ':', at);
      return inner.native(`path.${name}`, (one, site) => pathOf(one, name, site));
    },
  }),
  url: (run) => run.native('url', undefined, {
    from: { module: 'url', path: 'default' },
    member: (inner, name) => {
      if (name === 'fileURLToPath') return inner.native('fileURLToPath', (one, site) => {
        const [given] = site.arguments;
        return given && isString(given.value) ? primitive(pathOfUrl(given.value.v), site.at) : one.unknown('a path', site.at);
      });
      if (name === 'URL') return inner.globals.get('URL');
      return undefined;
    },
  }),
  util: (run) => run.native('util', undefined, {
    from: { module: 'util', path: 'default' },
    member: (inner, name) => {
      if (name === 'promisify') return inner.native('util.promisify', (one, site) => promisified(one, site.arguments[0]?.value ?? one.undefined(site.at)));
      return name === 'inherits' ? inner.native('util.inherits', (one, site) => one.undefined(site.at)) : undefined;
    },
  }),
  /** The process that is looked at is one that serves: a worker. */
  cluster: (run) => run.native('cluster', undefined, {
    from: { module: 'cluster', path: 'default' },
    member: (_, name, at) => (name === 'isMaster' || name === 'isPrimary' ? primitive(false, at) : name === 'isWorker' ? primitive(true, at) : undefined),
  }),
  process: (run) => run.globals.get('process') ?? run.native('process'),
  module: (run) => run.native('module', undefined, {
    from: { module: 'module', path: 'default' },
    member: (inner, name) => (name === 'createRequire' ? inner.native('createRequire', (one) => one.frame.module.scope.own('require')?.value ?? one.native('require')) : undefined),
  }),
};

const STRINGS: Readonly<Record<string, (parts: readonly string[]) => string>> = {
  join: (parts) => posix.join(...parts),
  normalize: ([path]) => posix.normalize(path ?? ''),
  dirname: ([path]) => posix.dirname(path ?? ''),
  basename: ([path, end]) => posix.basename(path ?? '', end),
  extname: ([path]) => posix.extname(path ?? ''),
};

function pathOf(run: Run, name: string, site: CallSite): Value {
  const parts = site.arguments.map(({ value }) => (isString(value) ? value.v : undefined));
  const known = parts.every((part) => part !== undefined);
  if (known && name === 'resolve') {
    const start = parts.some(isAbsolute) ? '/' : startDirectory(run);
    if (start !== undefined) return primitive(parts.reduce((at, part) => (part === '' ? at : resolvePath(at, part)), start), site.at);
  }
  const operation = Object.hasOwn(STRINGS, name) ? STRINGS[name] : undefined;
  return operation && known ? primitive(operation(parts), site.at) : run.unknown('a path that is computed', site.at);
}

/** `promisify(f)`: `f` with a callback behind its arguments, as a promise of what the callback is given. */
function promisified(run: Run, f: Value): Value {
  return run.native('promisified', (inner, site) => promiseBy(inner, site.at, (resolve) => {
    callValue(inner, f, { ...site, arguments: [...site.arguments, { value: inner.native('callback', (one, call) => resolve(one, call.arguments[1]?.value)), at: site.at }] });
  }));
}

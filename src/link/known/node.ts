import { posix } from 'node:path';
import type { CallSite, Run } from '../run.ts';
import { isString, primitive, type Value } from '../value.ts';
import type { KnownModule } from './index.ts';

/** What `path`, `url` and `fs` do with known strings: enough to follow modules that are loaded by name. */
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
        return given && isString(given.value) ? primitive(given.value.v.replace(/^file:\/\//, ''), site.at) : one.unknown('a path', site.at);
      });
      if (name === 'URL') return inner.globals.get('URL');
      return undefined;
    },
  }),
  fs: (run) => run.native('fs', undefined, {
    from: { module: 'fs', path: 'default' },
    member: (inner, name) => (name === 'readdirSync' ? inner.native('fs.readdirSync', (one, site) => directory(one, site)) : undefined),
  }),
  process: (run) => run.globals.get('process') ?? run.native('process'),
  module: (run) => run.native('module', undefined, {
    from: { module: 'module', path: 'default' },
    member: (inner, name) => (name === 'createRequire' ? inner.native('createRequire', (one) => one.frame.module.scope.own('require')?.value ?? one.native('require')) : undefined),
  }),
};

const STRINGS: Readonly<Record<string, (parts: readonly string[]) => string>> = {
  join: (parts) => posix.join(...parts),
  resolve: (parts) => posix.resolve(...parts),
  normalize: ([path]) => posix.normalize(path ?? ''),
  dirname: ([path]) => posix.dirname(path ?? ''),
  basename: ([path, end]) => posix.basename(path ?? '', end),
  extname: ([path]) => posix.extname(path ?? ''),
};

function pathOf(run: Run, name: string, site: CallSite): Value {
  const parts = site.arguments.map(({ value }) => (isString(value) ? value.v : undefined));
  const known = parts.every((part) => part !== undefined);
  const operation = Object.hasOwn(STRINGS, name) ? STRINGS[name] : undefined;
  return operation && known ? primitive(operation(parts), site.at) : run.unknown('a path that is computed', site.at);
}

/** The names in a directory of the project are known; in which files they lead is then, too. */
function directory(run: Run, site: CallSite): Value {
  const [given] = site.arguments;
  if (!given || !isString(given.value) || site.arguments.length > 1) return run.unknown('the names in a directory', site.at);
  const names = run.program.list(given.value.v);
  return { t: 'array', id: run.id(), at: site.at, born: run.guard, items: names.map((name) => ({ value: primitive(name, site.at), when: true })), ...(names.length === 0 ? { open: 'the names in a directory' } : {}) };
}

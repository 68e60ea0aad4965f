import { posix } from 'node:path';
import { isAbsolute, pathOfUrl, resolvePath, toPosix, upwards } from '../../source/paths.ts';
import type { Place } from '../../source/place.ts';
import { later } from '../callbacks.ts';
import { fromJson } from '../modules.ts';
import { promiseOf } from '../promises.ts';
import type { CallSite } from '../frame.ts';
import type { Run } from '../run.ts';
import { isString, primitive, type NativeValue, type Value } from '../value.ts';
import type { KnownModule } from './index.ts';

/** What `fs` says of the directories of the project: enough to follow modules that are loaded by what a directory holds. */
export const fileSystemModules: Readonly<Record<string, KnownModule>> = {
  fs: (run) => fileSystem(run, 'fs'), 'fs-extra': (run) => fileSystem(run, 'fs-extra'), 'graceful-fs': (run) => fileSystem(run, 'graceful-fs'),
  'fs/promises': (run) => promised(run),
};

type Ask = (run: Run, site: CallSite) => Value;

const ASKS: Readonly<Record<string, Ask>> = {
  readdirSync: namesIn,
  statSync: kindOf, lstatSync: kindOf,
  existsSync: exists, pathExistsSync: exists,
  readFileSync: textOf, readJsonSync: jsonOf, readJSONSync: jsonOf,
  readdir: (run, site) => {
    const callback = site.arguments.map(({ value }) => value).find((value) => value.t === 'function');
    const names = namesIn(run, callback ? { ...site, arguments: site.arguments.slice(0, -1) } : site);
    if (callback?.t !== 'function') return promiseOf(run, names, site.at);
    later(run, callback, true, { by: 'callback', at: site.at, atOnce: false }, [{ value: primitive(null, site.at), at: site.at }, { value: names, at: site.at }]);
    return run.undefined(site.at);
  },
};

function fileSystem(run: Run, module: string): Value {
  return run.native(module, undefined, {
    from: { module, path: 'default' },
    member: (inner, name) => {
      if (name === 'promises') return promised(inner);
      const ask = Object.hasOwn(ASKS, name) ? ASKS[name] : undefined;
      return ask && inner.native(`fs.${name}`, ask);
    },
  });
}

function promised(run: Run): NativeValue {
  return run.native('fs.promises', undefined, {
    from: { module: 'fs/promises', path: 'default' },
    member: (inner, name) => {
      const ask = Object.hasOwn(ASKS, `${name}Sync`) ? ASKS[`${name}Sync`] : undefined;
      return ask && inner.native(`fs.promises.${name}`, (one, site) => promiseOf(one, ask(one, site), site.at));
    },
  });
}

/** The absolute path that an argument names; a relative one is taken from where the program is started. */
function pathIn(run: Run, site: CallSite): string | undefined {
  const given = site.arguments[0]?.value;
  if (!given || !isString(given)) return undefined;
  const path = pathOfUrl(given.v);
  if (isAbsolute(path)) return toPosix(path);
  const start = startDirectory(run);
  return start === undefined ? undefined : resolvePath(start, path);
}

/** Where a program is started, as far as its files tell: the directory of its package.json. */
export function startDirectory(run: Run): string | undefined {
  return [...upwards(run.entry)].slice(1).find((directory) => run.program.list(directory).includes('package.json'));
}

/** The names in a directory of the project are known; in which files they lead is then, too. */
function namesIn(run: Run, site: CallSite): Value {
  const path = pathIn(run, site);
  const names = path === undefined ? [] : run.program.list(path);
  const options = site.arguments[1]?.value;
  const typed = options?.t === 'object' && options.slots.has('withFileTypes');
  const recursive = options?.t === 'object' && options.slots.has('recursive');
  const items = names.map((name) => ({ value: typed ? entry(run, posix.join(path ?? '', name), site.at) : primitive(name, site.at), when: true }));
  return run.list(items, site.at, names.length === 0 || recursive ? 'the names in a directory' : undefined);
}

function isDirectory(run: Run, path: string): boolean | undefined {
  if (run.program.list(path).length > 0) return true;
  return run.program.list(posix.dirname(path)).includes(posix.basename(path)) ? false : undefined;
}

/** What `statSync` and a directory's entry say of a path. */
function entry(run: Run, path: string, at: Place): NativeValue {
  const directory = isDirectory(run, path);
  const says = (name: string, answer: boolean | undefined): Value => run.native(name, (inner, site) =>
    answer === undefined ? inner.unknown('what stands at a path', site.at, `${name} ${path}`) : primitive(answer, site.at));
  return run.native('an entry of a directory', undefined, {
    member: (_, name) => {
      switch (name) {
        case 'name': return primitive(posix.basename(path), at);
        case 'path': case 'parentPath': return primitive(posix.dirname(path), at);
        case 'isDirectory': return says(name, directory);
        case 'isFile': return says(name, directory === undefined ? undefined : !directory);
        default: return undefined;
      }
    },
  });
}

function kindOf(run: Run, site: CallSite): Value {
  const path = pathIn(run, site);
  return path === undefined ? run.unknown('what stands at a path', site.at) : entry(run, path, site.at);
}

/** What is there is there; what is not may be made before the program runs. */
function exists(run: Run, site: CallSite): Value {
  const path = pathIn(run, site);
  if (path === undefined) return run.unknown('whether a file is there', site.at);
  return isDirectory(run, path) === undefined ? run.unknown('whether a file is there', site.at, `exists ${path}`) : primitive(true, site.at);
}

function textOf(run: Run, site: CallSite): Value {
  return { ...run.unknown('the text of a file', site.at), written: jsonOf(run, site) };
}

function jsonOf(run: Run, site: CallSite): Value {
  const path = pathIn(run, site);
  const json = path === undefined ? undefined : run.program.json(path);
  if (path === undefined || json === undefined) return run.unknown('the text of a file', site.at, path === undefined ? undefined : `file:${path}`);
  return fromJson(run, json, { file: path, start: 0, end: 0 });
}

import { browserGlobals } from '../known/clients.ts';
import type { Run } from '../run.ts';
import { NOWHERE, type Value } from '../value.ts';
import { collections } from './collections.ts';
import { conversions } from './conversions.ts';
import { jsonObject } from './json.ts';
import { objectConstructor } from './objects.ts';
import { importMeta, processObject } from './process.ts';
import { promiseConstructor, timers } from './timers.ts';

/** Classes of the platform whose objects are told by their name and arguments alone. */
const CLASSES = ['Date', 'URL', 'URLSearchParams', 'Error', 'TypeError', 'RangeError', 'Proxy', 'AbortController', 'Headers', 'FormData', 'Intl', 'TextEncoder'] as const;

/** What every module sees without declaring it. */
export function defineGlobals(run: Run): void {
  const global = run.unknown('the global object', NOWHERE, 'global');
  const names: Readonly<Record<string, Value>> = {
    ...conversions(run),
    ...collections(run),
    ...timers(run),
    ...browserGlobals(run),
    JSON: jsonObject(run),
    Object: objectConstructor(run),
    Promise: promiseConstructor(run),
    process: processObject(run),
    'import.meta': importMeta(run),
    console: run.native('console', undefined, { member: (inner, name) => inner.native(`console.${name}`, (one, site) => one.undefined(site.at)) }),
    global, globalThis: global, window: global, self: global,
  };
  for (const [name, value] of Object.entries(names)) run.globals.set(name, value);
  for (const name of CLASSES) run.globals.set(name, classOf(run, name));
}

function classOf(run: Run, name: string): Value {
  return run.native(name, (inner, site) => inner.unknown(`\`${name}\` is called`, site.at), {
    construct: (inner, site) => inner.entity({ kind: 'instance', of: name, arguments: site.arguments }, site.at),
    member: (inner, member, at) => (name === 'Date' && member === 'now' ? inner.native('Date.now', (one, site) => one.unknown('the present time', site.at, 'Date.now()', { fresh: { by: 'Date.now', at: site.at } })) : inner.unknown(`\`${name}.${member}\``, at, `${name}.${member}`)),
  });
}

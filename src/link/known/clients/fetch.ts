import type { ClientLibrary } from '../../entity.ts';
import type { CallSite } from '../../frame.ts';
import type { Run } from '../../run.ts';
import { primitive, type ObjectValue, type Value } from '../../value.ts';
import type { KnownModule } from '../index.ts';
import { answer, below, note, objectAt, setting } from './calls.ts';

const METHODS: ReadonlySet<string> = new Set(['get', 'post', 'put', 'patch', 'delete', 'head']);

/** `fetch(url, options)`: cookies go along across origins with `credentials: 'include'` alone. */
export function fetchFunction(run: Run): Value {
  return run.native('fetch', (inner, site) => call(inner, site, 'fetch', undefined, undefined, []));
}

/** Packages around `fetch`, their options the same: `ky(url, options)`, `ofetch(url, options)`; `prefixUrl` and `baseURL` go before the address. */
export const fetchModules: Readonly<Record<string, KnownModule>> = {
  ky: (run) => wrapper(run, 'ky', 'prefixUrl', undefined, []),
  ofetch: (run) => ofetch(run),
};

/** Nuxt's `$fetch`, and `ofetch` and `$fetch` of the package. */
export function ofetch(run: Run): Value {
  return wrapper(run, 'ofetch', 'baseURL', undefined, []);
}

interface Instance { readonly at: CallSite['at']; readonly options: ObjectValue | undefined }

function wrapper(run: Run, library: 'ky' | 'ofetch', prefix: string, instance: Instance | undefined, inherited: readonly (ObjectValue | undefined)[]): Value {
  const make = (site: CallSite, more: readonly (ObjectValue | undefined)[]): Value => wrapper(run, library, prefix, { at: site.at, options: objectAt(site, 0) }, [objectAt(site, 0), ...more]);
  return run.native(library, (inner, site) => call(inner, site, library, undefined, prefix, inherited, instance), {
    from: { module: library, path: 'default' },
    member: (inner, name) => {
      if (name === 'create') return inner.native(`${library}.create`, (_, site) => make(site, []));
      if (name === 'extend') return inner.native(`${library}.extend`, (_, site) => make(site, inherited));
      if (name === '$fetch' || name === 'ofetch') return wrapper(inner, library, prefix, instance, inherited);
      return METHODS.has(name) ? inner.native(`${library}.${name}`, (one, site) => call(one, site, library, name.toUpperCase(), prefix, inherited, instance)) : undefined;
    },
  });
}

function call(run: Run, site: CallSite, library: ClientLibrary, method: string | undefined, prefix: string | undefined, inherited: readonly (ObjectValue | undefined)[], instance?: Instance): Value {
  const base = prefix === undefined ? undefined : setting(run, prefix, site, 1, inherited);
  note(run, site, {
    library, name: method === undefined ? library : `${library}.${method.toLowerCase()}`, options: objectAt(site, 1), optionsAt: 1,
    url: below(run, base, site.arguments[0]?.value ?? run.undefined(site.at), site),
    method: method === undefined ? setting(run, 'method', site, 1, inherited) ?? primitive('GET', site.at) : primitive(method, site.at),
    credentials: setting(run, 'credentials', site, 1, inherited),
    ...(instance ? { instance } : {}),
  });
  return answer(run, site);
}

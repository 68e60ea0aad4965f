import type { ClientEvent } from '../entity.ts';
import { getMember } from '../members.ts';
import { binary } from '../operators.ts';
import type { CallSite } from '../frame.ts';
import type { Run } from '../run.ts';
import { isString, NOWHERE, primitive, type NativeValue, type ObjectValue, type Value } from '../value.ts';
import type { KnownModule } from './index.ts';
import { callMethodLater } from '../handlers.ts';

/** What every browser has. */
export function browserGlobals(run: Run): Readonly<Record<string, Value>> {
  return {
    fetch: run.native('fetch', (inner, site) => fetchCall(inner, 'fetch', site, {})),
    axios: run.unknown('`axios` is not declared', NOWHERE, 'global.axios'),
  };
}

/** The packages that browser code makes requests with. */
export const clientModules: Readonly<Record<string, KnownModule>> = {
  axios: (run) => axiosInstance(run, undefined),
  'node-fetch': (run) => run.native('node-fetch', (inner, site) => inner.unknown('an answer', site.at), { from: { module: 'node-fetch', path: 'default' } }),
};

/** `fetch(url, options)`: cookies go along across origins with `credentials: 'include'` alone. */
function fetchCall(run: Run, library: ClientEvent['library'], site: CallSite, more: Partial<ClientEvent>): Value {
  const [url, options] = site.arguments;
  const given = options?.value.t === 'object' ? options.value : undefined;
  note(run, {
    library, at: site.at, url: url?.value ?? run.undefined(site.at), options: given,
    method: given?.slots.get('method')?.value ?? primitive('GET', site.at),
    credentials: options && !given ? run.unknown('options that are not known', site.at) : read(run, given, 'credentials', site), ...more,
  });
  return answer(run, site);
}

/** An option; absent where it is left out for certain. */
function read(run: Run, options: ObjectValue | undefined, name: string, site: CallSite): Value | undefined {
  if (!options) return undefined;
  const value = getMember(run, options, name, site.at);
  return value.t === 'primitive' && value.absent ? undefined : value;
}

/** What a request gives: a promise of an answer; callbacks on it run later. */
function answer(run: Run, site: CallSite): Value {
  return run.unknown('an answer', site.at, `answer@${site.at.file}:${String(site.at.start)}`);
}

function note(run: Run, event: ClientEvent): void {
  run.result.clients.push(event);
}

const WITHOUT_BODY = ['get', 'delete', 'head', 'options'];
const WITH_BODY = ['post', 'put', 'patch', 'postForm', 'putForm', 'patchForm'];

/** `axios` or `axios.create({…})`; `defaults` written later count for calls that run after. */
function axiosInstance(run: Run, base: ObjectValue | undefined): NativeValue {
  const defaults = run.object(NOWHERE);
  const setting = (inner: Run, name: string, own: ObjectValue | undefined, site: CallSite): Value | undefined =>
    read(inner, own, name, site) ?? read(inner, defaults, name, site) ?? read(inner, base, name, site);
  const request = (inner: Run, site: CallSite, method: string | undefined, url: Value | undefined, own: ObjectValue | undefined): Value => {
    const address = url ?? read(inner, own, 'url', site) ?? inner.undefined(site.at);
    const prefix = setting(inner, 'baseURL', own, site);
    note(inner, {
      library: 'axios', at: site.at, options: own,
      method: method === undefined ? read(inner, own, 'method', site) ?? primitive('GET', site.at) : primitive(method.toUpperCase().replace('FORM', ''), site.at),
      url: prefix && !isAbsolute(address) ? joined(inner, prefix, address, site) : address,
      credentials: setting(inner, 'withCredentials', own, site),
    });
    return answer(inner, site);
  };
  const objectAt = (site: CallSite, index: number): ObjectValue | undefined => {
    const value = site.arguments[index]?.value;
    return value?.t === 'object' ? value : undefined;
  };
  return run.native('axios', (inner, site) => {
    const [first] = site.arguments;
    return first && first.value.t !== 'object' ? request(inner, site, undefined, first.value, objectAt(site, 1)) : request(inner, site, undefined, undefined, objectAt(site, 0));
  }, {
    from: { module: 'axios', path: 'default' },
    member: (inner, name) => {
      if (name === 'create') return inner.native('axios.create', (one, site) => axiosInstance(one, objectAt(site, 0)));
      if (name === 'defaults') return defaults;
      if (name === 'request') return inner.native('axios.request', (one, site) => request(one, site, undefined, undefined, objectAt(site, 0)));
      if (WITHOUT_BODY.includes(name)) return inner.native(`axios.${name}`, (one, site) => request(one, site, name, site.arguments[0]?.value, objectAt(site, 1)));
      if (WITH_BODY.includes(name)) return inner.native(`axios.${name}`, (one, site) => request(one, site, name, site.arguments[0]?.value, objectAt(site, 2)));
      if (name === 'interceptors') return interceptors(inner);
      return undefined;
    },
  });
}

/** An interceptor may add anything to a request: what it does is not followed, but its callbacks run. */
function interceptors(run: Run): Value {
  return run.native('interceptors', undefined, {
    member: (inner) => inner.native('interceptors', undefined, {
      member: (one) => one.native('interceptors.use', (two, site) => {
        callMethodLater(two, site);
        return two.undefined(site.at);
      }),
    }),
  });
}

function isAbsolute(url: Value): boolean {
  return isString(url) && /^([a-z][a-z\d+.-]*:)?\/\//i.test(url.v);
}

/** axios 1 lib/helpers/combineURLs.js: one slash between base and address. */
function joined(run: Run, base: Value, url: Value, site: CallSite): Value {
  if (isString(base) && isString(url)) return primitive(`${base.v.replace(/\/?\/$/, '')}/${url.v.replace(/^\/+/, '')}`, url.at);
  return binary(run, '+', base, url, site.at);
}

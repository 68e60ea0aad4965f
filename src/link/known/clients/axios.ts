import { callValue } from '../../calls.ts';
import type { CallSite } from '../../frame.ts';
import { settled } from '../../promises.ts';
import type { Run } from '../../run.ts';
import { NOWHERE, primitive, type NativeValue, type ObjectValue, type Value } from '../../value.ts';
import type { KnownModule } from '../index.ts';
import { answer, below, note, objectAt, read, setting } from './calls.ts';

/** Methods that take their options second, and those that take a body before them (axios 1 lib/core/Axios.js). */
const WITHOUT_BODY: ReadonlySet<string> = new Set(['get', 'delete', 'head', 'options']);
const WITH_BODY: ReadonlySet<string> = new Set(['post', 'put', 'patch', 'postForm', 'putForm', 'patchForm']);

export const axiosModule: Readonly<Record<string, KnownModule>> = { axios: (run) => instanceOf(run, undefined, undefined) };

/** An instance as it is made, and what counts for each call through it. */
interface Instance {
  readonly made: { readonly at: CallSite['at']; readonly options: ObjectValue | undefined } | undefined;
  /** `defaults` written later, the options it was made with, the defaults of `axios` itself, in this order. */
  readonly inherited: readonly (ObjectValue | undefined)[];
  readonly interceptors: Value[];
}

/** `axios`, or what `axios.create({…})` makes; `parent` are the defaults of `axios`. */
function instanceOf(run: Run, made: Instance['made'], parent: ObjectValue | undefined): NativeValue {
  const defaults = run.object(NOWHERE);
  const instance: Instance = { made, inherited: [defaults, made?.options, parent], interceptors: [] };
  return run.native('axios', (inner, site) => {
    const [first] = site.arguments;
    return request(inner, site, instance, 'axios', undefined, first && first.value.t !== 'object' ? 1 : 0);
  }, {
    from: { module: 'axios', path: 'default' },
    member: (inner, name) => {
      const method = (called: string, optionsAt: number): Value => inner.native(`axios.${name}`, (one, site) => request(one, site, instance, `axios.${name}`, called, optionsAt));
      if (name === 'create') return inner.native('axios.create', (one, site) => instanceOf(one, { at: site.at, options: objectAt(site, 0) }, defaults));
      if (name === 'defaults') return defaults;
      if (name === 'interceptors') return interceptors(inner, instance);
      if (name === 'request') return method('', 0);
      if (WITHOUT_BODY.has(name)) return method(name, 1);
      return WITH_BODY.has(name) ? method(name, 2) : undefined;
    },
  });
}

function request(run: Run, site: CallSite, instance: Instance, name: string, method: string | undefined, optionsAt: number): Value {
  const own = objectAt(site, optionsAt);
  const url = optionsAt === 0 ? read(run, own, 'url', site) ?? run.undefined(site.at) : site.arguments[0]?.value ?? run.undefined(site.at);
  const base = setting(run, 'baseURL', site, optionsAt, instance.inherited);
  const credentials = setting(run, 'withCredentials', site, optionsAt, instance.inherited);
  note(run, site, {
    library: 'axios', name, options: own, optionsAt, ...(optionsAt === 2 ? { bodyAt: 1 } : {}),
    method: method ? primitive(method.toUpperCase().replace('FORM', ''), site.at) : setting(run, 'method', site, optionsAt, instance.inherited) ?? primitive('GET', site.at),
    url: below(run, base, url, site),
    credentials: intercepted(run, site, instance, credentials),
    ...(instance.made ? { instance: instance.made } : {}),
  });
  return answer(run, site);
}

/** What the interceptors of an instance make of its credentials: each gets the request's options and gives them back. */
function intercepted(run: Run, site: CallSite, { interceptors: all }: Instance, credentials: Value | undefined): Value | undefined {
  let present = credentials;
  for (const interceptor of all) {
    const config = run.object(site.at, { open: 'the options of a request' });
    const slot = (value: Value): void => { config.slots.set('withCredentials', { value, at: site.at, key: site.at, from: site.at }); };
    slot(present ?? { ...primitive(undefined, site.at), absent: true });
    const given = settled(run, callValue(run, interceptor, { at: site.at, callee: site.at, arguments: [{ value: config, at: site.at }], self: undefined, complete: true }), site.at).value;
    present = given.t === 'object' ? read(run, given, 'withCredentials', site) : run.unknown('what an interceptor gives', site.at);
  }
  return present;
}

/** `interceptors.request.use(fn)`; what is done with answers is of no interest, but its callbacks are code that runs. */
function interceptors(run: Run, { interceptors: all }: Instance): Value {
  return run.native('interceptors', undefined, {
    member: (inner, side) => inner.native(`interceptors.${side}`, undefined, {
      member: (one, name) => one.native(`interceptors.${side}.${name}`, (two, site) => {
        const [first] = site.arguments;
        if (side === 'request' && name === 'use' && first && first.value.t !== 'primitive') all.push(first.value);
        return two.undefined(site.at);
      }),
    }),
  });
}

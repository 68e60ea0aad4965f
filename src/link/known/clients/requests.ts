import type { CallSite } from '../../frame.ts';
import type { Run } from '../../run.ts';
import { primitive, type Value } from '../../value.ts';
import type { KnownModule } from '../index.ts';
import { callMethodLater } from '../../handlers.ts';
import { answer, note, objectAt, setting } from './calls.ts';

/** `new XMLHttpRequest()`: what `withCredentials` is when the request is sent counts. */
export function xmlHttpRequest(run: Run): Value {
  const make = (inner: Run, site: CallSite): Value => {
    const request = inner.object(site.at, { open: 'a part of a request' });
    let opened: CallSite | undefined;
    const method = (name: string, call: (one: Run, at: CallSite) => void): void => {
      request.slots.set(name, { value: inner.native(name, (one, at) => {
        call(one, at);
        return one.undefined(at.at);
      }), at: site.at, key: site.at, from: site.at });
    };
    method('open', (_, at) => { opened = at; });
    method('send', (one, at) => {
      if (!opened) return;
      const [verb, url] = opened.arguments;
      const slot = request.slots.get('withCredentials');
      note(one, opened, {
        library: 'XMLHttpRequest', name: 'XMLHttpRequest', options: undefined, method: verb?.value ?? primitive('GET', at.at), url: url?.value ?? one.undefined(at.at), credentials: slot?.value,
      });
    });
    method('setRequestHeader', () => undefined);
    method('addEventListener', callMethodLater);
    return request;
  };
  return run.native('XMLHttpRequest', make, { construct: make });
}

/** `new EventSource(url, { withCredentials })` */
export function eventSource(run: Run): Value {
  const make = (inner: Run, site: CallSite): Value => {
    note(inner, site, { library: 'EventSource', name: 'new EventSource', options: objectAt(site, 1), optionsAt: 1, method: primitive('GET', site.at), url: site.arguments[0]?.value ?? inner.undefined(site.at), credentials: setting(inner, 'withCredentials', site, 1, []) });
    return inner.object(site.at, { open: 'a part of an event source' });
  };
  return run.native('EventSource', make, { construct: make });
}

const VERBS: ReadonlySet<string> = new Set(['get', 'post', 'put', 'patch', 'delete', 'del', 'head']);

/** superagent and socket.io-client. */
export const requestModules: Readonly<Record<string, KnownModule>> = {
  superagent: (run) => run.native('superagent', undefined, {
    from: { module: 'superagent', path: 'default' },
    member: (inner, name) => (VERBS.has(name) ? inner.native(`superagent.${name}`, (one, site) => chain(one, site, name === 'del' ? 'delete' : name)) : undefined),
  }),
  'socket.io-client': (run) => {
    const connect = (inner: Run, site: CallSite): Value => {
      const [first] = site.arguments;
      const optionsAt = first?.value.t === 'object' ? 0 : 1;
      note(inner, site, { library: 'socket.io-client', name: 'io', options: objectAt(site, optionsAt), optionsAt, method: primitive('GET', site.at), url: optionsAt === 0 ? inner.undefined(site.at) : first?.value ?? inner.undefined(site.at), credentials: setting(inner, 'withCredentials', site, optionsAt, []) });
      return inner.unknown('a socket', site.at, `socket@${site.at.file}:${String(site.at.start)}`);
    };
    return run.native('io', connect, { from: { module: 'socket.io-client', path: 'default' }, member: (inner, name) => (name === 'io' || name === 'connect' ? inner.native(`io.${name}`, connect) : undefined) });
  },
};

/** `request.get(url).set(…).withCredentials()`: each link of the chain is the request. */
function chain(run: Run, site: CallSite, verb: string): Value {
  const event = note(run, site, { library: 'superagent', name: `superagent.${verb}`, options: undefined, method: primitive(verb.toUpperCase(), site.at), url: site.arguments[0]?.value ?? run.undefined(site.at), credentials: undefined });
  const request: Value = run.native('a request', undefined, {
    member: (inner, name) => inner.native(`request.${name}`, (one, at) => {
      if (name === 'withCredentials') event.credentials = at.arguments[0]?.value ?? primitive(true, at.at);
      // A plug-in may do anything to a request.
      if (name === 'use') event.credentials = one.unknown('what a plug-in does', at.at);
      if (name === 'then' || name === 'end' || name === 'catch') {
        callMethodLater(one, at);
        return answer(one, site);
      }
      return request;
    }),
  });
  return request;
}

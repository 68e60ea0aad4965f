import type { Place } from '../../source/place.ts';
import { callValue, later } from '../calls.ts';
import type { Entity, NextEntity, RequestEntity, RequestSessionEntity, ResponseEntity } from '../entity.ts';
import { act, type ActName } from '../handlers.ts';
import type { CallSite } from '../frame.ts';
import type { Run } from '../run.ts';
import { alternatives, isString, primitive, type NativeValue, type ObjectValue, type Slot, type Unknown, type Value } from '../value.ts';

type Owner = ObjectValue | NativeValue;

/** Methods of the request whose call is an act, and what they give. */
const REQUEST_METHODS: Readonly<Record<string, ActName>> = {
  isAuthenticated: 'check-login', isUnauthenticated: 'check-login',
  login: 'log-in', logIn: 'log-in', logout: 'log-out', logOut: 'log-out',
  flash: 'flash', csrfToken: 'csrf-token',
};

/** `req.x` */
export function requestMember(run: Run, owner: Owner, _request: RequestEntity, name: string, at: Place): Value | undefined {
  const { handler } = run;
  if (!handler) return run.unknown(`\`req.${name}\``, at, `req.${name}`);
  const method = Object.hasOwn(REQUEST_METHODS, name) ? REQUEST_METHODS[name] : undefined;
  if (method) {
    return run.native(`req.${name}`, (inner, site) => {
      act(inner, method, site.at, { name, arguments: site.arguments });
      runCallbacks(inner, site);
      return inner.unknown('what the request says', site.at, `req.${name}()`);
    });
  }
  switch (name) {
    case 'session': return handler.session;
    case 'res': return handler.response;
    case 'next': return handler.next;
    case 'user':
      act(run, 'read-user', at, { name });
      return run.unknown('what the request says', at, 'req.user');
    case 'get': case 'header': return run.native(`req.${name}`, (inner, site) => header(inner, site.arguments[0]?.value, site.at));
    case 'headers': return run.native('req.headers', undefined, { member: (inner, key, place) => header(inner, primitive(key, place), place) });
    case 'on': case 'once': return run.native(`req.${name}`, (inner, site) => {
      runCallbacks(inner, site);
      return owner;
    });
    default: return run.unknown('what the request says', at, `req.${name}`);
  }
}

function header(run: Run, name: Value | undefined, at: Place): Value {
  if (!name || !isString(name)) return run.unknown('what the request says', at, 'req.headers[…]');
  const key = name.v.toLowerCase();
  if (key === 'origin' || key === 'referer') act(run, 'read-origin', at, { name: key });
  return run.unknown('what the request says', at, `req.headers.${key}`);
}

/** `req.session = x`: the session is replaced. */
export function writeRequest(run: Run, _request: RequestEntity, name: string, slot: Slot): boolean {
  if (name === 'user') act(run, 'write-user', slot.at, { name, arguments: [{ value: slot.value, at: slot.from }] });
  if (name !== 'session') return false;
  act(run, 'replace-session', slot.at, { name, arguments: [{ value: slot.value, at: slot.from }] });
  return true;
}

const SESSION_METHODS: Readonly<Record<string, ActName>> = {
  save: 'save-session', regenerate: 'regenerate-session', destroy: 'destroy-session', reload: 'reload-session', touch: 'touch-session', resetMaxAge: 'touch-session',
};

/** `req.session.x` */
export function requestSessionMember(run: Run, owner: Owner, _session: RequestSessionEntity, name: string, at: Place): Value | undefined {
  const method = Object.hasOwn(SESSION_METHODS, name) ? SESSION_METHODS[name] : undefined;
  if (method) {
    return run.native(`req.session.${name}`, (inner, site) => {
      act(inner, method, site.at, { name, arguments: site.arguments });
      runCallbacks(inner, site);
      return owner;
    });
  }
  act(run, 'read-session', at, { name });
  return run.unknown('what the session holds', at, `req.session.${name}`, { held: name });
}

/** `req.session.x = y`: kept, so that a read after it on the same path sees it. */
export function writeRequestSession(run: Run, _session: RequestSessionEntity, name: string, slot: Slot): boolean {
  act(run, 'write-session', slot.at, { name, arguments: [{ value: slot.value, at: slot.from }] });
  return true;
}

/** `req.session[key]` */
export function readSessionSomewhere(run: Run, at: Place): Value {
  act(run, 'read-session', at);
  return run.unknown('what the session holds', at, `req.session[…]@${at.file}:${String(at.start)}`);
}

/** `req.session[key] = value` */
export function writeSessionSomewhere(run: Run, value: Value, at: Place): void {
  act(run, 'write-session', at, { arguments: [{ value, at }] });
}

/** `req.session.cart.items = value`: what the session holds under `name` is changed. */
export function writeHeld(run: Run, name: string, value: Value, at: Place): void {
  act(run, 'write-session', at, { name, arguments: [{ value, at }] });
}

/** Methods that change the list, map or set they are called on. */
const CHANGES = /\.(push|pop|shift|unshift|splice|sort|reverse|fill|set|add|delete|clear)$/;

/** `req.session.cart.push(value)` */
export function callHeld(run: Run, callee: Unknown, site: CallSite): void {
  if (callee.held !== undefined && CHANGES.test(callee.key)) act(run, 'write-session', site.at, { name: callee.held, arguments: site.arguments });
}

/** Methods that end the answer (express 5.2.1 lib/response.js, node http). */
const ANSWERS: ReadonlySet<string> = new Set(['send', 'json', 'jsonp', 'end', 'redirect', 'render', 'sendFile', 'sendfile', 'sendStatus', 'download', 'write', 'pipe']);
const SILENT: ReadonlySet<string> = new Set(['status', 'type', 'contentType', 'links', 'vary', 'location', 'attachment', 'format', 'flushHeaders', 'on', 'once', 'removeHeader', 'code']);

/** `res.x` */
export function responseMember(run: Run, owner: Owner, _response: ResponseEntity, name: string, at: Place): Value | undefined {
  const method = (does: ActName | undefined): Value => run.native(`res.${name}`, (inner, site) => {
    if (does) act(inner, does, site.at, { name, arguments: site.arguments });
    // `res.format({ json: () => … })`: one of the functions answers.
    if (name === 'format') for (const { value } of site.arguments) if (value.t === 'object') for (const slot of value.slots.values()) callValue(inner, slot.value, { ...site, self: undefined, arguments: [] });
    runCallbacks(inner, site);
    return owner;
  });
  if (ANSWERS.has(name)) return method('answer');
  if (SILENT.has(name)) return method(undefined);
  switch (name) {
    case 'cookie': return method('set-cookie');
    case 'clearCookie': return method('clear-cookie');
    case 'set': case 'header': case 'setHeader': case 'append': case 'writeHead': return run.native(`res.${name}`, (inner, site) => {
      setHeaders(inner, name, site);
      return owner;
    });
    case 'req': return run.handler?.request;
    default: return run.unknown('what the answer holds', at, `res.${name}`);
  }
}

/** `res.set(name, value)`, `res.set({…})`, `res.writeHead(status, {…})`: one act a header. */
function setHeaders(run: Run, method: string, site: CallSite): void {
  for (const { value, at } of site.arguments) {
    if (value.t !== 'object' || value.entity) continue;
    for (const [name, slot] of value.slots) act(run, 'set-header', slot.at, { name, arguments: [{ value: slot.value, at: slot.from }] });
    if (value.open !== undefined) run.unfollowed(at, 'headers that are not known');
  }
  if (method === 'writeHead') return;
  const [name, value] = site.arguments;
  if (name && isString(name.value)) act(run, 'set-header', site.at, { name: name.value.v, arguments: value ? [value] : [] });
}

/** `next()` */
export function callNext(run: Run, _next: NextEntity, _owner: Owner, site: CallSite): Value {
  act(run, site.arguments.length > 0 ? 'fail' : 'next', site.at, { arguments: site.arguments });
  return run.undefined(site.at);
}

/** A middleware that a handler calls by hand: `session(req, res, next)`. */
export function callMiddleware(run: Run, entity: Entity, owner: Owner, site: CallSite): Value {
  act(run, 'run-middleware', site.at, { name: entity.kind, arguments: site.arguments, callee: owner });
  return run.undefined(site.at);
}

function runCallbacks(run: Run, site: CallSite): void {
  for (const { value } of site.arguments) for (const one of alternatives(value)) if (one.value.t === 'function') later(run, one.value, true);
}

import type { Place } from '../../source/place.ts';
import { act, actAnswer, ageOf, callbackAmong, noteEpoch, noteForAnswer, presentTurn, sessionNow, type ActName } from '../acts.ts';
import { laterAll } from '../callbacks.ts';
import { callValue } from '../calls.ts';
import type { Entity, NextEntity, RequestEntity, RequestSessionEntity, ResponseEntity } from '../entity.ts';
import type { Argument, CallSite } from '../frame.ts';
import type { Run } from '../run.ts';
import { isString, primitive, type NativeValue, type ObjectValue, type Slot, type Unknown, type Value } from '../value.ts';

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
      // `req.login(user, [options], callback)`: the first argument is the user.
      actWithCallback(inner, method, name, site, { callbacks: method === 'log-in' ? site.arguments.slice(1) : site.arguments, atOnce: true });
      return inner.unknown('what the request says', site.at, `req.${name}()`);
    });
  }
  switch (name) {
    case 'session': return sessionNow(run, handler);
    case 'res': return handler.response;
    case 'next': return handler.next;
    case 'user':
      act(run, 'read-user', at, { name });
      return run.unknown('what the request says', at, 'req.user');
    case 'get': case 'header': return run.native(`req.${name}`, (inner, site) => header(inner, site.arguments[0]?.value, site.at));
    case 'headers': return run.native('req.headers', undefined, { member: (inner, key, place) => header(inner, primitive(key, place), place) });
    case 'sessionStore': return run.native('req.sessionStore', undefined, { member: (inner, member) => inner.native(`req.sessionStore.${member}`, (one, site) => {
      actWithCallback(one, 'call-store', member, site, { callbacks: site.arguments, atOnce: false });
      return one.unknown('what a store gives', site.at);
    }) });
    case 'on': case 'once': return run.native(`req.${name}`, (inner, site) => {
      laterAll(inner, site.arguments, { by: 'event', at: site.at, atOnce: false });
      return owner;
    });
    default: return run.unknown('what the request says', at, `req.${name}`);
  }
}

/** Methods of a store that put another session on the request they are given (express-session 1.19 session/store.js, index.js `store.generate`). */
const GIVES_SESSION: ReadonlySet<string> = new Set(['generate', 'createSession']);

/** A call that is an act and calls back: what its callback does is a turn of its own. */
function actWithCallback(run: Run, does: ActName, name: string, site: CallSite, { callbacks, atOnce, ...age }: { readonly callbacks: readonly Argument[]; readonly atOnce: boolean } & Partial<ReturnType<typeof ageOf>>): void {
  const callback = callbackAmong(run, callbacks);
  const of = act(run, does, site.at, { name, arguments: site.arguments, callback, ...age });
  if (of !== undefined && (does === 'destroy-session' || (does === 'call-store' && GIVES_SESSION.has(name)))) noteEpoch(run, of, presentTurn(run));
  laterAll(run, callbacks, { by: 'callback', at: site.at, atOnce, ...(of === undefined ? {} : { of }) });
}

function header(run: Run, name: Value | undefined, at: Place): Value {
  if (!name || !isString(name)) return run.unknown('what the request says', at, 'req.headers[…]');
  const key = name.v.toLowerCase();
  if (key === 'origin' || key === 'referer') act(run, 'read-origin', at, { name: key });
  if (key === 'origin' && run.handler?.origin !== undefined) return primitive(run.handler.origin, at);
  return run.unknown('what the request says', at, `req.headers.${key}`);
}

/** `req.session = x`: the session is replaced. */
export function writeRequest(run: Run, _request: RequestEntity, name: string, slot: Slot): boolean {
  if (name === 'user') act(run, 'write-user', slot.at, { name, arguments: [{ value: slot.value, at: slot.from }] });
  if (name !== 'session') return false;
  const kept = slot.value.t === 'object' && slot.value.entity?.kind === 'request-session' ? slot.value.entity : undefined;
  act(run, 'replace-session', slot.at, { name, arguments: [{ value: slot.value, at: slot.from }], ...(kept ? ageOf(run, kept) : {}) });
  return true;
}

const SESSION_METHODS: Readonly<Record<string, ActName>> = {
  save: 'save-session', regenerate: 'regenerate-session', destroy: 'destroy-session', reload: 'reload-session', touch: 'touch-session', resetMaxAge: 'touch-session',
};

/** `req.session.x` */
export function requestSessionMember(run: Run, owner: Owner, session: RequestSessionEntity, name: string, at: Place): Value | undefined {
  const method = Object.hasOwn(SESSION_METHODS, name) ? SESSION_METHODS[name] : undefined;
  if (method) {
    return run.native(`req.session.${name}`, (inner, site) => {
      actWithCallback(inner, method, name, site, { callbacks: site.arguments, atOnce: false, ...ageOf(inner, session) });
      return owner;
    });
  }
  act(run, 'read-session', at, { name, ...ageOf(run, session) });
  return run.unknown('what the session holds', at, `req.session.${name}`, { held: name });
}

/** `req.session.x = y`: kept, so that a read after it on the same path sees it. */
export function writeRequestSession(run: Run, session: RequestSessionEntity, name: string, slot: Slot): boolean {
  // A deletion stands nowhere but where the key does.
  const isGone = slot.at === slot.key && slot.value.t === 'primitive' && slot.value.absent === true;
  act(run, 'write-session', slot.at, { name, arguments: [{ value: slot.value, at: slot.from }], way: isGone ? 'delete' : 'whole', ...ageOf(run, session) });
  return true;
}

/** `req.session[key]` */
export function readSessionSomewhere(run: Run, at: Place): Value {
  act(run, 'read-session', at);
  return run.unknown('what the session holds', at, `req.session[…]@${at.file}:${String(at.start)}`);
}

/** `res.locals.session = req.session`: a page may show all that it holds. */
export function showSession(run: Run, { value, at }: Slot): void {
  if (value.t === 'object' && value.entity?.kind === 'request-session') act(run, 'read-session', at, { way: 'whole' });
}

/** `req.session[key] = value` */
export function writeSessionSomewhere(run: Run, value: Value, at: Place): void {
  act(run, 'write-session', at, { arguments: [{ value, at }], way: 'whole' });
}

/** `req.session.cart.items = value`: what the session holds under `name` is changed. */
export function writeHeld(run: Run, name: string, value: Value, at: Place, member?: string): void {
  act(run, 'write-session', at, { name, arguments: [{ value, at }], way: 'part', ...(member === undefined ? {} : { member }) });
}

/** Methods that change the list, map or set they are called on. */
const CHANGES = /\.(push|pop|shift|unshift|splice|sort|reverse|fill|set|add|delete|clear)$/;

/** Methods that change a list. */
const OF_LISTS = /\.(push|pop|shift|unshift|splice|sort|reverse|fill)$/;
/** A way to a method that goes by names alone. */
const BY_NAMES = /^req\.session(\.[\w$]+){2,}$/;

/** `req.session.cart.push(value)`, `req.session.cart.total()` */
export function callHeld(run: Run, callee: Unknown, site: CallSite): void {
  if (callee.held !== undefined && BY_NAMES.test(callee.key) && !OF_LISTS.test(callee.key)) act(run, 'call-held', site.at, { name: callee.held, method: callee.key });
  if (callee.held !== undefined && CHANGES.test(callee.key)) act(run, 'write-session', site.at, { name: callee.held, arguments: site.arguments, way: 'part' });
}

/** Methods that end the answer (express 5.2.1 lib/response.js, node http). */
const ANSWERS: ReadonlySet<string> = new Set(['send', 'json', 'jsonp', 'end', 'redirect', 'render', 'sendFile', 'sendfile', 'sendStatus', 'download', 'write', 'pipe']);
/** Methods that give nothing back, where the others give the answer itself. */
const NOTHING_BACK: ReadonlySet<string> = new Set(['redirect', 'render', 'sendFile', 'sendfile', 'download']);
const SILENT: ReadonlySet<string> = new Set(['type', 'contentType', 'links', 'vary', 'attachment', 'format', 'flushHeaders', 'on', 'once', 'removeHeader']);
const LISTENS: ReadonlySet<string> = new Set(['on', 'once']);

/** `res.x` */
export function responseMember(run: Run, owner: Owner, _response: ResponseEntity, name: string, at: Place): Value | undefined {
  const method = (does: (inner: Run, site: CallSite) => void): Value => run.native(`res.${name}`, (inner, site) => {
    does(inner, site);
    // `res.format({ json: () => … })`: one of the functions answers.
    if (name === 'format') for (const { value } of site.arguments) if (value.t === 'object') for (const slot of value.slots.values()) callValue(inner, slot.value, { ...site, self: undefined, arguments: [] });
    laterAll(inner, site.arguments, { by: LISTENS.has(name) ? 'event' : 'callback', at: site.at, atOnce: name === 'render' || name === 'format' });
    return NOTHING_BACK.has(name) ? inner.undefined(site.at) : owner;
  });
  if (ANSWERS.has(name)) return method((inner, site) => { answer(inner, name, site); });
  if (SILENT.has(name)) return method(() => undefined);
  switch (name) {
    case 'status': case 'code': return method((inner, site) => { noteForAnswer(inner, 'status', site.arguments[0]); });
    case 'location': return method((inner, site) => { noteForAnswer(inner, 'location', site.arguments[0]); });
    case 'cookie': return method((inner, site) => { act(inner, 'set-cookie', site.at, { name, arguments: site.arguments }); });
    case 'clearCookie': return method((inner, site) => { act(inner, 'clear-cookie', site.at, { name, arguments: site.arguments }); });
    case 'set': case 'header': case 'setHeader': case 'append': case 'writeHead': return run.native(`res.${name}`, (inner, site) => {
      setHeaders(inner, name, site);
      return owner;
    });
    case 'req': return run.handler?.request;
    default: return run.unknown('what the answer holds', at, `res.${name}`);
  }
}

/** `res.send(…)` and its kin; `res.redirect([status], target)` (express 5.2.1 lib/response.js:819). */
function answer(run: Run, name: string, site: CallSite): void {
  const [first, second] = site.arguments;
  for (const { value, at } of site.arguments) if (holdsSession(value)) act(run, 'read-session', at, { way: 'whole' });
  if (name === 'sendStatus') actAnswer(run, site.at, name, site.arguments, first ? { status: first } : {});
  else if (name !== 'redirect') actAnswer(run, site.at, name, site.arguments);
  else if (second) {
    const [status, target] = first?.value.t === 'primitive' && typeof first.value.v === 'string' ? [second, first] : [first, second];
    actAnswer(run, site.at, name, site.arguments, { ...(status ? { status } : {}), target });
  } else actAnswer(run, site.at, name, site.arguments, first ? { target: first } : {});
}

/** Whether the whole session is shown: `res.render('me', { session: req.session })`. */
function holdsSession(value: Value): boolean {
  if (value.t !== 'object') return false;
  if (value.entity) return value.entity.kind === 'request-session';
  return [...value.slots.values()].some(({ value: one }) => one.t === 'object' && one.entity?.kind === 'request-session');
}

/** `res.statusCode = 401` */
export function writeResponse(run: Run, _response: ResponseEntity, name: string, slot: Slot): boolean {
  if (name === 'statusCode') noteForAnswer(run, 'status', { value: slot.value, at: slot.from });
  return false;
}

/** `res.set(name, value)`, `res.set({…})`, `res.writeHead(status, {…})`: one act a header. */
function setHeaders(run: Run, method: string, site: CallSite): void {
  for (const { value, at } of site.arguments) {
    if (value.t !== 'object' || value.entity) continue;
    for (const [name, slot] of value.slots) setHeader(run, slot.at, name, { value: slot.value, at: slot.from });
    if (value.open !== undefined) run.unfollowed(at, 'headers that are not known');
  }
  const [name, value] = site.arguments;
  if (method === 'writeHead') noteForAnswer(run, 'status', name);
  else if (name && isString(name.value)) setHeader(run, site.at, name.value.v, value);
}

function setHeader(run: Run, at: Place, name: string, value: Argument | undefined): void {
  act(run, 'set-header', at, { name, arguments: value ? [value] : [] });
  if (name.toLowerCase() === 'location') noteForAnswer(run, 'location', value);
}

/** `req.session()`: the session is no function. */
export function callSession(run: Run, _session: RequestSessionEntity, _owner: Owner, site: CallSite): Value {
  act(run, 'call-session', site.at);
  return run.unknown('the session is called', site.at);
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

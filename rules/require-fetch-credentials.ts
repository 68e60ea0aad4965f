import { isCertainly, quoted } from '../src/model/certain.ts';
import { addressesOf, headersOf, mayGoElsewhere } from '../src/model/client-call.ts';
import { callsBuiltFor, callsFromElsewhere, isElsewhere, isServedBy, type Reached } from '../src/model/client.ts';
import { optionOf } from '../src/model/cookie.ts';
import type { ClientCall, ObjectLiteral, Option, Options, Value, Workspace, World } from '../src/model/index.ts';
import { lanesOf, nameOf, type Lane } from '../src/model/lane.ts';
import { isStarted } from '../src/model/reach.ts';
import { isOpenToOthers, usesSessionFor } from '../src/model/session-route.ts';
import { isLoopback } from '../src/model/site.ts';
import { keptInWorkspace } from '../src/model/view.ts';
import { defineRule, type Edit, type Report, type Rule } from '../src/rule.ts';
import type { Place } from '../src/source/place.ts';
import { fixOf } from './changes/edits.ts';

const MESSAGES = {
  absent: '`{{call}}` calls `{{route}}` on another origin without `{{option}}`: the browser neither sends the session cookie nor keeps one from the answer.',
  off: '`{{written}}` keeps cookies out of this call of `{{route}}` on another origin: the browser neither sends the session cookie nor keeps one from the answer.',
  ignored: '`{{call}}` reads `{{option}}` and not `{{name}}`: on this call of `{{route}}` the browser neither sends the session cookie nor keeps one from the answer.',
  instance: 'Calls through this {{library}} instance, such as that of `{{route}}`, go to another origin without `{{option}}`: the browser neither sends the session cookie nor keeps one.',
  body: '`withCredentials` stands where `{{call}}` takes the body: it is sent as data, and the browser neither sends the session cookie nor keeps one from the answer.',
  socket: '`io` connects to another origin without `withCredentials: true`: the handshake carries no session cookie, and the session that the socket finds is nobody\'s.',
  behind: '`{{call}}` takes its options as the second argument: `withCredentials` in the third is not read, and the browser neither sends the session cookie nor keeps one.',
} as const;

/** What makes each library send cookies to another origin, and what it is when left out. */
const OPTIONS: Readonly<Record<ClientCall['library'], { readonly name: 'credentials' | 'withCredentials'; readonly code: string; readonly otherName: string }>> = {
  fetch: { name: 'credentials', code: '\'include\'', otherName: 'withCredentials' },
  ky: { name: 'credentials', code: '\'include\'', otherName: 'withCredentials' },
  ofetch: { name: 'credentials', code: '\'include\'', otherName: 'withCredentials' },
  graphql: { name: 'credentials', code: '\'include\'', otherName: 'withCredentials' },
  axios: { name: 'withCredentials', code: 'true', otherName: 'credentials' },
  XMLHttpRequest: { name: 'withCredentials', code: 'true', otherName: 'credentials' },
  EventSource: { name: 'withCredentials', code: 'true', otherName: 'credentials' },
  superagent: { name: 'withCredentials', code: 'true', otherName: 'credentials' },
  'socket.io-client': { name: 'withCredentials', code: 'true', otherName: 'credentials' },
};

/** Rules that may speak once a client asks with credentials. */
const REVEALED = ['require-cors-credentials', 'no-wildcard-origin-with-credentials', 'no-samesite-blocked-client', 'valid-cors-origin', 'cors-before-routes'];

/** Browser code calls a route with a session on another origin, and leaves the cookies at home. */
export const requireFetchCredentials: Rule = defineRule({
  name: 'require-fetch-credentials',
  level: 'error',
  since: '0.1.0',
  description: 'A call to another origin carries the session cookie with `credentials: \'include\'` or `withCredentials: true` alone.',
  symptom: 'Login answers 200, its `Set-Cookie` is in the network tab, and the next call is a stranger\'s: the front end asks without credentials.',
  offers: 'fix',
  messages: MESSAGES,
  check(workspace, report) {
    const apart = new Map(workspace.clients.filter((call) => isMisplaced(call) && mayReachSession(workspace, call)).map((call) => [keyOf(call), call]));
    for (const call of apart.values()) reportMisplaced(report, call);
    for (const world of workspace.judged.filter(isStarted)) {
      const done = new Set<string>();
      for (const call of socketsWithout(workspace, world)) reportSocket(report, world, call);
      for (const lane of lanesOf(world)) {
        for (const reached of callsFromElsewhere(workspace, lane)) {
          if (apart.has(keyOf(reached.call)) || sendsCookies(reached.call) !== 'no' || !isMeant(lane, reached)) continue;
          const { at } = subjectOf(workspace, reached.call);
          const key = `${at.file}:${String(at.start)}`;
          if (!done.has(key)) reportCall(report, workspace, world, reached);
          done.add(key);
        }
      }
    }
  },
});

type Reporter = Report<typeof MESSAGES, 'fix'>;

function keyOf({ at }: ClientCall): string {
  return `${at.file}:${String(at.start)}`;
}

/** Whether cookies certainly stay at home: the option is left out, or says so. */
function sendsCookies({ credentials }: ClientCall): 'yes' | 'no' | 'unknown' {
  if (!credentials) return 'no';
  if (isCertainly(credentials, (value) => value.kind === 'known' && (value.value === 'include' || value.value === true))) return 'yes';
  return isCertainly(credentials, (value) => value.kind === 'known' && OFF.includes(value.value)) ? 'no' : 'unknown';
}

const OFF: readonly unknown[] = ['same-origin', 'omit', false, undefined];

/** Whether a call has the session in mind: a page of another origin may make it, its route uses the session, and no token stands for the user. */
function isMeant(lane: Lane, { call, route }: Reached): boolean {
  const headers = [headersOf(call), headersOf({ ...call, ...(call.instance?.options ? { options: call.instance.options } : {}) })];
  return usesSessionFor(lane, route) && isOpenToOthers(lane, route) && !headers.some((one) => one.has('authorization'));
}

/**
 * The sockets that browser code opens on another origin without cookies, where the server's sockets read the session.
 * The first request of a socket is one of HTTP, unless it is told to begin as a WebSocket, which takes cookies along.
 */
function socketsWithout(workspace: Workspace, world: World): readonly ClientCall[] {
  if (!world.sockets.some(({ reads, sessions }) => reads.length > 0 && sessions.length > 0)) return [];
  return callsBuiltFor(workspace, world).filter((call) => call.library === 'socket.io-client' && sendsCookies(call) === 'no'
    && !call.options?.properties.some(({ name }) => name === 'transports' || name === 'auth' || name === 'extraHeaders')
    && lanesOf(world).some((lane) => isElsewhere(call, lane) && addressesOf(call).some((address) => isServedBy(workspace, lane, address))));
}

function reportSocket(report: Reporter, world: World, call: ClientCall): void {
  const read = world.sockets.flatMap(({ reads }) => reads)[0];
  report('socket', { at: call.at, world, data: {}, evidence: read ? [{ role: 'a socket\'s session is used here', at: read.at }] : [], ...fixOf(call.at, 'add `withCredentials: true`', addOption(call), REVEALED) });
}

/** Where a developer would change the code: the instance where no call through it says otherwise, else the call. */
function subjectOf(workspace: Workspace, call: ClientCall): { readonly at: Place; readonly instance: boolean } {
  const { instance } = call;
  const through = instance ? workspace.clients.filter((other) => other.instance?.at.file === instance.at.file && other.instance.at.start === instance.at.start) : [];
  return instance && through.every(({ credentials }) => credentials === undefined) ? { at: instance.at, instance: true } : { at: call.at, instance: false };
}

function reportCall(report: Reporter, workspace: Workspace, world: World, { call, route }: Reached): void {
  const { at, instance } = subjectOf(workspace, call);
  const { name: option, code, otherName } = OPTIONS[call.library];
  const evidence = [...(instance ? [{ role: 'such a call is made here', at: call.at }] : []), { role: `\`${nameOf(route)}\` uses the session`, at: route.registration.at }];
  const common = { at, world, evidence };
  const data = { call: call.name, route: nameOf(route), option: `${option}: ${code}` };
  const title = `add \`${option}: ${code}\``;
  const other = call.options && optionOf(call.options, otherName);
  if (instance) {
    report('instance', { ...common, data: { ...data, library: call.library }, ...fixOf(at, title, giveOptions(call, call.instance?.options, at), REVEALED) });
  } else if (call.credentials) {
    const value = call.credentials.kind === 'one-of' ? undefined : call.credentials;
    const edits: readonly Edit[] = value && isInside(value.at, at) ? [{ edit: 'replace', at: value.at, code }] : [];
    report('off', { ...common, data: { ...data, written: `${option}: ${value ? quoted(value) : '…'}` }, ...fixOf(at, `set \`${option}\` to \`${code}\``, edits, REVEALED) });
  } else if (other) {
    const edits: readonly Edit[] = isInside(other.at, at) ? [{ edit: 'replace', at: other.at, code: `${option}: ${code}` }] : [];
    report('ignored', { ...common, data: { ...data, option, name: otherName }, ...fixOf(at, `write \`${option}: ${code}\``, edits, REVEALED) });
  } else report('absent', { ...common, data, ...fixOf(at, title, addOption(call), REVEALED) });
}

function isInside(inner: Place, outer: Place): boolean {
  return inner.file === outer.file && inner.start >= outer.start && inner.end <= outer.end;
}

/** The edits that give an instance the option: in the literal it was made with, or as its first options. */
function giveOptions(call: ClientCall, options: Options | undefined, at: Place): readonly Edit[] {
  const { name, code } = OPTIONS[call.library];
  if (options) return options.literal ? [{ edit: 'add-property', to: options.literal, name, code }] : [];
  return [{ edit: 'add-argument', call: at, code: `{ ${name}: ${code} }` }];
}

function addOption(call: ClientCall): readonly Edit[] {
  const { at, library, options, optionsAt, arguments: list } = call;
  const { name, code } = OPTIONS[library];
  if (library === 'superagent') return [{ edit: 'wrap', at, before: '', after: '.withCredentials()' }];
  if (options) return options.literal ? [{ edit: 'add-property', to: options.literal, name, code }] : [];
  if (optionsAt === undefined || list.length > optionsAt) return [];
  return [{ edit: 'add-argument', call: at, code: `${'undefined, '.repeat(optionsAt - list.length)}{ ${name}: ${code} }` }];
}

/** Options of axios that no body is likely to hold as well. */
const CONFIGURATION: ReadonlySet<string> = new Set(['withCredentials', 'headers', 'params', 'timeout', 'responseType', 'signal', 'baseURL', 'onUploadProgress', 'validateStatus', 'credentials', 'xsrfCookieName', 'xsrfHeaderName']);

/** `withCredentials: true` in an argument of axios that holds no options. */
function misplacedIn({ library, arguments: list, optionsAt, bodyAt }: ClientCall): { readonly in: 'body' | 'behind'; readonly options: Options; readonly option: Option } | undefined {
  if (library !== 'axios' || optionsAt === undefined || optionsAt === 0) return undefined;
  const value = list[bodyAt ?? optionsAt + 1];
  const option = value?.kind === 'object' ? optionOf(value.options, 'withCredentials') : undefined;
  return value?.kind === 'object' && option && isTrue(option.value) ? { in: bodyAt === undefined ? 'behind' : 'body', options: value.options, option } : undefined;
}

function isTrue(value: Value): boolean {
  return isCertainly(value, (one) => one.kind === 'known' && one.value === true);
}

function isMisplaced(call: ClientCall): boolean {
  return call.credentials === undefined && misplacedIn(call) !== undefined;
}

/** Whether a call may go to a server of the repository that has a session, on another origin. */
const mayReachSession = keptInWorkspace((workspace, call: ClientCall): boolean => {
  const lanes = workspace.worlds.filter(({ sessions }) => sessions.length > 0).flatMap((world) => lanesOf(world)).filter((lane) => isElsewhere(call, lane));
  if (lanes.length === 0) return false;
  const addresses = addressesOf(call);
  return mayGoElsewhere(call) || addresses.some((address) => isLoopback(address.origin.host) || lanes.some((lane) => isServedBy(workspace, lane, address)));
});

function reportMisplaced(report: Reporter, call: ClientCall): void {
  const found = misplacedIn(call);
  if (!found) return;
  const edits = found.in === 'body' ? moveOutOfBody(call, found.options, found.option) : moveForward(call);
  report(found.in, { at: call.at, data: { call: call.name }, evidence: [{ role: 'it stands here', at: found.option.at }], ...fixOf(call.at, 'move `withCredentials` to the options', edits, REVEALED) });
}

function moveOutOfBody(call: ClientCall, body: Options, option: Option): readonly Edit[] {
  const { literal } = body;
  if (!literal || !option.own) return [];
  const options = call.options?.literal;
  const isConfiguration = body.complete && body.properties.every(({ name }) => CONFIGURATION.has(name)) && literal.properties.every(({ name }) => name !== undefined);
  if (isConfiguration && call.arguments.length === 2) return [{ edit: 'wrap', at: literal.at, before: '{}, ', after: '' }];
  const taken: Edit = { edit: 'remove-property', from: literal, property: option.at };
  if (call.arguments.length === 2) return [taken, { edit: 'add-argument', call: call.at, code: '{ withCredentials: true }' }];
  return options && !sameLiteral(options, literal) ? [taken, { edit: 'add-property', to: options, name: 'withCredentials', code: 'true' }] : [];
}

function sameLiteral(left: ObjectLiteral, right: ObjectLiteral): boolean {
  return left.at.file === right.at.file && left.at.start === right.at.start;
}

/** `axios.get(url, {}, { withCredentials: true })`: what stands between says nothing. */
function moveForward(call: ClientCall): readonly Edit[] {
  const [, between, options] = call.arguments;
  if (!between || !options) return [];
  const isNothing = (between.kind === 'known' && (between.value === undefined || between.value === null)) || (between.kind === 'object' && between.options.complete && between.options.properties.length === 0);
  return isNothing && between.at.file === options.at.file && between.at.start < options.at.start && isInside(between.at, call.at) && isInside(options.at, call.at)
    ? [{ edit: 'replace', at: { ...between.at, end: options.at.start }, code: '' }] : [];
}

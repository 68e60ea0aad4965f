import { defineRule, type Edit, type Evidence, type Report, type Rule } from '../src/rule.ts';
import { possibilities, quoted, type Single } from '../src/model/certain.ts';
import { calledBackOrigins, corsOptions, credentialsReadings, isMisspelt, meantOption, originReadings } from '../src/model/cors.ts';
import { worldsOfEntry } from '../src/model/environments.ts';
import type { CorsSetup, Workspace, World } from '../src/model/index.ts';
import { samePlace } from '../src/model/lane.ts';
import { leftOut } from '../src/model/left-out.ts';
import { faultOf, globPattern, type OriginFault } from '../src/model/origin.ts';
import { inExpress5, isRefusedByExpress5 } from '../src/model/path.ts';
import type { Place } from '../src/source/place.ts';
import { fixOf, suggestionOf } from './changes/edits.ts';
import { changeValue } from './changes/written.ts';

const MESSAGES = {
  neverSent: 'No browser sends `{{value}}` as an origin: {{why}}. It sends `{{sent}}`, so every call from there is blocked.',
  scheme: '`{{value}}` has no scheme, and an origin without one is never sent: every call from there is blocked.',
  several: '`{{value}}` names several origins in one string, which is compared as a whole: none of them is let in.',
  glob: '`{{value}}` is compared letter by letter, so its `*` matches nothing: every call from there is blocked.',
  patternText: '`{{value}}` is a string that looks like a regular expression and is compared letter by letter: it lets no origin in.',
  starInList: '`\'*\'` in a list is compared letter by letter, and no browser sends it: it lets nobody in.',
  variable: '`{{variable}}` is `{{value}}` in an env file, which no browser sends as an origin ({{why}}): every call from there is blocked.',
  notSplit: '`{{variable}}` holds several origins in an env file and is compared as a whole: none of them is let in.',
  off: '`origin` is `{{value}}`, which switches `cors` off: no CORS header is sent, and every call from another origin is blocked.',
  neverCallsBack: 'This origin function returns its answer and never calls back: every request that comes to `cors` hangs.',
  stateful: 'The flag `{{flag}}` makes a regular expression go on where it last stopped: every second request from an allowed origin is refused.',
  url: '`{{value}}` is an object and no string, so `cors` takes it for `true` and lets every site in.',
  wholeArgument: '`cors` takes an object of options: `{{value}}` is ignored, and every answer goes out with the origin `*`.',
  misspelt: '`cors` has no option `{{name}}`: it is ignored, and {{effect}}.',
  credentials: '`credentials` is `{{value}}` and not `true`, so `cors` does not allow credentials and browsers drop the session cookie.',
  wildcardPath: 'Express 5 throws at start: a `*` in a path needs a name, and `{{path}}` has none.',
  methods: '`methods` leaves out `{{method}}`, so browsers refuse each call of `{{route}}` from another origin at its preflight.',
  headers: '`allowedHeaders` leaves out `{{header}}`, which the call of `{{route}}` sends: browsers refuse it at its preflight.',
} as const;

type Reporter = Report<typeof MESSAGES, 'either'>;

/** An option of `cors` that does something else than it says. */
export const validCorsOrigin: Rule = defineRule({
  name: 'valid-cors-origin',
  level: 'error',
  since: '0.1.0',
  description: 'The origin and the other options of `cors` must be what browsers send and the library reads.',
  symptom: 'Calls from the front end fail with a CORS error, or hang, although its origin is in the list.',
  offers: 'either',
  messages: MESSAGES,
  check(workspace, report) {
    for (const world of workspace.judged) {
      for (const setup of world.cors) {
        checkArgument(report, world, setup);
        checkNames(report, world, setup);
        checkCredentials(report, world, setup);
        checkOrigin(report, workspace, world, setup);
      }
      checkPaths(report, world);
      checkLists(report, workspace, world);
    }
  },
});

/** What stands behind the reason of a fault, after "No browser sends … as an origin:". */
const WHY: Partial<Record<OriginFault, string>> = {
  slash: 'it ends in a slash', path: 'it has a path', space: 'it has a space in it', spelling: 'host names are in lower case ASCII', port: 'the default port is left out',
};

function checkOrigin(report: Reporter, workspace: Workspace, world: World, setup: CorsSetup): void {
  const readings = originReadings(setup);
  const [first] = readings;
  if (first && readings.every(({ state, value }) => state === 'off' && value.kind === 'known' && isUnmeant(setup, value)) && isOffEverywhere(workspace, world, setup)) {
    report('off', { at: first.value.at, world, data: { value: quoted(first.value) }, evidence: evidenceOf(setup, first.value.at) });
    return;
  }
  for (const { value } of readings) {
    checkValue(report, world, setup, value, false);
    for (const allowed of calledBackOrigins(value)) if (allowed.kind === 'known') checkValue(report, world, setup, allowed, false);
  }
}

/** `false` is the documented switch; beside `credentials: true` it can't be meant. */
function isUnmeant(setup: CorsSetup, value: Extract<Single, { kind: 'known' }>): boolean {
  if (value.value === '' || value.value === null) return true;
  if (value.value === undefined) return value.at.end - value.at.start === 'undefined'.length;
  return value.value === false && credentialsReadings(setup).every(({ state }) => state === 'on');
}

/** Where another environment has an origin, this one is switched off on purpose. */
function isOffEverywhere(workspace: Workspace, world: World, setup: CorsSetup): boolean {
  return worldsOfEntry(workspace, world).every(({ cors }) => cors.filter(({ at }) => samePlace(at, setup.at)).every((twin) => originReadings(twin).every(({ state }) => state === 'off')));
}

/** One value that lets origins in, by itself or as an item of a list. */
function checkValue(report: Reporter, world: World, setup: CorsSetup, value: Single, inList: boolean): void {
  const { at } = value;
  const base = { at, world, evidence: evidenceOf(setup, at) };
  switch (value.kind) {
    case 'known':
      if (inList && value.value === '*') report('starInList', { ...base, data: {} });
      else if (typeof value.value === 'string') checkText(report, world, setup, value.value, value, inList);
      break;
    case 'list':
      for (const item of value.items) if (item.kind !== 'one-of') checkValue(report, world, setup, item, true);
      break;
    case 'environment': {
      const file = value.files.find(({ text }) => faultOf(text));
      const found = file && faultOf(file.text);
      if (!file || !found) break;
      const variable = `process.env.${value.variable}`;
      const evidence = [{ role: 'the env file gives it this value', at: file.at }, ...base.evidence];
      if (found.fault === 'several') {
        const split = /[;\s]/.test(file.text) ? '/[\\s,;]+/' : '\',\'';
        report('notSplit', { ...base, evidence, data: { variable }, ...(inList ? {} : writtenFix(value, 'split it', { edit: 'wrap', at, before: '', after: `?.split(${split})` })) });
      } else report('variable', { ...base, evidence, data: { variable, value: file.text, why: WHY[found.fault] ?? 'it has no scheme' } });
      break;
    }
    case 'pattern': {
      const flag = /[gy]/.exec(value.flags)?.[0];
      if (flag === undefined) break;
      const written = at.end - at.start === value.source.length + value.flags.length + 2;
      report('stateful', { ...base, data: { flag }, ...(written ? writtenFix(value, 'leave the flag out', { edit: 'replace', at, code: `/${value.source}/${value.flags.replace(/[gy]/g, '')}` }) : {}) });
      break;
    }
    case 'instance':
      if (value.of === 'URL') report('url', { ...base, data: { value: quoted(value) }, ...writtenFix(value, 'take its `origin`', { edit: 'wrap', at, before: '', after: '.origin' }) });
      break;
    case 'function':
      if (!inList && neverCallsBack(value)) report('neverCallsBack', { ...base, data: {} });
      break;
    default:
  }
}

/**
 * Whether an origin function gives its answer back and has no callback to call, or none that it can have handed on.
 * With `callsBack` absent the body was not followed.
 */
function neverCallsBack({ callsBack, returns, arity }: Extract<Single, { kind: 'function' }>): boolean {
  if (callsBack?.length !== 0 || !returns) return false;
  const answers = possibilities(returns).map(({ value }) => value);
  if (answers.every((value) => value.kind === 'known' && value.value === undefined)) return false;
  return arity === 1 || answers.every((value) => value.kind !== 'unknown');
}

function checkText(report: Reporter, world: World, setup: CorsSetup, text: string, value: Single, inList: boolean): void {
  const found = faultOf(text);
  if (!found) return;
  const { at } = value;
  const base = { at, world, evidence: evidenceOf(setup, at), data: { value: text } };
  const [sent] = found.meant;
  const replace = (code: string): Edit => ({ edit: 'replace', at, code });
  // The literal itself, with its quotes: anything else was put together from parts.
  const isLiteral = [text.length + 2, JSON.stringify(text).length].includes(at.end - at.start);
  const fix = (title: string, code: string | undefined) => (isLiteral && code !== undefined ? writtenFix(value, title, replace(code)) : {});
  const suggest = (title: string, code: string | undefined) => (isLiteral && code !== undefined ? suggestionOf(at, title, [replace(code)]) : {});
  switch (found.fault) {
    case 'several': {
      const items = found.meant.map((one) => `'${one}'`).join(', ');
      report('several', { ...base, ...fix('make a list of them', items === '' ? undefined : inList ? items : `[${items}]`) });
      break;
    }
    case 'glob': report('glob', { ...base, ...suggest('match it with a regular expression', globPattern(text)) }); break;
    case 'pattern': {
      const code = /^\/(?:[^/\\]|\\.)+\/[a-z]*$/.test(text) ? text : undefined;
      // Without its anchors the expression lets in whatever holds it somewhere.
      report('patternText', { ...base, ...(/^\/\^.*\$\/i?$/.test(text) ? fix : suggest)('make it a regular expression', code) });
      break;
    }
    case 'scheme': report('scheme', { ...base, ...(sent === undefined ? suggest('add `https://`', `'https://${text}'`) : fix('add the scheme', `'${sent}'`)) }); break;
    default: if (sent !== undefined) report('neverSent', { ...base, data: { ...base.data, why: WHY[found.fault] ?? '', sent }, ...fix('write it as browsers send it', `'${sent}'`) });
  }
}

/** `cors('https://…')`: what is no options object and no function is ignored (cors 2.8.6 `middlewareWrapper`). */
function checkArgument(report: Reporter, world: World, setup: CorsSetup): void {
  const { argument } = setup;
  if (setup.by === 'socket.io' || !argument || argument.kind === 'one-of') return;
  const isText = argument.kind === 'known' && typeof argument.value === 'string' && argument.value !== '';
  if (!isText && argument.kind !== 'list' && argument.kind !== 'pattern' && argument.kind !== 'environment') return;
  const at = [...argument.via, argument.at].find((place) => place.file === setup.at.file && place.start >= setup.callee.end && place.end <= setup.at.end);
  const after = world.sessions.length > 0 ? ', credentials: true }' : ' }';
  report('wholeArgument', { at: at ?? setup.callee, world, data: { value: quoted(argument) }, ...(at ? fixOf(at, 'make it the `origin` option', [{ edit: 'wrap', at, before: '{ origin: ', after }]) : {}) });
}

const EFFECT: Readonly<Record<string, string>> = { origin: 'every answer goes out with the origin `*`', credentials: 'no credentials are allowed, so browsers drop the session cookie' };

function checkNames(report: Reporter, world: World, setup: CorsSetup): void {
  for (const { options } of corsOptions(setup)) {
    for (const { name, key, at, value } of options.properties) {
      const meant = meantOption(name);
      if (meant === undefined || !isMisspelt(options, meant)) continue;
      const isShort = key.start === at.start && key.end === at.end;
      report('misspelt', {
        at: key, world, data: { name, effect: EFFECT[meant] ?? '' }, evidence: evidenceOf(setup, value.at),
        ...fixOf(key, `name it \`${meant}\``, [{ edit: 'replace', at: key, code: isShort ? `${meant}: ${name}` : meant }]),
      });
    }
  }
}

/** `configureCredentials` compares with `true`. */
function checkCredentials(report: Reporter, world: World, setup: CorsSetup): void {
  for (const { value, state, option } of credentialsReadings(setup)) {
    if (state !== 'faulty' || !option) continue;
    const isYes = value.kind === 'known' && /^(true|1|yes|on|include)$/.test(String(value.value));
    report('credentials', { at: value.at, world, data: { value: quoted(value) }, evidence: evidenceOf(setup, value.at), ...(isYes ? writtenFix(value, 'make it `true`', { edit: 'replace', at: value.at, code: 'true' }) : {}) });
  }
}

/** `app.options('*', cors())` under Express 5. */
function checkPaths(report: Reporter, world: World): void {
  const handlers = new Set(world.middlewares.flatMap(({ id, kind }) => (kind === 'cors' ? [id] : [])));
  for (const app of world.apps.filter(({ kind, express }) => kind !== 'connect' && (express.major ?? 0) >= 5)) {
    for (const { paths, middlewares } of app.registrations) {
      if (!middlewares.some((id) => handlers.has(id))) continue;
      for (const path of paths) {
        if (path.kind !== 'known' || typeof path.value !== 'string' || !isRefusedByExpress5(path.value)) continue;
        const named = inExpress5(path.value);
        report('wildcardPath', { at: path.at, world, data: { path: path.value }, ...(named === undefined ? {} : writtenFix(path, 'give the wildcard a name', { edit: 'replace', at: path.at, code: `'${named}'` })) });
      }
    }
  }
}

function checkLists(report: Reporter, workspace: Workspace, world: World): void {
  for (const { option, value, missing, route, at: needed } of leftOut(workspace, world)) {
    const { at } = value;
    const last = value.kind === 'list' ? value.items.at(-1) : undefined;
    const title = `add \`${missing}\``;
    const edit: Edit | undefined = value.kind === 'known' ? { edit: 'replace', at, code: `'${String(value.value)},${missing}'` } : last && { edit: 'wrap', at: last.at, before: '', after: `, '${missing}'` };
    const more = { at, world, evidence: [{ role: 'this needs it', at: needed }], ...(edit ? fixOf(at, title, [edit]) : {}) };
    if (option === 'methods') report('methods', { ...more, data: { method: missing, route } });
    else report('headers', { ...more, data: { header: missing, route } });
  }
}

/** Origins that match let the rules about sites and credentials see a client. */
const REVEALED = ['no-samesite-blocked-client', 'require-cors-credentials'];

function writtenFix(value: { readonly at: Place; readonly via: readonly Place[] }, title: string, edit: Edit): ReturnType<typeof changeValue> {
  return changeValue(value, title, edit, REVEALED);
}

function evidenceOf(setup: CorsSetup, at: Place): readonly Evidence[] {
  return at.file === setup.at.file && at.start >= setup.at.start && at.end <= setup.at.end ? [] : [{ role: '`cors` is called here', at: setup.at }];
}

import { quoted, type Single } from '../src/model/certain.ts';
import { corsOptions, credentialsReadings, isMisspelt, originReadings } from '../src/model/cors.ts';
import { sameSiteReadings } from '../src/model/cookie.ts';
import type { CorsSetup, SessionSetup, Stranger, Workspace, World } from '../src/model/index.ts';
import { stepsOf, stepsThat } from '../src/model/doing.ts';
import { lanesOf } from '../src/model/lane.ts';
import { corsBeside } from '../src/model/origins.ts';
import { hostingSuffix } from '../src/model/site.ts';
import { strangerTo } from '../src/model/strangers.ts';
import { defineRule, type Change, type Evidence, type Report, type Rule } from '../src/rule.ts';
import type { Place } from '../src/source/place.ts';
import { changeOf } from './changes/edits.ts';
import { knownOrigins } from './changes/known-origins.ts';

const MESSAGES = {
  anyone: '{{test}} lets every site in with credentials: a page that a logged-in user opens anywhere reads this server\'s answers with the user\'s session.',
  siblings: '{{test}} lets every site in with credentials: `SameSite` alone keeps the session out of calls from strangers, and any page of a sibling host reads answers made with it.',
  lookalike: '{{test}} lets `{{origin}}` in too, a name that anybody can register: {{where}}its pages read this server\'s answers with a user\'s session.',
  tenant: '{{test}} lets every name under `{{suffix}}` in, where anybody can have one: {{where}}its pages read this server\'s answers with a user\'s session.',
  opaque: '{{test}} lets the origin `null` in with credentials: a sandboxed frame of any site sends it, and reads this server\'s answers with a user\'s session.',
} as const;

/** Credentialed CORS lets in pages that belong to strangers. */
export const noReflectedOriginWithCredentials: Rule = defineRule({
  name: 'no-reflected-origin-with-credentials',
  level: 'error',
  since: '0.1.0',
  description: 'Credentials are for origins that are known: a test of origins that a stranger passes hands out the session.',
  symptom: 'Everything works, for the pages of strangers too: they act and read as the user who is logged in.',
  offers: 'suggest',
  messages: MESSAGES,
  check(workspace, report) {
    for (const world of workspace.judged.filter(({ environment }) => environment !== 'development')) {
      for (const setup of world.cors) checkSetup(report, workspace, world, setup);
      checkHandlers(report, world);
    }
  },
});

type Reporter = Report<typeof MESSAGES, 'suggest'>;

function checkSetup(report: Reporter, workspace: Workspace, world: World, setup: CorsSetup): void {
  const sessions = setup.by === 'socket.io' ? world.sessions : world.sessions.filter((session) => corsBeside(world, session).includes(setup));
  const credentials = credentialsReadings(setup);
  const on = credentials.find(({ state }) => state === 'on')?.option;
  if (sessions.length === 0 || !on || !credentials.every(({ state }) => state === 'on') || corsOptions(setup).some(({ options }) => isMisspelt(options, 'origin'))) return;
  const readings = originReadings(setup).map(({ value }) => ({ value, met: strangerIn(setup, value) }));
  const [first] = readings;
  if (!first?.met || !readings.every(({ met }) => met)) return;
  const { at } = first.met;
  const evidence = [{ role: 'credentials are allowed here', at: on.at }, ...sessions.slice(0, 1).map((session) => ({ role: 'the session is made here', at: session.at }))];
  tell(report, world, { at, test: first.met.test, stranger: first.met.stranger, sessions, evidence, suggest: isTrue(first.value) ? nameOrigins(workspace, world, at) : [] });
}

/** A stranger that an origin option lets in, and the test it passes. */
interface Met {
  readonly at: Place;
  readonly test: string;
  readonly stranger: Stranger;
}

const ANYONE: Stranger = { origin: 'https://evil.example', kind: 'anyone' };

/** cors 2.8.6 lib/index.js `configureOrigin`, `isOriginAllowed`. */
function strangerIn(setup: CorsSetup, value: Single): Met | undefined {
  const { at } = value;
  switch (value.kind) {
    case 'known': {
      if (value.value === 'null') return { at, test: '`origin: \'null\'`', stranger: { origin: 'null', kind: 'null' } };
      return typeof value.value !== 'string' && value.value ? { at, test: `\`origin: ${String(value.value)}\``, stranger: ANYONE } : undefined;
    }
    case 'pattern': {
      const stranger = strangerTo(value);
      return stranger && { at, test: `\`${clipped(quoted(value))}\``, stranger };
    }
    case 'function': {
      const met = setup.strangers?.find((one) => one.at.file === at.file && one.at.start === at.start);
      return met && { at, test: 'This origin function', stranger: met.stranger };
    }
    case 'list': return value.items.map((item) => (item.kind === 'one-of' ? undefined : strangerInList(setup, item))).find((met) => met !== undefined);
    default: return undefined;
  }
}

/** An item of a list is compared as a string or matched; anything else that is truthy lets every origin in. */
function strangerInList(setup: CorsSetup, item: Single): Met | undefined {
  if (item.kind === 'known' && item.value === true) return { at: item.at, test: '`true` in the list of origins', stranger: ANYONE };
  const met = item.kind === 'pattern' || item.kind === 'known' ? strangerIn(setup, item) : undefined;
  return met && item.kind === 'known' ? { ...met, test: '`\'null\'` in the list of origins' } : met;
}

function checkHandlers(report: Reporter, world: World): void {
  const done = new Set<number>();
  for (const lane of lanesOf(world)) {
    const sessions = world.sessions.filter(({ id }) => stepsOf(lane, 'session').some(({ middleware }) => middleware.kind === 'session' && middleware.session === id));
    for (const { handler } of stepsThat(lane, 'set-header')) {
      const header = handler?.acts.findLast(({ does, name }) => does === 'set-header' && name?.toLowerCase() === 'access-control-allow-origin');
      if (!handler?.stranger || !header || sessions.length === 0 || done.has(handler.id)) continue;
      done.add(handler.id);
      const evidence = sessions.slice(0, 1).map((session) => ({ role: 'the session is made here', at: session.at }));
      tell(report, world, { at: header.at, test: 'The caller\'s `Origin` is sent back, which', stranger: handler.stranger, sessions, evidence, suggest: [] });
    }
  }
}

interface Case extends Met {
  readonly sessions: readonly SessionSetup[];
  readonly evidence: readonly Evidence[];
  readonly suggest: readonly Change[];
}

/** A cookie that is `Lax` or `Strict` everywhere stays out of calls from other sites: then only siblings of the server are strangers. */
function tell(report: Reporter, world: World, { at, test, stranger, sessions, evidence, suggest }: Case): void {
  const kept = sessions.every((session) => sameSiteReadings(session).every(({ state }) => state === 'lax' || state === 'strict'));
  const where = sessions.every((session) => sameSiteReadings(session).every(({ state }) => state === 'unset')) ? 'in browsers that have no default for `SameSite`, ' : '';
  const common = { at, world, evidence, ...(suggest.length > 0 ? { suggest } : {}) };
  const { origin, kind } = stranger;
  if (kind === 'anyone') report(kept ? 'siblings' : 'anyone', { ...common, data: { test } });
  else if (kept) return;
  else if (kind === 'null') report('opaque', { ...common, data: { test } });
  else if (kind === 'tenant') report('tenant', { ...common, data: { test, where, suffix: hostingSuffix(new URL(origin).hostname) ?? '' } });
  else report('lookalike', { ...common, data: { test, where, origin } });
}

function isTrue(value: Single): boolean {
  return value.kind === 'known' && value.value === true;
}

function nameOrigins(workspace: Workspace, world: World, at: Place): readonly Change[] {
  const origins = knownOrigins(workspace, world);
  return (origins.length > 0 ? origins : ['process.env.CLIENT_ORIGIN']).flatMap((code) => changeOf(at, `allow ${code} alone`, [{ edit: 'replace', at, code }], ['no-samesite-blocked-client']) ?? []);
}

function clipped(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

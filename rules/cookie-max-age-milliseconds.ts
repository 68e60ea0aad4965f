import { possibilities, quoted, type Single } from '../src/model/certain.ts';
import { cookieAttribute, cookieReadings, type AttributeReading } from '../src/model/cookie.ts';
import { actsThat } from '../src/model/doing.ts';
import { sessionsInUse } from '../src/model/duplicates.ts';
import { durationText, isMeantAsMilliseconds, isMeantAsSeconds, LAST_MOMENT } from '../src/model/duration.ts';
import { isTestOrExample } from '../src/model/environments.ts';
import type { Act, Option, SessionSetup, World } from '../src/model/index.ts';
import { samePlace } from '../src/model/lane.ts';
import { defineRule, type Edit, type Rule } from '../src/rule.ts';
import { suggestionOf } from './changes/edits.ts';
import { JUDGES_OF_OPTIONS } from './changes/secure-cookie.ts';

/** What is wrong with a life given in milliseconds. */
type Fault = 'seconds' | 'short' | 'over' | 'tooLong' | 'tooLongFlat';

export const cookieMaxAgeMilliseconds: Rule = defineRule({
  name: 'cookie-max-age-milliseconds',
  level: 'error',
  since: '0.1.0',
  description: 'Reports a `maxAge` of the session cookie that is written in seconds, is over at once, or is longer than a Date can hold.',
  symptom: 'Everybody is logged out a few seconds or minutes after login, or at once.',
  offers: 'suggest',
  messages: {
    seconds: 'The session cookie ends {{life}} after it is set: `maxAge` counts milliseconds, and `{{value}}` reads as {{meant}} in seconds.',
    short: 'The session cookie ends {{life}} after it is set, and the login with it: `maxAge` counts milliseconds, and it is `{{value}}`.',
    over: 'Browsers drop the session cookie at once, and every request starts a new session: with `maxAge: {{value}}` it is sent already expired.',
    tooLong: 'No session cookie is ever set: `maxAge: {{value}}` ends after the last moment that a Date can hold, and express-session cannot write such a cookie.',
    tooLongFlat: 'The session cookie ends with the browser session: `maxAge: {{value}}` ends after the last moment that a Date can hold, and browsers pass over it.',
  },
  check(workspace, report) {
    for (const world of workspace.judged) {
      for (const session of sessionsInUse(world)) {
        if (session.when === false || isTestOrExample(session.at.file, workspace.root)) continue;
        const found = certainFault(world, session);
        if (!found) continue;
        const { fault, value, only } = found;
        const { at } = value;
        const life = durationText(Number(value.value));
        const common = { at, world, evidence: [{ role: 'the session is made here', at: session.at }] };
        const data = { value: quoted(value), life };
        if (fault === 'seconds') {
          const meant = durationText(Number(value.value) * 1000);
          const edits = only ? timesThousand(world, value) : [];
          report('seconds', { ...common, data: { ...data, meant }, ...suggestionOf(at, 'make it milliseconds', edits, JUDGES_OF_OPTIONS) });
        } else if (fault === 'short') report('short', { ...common, data });
        else report(fault, { ...common, data: { value: data.value } });
      }
      for (const { act, value } of livesInHandlers(world)) {
        const { at } = value;
        if (isTestOrExample(at.file, workspace.root)) continue;
        const data = { value: quoted(value), life: durationText(Number(value.value)), meant: durationText(Number(value.value) * 1000) };
        report('seconds', { at, world, data, evidence: [{ role: 'the session cookie gets it here', at: act.at }], ...suggestionOf(at, 'make it milliseconds', timesThousand(world, value)) });
      }
    }
  },
});

type Known = Extract<Single, { kind: 'known' }>;

/** The first of the faults, where every path has one. */
function certainFault(world: World, session: SessionSetup): { readonly fault: Fault; readonly value: Known; readonly only: boolean } | undefined {
  const readings = cookieAttribute(session, 'maxAge');
  const faults = readings.map(reading => faultOf(reading, world, session));
  const [reading] = readings;
  const [fault] = faults;
  if (!reading?.option || reading.value.kind !== 'known' || !fault || faults.includes(undefined)) return undefined;
  return { fault, value: reading.value, only: readings.length === 1 };
}

function faultOf({ value, option }: AttributeReading, world: World, session: SessionSetup): Fault | undefined {
  if (!option || value.kind !== 'known' || typeof value.value !== 'number' || isOverruled(option, session)) return undefined;
  const life = value.value;
  const flat = session.library === 'cookie-session';
  // cookies index.js `toHeader` passes over a `maxAge` of 0.
  if (life < 0 || (life === 0 && !flat)) return 'over';
  if (life === 0 || !Number.isFinite(life)) return undefined;
  if (Date.now() + life > LAST_MOMENT) return flat ? 'tooLongFlat' : 'tooLong';
  if (isMeantAsSeconds(value)) return 'seconds';
  return life < 60_000 && world.environment === 'production' && !isMeant(value) ? 'short' : undefined;
}

/** Whole seconds that are written as milliseconds, or elsewhere under a name of their own, may well be meant. */
function isMeant(value: Known): boolean {
  const elsewhere = value.via.some(({ file, start, end }) => file !== value.at.file || value.at.start < start || end < value.at.end);
  return Number(value.value) % 1000 === 0 && (elsewhere || isMeantAsMilliseconds(value));
}

/** What handlers give one session's cookie to live (`req.session.cookie.maxAge = …`), where it is certainly meant as seconds. */
function livesInHandlers(world: World): readonly { readonly act: Act; readonly value: Known }[] {
  if (!world.sessions.some(({ library }) => library === 'express-session')) return [];
  return actsThat(world, 'write-session').flatMap(({ act }) => {
    const [given] = act.name === 'cookie' && act.member === 'maxAge' && act.when !== false ? act.arguments : [];
    const values = given ? possibilities(given, act.when).map(({ value }) => value) : [];
    const [value] = values;
    return value?.kind === 'known' && values.length === 1 && isMeantAsSeconds(value) ? [{ act, value }] : [];
  });
}

/** express-session takes the later of `expires` and `maxAge` in the order of the object (session/cookie.js: each sets the other). */
function isOverruled(option: Option, session: SessionSetup): boolean {
  return session.library === 'express-session' && cookieReadings(session).some(({ options }) => options?.properties.includes(option)
    && options.properties.findLast(({ name }) => name === 'expires' || name === 'maxAge') !== option);
}

/** Where the number is written; nothing where a store reads the same one, whose lives are in seconds. */
function timesThousand(world: World, { value, factors, at }: Known): readonly Edit[] {
  const shared = world.stores.some(store => store.arguments.some(given => given.kind === 'object' && given.options.properties.some(option => samePlace(option.value.at, at))));
  if (shared) return [];
  return [factors ? { edit: 'wrap', at, before: '', after: ' * 1000' } : { edit: 'replace', at, code: `${String(value)} * 1000` }];
}

import type { Guard } from '../link/guard.ts';
import { and, not } from '../link/guard.ts';
import { readAddresses } from './addresses.ts';
import { isCertainly, possibilities, type Single } from './certain.ts';
import { appById, isOrphan, registrationById } from './hosts.ts';
import type { App, AppSetting, World } from './types.ts';
import type { EnvironmentValue, ListValue } from './value.ts';

/**
 * What a request that a proxy forwarded finds as `trust proxy`, judged for the nearest proxy: it alone decides
 * `req.secure`. `absent`: never set. `faulty`: a name or value that Express reads otherwise than it looks.
 */
export type Trust = 'trusting' | 'off' | 'absent' | 'faulty' | 'unknown';

export interface TrustReading {
  readonly when: Guard;
  readonly trust: Trust;
  /** The setting that decides; absent where none does. */
  readonly setting?: AppSetting;
  readonly value?: Single;
}

const SETTING = 'trust proxy';
/** Names that are written for `trust proxy`, spelled without spaces, dashes and capitals. */
const MISSPELT: ReadonlySet<string> = new Set(['trustproxy', 'trustproxies', 'trustedproxy', 'trustedproxies', 'trusproxy', 'turstproxy', 'trustporxy']);

/** Whether a setting is `trust proxy`, one spelled wrong, certainly another, or not known. */
export function trustName(setting: AppSetting): 'trust proxy' | 'misspelt' | 'other' | 'unknown' {
  const names = possibilities(setting.name, setting.when).map(({ value }) => nameOf(value, setting));
  const [first] = names;
  return first !== undefined && names.every(name => name === first) ? first : 'unknown';
}

function nameOf(name: Single, setting: AppSetting): 'trust proxy' | 'misspelt' | 'other' | 'unknown' {
  if (name.kind !== 'known' || typeof name.value !== 'string') return 'unknown';
  if (name.value === SETTING) return 'trust proxy';
  if (MISSPELT.has(name.value.toLowerCase().replace(/[\s_-]/g, ''))) return 'misspelt';
  // `proxy` may be a setting of the app's own; switched on or as a number of hops it is meant for Express.
  const isSwitch = setting.call === 'enable' || (setting.value !== undefined && isCertainly(setting.value, value => value.kind === 'known' && (value.value === true || typeof value.value === 'number'), setting.when));
  return name.value === 'proxy' && isSwitch ? 'misspelt' : 'other';
}

/** How Express takes a value of `trust proxy` for the nearest proxy (express lib/utils.js `compileTrust`). */
export function trustOf(value: Single): Exclude<Trust, 'absent'> {
  switch (value.kind) {
    case 'known':
      if (typeof value.value === 'string') return trustOfText(value.value);
      if (typeof value.value === 'number') return value.value > 0 ? 'trusting' : 'off';
      return value.value === true ? 'trusting' : 'off';
    case 'function': return 'trusting';
    case 'list': return trustOfList(value);
    case 'environment': return trustOfEnvironment(value);
    case 'object':
    case 'pattern': return 'faulty';
    default: return 'unknown';
  }
}

function trustOfText(text: string): 'trusting' | 'faulty' | 'unknown' {
  const reading = readAddresses(text);
  if (reading === 'unclear') return 'unknown';
  return reading === 'addresses' ? 'trusting' : 'faulty';
}

function trustOfList(list: ListValue): Exclude<Trust, 'absent'> {
  if (list.items.some(item => isCertainly(item, one => one.kind === 'known' && (typeof one.value === 'number' || (typeof one.value === 'string' && trustOfText(one.value) === 'faulty'))))) return 'faulty';
  if (!list.complete || list.items.some(item => !isCertainly(item, one => one.kind === 'known'))) return 'unknown';
  return list.items.length === 0 ? 'off' : 'trusting';
}

/** A variable is always text: right only where every env file gives it addresses. */
function trustOfEnvironment(value: EnvironmentValue): 'trusting' | 'faulty' {
  return value.files.length > 0 && value.files.every(({ text }) => readAddresses(text) === 'addresses') ? 'trusting' : 'faulty';
}

/**
 * What requests of an app find as `trust proxy` on each path where `given` holds: the last setting wins, whatever
 * its place among the registrations; without one of its own a mounted app inherits from the app it is mounted in
 * (express lib/application.js `defaultConfiguration`). Several mounts give overlapping readings.
 */
export function trustReadings(world: World, app: App, given: Guard = true): readonly TrustReading[] {
  return readingsOf(world, app, given, new Set());
}

function readingsOf(world: World, app: App, given: Guard, seen: ReadonlySet<number>): TrustReading[] {
  const readings: TrustReading[] = [];
  let left = given;
  for (const setting of [...app.settings].reverse()) {
    const here = and(left, setting.when);
    const name = trustName(setting);
    if (here === false || name === 'other') continue;
    readings.push(...readingsOfSetting(setting, name, here));
    left = and(left, not(setting.when));
  }
  if (left !== false) readings.push(...inherited(world, app, left, seen));
  return readings;
}

function readingsOfSetting(setting: AppSetting, name: ReturnType<typeof trustName>, when: Guard): TrustReading[] {
  if (name !== SETTING) return [{ when, trust: name === 'unknown' ? 'unknown' : 'faulty', setting }];
  if (setting.call !== 'set') return [{ when, trust: setting.call === 'enable' ? 'trusting' : 'off', setting }];
  if (setting.value === undefined) return [{ when, trust: 'faulty', setting }];
  return possibilities(setting.value, when).map(one => ({ when: one.when, trust: trustOf(one.value), setting, value: one.value }));
}

function inherited(world: World, app: App, given: Guard, seen: ReadonlySet<number>): TrustReading[] {
  const readings: TrustReading[] = [];
  let left = given;
  for (const mount of app.mounts) {
    const parent = appById(world, mount.app);
    const registration = registrationById(world, mount.registration);
    // A router runs an app as a plain function: the app is not mounted and inherits nothing.
    if (!parent || !registration || parent.kind === 'router' || seen.has(parent.id)) continue;
    const here = and(given, registration.when);
    if (here === false) continue;
    readings.push(...readingsOf(world, parent, here, new Set([...seen, app.id])));
    left = and(left, not(registration.when));
  }
  if (left !== false) readings.push({ when: left, trust: app.escapes ? 'unknown' : isSetOnOrphan(world) ? 'faulty' : 'absent' });
  return readings;
}

/** Whether the setting is made, on an app that no request reaches. */
function isSetOnOrphan(world: World): boolean {
  return world.apps.some(app => app.settings.some(setting => trustName(setting) === SETTING) && isOrphan(world, app));
}

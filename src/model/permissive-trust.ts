import { isCertainly, possibilities, type Single } from './certain.ts';
import { optionOf } from './cookie.ts';
import { trustName } from './trust.ts';
import type { AppSetting, Middleware, World } from './types.ts';
import type { Options } from './value.ts';

type KnownMiddleware = Extract<Middleware, { kind: 'known' }>;

/** Whether a setting certainly makes Express believe every hop: `true`, `enable`, a function that says yes to all. */
export function believesEveryHop(setting: AppSetting): boolean {
  if (setting.when === false || trustName(setting) !== 'trust proxy') return false;
  if (setting.call === 'enable') return true;
  return setting.call === 'set' && setting.value !== undefined && possibilities(setting.value, setting.when).every(({ value }) => isPermissive(value));
}

function isPermissive(value: Single): boolean {
  if (value.kind === 'known') return value.value === true;
  return value.kind === 'function' && value.returns !== undefined && isCertainly(value.returns, (one) => one.kind === 'known' && one.value === true);
}

/** Options that take the place of what refuses `true`: the checks, and the key of a client that asks for them. */
const INSTEAD_OF_CHECKS = ['validate', 'keyGenerator'];

/** express-rate-limit 7 and later with its checks left on, which refuses `true` (dist/index.mjs `trustProxy`, asked by `keyGenerator`). */
export function refusingLimiter(world: World): KnownMiddleware | undefined {
  return world.middlewares.find((middleware): middleware is KnownMiddleware => middleware.kind === 'known' && middleware.module === 'express-rate-limit'
    && (middleware.version.major ?? 0) >= 7 && (middleware.options === undefined || isChecked(middleware.options)));
}

function isChecked(options: Options): boolean {
  return options.complete && INSTEAD_OF_CHECKS.every((name) => optionOf(options, name) === undefined);
}

/** Whether a setting is certainly `true`, by whichever call. */
export function isTrue(setting: AppSetting): boolean {
  if (setting.call === 'enable') return true;
  return setting.value !== undefined && isCertainly(setting.value, (value) => value.kind === 'known' && value.value === true, setting.when);
}

import type { Act, Handler, Version, World } from './types.ts';
import { isBefore } from './version.ts';

/**
 * The version of passport whose functions requests have: `undefined` where none of its middlewares is in use, so that
 * `req.logout` and its kin are somebody else's.
 */
export function passportInUse(world: World): Version | undefined {
  const [passport] = world.passports;
  return passport && world.middlewares.some((one) => one.kind === 'known' && one.module === 'passport') ? passport.version : undefined;
}

/** Whether a login and a logout regenerate the session and save it: from 0.6 on (passport 0.6.0 lib/sessionmanager.js). */
export function regeneratesAtLogin(version: Version): boolean | undefined {
  const older = isBefore(version, '0.6.0');
  return older === undefined ? undefined : !older;
}

/** What the callback that an act is given does, in it and in what it sets up in turn. */
export function actsOfCallback(handler: Handler, act: Act): readonly Act[] {
  const turns = new Set<number>();
  for (const { id, of, from } of handler.turns) if (of === act.id || turns.has(from)) turns.add(id);
  return handler.acts.filter(({ turn }) => turns.has(turn));
}

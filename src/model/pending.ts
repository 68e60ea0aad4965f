import { hasWaitedFor, happensWith, isBefore, isHiddenBetween, onOnePath } from './acts.ts';
import { passportInUse, regeneratesAtLogin } from './passport.ts';
import type { Act, Handler, World } from './types.ts';

/** A change of the session that an answer does not wait for. */
export interface Pending {
  /** The session key that is changed; `passport` for a login or logout, `flash` for messages. */
  readonly key: string;
  readonly act: Act;
  /** A `save` that was begun and whose end the answer does not wait for. */
  readonly save?: Act;
}

/** The key under which connect-flash and its kin keep messages. */
export const FLASH = 'flash';
/** The key under which passport keeps who is logged in. */
export const PASSPORT = 'passport';

/**
 * What a handler has changed in the session before an answer and certainly not saved by then.
 *
 * What a `regenerate`, a `reload` or a `destroy` has dropped in between is not pending, and neither is what
 * passport from 0.6 on saves with a login or logout.
 */
export function pendingAt(world: World, handler: Handler, answer: Act): readonly Pending[] {
  const passport = passportInUse(world);
  const saves = passport ? regeneratesAtLogin(passport) : undefined;
  return handler.acts.flatMap((act): Pending[] => {
    const key = changedBy(act, saves);
    if (key === undefined || act.stale !== undefined || !isBefore(handler, act, answer) || !onOnePath(act, answer)) return [];
    const later = handler.acts.filter((one) => (DROPS.has(one.does) || SAVES.has(one.does)) && isBefore(handler, act, one) && isBefore(handler, one, answer) && onOnePath(one, act) && onOnePath(one, answer));
    if (later.some((one) => DROPS.has(one.does))) return [];
    if (later.some((one) => (one.does === 'save-session' || isSavingLogin(one, saves)) && hasWaitedFor(handler, answer, one))) return [];
    if (isHiddenBetween(handler, act, answer)) return [];
    const save = later.find((one) => one.does === 'save-session' && happensWith(one, act));
    return [{ key, act, ...(save ? { save } : {}) }];
  });
}

const DROPS: ReadonlySet<string> = new Set(['regenerate-session', 'reload-session', 'destroy-session', 'replace-session']);
/** Acts that may save what was changed before. */
const SAVES: ReadonlySet<string> = new Set(['save-session', 'log-in', 'log-out']);

function isSavingLogin({ does }: Act, saves: boolean | undefined): boolean {
  return (does === 'log-in' || does === 'log-out') && saves !== false;
}

/** The key that an act changes. The session's own cookie is not among what is compared and saved (express-session 1.19.0 index.js `hash`). */
function changedBy(act: Act, saves: boolean | undefined): string | undefined {
  switch (act.does) {
    // What else is kept under `passport` is not who is logged in.
    case 'write-session': return act.name === 'cookie' || (act.name === PASSPORT && act.way === 'part') ? undefined : act.name;
    // With one argument, or none, it reads (connect-flash 0.1.1 lib/flash.js).
    case 'flash': return act.arguments.length > 1 ? FLASH : undefined;
    case 'log-in':
    case 'log-out': return saves === false ? PASSPORT : undefined;
    default: return undefined;
  }
}

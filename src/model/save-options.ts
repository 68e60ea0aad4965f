import { isCertainly, possibilities } from './certain.ts';
import { optionOf } from './cookie.ts';
import { meantName } from './session-options.ts';
import { storeAt } from './stores.ts';
import type { SessionSetup, World } from './types.ts';
import { isBefore } from './version.ts';

/** The two options that express-session wants to be given: left out, each is `true` and deprecated (1.19.0 index.js:121-129). */
export type SaveOption = 'resave' | 'saveUninitialized';

/**
 * The save options that a session certainly leaves out: not written, or certainly `undefined`. One that is spelled
 * wrong or stands inside `cookie` is another matter.
 */
export function saveOptionsLeftOut(session: SessionSetup): readonly SaveOption[] {
  if (session.library !== 'express-session' || !session.options.complete) return [];
  return (['resave', 'saveUninitialized'] as const).filter(name => {
    const option = optionOf(session.options, name);
    if (option) return isCertainly(option.value, value => value.kind === 'known' && value.value === undefined, session.when);
    return !isWrittenOtherwise(session, name);
  });
}

function isWrittenOtherwise({ options }: SessionSetup, name: SaveOption): boolean {
  const cookie = optionOf(options, 'cookie')?.value;
  return (cookie?.kind === 'object' && optionOf(cookie.options, name) !== undefined)
    || options.properties.some(option => meantName(option.name, new Set([name])) === name);
}

/**
 * Packages whose stores have a `touch`, which prolongs a session without writing it, and the version from which that is
 * certain. connect-mongodb-session (5.0) is not among them.
 */
const HAS_TOUCH: Readonly<Record<string, string>> = {
  'express-session': '1.5.0', memorystore: '1.0.0', 'connect-redis': '3.0.0', 'connect-mongo': '3.0.0', 'connect-pg-simple': '3.0.0', 'connect-session-sequelize': '7.0.0',
  'session-file-store': '1.0.0', 'express-mysql-session': '2.0.0', 'connect-typeorm': '1.1.4', '@quixo3/prisma-session-store': '3.0.0',
};

/** The package of the store that a session has, where every store it can have certainly has a `touch`. */
export function storeWithTouch(world: World, session: SessionSetup): string | undefined {
  const option = optionOf(session.options, 'store');
  if (!option) return session.options.complete ? 'express-session' : undefined;
  const all = possibilities(option.value, session.when).map(({ value }) => {
    if (value.kind === 'known') return value.value ? undefined : 'express-session';
    const store = storeAt(world, value);
    const since = HAS_TOUCH[store?.module ?? ''];
    return store && since !== undefined && isBefore(store.version, since) === false ? store.module : undefined;
  });
  return all.every((module) => module !== undefined) ? all[0] : undefined;
}

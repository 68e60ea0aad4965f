import { isCertainly } from './certain.ts';
import { optionOf } from './cookie.ts';
import { meantName } from './session-options.ts';
import type { SessionSetup } from './types.ts';

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

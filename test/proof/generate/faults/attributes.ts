import { environments } from '../addresses.ts';
import { cookieOf, type Draft } from '../draft.ts';
import type { Options } from '../options.ts';

/** Gives the cookie another `SameSite`, or none; what the answer must carry of it is no longer known. */
export function setSameSite(draft: Draft, code: string | undefined): void {
  const cookie = cookieOf(draft);
  if (code === undefined) cookie.delete('sameSite');
  else cookie.set('sameSite', code);
  for (const environment of environments) {
    const { carries } = draft.intent[environment];
    for (const part of [...carries]) if (part.startsWith('samesite=')) carries.delete(part);
  }
}

/** The life of a cookie by `expires` alone. */
export function setExpires(draft: Draft, code: string): void {
  const cookie = cookieOf(draft);
  removeLife(cookie);
  cookie.set('expires', code);
}

/** Takes the cookie's life away. */
export function removeLife(cookie: Options): void {
  for (const name of ['maxAge', 'maxage', 'expires']) cookie.delete(name);
}

/** The author wants the cookie to stay when the browser closes. */
export function wantsToStay({ intent }: Draft): void {
  for (const environment of environments) intent[environment].persists = true;
}

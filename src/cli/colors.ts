import picocolors from 'picocolors';
import type { Io } from './io.ts';

/** Functions that colour a text, or leave it as it is. */
export type Colors = ReturnType<typeof picocolors.createColors>;

/** Colours where standard output shows them: `NO_COLOR` switches them off, `FORCE_COLOR` on. */
export function colorsFor({ env, stdout }: Io, toFile: boolean): Colors {
  const refused = (env['NO_COLOR'] ?? '') !== '';
  const forced = (env['FORCE_COLOR'] ?? '') !== '' && env['FORCE_COLOR'] !== '0';
  return picocolors.createColors(!refused && !toFile && (forced || (stdout.isTTY === true && env['TERM'] !== 'dumb')));
}

import { certainText } from './certain.ts';
import type { Act, World } from './types.ts';

/** Methods that have ended the answer when they return (express 5.2.1 lib/response.js). What streams or is looked up first ends it later. */
const AT_ONCE: ReadonlySet<string> = new Set(['send', 'json', 'jsonp', 'end', 'redirect', 'sendStatus']);

/** Whether an act ends the answer before the code after it runs: the session is saved then. */
export function endsAtOnce(world: World, { does, name = '', arguments: given }: Act): boolean {
  if (does !== 'answer') return false;
  return AT_ONCE.has(name) || (name === 'render' && given.every(({ kind }) => kind !== 'function') && rendersAtOnce(world));
}

/** Engines that call back before they return: ejs 3 and 5 lib/ejs.js `renderFile`, pug 3 lib/index.js `renderFile`. */
const SYNCHRONOUS: ReadonlySet<string> = new Set(['ejs', 'pug', 'jade']);

/** Whether `res.render` answers at once: Express 4 calls back when the engine does, Express 5 always later (lib/view.js `render`). */
function rendersAtOnce({ apps }: World): boolean {
  const roots = apps.filter(({ kind }) => kind === 'express');
  return roots.length > 0 && roots.every(({ express, settings }) => {
    const engine = settings.findLast((setting) => setting.name.kind === 'known' && setting.name.value === 'view engine');
    return express.major !== undefined && express.major < 5 && engine?.value !== undefined && SYNCHRONOUS.has(certainText(engine.value) ?? '');
  });
}

import { chainOf, hasWaitedFor, isBefore, onOnePath } from '../src/model/acts.ts';
import { isCertainly } from '../src/model/certain.ts';
import { actsThat } from '../src/model/doing.ts';
import { samePlace } from '../src/model/lane.ts';
import { passportInUse, regeneratesAtLogin } from '../src/model/passport.ts';
import { pendingAt } from '../src/model/pending.ts';
import { mayClear } from '../src/model/resets.ts';
import { keptInMemory } from '../src/model/stores.ts';
import type { Act, Handler, World } from '../src/model/index.ts';
import { defineRule, type Edit, type Rule } from '../src/rule.ts';
import { suggestionOf } from './changes/edits.ts';

/** A store that fails goes unnoticed. */
export const handleSessionErrors: Rule = defineRule({
  name: 'handle-session-errors',
  level: 'warn',
  since: '0.1.0',
  description: 'Reports session calls whose error nobody looks at: when the store fails, the user is told that all went well.',
  symptom: 'Somebody logs out and is still logged in; a login answers well and the next request knows nobody.',
  offers: 'suggest',
  messages: {
    ignored: 'The callback of `{{call}}` never looks at its error: when the store fails, {{effect}}.',
    missing: '`{{call}}` is called without a callback: the answer does not wait for the store, and when that fails, {{effect}}.',
  },
  check(workspace, report) {
    for (const world of workspace.judged) {
      if (!mayFail(world)) continue;
      const told = new Set<string>();
      for (const { handler, act } of actsThat(world, 'save-session', 'regenerate-session', 'destroy-session', 'reload-session', 'log-in', 'log-out')) {
        const effect = handler.kind === 'error' ? undefined : effectOf(world, handler, act);
        const place = `${act.at.file} ${String(act.at.start)}`;
        if (effect === undefined || act.when === false || told.has(place) || isNothing(world, handler, act)) continue;
        if (act.callback?.error === 'ignored' && !tellsOfFailure(handler, act)) {
          told.add(place);
          const evidence = samePlace(act.callback.at, act.at) ? [] : [{ role: 'the callback', at: act.callback.at }];
          report('ignored', { at: act.at, world, data: { call: nameOf(act), effect }, evidence });
        } else if (!act.callback && WITHOUT.has(act.does) && !act.awaited && chainOf(handler, act) === undefined && !redirectsAfter(handler, act)) {
          told.add(place);
          report('missing', { at: act.at, world, data: { call: nameOf(act), effect }, ...suggestionOf(act.at, 'go on in a callback', goesOn(handler, act)) });
        }
      }
    }
  },
});

/** Calls that do without a callback; `regenerate` and `reload` end the process, which is another rule's matter. */
const WITHOUT: ReadonlySet<Act['does']> = new Set(['save-session', 'destroy-session']);

/** What an error that nobody looks at comes to; `undefined` for acts that have none. */
function effectOf(world: World, handler: Handler, act: Act): string | undefined {
  const { does } = act;
  switch (does) {
    case 'save-session': return 'the change is lost and nobody learns of it';
    case 'regenerate-session': return 'the old session may live on beside the new one';
    case 'destroy-session': return isLeftBehind(world, handler, act) ? 'the session lives on in the store' : 'the session lives on and the user stays logged in';
    case 'reload-session': return 'the session is not what the code after it takes it for';
    case 'log-in':
    case 'log-out': {
      const version = passportInUse(world);
      if (!version || regeneratesAtLogin(version) !== true) return undefined;
      return does === 'log-in' ? 'nobody is logged in and the answer says that all went well' : 'the user stays logged in';
    }
    default: return undefined;
  }
}

/** Whether there is nothing to lose: a `save` of nothing new, a logout from a session that is destroyed, a call that is never come to. */
function isNothing(world: World, handler: Handler, act: Act): boolean {
  const comesAfter = (is: (one: Act) => boolean): boolean => handler.acts.some((one) => is(one) && onOnePath(one, act) && isBefore(handler, one, act));
  if (comesAfter((one) => throws(world, one) || (one.does === 'destroy-session' && act.does === 'log-out'))) return true;
  return act.does === 'save-session' && pendingAt(world, handler, act).length === 0 && !comesAfter((one) => one.does === 'write-session' && one.name === 'cookie');
}

/** Whether nobody is logged in with the session any more when it is destroyed, or the browser loses its cookie along with it. */
function isLeftBehind(world: World, handler: Handler, act: Act): boolean {
  return handler.acts.some((one) => ((leavesNobody(world, one) && hasWaitedFor(handler, act, one)) || world.sessions.some((session) => mayClear(one, session))) && onOnePath(one, act));
}

/** passport's logout from 0.6 on throws without a callback (passport 0.7.0 lib/http/request.js): what comes after it does not run. */
function throws(world: World, { does, callback, arguments: given }: Act): boolean {
  const version = passportInUse(world);
  return does === 'log-out' && !callback && given.length === 0 && version !== undefined && regeneratesAtLogin(version) === true;
}

/** passport's logout from 0.6 on has saved the session without the user when it calls back (passport 0.7.0 lib/sessionmanager.js). */
function leavesNobody(world: World, { does }: Act): boolean {
  const version = passportInUse(world);
  return does === 'log-out' && (!version || regeneratesAtLogin(version) !== false);
}

function nameOf({ does, name }: Act): string {
  return does === 'log-in' || does === 'log-out' ? `req.${name ?? 'login'}` : `req.session.${name ?? ''}`;
}

/** Whether the program keeps its sessions in a store that can fail. */
function mayFail(world: World): boolean {
  return world.sessions.length > 0 && world.sessions.every((session) => session.library === 'express-session') && !world.sessions.every((session) => keptInMemory(world, session));
}

/** Whether the answer that follows is one of a failure in any case: nobody is told that all went well. */
function tellsOfFailure(handler: Handler, act: Act): boolean {
  const answers = handler.acts.filter((one) => one.does === 'answer' && one.id > act.id && onOnePath(one, act));
  return answers.length > 0 && answers.every(({ status }) => status !== undefined && isCertainly(status, (value) => value.kind === 'known' && typeof value.value === 'number' && value.value >= 400));
}

/** A redirect that does not wait for `save` is the matter of `save-before-redirect`. */
function redirectsAfter(handler: Handler, act: Act): boolean {
  return act.does === 'save-session' && handler.acts.some((one) => one.does === 'answer' && one.name === 'redirect' && isBefore(handler, act, one) && onOnePath(act, one));
}

/** Puts what follows the call into its callback, where it is the handler's own and ends with it. */
function goesOn({ kind, written }: Handler, { at, names, statement, through }: Act): readonly Edit[] {
  if (kind === 'error' || !written || names?.next === undefined || through.length > 0 || !statement?.alone || !samePlace(statement.block, written.body)) return [];
  return [{ edit: 'continue-in-callback', call: at, statement: statement.at, block: statement.block, head: '(error) => {', first: `if (error) return ${names.next}(error);` }];
}

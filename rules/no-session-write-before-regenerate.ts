import { isCertainly, truthOf } from '../src/model/certain.ts';
import { hasWaitedFor, isBefore, isInCallbackOf, onOnePath } from '../src/model/acts.ts';
import type { Act, Handler } from '../src/model/index.ts';
import { handlersThat } from '../src/model/doing.ts';
import { defineRule, type Edit, type Rule } from '../src/rule.ts';
import { suggestionOf } from './changes/edits.ts';

/** What is put into a session that is then thrown away. */
export const noSessionWriteBeforeRegenerate: Rule = defineRule({
  name: 'no-session-write-before-regenerate',
  level: 'error',
  since: '0.1.0',
  description: 'Reports data that is put into the session before `regenerate` drops it, and `req.session` used after `destroy`.',
  symptom: 'What the code puts into the session at login is gone at the next request, or logging out fails with a TypeError.',
  offers: 'suggest',
  messages: {
    dropped: '`req.session.{{key}}` is written before `regenerate` makes a new, empty session: it is gone when the callback runs.',
    reloaded: '`req.session.{{key}}` is written before `reload` reads the session from the store again: it is gone when the callback runs.',
    destroyed: '`{{use}}` is used after `destroy`, which has taken the session off the request: this throws a TypeError.',
  },
  check(workspace, report) {
    for (const world of workspace.judged) {
      const told = new Set<string>();
      for (const handler of handlersThat(world, 'destroy-session', 'regenerate-session', 'reload-session')) {
        for (const act of handler.acts) {
          const place = `${act.at.file} ${String(act.at.start)}`;
          if (act.when === false || told.has(place)) continue;
          const gone = act.after === undefined ? undefined : handler.acts[act.after];
          if (gone?.does === 'destroy-session' && !act.guarded) {
            told.add(place);
            report('destroyed', { at: act.at, world, data: { use: useOf(act) }, evidence: [{ role: '`destroy` is called here', at: gone.at }] });
            continue;
          }
          const dropping = droppedBy(handler, act);
          if (!dropping) continue;
          told.add(place);
          const id = dropping.does === 'reload-session' ? 'reloaded' : 'dropped';
          const evidence = [{ role: `\`${dropping.name ?? 'regenerate'}\` is called here`, at: dropping.at }];
          report(id, { at: act.at, world, data: { key: act.name ?? '…' }, evidence, ...suggestionOf(act.at, 'write it in the callback', movedDown(handler, act, dropping)) });
        }
      }
    }
  },
});

function useOf({ name, does }: Act): string {
  return name === undefined ? 'req.session' : does === 'save-session' || does.endsWith('-session') && !/^(read|write)/.test(does) ? `req.session.${name}()` : `req.session.${name}`;
}

/**
 * The `regenerate` or `reload` that certainly drops what an act writes, with nothing that may bring it back. What is
 * saved first was meant for the old session: a logout that takes the user out of it.
 */
function droppedBy(handler: Handler, write: Act): Act | undefined {
  if (write.does !== 'write-session' || isEmptied(write) || write.name === undefined || write.name === 'cookie' || write.stale !== undefined) return undefined;
  return handler.acts.find((act) => {
    if ((act.does !== 'regenerate-session' && act.does !== 'reload-session') || !act.callback || !isBefore(handler, write, act) || !onOnePath(write, act)) return false;
    if (handler.unknown.some(({ before }) => before > write.id)) return false;
    return !handler.acts.some((one) => isWriteOf(one, write) && hasWaitedFor(handler, one, act)) && !handler.acts.some((one) => one.does === 'save-session' && one.id > write.id && (act.does === 'reload-session' ? one.id < act.id : hasWaitedFor(handler, act, one)));
  });
}

/** Whether a write leaves nothing there: a session without the key reads the same. */
function isEmptied({ way, arguments: [value], when }: Act): boolean {
  return way === 'delete' || (way === 'whole' && value !== undefined && isCertainly(value, (one) => truthOf(one) === false, when));
}

function isWriteOf({ does, name }: Act, write: Act): boolean {
  return does === 'replace-session' || (does === 'write-session' && (name === undefined || name === write.name));
}

/** The statement into the callback, before the first in it that uses the session. */
function movedDown(handler: Handler, write: Act, dropping: Act): readonly Edit[] {
  const { statement } = write;
  const first = handler.acts.find((one) => isInCallbackOf(handler, one, dropping) && one.does !== 'fail' && one.statement);
  if (!statement || !first?.statement || write.through.length > 0 || first.through.length > 0) return [];
  return [{ edit: 'move-statement', statement: statement.at, before: first.statement.at }];
}

import { happensWith, isAfterFailure, isBefore, onOnePath } from '../src/model/acts.ts';
import { endsAtOnce } from '../src/model/answers.ts';
import { handlersThat } from '../src/model/doing.ts';
import { samePlace } from '../src/model/lane.ts';
import type { Act, Handler } from '../src/model/index.ts';
import type { Place } from '../src/source/place.ts';
import { defineRule, type Edit, type Rule } from '../src/rule.ts';
import { suggestionOf } from './changes/edits.ts';

/** What is put into the session after the answer is never saved. */
export const noSessionWriteAfterResponse: Rule = defineRule({
  name: 'no-session-write-after-response',
  level: 'error',
  since: '0.1.0',
  description: 'Reports a change of the session after the answer has ended: the session is saved by then.',
  symptom: 'What the code puts into the session is not there at the next request.',
  offers: 'suggest',
  messages: {
    after: '{{change}} after `res.{{answer}}()` has ended the answer: the session is saved by then, and the change is lost.',
    notAwaited: '{{change}} here once something has been waited for, and nothing waits for that: by then `res.{{answer}}()` has ended the answer, the session is saved, and the change is lost.',
    goesOn: 'There is no `return` after `res.{{answer}}()`: the handler goes on, and {{change}} when the session is saved already, so that the change is lost.',
  },
  check(workspace, report) {
    for (const world of workspace.judged) {
      const told = new Set<string>();
      for (const handler of handlersThat(world, 'write-session', 'flash')) {
        const answers = handler.acts.filter((act) => act.when !== false && endsAtOnce(world, act));
        for (const change of handler.acts) {
          const text = changeText(change);
          if (text === undefined || change.when === false || change.stale !== undefined || isSavedAfter(handler, change)) continue;
          const answer = answers.find((one) => isBefore(handler, one, change) && areTogether(one, change) && (happensWith(one, change) || happensWith(change, one)));
          if (!answer) continue;
          const goesOn = !happensWith(answer, change);
          const at = goesOn ? answer.at : placeOf(change, answer);
          const key = `${at.file} ${String(at.start)}`;
          if (told.has(key)) continue;
          told.add(key);
          const data = { answer: answer.name ?? 'send' };
          const evidence = goesOn ? [{ role: 'the session is changed here', at: change.at }] : [{ role: 'the answer ends here', at: answer.at }, ...(samePlace(at, change.at) ? [] : [{ role: 'the session is changed here', at: change.at }])];
          if (goesOn) report('goesOn', { at, world, data: { ...data, change: text.charAt(0).toLowerCase() + text.slice(1) }, evidence, ...suggestionOf(at, 'return after the answer', returning(handler, answer)) });
          else if (answer.turn === change.turn) report('after', { at, world, data: { ...data, change: text }, evidence, ...suggestionOf(at, 'change the session before the answer', movedUp(handler, change, answer)) });
          else report('notAwaited', { at, world, data: { ...data, change: text }, evidence });
        }
      }
    }
  },
});

/** What is changed, in a message; `undefined` for acts that change nothing that is saved. */
function changeText({ does, name, arguments: given }: Act): string | undefined {
  switch (does) {
    case 'write-session': return name === 'cookie' ? undefined : name === undefined ? '`req.session` is changed' : `\`req.session.${name}\` is changed`;
    case 'flash': return given.length > 1 ? 'A flash message is put into the session' : undefined;
    default: return undefined;
  }
}

/** Whether both happen in one request: not where the one failed, and the other only where it did. */
function areTogether(answer: Act, change: Act): boolean {
  return onOnePath(answer, change) && !isAfterFailure(change, answer) && !(isAfterFailure(answer, change) && change.id < answer.id);
}

/** `req.session.save()` afterwards stores it all the same. */
function isSavedAfter(handler: Handler, change: Act): boolean {
  return handler.acts.some((act) => act.does === 'save-session' && act.id > change.id && onOnePath(act, change) && (act.turn === change.turn || happensWith(act, change)));
}

/** The call in the answering function that leads to the change, or the change where it stands there itself. */
function placeOf(change: Act, answer: Act): Place {
  return change.through.find((call, depth) => !answer.through[depth] || !samePlace(answer.through[depth], call)) ?? change.at;
}

/** `return res.redirect(…)`, where the answer stands in the handler itself. */
function returning({ written }: Handler, { at, statement, through, inside }: Act): readonly Edit[] {
  // The call is all of its statement, but for a semicolon.
  if (statement?.at.start !== at.start || statement.at.end > at.end + 1) return [];
  if (through.length > 0 || !written || !inside || written.body.start < inside.at.start) return [];
  return [{ edit: 'wrap', at: statement.at, before: 'return ', after: '' }];
}

/** The statement that changes the session before the one that answers, in one block. */
function movedUp(handler: Handler, change: Act, { statement: target }: Act): readonly Edit[] {
  const { statement } = change;
  if (!statement?.needs || !target?.alone || !samePlace(statement.block, target.block) || statement.at.start < target.at.start) return [];
  const others = handler.acts.filter((act) => act.statement && samePlace(act.statement.at, statement.at) && act.does !== 'write-session' && act.does !== 'read-session' && act.id !== change.id);
  if (others.length > 0 || statement.at.end - statement.at.start > change.at.end - change.at.start + LONGEST_REST) return [];
  if (statement.needs.some((need) => need.file === target.at.file && need.end > target.at.start)) return [];
  return [{ edit: 'move-statement', statement: statement.at, before: target.at }];
}

/** `delete `, a semicolon: what a statement may hold beside the change. */
const LONGEST_REST = 8;

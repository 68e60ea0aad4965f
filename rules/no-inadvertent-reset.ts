import { lanesOf } from '../src/model/lane.ts';
import { resetsOn } from '../src/model/resets.ts';
import { isStarted } from '../src/model/reach.ts';
import { defineRule, type Rule } from '../src/rule.ts';

/** Sessions end where nobody means them to, or go on where they were meant to end. */
export const noInadvertentReset: Rule = defineRule({
  name: 'no-inadvertent-reset',
  level: 'error',
  since: '0.1.0',
  description: 'A session ends where a user logs out, not with every request or error, and is not just let go of.',
  symptom: 'Users are logged out without having done anything, or are still logged in after they have logged out.',
  offers: 'none',
  messages: {
    request: '`{{call}}` runs for every request that gets here, that of the browser for `/favicon.ico` included: whoever is logged in is logged out again.',
    error: '`{{call}}` in an error handler logs a user out with each error, one that has nothing to do with the session included.',
    kept: '`{{call}}` lets go of the session for this request alone: it stays in the store (`unset: \'keep\'`, the default), and the next request has it again, login included.',
    object: '`{{call}}` puts a plain object in place of the session, which express-session can\'t save: "req.session.touch is not a function", and the request is never answered.',
  },
  check(workspace, report) {
    for (const world of workspace.judged.filter(isStarted)) {
      for (const { at, kind, call, step, session } of lanesOf(world).flatMap(resetsOn)) {
        report(kind, {
          at, world, data: { call },
          evidence: [{ role: 'it is registered here', at: step.registration.at }, { role: 'the session is made here', at: session.callee }],
        });
      }
    }
  },
});

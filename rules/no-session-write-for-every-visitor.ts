import { lanesOf } from '../src/model/lane.ts';
import { isStarted } from '../src/model/reach.ts';
import { writesForEverybody } from '../src/model/visitors.ts';
import { defineRule, type Rule } from '../src/rule.ts';

/** Whoever comes by gets a session that is stored. */
export const noSessionWriteForEveryVisitor: Rule = defineRule({
  name: 'no-session-write-for-every-visitor',
  level: 'strict',
  since: '0.1.0',
  description: 'No middleware writes to the session of everybody who comes by.',
  symptom: 'The store fills with sessions of robots and health checks, although `saveUninitialized` is off.',
  offers: 'none',
  messages: {
    write: '`{{what}}` is written for every request: each visitor, robot and health check gets a session that is stored, and `saveUninitialized: false` has no effect.',
    flash: '`{{what}}` is asked for at every request, and puts an empty list into the session: each visitor, robot and health check gets one that is stored, and `saveUninitialized: false` has no effect.',
  },
  check(workspace, report) {
    for (const world of workspace.judged.filter(isStarted)) {
      for (const { at, step, what, by, option, session } of lanesOf(world).flatMap(writesForEverybody)) {
        report(by, {
          at, world, data: { what },
          evidence: [
            { role: 'it is registered here, for every request', at: step.registration.at },
            { role: 'empty sessions are to be left out here', at: option.at },
            ...(option.at.file === session.callee.file ? [] : [{ role: 'the session is made here', at: session.callee }]),
          ],
        });
      }
    }
  },
});

import { doubledSessions, sharedHosts, sharedStores, type Pair } from '../src/model/duplicates.ts';
import { lanesOf } from '../src/model/lane.ts';
import { isStarted } from '../src/model/reach.ts';
import { defineRule, type Rule } from '../src/rule.ts';
import { suggestionOf } from './changes/edits.ts';

/** One session is in the way of another. */
export const noDuplicateSession: Rule = defineRule({
  name: 'no-duplicate-session',
  level: 'error',
  since: '0.1.0',
  description: 'A request meets one session, and sessions that differ share neither a store nor a cookie.',
  symptom: 'The options of the session have no effect, requests hang with "req.session.touch is not a function", or a login in one app ends the one in another.',
  offers: 'suggest',
  messages: {
    skipped: 'This session is never used: `req.session` is there already when its requests come to it, from the session before, so its options (store, cookie, secret) have no effect.',
    replaced: 'cookie-session puts its own `req.session` in place of the one of express-session, which then fails to save it: "req.session.touch is not a function", and the request is never answered.',
    store: 'This session shares its store with another, and whichever is made last makes the cookies of both: those of the other get `{{attribute}}` {{value}} too.',
    host: 'The cookie `{{name}}` of `{{app}}` is that of `{{other}}` as well: ports do not separate cookies, so a login at one ends the one at the other.',
  },
  check(workspace, report) {
    for (const world of workspace.judged.filter(isStarted)) {
      const told = new Set<number>();
      for (const pair of lanesOf(world).flatMap(doubledSessions)) {
        const { first, second, effect } = pair;
        const { at } = second.step.registration;
        told.add(second.session.id);
        report(effect, {
          at, world, data: {},
          evidence: [
            { role: 'the session before it is registered here', at: first.step.registration.at },
            ...(first.session.at.file === at.file ? [] : [{ role: 'that session is made here', at: first.session.callee }]),
          ],
          ...removal(pair),
        });
      }
      for (const { earlier, later, attribute, value } of sharedStores(world)) {
        if (told.has(earlier.id) || told.has(later.id)) continue;
        report('store', { at: later.callee, world, data: { attribute, value }, evidence: [{ role: 'the other session is made here', at: earlier.callee }] });
      }
      for (const { earlier, later, name } of sharedHosts(world)) {
        report('host', {
          at: later.session.callee, world, data: { name, app: later.lane.root.name, other: earlier.lane.root.name },
          evidence: [{ role: `the session of \`${earlier.lane.root.name}\` is made here`, at: earlier.session.callee }],
        });
      }
    }
  },
});

function removal({ second: { step } }: Pair): ReturnType<typeof suggestionOf> {
  const { at, statement, middlewares } = step.registration;
  return statement.alone && middlewares.length === 1 ? suggestionOf(at, 'remove this session', [{ edit: 'remove-statement', statement: statement.at }]) : {};
}

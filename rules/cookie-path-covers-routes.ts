import { narrowPath, needsOutside } from '../src/model/cookie-path.ts';
import { sessionsInUse } from '../src/model/duplicates.ts';
import { lanesOf, nameOf } from '../src/model/lane.ts';
import { isStarted } from '../src/model/reach.ts';
import { defineRule, type Rule } from '../src/rule.ts';
import { changeValue } from './changes/written.ts';

export const cookiePathCoversRoutes: Rule = defineRule({
  name: 'cookie-path-covers-routes',
  level: 'error',
  since: '0.1.0',
  description: 'Reports a `path` of the session cookie that leaves out a route which uses the session.',
  symptom: '`req.session` is undefined on some routes, although the session is registered before them.',
  offers: 'either',
  messages: {
    outside: '`req.session` is undefined in {{route}}: the cookie\'s `path` is `{{path}}`, and express-session passes by every request whose path does not begin with it.',
  },
  check(workspace, report) {
    for (const world of workspace.judged.filter(isStarted)) {
      for (const session of sessionsInUse(world)) {
        const narrow = narrowPath(session);
        if (!narrow) continue;
        const { value, path } = narrow;
        for (const lane of lanesOf(world)) {
          const outside = lane.steps
            .filter(({ middleware }) => middleware.kind === 'session' && middleware.session === session.id)
            .flatMap(step => needsOutside(lane, step, path));
          const [first] = outside;
          if (!first) continue;
          const at = value.at;
          report('outside', {
            at, world, data: { route: `\`${nameOf(first.step)}\``, path },
            evidence: [...outside.slice(0, 3).map(({ uses, at: used }) => ({ role: `\`${uses}\` is used here`, at: used })), { role: 'the session is made here', at: session.at }],
            ...changeValue(value, 'set `path` to `/`', { edit: 'replace', at, code: '\'/\'' }, ['clear-cookie-matches']),
          });
          break;
        }
      }
    }
  },
});

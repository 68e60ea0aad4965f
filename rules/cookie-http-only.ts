import { cookieAttribute } from '../src/model/cookie.ts';
import { sessionsInUse } from '../src/model/duplicates.ts';
import { isTestOrExample } from '../src/model/environments.ts';
import { defineRule, type Rule } from '../src/rule.ts';
import { fixOf } from './changes/edits.ts';
import { removeCookieAttribute, setValue } from './changes/secure-cookie.ts';

export const cookieHttpOnly: Rule = defineRule({
  name: 'cookie-http-only',
  level: 'error',
  since: '0.1.0',
  description: 'Reports a session cookie that scripts of the page can read in production.',
  symptom: 'A script that gets into a page (an injected comment, a hijacked dependency) reads the session cookie and takes over the session.',
  offers: 'fix',
  messages: {
    off: 'Every script on the page can read the session cookie {{environment}} and hand it on, since `httpOnly` is off: one injected script takes over the session.',
  },
  check(workspace, report) {
    for (const world of workspace.judged) {
      if (world.environment !== 'production' || isTestOrExample(world.entry.file, workspace.root)) continue;
      for (const session of sessionsInUse(world)) {
        const readings = cookieAttribute(session, 'httpOnly');
        const [reading] = readings;
        if (!reading?.option || session.when === false || isTestOrExample(session.at.file, workspace.root)) continue;
        // Nothing written reads as the default to whoever looks at the code; that it is not one is left aside.
        if (!readings.every(({ value }) => value.kind === 'known' && value.value !== undefined && !value.value)) continue;
        const { at } = reading.value;
        const removed = removeCookieAttribute(session, reading.option);
        report('off', { at, world, data: {}, evidence: [{ role: 'the session is made here', at: session.at }], ...fixOf(at, 'leave `httpOnly` on', removed.length > 0 ? removed : setValue(reading.option, 'true')) });
      }
    }
  },
});

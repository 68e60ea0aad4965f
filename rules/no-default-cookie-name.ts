import { cookieNames } from '../src/model/cookie.ts';
import { sessionsInUse } from '../src/model/duplicates.ts';
import { isTestOrExample } from '../src/model/environments.ts';
import { isStarted } from '../src/model/reach.ts';
import { defineRule, type Rule } from '../src/rule.ts';
import { changeOf } from './changes/edits.ts';
import { setValue } from './changes/secure-cookie.ts';

const DEFAULT = 'connect.sid';
const SUGGESTED = '\'sid\'';

export const noDefaultCookieName: Rule = defineRule({
  name: 'no-default-cookie-name',
  level: 'strict',
  since: '0.1.0',
  description: 'Reports a session cookie with the name that express-session gives it by default.',
  symptom: 'Two apps on one host log one another\'s users out, and scanners know the server by its cookie.',
  offers: 'suggest',
  messages: {
    default: 'The session cookie is called `connect.sid`, as in every other Express app: it says what the server runs on, and a second app on the same host, whatever its port, overwrites it.',
  },
  check(workspace, report) {
    for (const world of workspace.judged.filter(isStarted)) {
      if (isTestOrExample(world.entry.file, workspace.root)) continue;
      for (const session of sessionsInUse(world)) {
        const names = cookieNames(session);
        if (session.library !== 'express-session' || session.when === false || !names.every(({ name }) => name === DEFAULT)) continue;
        const option = names[0]?.option;
        const { literal } = session.options;
        const at = option?.value.at ?? session.callee;
        const change = changeOf(at, 'give it a name of its own', option ? setValue(option, SUGGESTED) : literal ? [{ edit: 'add-property', to: literal, name: 'name', code: SUGGESTED }] : []);
        report('default', { at, world, data: {}, suggest: change ? [change] : [] });
      }
    }
  },
});

import { lanesOf } from '../src/model/lane.ts';
import { loginOptions, lostAtLogins, type LostAtLogin } from '../src/model/lost-at-login.ts';
import { passportInUse, regeneratesAtLogin } from '../src/model/passport.ts';
import { isStarted } from '../src/model/reach.ts';
import { versionName } from '../src/model/version.ts';
import { defineRule, type Edit, type Rule } from '../src/rule.ts';
import { suggestionOf } from './changes/edits.ts';

/** From passport 0.6 on a login begins a new session: what was in the old one is gone. */
export const passportKeepsSessionData: Rule = defineRule({
  name: 'passport-keeps-session-data',
  level: 'warn',
  since: '0.1.0',
  description: 'What is put into the session before a login and read after it needs `keepSessionInfo`: from passport 0.6 on a login begins a new session.',
  symptom: 'After the login users land on the default page instead of the one they asked for; what they had begun is gone.',
  offers: 'suggest',
  messages: {
    lost: '`{{uses}}` of passport {{version}} begins a new session: `req.session.{{key}}`, put there before the login, is gone when it is read after it.',
  },
  check(workspace, report) {
    for (const world of workspace.judged.filter(isStarted)) {
      const version = passportInUse(world);
      if (!version || regeneratesAtLogin(version) !== true) continue;
      const told = new Set<number>();
      for (const lost of lanesOf(world).flatMap(lostAtLogins)) {
        const { login, key, written, read } = lost;
        if (told.has(login.at.start)) continue;
        told.add(login.at.start);
        report('lost', {
          at: login.at, world, data: { uses: login.uses, key, version: versionName(version) },
          evidence: [{ role: `\`req.session.${key}\` is written here`, at: written }, { role: 'it is read here', at: read }],
          ...suggestionOf(login.at, 'keep what the session holds', keeping(lost)),
        });
      }
    }
  },
});

/** `keepSessionInfo: true` among the options of the login. */
function keeping({ login }: LostAtLogin): readonly Edit[] {
  const options = loginOptions(login);
  if (options?.kind === 'object') return options.options.literal ? [{ edit: 'add-property', to: options.options.literal, name: 'keepSessionInfo', code: 'true' }] : [];
  if (login.authenticate) return [{ edit: 'add-argument', call: login.authenticate.at, code: '{ keepSessionInfo: true }' }];
  const callback = login.act?.arguments.at(-1)?.via[0];
  return login.act?.callback && callback ? [{ edit: 'wrap', at: callback, before: '{ keepSessionInfo: true }, ', after: '' }] : [];
}

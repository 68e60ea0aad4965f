import { isTestOrExample } from '../src/model/environments.ts';
import type { App, AppSetting } from '../src/model/index.ts';
import { samePlace } from '../src/model/lane.ts';
import { believesEveryHop, isTrue, refusingLimiter } from '../src/model/permissive-trust.ts';
import { defineRule, type Edit, type Rule } from '../src/rule.ts';
import { suggestionOf } from './changes/edits.ts';

export const noPermissiveTrustProxy: Rule = defineRule({
  name: 'no-permissive-trust-proxy',
  level: 'strict',
  since: '0.1.0',
  description: 'Reports a `trust proxy` that believes what anybody writes into the forwarding headers.',
  symptom: 'Addresses in the log, in rate limits and in blocks are whatever the client says they are.',
  offers: 'suggest',
  messages: {
    everyHop: '`{{app}}` believes every hop: a client that writes `X-Forwarded-For` and `X-Forwarded-Proto` itself names its own address and passes for HTTPS, in rate limits, logs and for the session cookie.',
  },
  check(workspace, report) {
    for (const world of workspace.judged) {
      if (isTestOrExample(world.entry.file, workspace.root)) continue;
      for (const app of world.apps) {
        for (const setting of app.settings) {
          // Where a rate limit refuses to work with it, that is what is said.
          if (!believesEveryHop(setting) || (isTrue(setting) && refusingLimiter(world))) continue;
          const at = setting.call === 'set' && setting.value ? setting.value.at : setting.at;
          report('everyHop', { at, world, data: { app: app.name }, ...suggestionOf(at, 'trust the nearest proxy alone', nearest(app, setting)) });
        }
      }
    }
  },
});

/** One hop, in place of what is written in the call. */
function nearest(app: App, setting: AppSetting): readonly Edit[] {
  const { value } = setting;
  if (setting.call === 'enable' || !value) return app.statement && samePlace(app.statement.block, setting.statement.block) ? [{ edit: 'replace', at: setting.at, code: `${app.name}.set('trust proxy', 1)` }] : [];
  const inPlace = value.at.file === setting.at.file && value.at.start >= setting.at.start && value.at.end <= setting.at.end;
  return inPlace && !(value.kind === 'known' && value.perEnvironment) ? [{ edit: 'replace', at: value.at, code: '1' }] : [];
}

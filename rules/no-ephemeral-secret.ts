import { sessionsInUse } from '../src/model/duplicates.ts';
import { isTestOrExample } from '../src/model/environments.ts';
import type { SessionSetup } from '../src/model/index.ts';
import { isForDeveloping } from '../src/model/reach.ts';
import { secretsOf, type Secret } from '../src/model/secrets.ts';
import { keptInMemory } from '../src/model/stores.ts';
import type { Fresh } from '../src/model/value.ts';
import type { Rule } from '../src/rule.ts';
import { defineRule } from '../src/rule.ts';
import { newSecret } from './changes/secret.ts';

/** Sessions are signed with a secret that is another one at each start. */
export const noEphemeralSecret: Rule = defineRule({
  name: 'no-ephemeral-secret',
  level: 'error',
  since: '0.1.0',
  description: 'In production, the secret must outlive the process: one that is made at start ends every session at the next start.',
  symptom: 'Everybody is logged out after each restart or deploy, and at random where several processes run.',
  offers: 'suggest',
  messages: {
    made: 'The secret is made by `{{by}}` at each start: after every restart, and in every further process, no session cookie from before is accepted {{environment}}, and everybody is logged out.',
  },
  check(workspace, report) {
    for (const world of workspace.judged) {
      if (world.environment !== 'production' || isForDeveloping(workspace, world)) continue;
      for (const session of sessionsInUse(world)) {
        const signing = isTestOrExample(session.at.file, workspace.root) ? undefined : freshSecret(session);
        // What a restart takes along anyway is not the secret's doing.
        if (!signing || (session.library === 'express-session' && keptInMemory(world, session))) continue;
        const { secret, fresh } = signing;
        const at = secret.value.at;
        report('made', { at, world, data: { by: fresh.by }, evidence: [{ role: 'the session is made here', at: session.at }], ...newSecret(secret, at) });
      }
    }
  },
});

/** The secret that new cookies are signed with, where it is certainly made anew at each start: the first of a list. */
function freshSecret(session: SessionSetup): { readonly secret: Secret; readonly fresh: Fresh } | undefined {
  const first = secretsOf(session).filter(({ index }) => index === 0);
  const made = first.flatMap((secret) => {
    const { value } = secret;
    return (value.kind === 'unknown' || value.kind === 'instance') && value.fresh ? [{ secret, fresh: value.fresh }] : [];
  });
  return made.length === first.length ? made[0] : undefined;
}

import { sessionsInUse } from '../src/model/duplicates.ts';
import { isTestOrExample } from '../src/model/environments.ts';
import { isForDeveloping } from '../src/model/reach.ts';
import { lonelySecret, oldSecretFirst, secretGivenTwice } from '../src/model/rotation.ts';
import type { Rule } from '../src/rule.ts';
import { defineRule } from '../src/rule.ts';
import { withPrevious } from './changes/secret.ts';

/** The secret can't be changed without ending every session. */
export const secretRotation: Rule = defineRule({
  name: 'secret-rotation',
  level: 'strict',
  since: '0.1.0',
  description: 'There must be a way to change the secret that does not end every session: a list, the new secret first.',
  symptom: 'Everybody is logged out on the day the secret is changed, or some time after.',
  offers: 'suggest',
  messages: {
    single: 'There is one secret and no list: on the day `{{variable}}` is changed every session ends, since no cookie from before is accepted any more.',
    twice: '{{what}} stands in the list of secrets twice: on the day it is changed nothing accepts the cookies from before, and every session ends.',
    oldFirst: 'The first secret of the list signs, and that is `{{first}}`: new sessions are signed with what is to be taken out, and end with it.',
  },
  check(workspace, report) {
    for (const world of workspace.judged) {
      if (world.environment !== 'production' || isForDeveloping(workspace, world)) continue;
      for (const session of sessionsInUse(world)) {
        if (isTestOrExample(session.at.file, workspace.root)) continue;
        const evidence = [{ role: 'the session is made here', at: session.at }];
        const single = lonelySecret(session);
        if (single) report('single', { at: single.at, world, data: { variable: single.variable }, evidence, ...withPrevious(single) });
        const twice = secretGivenTwice(session);
        if (twice) report('twice', { at: twice.second.at, world, data: { what: twice.variable === undefined ? 'One text' : `\`${twice.variable}\`` }, evidence: [...evidence, { role: 'it stands here first', at: twice.first.at }] });
        const first = oldSecretFirst(session);
        if (first) report('oldFirst', { at: first.at, world, data: { first: first.variable }, evidence });
      }
    }
  },
});

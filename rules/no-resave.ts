import { isCertainly, truthOf } from '../src/model/certain.ts';
import { optionOf } from '../src/model/cookie.ts';
import { sessionsInUse } from '../src/model/duplicates.ts';
import { isTestOrExample } from '../src/model/environments.ts';
import { storeWithTouch } from '../src/model/save-options.ts';
import { defineRule, type Rule } from '../src/rule.ts';
import { suggestionOf } from './changes/edits.ts';
import { setValue } from './changes/secure-cookie.ts';

/** Sessions are written back that nothing has changed. */
export const noResave: Rule = defineRule({
  name: 'no-resave',
  level: 'strict',
  since: '0.1.0',
  description: 'A session that nothing has changed is not written back where the store can prolong it without that.',
  symptom: 'A login, an item in the cart or a CSRF token is gone now and then, mostly on pages that make several requests at a time.',
  offers: 'suggest',
  messages: {
    resave: '`resave: true` writes each session back at the end of its request, as it was at the beginning: what a parallel request has saved is lost. {{store}} can prolong a session without that.',
  },
  check(workspace, report) {
    for (const world of workspace.judged) {
      for (const session of sessionsInUse(world)) {
        const resave = session.library === 'express-session' ? optionOf(session.options, 'resave') : undefined;
        const store = storeWithTouch(world, session);
        // What is no boolean is the matter of `valid-session-options`.
        if (!resave || store === undefined || isTestOrExample(session.at.file, workspace.root)) continue;
        if (!isCertainly(resave.value, value => value.kind === 'known' && typeof value.value !== 'string' && truthOf(value) === true, session.when)) continue;
        const at = resave.value.at.file === resave.at.file ? resave.at : resave.value.at;
        report('resave', {
          at, world, data: { store: store === 'express-session' ? '`MemoryStore`' : `The store of \`${store}\`` },
          evidence: [{ role: 'the session is made here', at: session.callee }],
          ...suggestionOf(at, 'set it to `false`', setValue(resave, 'false')),
        });
      }
    }
  },
});

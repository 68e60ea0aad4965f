import type { SessionSetup } from '../src/model/index.ts';
import { lanesOf } from '../src/model/lane.ts';
import { isStarted } from '../src/model/reach.ts';
import { lostIn, methodlessIn, type Loss } from '../src/model/unserializable.ts';
import { defineRule, type Rule } from '../src/rule.ts';

/** Only what JSON keeps is put into the session. */
export const serializableSessionData: Rule = defineRule({
  name: 'serializable-session-data',
  level: 'error',
  since: '0.1.0',
  description: 'What is put into the session is kept as JSON, so it is plain data.',
  symptom: 'A Map, a Set or an object with methods is put into the session and comes back empty, or as something that "is not a function".',
  offers: 'none',
  messages: {
    lost: '`req.session.{{key}}` is given {{what}}, and sessions are kept as JSON: {{effect}}.',
    method: '`{{call}}` throws "is not a function": sessions are kept as JSON, so what `req.session.{{key}}` holds comes back as plain data, without the methods it had.',
  },
  check(workspace, report) {
    for (const world of workspace.judged.filter(isStarted)) {
      for (const lane of lanesOf(world)) {
        for (const { at, key, what, loss, session } of lostIn(lane)) {
          report('lost', { at, world, data: { key, what, effect: effectOf(loss, session) }, evidence: [{ role: 'the session is made here', at: session.callee }] });
        }
        for (const { at, key, call, written } of methodlessIn(lane)) {
          report('method', { at, world, data: { key, call }, evidence: [{ role: 'something with methods is put there here', at: written }] });
        }
      }
    }
  },
});

/** What a user sees of it; express-session reads a session as JSON before it saves it (1.19.0 index.js `hash`), cookie-session sends none that it can't write. */
function effectOf(loss: Loss, { library }: SessionSetup): string {
  switch (loss) {
    case 'dropped': return 'at the next request it is not there';
    case 'emptied': return 'at the next request it is an empty object';
    case 'refused': return library === 'express-session' ? 'the request fails with "Do not know how to serialize a BigInt" and is never answered' : 'nothing of the session is kept';
  }
}

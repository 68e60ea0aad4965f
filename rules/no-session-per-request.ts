import type { Change, Rule } from '../src/rule.ts';
import { defineRule } from '../src/rule.ts';
import type { Handler, SessionSetup, World } from '../src/model/index.ts';
import { isCertainly } from '../src/model/certain.ts';
import { optionOf } from '../src/model/cookie.ts';

/** A session middleware is made anew in a request handler. */
export const noSessionPerRequest: Rule = defineRule({
  name: 'no-session-per-request',
  level: 'error',
  since: '0.1.0',
  description: 'The session middleware and its store are made once, not in a request handler.',
  symptom: 'What is written to `req.session` is gone at the next request, although the cookie is there.',
  offers: 'fix',
  messages: {
    memory: '`session()` is called inside a request handler: each request gets a new, empty `MemoryStore`, so no session is ever found again.',
    store: '`session()` and its store are made inside a request handler: each request opens a store of its own and never closes it.',
    again: '`session()` is called inside a request handler: each request adds two more listeners to the store, which are never removed.',
  },
  check(workspace, report) {
    for (const world of workspace.judged) {
      for (const session of world.sessions) {
        // Under a condition it may be made once and kept; cookie-session has no store.
        if (session.insideHandler === undefined || session.when !== true || session.library !== 'express-session') continue;
        const handler = world.handlers.find(({ id }) => id === session.insideHandler);
        const fix = changeFor(session);
        report(storeOf(world, session, handler), {
          at: session.callee, world, data: {},
          ...(handler ? { evidence: [{ role: 'the handler that runs for each request', at: handler.at }] } : {}),
          ...(fix ? { fix } : {}),
        });
      }
    }
  },
});

/** What each request makes anew: express-session index.js, `store = opts.store || new MemoryStore()` and `store.on(…)`. */
function storeOf(world: World, session: SessionSetup, handler: Handler | undefined): 'memory' | 'store' | 'again' {
  const option = optionOf(session.options, 'store');
  if (!option) return session.options.complete ? 'memory' : 'again';
  if (isCertainly(option.value, (value) => value.kind === 'known' && !value.value)) return 'memory';
  const { value } = option;
  const store = value.kind === 'reference' && value.to === 'store' ? world.stores.find(({ id }) => id === value.id) : undefined;
  if (store?.module === 'express-session' && store.insideHandler !== undefined) return 'memory';
  const isMadeThere = handler !== undefined && value.at.file === handler.at.file && value.at.start >= handler.at.start && value.at.end <= handler.at.end;
  return isMadeThere && value.kind !== 'unknown' ? 'store' : 'again';
}

function changeFor({ at, hoist }: SessionSetup): Change | undefined {
  return hoist && { title: 'make the session middleware once', edits: [{ edit: 'hoist', expression: at, name: 'sessionMiddleware', before: hoist.at }] };
}

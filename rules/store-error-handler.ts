import type { Rule } from '../src/rule.ts';
import { defineRule } from '../src/rule.ts';
import type { Store, StoreClient, World } from '../src/model/index.ts';
import { clientOf, madeName, mayListen, storesInUse } from '../src/model/stores.ts';
import { isBefore } from '../src/model/version.ts';
import { fixOf } from './changes/edits.ts';
import { entryOf } from '../src/source/table.ts';

/** A store, or the client it works with, has no listener for errors. */
export const storeErrorHandler: Rule = defineRule({
  name: 'store-error-handler',
  level: 'warn',
  since: '0.1.0',
  description: 'A store that emits errors, and the client of a store, must have an `error` listener.',
  symptom: 'The database of the sessions restarts or is out of reach for a moment, and the whole server goes down with it.',
  offers: 'fix',
  messages: {
    redis: 'Nothing listens to `error` of the Redis client `{{client}}`: the first lost connection ends the process, and nobody has a session until it is started again.',
    ioredis: 'Nothing listens to `error` of the Redis client `{{client}}`: while Redis is out of reach, each request with a session waits and fails, and the application knows nothing of it.',
    pool: 'Nothing listens to `error` of the pool `{{client}}`: when the database closes an idle connection, the error is thrown where nobody catches it and ends the process.',
    store: 'Nothing listens to `error` of the session store `{{client}}`: when its connection to MongoDB fails, the error is thrown where nobody catches it and ends the process.',
  },
  check(workspace, report) {
    for (const world of workspace.judged) {
      for (const { session, store } of storesInUse(workspace, world)) {
        for (const { message, silent } of silentOf(world, store)) {
          const isStore = silent.id === store.id;
          report(message, {
            at: silent.at, world, data: { client: madeName(silent) },
            evidence: [isStore ? { role: 'the session is made here', at: session.callee } : { role: 'the session store works with it', at: store.at }],
            ...listen(silent),
          });
        }
      }
    }
  },
});

/** What a client's package does with an error that nobody listens to. */
const MESSAGES: Readonly<Record<string, 'redis' | 'ioredis' | 'pool'>> = { redis: 'redis', '@redis/client': 'redis', ioredis: 'ioredis', pg: 'pool' };

/** What emits errors that nobody certainly listens to: the store's client, or the store. */
function silentOf(world: World, store: Store): readonly { readonly message: 'redis' | 'ioredis' | 'pool' | 'store'; readonly silent: StoreClient }[] {
  // connect-mongodb-session 5.0 index.js `handleError`: it throws where there is neither a listener nor a callback.
  if (store.module === 'connect-mongodb-session') return store.arguments.length > 1 || mayListen(store, 'error') ? [] : [{ message: 'store', silent: store }];
  // connect-redis 3.4 listens by itself; later ones never.
  if (store.module === 'connect-redis' && isBefore(store.version, '4.0.0') !== false) return [];
  return ['client', 'pool'].flatMap((option) => {
    const client = clientOf(world, store, option);
    const message = client && entryOf(MESSAGES, client.module);
    return message && !mayListen(client, 'error') ? [{ message, silent: client }] : [];
  });
}

function listen(silent: StoreClient): ReturnType<typeof fixOf> {
  if (silent.name === undefined || !silent.statement) return {};
  return fixOf(silent.at, 'log its errors', [{ edit: 'insert-statement', where: 'after', statement: silent.statement.at, code: `${silent.name}.on('error', console.error);` }]);
}

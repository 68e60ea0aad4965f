import { isCertainly, truthOf, type Single } from '../src/model/certain.ts';
import type { Option, Store } from '../src/model/index.ts';
import { tableOf, type StoreTable } from '../src/model/store-packages.ts';
import { storeOption, storeOptions, storesInUse } from '../src/model/stores.ts';
import { isBefore } from '../src/model/version.ts';
import { defineRule, type Edit, type Rule } from '../src/rule.ts';
import { suggestionOf } from './changes/edits.ts';
import { setValue } from './changes/secure-cookie.ts';

/** A store needs a table, does not make it, and nothing in the repository does. */
export const storeTableExists: Rule = defineRule({
  name: 'store-table-exists',
  level: 'warn',
  since: '0.1.0',
  description: 'The table of a store that does not make it by itself must be made by something.',
  symptom: 'On a new database no login lasts, and the log says that the relation `session` does not exist.',
  offers: 'suggest',
  messages: {
    option: '{{module}} does not make its table without `{{name}}`, and nothing in the repository does: on a database without the table `{{table}}` no session is saved {{environment}}.',
    method: '{{module}} does not make its table until `{{name}}` is called, and nothing in the repository does: on a database without the table `{{table}}` no session is saved {{environment}}.',
  },
  check(workspace, report) {
    for (const world of workspace.judged) {
      for (const { session, store } of storesInUse(workspace, world)) {
        const table = tableOf(store);
        if (!table || !store.table || store.table.madeAt || isMade(store, table)) continue;
        const option = storeOption(store, table.made.name);
        const at = table.made.by === 'option' ? option?.at ?? store.callee : store.callee;
        report(table.made.by, {
          at, world, data: { module: store.module, name: table.made.name, table: store.table.name },
          evidence: [{ role: 'the session is made here', at: session.callee }],
          ...suggestionOf(at, `let ${store.module} make its table`, make(store, table, option)),
        });
      }
    }
  },
});

/** Whether the store makes its table, or may; who says on every path that it must not makes it otherwise. */
function isMade(store: Store, { made }: StoreTable): boolean {
  if (made.by === 'method') return store.escapes || store.uses.some(({ method }) => method === made.name);
  const option = storeOption(store, made.name);
  return option !== undefined && !isCertainly(option.value, isOffHereAlone);
}

function isOffHereAlone(value: Single): boolean {
  return truthOf(value) === false && value.kind === 'known' && value.perEnvironment === true;
}

function make(store: Store, { made }: StoreTable, option: Option | undefined): readonly Edit[] {
  if (made.by === 'method') return store.name !== undefined && store.statement ? [{ edit: 'insert-statement', where: 'after', statement: store.statement.at, code: `${store.name}.${made.name}();` }] : [];
  if (isBefore(store.version, made.since) !== false) return [];
  if (option) return setValue(option, 'true');
  const literal = storeOptions(store)?.literal;
  if (literal) return [{ edit: 'add-property', to: literal, name: made.name, code: 'true' }];
  return store.arguments.length === 0 ? [{ edit: 'add-argument', call: store.at, code: `{ ${made.name}: true }` }] : [];
}

import { given, type StatementSite, type StoreClientEntity, type StoreEntity, type StoreMakerEntity } from '../../link/index.ts';
import type { Place } from '../../source/place.ts';
import { certainText } from '../certain.ts';
import { optionOf } from '../cookie.ts';
import { tableOf } from '../store-packages.ts';
import type { Statement, Store, StoreClient } from '../types.ts';
import { plainValue } from './values.ts';
import type { WorldSources } from './world.ts';

/** What stores and clients are made plain with. */
export interface Making {
  readonly sources: WorldSources;
  readonly siteOf: (site: StatementSite, call: Place) => Statement;
  readonly handlerAt: (at: Place | undefined) => { readonly insideHandler?: number };
}

/** What a run knows of a client, or of a store beside how it was made, as plain data. */
export function madeOf({ sources, siteOf, handlerAt }: Making, made: StoreEntity | StoreClientEntity): StoreClient {
  return {
    id: made.id, module: made.module, version: sources.version(made.at.file, made.module), at: made.at, callee: made.callee, made: made.made,
    ...(made.name === undefined ? {} : { name: made.name }), ...(made.site ? { statement: siteOf(made.site, made.at) } : {}),
    arguments: made.arguments.map(({ value, at }) => plainValue(sources, value, [at])),
    uses: made.uses.map(({ method, at, arguments: list }) => {
      const event = list[0]?.value;
      return { method, at, arguments: list.length, ...(event?.t === 'primitive' && typeof event.v === 'string' ? { event: event.v } : {}) };
    }),
    when: given(made.when, sources.alive), ...handlerAt(made.insideHandler), escapes: made.escapes,
  };
}

/** A store as plain data. */
export function storeOf(making: Making, store: StoreEntity): Store {
  const { path, factory } = store.maker;
  const made = madeOf(making, store);
  return {
    ...made, path, ...tableFor(making.sources, made),
    ...(factory ? { factory: { at: factory.at, callee: factory.callee, argument: factory.arguments[0]?.at ?? factory.at, given: givenTo(factory) } } : {}),
  };
}

/** The table that it needs, where its name is known, and where that is made. */
function tableFor(sources: WorldSources, made: StoreClient): Pick<Store, 'table'> {
  const table = tableOf(made);
  const options = made.arguments.find((one) => one.kind === 'object')?.options;
  if (!table || (options ? !options.complete : made.arguments.length > 0)) return {};
  // With a model of one's own the table is that model's.
  if (options && optionOf(options, 'table')) return {};
  const option = options && optionOf(options, table.option);
  const name = option ? certainText(option.value) : table.default;
  if (name === undefined) return {};
  const madeAt = sources.tableIn(name, table.elsewhere);
  return { table: { name, ...(madeAt ? { madeAt } : {}) } };
}

function givenTo(factory: NonNullable<StoreMakerEntity['factory']>): NonNullable<Store['factory']>['given'] {
  const value = factory.arguments[0]?.value;
  if (value?.t === 'object') return 'object';
  if ((value?.t !== 'native' && value?.t !== 'unknown') || value.from?.module !== 'express-session') return 'unknown';
  if (value.from.path.endsWith('Store')) return 'store-class';
  return value.from.path === 'default' || value.from.path === '' ? 'session' : 'unknown';
}

import type { Store } from '../../src/model/index.ts';
import type { StoreShape } from '../../src/model/store-packages.ts';
import type { Edit } from '../../src/rule.ts';
import type { Place } from '../../src/source/place.ts';

/** A store that is made in a way that its version does not know. */
export interface Misshapen {
  readonly at: Place;
  /** What the code does, to follow "but". */
  readonly written: string;
  readonly edits: readonly Edit[];
}

/** What the code does with a package that wants something else; `undefined` where it fits or can't be judged. */
export function misshapen(store: Store, shape: StoreShape): Misshapen | undefined {
  const { factory } = store;
  const at = factory?.callee ?? store.callee;
  const base = store.path.replace(/(?:^|\.)create\w*$/, '');
  if (base.includes('.')) return undefined;
  if (!shape.factory && factory) return { at: factory.callee, written: 'it is called with the session first, as in older versions', edits: withoutFactory(store, shape) };
  const unreached = notReached(base, shape);
  if (unreached !== undefined) return { at, written: unreached, edits: [] };
  if (shape.factory && !factory) return { at: store.callee, written: store.made === 'create' ? '`create` is called on it' : 'it is used as if it were the class', edits: [] };
  if (store.made === 'call' && !shape.callable) return { at: store.callee, written: 'the class is called without `new`', edits: [] };
  if (store.made.startsWith('create') && !(shape.create && store.made === 'create')) return { at: store.callee, written: `\`${store.made}\` is called, which the class does not have`, edits: [] };
  if (shape.factory === 'Store' && factory?.given === 'session') return { at: factory.argument, written: 'it is given the whole session library', edits: [{ edit: 'wrap', at: factory.argument, before: '', after: '.Store' }] };
  return undefined;
}

/** Why what a path leads to is not there. */
function notReached(base: string, { exports }: StoreShape): string | undefined {
  const isWhole = exports.includes('whole');
  if (base === '' || base === '*') return isWhole ? undefined : 'the whole package is used in its place';
  // A package that is exported as a whole is its default for `import`, and for `import` alone.
  if (base === 'import' && isWhole) return undefined;
  if (base === 'import' || base === 'default') return exports.includes('default') ? undefined : 'its default export is used, which there is none of';
  return exports.includes(base) ? undefined : `\`${base}\` is taken of it, which is not there`;
}

/** What has the call of the factory left out: `require('connect-redis')(session)` becomes `require('connect-redis').default`. */
function withoutFactory({ factory, path, made }: Store, { exports }: StoreShape): readonly Edit[] {
  const [first = ''] = exports;
  if (!factory || made !== 'new') return [];
  // What a default import gives is there for a default or a whole package; a named export needs another import.
  const instead = path === 'import' ? (first === 'default' || first === 'whole' ? '' : undefined)
    : path === '' ? (first === 'whole' ? '' : `.${first}`) : undefined;
  if (instead === undefined) return [];
  return [{ edit: 'replace', at: { file: factory.at.file, start: factory.callee.end, end: factory.at.end }, code: instead }];
}

/** What a package exports, to follow its version. */
export function exportedAs({ exports, factory }: StoreShape): string {
  if (factory) return `exports a function that takes \`${factory === 'Store' ? 'session.Store' : 'session'}\` and gives the class`;
  const [name = ''] = exports.filter((one) => one !== 'default');
  if (name === 'whole') return 'exports the class itself';
  if (name === '') return 'exports the class as its default';
  return `exports the class as \`${name}\`${exports.includes('default') ? ' and as its default' : ''}`;
}

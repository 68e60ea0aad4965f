import { isCertainly, possibilities, quoted, truthOf, type Single } from '../src/model/certain.ts';
import { cookieReadings, optionOf } from '../src/model/cookie.ts';
import { sessionsInUse } from '../src/model/duplicates.ts';
import type { Option, SessionSetup, Store, World } from '../src/model/index.ts';
import { shapeOf, type StoreShape } from '../src/model/store-packages.ts';
import { clientOf, storeInCookie, storeOption, storeOptions, storesOf } from '../src/model/stores.ts';
import { isBefore, versionName } from '../src/model/version.ts';
import { defineRule, type Edit, type Rule } from '../src/rule.ts';
import { fixOf } from './changes/edits.ts';
import { exportedAs, misshapen } from './valid-store/shape.ts';

/** What is given as the store is none, or is made in a way that its package does not know. */
export const validStore: Rule = defineRule({
  name: 'valid-store',
  level: 'error',
  since: '0.1.0',
  description: 'A session store must be an object, made the way that the installed version of its package wants.',
  symptom: 'The server stops at start with "is not a constructor", "cannot be invoked without \'new\'" or "store.on is not a function", often after an update.',
  offers: 'fix',
  messages: {
    shape: '{{module}} {{version}} {{exported}}, but {{written}}: the program ends at start.',
    needs: '{{module}} {{version}} is given no {{needed}}: {{otherwise}}.',
    unread: '{{module}} {{version}} does not read `{{option}}` and is given no {{needed}}: {{otherwise}}.',
    class: '`store` is a class and not a store made of it: express-session stops the program at start with `store.on is not a function`.',
    promise: '`store` is a promise and not the store that it will give: express-session stops the program at start with `store.on is not a function`.',
    other: '`store` is {{value}}, which is no store: express-session stops the program at start with `store.on is not a function`.',
    client: '`client` is a promise and not the client that it will give: every request that reads or writes a session fails.',
    pair: '{{module}} {{version}} can\'t work with {{client}} {{clientVersion}}: {{effect}}.',
    onError: 'connect-typeorm gives up at the first error of the database unless `onError` is given: from then on `req.session` is undefined for everybody until the program is started again.',
    inCookie: 'express-session ignores `store` inside `cookie`: sessions live in `MemoryStore` all the same and every restart logs everybody out.',
  },
  check(workspace, report) {
    for (const world of workspace.judged) {
      for (const session of sessionsInUse(world)) {
        if (session.library !== 'express-session') continue;
        const evidence = [{ role: 'the session is made here', at: session.callee }];
        const inCookie = optionOf(session.options, 'store') ? undefined : storeInCookie(session);
        if (inCookie) report('inCookie', { at: inCookie.at, world, data: {}, evidence, ...fixOf(inCookie.at, 'move `store` out of `cookie`', movedOut(session, inCookie)) });

        const wrong = noStore(session);
        if (wrong?.message === 'other') report('other', { at: wrong.value.at, world, data: { value: quoted(wrong.value) }, evidence });
        else if (wrong) report(wrong.message, { at: wrong.value.at, world, data: {}, evidence });

        for (const { store } of storesOf(world, session)) {
          const names = { module: store.module, version: versionName(store.version) };
          const shape = shapeOf(store);
          const mistake = shape && misshapen(store, shape);
          const lacking = shape && lacks(store, shape);
          if (shape && mistake) {
            // Both in one change: with the factory gone it is read what the options lack.
            const edits = mistake.edits.length > 0 && lacking ? (lacking.edits.length > 0 ? [...mistake.edits, ...lacking.edits] : []) : mistake.edits;
            report('shape', { at: mistake.at, world, data: { ...names, exported: exportedAs(shape), written: mistake.written }, evidence, ...fixOf(mistake.at, `make the store as ${store.module} wants it`, edits, AFTERWARDS) });
            continue;
          }
          if (lacking?.option) {
            const { option, needed, otherwise, edits } = lacking;
            report('unread', { at: option.at, world, data: { ...names, option: option.name, needed, otherwise }, evidence, ...fixOf(option.at, `rename \`${option.name}\``, edits, AFTERWARDS) });
          } else if (lacking) {
            report('needs', { at: store.callee, world, data: { ...names, needed: lacking.needed, otherwise: lacking.otherwise }, evidence });
          }
          const client = storeOption(store, 'client');
          if (store.module === 'connect-redis' && client && isCertainly(client.value, isPromise)) report('client', { at: client.at, world, data: {}, evidence });
          const pair = badPair(world, store);
          if (pair) report('pair', { at: store.callee, world, data: { ...names, ...pair.data }, evidence: [...evidence, { role: 'the client is made here', at: pair.at }] });
          if (store.module === 'connect-typeorm' && storeOptions(store)?.complete !== false && !storeOption(store, 'onError')) report('onError', { at: store.callee, world, data: {}, evidence });
        }
      }
    }
  },
});

/** Rules that may rightly speak of a store once it can be made. */
const AFTERWARDS: readonly string[] = ['store-client-connected', 'store-error-handler', 'store-table-exists', 'store-ttl-matches'];

function isPromise(value: Single): boolean {
  return value.kind === 'instance' && value.of === 'Promise';
}

/** What is given as the store on every path although it is none: express-session 1.19 index.js calls `store.on` when the session is made. */
function noStore({ options }: SessionSetup): { readonly message: 'class' | 'promise' | 'other'; readonly value: Single } | undefined {
  const option = optionOf(options, 'store');
  const [first, ...others] = option ? possibilities(option.value) : [];
  if (!first || others.length > 0) return undefined;
  const { value } = first;
  if (isPromise(value)) return { message: 'promise', value };
  if (value.kind === 'instance' && value.of.startsWith('class ')) return { message: 'class', value };
  const isPlain = value.kind === 'object' && value.options.complete && value.options.literal !== undefined && !optionOf(value.options, 'on');
  const isOther = isPlain || value.kind === 'list' || value.kind === 'pattern' || (value.kind === 'known' && truthOf(value) === true);
  return isOther ? { message: 'other', value } : undefined;
}

interface Lacking {
  /** An option that other versions read in its place. */
  readonly option?: Option;
  readonly needed: string;
  readonly otherwise: string;
  readonly edits: readonly Edit[];
}

/** What a store's options certainly lack. */
function lacks(store: Store, { needs, unread = {} }: StoreShape): Lacking | undefined {
  const options = storeOptions(store);
  if (!needs || (options ? !options.complete : store.arguments.length > 0)) return undefined;
  const isGiven = (name: string): boolean => {
    const option = options && optionOf(options, name);
    return option !== undefined && !isCertainly(option.value, (value) => value.kind === 'known' && !value.value);
  };
  if (needs.oneOf.some(isGiven)) return undefined;
  const option = options?.properties.find(({ name }) => Object.hasOwn(unread, name));
  const renamed = option && unread[option.name];
  return {
    ...(option ? { option } : {}), needed: listed(needs.oneOf),
    otherwise: needs.else === 'start' ? 'the program ends at start' : 'every request that reads or writes a session fails',
    edits: option && renamed !== undefined && option.own && option.key.end < option.at.end ? [{ edit: 'replace', at: option.key, code: renamed }] : [],
  };
}

function listed(names: readonly string[]): string {
  const quotes = names.map((name) => `\`${name}\``);
  return quotes.length < 2 ? quotes.join('') : `${quotes.slice(0, -1).join(', ')} or ${quotes.at(-1) ?? ''}`;
}

/** A client whose commands this connect-redis does not know. */
function badPair(world: World, store: Store): { readonly at: Store['at']; readonly data: { readonly client: string; readonly clientVersion: string; readonly effect: string } } | undefined {
  const client = store.module === 'connect-redis' ? clientOf(world, store, 'client') : undefined;
  const effect = client && effectOf(store, client.module, (limit) => isBefore(client.version, limit));
  return effect === undefined ? undefined : { at: client?.at ?? store.at, data: { client: client?.module ?? '', clientVersion: client ? versionName(client.version) : '', effect } };
}

function effectOf(store: Store, client: string, clientIsBefore: (limit: string) => boolean | undefined): string | undefined {
  // connect-redis 7.0 awaits what redis 3 gives only to a callback.
  if (client === 'redis' && clientIsBefore('4.0.0') === true && isBefore(store.version, '7.0.0') === false) return 'it awaits answers that this client gives to callbacks alone, and each request with a session fails';
  // connect-redis 9.0 `set` writes `{ expiration: { type: 'EX' } }`, which redis 4 leaves out (SET.ts 1.6) and ioredis sends as text.
  if (isBefore(store.version, '9.0.0') !== false) return undefined;
  if (client === 'ioredis') return 'it writes sessions with options that only redis 5 knows, and Redis refuses them';
  if (client === 'redis' && clientIsBefore('5.0.0') === true) return 'it gives the lifetime in a form that only redis 5 knows, and sessions of visitors who never come back stay for good';
  return undefined;
}

function movedOut(session: SessionSetup, option: Option): readonly Edit[] {
  const into = session.options.literal;
  const from = cookieReadings(session)[0]?.options?.literal;
  return into && from && option.own && from.at.file === into.at.file ? [{ edit: 'move-property', from, property: option.at, into, name: 'store' }] : [];
}

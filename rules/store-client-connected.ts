import { inList, isCertainly, possibilities, truthOf } from '../src/model/certain.ts';
import { optionOf } from '../src/model/cookie.ts';
import type { Option, Options, Store, StoreClient, Value } from '../src/model/index.ts';
import { clientOf, madeName, storeOption, storesInUse } from '../src/model/stores.ts';
import { isBefore, versionName } from '../src/model/version.ts';
import { defineRule, type Edit, type Rule } from '../src/rule.ts';
import { fixOf } from './changes/edits.ts';
import { setValue } from './changes/secure-cookie.ts';

/** A node-redis client that a store is given is never connected, connects elsewhere, or speaks another language than the store. */
export const storeClientConnected: Rule = defineRule({
  name: 'store-client-connected',
  level: 'error',
  since: '0.1.0',
  description: 'The Redis client of a store must be connected, to the server that is meant, and answer in the way that the store asks.',
  symptom: 'Requests fail with "The client is closed" or hang as soon as the browser sends the session cookie, or nobody stays logged in.',
  offers: 'fix',
  messages: {
    closed: 'The Redis client `{{client}}` is never connected: redis {{version}} refuses every command with `The client is closed`, and no session is read or saved.',
    callbacks: 'connect-redis {{store}} calls commands in the old way, which redis {{version}} only knows with `legacyMode`: to save a session ends the process, and a request with a session cookie hangs.',
    callbacksGone: 'connect-redis {{store}} calls commands in the old way, which redis {{version}} only knows through `client.legacy()`: to save a session ends the process, and a request with a session cookie hangs.',
    promises: 'connect-redis {{store}} awaits answers that a client in legacy mode gives to callbacks alone: it never finds a session, and each request begins a new one.',
    ignored: 'node-redis {{version}} does not read {{names}} at the top level: `{{client}}` connects to `localhost:6379`, where the sessions are not.',
  },
  check(workspace, report) {
    for (const world of workspace.judged) {
      for (const { store } of storesInUse(workspace, world)) {
        const client = clientOf(world, store, 'client');
        if (!client || store.module !== 'connect-redis' || !/^(?:@redis\/client|redis)$/.test(client.module) || isOld(client)) continue;
        const evidence = [{ role: 'the session store works with it', at: store.at }];
        const data = { client: madeName(client), store: versionName(store.version), version: versionName(client.version) };
        const at = client.callee;
        if (!client.escapes && !client.uses.some(({ method }) => method === 'connect')) report('closed', { at, world, data, evidence, ...fixOf(at, 'connect the client', connect(client)) });

        const language = languageOf(store, client);
        if (language) report(language.message, { at: language.at, world, data, evidence, ...fixOf(language.at, language.title, language.edits) });

        const ignored = ignoredOptions(client);
        const [first] = ignored;
        if (first) {
          const names = inList(ignored.map(({ name }) => name));
          report('ignored', { at: first.at, world, data: { ...data, names }, evidence, ...fixOf(first.at, 'move the address into `socket`', intoSocket(client, ignored)) });
        }
      }
    }
  },
});

/** Before 4 a client connects by itself, reads `host` and `port`, and calls back. */
function isOld(client: StoreClient): boolean {
  return client.module === 'redis' && isBefore(client.version, '4.0.0') !== false;
}

function connect(client: StoreClient): readonly Edit[] {
  if (client.name === undefined || !client.statement) return [];
  return [{ edit: 'insert-statement', where: 'after', statement: client.statement.at, code: `${client.name}.connect().catch(console.error);` }];
}

/** The options of a client; `undefined` where they can't all be seen. */
function optionsOf(client: StoreClient): Options | 'none' | undefined {
  const [first] = client.arguments;
  if (!first) return 'none';
  return first.kind === 'object' ? first.options : undefined;
}

interface Language {
  readonly message: 'callbacks' | 'callbacksGone' | 'promises';
  readonly at: StoreClient['at'];
  readonly title: string;
  readonly edits: readonly Edit[];
}

/** Where a store calls back and its client gives promises, or the other way round: redis 4.7 client/index.ts `legacyMode`, 5.0 `legacy()`. */
function languageOf(store: Store, client: StoreClient): Language | undefined {
  const options = optionsOf(client);
  const hasMode = client.module === 'redis' && isBefore(client.version, '5.0.0');
  if (!options || hasMode === undefined) return undefined;
  const mode = options === 'none' ? undefined : optionOf(options, 'legacyMode');
  const isComplete = options === 'none' || options.complete;
  const isLegacy = client.made === 'legacy' || (hasMode && mode !== undefined && isCertainly(mode.value, (value) => truthOf(value) === true));
  const isModern = client.made !== 'legacy' && (!hasMode || (mode ? isCertainly(mode.value, (value) => truthOf(value) === false) : isComplete));

  if (isLegacy && isBefore(store.version, '7.0.0') === false) {
    const literal = options === 'none' ? undefined : options.literal;
    return { message: 'promises', at: mode?.at ?? client.callee, title: 'remove `legacyMode`', edits: mode?.own && literal ? [{ edit: 'remove-property', from: literal, property: mode.at }] : [] };
  }
  if (!isModern || isBefore(store.version, '4.0.0') !== false || isBefore(store.version, '7.0.0') !== true) return undefined;
  if (hasMode) return { message: 'callbacks', at: client.callee, title: 'turn `legacyMode` on', edits: legacyMode(client, options, mode) };
  const given = storeOption(store, 'client');
  return { message: 'callbacksGone', at: given?.at ?? store.callee, title: 'give the store `client.legacy()`', edits: given ? legacyOf(given) : [] };
}

function legacyMode(client: StoreClient, options: Options | 'none', mode: Option | undefined): readonly Edit[] {
  if (options === 'none') return [{ edit: 'add-argument', call: client.at, code: '{ legacyMode: true }' }];
  if (mode) return setValue(mode, 'true');
  return options.literal ? [{ edit: 'add-property', to: options.literal, name: 'legacyMode', code: 'true' }] : [];
}

function legacyOf(given: Option): readonly Edit[] {
  if (!given.own) return [];
  // `{ client }`
  if (given.key.end === given.at.end) return [{ edit: 'wrap', at: given.at, before: 'client: ', after: '.legacy()' }];
  return [{ edit: 'wrap', at: { ...given.at, start: given.at.end }, before: '.legacy()', after: '' }];
}

/** Addresses that are not read, and lead elsewhere than the default does. */
function ignoredOptions(client: StoreClient): readonly Option[] {
  const options = optionsOf(client);
  if (!options || options === 'none' || !options.complete || client.made !== 'createClient') return [];
  if (optionOf(options, 'url') ?? optionOf(options, 'socket')) return [];
  return options.properties.filter(({ name, value }) => (name === 'host' && !mayBe(value, isHere)) || (name === 'port' && !mayBe(value, (port) => !port || Number(port) === 6379)));
}

/** Whether a value is, on some path, a known one that passes: `process.env.REDIS_HOST || 'localhost'`. */
function mayBe(value: Value, passes: (known: unknown) => boolean): boolean {
  return possibilities(value).some(({ value: one }) => one.kind === 'known' && passes(one.value));
}

function isHere(host: unknown): boolean {
  return !host || host === 'localhost' || host === '127.0.0.1';
}

function intoSocket(client: StoreClient, ignored: readonly Option[]): readonly Edit[] {
  const options = optionsOf(client);
  const literal = options && options !== 'none' ? options.literal : undefined;
  if (!literal || !ignored.every(({ own }) => own)) return [];
  return ignored.map(({ at, name }) => ({ edit: 'move-property', from: literal, property: at, nest: 'socket', name }));
}

import { possibilities } from '../src/model/certain.ts';
import { cookieAttribute } from '../src/model/cookie.ts';
import { durationText, isMeantAsMilliseconds, isMeantAsSeconds } from '../src/model/duration.ts';
import type { KnownValue, Option, SessionSetup, Store } from '../src/model/index.ts';
import { lifeOf, type StoreLife } from '../src/model/store-packages.ts';
import { storeOption, storeOptions, storesInUse } from '../src/model/stores.ts';
import { defineRule, type Edit, type Rule } from '../src/rule.ts';
import { suggestionOf } from './changes/edits.ts';
import { setValue } from './changes/secure-cookie.ts';

/** A store ends sessions earlier than the cookie, or counts in another unit than it was given. */
export const storeTtlMatches: Rule = defineRule({
  name: 'store-ttl-matches',
  level: 'warn',
  since: '0.1.0',
  description: 'A store must keep sessions as long as the cookie lives, and its lifetime must be in the unit that the store counts in.',
  symptom: 'Users are logged out after an hour, a day or a few minutes although the session cookie is still there.',
  offers: 'suggest',
  messages: {
    shorter: '{{module}} drops a session {{kept}} after the last request although the cookie lives for {{cookie}}: its own `{{option}}` counts, and the user is logged out while the browser still sends the cookie.',
    default: '{{module}} drops a session {{kept}} after the last request: with neither `{{option}}` nor a `maxAge` of the cookie that is its default, and users are logged out over a long lunch.',
    seconds: '{{module}} counts `{{option}}` in milliseconds: `{{value}}` is {{kept}}, and users are logged out that soon after their last request.',
    milliseconds: '{{module}} counts `{{option}}` in seconds: `{{value}}` is {{kept}}, and sessions that nobody comes back to stay in the store that long.',
  },
  check(workspace, report) {
    for (const world of workspace.judged) {
      for (const { session, store } of storesInUse(workspace, world)) {
        const life = lifeOf(store);
        const fault = life && faultOf(life, store, session);
        if (!fault) continue;
        const { at, message, edits, title } = fault;
        const data = { module: store.module, option: life.option, kept: durationText(fault.kept), value: fault.value, cookie: durationText(fault.cookie) };
        report(message, { at, world, data, evidence: [{ role: 'the session is made here', at: session.callee }], ...suggestionOf(at, title, edits) });
      }
    }
  },
});

interface Fault {
  readonly message: 'shorter' | 'default' | 'seconds' | 'milliseconds';
  readonly at: Store['at'];
  /** How long the store keeps a session and how long the cookie lives, in milliseconds. */
  readonly kept: number;
  readonly cookie: number;
  readonly value: number;
  readonly title: string;
  readonly edits: readonly Edit[];
}

/** Below this a default is short. */
const SHORT_DEFAULT = 12 * 3600;

function faultOf(life: StoreLife, store: Store, session: SessionSetup): Fault | undefined {
  const cookie = cookieLife(session);
  if (cookie === undefined) return undefined;
  const option = storeOption(store, life.option);
  if (!option) return cookie === 'none' && life.default < SHORT_DEFAULT ? shortDefault(life, store) : undefined;
  const own = onlyNumber(option);
  // What is not read does no harm.
  if (!own || own.value <= 0 || (life.wins === 'cookie' && cookie !== 'none')) return undefined;

  const unit = life.unit === 'seconds' ? 1000 : 1;
  const kept = own.value * unit;
  const common = { at: option.at, kept, value: own.value, cookie: cookie === 'none' ? 0 : cookie };
  if (life.unit === 'milliseconds' && isMeantAsSeconds(own)) return { ...common, message: 'seconds', title: 'make it milliseconds', edits: inUnit(option, own, ' * 1000', own.value * 1000) };
  if (life.unit === 'seconds' && readsAsMilliseconds(own)) return { ...common, message: 'milliseconds', title: 'make it seconds', edits: inUnit(option, own, ' / 1000', own.value / 1000) };
  if (cookie !== 'none' && kept < cookie) return { ...common, message: 'shorter', title: `remove \`${life.option}\`: the store follows the cookie`, edits: removed(store, option) };
  return undefined;
}

function shortDefault(life: StoreLife, store: Store): Fault | undefined {
  const options = storeOptions(store);
  if (options ? !options.complete : store.arguments.length > 0) return undefined;
  const edits: readonly Edit[] = options
    ? options.literal ? [{ edit: 'add-property', to: options.literal, name: life.option, code: '24 * 60 * 60' }] : []
    : [{ edit: 'add-argument', call: store.at, code: `{ ${life.option}: 24 * 60 * 60 }` }];
  return { message: 'default', at: store.callee, kept: life.default * 1000, value: life.default, cookie: 0, title: 'keep sessions for a day', edits };
}

/** How long the session cookie certainly lives, in milliseconds; `none` where it ends with the browser session, `undefined` where that can't be said. */
function cookieLife(session: SessionSetup): number | 'none' | undefined {
  const isUnset = cookieAttribute(session, 'expires').every(({ value }) => value.kind === 'known' && !value.value);
  const lives = cookieAttribute(session, 'maxAge').map(({ value }) => {
    if (value.kind !== 'known') return undefined;
    return typeof value.value === 'number' ? value.value : value.value ? undefined : 'none';
  });
  const [first] = lives;
  return isUnset && first !== undefined && first !== 0 && lives.every((life) => life === first) ? first : undefined;
}

type KnownNumber = KnownValue & { readonly value: number };

function onlyNumber({ value }: Option): KnownNumber | undefined {
  const [first, ...others] = possibilities(value);
  return others.length === 0 && first?.value.kind === 'known' && typeof first.value.value === 'number' ? { ...first.value, value: first.value.value } : undefined;
}

const DAY = 86_400;

/** Whether a number of seconds is meant as milliseconds: a product with a 1000 in it, or whole minutes in milliseconds that would be many days otherwise. */
function readsAsMilliseconds(number: KnownNumber): boolean {
  const { value } = number;
  if (isMeantAsMilliseconds(number)) return value >= 20 * DAY;
  return value % 60_000 === 0 && value >= 20 * DAY && (value % DAY !== 0 || value >= 400 * DAY);
}

function inUnit(option: Option, { factors }: KnownNumber, factor: string, value: number): readonly Edit[] {
  const [edit] = setValue(option, String(value));
  if (edit?.edit !== 'replace') return [];
  return factors && factor === ' * 1000' ? [{ edit: 'wrap', at: edit.at, before: '', after: factor }] : [edit];
}

function removed(store: Store, option: Option): readonly Edit[] {
  const literal = storeOptions(store)?.literal;
  return literal && option.own ? [{ edit: 'remove-property', from: literal, property: option.at }] : [];
}

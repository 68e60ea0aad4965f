import { readAddresses } from '../src/model/addresses.ts';
import { isCertainly, possibilities, quoted, type Single } from '../src/model/certain.ts';
import { appById, isOrphan } from '../src/model/hosts.ts';
import type { App, AppSetting, Value, World } from '../src/model/index.ts';
import { isTrue, refusingLimiter } from '../src/model/permissive-trust.ts';
import { trustName, trustOf, trustReadings } from '../src/model/trust.ts';
import { defineRule, type Evidence, type Rule } from '../src/rule.ts';
import { fixOf, suggestionOf } from './changes/edits.ts';

/** What a text or list of `trust proxy` does, where it is not what it looks like. */
type BadValue = 'hopsAsText' | 'switchAsText' | 'noAddress' | 'numberInList' | 'unsupported' | 'environment';

export const validTrustProxy: Rule = defineRule({
  name: 'valid-trust-proxy',
  level: 'error',
  since: '0.1.0',
  description: 'Reports a `trust proxy` setting that Express reads otherwise than it looks, or not at all.',
  symptom: 'Behind the proxy no session cookie is set although `trust proxy` seems to be set, or the app stops at start with `invalid IP address`.',
  offers: 'either',
  messages: {
    misspelt: 'Express has no setting named `{{name}}`: nothing trusts the proxy, and a `secure` session cookie is never set.',
    hopsAsText: 'Express reads `{{value}}` as an IP address, not as a number of hops: no proxy is trusted, and a `secure` session cookie is never set.',
    switchAsText: 'Express throws `invalid IP address` at start: `{{value}}` is a string, and a string names addresses.',
    noAddress: 'Express throws at start: `{{value}}` is no IP address or range that `trust proxy` takes.',
    numberInList: 'Express throws at start: `{{value}}` holds a number, and a list given as `trust proxy` holds addresses.',
    unsupported: 'Express throws `unsupported trust argument` at start: `trust proxy` takes no `{{value}}`.',
    environment: '`{{value}}` is always a string: Express reads `1` in it as the address 0.0.0.1, which trusts nobody, and throws at start for `true`.',
    getter: '`{{name}}` with one argument reads the setting and changes nothing: no proxy is trusted, and a `secure` session cookie is never set.',
    orphan: '`trust proxy` is set on `{{app}}`, which nothing mounts or listens on: the app that answers requests trusts no proxy.',
    mountedOff: '`{{app}}` turns `trust proxy` off for its own routes although it is mounted in `{{parent}}`, which trusts the proxy: there a `secure` session cookie is not set.',
    rateLimit: 'express-rate-limit reports ERR_ERL_PERMISSIVE_TRUST_PROXY for `true`: with every hop believed, a client names its own address and no limit holds.',
  },
  check(workspace, report) {
    for (const world of workspace.judged) {
      for (const app of world.apps) {
        for (const setting of app.settings) {
          const { value } = setting;
          const name = trustName(setting);
          if (setting.when === false || (name !== 'trust proxy' && name !== 'misspelt')) continue;
          if (name === 'misspelt') {
            report('misspelt', { at: setting.name.at, world, data: { name: textOf(setting.name) }, ...fixOf(setting.name.at, 'name it `trust proxy`', [{ edit: 'replace', at: setting.name.at, code: '\'trust proxy\'' }], ['valid-trust-proxy', 'no-permissive-trust-proxy', 'require-trust-proxy']) });
            continue;
          }
          if (setting.call === 'set' && value === undefined) {
            report('getter', { at: setting.at, world, data: { name: `${app.name}.set('trust proxy')` }, ...suggestionOf(setting.at, 'set it to 1', [{ edit: 'add-argument', call: setting.at, code: '1' }]) });
            continue;
          }
          const bad = value && badValue(value, setting);
          if (bad) {
            const at = bad.value.at;
            const data = { value: quoted(bad.value) };
            const evidence: Evidence[] = [{ role: '`trust proxy` is set here', at: setting.at }];
            if (bad.is === 'hopsAsText') report('hopsAsText', { at, world, data, evidence, ...fixOf(at, 'make it a number', [{ edit: 'replace', at, code: String(hops(bad.value)) }]) });
            else if (bad.is === 'switchAsText') report('switchAsText', { at, world, data, evidence, ...fixOf(at, 'trust the nearest proxy', bad.value.kind === 'known' && bad.value.value === 'true' ? [{ edit: 'replace', at, code: '1' }] : []) });
            else report(bad.is, { at, world, data, evidence });
            continue;
          }
          const limiter = refusingLimiter(world);
          if (limiter && isTrue(setting)) {
            const at = value?.at ?? setting.at;
            report('rateLimit', { at, world, data: {}, evidence: [{ role: 'the rate limit is made here', at: limiter.at }], ...suggestionOf(at, 'trust the nearest proxy', value ? [{ edit: 'replace', at, code: '1' }] : []) });
            continue;
          }
          if (isOrphan(world, app)) report('orphan', { at: setting.at, world, data: { app: app.name }, evidence: [{ role: `\`${app.name}\` is created here`, at: app.at }] });
          const parent = trustingParent(world, app, setting);
          if (parent) {
            report('mountedOff', {
              at: value?.at ?? setting.at, world, data: { app: app.name, parent: parent.name }, evidence: [{ role: `\`${parent.name}\` is created here`, at: parent.at }],
              ...suggestionOf(setting.at, 'remove the setting', setting.statement.alone ? [{ edit: 'remove-statement', statement: setting.statement.at }] : []),
            });
          }
        }
      }
    }
  },
});

function badValue(value: Value, setting: AppSetting): { readonly is: BadValue; readonly value: Single } | undefined {
  const all = possibilities(value, setting.when).map(one => ({ is: kindOf(one.value), value: one.value }));
  // A variable handed on as it is, is text whenever it is set, whatever stands in for it when it is not.
  const found = all.find(one => one.is === 'environment') ?? (all.every(one => one.is !== undefined) ? all[0] : undefined);
  return found?.is && { is: found.is, value: found.value };
}

function kindOf(value: Single): BadValue | undefined {
  if (trustOf(value) !== 'faulty') return undefined;
  if (value.kind === 'environment') return 'environment';
  if (value.kind === 'list') return value.items.some(item => isCertainly(item, one => one.kind === 'known' && typeof one.value === 'number')) ? 'numberInList' : 'noAddress';
  if (value.kind !== 'known' || typeof value.value !== 'string') return 'unsupported';
  if (readAddresses(value.value) === 'nobody') return hops(value) === undefined ? 'noAddress' : 'hopsAsText';
  return value.value === 'true' || value.value === 'false' ? 'switchAsText' : 'noAddress';
}

function hops(value: Single): number | undefined {
  return value.kind === 'known' && typeof value.value === 'string' && /^\d+$/.test(value.value.trim()) ? Number(value.value) : undefined;
}

function textOf(name: Value): string {
  const [first] = possibilities(name);
  return first?.value.kind === 'known' ? String(first.value.value) : '';
}

/** The app that this one is mounted in and whose trust it gives up. */
function trustingParent(world: World, app: App, setting: AppSetting): App | undefined {
  if (trustReadings(world, app, setting.when).some(reading => reading.trust !== 'off' || reading.setting !== setting)) return undefined;
  const parents = app.mounts.flatMap(mount => appById(world, mount.app) ?? []).filter(parent => parent.kind !== 'router');
  return parents.find(parent => trustReadings(world, parent, setting.when).every(reading => reading.trust === 'trusting'));
}

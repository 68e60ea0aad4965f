import { isCertainly, truthOf } from '../src/model/certain.ts';
import { optionOf } from '../src/model/cookie.ts';
import type { SessionSetup } from '../src/model/index.ts';
import { lanesOf, moveAbove, samePlace, type Step } from '../src/model/lane.ts';
import { lateAssets, type LateAssets } from '../src/model/late-assets.ts';
import { writtenPath } from '../src/model/path.ts';
import { isStarted } from '../src/model/reach.ts';
import { saveOptionsLeftOut, type SaveOption } from '../src/model/save-options.ts';
import { defineRule, type Rule } from '../src/rule.ts';
import type { Place } from '../src/source/place.ts';
import { fixOf } from './changes/edits.ts';

/** Files are served before a session is loaded. */
export const staticBeforeSession: Rule = defineRule({
  name: 'static-before-session',
  level: 'warn',
  since: '0.1.0',
  description: 'Static files are served before the session, which they have no use for.',
  symptom: 'The store is asked for a session with every image and script; sessions pile up, or visitors get the session of another through a cache.',
  offers: 'fix',
  messages: {
    creates: '{{assets}} {{come}} after the session: each request for a file without a cookie creates and stores one, and a cache before the server can hand the `Set-Cookie` of one visitor to another.',
    sends: '{{assets}} {{come}} after the session: each file is sent with the session cookie anew, which a cache before the server can hand to another visitor.',
    saves: '{{assets}} {{come}} after the session: each request for a file loads the visitor\'s session and writes it back, over what a parallel request has saved.',
    loads: '{{assets}} {{come}} after the session: each request for a file loads the visitor\'s session from the store first.',
  },
  check(workspace, report) {
    for (const world of workspace.judged.filter(isStarted)) {
      // One function may make several apps: each place is told of once, for the app that serves most behind it.
      const told: Place[] = [];
      for (const found of lanesOf(world).flatMap(lateAssets).sort((left, right) => right.assets.length - left.assets.length)) {
        const { session, step, assets } = found;
        const [first] = assets;
        const at = first?.registration.at;
        if (!at || told.some(place => samePlace(place, at))) continue;
        told.push(at);
        report(effectOf(session), {
          at, world,
          data: { assets: listed(assets.map(nameOf)), come: assets.length > 1 ? 'come' : 'comes' },
          evidence: [
            { role: 'the session is registered here', at: step.registration.at },
            ...assets.slice(1).map(asset => ({ role: `${nameOf(asset)} is registered here`, at: asset.registration.at })),
          ],
          ...fixOf(at, assets.length > 1 ? 'register the files before the session' : `register ${nameOf(first)} before the session`, movesOf(found)),
        });
      }
    }
  },
});

/** What a request for a file comes to: express-session 1.19.0 index.js `shouldSave`, `shouldSetCookie`. */
function effectOf(session: SessionSetup): 'creates' | 'sends' | 'saves' | 'loads' {
  if (isOn(session, 'saveUninitialized')) return 'creates';
  if (isOn(session, 'rolling')) return 'sends';
  return isOn(session, 'resave') ? 'saves' : 'loads';
}

function isOn(session: SessionSetup, name: SaveOption | 'rolling'): boolean {
  const option = optionOf(session.options, name);
  return (option !== undefined && isCertainly(option.value, value => truthOf(value) === true, session.when)) || saveOptionsLeftOut(session).some(one => one === name);
}

/** `express.static`, with its mount path where it has one. */
function nameOf({ middleware, paths }: Step): string {
  const name = middleware.kind !== 'known' ? '' : middleware.module === 'express' ? 'express.static' : middleware.module;
  const [path] = paths ?? [];
  const written = path ? writtenPath(path) : '/';
  return written === '/' ? `\`${name}\`` : `\`${name}\` for \`${written}\``;
}

function listed(names: readonly string[]): string {
  const [first = '', second, ...others] = [...new Set(names)];
  if (second === undefined) return names.length > 1 ? `${names.length} × ${first}` : first;
  return others.length === 0 ? `${first} and ${second}` : `${first}, ${second} and ${others.length} more`;
}

/** Each registration that serves files is moved up, in their order; none where one can't be. */
function movesOf({ step, assets, movable }: LateAssets): Parameters<typeof fixOf>[2] {
  if (!movable) return [];
  const registrations = assets.filter(({ registration }, index) => assets.findIndex(other => other.registration === registration) === index);
  const moves = registrations.map(asset => moveAbove(asset, [step]));
  const whole = registrations.every(({ registration: { middlewares }, registration }) => middlewares.every(id => assets.some(asset => asset.registration === registration && asset.middleware.id === id)));
  const all = moves.flatMap(move => (move ? [{ edit: 'move-statement' as const, ...move }] : []));
  return whole && all.length === moves.length && all.every(({ before }) => all[0] && samePlace(before, all[0].before)) ? all : [];
}

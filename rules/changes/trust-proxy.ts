import { optionOf } from '../../src/model/cookie.ts';
import { hostsOf } from '../../src/model/hosts.ts';
import type { App, AppSetting, SessionSetup, World } from '../../src/model/index.ts';
import { samePlace } from '../../src/model/lane.ts';
import { plainServer } from '../../src/model/tls.ts';
import { trustReadings } from '../../src/model/trust.ts';
import type { Edit } from '../../src/rule.ts';
import type { Place } from '../../src/source/place.ts';

/**
 * Makes an app trust the nearest proxy: a number of hops, never `true`, which lets clients forge their address and
 * which express-rate-limit refuses. The setting goes beside the app's others, else after the statement that makes the app.
 *
 * @returns nothing where no statement is seen that a line can be added after
 */
export function trustNearestProxy(app: App): readonly Extract<Edit, { edit: 'insert-statement' }>[] {
  const { statement } = app;
  if (!statement || app.kind === 'router' || app.kind === 'connect') return [];
  const receiver = app.kind === 'nest' ? `${app.name}.getHttpAdapter().getInstance()` : app.name;
  const beside = app.settings.findLast(setting => setting.statement.alone && samePlace(setting.statement.block, statement.block));
  return [{ edit: 'insert-statement', where: 'after', statement: (beside?.statement ?? statement).at, code: `${receiver}.set('trust proxy', 1);` }];
}

/** Turns a setting that is off into trust of the nearest proxy; nothing where its value stands elsewhere. */
export function turnOn(app: App, setting: AppSetting, value: Place | undefined): readonly Edit[] {
  if (setting.call === 'disable') {
    const named = app.statement && samePlace(app.statement.block, setting.statement.block);
    return named ? [{ edit: 'replace', at: setting.at, code: `${app.name}.set('trust proxy', 1)` }] : [];
  }
  const written = value && value.file === setting.at.file && value.start >= setting.at.start && value.end <= setting.at.end;
  return written ? [{ edit: 'replace', at: value, code: '1' }] : [];
}

/**
 * What makes the session's apps trust the nearest proxy where they serve plain HTTP and certainly trust none: comes
 * along with a change that makes the cookie `Secure`, which would else never be set.
 *
 * @param file only edits of this file are given
 */
export function trustAlongside(world: World, session: SessionSetup, file: string): readonly Edit[] {
  const { apps, complete } = hostsOf(world, session);
  if (!complete || optionOf(session.options, 'proxy')) return [];
  return apps
    .filter(app => plainServer(world, app, session.when) !== undefined && trustReadings(world, app, session.when).every(reading => reading.trust === 'absent'))
    .flatMap(trustNearestProxy)
    .filter(edit => edit.statement.file === file);
}

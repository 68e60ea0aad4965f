import type { ClientEvent } from '../../entity.ts';
import type { CallSite } from '../../frame.ts';
import { getMember } from '../../members.ts';
import { binary } from '../../operators.ts';
import type { Run } from '../../run.ts';
import { isString, primitive, type ObjectValue, type Value } from '../../value.ts';

/** The object among a call's arguments at a position; `undefined` where there is none, or it is not seen. */
export function objectAt(site: CallSite, index: number): ObjectValue | undefined {
  const value = site.arguments[index]?.value;
  return value?.t === 'object' ? value : undefined;
}

/** An option; absent where it is left out for certain. */
export function read(run: Run, options: ObjectValue | undefined, name: string, site: CallSite): Value | undefined {
  if (!options) return undefined;
  const value = getMember(run, options, name, site.at);
  return value.t === 'primitive' && value.absent ? undefined : value;
}

/** An option of the call's own options, else of those it inherits; not known where the options are not. */
export function setting(run: Run, name: string, site: CallSite, index: number, inherited: readonly (ObjectValue | undefined)[]): Value | undefined {
  const given = site.arguments[index]?.value;
  if (given && given.t !== 'object' && !(given.t === 'primitive' && (given.v === undefined || given.v === null))) return run.unknown('options that are not known', site.at);
  for (const options of [objectAt(site, index), ...inherited]) {
    const value = read(run, options, name, site);
    if (value) return value;
  }
  return undefined;
}

/** Notes a request. */
export function note(run: Run, site: CallSite, event: Omit<ClientEvent, 'at' | 'arguments'>): ClientEvent {
  const noted: ClientEvent = { at: site.at, arguments: site.arguments, ...event };
  run.result.clients.push(noted);
  return noted;
}

/** What a request gives: a promise of an answer; callbacks on it run later. */
export function answer(run: Run, site: CallSite): Value {
  return run.unknown('an answer', site.at, `answer@${site.at.file}:${String(site.at.start)}`);
}

/** An address below a base. One slash comes between the two (axios 1 lib/helpers/combineURLs.js, ky's `prefixUrl`). */
export function below(run: Run, base: Value | undefined, url: Value, site: CallSite): Value {
  if (!base || isAbsolute(url)) return url;
  if (isString(base) && isString(url)) return primitive(url.v === '' ? base.v : `${base.v.replace(/\/?\/$/, '')}/${url.v.replace(/^\/+/, '')}`, url.at);
  return binary(run, '+', base, url, site.at);
}

function isAbsolute(url: Value): boolean {
  return isString(url) && /^([a-z][a-z\d+.-]*:)?\/\//i.test(url.v);
}

import { optionOf } from '../../src/model/cookie.ts';
import { elsewhere } from '../../src/model/environments.ts';
import type { Act, Option, Options, SessionSetup, Workspace, World } from '../../src/model/index.ts';
import { clearOptions, sessionScope, type CookieScope } from '../../src/model/response-cookie.ts';
import type { Edit } from '../../src/rule.ts';
import { setValue } from '../changes/secure-cookie.ts';
import { differences, type Difference } from './scope.ts';

/** The edits that make the scopes one, where the cookie has this scope in every environment. */
export function matching(workspace: Workspace, world: World, session: SessionSetup, act: Act, scope: CookieScope, found: readonly Difference[]): readonly Edit[] {
  const varies = elsewhere(workspace, world, session).some(other => {
    const there = sessionScope(other.session);
    return !there || differences(scope, there).length > 0;
  });
  if (varies || /['\\]/.test(`${scope.path}${scope.domain ?? ''}`)) return [];
  const code: Readonly<Record<Difference['of'], Readonly<Record<string, string>> | undefined>> = {
    path: { path: `'${scope.path}'` },
    domain: scope.domain === undefined ? undefined : { domain: `'${scope.domain}'` },
    partitioned: scope.partitioned ? { partitioned: 'true', secure: 'true' } : undefined,
  };
  const added = found.map(one => code[one.of]);
  const edits = attributes(act, Object.assign({}, ...added) as Record<string, string>);
  const options = clearOptions(act);
  const removed = found.filter(one => !code[one.of]).flatMap((one): readonly Edit[] => {
    const option = options && options !== 'none' ? optionOf(options, one.of) : undefined;
    return option?.own && options && options !== 'none' && options.literal && isIn(options, act) ? [{ edit: 'remove-property', from: options.literal, property: option.at }] : [];
  });
  const complete = removed.length === added.filter(one => !one).length && (edits.length > 0 || added.every(one => !one));
  return complete ? [...edits, ...removed] : [];
}

/** Gives the call these options, where they are written in it. */
export function attributes(act: Act, wanted: Readonly<Record<string, string>>): readonly Edit[] {
  const entries = Object.entries(wanted);
  const options = clearOptions(act);
  if (entries.length === 0 || options === undefined) return [];
  if (options === 'none') return act.arguments.length === 1 ? [{ edit: 'add-argument', call: act.at, code: `{ ${entries.map(([name, code]) => `${name}: ${code}`).join(', ')} }` }] : [];
  const { literal } = options;
  if (!literal || !isIn(options, act)) return [];
  const edits = entries.map(([name, code]): readonly Edit[] => {
    const option = optionOf(options, name);
    return option ? setValue(option, code) : [{ edit: 'add-property', to: literal, name, code }];
  });
  return edits.every(edit => edit.length > 0) ? edits.flat() : [];
}

/** Whether the options are written in the call itself, so that nothing else reads them. */
export function isIn({ literal }: Options, act: Act): boolean {
  return literal !== undefined && literal.at.file === act.at.file && literal.at.start >= act.at.start && literal.at.end <= act.at.end;
}

/** The call without its `maxAge`, or with the options as they are and no `maxAge` where they are written elsewhere. */
export function withoutMaxAge(options: Options, maxAge: Option, act: Act): readonly Edit[] {
  if (isIn(options, act)) return options.literal && maxAge.own ? [{ edit: 'remove-property', from: options.literal, property: maxAge.at }] : [];
  const written = act.arguments[1]?.via[0];
  return written ? [{ edit: 'wrap', at: written, before: '{ ...', after: ', maxAge: undefined }' }] : [];
}

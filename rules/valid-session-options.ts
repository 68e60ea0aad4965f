import { cookieReadings, optionOf } from '../src/model/cookie.ts';
import { sessionsInUse } from '../src/model/duplicates.ts';
import type { Option, Options, SessionSetup } from '../src/model/index.ts';
import { COOKIE_ATTRIBUTES, COOKIE_SESSION_OPTIONS, EXPRESS_SESSION_OPTIONS, meantName, sameButForCase } from '../src/model/session-options.ts';
import { versionName } from '../src/model/version.ts';
import { defineRule, type Change, type Edit, type Rule } from '../src/rule.ts';
import { fixOf, suggestionOf } from './changes/edits.ts';
import { JUDGES_OF_OPTIONS } from './changes/secure-cookie.ts';
import { changeValue } from './changes/written.ts';
import { faultsOf, type Found } from './valid-session-options/check.ts';
import { cookieAttributeChecks } from './valid-session-options/cookie-attributes.ts';
import { cookieSessionChecks, isWithoutKeys } from './valid-session-options/cookie-session.ts';
import { expressSessionChecks } from './valid-session-options/express-session.ts';
import { messages } from './valid-session-options/messages.ts';

/** An option under a name that the library does not read. */
interface Misspelt {
  readonly options: Options;
  readonly option: Option;
  readonly meant: string;
}

export const validSessionOptions: Rule = defineRule({
  name: 'valid-session-options',
  level: 'error',
  since: '0.1.0',
  description: 'Reports options on which a session library throws, or which it reads otherwise than they look.',
  symptom: 'Requests fail or hang, or no session cookie is set, although the session options look right.',
  offers: 'either',
  messages,
  check(workspace, report) {
    for (const world of workspace.judged) {
      for (const session of sessionsInUse(world)) {
        if (session.when === false) continue;
        const { library } = session;
        const version = versionName(session.version);
        const evidence = [{ role: 'the session is made here', at: session.at }];
        for (const { options, option, meant } of misspeltOptions(session)) {
          report('misspelt', { at: option.at, world, data: { library, option: option.name, meant }, evidence, ...fixOf(option.at, `name it \`${meant}\``, renamed(options, option, meant), JUDGES_OF_OPTIONS) });
        }
        for (const found of allFaults(session)) {
          const { fault, option, shown } = found;
          const at = found.value.at;
          report(fault.message, {
            at, world, evidence,
            data: { option: option.name, value: fault.message === 'noCookieOptions' ? fault.instead ?? shown : shown, version, library, meant: '', instead: fault.instead ?? '' },
            ...changesFor(found, library === 'express-session' ? undefined : session.options),
          });
        }
        if (library === 'cookie-session' && isWithoutKeys(session)) report('noKeys', { at: session.at, world, data: {} });
      }
    }
  },
});

function allFaults(session: SessionSetup): readonly Found[] {
  if (session.library === 'cookie-session') return faultsOf(cookieSessionChecks, session, session.options);
  const readings = cookieReadings(session);
  const [reading] = readings;
  const inside = readings.length === 1 && reading?.options ? faultsOf(cookieAttributeChecks, session, reading.options, reading.perRequest) : [];
  return [...faultsOf(expressSessionChecks, session, session.options), ...inside];
}

/** Names spelled wrong. What stands at the wrong level is the business of `no-misplaced-session-options`. */
function misspeltOptions(session: SessionSetup): readonly Misspelt[] {
  const { options } = session;
  if (session.library === 'cookie-session') return misspeltIn(options, COOKIE_SESSION_OPTIONS, name => EXPRESS_SESSION_OPTIONS.has(name));
  const top = misspeltIn(options, EXPRESS_SESSION_OPTIONS, name => sameButForCase(name, COOKIE_ATTRIBUTES) !== undefined);
  const inside = cookieReadings(session).flatMap(reading => (reading.options ? misspeltIn(reading.options, COOKIE_ATTRIBUTES, name => EXPRESS_SESSION_OPTIONS.has(name)) : []));
  return [...top, ...inside];
}

function misspeltIn(options: Options, known: ReadonlySet<string>, isOthers: (name: string) => boolean): readonly Misspelt[] {
  return options.properties.flatMap(option => {
    const meant = isOthers(option.name) ? undefined : meantName(option.name, known);
    return meant === undefined ? [] : [{ options, option, meant }];
  });
}

function renamed(options: Options, option: Option, meant: string): readonly Edit[] {
  if (optionOf(options, meant)) return [];
  const { literal } = options;
  if (option.own && literal) return [{ edit: 'move-property', from: literal, property: option.at, into: literal, name: meant }];
  return [{ edit: 'replace', at: option.key, code: meant }];
}

function changesFor({ fault, value, option }: Found, flat: Options | undefined): { readonly fix?: Change; readonly suggest?: readonly Change[] } {
  const { at } = value;
  if (fault.meant !== undefined) return changeValue(value, `set it to \`${fault.meant}\``, { edit: 'replace', at, code: fault.meant }, JUDGES_OF_OPTIONS);
  if (fault.remove && flat?.literal && option.own) return fixOf(at, `remove \`${option.name}\``, [{ edit: 'remove-property', from: flat.literal, property: option.at }]);
  if (fault.message === 'foreign' && option.name === 'key' && flat) return fixOf(at, 'name it `name`', renamed(flat, option, 'name'));
  return fault.wrap ? suggestionOf(at, fault.wrap.title, [{ edit: 'wrap', at, before: fault.wrap.before, after: fault.wrap.after }], ['no-hardcoded-secret', 'secret-rotation']) : {};
}

import { isCertainly } from '../src/model/certain.ts';
import { cookieReadings, optionOf } from '../src/model/cookie.ts';
import { sessionsInUse } from '../src/model/duplicates.ts';
import type { InstanceValue, Option, Options, SessionSetup } from '../src/model/index.ts';
import { millisecondsFromNow, momentOf } from '../src/model/time.ts';
import { defineRule, type Edit, type Rule } from '../src/rule.ts';
import { fixOf } from './changes/edits.ts';

export const noStaticCookieExpires: Rule = defineRule({
  name: 'no-static-cookie-expires',
  level: 'error',
  since: '0.1.0',
  description: 'Reports a session cookie that expires at a Date made once, when the options are built.',
  symptom: 'Sessions get shorter the longer the server runs, until every login is gone at the next request.',
  offers: 'fix',
  messages: {
    counted: '`{{name}}` is a Date made once at start: each new session lives shorter than the one before, and from that moment on cookies are born expired.',
    fixed: '`{{name}}` is one fixed Date: every session ends at that moment, and the cookies set after it are born expired.',
  },
  check(workspace, report) {
    for (const world of workspace.judged) {
      for (const session of sessionsInUse(world)) {
        // Made anew for each request, the Date is new each time too.
        if (session.insideHandler !== undefined) continue;
        for (const reading of cookieReadings(session)) {
          if (reading.perRequest || !reading.options) continue;
          const found = staticDate(reading.options, session);
          if (!found || isNever(found.date)) continue;
          const { option, date } = found;
          const name = session.library === 'express-session' ? `cookie.${option.name}` : option.name;
          const evidence = [{ role: 'the Date is made here', at: date.at }, { role: 'the session is made here', at: session.at }];
          const { at } = option;
          if (date.arguments.length > 0 && !isCountedFromNow(date)) report('fixed', { at, world, data: { name }, evidence });
          else report('counted', { at, world, data: { name }, evidence, ...fixOf(at, 'set `maxAge` instead', asMaxAge(option, date, reading.options)) });
        }
      }
    }
  },
});

/**
 * The Date that decides when the cookie ends. express-session takes the later of `expires` and `maxAge` in the order
 * of the object (session/cookie.js: each sets the other); cookie-session takes `maxAge` wherever it stands (cookies
 * index.js `toHeader`), and a Date in it is a fault of its own.
 */
function staticDate(options: Options, session: SessionSetup): { readonly option: Option; readonly date: InstanceValue } | undefined {
  const flat = session.library === 'cookie-session';
  const names = flat ? ['expires'] : ['expires', 'maxAge'];
  const last = options.properties.findLast(option => names.includes(option.name));
  if (!last || last.value.kind !== 'instance' || last.value.of !== 'Date') return undefined;
  const maxAge = flat ? optionOf(options, 'maxAge') : undefined;
  if (maxAge && !isCertainly(maxAge.value, value => value.kind === 'known' && !value.value)) return undefined;
  return { option: last, date: last.value };
}

/** A Date that is meant as never: no 32 bits of seconds hold it. */
function isNever(date: InstanceValue): boolean {
  const moment = momentOf(date);
  return moment !== undefined && moment >= Date.UTC(2038, 0, 1);
}

/** A Date made of the present time: `new Date(Date.now() + n)`, or of something that is not seen. */
function isCountedFromNow(date: InstanceValue): boolean {
  return date.arguments.some(argument => argument.kind !== 'known');
}

/** The option as `maxAge`, where the milliseconds are seen and no other `maxAge` stands in the way. */
function asMaxAge(option: Option, date: InstanceValue, options: Options): Edit[] {
  const milliseconds = millisecondsFromNow(date, option);
  if (!milliseconds || (option.name !== 'maxAge' && optionOf(options, 'maxAge'))) return [];
  const { literal } = options;
  if (option.own && literal) return [{ edit: 'move-property', from: literal, property: option.at, into: literal, name: 'maxAge', ...milliseconds }];
  if ('code' in milliseconds) return [];
  const { part } = milliseconds;
  const { file } = date.at;
  return [
    { edit: 'replace', at: option.key, code: 'maxAge' },
    { edit: 'replace', at: { file, start: date.at.start, end: part.start }, code: '' },
    { edit: 'replace', at: { file, start: part.end, end: date.at.end }, code: '' },
  ];
}

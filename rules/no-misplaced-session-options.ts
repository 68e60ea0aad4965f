import { inList, isCertainly, possibilities } from '../src/model/certain.ts';
import { optionOf } from '../src/model/cookie.ts';
import { sessionsInUse } from '../src/model/duplicates.ts';
import type { Option, Options, SessionSetup, Value } from '../src/model/index.ts';
import { COOKIE_ATTRIBUTES, COOKIE_SESSION_OPTIONS, EXPRESS_SESSION_OPTIONS, sameButForCase } from '../src/model/session-options.ts';
import { millisecondsFromNow } from '../src/model/time.ts';
import { defineRule, type Edit, type Evidence, type Rule } from '../src/rule.ts';
import type { Place } from '../src/source/place.ts';
import { fixOf } from './changes/edits.ts';
import { JUDGES_OF_OPTIONS } from './changes/secure-cookie.ts';

/** What becomes of the cookie while the attribute stands where it is not read. */
const INSTEAD: Readonly<Record<string, string>> = {
  maxAge: 'the cookie ends with the browser session',
  expires: 'the cookie ends with the browser session',
  secure: 'the cookie goes out without `Secure`',
  httpOnly: 'the cookie stays `HttpOnly`',
  sameSite: 'the cookie goes out without `SameSite`',
  domain: 'the cookie stays on the one host',
  path: 'the cookie goes to every path',
  partitioned: 'the cookie is not `Partitioned`',
  priority: 'the cookie has no `Priority`',
};

export const noMisplacedSessionOptions: Rule = defineRule({
  name: 'no-misplaced-session-options',
  level: 'error',
  since: '0.1.0',
  description: 'Reports session and cookie options that stand where the library does not read them.',
  symptom: 'The session cookie ends with the browser session, or is not `Secure`, although the options say otherwise.',
  offers: 'fix',
  messages: {
    attribute: 'express-session ignores `{{name}}` at the top level: cookie attributes are read inside `cookie`, so {{instead}}.',
    overruled: 'express-session ignores `{{name}}` at the top level: the value inside `cookie` is the one it reads.',
    signed: 'express-session has no `signed` option: it signs the session cookie always.',
    sessionOption: 'express-session ignores `{{name}}` inside `cookie`: it is read at the top level of the options.',
    nested: 'cookie-session has no `cookie` option: it reads {{names}} at the top level, so what stands in `cookie` has no effect.',
  },
  check(workspace, report) {
    for (const world of workspace.judged) {
      for (const session of sessionsInUse(world)) {
        const evidence: Evidence[] = [{ role: 'the session is made here', at: session.at }];
        if (session.library === 'cookie-session') {
          const cookie = optionOf(session.options, 'cookie');
          const inner = cookie && objectOf(cookie.value);
          const read = inner?.properties.filter(option => COOKIE_SESSION_OPTIONS.has(option.name)) ?? [];
          if (cookie && inner && read.length > 0) {
            const names = inList(read.map(option => option.name));
            report('nested', { at: cookie.at, world, data: { names }, evidence, ...fixOf(cookie.at, 'move the options out of `cookie`', flattened(session, cookie, inner), JUDGES_OF_OPTIONS) });
          }
          continue;
        }
        const cookie = optionOf(session.options, 'cookie');
        const misplaced = misplacedAttributes(session, cookie);
        for (const option of session.options.properties) {
          if (option.name === 'signed') report('signed', { at: option.at, world, data: {}, evidence, ...fixOf(option.at, 'remove `signed`', removed(session.options, option)) });
        }
        for (const { option, name, overruled } of misplaced) {
          const instead = INSTEAD[name] ?? '';
          if (overruled) {
            report('overruled', { at: option.at, world, data: { name: option.name }, evidence, ...fixOf(option.at, `remove the \`${option.name}\` that is ignored`, removed(session.options, option)) });
          } else {
            // All of them at once: two fixes of their own would make two `cookie` objects.
            const edits = misplaced.filter(one => !one.overruled).map(one => movedIn(session, one.option, one.name, cookie));
            const complete = edits.every(some => some.length > 0) ? edits.flat() : [];
            report('attribute', { at: option.at, world, data: { name: option.name, instead }, evidence, ...fixOf(option.at, 'move the cookie attributes into `cookie`', complete, JUDGES_OF_OPTIONS) });
          }
        }
        const inner = cookie && objectOf(cookie.value);
        for (const option of inner?.properties ?? []) {
          // A store inside `cookie` belongs to the rules of stores.
          if (!inner || option.name === 'store' || option.name === 'cookie' || !EXPRESS_SESSION_OPTIONS.has(option.name)) continue;
          report('sessionOption', { at: option.at, world, data: { name: option.name }, evidence, ...fixOf(option.at, `move \`${option.name}\` out of \`cookie\``, movedOut(session, option, inner), JUDGES_OF_OPTIONS) });
        }
      }
    }
  },
});

/** Attributes at the top level, by the names they have inside `cookie`; `overruled` where one of that name stands there. */
function misplacedAttributes(session: SessionSetup, cookie: Option | undefined): readonly { readonly option: Option; readonly name: string; readonly overruled: boolean }[] {
  const inner = cookie && objectOf(cookie.value);
  return session.options.properties.flatMap(option => {
    const name = EXPRESS_SESSION_OPTIONS.has(option.name) ? undefined : sameButForCase(option.name, COOKIE_ATTRIBUTES);
    const isNothing = isCertainly(option.value, value => value.kind === 'known' && value.value === undefined);
    return name === undefined || isNothing ? [] : [{ option, name, overruled: inner !== undefined && optionOf(inner, name) !== undefined }];
  });
}

/** The object that `value` is on every path. */
function objectOf(value: Value): Options | undefined {
  const [first, ...others] = possibilities(value);
  return first?.value.kind === 'object' && others.length === 0 ? first.value.options : undefined;
}

function removed(from: Options, option: Option): Edit[] {
  return from.literal && option.own ? [{ edit: 'remove-property', from: from.literal, property: option.at }] : [];
}

/** Into the `cookie` literal, or into one made for it. */
function movedIn(session: SessionSetup, option: Option, name: string, cookie: Option | undefined): Edit[] {
  const { literal } = session.options;
  const into = cookie && objectOf(cookie.value)?.literal;
  if (!literal || !option.own || (cookie && !into) || (into && into.at.file !== literal.at.file)) return [];
  // What was ignored would now take the protection away that the cookie has.
  if (name === 'httpOnly' && isCertainly(option.value, value => value.kind === 'known' && !value.value)) return removed(session.options, option);
  const value = asAttribute(option, name);
  return value ? [{ edit: 'move-property', from: literal, property: option.at, ...(into ? { into } : { nest: 'cookie' }), ...value }] : [];
}

/** The attribute it is meant as: a Date of the start-up becomes the milliseconds from now. */
function asAttribute(option: Option, name: string): { readonly name: string; readonly code?: string; readonly part?: Place } | undefined {
  const value = onlyValue(option.value);
  if (value?.kind !== 'instance' || value.of !== 'Date') return { name };
  const milliseconds = millisecondsFromNow(value, option);
  return milliseconds && { name: 'maxAge', ...milliseconds };
}

function onlyValue(value: Value): Value | undefined {
  const all = possibilities(value);
  return all.length === 1 ? all[0]?.value : undefined;
}

function movedOut(session: SessionSetup, option: Option, inner: Options): Edit[] {
  const into = session.options.literal;
  if (!inner.literal || !into || !option.own || into.at.file !== inner.literal.at.file) return [];
  if (optionOf(session.options, option.name)) return removed(inner, option);
  return [{ edit: 'move-property', from: inner.literal, property: option.at, into, name: option.name }];
}

/** Every attribute beside the others, in place of `cookie`. */
function flattened(session: SessionSetup, cookie: Option, inner: Options): Edit[] {
  const { literal } = session.options;
  const from = inner.literal;
  const moved = inner.properties;
  if (!literal || !from || !cookie.own || !inner.complete || from.at.file !== literal.at.file || moved.length !== from.properties.length) return [];
  if (!moved.every(option => option.own && COOKIE_SESSION_OPTIONS.has(option.name) && !optionOf(session.options, option.name))) return [];
  return [{ edit: 'unwrap-property', from: literal, property: cookie.at, inner: from }];
}

import type { Rule } from '../src/rule.ts';
import { defineRule } from '../src/rule.ts';
import { quoted } from '../src/model/certain.ts';
import { callsFromElsewhere } from '../src/model/client.ts';
import { sendsCredentials } from '../src/model/client-call.ts';
import { corsOf, corsOptions, credentialsReadings, isMisspelt, originReadings, sendsCredentialsByHand, type CorsReading } from '../src/model/cors.ts';
import { stepsOf } from '../src/model/doing.ts';
import { lanesOf, nameOf } from '../src/model/lane.ts';
import { isStarted } from '../src/model/reach.ts';
import { scriptedBehind } from '../src/model/scripted.ts';
import { changeOf } from './changes/edits.ts';
import { setValue } from './changes/secure-cookie.ts';

/** Routes that use the session stand behind a `cors` that does not let cookies through. */
export const requireCorsCredentials: Rule = defineRule({
  name: 'require-cors-credentials',
  level: 'error',
  since: '0.1.0',
  description: 'Where other origins may call routes that use the session, `cors` must send `credentials: true`.',
  symptom: 'Login answers 200 in the network tab, but the browser keeps no cookie and reports a CORS error for calls with credentials.',
  offers: 'fix',
  messages: {
    absent: '`cors` lets `{{origin}}` in without `credentials: true`: browsers neither keep nor send the session cookie on calls from there, such as `{{route}}`.',
    off: '`cors` lets `{{origin}}` in with `credentials` off: browsers neither keep nor send the session cookie on calls from there, such as `{{route}}`.',
    anyOrigin: '`cors` answers with the origin `*` and without credentials, but `{{route}}` is called with credentials from another origin: browsers refuse each answer.',
  },
  check(workspace, report) {
    for (const world of workspace.judged.filter(isStarted)) {
      const done = new Set<number>();
      for (const lane of lanesOf(world)) {
        const calls = callsFromElsewhere(workspace, lane).filter(({ call }) => sendsCredentials(call));
        for (const step of stepsOf(lane, 'cors')) {
          const setup = corsOf(lane, step);
          if (!setup || done.has(setup.id) || setup.when !== true || sendsCredentialsByHand(lane)) continue;
          const users = scriptedBehind(lane, step);
          const [user] = users;
          const readings = credentialsReadings(setup);
          if (!user || !readings.every(({ state }) => state === 'off') || corsOptions(setup).some(({ options }) => isMisspelt(options, 'credentials') || isMisspelt(options, 'origin'))) continue;
          const origins = originReadings(setup);
          const [options] = corsOptions(setup);
          const credentials = readings.find(({ option }) => option)?.option;
          const evidence = [{ role: `\`${nameOf(user)}\` uses the session`, at: user.registration.at }];
          // Whatever a variable holds, no session comes through it.
          if (origins.every(({ state, value }) => state === 'some' || (state === 'unknown' && value.kind === 'environment'))) {
            done.add(setup.id);
            const literal = options?.options.literal;
            const at = credentials?.value.at ?? (literal && literal.at.file !== setup.at.file ? literal.at : setup.callee);
            const route = nameOf(user);
            const edits = credentials ? setValue(credentials, 'true') : literal ? [{ edit: 'add-property', to: literal, name: 'credentials', code: 'true' } as const] : [];
            const fix = changeOf(at, credentials ? 'set `credentials` to `true`' : 'add `credentials: true`', edits);
            report(credentials ? 'off' : 'absent', { at, world, data: { origin: originText(origins), route }, evidence, ...(fix ? { fix: { ...fix, mayReveal: ['no-samesite-blocked-client'] } } : {}) });
            continue;
          }
          const call = calls.find(({ route }) => users.some(({ registration }) => registration === route.registration));
          if (call && origins.every(({ state }) => state === 'any')) {
            done.add(setup.id);
            report('anyOrigin', {
              at: setup.callee, world, data: { route: nameOf(call.route) },
              evidence: [{ role: 'it is called with credentials here', at: call.call.at }, { role: `\`${nameOf(call.route)}\` uses the session`, at: call.route.registration.at }],
            });
          }
        }
      }
    }
  },
});

function originText(readings: readonly CorsReading[]): string {
  const [first] = readings;
  if (!first) return '';
  const { value } = first;
  const one = value.kind === 'list' ? value.items[0] : value;
  const text = one && one.kind !== 'one-of' ? (one.kind === 'known' ? String(one.value) : quoted(one)) : '…';
  return value.kind === 'function' ? 'some origins' : text;
}

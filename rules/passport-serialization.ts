import type { Middleware, PassportSetup, Workspace, World } from '../src/model/index.ts';
import { lanesOf, type Lane } from '../src/model/lane.ts';
import { loginsOf, restoresUsers, type Login } from '../src/model/passport.ts';
import { isStarted } from '../src/model/reach.ts';
import { keptInMemory } from '../src/model/stores.ts';
import { deserializerFaults, isOfOwnList, type DeserializerFault } from '../src/model/user-functions.ts';
import { defineRule, type Change, type Edit, type Rule } from '../src/rule.ts';
import { changeOf, fixOf, suggestionOf } from './changes/edits.ts';

/** A session login needs a way for the user into the session, and one back that copes with users who are gone. */
export const passportSerialization: Rule = defineRule({
  name: 'passport-serialization',
  level: 'error',
  since: '0.1.0',
  description: 'A login that the session keeps needs `serializeUser` and `deserializeUser`, and the latter must say so where the user is gone.',
  symptom: '"Failed to serialize user into session" at login, "Failed to deserialize user out of session" on every page, or pages that load for ever.',
  offers: 'either',
  messages: {
    pair: '`{{uses}}` keeps the user in the session, but neither `serializeUser` nor `deserializeUser` is registered: every login fails with "Failed to serialize user into session".',
    serializer: '`{{uses}}` keeps the user in the session, but no `serializeUser` is registered: every login fails with "Failed to serialize user into session".',
    deserializer: 'No `deserializeUser` is registered: after a login every request of that browser fails with "Failed to deserialize user out of session".',
    silent: 'This `deserializeUser` does not call back on every path: a logged-in browser that comes there waits for ever.',
    error: 'A user who is gone is an error here: every request of that browser fails, the login page too, until its cookie goes. `false` would log it out.',
    undefined: 'For a user who is gone this is undefined: every request of that browser then fails with "Failed to deserialize user out of session".',
  },
  check(workspace, report) {
    for (const world of workspace.judged.filter(isStarted)) {
      for (const lane of lanesOf(world)) {
        const restores = restoresUsers(lane);
        const logins = loginsOf(lane);
        for (const passport of world.passports) {
          const used = logins.find((login) => belongsTo(passport, world, login.authenticate));
          if (used) reportMissing(lane, passport, used);
          if (restores && belongsTo(passport, world, restores.middleware)) reportFaults(world, passport);
        }
      }
    }

    function reportMissing(lane: Lane, passport: PassportSetup, login: Login): void {
      const { world } = lane;
      // Without a session a login fails before that.
      if (passport.escapes || !isAllSeen(world) || world.sessions.length === 0) return;
      const [hasSerializer, hasDeserializer] = [hasAny(workspace, 'serializers'), hasAny(workspace, 'deserializers')];
      const restores = restoresUsers(lane);
      const at = restores?.middleware.at ?? login.at;
      const evidence = restores ? [{ role: 'a user is logged in here', at: login.at }] : [];
      const data = { uses: login.uses };
      if (!hasSerializer && !hasDeserializer) report('pair', { at, world, data, evidence, ...pairFor(lane, at) });
      else if (!hasSerializer) report('serializer', { at: login.at, world, data, evidence: passport.deserializers.map((one) => ({ role: '`deserializeUser` is registered here', at: one.at })) });
      else if (!hasDeserializer && restores) report('deserializer', { at, world, data: {}, evidence });
    }

    function reportFaults(world: World, passport: PassportSetup): void {
      // Of several the next is asked where one gives nothing.
      if (passport.deserializers.length !== 1) return;
      for (const one of passport.deserializers) {
        for (const fault of deserializerFaults(one)) {
          const evidence = [{ role: 'it is registered here', at: one.at }];
          if (fault.because === 'silent') report('silent', { at: fault.at, world, data: {} });
          else if (fault.because === 'error') report('error', { at: fault.at, world, data: {}, evidence, ...suggestionOf(fault.at, 'log the browser out', loggingOut(fault)) });
          else if (!endsWithSessions(world, fault)) report('undefined', { at: fault.at, world, data: {}, evidence, ...fixOf(fault.at, 'give `false` where there is no user', orFalse(fault)) });
        }
      }
    }
  },
});

/** Whether users are in a list of the program and sessions in its memory: none of them outlives the others. */
function endsWithSessions(world: World, { user }: UndefinedFault): boolean {
  return user !== undefined && isOfOwnList(user) && world.sessions.every((session) => session.library === 'express-session' && keptInMemory(world, session));
}

/** Whether a middleware is one of this passport; `req.login()` is of the one that the package exports. */
function belongsTo({ id }: PassportSetup, { passports }: World, middleware: Middleware | undefined): boolean {
  return ((middleware?.kind === 'known' ? middleware.passport : undefined) ?? passports[0]?.id) === id;
}

/** Whether nothing was left out in which more may be registered. */
function isAllSeen({ coverage }: World): boolean {
  return coverage.unknown.every(({ reason }) => !/module|too large|too deep/.test(reason));
}

/** Whether any program of the workspace has such a function: one that is not followed as it runs may still be there. */
function hasAny({ outlines }: Workspace, kind: 'serializers' | 'deserializers'): boolean {
  return outlines.some(({ passport }) => passport[kind]);
}

/** Both functions, keeping the whole user in the session. */
function pairFor(lane: Lane, at: Login['at']): { readonly suggest?: readonly Change[] } {
  const statement = lane.steps.find(({ middleware }) => middleware.at === at)?.registration.statement.at;
  if (!statement) return {};
  const insert = (code: string): Edit => ({ edit: 'insert-statement', where: 'before', statement, code });
  const change = changeOf(at, 'keep the user in the session', [
    insert('passport.serializeUser((user, done) => done(null, user));'),
    insert('passport.deserializeUser((user, done) => done(null, user));'),
  ]);
  return change ? { suggest: [change] } : {};
}

type ErrorFault = Extract<DeserializerFault, { because: 'error' }>;
type UndefinedFault = Extract<DeserializerFault, { because: 'undefined' }>;

/** `done(error)` becomes `done(null, false)`. */
function loggingOut({ call }: ErrorFault): readonly Edit[] {
  const [error, user] = call.arguments.map(({ via }) => via[0]);
  if (!error) return [];
  return [
    { edit: 'replace', at: error, code: 'null' },
    user ? { edit: 'replace', at: user, code: 'false' } : { edit: 'add-argument', call: call.at, code: 'false' },
  ];
}

/** `done(null, user)` becomes `done(null, user || false)`. */
function orFalse({ call, user }: UndefinedFault): readonly Edit[] {
  const at = user?.via[0];
  if (at) return [{ edit: 'wrap', at, before: '', after: ' || false' }];
  return [{ edit: 'add-argument', call: call.at, code: call.arguments.length === 0 ? 'null, false' : 'false' }];
}

import { happensWith, isBefore, isInCallbackOf, onOnePath } from '../src/model/acts.ts';
import { endsAtOnce } from '../src/model/answers.ts';
import { isCertainly, truthOf } from '../src/model/certain.ts';
import { optionOf } from '../src/model/cookie.ts';
import { stepsBeside } from '../src/model/doing.ts';
import { lanesOf, nameOf, type Lane, type Step } from '../src/model/lane.ts';
import { landingsOf, readingOf } from '../src/model/landing.ts';
import { sessionsBefore } from '../src/model/needs.ts';
import { overtakenStore } from '../src/model/overtaken.ts';
import { passportInUse, regeneratesAtLogin } from '../src/model/passport.ts';
import { FLASH, PASSPORT, pendingAt, type Pending } from '../src/model/pending.ts';
import type { Act, Handler, Value, World } from '../src/model/index.ts';
import type { Place } from '../src/source/place.ts';
import { defineRule, type Evidence, type Rule } from '../src/rule.ts';
import { suggestionOf } from './changes/edits.ts';

/** A redirect overtakes the store. */
export const saveBeforeRedirect: Rule = defineRule({
  name: 'save-before-redirect',
  level: 'warn',
  since: '0.1.0',
  description: 'Reports a redirect to a page that reads what has just been put into the session and that no store has saved yet.',
  symptom: 'Now and then a login leads back to the login page, or a message shows up one page too late.',
  offers: 'suggest',
  messages: {
    late: '{{change}}, and the redirect to `{{path}}` does not wait until `{{store}}` has it: a browser that follows at once finds the session as it was before.',
    begun: '{{change}}, and `save` is called without a callback: the redirect to `{{path}}` goes out before `{{store}}` has it, and a browser that follows at once finds the session as it was before.',
  },
  check(workspace, report) {
    for (const world of workspace.judged) {
      const told = new Set<string>();
      for (const lane of lanesOf(world)) {
        for (const step of lane.steps) {
          for (const redirect of redirectsOf(world, lane, step)) {
            const key = `${redirect.at.file} ${String(redirect.at.start)}`;
            const found = told.has(key) ? undefined : raceOf(world, lane, step, redirect);
            if (!found) continue;
            told.add(key);
            const { pending, path, store, evidence } = found;
            const data = { change: changeText(pending), path, store };
            if (pending.save) report('begun', { at: redirect.at, world, data, evidence });
            else report('late', { at: redirect.at, world, data, evidence, ...(redirect.act ? waiting(redirect.act) : {}) });
          }
        }
      }
    }
  },
});

/** A change of the session as the rule speaks of it. */
type Change = Pick<Pending, 'key' | 'save'> & { readonly at: Place; readonly does: Act['does']; readonly way?: Act['way'] };

/** A redirect and what is not saved when it goes out. */
interface Redirect {
  readonly at: Place;
  readonly target: Value;
  readonly changes: readonly Change[];
  readonly act?: Act;
}

function redirectsOf(world: World, lane: Lane, step: Step): readonly Redirect[] {
  const { middleware } = step;
  if (middleware.kind === 'known') return middleware.name === 'passport.authenticate' ? redirectsOfPassport(world, step) : [];
  const { handler } = step;
  if (!handler) return [];
  return handler.acts.filter((act) => act.does === 'answer' && act.when !== false && isRedirect(act) && !isNeverReached(world, handler, act) && !isAnswered(world, handler, act)).flatMap((act): Redirect[] => {
    const changes = [...pendingAt(world, handler, act).map((one) => changeOf(one)), ...loginBefore(world, lane, step, handler, act)];
    return act.target && changes.length > 0 ? [{ at: act.at, target: act.target, changes, act }] : [];
  });
}

/** Whether an act stands in the callback of a `logout` of passport before 0.6, which does not call back (passport 0.5.3 lib/http/request.js). */
function isNeverReached(world: World, handler: Handler, act: Act): boolean {
  const version = passportInUse(world);
  return version !== undefined && regeneratesAtLogin(version) === false && handler.acts.some((one) => one.does === 'log-out' && one.callback && isInCallbackOf(handler, act, one));
}

/** Whether something has answered by then: the redirect goes nowhere. */
function isAnswered(world: World, handler: Handler, act: Act): boolean {
  return handler.acts.some((one) => endsAtOnce(world, one) && isBefore(handler, one, act) && onOnePath(one, act) && happensWith(one, act));
}

/** `res.redirect`, or a `Location` with a status of redirects. */
function isRedirect({ name, status, target }: Act): boolean {
  if (target === undefined) return false;
  return name === 'redirect' || (status !== undefined && isCertainly(status, (value) => value.kind === 'known' && typeof value.value === 'number' && value.value >= 300 && value.value < 400));
}

function changeOf({ key, act, save }: Pending): Change {
  return { key, at: act.at, does: act.does, ...(act.way ? { way: act.way } : {}), ...(save ? { save } : {}) };
}

/** `passport.authenticate` before 0.6 logs in without saving, and the handler after it redirects. */
function loginBefore(world: World, lane: Lane, step: Step, handler: Handler, answer: Act): readonly Change[] {
  const version = passportInUse(world);
  if (!version || regeneratesAtLogin(version) !== false) return [];
  if (handler.acts.some((act) => act.does === 'save-session' && isBefore(handler, act, answer) && onOnePath(act, answer))) return [];
  const login = stepsBeside(lane, step).find((one) => one.index < step.index && logsIn(one));
  return login ? [{ key: PASSPORT, at: login.middleware.at, does: 'log-in' }] : [];
}

/** A login that keeps its user in the session: no `session: false`, no callback of one's own. */
function logsIn({ middleware }: Step): boolean {
  if (middleware.kind !== 'known' || middleware.name !== 'passport.authenticate') return false;
  const [strategy, ...rest] = middleware.arguments;
  if (!strategy || (strategy.kind === 'known' && strategy.value === 'session')) return false;
  return rest.every((value) => value.kind === 'object' && value.options.complete && !optionOf(value.options, 'session') && !optionOf(value.options, 'assignProperty'));
}

/** passport 0.7.0 lib/middleware/authenticate.js: before 0.6 a login is not saved before `successRedirect`, and a message never before `failureRedirect`. */
function redirectsOfPassport(world: World, step: Step): readonly Redirect[] {
  const { middleware } = step;
  const version = passportInUse(world);
  if (!version || middleware.kind !== 'known' || !middleware.options) return [];
  const [success, failure, message] = ['successRedirect', 'failureRedirect', 'failureFlash'].map((name) => middleware.options && optionOf(middleware.options, name));
  const found: Redirect[] = [];
  if (success && regeneratesAtLogin(version) === false && logsIn(step)) {
    found.push({ at: success.at, target: success.value, changes: [{ key: PASSPORT, at: middleware.at, does: 'log-in' }] });
  }
  if (failure && message && isCertainly(message.value, (value) => truthOf(value) === true)) {
    found.push({ at: failure.at, target: failure.value, changes: [{ key: FLASH, at: message.at, does: 'flash' }] });
  }
  return found;
}

interface Race {
  readonly pending: Change;
  readonly path: string;
  readonly store: string;
  readonly evidence: readonly Evidence[];
}

/** The first change that the page a redirect leads to reads, where a store is still writing it. */
function raceOf(world: World, lane: Lane, step: Step, { target, changes }: Redirect): Race | undefined {
  const store = storeBefore(world, lane, step);
  if (store === undefined) return undefined;
  for (const landing of landingsOf(lane, target)) {
    for (const pending of changes) {
      const reading = readingOf(lane, landing, pending.key);
      if (!reading) continue;
      const evidence = [
        { role: 'the session is changed here', at: pending.at },
        ...(pending.save ? [{ role: '`save` is called here', at: pending.save.at }] : []),
        { role: `\`${nameOf(reading.step)}\` reads it here`, at: reading.at },
      ];
      return { pending, path: landing.path, store, evidence };
    }
  }
  return undefined;
}

/** The store of the session that a step has, where each that it may have writes only after the answer has begun. */
function storeBefore(world: World, lane: Lane, step: Step): string | undefined {
  const stores = sessionsBefore(lane, step).flatMap(({ step: { middleware } }) => {
    const session = middleware.kind === 'session' ? world.sessions.find(({ id }) => id === middleware.session) : undefined;
    return session ? [overtakenStore(world, session)] : [];
  });
  return stores.every((one) => one !== undefined) ? stores[0] : undefined;
}

function changeText({ key, does, way }: Change): string {
  switch (does) {
    case 'log-in': return 'The login is put into the session';
    case 'log-out': return 'The logout changes the session';
    case 'flash': return 'A message is put into the session';
    default: return `\`req.session.${key}\` is ${way === 'delete' ? 'deleted' : way === 'part' ? 'changed' : 'written'}`;
  }
}

/** Redirects once the session is saved. */
function waiting({ at, names }: Act): ReturnType<typeof suggestionOf> {
  const { request, next } = names ?? {};
  if (request === undefined || next === undefined) return {};
  return suggestionOf(at, 'redirect once the session is saved', [{ edit: 'wrap', at, before: `${request}.session.save((error) => (error ? ${next}(error) : `, after: '))' }]);
}

import type { Rule } from '../src/rule.ts';
import { defineRule } from '../src/rule.ts';
import { callsFromElsewhere } from '../src/model/client.ts';
import { sendsJson } from '../src/model/client-call.ts';
import { asksForOriginOnly, corsOf, credentialsReadings, handHeaders, mayBringCors, originReadings } from '../src/model/cors.ts';
import type { Workspace } from '../src/model/index.ts';
import { inOrder, stepsOf, stepsThat } from '../src/model/doing.ts';
import { certainlyBefore, lanesOf, moveAbove, nameOf, passesOn, seen, whatRanBefore, type Lane, type Step } from '../src/model/lane.ts';
import { packageNeed } from '../src/model/needs.ts';
import { coverage } from '../src/model/path.ts';
import { isStarted } from '../src/model/reach.ts';
import { holdsForPreflight, rejectsPreflight } from '../src/model/rejects.ts';
import { servesScripts } from '../src/model/scripted.ts';
import { compatible } from '../src/link/guard.ts';
import { fixOf } from './changes/edits.ts';

/** What answers or refuses a request stands before the CORS headers are set. */
export const corsBeforeRoutes: Rule = defineRule({
  name: 'cors-before-routes',
  level: 'error',
  since: '0.1.0',
  description: 'CORS headers must be set before anything answers or refuses a request, on the preflight as on the answer.',
  symptom: 'The console says "No `Access-Control-Allow-Origin` header is present" although `cors` is in use.',
  offers: 'fix',
  messages: {
    late: '`cors` is registered after {{routes}}: what is answered there carries no CORS header, so pages of other origins can\'t read it.',
    refused: '`cors` is registered after {{guard}}, which refuses preflights because they carry no cookie: every preflighted call from another origin fails.',
    csrf: '`cors` is registered after `{{guard}}`: what that refuses is answered without CORS headers, so the page sees a network error in place of the 403.',
    behind: '`cors` is registered after {{route}}, which answers every request: none ever reaches it, and pages of other origins can\'t read the answers.',
    unreachable: '`cors` is registered once the Nest application has started, behind its 404 handler: no request ever reaches it.',
    skipped: 'CORS headers are set by hand, but kept from preflights: browsers never send the requests that need one.',
    preflight: '`{{route}}` sets its CORS headers by hand, but nothing sets them on its preflight: the browser never sends the request itself.',
    differing: 'These options answer the preflight without `credentials: true`, while `cors` sends it with the answer: browsers refuse every preflighted call with credentials.',
  },
  check(workspace, report) {
    for (const world of workspace.judged.filter(isStarted)) {
      for (const lane of lanesOf(world)) {
        for (const { cors, early, how } of lateCors(workspace, lane)) {
          const [first] = early;
          if (!first) continue;
          const together = first.registration === cors.registration;
          const at = together ? cors.middleware.at : cors.registration.at;
          const move = moveAbove(cors, early);
          const more = {
            at, world,
            evidence: [{ role: `\`${nameOf(first)}\` is registered first here`, at: together ? first.middleware.at : first.chain[0]?.at ?? first.registration.at }],
            ...fixOf(at, 'register `cors` first', move ? [{ edit: 'move-statement', ...move }] : []),
          };
          const name = nameOf(first);
          if (how === 'everything') report('behind', { ...more, data: { route: `\`${name}\`` } });
          else if (how === 'answers') report('late', { ...more, data: { routes: early.length > 1 ? `\`${name}\` and ${early.length - 1} more` : `\`${name}\`` } });
          else if (how === 'refuses') report('refused', { ...more, data: { guard: first.middleware.kind === 'handler' && first.method === 'use' && name.includes('(') ? 'a middleware' : `\`${name}\`` } });
          else report('csrf', { ...more, data: { guard: name } });
        }
        for (const step of lane.unreachable) {
          if (step.middleware.kind === 'cors') report('unreachable', { at: step.registration.at, world, data: {} });
        }
        for (const { step, at } of answersOnly(workspace, lane)) {
          if (step.method === 'use') report('skipped', { at, world, data: {} });
          else report('preflight', { at, world, data: { route: nameOf(step) } });
        }
        reportDiffering(lane);
      }
    }

    function reportDiffering(lane: Lane): void {
      for (const step of stepsOf(lane, 'cors').filter(({ method }) => method === 'options')) {
        const own = corsOf(lane, step);
        if (!own || step.when !== true || whatRanBefore(lane, step).some((earlier) => mayBringCors(earlier.step) && earlier.step.registration !== step.registration)) continue;
        const main = stepsOf(lane, 'cors').find((other) => other.registration !== step.registration && other.method !== 'options'
          && isOn(lane, other) && (coverage(step.paths, other.paths) === 'all' || coverage(other.paths, step.paths) === 'all'));
        if (!main || !credentialsReadings(own).every(({ state }) => state === 'off')) continue;
        const other = corsOf(lane, main);
        // `app.use(cors(…))` answers preflights itself: the line can go.
        const spare = main.method === 'use' && coverage(main.paths, step.paths) === 'all' && step.registration.statement.alone && step.registration.middlewares.length === 1;
        report('differing', {
          at: own.callee, world: lane.world, data: {},
          evidence: other ? [{ role: 'the answer itself goes out with these options', at: other.at }] : [],
          ...fixOf(own.at, 'remove the line', spare ? [{ edit: 'remove-statement', statement: step.registration.statement.at }] : []),
        });
      }
    }
  },
});

interface Late {
  readonly cors: Step;
  readonly early: readonly Step[];
  readonly how: 'answers' | 'everything' | 'refuses' | 'csrf';
}

/** CORS that comes too late: for middlewares that refuse the preflight, for routes that other origins need, for a csrf check. */
function lateCors(workspace: Workspace, lane: Lane): readonly Late[] {
  const bringing = lane.steps.filter((step) => mayBringCors(step));
  const called = new Set(callsFromElsewhere(workspace, lane).map(({ route }) => route.registration));
  const setting = inOrder(stepsOf(lane, 'cors'), stepsThat(lane, 'set-header')).filter((step) => setsHeaders(lane, step));
  return setting.flatMap((cors, at, all): Late[] => {
    const earlier = lane.steps.filter((step) => certainlyBefore(step, cors) && seen(cors, step) === 'all' && compatible(cors.when, step.when)
      && !bringing.includes(step) && whatRanBefore(lane, step, bringing).length === 0
      && !all.slice(0, at).some((other) => certainlyBefore(step, other) && seen(other, step) === 'all'));
    const refusing = earlier.filter((step) => step.method === 'use' && refuses(step));
    if (refusing.length > 0) return [{ cors, early: refusing, how: 'refuses' }];
    const routes = earlier.filter((step) => step.method !== 'use' && step.registration !== cors.registration && passesOn(step) === 'never');
    const last = lane.steps.find((step) => certainlyBefore(step, cors) && answersEverything(step, cors) && !bringing.some((other) => other.index < step.index && seen(other, step) === 'all'));
    if (last) return [{ cors, early: [last, ...routes.filter((step) => step.registration !== last.registration)], how: 'everything' }];
    const nothingBehind = !lane.open && lane.steps.slice(cors.index + 1).every((step) => step.method === 'use' && step.middleware.kind === 'handler');
    const needed = routes.filter((step) => nothingBehind || called.has(step.registration) || (isMeantFor(cors, step) && servesScripts(lane, step)));
    if (needed.length > 0) return [{ cors, early: needed, how: 'answers' }];
    const csrf = earlier.filter(({ middleware, method, registration }) => method === 'use' && registration !== cors.registration && middleware.kind === 'known' && /csurf|csrf|lusca/.test(middleware.module) && packageNeed(middleware) !== undefined);
    return csrf.length > 0 ? [{ cors, early: csrf, how: 'csrf' }] : [];
  });
}

/** Whether a step lets nothing through to the CORS behind it. */
function answersEverything(step: Step, cors: Step): boolean {
  return step.when === true && seen(step, cors) === 'all' && step.registration !== cors.registration && passesOn(step) === 'never';
}

/** Whether a route is of the router that CORS is registered on, or of one in it: what other routers have is not its matter. */
function isMeantFor(cors: Step, { chain }: Step): boolean {
  return chain.some(({ app }) => app === cors.registration.app);
}

/** Whether a step is there to set CORS headers on what comes by: `cors` that is not switched off, or headers set by hand. */
function setsHeaders(lane: Lane, step: Step): boolean {
  if (step.method !== 'use' && step.method !== 'all') return false;
  const setup = corsOf(lane, step);
  if (setup) return setup.by !== 'socket.io' && originReadings(setup).every(({ state }) => state !== 'off');
  return step.method === 'use' && handHeaders(step).some(({ name, act }) => name === 'access-control-allow-origin' && asksForOriginOnly(act.when));
}

function refuses(step: Step): boolean {
  const { middleware } = step;
  if (middleware.kind !== 'known') return rejectsPreflight(step);
  // Any strategy but `session` answers 401 to a request that carries nothing (passport 0.7.0 middleware/authenticate.js).
  const strategy = middleware.arguments[0];
  return middleware.name === 'passport.authenticate' && strategy?.kind === 'known' && strategy.value !== 'session' && strategy.value !== 'anonymous' && middleware.arguments.length <= 2;
}

function isOn(lane: Lane, step: Step): boolean {
  const setup = corsOf(lane, step);
  return setup !== undefined && credentialsReadings(setup).every(({ state }) => state === 'on');
}

/** Methods whose every cross-origin call is preflighted (Fetch standard, CORS-safelisted method). */
const PREFLIGHTED: ReadonlySet<string> = new Set(['put', 'patch', 'delete']);

/** What only the answer to a preflight is asked for. */
const OF_PREFLIGHTS: ReadonlySet<string> = new Set(['access-control-allow-headers', 'access-control-allow-methods', 'access-control-max-age']);

/** Routes and middlewares that set CORS headers on answers by hand while nothing sets them on the preflight. */
function answersOnly(workspace: Workspace, lane: Lane): readonly { readonly step: Step; readonly at: Step['registration']['at'] }[] {
  if (lane.open) return [];
  const json = new Set(callsFromElsewhere(workspace, lane).filter(({ call }) => sendsJson(call)).map(({ route }) => route));
  return stepsThat(lane, 'set-header').flatMap((step) => {
    const headers = handHeaders(step);
    const header = headers.find(({ name, act }) => name === 'access-control-allow-origin' && (act.when === true || step.method === 'use'));
    const isMeant = step.method === 'use' ? keepsFromPreflights(step) && headers.some(({ name }) => OF_PREFLIGHTS.has(name)) : PREFLIGHTED.has(step.method) || json.has(step);
    if (!header || !isMeant) return [];
    const others = lane.steps.filter(({ method, paths }) => (method === 'use' || method === 'all' || method === 'options') && coverage(paths, step.paths) !== 'none');
    return others.some((other) => mayBringCors(other) && !keepsFromPreflights(other)) ? [] : [{ step, at: header.act.at }];
  });
}

/** Whether a middleware of the app sets its CORS headers on anything but preflights. */
function keepsFromPreflights(step: Step): boolean {
  const { handler } = step;
  const headers = handHeaders(step);
  return handler !== undefined && handler.unknown.length === 0 && headers.length > 0 && headers.every(({ act }) => holdsForPreflight(act.when) === false)
    && !handler.acts.some(({ does, when }) => does === 'run-middleware' && when !== false);
}

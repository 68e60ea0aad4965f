import type { Change, Evidence, Rule } from '../src/rule.ts';
import { defineRule } from '../src/rule.ts';
import type { CorsSetup, Handler, Workspace, World } from '../src/model/index.ts';
import { handlersThat, stepsThat } from '../src/model/doing.ts';
import { lanesOf, seen } from '../src/model/lane.ts';
import { compatible } from '../src/link/guard.ts';
import { calledBackOrigins, corsOptions, credentialsReadings, handHeadersOf, isMisspelt, originReadings, type HandHeader } from '../src/model/cors.ts';
import { coverage, EVERY_PATH } from '../src/model/path.ts';
import { changeOf } from './changes/edits.ts';
import { knownOrigins } from './changes/known-origins.ts';

/** `Access-Control-Allow-Origin: *` goes out together with `Access-Control-Allow-Credentials: true`. */
export const noWildcardOriginWithCredentials: Rule = defineRule({
  name: 'no-wildcard-origin-with-credentials',
  level: 'error',
  since: '0.1.0',
  description: 'Credentials need an origin by name: browsers refuse `*` together with `credentials: true`.',
  symptom: 'The console says that `Access-Control-Allow-Origin` must not be the wildcard `*` when the credentials mode is `include`; no login comes through.',
  offers: 'suggest',
  messages: {
    absent: '`credentials: true` without an `origin` goes out with the default `*`: browsers refuse every answer to a call with credentials, so no login from another origin works.',
    wildcard: '`origin: \'*\'` goes out with `credentials: true`: browsers refuse every answer to a call with credentials, so no login from another origin works.',
    calledBack: 'This origin function allows `*` beside `credentials: true`: browsers refuse every answer to a call with credentials, so no login from another origin works.',
    byHand: '`Access-Control-Allow-Origin: *` is sent with `Access-Control-Allow-Credentials: true`: browsers refuse every answer to a call with credentials, so no login from another origin works.',
  },
  check(workspace, report) {
    for (const world of workspace.judged) {
      for (const setup of world.cors) {
        // Clients of socket.io send credentials where they are asked to, and where there is no session, why would they.
        if (setup.by === 'socket.io' && world.sessions.length === 0) continue;
        const credentials = credentialsReadings(setup);
        const on = credentials.find(({ state }) => state === 'on');
        if (!on?.option || !credentials.every(({ state }) => state === 'on') || corsOptions(setup).some(({ options }) => isMisspelt(options, 'origin'))) continue;
        const evidence: Evidence[] = [{ role: '`credentials` is on here', at: on.option.at }];
        const origins = originReadings(setup);
        const [origin] = origins;
        if (!origin) continue;
        if (origins.every(({ state }) => state === 'any')) {
          if (!origin.option) report('absent', { at: on.option.at, world, data: {}, suggest: addOrigin(workspace, world, setup) });
          else report('wildcard', { at: origin.value.at, world, data: {}, evidence, suggest: replaceOrigin(workspace, world, origin.value.at) });
          continue;
        }
        const allowed = origins.length === 1 ? calledBackOrigins(origin.value) : [];
        const star = allowed.find((value) => value.kind === 'known' && value.value === '*');
        if (star) report('calledBack', { at: star.at, world, data: {}, evidence });
      }
      for (const handler of handlersThat(world, 'set-header')) {
        const headers = handHeadersOf(handler);
        const star = headers.find(({ name, value }) => name === 'access-control-allow-origin' && isText(value, '*'));
        const credentials = star && headers.find(({ name, value, act }) => name === 'access-control-allow-credentials' && isText(value, 'true') && compatible(act.when, star.act.when));
        if (!star || !credentials || isOverwritten(headers, star) || isBesideRoutes(world, handler)) continue;
        report('byHand', {
          at: star.act.at, world, data: {},
          evidence: credentials.act.at.start === star.act.at.start ? [] : [{ role: 'credentials are allowed here', at: credentials.act.at }],
          ...(star.value ? { suggest: replaceOrigin(workspace, world, star.value.at) } : {}),
        });
      }
    }
  },
});

/** Whether a handler stands on paths of its own, where no route of the app is seen: what is fetched there is no matter of a login. */
function isBesideRoutes(world: World, handler: Handler): boolean {
  const steps = lanesOf(world).flatMap((lane) => stepsThat(lane, 'set-header').filter((step) => step.handler === handler).map((step) => ({ lane, step })));
  return steps.length > 0 && steps.every(({ lane, step }) => step.method === 'use' && coverage(step.paths, EVERY_PATH) !== 'all'
    && !lane.steps.some((later) => later.index > step.index && later.method !== 'use' && seen(step, later) === 'all'));
}

function isText(value: HandHeader['value'], text: string): boolean {
  return value?.kind === 'known' && String(value.value) === text;
}

/** Whether a later line of the handler may name an origin after all. */
function isOverwritten(headers: readonly HandHeader[], star: HandHeader): boolean {
  return headers.some((header) => header.name === star.name && header !== star && header.act.at.start > star.act.at.start);
}

function replaceOrigin(workspace: Workspace, world: World, at: CorsSetup['at']): readonly Change[] {
  return knownOrigins(workspace, world).flatMap((code) => changeOf(at, `allow ${code} alone`, [{ edit: 'replace', at, code }]) ?? []);
}

function addOrigin(workspace: Workspace, world: World, setup: CorsSetup): readonly Change[] {
  const literal = setup.options?.literal;
  return literal ? knownOrigins(workspace, world).flatMap((code) => changeOf(setup.at, `allow ${code} alone`, [{ edit: 'add-property', to: literal, name: 'origin', code }]) ?? []) : [];
}

import { callsFromElsewhere } from '../src/model/client.ts';
import { sendsCredentials } from '../src/model/client-call.ts';
import { corsOf, corsOptions, credentialsReadings, isMisspelt, originReadings, sendsCredentialsByHand } from '../src/model/cors.ts';
import { stepsOf } from '../src/model/doing.ts';
import { worldsOfEntry } from '../src/model/environments.ts';
import type { CorsSetup, Workspace, World } from '../src/model/index.ts';
import { lanesOf, nameOf, samePlace, seen, type Lane, type Step } from '../src/model/lane.ts';
import { sessionsBefore, usesSession } from '../src/model/needs.ts';
import { isStarted } from '../src/model/reach.ts';
import { scriptedBehind } from '../src/model/scripted.ts';
import { defineRule, type Change, type Edit, type Rule } from '../src/rule.ts';
import { changeOf } from './changes/edits.ts';
import { knownOrigins } from './changes/known-origins.ts';

/** `cors()` answers the whole of an app that has a session with `*`. */
export const noDefaultCorsWithSession: Rule = defineRule({
  name: 'no-default-cors-with-session',
  level: 'warn',
  since: '0.1.0',
  description: 'An app with a session names the origins that may call it: the default `*` of `cors` lets nobody use the session.',
  symptom: 'The front end moves to an address of its own, and every call that needs the login fails there.',
  offers: 'suggest',
  messages: {
    star: 'CORS answers every route with the origin `*` and without credentials: no page of another origin can use the session of `{{route}}`, and any site may read what needs no login.',
  },
  check(workspace, report) {
    for (const world of workspace.judged.filter(isStarted)) {
      const done = new Set<number>();
      for (const lane of lanesOf(world)) {
        for (const step of stepsOf(lane, 'cors')) {
          const setup = corsOf(lane, step);
          if (!setup || done.has(setup.id) || !answersStar(setup) || !isInProduction(workspace, world, setup) || !coversAll(step) || sendsCredentialsByHand(lane)) continue;
          const [route] = usersBehind(lane, step);
          if (!route || isCalledWithCredentials(workspace, world, setup)) continue;
          done.add(setup.id);
          report('star', {
            at: setup.callee, world, data: { route: nameOf(route) },
            evidence: [{ role: `\`${nameOf(route)}\` uses the session`, at: route.registration.at }],
            suggest: nameOrigin(workspace, world, setup),
          });
        }
      }
    }
  },
});

function answersStar(setup: CorsSetup): boolean {
  return setup.when === true && originReadings(setup).every(({ state }) => state === 'any') && credentialsReadings(setup).every(({ state }) => state === 'off')
    && !corsOptions(setup).some(({ options }) => isMisspelt(options, 'origin') || isMisspelt(options, 'credentials'));
}

/** CORS that is there while developing alone opens nothing to users. */
function isInProduction(workspace: Workspace, world: World, { at }: CorsSetup): boolean {
  return world.environment !== 'development' || worldsOfEntry(workspace, world).some((other) => other.environment === 'production' && other.cors.some((twin) => samePlace(twin.at, at)));
}

/** Whether it is there for the whole app: one for a part of it, or for a route, may well be meant for everybody. */
function coversAll(step: Step): boolean {
  return step.method === 'use' && step.paths !== undefined && step.paths.some(({ segments, rest }) => segments.length === 0 && rest === 'any');
}

/** The routes behind a middleware whose own code uses the session. */
function usersBehind(lane: Lane, cors: Step): readonly Step[] {
  return lane.steps.slice(cors.index + 1).filter((step) => step.method !== 'use' && seen(cors, step) === 'all' && usesSession(lane, step)
    && sessionsBefore(lane, step).some(({ step: { middleware }, sees }) => middleware.kind === 'session' && sees === 'all'));
}

/** A client that is known, in whichever environment, is another rule's: browsers refuse each of its answers. */
function isCalledWithCredentials(workspace: Workspace, world: World, { at }: CorsSetup): boolean {
  return worldsOfEntry(workspace, world).flatMap(lanesOf).some((lane) => lane.steps.some((step) => {
    const setup = corsOf(lane, step);
    if (!setup || !samePlace(setup.at, at)) return false;
    const routes = scriptedBehind(lane, step);
    return callsFromElsewhere(workspace, lane).some(({ call, route }) => sendsCredentials(call) && routes.some(({ registration }) => registration === route.registration));
  }));
}

function nameOrigin(workspace: Workspace, world: World, setup: CorsSetup): readonly Change[] {
  const { at, argument } = setup;
  const literal = setup.options?.literal;
  const origins = knownOrigins(workspace, world);
  return (origins.length > 0 ? origins : ['process.env.CLIENT_ORIGIN']).flatMap((origin) => {
    const options: readonly (readonly [string, string])[] = [['origin', origin], ['credentials', 'true']];
    const edits: readonly Edit[] = !argument ? [{ edit: 'add-argument', call: at, code: `{ ${options.map(([name, code]) => `${name}: ${code}`).join(', ')} }` }]
      : literal && literal.properties.length === 0 ? options.map(([name, code]) => ({ edit: 'add-property', to: literal, name, code })) : [];
    return changeOf(setup.callee, `let ${origin} alone use the session`, edits, ['no-samesite-blocked-client']) ?? [];
  });
}

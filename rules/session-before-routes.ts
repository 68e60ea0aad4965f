import type { Evidence, Change, Rule } from '../src/rule.ts';
import { defineRule } from '../src/rule.ts';
import { stepsOf } from '../src/model/doing.ts';
import { worldsOfEntry } from '../src/model/environments.ts';
import { isDependent, lateSessions, unmetNeeds } from '../src/model/late.ts';
import { lanesOf, moveAbove, nameOf, samePlace, seen, type Lane, type Step } from '../src/model/lane.ts';
import type { Need } from '../src/model/needs.ts';
import { writtenPath } from '../src/model/path.ts';
import { isStarted } from '../src/model/reach.ts';
import type { SessionSetup, Workspace, World } from '../src/model/index.ts';

/** A route or a middleware that works with the session runs before it, or where it is not registered. */
export const sessionBeforeRoutes: Rule = defineRule({
  name: 'session-before-routes',
  level: 'error',
  since: '0.1.0',
  description: 'Routes and middlewares that use the session must come after it, on a path that it covers.',
  symptom: '`req.session` is undefined: "Cannot read properties of undefined" or "Cannot set properties of undefined" on login.',
  offers: 'fix',
  messages: {
    late: 'The session is registered after {{routes}}: there {{effect}}.',
    unreachable: 'The session is registered once the Nest application has started, behind its 404 handler: in {{routes}} {{effect}}.',
    uncovered: 'The session is registered for `{{mount}}`, which does not cover {{routes}}: there {{effect}}.',
    elsewhere: 'The session is registered on `{{other}}` and not on `{{app}}`, which has {{routes}}: there {{effect}}.',
    oneEnvironment: 'The session is registered in {{other}} alone: {{environment}}, in {{routes}}, {{effect}}.',
    unregistered: 'This session is made but never registered, so in {{routes}} {{effect}}.',
  },
  check(workspace, report) {
    for (const world of workspace.judged.filter(isStarted)) {
      for (const lane of lanesOf(world)) {
        for (const { session, needs, covers } of lateSessions(lane)) {
          if (needs.every(isDependent)) continue;
          const fix = covers ? changeFor(session, needs) : undefined;
          report('late', { at: session.registration.at, world, data: dataOf(needs), evidence: evidenceOf(needs), ...(fix ? { fix } : {}) });
        }
        if (!lane.open) reportUncovered(lane);
      }
    }

    function reportUncovered(lane: Lane): void {
      const { world } = lane;
      const late = new Set(lateSessions(lane).flatMap(({ needs }) => needs));
      const needs = unmetNeeds(lane).filter((need) => !late.has(need) && !isDependent(need) && need.uses !== 'req.user');
      const [first] = needs;
      if (!first) return;
      const data = dataOf(needs);
      const evidence = evidenceOf(needs);
      const sessions = stepsOf(lane, 'session');
      const out = lane.unreachable.find(({ middleware }) => middleware.kind === 'session');
      const aside = sessions.find((session) => seen(session, first.step) === 'none');
      if (out) report('unreachable', { at: out.registration.at, world, data, evidence });
      else if (aside && sessions.every((session) => seen(session, first.step) === 'none')) {
        report('uncovered', {
          at: first.step.registration.at, world, data: { ...data, mount: mountOf(aside) },
          evidence: [{ role: 'the session is registered here', at: aside.registration.at }, ...evidence.slice(1)],
        });
      } else if (sessions.length === 0) reportMissing(lane, first, data, evidence);
    }

    function reportMissing(lane: Lane, first: Need, data: { routes: string; effect: string }, evidence: readonly Evidence[]): void {
      const { world } = lane;
      const [session, ...others] = world.sessions.filter((one) => one.insideHandler === undefined);
      const registered = registeredElsewhere(workspace, world);
      if (others.length > 0 || session?.escapes) return;
      if (registered && (!session || (samePlace(session.at, registered.session.at) && session.registrations.length === 0))) {
        report('oneEnvironment', { at: registered.session.callee, world, data: { ...data, other: registered.environment }, evidence });
        return;
      }
      if (!session) return;
      const other = appOf(world, session);
      if (session.registrations.length === 0) report('unregistered', { at: session.callee, world, data, evidence });
      else if (other && other.name !== lane.root.name && !other.escapes) {
        report('elsewhere', {
          at: first.step.registration.at, world, data: { ...data, other: other.name, app: lane.root.name },
          evidence: [{ role: 'the session is registered on another app', at: session.at }, ...evidence.slice(1)],
        });
      }
    }
  },
});

/** What using the session comes to without one. */
const EFFECTS: Readonly<Record<string, string>> = {
  'req.session': '`req.session` is undefined and the request fails',
  'req.user': '`req.user` is never set, so nobody is logged in',
  'req.isAuthenticated()': '`req.isAuthenticated()` never finds a login',
};

function dataOf(needs: readonly Need[]): { routes: string; effect: string } {
  const [first] = needs.filter((need) => !isDependent(need));
  const names = [...new Set(needs.map(({ step }) => nameOf(step)))];
  const uses = first?.uses ?? '';
  const name = first ? nameOf(first.step) : '';
  return {
    routes: names.length > 1 ? `\`${name}\` and ${names.length - 1} more` : `\`${name}\``,
    effect: EFFECTS[uses] ?? `\`${uses}\` finds no session and fails`,
  };
}

function evidenceOf(needs: readonly Need[]): Evidence[] {
  const [first] = needs.filter((need) => !isDependent(need));
  if (!first) return [];
  const [mount] = first.step.chain;
  return [
    { role: `\`${nameOf(first.step)}\` is registered here`, at: mount?.at ?? first.step.registration.at },
    ...needs.slice(0, 3).map(({ step, uses, at }) => ({ role: `\`${nameOf(step)}\` uses \`${uses}\` here`, at })),
  ];
}

/** Moves the session above all that needs it, where that is all they need. */
function changeFor(session: Step, needs: readonly Need[]): Change | undefined {
  const move = needs.every(({ alone }) => alone) ? moveAbove(session, needs.map(({ step }) => step)) : undefined;
  return move && { title: 'register the session before what uses it', edits: [{ edit: 'move-statement', ...move }] };
}

function mountOf(step: Step): string {
  const [path] = step.paths ?? [];
  const text = path ? writtenPath(path) : '';
  return step.method === 'use' ? text : `${step.method.toUpperCase()} ${text}`;
}

/** The only session of the program where another environment registers it. */
function registeredElsewhere(workspace: Workspace, world: World): { readonly session: SessionSetup; readonly environment: string } | undefined {
  const found = worldsOfEntry(workspace, world).filter((other) => other !== world).flatMap((other) => other.sessions
    .filter((session) => session.insideHandler === undefined && session.registrations.length > 0).map((session) => ({ session, environment: other.environment })));
  return found.length === 1 ? found[0] : undefined;
}

function appOf(world: World, session: SessionSetup): { readonly name: string; readonly escapes: boolean } | undefined {
  return world.apps.find((app) => app.registrations.some(({ id }) => session.registrations.includes(id)));
}

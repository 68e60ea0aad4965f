import type { Rule } from '../src/rule.ts';
import { defineRule } from '../src/rule.ts';
import type { SessionSetup, World } from '../src/model/index.ts';
import type { Place } from '../src/source/place.ts';
import { possibilities } from '../src/model/certain.ts';
import { optionOf } from '../src/model/cookie.ts';
import { isTestOrExample } from '../src/model/environments.ts';
import { isForDeveloping, isStarted } from '../src/model/reach.ts';

/** Sessions live in express-session's MemoryStore in production. */
export const noMemoryStore: Rule = defineRule({
  name: 'no-memory-store',
  level: 'warn',
  since: '0.1.0',
  description: 'In production, sessions must not live in `MemoryStore`: it leaks, and a restart ends them all.',
  symptom: 'Everybody is logged out after each deploy or crash, and the memory of the process grows.',
  offers: 'none',
  messages: {
    none: 'No `store` is given, so sessions live in `MemoryStore` {{environment}}: every restart or deploy logs everybody out, and sessions that nobody comes back to are never freed.',
    empty: '`store` is `{{value}}` {{environment}}, so sessions live in `MemoryStore`: every restart or deploy logs everybody out, and sessions that nobody comes back to are never freed.',
    memory: 'Sessions live in `MemoryStore` {{environment}}: every restart or deploy logs everybody out, and sessions that nobody comes back to are never freed.',
  },
  check(workspace, report) {
    for (const world of workspace.worlds) {
      if (world.environment !== 'production' || !isStarted(world) || isForDeveloping(workspace, world)) continue;
      for (const session of world.sessions) {
        if (!isInUse(session) || isTestOrExample(session.at.file, workspace.root)) continue;
        const store = memoryStoreOf(world, session);
        if (!store) continue;
        const evidence = samePlaces(store.at, session.callee) ? [] : [{ role: 'the session is made here', at: session.callee }];
        if (store.is === 'empty') report('empty', { at: store.at, world, data: { value: store.value }, evidence });
        else report(store.is, { at: store.at, world, data: {}, evidence });
      }
    }
  },
});

type MemoryStore = { readonly at: Place } & ({ readonly is: 'none' | 'memory' } | { readonly is: 'empty'; readonly value: string });

/** Sessions of another entry, one a condition decides on, or one that is made anew at each request are other rules' matter. */
function isInUse(session: SessionSetup): boolean {
  return session.library === 'express-session' && session.when === true && session.insideHandler === undefined && (session.registrations.length > 0 || session.escapes);
}

/** How the session certainly comes to a MemoryStore: express-session index.js, `store = opts.store || new MemoryStore()`. */
function memoryStoreOf(world: World, session: SessionSetup): MemoryStore | undefined {
  const option = optionOf(session.options, 'store');
  if (!option) return session.options.complete ? { is: 'none', at: session.callee } : undefined;
  const all = possibilities(option.value).map(({ value }): MemoryStore | undefined => {
    if (value.kind === 'known') return value.value ? undefined : { is: 'empty', at: value.at, value: String(value.value) };
    const store = value.kind === 'reference' && value.to === 'store' ? world.stores.find(({ id }) => id === value.id) : undefined;
    return store?.module === 'express-session' ? { is: 'memory', at: store.at } : undefined;
  });
  return all.every((one) => one !== undefined) ? all[0] : undefined;
}

function samePlaces(left: Place, right: Place): boolean {
  return left.file === right.file && left.start === right.start;
}

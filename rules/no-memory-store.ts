import { sessionsInUse } from '../src/model/duplicates.ts';
import type { Rule } from '../src/rule.ts';
import { defineRule } from '../src/rule.ts';
import { isTestOrExample } from '../src/model/environments.ts';
import { samePlace } from '../src/model/lane.ts';
import { memoryStoreOf } from '../src/model/memory-store.ts';
import { scatteredSessions } from '../src/model/processes.ts';
import { isForDeveloping, isStarted } from '../src/model/reach.ts';
import { isInUse } from '../src/model/stores.ts';

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
    // Where several processes are shown, more is wrong than this rule says.
    const scattered = scatteredSessions(workspace);
    for (const world of workspace.judged) {
      if (world.environment !== 'production' || !isStarted(world) || isTestOrExample(world.entry.file, workspace.root) || isForDeveloping(workspace, world)) continue;
      for (const session of sessionsInUse(world)) {
        if (!isInUse(session) || isTestOrExample(session.at.file, workspace.root)) continue;
        const store = memoryStoreOf(world, session);
        // Packages that keep sessions in memory drop expired ones: they do not leak.
        if (!store || store.is === 'package' || scattered.some((one) => samePlace(one.store.at, store.at))) continue;
        const evidence = samePlace(store.at, session.callee) ? [] : [{ role: 'the session is made here', at: session.callee }];
        if (store.is === 'empty') report('empty', { at: store.at, world, data: { value: store.value }, evidence });
        else report(store.is, { at: store.at, world, data: {}, evidence });
      }
    }
  },
});

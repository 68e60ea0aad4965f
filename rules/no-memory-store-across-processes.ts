import { samePlace } from '../src/model/lane.ts';
import type { MemoryStore } from '../src/model/memory-store.ts';
import { scatteredSessions } from '../src/model/processes.ts';
import { defineRule, type Rule } from '../src/rule.ts';

/** Sessions live in the memory of one process, and several serve the users. */
export const noMemoryStoreAcrossProcesses: Rule = defineRule({
  name: 'no-memory-store-across-processes',
  level: 'error',
  since: '0.1.0',
  description: 'Sessions must not live in the memory of a process where several serve the users, or none lasts.',
  symptom: 'Users are logged in at one request and logged out at the next, at random.',
  offers: 'none',
  messages: {
    several: 'Sessions live {{store}}, in the memory of one process, and {{processes}}: each request that another process answers finds nobody logged in.',
    shortLived: 'Sessions live {{store}}, in the memory of the process, and {{processes}}: each new process begins without sessions and everybody it answers is logged out.',
  },
  check(workspace, report) {
    for (const { world, session, store, processes } of scatteredSessions(workspace)) {
      const made = samePlace(store.at, session.callee) ? [] : [{ role: 'the session is made here', at: session.callee }];
      report(processes.kind === 'several' ? 'several' : 'shortLived', {
        at: store.at, world, data: { store: storeText(store), processes: processes.text },
        evidence: [{ role: processes.kind === 'several' ? 'several processes are started here' : 'a process that does not last is started here', at: processes.at }, ...made],
      });
    }
  },
});

function storeText(store: MemoryStore): string {
  switch (store.is) {
    case 'none': return 'in `MemoryStore`, as no `store` is given';
    case 'empty': return `in \`MemoryStore\`, as \`store\` is \`${store.value}\` in production`;
    case 'memory': return 'in `MemoryStore`';
    case 'package': return 'in `memorystore`';
  }
}

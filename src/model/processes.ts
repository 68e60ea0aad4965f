import type { Processes } from '../source/processes.ts';
import { isTestOrExample } from './environments.ts';
import { memoryStoreOf, type MemoryStore } from './memory-store.ts';
import { isForDeveloping, isStarted } from './reach.ts';
import { isInUse } from './stores.ts';
import type { SessionSetup, Workspace, World } from './types.ts';

/** A package that keeps a visitor at the worker he came to first. */
const STICKY = /^(?:sticky-session|@socket\.io\/sticky|sticky-cluster|express-sticky-cluster|node-sticky)$/;
/** Platforms whose processes last: they end TLS and no more. */
const LASTING = /^greenlock-express/;

/** A session whose data is in the memory of one process of several, or of one that does not last. */
export interface ScatteredSession {
  readonly world: World;
  readonly session: SessionSetup;
  readonly store: MemoryStore;
  readonly processes: Processes;
}

/** What shows that the program of a world is not one lasting process; the code itself first. */
export function processesOf(world: World): Processes | undefined {
  if (world.imports.some((name) => STICKY.test(name))) return undefined;
  if (world.forks) return { kind: 'several', text: 'the program forks several workers of itself', at: world.forks };
  const platform = world.servers.find((server) => server.platform !== undefined && server.listens && server.when !== false && !LASTING.test(server.platform));
  if (platform) return { kind: 'short-lived', text: `${platform.platform ?? ''} runs it as a function, in processes that come and go`, at: platform.at };
  return world.entry.processes[0];
}

/** The sessions of judged worlds that live in the memory of one process in production although there are several, or none that lasts. */
export function scatteredSessions(workspace: Workspace): readonly ScatteredSession[] {
  return workspace.judged.flatMap((world) => {
    if (world.environment !== 'production' || !isStarted(world) || isForDeveloping(workspace, world)) return [];
    const processes = processesOf(world);
    if (!processes) return [];
    return world.sessions.flatMap((session) => {
      const store = isInUse(session) && !isTestOrExample(session.at.file, workspace.root) ? memoryStoreOf(world, session) : undefined;
      return store ? [{ world, session, store, processes }] : [];
    });
  });
}

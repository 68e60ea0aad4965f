import { keptFor } from '../source/kept.ts';
import { rootsOf } from './lane.ts';
import { portsOf } from './ports.ts';
import type { Outline, Workspace, World } from './types.ts';

/** A workspace in which every world is judged. What is left out is empty. */
export function workspaceOf(parts: Pick<Workspace, 'root' | 'worlds'> & Partial<Workspace>): Workspace {
  return { clients: [], serverOrigins: [], envFiles: [], proxies: [], problems: [], judged: parts.worlds, outlines: parts.worlds.map(outlineOf), ...parts };
}

const outlineOf = keptFor((world: World): Outline => {
  const { entry: { file, how, started, package: own }, environment, servers, passports } = world;
  return {
    file, how, environment, started, ...(own ? { directory: own.directory } : {}),
    listens: servers.some((server) => server.listens),
    ports: [...new Set(rootsOf(world).flatMap((root) => [...portsOf(world, root).known]))],
    passport: { serializers: passports.some((one) => one.serializers.length > 0), deserializers: passports.some((one) => one.deserializers.length > 0) },
  };
});

import type { Workspace, World } from '../model/index.ts';

/** How much of what the programs register could be followed. */
export interface Coverage {
  readonly followed: number;
  readonly registrations: number;
}

/** Each program counts once, in the environment that registers most. */
export function coverageOf(workspace: Workspace): Coverage {
  const worlds = fullest(workspace);
  const registrations = sum(worlds.map(({ coverage }) => coverage.registrations));
  const unknown = sum(worlds.map(({ coverage }) => Math.min(coverage.unknown.length, coverage.registrations)));
  return { registrations, followed: registrations - unknown };
}

function fullest({ worlds }: Workspace): World[] {
  const byEntry = new Map<string, World>();
  for (const world of worlds) {
    const known = byEntry.get(world.entry.file);
    if (known === undefined || known.coverage.registrations < world.coverage.registrations) byEntry.set(world.entry.file, world);
  }
  return [...byEntry.values()];
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

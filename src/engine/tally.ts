import type { Workspace, World } from '../model/index.ts';
import type { Tally } from './analysis.ts';

/** Counts what was seen of a workspace. Each program counts once, in the environment that registers most. */
export function tallyOf(workspace: Workspace): Tally {
  const sessions = new Set(workspace.worlds.flatMap(world => world.sessions.map(({ at }) => `${at.file}:${at.start}`))).size;
  const worlds = fullest(workspace);
  const registrations = sum(worlds.map(({ coverage }) => coverage.registrations));
  const unknown = sum(worlds.map(({ coverage }) => Math.min(coverage.unknown.length, coverage.registrations)));
  return { sessions, registrations, followed: registrations - unknown };
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

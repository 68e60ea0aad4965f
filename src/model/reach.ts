import type { Workspace, World } from './types.ts';

/**
 * Whether a world is judged for order and for what an app lacks: something starts its entry, or an app in it listens.
 * Any other world is judged only for the values it holds.
 */
export function isStarted(world: World): boolean {
  return world.entry.started || world.servers.some((server) => server.listens);
}

/** Scripts that start a server on a developer's machine. */
const DEVELOPING = /^npm run (?:.*:)?(?:dev|develop|development|watch|debug|local)(?::.*)?$/;

/** Whether a program is only started while developing, where the same package has another that users reach. */
export function isForDeveloping(workspace: Workspace, { entry }: World): boolean {
  return DEVELOPING.test(entry.how) && workspace.outlines.some((other) => other.started && !DEVELOPING.test(other.how)
    && other.directory === entry.package?.directory);
}

/** Whether a file holds tests or what only tests use, by its name or directory below the workspace's root. */
export function isTestFile(file: string, root: string): boolean {
  const path = file.startsWith(`${root}/`) ? file.slice(root.length) : file;
  return /\/(__tests__|__mocks__|tests?|test[-_]?(?:utils?|helpers?|support|server)|specs?|e2e)\//i.test(path) || /[._-](test|spec|e2e|e2e-spec)\.[cm]?[jt]sx?$/i.test(path);
}

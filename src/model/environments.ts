import { isTestFile } from './reach.ts';
import type { SessionSetup, Workspace, World } from './types.ts';

/** The worlds of the same entry as a judged one, that included: one for each environment. */
export function worldsOfEntry(workspace: Workspace, world: World): readonly World[] {
  return workspace.judged.filter(other => other.entry.file === world.entry.file && other.entry.how === world.entry.how);
}

/** The same session call as another environment sees it. */
export function sessionIn(world: World, session: SessionSetup): SessionSetup | undefined {
  return world.sessions.find(other => other.at.file === session.at.file && other.at.start === session.at.start);
}

/** How the same session call stands in the other environments of the entry. */
export function elsewhere(workspace: Workspace, world: World, session: SessionSetup): readonly { readonly world: World; readonly session: SessionSetup }[] {
  return worldsOfEntry(workspace, world).flatMap(other => {
    const twin = other === world ? undefined : sessionIn(other, session);
    return twin ? [{ world: other, session: twin }] : [];
  });
}

/** Whether a file is a test or an example, by its path below the root: no production deployment can be meant. */
export function isTestOrExample(file: string, root: string): boolean {
  return isTestFile(file, root) || /\/(?:examples?|samples?|demos?)\//i.test(file.startsWith(`${root}/`) ? file.slice(root.length) : file);
}
